"""Corrected rows find the tables that read them; what rests on other tables is not replayed alone."""

from __future__ import annotations

import pytest

from graph.errors import InputFault
from loaders.delivered.corrected_rows import CorrectedRow, part_of_delivery
from tests.feeds import gathered, mapping, people, rows_of

TWO = """
mapping: 1
feed: {id: a/b, title: T, agency: a, category: housing, delivery: rolling_window, window_days: 90}
files: ["in/people*.csv", "in/homes*.csv"]
tables:
  - {name: people, files: in/people*.csv, read: {format: csv}, columns: {Id: {also: [Ref]}, Name: text},
     expect: {known: {column: Id, found_in: {homes: Id}, words: "No home."}},
     nodes: {person: {kind: Record, key: [Id], set: {own_id: Id, family_name: Name}}}}
  - {name: homes, files: in/homes*.csv, read: {format: csv}, columns: {Id: text, Home: text}, derive: LOOKS_UP
     nodes: {person: {kind: Record, key: [Id]}, home: {kind: Residence, set: {address: Home}}},
     edges: [{edge: LIVES_AT, from: person, to: home}]}
"""
PLAIN, LOOKING_UP = "{},", "{Known: {column: Id, found_in: {people: Id}}},"


def test_a_row_goes_to_the_table_of_its_file_alone_and_nothing_is_closed() -> None:
    row = CorrectedRow("people may.csv", "people", 7, {"Ref": "1", "Name": "Kerr", "Extra": None})
    part = part_of_delivery(mapping(TWO, LOOKS_UP=PLAIN), [row])
    assert part.is_part
    found = gathered(part.mapping, *part.files)
    assert rows_of(found.frames, "Record", "id", "family_name") == [("a/b/1", "Kerr")]
    assert (found.read, found.loaded) == (1, 1)
    assert [finding.kind for _, finding in found.findings] == ["column_not_read"]


def test_rows_of_several_files_are_parts_of_one_delivery() -> None:
    rows = [
        CorrectedRow("people may.csv", "people", 7, {"Id": "1", "Name": "Kerr"}),
        CorrectedRow("homes.csv", "homes", 2, {"Id": "1", "Home": "12 Alder St"}),
        CorrectedRow("homes.csv", "homes", 3, {"Id": "2", "Home": "7 Poplar Ct"}),
    ]
    part = part_of_delivery(mapping(TWO, LOOKS_UP=PLAIN), rows)
    found = gathered(part.mapping, *part.files)
    assert sorted((one.file, one.read) for one in found.rows) == [("homes.csv", 2), ("people may.csv", 1)]
    assert len(rows_of(found.frames, "LIVES_AT", "start")) == 2


def test_a_row_that_no_table_reads_is_named_with_its_place() -> None:
    with pytest.raises(InputFault, match=r"x\.csv, line 4: no table of feed\.yaml reads this corrected row"):
        part_of_delivery(people(), [CorrectedRow("x.csv", None, 4, {"Id": "1"})])


def test_a_row_that_rests_on_another_table_waits_for_its_delivery() -> None:
    row = CorrectedRow("homes.csv", "homes", 2, {"Id": "1", "Home": "12 Alder St"})
    with pytest.raises(InputFault, match="look something up in another table"):
        part_of_delivery(mapping(TWO, LOOKS_UP=LOOKING_UP), [row])
