"""Files of one feed that come in several layouts, lack tables, or have to be looked up in one another."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from graph.errors import InputFault
from loaders.delivered import Delivered
from loaders.mapping import parse_mapping
from loaders.rows.gather import Gathered, SourceFile
from tests.feeds import DAY, Hub, gathered, rows_of, write

MAPPING = """\
mapping: 1
feed: {id: csc/caseload, title: Caseload, agency: csc, category: childrens_social_care}
files: ["*.xlsx", "*.csv", "*.xml"]
tables:
  - name: children
    read:
      - {format: xlsx, table: [List_1, List 1], header: 2}
      - {format: xlsx, table: [List_1, List 1], header: 1}
      - {format: csv, delimiter: ";"}
      - {format: xml, rows: Child}
    columns:
      Child: {required: true, path: Id, also: [Child ID, Unique ID]}
      Born: {type: date, format: "%Y-%m-%d", also: [Date of birth]}
    derive:
      Adopted: {column: Child, found_in: {placements: Adopted child}}
    expect:
      child_without_placement: {column: Child, found_in: {placements: Child}, words: No placement is recorded.}
      born_later: {column: Born, past: true, words: The birth lies ahead.}
    nodes:
      child: {kind: Record, key: Child, set: {own_id: Child, birth_date: Born}}
      number:
        kind: Identifier
        when: {column: Adopted, is: "false"}
        set: {scheme: {const: local_authority_child_id}, value: Child}
    edges:
      - {edge: HAS_IDENTIFIER, from: child, to: number}
  - name: placements
    optional: true
    read:
      - {format: xlsx, table: [List_2, List 2], header: 2}
      - {format: xlsx, table: [List_2, List 2], header: 1}
      - {format: xml, rows: Child/Placement}
    columns:
      Child: {required: true, path: ../Id, also: [Child ID, Unique ID]}
      Kind: {path: Kind}
      Since: {type: date, format: "%Y-%m-%d", path: Since}
    derive:
      Child and kind: {join: [Child, Kind]}
      Adopted child: {column: Child and kind, pattern: '^(.*) adopted$'}
    nodes:
      child: {kind: Record, key: Child}
      placement: {kind: Involvement, key: [Child, Since], set: {involvement_kind: {const: looked_after}, need: Kind}}
    edges:
      - {edge: HAS_INVOLVEMENT, from: child, to: placement, set: {valid_from: Since}}
