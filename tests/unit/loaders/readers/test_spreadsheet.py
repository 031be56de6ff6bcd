"""XLSX workbooks."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path

import pytest
import xlsxwriter

from loaders.readers import LINE_COLUMN, ReadSpec, header, tables
from tests.unit.loaders.readers.reading import fault, whole, written

XLSX = ReadSpec("xlsx")
Cell = str | float | bool | datetime | time | None


def workbook(folder: Path, sheets: dict[str, dict[int, list[Cell]]], formula: str | None = None) -> Path:
    """Return a workbook with these rows (by row of the sheet, from 1) on each sheet."""
    path = folder / "a.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for line, cells in rows.items():
                sheet.write_row(line - 1, 1, cells)
        if formula is not None:
            book.worksheets()[0].write_formula("B2", formula, None, "#DIV/0!" if "/0" in formula else 42)
    return path


def test_values_have_one_canonical_text(tmp_path: Path) -> None:
    cells: list[Cell] = [
        9434765919,
        0.5,
        " x ",
        True,
        datetime(2026, 5, 4),
        datetime(2026, 5, 4, 9, 30),
        time(9, 5),
    ]
    names: list[Cell] = ["nhs", "half", " text", "yes", "day", "moment", "clock"]
    frame = whole(workbook(tmp_path, {"One": {1: names, 2: cells}}), XLSX).frame
    assert frame.columns == ["nhs", "half", "text", "yes", "day", "moment", "clock", LINE_COLUMN]
    assert frame.row(0) == (
        "9434765919", "0.5", "x", "true", "2026-05-04", "2026-05-04T09:30:00", "09:05:00", 2,
    )  # fmt: skip


def test_lines_are_the_rows_of_the_sheet(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"One": {3: ["id", "name"], 4: [1, "Maya"], 7: [None, "Joel"], 9: ["  "]}})
    frame = whole(path, ReadSpec("xlsx", header=3), chunk_rows=1).frame
    assert frame.rows() == [("1", "Maya", 4), (None, "Joel", 7)]


def test_a_formula_gives_its_last_value(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"One": {1: ["id", "name"], 2: [None, "Maya"]}}, "=6*7")
    assert whole(path, XLSX).frame.rows() == [("42", "Maya", 2)]


def test_an_error_cell_is_a_finding(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"One": {1: ["id", "name"], 2: [None, "Maya"], 3: [2, "Joel"]}}, "=1/0")
    found = whole(path, XLSX, chunk_rows=1)
    assert found.frame.rows() == [(None, "Maya", 2), ("2", "Joel", 3)]
    (finding,) = found.findings
    assert (finding.table, finding.line, finding.field, finding.kind) == ("One", 2, "id", "error_value")
    assert "Div0" in (finding.value or "")


def test_a_value_beyond_the_named_columns(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"One": {1: ["id", "name"], 2: [1, "Maya", None, "?"], 3: [2, "Joel"]}})
    found = whole(path, XLSX)
    assert found.frame.rows() == [("2", "Joel", 3)]
    (row,) = found.rejected
    assert (row.table, row.line, row.field, row.value) == ("One", 2, None, "?")
    assert row.row == {"id": "1", "name": "Maya", "(field 3)": None, "(field 4)": "?"}


def test_sheets_by_name_alternative_and_position(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"List 1": {1: ["a"], 2: ["x"]}, "List_2": {1: ["b"], 2: ["y"]}})
    assert tables(path, XLSX) == ["List 1", "List_2"]
    assert header(path, XLSX) == ["a"]
    assert header(path, ReadSpec("xlsx", table="List_2")) == ["b"]
    assert whole(path, ReadSpec("xlsx", table=("List 2", "List_2"))).frame.rows() == [("y", 2)]
    found = fault(path, ReadSpec("xlsx", table="list 2"))
    assert (found.field, found.value) == ("table", "list 2")
    assert "Did you mean 'List_2'?" in found.fix


def test_a_header_alone_is_no_fault(tmp_path: Path) -> None:
    found = whole(workbook(tmp_path, {"One": {1: ["id", "name"]}}), XLSX)
    assert found.frame.columns == ["id", "name", LINE_COLUMN]
    assert found.frame.height == 0


@pytest.mark.parametrize(
    ("rows", "line", "words"),
    [
        ({1: ["id", "id"]}, 1, "already given to column 1 (column 2)"),
        ({1: ["id", None, "name"]}, 1, "no name (column 2)"),
        ({}, 1, "the sheet is empty"),
    ],
)
def test_names_that_cannot_be_columns(
    tmp_path: Path, rows: dict[int, list[Cell]], line: int, words: str
) -> None:
    found = fault(workbook(tmp_path, {"One": rows}), XLSX)
    assert found.line == line
    assert words in found.reason


def test_a_header_below_the_sheet(tmp_path: Path) -> None:
    found = fault(workbook(tmp_path, {"One": {1: ["id"]}}), ReadSpec("xlsx", header=5))
    assert (found.line, found.field) == (5, "header")
    assert "ends in row 1" in found.reason


@pytest.mark.parametrize("content", [b"PK\x03\x04 and then nothing", b"id,name\n"])
def test_what_is_no_workbook(tmp_path: Path, content: bytes) -> None:
    assert "no XLSX workbook" in fault(written(tmp_path, "a.xlsx", content), XLSX).reason


def test_an_old_or_protected_workbook(tmp_path: Path) -> None:
    path = written(tmp_path, "a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert "password" in fault(path, XLSX).reason


def test_an_archive_of_something_else(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("letter.txt", "x")
    assert "not of a workbook" in (fault(path, XLSX).value or "")


def test_a_workbook_damaged_inside(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"One": {line: [f"value {line}"] for line in range(1, 500)}})
    content = bytearray(path.read_bytes())
    at = content.index(b"xl/worksheets/sheet1.xml") + 60
    content[at : at + 20] = bytes(20)
    path.write_bytes(content)
    assert "damaged" in fault(path, XLSX).reason


def test_a_workbook_that_unpacks_out_of_proportion(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    assert "would unpack to" in fault(path, XLSX).reason


def test_a_workbook_that_unpacks_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path, {"One": {1: ["id"]}})
    monkeypatch.setattr("loaders.readers.workbook_check.UNPACKED_LIMIT", 1_000)
    assert "would unpack to" in fault(path, XLSX).reason


def test_annex_a_has_its_eleven_lists(shared_data: Callable[[str], Path]) -> None:
    path = shared_data("annex_a") / "liia_Annex_A.xlsx"
    assert tables(path, XLSX) == [f"List {number}" for number in range(1, 12)]
    frame = whole(path, ReadSpec("xlsx", table=("List_1", "List 1"))).frame
    assert frame.height == 5
    assert frame["Date of Birth"].to_list()[0] == "2015-01-25"
