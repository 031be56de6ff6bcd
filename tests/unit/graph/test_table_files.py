"""What leaves as CSV or in a workbook: texts are texts, numbers and days stay themselves, and one place writes it."""

from __future__ import annotations

import csv
import math
import re
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from graph.cells import FORMULA_STARTS
from graph.table_files import Cell, open_workbook, write_cell, write_csv
from loaders.readers import ReadSpec, read

ROOT = Path(__file__).parents[3]
HEADS = ("Text", "Number", "Share", "Day", "Known", "Nothing")
ROWS: list[tuple[Cell, ...]] = [
    *((f"{start}SUM(A1:A9)", -5, 0.25, date(2026, 5, 12), True, None) for start in FORMULA_STARTS),
    ("+44 7700 900123", 12, -0.5, date(1931, 1, 2), False, None),
]
# These write for another program that reads them back, never for a person: agencies' made-up extracts, and an import.
OTHERS = ("loaders/borough/", "graph/stores/neo4j/import_files.py")
WRITERS = re.compile(r"csv\.(Dict)?[wW]riter\(|xlsxwriter|openpyxl|\.write_(csv|excel)\(|\.to_(csv|excel)\(")


def test_a_csv_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_csv(path, [HEADS, *ROWS])
    with path.open(encoding="utf-8-sig", newline="") as file:
        heads, *rows = csv.reader(file)
    assert tuple(heads) == HEADS
    assert all(row[0].startswith("'") for row in rows)
    assert rows[-1] == ["'+44 7700 900123", "12", "-0.5", "1931-01-02", "False", ""]
    assert rows[0][1:] == ["-5", "0.25", "2026-05-12", "True", ""]
    with pytest.raises(FileExistsError):
        write_csv(path, [])


def test_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with open_workbook(path) as book:
        sheet = book.add_worksheet()
        for down, row in enumerate([HEADS, *ROWS]):
            for across, value in enumerate(row):
                write_cell(sheet, down, across, value)
    with zipfile.ZipFile(path) as archive:
        cells = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f" not in cells
    assert '<c r="B2"><v>-5</v></c>' in cells
    (chunk,) = read(path, ReadSpec("xlsx"))
    assert all(str(text).startswith("'") for text in chunk.frame["Text"])
    assert chunk.frame.row(-1)[:5] == ("'+44 7700 900123", "12", "-0.5", "1931-01-02", "false")


def test_what_no_sheet_can_hold_as_a_number_or_a_day_is_a_text(tmp_path: Path) -> None:
    with open_workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        values: list[Cell] = [math.nan, math.inf, datetime(2026, 5, 12, 9, tzinfo=UTC), "https://x.org"]
        for across, value in enumerate(values):
            write_cell(sheet, 0, across, value)
            write_cell(sheet, 1, across, "x")
    (chunk,) = read(tmp_path / "a.xlsx", ReadSpec("xlsx"))
    assert chunk.frame.columns[:4] == ["nan", "inf", "2026-05-12T09:00:00+00:00", "https://x.org"]


def test_nobody_else_writes_tables_for_people() -> None:
    packages = ("graph", "loaders", "queries", "dashboard", "kinscope")
    files = [path for package in packages for path in (ROOT / package).rglob("*.py")]
    names = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in files}
    writing = {name for name, text in names.items() if WRITERS.search(text)}
    assert {name for name in writing if not name.startswith(OTHERS)} == {"graph/table_files.py"}
