"""SQLite: a database file opened so that nothing is written, neither in it nor beside it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from urllib.parse import quote

from graph.errors import InputFault
from loaders.readers.files import check_file

MAGIC = b"SQLite format 3\x00"
WAIT_SECONDS = 1.0
LONGEST_VALUE = 64 * 1024 * 1024
# https://www.sqlite.org/security.html, "Untrusted SQLite Database Files".
GUARDS = ("PRAGMA trusted_schema = OFF", "PRAGMA cell_size_check = ON", "PRAGMA mmap_size = 0")


def check_database(path: Path, shown: str) -> None:
    """Raise InputFault, naming the file as `shown`, unless it is there and begins as a SQLite database does."""
    check_file(path, shown)
    if not _start(path).startswith(MAGIC):
        raise InputFault(shown, "this is no SQLite database", fix="Declare the format that the file has.")


def connected(path: Path, *, at_rest: bool) -> sqlite3.Connection:
    """Open the file for reading. A text that is no UTF-8 comes with halves of surrogate pairs, never as an error.

    at_rest: nobody writes it any more, so SQLite need not keep its marks for other programs beside it.
    """
    uri = f"file:{quote(str(path.absolute()))}?mode=ro"
    if at_rest and _is_unlogged(path):
        uri += "&immutable=1"
    connection = sqlite3.connect(uri, uri=True, timeout=WAIT_SECONDS, isolation_level=None)
    # A view may make a gigabyte out of nothing.
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    for guard in GUARDS:
        connection.execute(guard)
    connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    return connection


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(20)


def _is_unlogged(path: Path) -> bool:
    """Whether it is a write-ahead database without a log; SQLite would begin one beside it, only to read."""
    log = path.with_name(path.name + "-wal")
    return 2 in _start(path)[18:20] and not (log.exists() and log.stat().st_size)
