"""The formats that can be read, and the three questions that can be asked of a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from graph.errors import InputFault
from loaders.readers import (
    delimited,
    gedcom,
    json_document,
    json_lines,
    parquet,
    spreadsheet,
    sqlite_table,
    xml_rows,
)
from loaders.readers.files import check_file, nearest
from loaders.readers.spec import Chunk, Reader, ReadSpec

FORMATS: Mapping[str, Reader] = {
    "csv": delimited,
    "tsv": delimited,
    "xlsx": spreadsheet,
    "json": json_document,
    "ndjson": json_lines,
    "parquet": parquet,
    "xml": xml_rows,
    "sqlite": sqlite_table,
    "gedcom": gedcom,
}


def read(path: Path, spec: ReadSpec, *, chunk_rows: int = 50_000) -> Iterator[Chunk]:
    """Yield the rows of one table as chunks of at most `chunk_rows` rows, at least one chunk (maybe empty).

    InputFault names the file, and line, field and value where they mean something. It comes at the call or
    before the first chunk, but for two faults that only show on the way: a CSV whose quotation marks pair up
    nowhere, and a Parquet or SQLite file that is damaged inside.
    """
    if chunk_rows < 1:
        raise ValueError(f"chunk_rows is {chunk_rows}, and has to be at least 1")
    return _reader(path, spec).read(path, spec, chunk_rows)


def header(path: Path, spec: ReadSpec) -> list[str]:
    """Return the column names of one table, stripped, in order. Raises InputFault."""
    return _reader(path, spec).header(path, spec)


def tables(path: Path, spec: ReadSpec) -> list[str]:
    """Return the sheets or SQLite tables of a file; [''] for a format without tables. Raises InputFault."""
    return _reader(path, spec).tables(path, spec)


def _reader(path: Path, spec: ReadSpec) -> Reader:
    reader = FORMATS.get(spec.format)
    if reader is None:
        raise InputFault(
            str(path),
            "this format cannot be read",
            field="format",
            value=spec.format,
            fix=f"Did you mean '{nearest(spec.format, FORMATS)}'? Known: {', '.join(FORMATS)}.",
        )
    if spec.header < 1:
        raise InputFault(
            str(path),
            "the header is declared on a line that does not exist",
            field="header",
            value=str(spec.header),
            fix="Lines are counted from 1.",
        )
    check_file(path)
    return reader
