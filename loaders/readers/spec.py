"""What is asked of a reader and what it gives back: the same for every format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import polars as pl

LINE_COLUMN = "_line"
JOINED_BY = "\x1f"
SQL = "sql"


@dataclass(frozen=True)
class ReadSpec:
    """How one table of a delivery is to be read, as its mapping declares it; nothing here is ever guessed.

    format: 'csv', 'tsv', 'xlsx', 'json', 'ndjson', 'parquet', 'xml', 'gedcom' or 'sqlite'; 'sql': a database, by its
    address.
    or_formats: further formats that a file may have; a file whose name ends in one of them ('.xlsx') has that one.
    encoding: Python's name of the text encoding of csv, tsv, json and ndjson; a mark at the start of UTF-8
    is dropped. XML says its own encoding, and so does GEDCOM, unless another than utf-8 is declared.
    delimiter: one character, for csv. header: 1-based line or sheet row that holds the column names.
    table: sheet, table of a database, or one of the five of a family tree; several alternatives are tried in
    order; None is the first one.
    query: a SELECT whose rows are read instead of a table's (sql, sqlite).
    rows: XML, path below the root of the element that makes one row; JSON, dotted path to the list; NDJSON,
    dotted path to a list inside each line's object, each element of which makes one row, or to objects.
    or_rows: JSON and NDJSON, further paths that lead to rows; each gives its own.
    columns: XML and JSON, column name to path (docs/reading-files.md has the grammar). Empty for JSON: the
    keys of the objects. SQL: what is fetched of a table, by name; empty for all.
    missing: texts that mean "not recorded"; compared after white space at both ends is dropped.
    short_rows: csv and tsv, rows may leave out fields at their end; these are then not recorded.
    """

    format: str
    encoding: str = "utf-8"
    delimiter: str = ","
    header: int = 1
    table: str | tuple[str, ...] | None = None
    rows: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ("",)
    short_rows: bool = False
    or_formats: tuple[str, ...] = ()
    or_rows: tuple[str, ...] = ()
    query: str | None = None

    def of_file(self, path: Path) -> ReadSpec:
        """The same for one file, whose format follows from the end of its name where there is a choice."""
        ending = path.suffix.lower().removeprefix(".")
        chosen = ending if ending in self.or_formats else self.format
        return replace(self, format=chosen, or_formats=())


@dataclass(frozen=True)
class RejectedRow:
    """A row that could not be read; reading went on with the next one.

    table: sheet, or table of a database, '' for formats without tables. line: as in the column `_line`.
    field: column that is wrong, or None for the whole row. row: what could be read of the row by column;
    fields beyond the header stand under '(field 10)', a row that could not be split under '(line)'. Long
    texts are cut and end in '…'.
    """

    table: str
    line: int
    field: str | None
    value: str | None
    reason: str
    fix: str
    row: Mapping[str, str | None]


@dataclass(frozen=True)
class RowFinding:
    """Something odd that stopped no row.

    kind: 'stray_text', 'error_value', 'binary_value' or 'unknown_type'; words: a whole sentence for a person. Two
    tables read from one XML file both report the stray text of the whole file; equal findings compare equal. record:
    key of the record that it is about, once the row was mapped; None: nobody's, or not known.
    """

    table: str
    line: int | None
    field: str | None
    value: str | None
    kind: str
    words: str
    record: str | None = None


@dataclass(frozen=True)
class Chunk:
    """Some consecutive rows of a table.

    frame: every column of the table as text (null: not recorded), and `_line` (Int64), where the row starts.
    Over all chunks of a table, `frame.height + len(rejected)` adds up to the rows in the file.
    """

    frame: pl.DataFrame
    rejected: tuple[RejectedRow, ...]
    findings: tuple[RowFinding, ...]


class Reader(Protocol):
    """What a module of this package offers to be a format; all three raise InputFault."""

    def read(self, path: Path, spec: ReadSpec, chunk_rows: int) -> Iterator[Chunk]:
        """Yield at least one chunk, each of at most `chunk_rows` rows."""
        ...

    def header(self, path: Path, spec: ReadSpec) -> list[str]:
        """Return the column names in the order of the frame."""
        ...

    def tables(self, path: Path, spec: ReadSpec) -> list[str]:
        """Return the names of the tables in the file, [''] where a file is one table."""
        ...
