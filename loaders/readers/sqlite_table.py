"""SQLite: one table of a database file, opened so that nothing is written, neither in it nor beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from graph.errors import InputFault
from loaders.readers.chunks import Gathered
from loaders.readers.files import choose_table, column_names
from loaders.readers.spec import Chunk, ReadSpec, RejectedRow, RowFinding
from loaders.readers.values import is_text, number_text, shown

MAGIC = b"SQLite format 3\x00"
WAIT_SECONDS = 1.0
Cell = str | int | float | bytes | None


def read(path: Path, spec: ReadSpec, chunk_rows: int) -> Iterator[Chunk]:
    """Yield the rows of the table in the order in which SQLite keeps them; `_line` counts them from 1."""
    with _opened(path) as connection:
        table = choose_table(path, spec, _tables(connection))
        cursor = connection.execute(f"SELECT * FROM {_quoted(table)}")
        gathered = Gathered(_names(path, cursor), spec, table)
        yielded = False
        for line, row in enumerate(cursor, start=1):
            _take(gathered, line, row)
            if gathered.is_full(chunk_rows):
                yield gathered.chunk()
                yielded = True
        if len(gathered) or not yielded:
            yield gathered.chunk()


def header(path: Path, spec: ReadSpec) -> list[str]:
    """Return the columns of the table in their order."""
    with _opened(path) as connection:
        table = choose_table(path, spec, _tables(connection))
        return _names(path, connection.execute(f"SELECT * FROM {_quoted(table)} LIMIT 0"))


def tables(path: Path, spec: ReadSpec) -> list[str]:
    """Return the tables of the database in the order of their making; SQLite's own are left out."""
    with _opened(path) as connection:
        return _tables(connection)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with path.open("rb") as file:
        start = file.read(20)
    if not start.startswith(MAGIC):
        raise InputFault(str(path), "this is no SQLite database", fix="Declare the format that the file has.")
    try:
        with closing(sqlite3.connect(_uri(path, start), uri=True, timeout=WAIT_SECONDS)) as connection:
            connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
            yield connection
    except sqlite3.Error as problem:
        locked = "locked" in str(problem)
        raise InputFault(
            str(path),
            "another program is writing the database" if locked else "the database cannot be read",
            value=str(problem),
            fix="Wait until that program has finished, or load a copy." if locked else "Ask for it again.",
        ) from problem


def _uri(path: Path, start: bytes) -> str:
    """Return a read-only address; for a write-ahead one without a log, so that none is made beside it."""
    write_ahead = 2 in start[18:20]
    log = path.with_name(path.name + "-wal")
    unlogged = write_ahead and not (log.exists() and log.stat().st_size)
    return f"file:{quote(str(path.absolute()))}?mode=ro{'&immutable=1' if unlogged else ''}"


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite^_%' ESCAPE '^'"
    )
    return [str(name) for (name,) in found]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _names(path: Path, cursor: sqlite3.Cursor) -> list[str]:
    return column_names(path, [str(column[0]) for column in cursor.description], None)


def _take(gathered: Gathered, line: int, row: Sequence[Cell]) -> None:
    texts = [_text(cell) for cell in row]
    gathered.size += sum(len(text) for text in texts if text is not None)
    for name, cell, text in zip(gathered.names, row, texts, strict=True):
        if isinstance(cell, bytes):
            gathered.findings.append(_binary(gathered.table, line, name, len(cell)))
        elif text is not None and not is_text(text):
            gathered.rejected.append(_no_text(gathered, line, name, texts))
            return
    gathered.add(line, texts)


def _text(cell: Cell) -> str | None:
    if cell is None or isinstance(cell, bytes):
        return None
    if isinstance(cell, float):
        return number_text(cell)
    return str(cell)


def _binary(table: str, line: int, name: str, size: int) -> RowFinding:
    words = f"The field holds {size:,} bytes that are no text; it is read as not recorded."
    return RowFinding(table, line, name, None, "binary_value", words)


def _no_text(gathered: Gathered, line: int, name: str, texts: Sequence[str | None]) -> RejectedRow:
    row = {column: shown(text) for column, text in zip(gathered.names, texts, strict=True)}
    fix = "Have the row written again as UTF-8."
    return RejectedRow(gathered.table, line, name, row[name], "the text is not valid UTF-8", fix, row)
