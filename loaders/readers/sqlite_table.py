"""SQLite: a database that is delivered as a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from loaders.readers.spec import Chunk, ReadSpec
from loaders.readers.sql.address import DatabaseAddress
from loaders.readers.sql.snapshots import snapshot


def read(path: Path, spec: ReadSpec, chunk_rows: int) -> Iterator[Chunk]:
    """Yield the rows in the order of the primary key, or as SQLite keeps them; `_line` counts them from 1."""
    with snapshot(DatabaseAddress.of_file(path)) as opened:
        yield from opened.read(spec, chunk_rows=chunk_rows)


def header(path: Path, spec: ReadSpec) -> list[str]:
    """Return the columns of the table or query in their order."""
    with snapshot(DatabaseAddress.of_file(path)) as opened:
        return opened.header(spec)


def tables(path: Path, spec: ReadSpec) -> list[str]:
    """Return tables and then views, each in the order of their making; SQLite's own are left out."""
    with snapshot(DatabaseAddress.of_file(path)) as opened:
        return opened.tables()