"""
FEED = parse_mapping("caseload.yaml", MAPPING)
Sheet = Sequence[Sequence[str]]


def workbook(path: Path, sheets: MappingOf[str, Sheet]) -> SourceFile:
    with Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return SourceFile.of(path)


CHILDREN = [["Child", "Born"], ["1", "2015-01-25"], ["2", "2016-02-01"], ["3", "2017-03-01"]]
PLACED = [["Child", "Kind", "Since"], ["1", "fostered", "2020-01-01"], ["2", "adopted", "2021-01-01"]]
TITLED = ["A title above the names"]


def both(folder: Path, name: str = "a.xlsx") -> SourceFile:
    return workbook(folder / name, {"List_1": CHILDREN, "List_2": PLACED})


def kinds(found: Gathered) -> list[tuple[str, int | None, str | None, str | None]]:
    return [(one.kind, one.line, one.field, one.value) for _, one in found.findings]


def children_of(found: Gathered) -> list[tuple[object, ...]]:
    return rows_of(found.frames, "Record", "own_id", "birth_date")


def test_every_layout_gives_the_same(tmp_path: Path) -> None:
    as_xml = "".join(
        f"<Child><Id>{child}</Id><Born>{born}</Born>"
        + "".join(
            f"<Placement><Kind>{k}</Kind><Since>{s}</Since></Placement>"
            for c, k, s in PLACED[1:]
            if c == child
        )
        + "</Child>"
        for child, born in CHILDREN[1:]
    )
    renamed = [["Date of birth", "Unique ID"], *([born, child] for child, born in CHILDREN[1:])]
    files = [
        both(tmp_path),
        workbook(
            tmp_path / "b.xlsx", {"List 1": [TITLED, *renamed], "Other": [["x"]], "List 2": [TITLED, *PLACED]}
        ),
        write(tmp_path / "c.xml", f"<All>{as_xml}</All>"),
    ]
    found = [gathered(FEED, file) for file in files]
    assert [(one.read, one.loaded) for one in found] == [(5, 5)] * 3
    assert all(one.frames.nodes["Record"].equals(found[0].frames.nodes["Record"]) for one in found)
    assert all(rows_of(one.frames, "HAS_INVOLVEMENT", "key") == rows_of(found[0].frames, "HAS_INVOLVEMENT", "key")
               for one in found)  # fmt: skip
    assert children_of(found[0]) == [
        ("1", date(2015, 1, 25)), ("2", date(2016, 2, 1)), ("3", date(2017, 3, 1)),
    ]  # fmt: skip


def test_a_value_that_occurs_in_no_row_of_the_other_table_is_found(tmp_path: Path) -> None:
    assert kinds(gathered(FEED, both(tmp_path))) == [("child_without_placement", 4, "Child", "3")]


def test_what_another_table_says_decides_on_a_node(tmp_path: Path) -> None:
    found = gathered(FEED, both(tmp_path))
    assert [value for (value,) in rows_of(found.frames, "Identifier", "value")] == ["1", "3"]


def test_a_row_in_quarantine_is_found_from_the_other_table_all_the_same(tmp_path: Path) -> None:
    rows = [*PLACED, ["3", "adopted", "soon"]]
    found = gathered(FEED, workbook(tmp_path / "a.xlsx", {"List_1": CHILDREN, "List_2": rows}))
    ((_, row),) = found.rejected
    assert (row.line, row.field, row.value) == (4, "Since", "soon")
    assert kinds(found) == []
    assert [value for (value,) in rows_of(found.frames, "Identifier", "value")] == ["1"]


def test_faults_and_findings_go_by_the_names_that_the_file_has(tmp_path: Path) -> None:
    rows = [["Unique ID", "Date of birth", "Note"], ["1", "soon", ""], ["2", "2099-01-01", ""]]
    found = gathered(FEED, workbook(tmp_path / "a.xlsx", {"List 1": rows, "List 2": PLACED}))
    ((_, row),) = found.rejected
    assert (row.line, row.field, row.value) == (2, "Date of birth", "soon")
    assert dict(row.row) == {"Unique ID": "1", "Date of birth": "soon", "Note": None}
    assert kinds(found) == [
        ("column_not_read", 1, "Note", None),
        ("birth_date_in_the_future", 3, "Date of birth", "2099-01-01"),
        ("born_later", 3, "Date of birth", "2099-01-01"),
    ]


def test_the_day_of_the_delivery_itself_is_past(tmp_path: Path) -> None:
    rows = [["Child", "Born"], ["1", DAY.isoformat()], ["2", "2026-05-13"]]
    found = gathered(FEED, workbook(tmp_path / "a.xlsx", {"List_1": rows, "List_2": PLACED}))
    assert [one.value for _, one in found.findings if one.kind == "born_later"] == ["2026-05-13"]


def test_a_delivery_without_an_optional_table_is_loaded_and_closes_nothing(tmp_path: Path, hub: Hub) -> None:
    assert hub.deliver(Delivered(FEED, (both(tmp_path, "whole.xlsx"),))).feeds[0].swept
    part = workbook(tmp_path / "part.xlsx", {"List_1": CHILDREN[:3]})
    report = hub.deliver(Delivered(FEED, (part,)), on=date(2026, 6, 12)).feeds[0]
    assert report.fault is None
    assert (report.counts.read, report.counts.quarantined, report.counts.ended, report.swept) == (
        2,
        0,
        0,
        False,
    )
    assert report.findings == {"child_without_placement": 2, "table_not_delivered": 1}
    found = gathered(FEED, part)
    assert "'placements'" in found.findings[0][1].words
    empty = workbook(tmp_path / "empty.xlsx", {"List_1": CHILDREN[:3], "List_2": PLACED[:1]})
    assert hub.deliver(Delivered(FEED, (empty,)), on=date(2026, 7, 12)).feeds[0].counts.ended > 0


def test_a_table_that_is_not_optional_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(InputFault, match="no table of this name"):
        gathered(FEED, workbook(tmp_path / "a.xlsx", {"List_2": PLACED}))


@pytest.mark.parametrize(
    ("rows", "line", "field"),
    [
        ([TITLED, ["Child", "Birth"]], 2, "Born"),
        ([["Child", "Birth"], ["1", "2"]], 1, "Born"),
        ([["Nothing", "of it"]], 1, "Child"),
    ],
)
def test_where_no_layout_fits_the_nearest_says_why(
    tmp_path: Path, rows: Sheet, line: int, field: str
) -> None:
    with pytest.raises(InputFault, match="lacks a column") as caught:
        gathered(FEED, workbook(tmp_path / "a.xlsx", {"List_1": rows, "List_2": PLACED}))
    assert (caught.value.line, caught.value.field) == (line, field)


def test_where_no_layout_fits_the_one_of_the_files_own_kind_says_why(tmp_path: Path) -> None:
    with pytest.raises(InputFault, match="not well-formed XML"):
        gathered(FEED, write(tmp_path / "a.xml", "<All><Child>"))


WITHOUT = "tables.0.expect.child_without_placement.found_in"
FAULTS = [
    ("found_in: {placements: Child}", "found_in: {placement: Child}", f"{WITHOUT}.placement", "'placements'"),
    ("found_in: {placements: Child}", "found_in: {placements: Chilt}", f"{WITHOUT}.placements", "'Child'"),
    ("found_in: {placements: Child}", "found_in: {children: Adopted}", f"{WITHOUT}.children", "unknown word"),
    ("{placements: Adopted child}", "{placements: Kind}, plus_days: 1", "tables.0.derive.Adopted.found_in", "too many"),
    ("Born, past: true", "Child, past: true", "tables.0.expect.born_later.past", "needs a column of date"),
    ("also: [Date of birth]", "also: [Child]", "tables.0.columns.Born.also", "there is a column of this name"),
    ("optional: true\n", "optional: often\n", "tables.1.optional", "true or false"),
    ("{format: xml, rows: Child}", "{format: xlm, rows: Child}", "tables.0.read.3.format", "'xml'"),
]  # fmt: skip


@pytest.mark.parametrize(("there", "instead", "field", "hint"), FAULTS, ids=[fault[2] for fault in FAULTS])
def test_a_word_that_means_nothing_is_named(there: str, instead: str, field: str, hint: str) -> None:
    assert there in MAPPING
    with pytest.raises(InputFault) as caught:
        parse_mapping("caseload.yaml", MAPPING.replace(there, instead, 1))
    assert caught.value.field == field
    assert hint in str(caught.value)
    assert caught.value.line is not None
