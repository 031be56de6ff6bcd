"""XLSX: one sheet, its cells as text; a formula gives the value it had when the file was saved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl

from graph.errors import InputFault
from loaders.readers.chunks import finish
from loaders.readers.files import choose_table, column_names
from loaders.readers.spec import LINE_COLUMN, Chunk, ReadSpec, RejectedRow, RowFinding
from loaders.readers.values import shown
from loaders.readers.workbook_check import check_archive, unreadable
from loaders.readers.workbook_notes import findings_of, hidden, notes_of

INSTANT = r"^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)$"
MIDNIGHT = r"^(\d{4}-\d\d-\d\d) 00:00:00$"
TIME_OF_DAY = r"^1899-12-3[01] (\d\d:\d\d:\d\d(?:\.\d+)?)$"


def read(path: Path, spec: ReadSpec, chunk_rows: int) -> Iterator[Chunk]:
    """Yield the rows below the header; `_line` is the row of the sheet. Rows without any content are no rows.

    A sheet is held whole, which CELL_LIMIT and UNPACKED_LIMIT of `workbook_check` bound.
    """
    table, cells, noted = _sheet(path, spec)
    names = _names(path, spec, cells)
    below = cells.filter(pl.col(LINE_COLUMN) > spec.header)
    texts = pl.all().exclude(LINE_COLUMN)
    rows = below.filter(pl.any_horizontal(texts.str.strip_chars().str.len_bytes() > 0))
    findings = [_error_finding(table, names, place) for place in noted.errors if place[0] > spec.header]
    findings += [hidden(table)] if noted.is_hidden else []
    findings += findings_of(notes_of(path, table), table, names, spec.header)
    for start in range(0, max(rows.height, 1), chunk_rows):
        yield _chunk(spec, table, names, rows.slice(start, chunk_rows), findings if start == 0 else [])


def header(path: Path, spec: ReadSpec) -> list[str]:
    """Return the names in the declared row of the sheet."""
    return _names(path, spec, _sheet(path, spec)[1])


def top(path: Path, spec: ReadSpec, rows: int) -> list[tuple[str | None, ...]]:
    """Return the first rows of the sheet as they stand, for one who looks for its header. Raises InputFault."""
    return _sheet(path, spec)[1].drop(LINE_COLUMN).head(rows).rows()


def tables(path: Path, spec: ReadSpec) -> list[str]:
    """Return the names of the sheets in their order, hidden ones too."""
    return list(_workbook(path).sheet_names)


def _workbook(path: Path) -> Any:
    check_archive(path)
    try:
        return fastexcel.read_excel(str(path))
    except fastexcel.FastExcelError as problem:
        raise unreadable(path, str(problem).splitlines()[0]) from problem


@dataclass(frozen=True)
class _Noted:
    """errors: row, column and words of cells that hold one; is_hidden: whether the sheet is not shown."""

    errors: list[tuple[int, int, str]]
    is_hidden: bool


def _sheet(path: Path, spec: ReadSpec) -> tuple[str, pl.DataFrame, _Noted]:
    """Return the sheet's name, its cells as text with their row, and what is to be noted of it."""
    workbook = _workbook(path)
    table = choose_table(path, spec, workbook.sheet_names)
    try:
        sheet = workbook.load_sheet(table, header_row=None, skip_rows=0, dtypes="string")
        batch, problems = sheet.to_arrow_with_errors()
    except fastexcel.FastExcelError as problem:
        raise unreadable(path, str(problem).splitlines()[0]) from problem
    columns = [pl.Series(str(index), pl.from_arrow(values)) for index, values in enumerate(batch.columns)]
    frame = pl.DataFrame([column.cast(pl.String) for column in columns])
    numbers = pl.Series(LINE_COLUMN, range(1, frame.height + 1), dtype=pl.Int64)
    found = problems.errors if problems else []
    errors = [(int(error.position[0]) + 1, int(error.position[1]), str(error.detail)) for error in found]
    noted = _Noted(errors, sheet.visible != "visible")
    return table, frame.with_columns(_dates()).with_columns(numbers), noted


def _dates() -> pl.Expr:
    clock = pl.all().str.replace(TIME_OF_DAY, "$1")
    return clock.str.replace(MIDNIGHT, "$1").str.replace(INSTANT, "${1}T$2")


def _names(path: Path, spec: ReadSpec, cells: pl.DataFrame) -> list[str]:
    """Return the names; columns to the right of the last name that hold nothing below it are left out."""
    if cells.height < spec.header:
        reason = "the sheet is empty" if cells.height == 0 else f"the sheet ends in row {cells.height}"
        fix = "Declare the row that holds the column names."
        raise InputFault(str(path), reason, line=spec.header, field="header", fix=fix)
    row = list(cells.drop(LINE_COLUMN).row(spec.header - 1))
    while row and not (row[-1] or "").strip():
        row.pop()
    return column_names(path, row, spec.header)


def _chunk(
    spec: ReadSpec, table: str, names: list[str], rows: pl.DataFrame, findings: Sequence[RowFinding]
) -> Chunk:
    beyond = [name for name in rows.columns[len(names) :] if name != LINE_COLUMN]
    filled = [pl.col(name).str.strip_chars().str.len_bytes() > 0 for name in beyond]
    too_long = pl.any_horizontal([pl.lit(False), *filled])
    mask = rows.select(too_long.fill_null(False).alias("long")).to_series() if rows.height else None
    kept = rows if mask is None else rows.filter(~mask)
    refused = [] if mask is None else [_long_row(table, names, row) for row in rows.filter(mask).iter_rows()]
    renamed = kept.select([*map(str, range(len(names))), LINE_COLUMN])
    renamed.columns = [*names, LINE_COLUMN]
    return finish(renamed, spec, table, refused, findings)


def _long_row(table: str, names: Sequence[str], row: Sequence[Any]) -> RejectedRow:
    cells, line = row[:-1], int(row[-1])
    labels = [*names, *[f"(field {index + 1})" for index in range(len(names), len(cells))]]
    texts = {label: shown(cell) for label, cell in zip(labels, cells, strict=True)}
    extra = next(cell for cell in cells[len(names) :] if cell and cell.strip())
    reason = "the row has a value to the right of the last named column"
    return RejectedRow(table, line, None, shown(extra), reason, "Name the column, or empty the cell.", texts)


def _error_finding(table: str, names: Sequence[str], place: tuple[int, int, str]) -> RowFinding:
    line, column, detail = place
    name = names[column] if column < len(names) else f"(field {column + 1})"
    found = detail.rpartition("got ")[2].strip("'")
    words = "The cell holds an error instead of a value; it is read as not recorded."
    return RowFinding(table, line, name, found, "error_value", words)
