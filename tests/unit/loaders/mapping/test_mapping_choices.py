"""Words of a mapping that leave a choice to the file or the row: format, paths of rows, the feed referred to."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import InputFault
from loaders.mapping import Mapping, parse_mapping
from tests.feeds import gathered, rows_of, write

TEXT = """
mapping: 1
feed: {id: police/log, title: Log, agency: police, category: sharing_log}
files: '*'
tables:
  - read: {format: [csv, tsv]}
    columns: {Ref: {required: true}, Feed: text, About: text, Other: text}
    derive: {Either: {first_of: [About, Other], required: true}}
    nodes:
      sharing: {kind: Sharing, key: Ref, set: {own_id: Ref}}
      record: {kind: Record, of: {column: Feed}, key: About}
      recipient: {kind: Agency, key: Other}
    edges:
      - {edge: ABOUT, from: sharing, to: record}
"""


def mapping(old: str = "", new: str = "") -> Mapping:
    assert old in TEXT
    return parse_mapping("log.yaml", TEXT.replace(old, new, 1) if old else TEXT)


def test_the_end_of_the_name_says_the_format(tmp_path: Path) -> None:
    csv = write(tmp_path / "a.csv", "Ref,Feed,About,Other\n1,housing/tenancies,T1 | 2,\n")
    tsv = write(tmp_path / "a.TSV", "Ref\tFeed\tAbout\tOther\n1\thousing/tenancies\tT1 | 2\t\n")
    other = write(tmp_path / "a.txt", "Ref,Feed,About,Other\n1,housing/tenancies,T1 | 2,\n")
    found = [rows_of(gathered(mapping(), file).frames, "ABOUT", "start", "end") for file in (csv, tsv, other)]
    assert found == [[("police/log/1", "housing/tenancies/T1/2")]] * 3


def test_a_row_without_a_feed_or_a_reference_refers_to_nothing(tmp_path: Path) -> None:
    rows = "Ref,Feed,About,Other\n1,,T1,\n2,housing/tenancies,,csc\n3,housing/tenancies,2026/14,\n"
    found = gathered(mapping(), write(tmp_path / "a.csv", rows))
    assert rows_of(found.frames, "ABOUT", "start", "end") == [("police/log/3", "housing/tenancies/2026-14")]


def test_an_empty_derived_column_that_is_required_sets_the_row_apart(tmp_path: Path) -> None:
    found = gathered(mapping(), write(tmp_path / "a.csv", "Ref,Feed,About,Other\n1,,T1,\n2,,,\n3,,,csc\n"))
    ((_, row),) = found.rejected
    assert (row.line, row.field, row.reason) == (3, "Either", "is empty but required")


@pytest.mark.parametrize(
    ("old", "new", "field", "words"),
    [
        ("[csv, tsv]", "[csv, tvs]", "tables.0.read.format", "'tsv'"),
        ("[csv, tsv]", "[]", "tables.0.read.format", "Write one word"),
        ("of: {column: Feed}", "of: {column: Feeds}", "tables.0.nodes.record.of.column", "'Feed'"),
        ("of: {column: Feed}", "of: {columns: Feed}", "tables.0.nodes.record.of.columns", "'column'"),
        ("{column: Feed}, key: About", "{column: Feed}", "tables.0.nodes.record.key", "is missing"),
        ("{kind: Agency, key: Other}", "{kind: Agency, of: {column: Feed}, key: Other}",
         "tables.0.nodes.recipient.of", "no feed of its own"),
        ("key: About}", "key: About, set: {own_id: About}}", "tables.0.nodes.record.set", "only named"),
        ("required: true}}", "required: maybe}}", "tables.0.derive.Either.required", "true or false"),
        ("{format: [csv, tsv]}", "{format: [xml, json], rows: [a, b]}", "tables.0.read.rows", "one path only"),
    ],
)  # fmt: skip
def test_a_fault_has_its_place(old: str, new: str, field: str, words: str) -> None:
    with pytest.raises(InputFault) as fault:
        mapping(old, new)
    assert (fault.value.file, fault.value.field) == ("log.yaml", field)
    assert words in str(fault.value)
    assert fault.value.line is not None
