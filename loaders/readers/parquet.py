"""Parquet: typed columns, read a batch at a time and turned into canonical texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from graph.errors import InputFault
from loaders.readers.arrow_types import plain
from loaders.readers.chunks import finish
from loaders.readers.files import column_names
from loaders.readers.spec import JOINED_BY, LINE_COLUMN, Chunk, ReadSpec, RowFinding
from loaders.readers.values import number_text

MIDNIGHT = r"^(\d{4}-\d\d-\d\d)T00:00:00$"
NO_FRACTION = r"\.0+($|[+-])"
ENDING_ZEROS = r"(\.\d*[1-9])0+($|[+-])"
BEYOND_WORDS = "The column holds days outside of the years 1 to 9999; they are read as not recorded."
# The last is what Polars raises for a type that it does not know.
DAMAGE = (
    pa.ArrowException, pl.exceptions.PolarsError, OSError, ValueError, MemoryError, pl.exceptions.PanicException,
)  # fmt: skip
BINARY_WORDS = "The column holds bytes that are no text; it is read as not recorded."


def read(path: Path, spec: ReadSpec, chunk_rows: int) -> Iterator[Chunk]:
    """Yield the rows in their order; `_line` counts them from 1."""
    names = header(path, spec)
    line = 1
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=chunk_rows):
                # Polars takes the bytes as they are, and ends the process over a text that is none.
                batch.validate(full=True)
                yield _chunk(names, batch, spec, line)
                line += batch.num_rows
    except DAMAGE as problem:
        reason, fix = "the file is damaged inside", "Ask for it again."
        said = (str(problem).splitlines() or [""])[0]
        raise InputFault(str(path), reason, line=line, value=said, fix=fix) from problem
    if line == 1:
        empty = {name: pl.Series([], dtype=pl.String) for name in names}
        yield finish(pl.DataFrame({**empty, LINE_COLUMN: pl.Series([], dtype=pl.Int64)}), spec, "")


def header(path: Path, spec: ReadSpec) -> list[str]:
    """Return the names of the columns."""
    try:
        return column_names(path, pq.read_schema(path).names, None)
    except DAMAGE as problem:
        reason, fix = "this is no Parquet file, or a damaged one", "Declare the format that the file has."
        raise InputFault(
            str(path), reason, value=(str(problem).splitlines() or [""])[0], fix=fix
        ) from problem


def tables(path: Path, spec: ReadSpec) -> list[str]:
    """Return [''], as a Parquet file is one table."""
    return [""]


def _chunk(names: list[str], batch: pa.RecordBatch, spec: ReadSpec, line: int) -> Chunk:
    # Names may repeat until they are checked, so the columns are taken by position.
    known = [plain(batch.column(index)) for index in range(batch.num_columns)]
    columns = [pl.Series(name, pl.from_arrow(one)) for name, one in zip(names, known, strict=True)]
    findings = [
        RowFinding("", line, name, None, "error_value", BEYOND_WORDS)
        for name, one, before in zip(names, known, batch.columns, strict=True)
        if one.null_count > before.null_count
    ]
    findings += [
        RowFinding("", line, column.name, None, "binary_value", BINARY_WORDS)
        for column in columns
        if column.dtype == pl.Binary and column.null_count() < len(column)
    ]
    lines = pl.Series(LINE_COLUMN, range(line, line + batch.num_rows), dtype=pl.Int64)
    return finish(pl.DataFrame([*map(_texts, columns), lines]), spec, "", findings=findings)


def _texts(column: pl.Series) -> pl.Series:
    """Return the column as texts: ISO dates, shortest numbers, lists joined by the unit separator."""
    kind = column.dtype
    if kind == pl.Binary:
        return pl.Series(column.name, [None] * len(column), dtype=pl.String)
    if isinstance(kind, pl.Datetime):
        whole = column.dt.to_string("iso:strict").str.replace(NO_FRACTION, "$1")
        return whole.str.replace(ENDING_ZEROS, "$1$2").str.replace(MIDNIGHT, "$1")
    if kind == pl.Time or kind == pl.Duration:
        return column.dt.to_string("iso")
    if kind.is_float():
        return _numbers(column.cast(pl.String))
    if kind.is_nested():
        return pl.Series(column.name, [_nested_text(value) for value in column], dtype=pl.String)
    return column.cast(pl.String)


def _nested_text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, pl.Series) and not value.dtype.is_nested():
        return JOINED_BY.join(_texts(value).drop_nulls()) or None
    plain = value.to_list() if isinstance(value, pl.Series) else value
    return json.dumps(plain, default=str, ensure_ascii=False)


def _numbers(texts: pl.Series) -> pl.Series:
    """Return floats as the shortest digits; the text of a Float32 is already short, its number is not."""
    shortest = [None if text is None else number_text(float(text)) for text in texts]
    return pl.Series(texts.name, shortest, dtype=pl.String)
