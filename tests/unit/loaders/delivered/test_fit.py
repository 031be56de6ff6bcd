"""How near a file's columns come to those of a mapping."""

from __future__ import annotations

from pathlib import Path

from loaders.delivered.fit import FileColumns, nearest_mapping
from loaders.mapping import shipped_mappings
from tests.feeds import mapping, people, person, write, write_csv

OTHER = """
mapping: 1
feed: {id: gp/list, title: List, agency: gp, category: general_practice}
files: list.csv
tables:
  - read: {format: csv}
    columns: {Id: text, Surgery: text, Doctor: text, Note: {optional: true}}
    nodes: {patient: {kind: Record, key: [Id], set: {own_id: Id}}}
"""


def test_a_file_is_nearest_to_the_mapping_whose_columns_it_has(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "x.csv", [person("1")])
    both = (mapping(OTHER), people("housing"))
    near = nearest_mapping(FileColumns(file.path), both)
    assert near is not None
    assert (near.mapping.feed.id, near.lacks, near.is_whole) == ("housing/people", (), True)


def test_columns_that_it_lacks_are_named_and_optional_ones_are_not_missed(tmp_path: Path) -> None:
    file = write(tmp_path / "x.csv", "Id,Surgery\n1,2\n")
    fit = FileColumns(file.path).fit(mapping(OTHER), by_name=False)
    assert fit is not None
    assert (fit.lacks, fit.has, fit.is_near, fit.is_whole) == (("Doctor",), 2, True, False)


def test_nothing_is_near_to_a_file_that_shares_one_column_or_cannot_be_read(tmp_path: Path) -> None:
    both = (mapping(OTHER), people("housing"))
    assert nearest_mapping(FileColumns(write(tmp_path / "a.csv", "Id,Other\n1,2\n").path), both) is None
    broken = tmp_path / "b.xlsx"
    broken.write_bytes(b"no workbook")
    assert nearest_mapping(FileColumns(broken), shipped_mappings()) is None
    assert nearest_mapping(FileColumns(write(tmp_path / "c.doc", "Id\n").path), both) is None
