"""Tables that leave Kinscope, as CSV or in a workbook: the one place that writes them, so that no cell is a formula."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from graph.cells import harmless

Cell = str | int | float | bool | date | None
DATE_FORMAT: Final = "yyyy-mm-dd"
# No text becomes anything else than text.
_TEXT_ALONE: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_csv(path: Path, rows: Iterable[Sequence[Cell]]) -> None:
    """Write a new CSV file in UTF-8 with a mark, by which Excel knows it. Days as 2026-05-12, None as nothing.

    Raises FileExistsError: nothing is written over.
    """
    with path.open("x", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(map(_written, row) for row in rows)


def _written(value: Cell) -> str:
    if value is None:
        return ""
    return harmless(value) if isinstance(value, str) else _plain(value)


def _plain(value: float | bool | date) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


@contextmanager
def open_workbook(path: Path) -> Iterator[Any]:
    """A new workbook of xlsxwriter, written at the end of the block; its cells are written with `write_cell`."""
    with xlsxwriter.Workbook(path, {**_TEXT_ALONE, "default_date_format": DATE_FORMAT}) as book:
        yield book


def write_cell(sheet: Any, down: int, across: int, value: Cell, form: Any = None) -> None:
    """Write a value into a sheet: numbers and days as such, any other as text. form: of xlsxwriter, or None."""
    place = (down, across)
    match value:
        case None:
            sheet.write_blank(*place, None, form)
        case bool():
            sheet.write_boolean(*place, value, form)
        case int() | float() if math.isfinite(value):
            sheet.write_number(*place, value, form)
        case date() if not isinstance(value, datetime):
            sheet.write_datetime(*place, value, form)
        case _:
            sheet.write_string(*place, harmless(value) if isinstance(value, str) else _plain(value), form)
