"""Reaching the ledger's database: SQLite beside an embedded graph, PostgreSQL beside a shared one.

The only module that knows how the two engines differ in connecting, locking and erasing. Nothing of
SQLAlchemy's errors leaves it, and no message holds a password.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.pool import ConnectionPoolEntry

from graph.errors import StoreBusy, StoreUnavailable, UsageFault
from graph.same_file import file_at

_FORMS: Final = "Write sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/DATABASE."
_POSTGRES: Final = frozenset({"postgresql", "postgres", "postgresql+psycopg"})
_SQLITE: Final = frozenset({"sqlite", "sqlite+pysqlite"})
_SYNCHRONOUS: Final = frozenset({"normal", "full"})
_WAIT_SECONDS: Final = 30
_TRAIL_LOCK: Final = 7_305_449_221_640_118
_LAYOUT_LOCK: Final = 7_305_449_221_640_119


class Database:
    """A connected database: read and write transactions, and what erasing asks of the engine afterwards."""

    def __init__(self, engine: Engine, place: str, file: Path | None = None) -> None:
        self._engine, self.place = engine, place
        self._path, self._file = file, file_at(file) if file else None
        self._is_sqlite = engine.dialect.name == "sqlite"
        # SQLite has one writer; queueing our own threads here is fairer and faster than its polling.
        self._writer = Lock()
        snapshot = {} if self._is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._reading = engine.execution_options(**snapshot)
        self._writing = engine.execution_options(writes=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A read transaction that sees one state of the ledger throughout."""
        with self.in_words(), self._reading.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A write transaction: committed at the end of the block, undone if it raises."""
        with self.in_words():
            if not self._is_sqlite:
                with self._writing.begin() as connection:
                    yield connection
                return
            with self._writer, self._writing.begin() as connection:
                yield connection
        self._is_still_there()

    def _is_still_there(self) -> None:
        """SQLite goes on writing to a file that was removed, and says nothing."""
        if self._path is not None and file_at(self._path) != self._file:
            raise StoreUnavailable(
                f"The ledger ({self.place}) was removed or replaced while it was in use, so what was last written "
                "to it is lost. Put it back, or restore it from a backup, and run the command again."
            )

    @contextmanager
    def in_words(self) -> Iterator[None]:
        """Turn what the database raises into StoreBusy or StoreUnavailable."""
        try:
            yield
        except DBAPIError as error:
            reason = _reason(error, self._engine.url)
            if "is locked" in reason:
                raise StoreBusy("another process that is writing to the same ledger") from None
            raise StoreUnavailable(f"The ledger ({self.place}) could not be used: {reason}.") from None
        except NoConnectionFree:
            raise StoreUnavailable(
                f"The ledger ({self.place}) has no connection free. Try again in a moment."
            ) from None

    def wipe(self) -> None:
        """Drop the copies of overwritten rows that the engine keeps besides the live one.

        SQLite: the write-ahead log is written back and cut to nothing (StoreBusy if a reader holds it open).
        PostgreSQL: dead rows of the keys table are vacuumed; its own log and backups keep theirs.
        """
        with self.in_words():
            if self._is_sqlite:
                self._cut_log()
                return
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM record_keys"))

    def _cut_log(self) -> None:
        raw = self._engine.raw_connection()
        try:
            cursor = raw.cursor()
            busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            cursor.close()
        except sqlite3.OperationalError:
            busy = 1
        finally:
            raw.close()
        if busy:
            raise StoreBusy(
                "somebody else, who keeps the log in use (the key is destroyed; a copy is still in that log)"
            )

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def connect(uri: str, *, synchronous: str | None = None) -> Database:
    """The database at `uri`, reached once to be sure of it.

    synchronous (SQLite only; also `?synchronous=full` in the URI): "normal", the default, survives kill -9
    of this program at any moment; a power cut or a crash of the operating system may undo the last
    entries (the chain is then whole, but shorter). "full" writes through to the disk on every commit and
    survives that.

    Raises UsageFault for a URI of another form, StoreUnavailable if the database cannot be reached.
    """
    url = _parse(uri)
    if url.drivername in _SQLITE:
        return _connect_sqlite(url, synchronous)
    if url.drivername in _POSTGRES:
        return _connect_postgres(url)
    raise UsageFault(f"A ledger cannot be kept in '{url.drivername}'. {_FORMS}")


def lock_trail(connection: Connection) -> None:
    """Hold the trail for this transaction. SQLite's write transaction already does."""
    _lock(connection, _TRAIL_LOCK)


def lock_layout(connection: Connection) -> None:
    """Hold the layout for this transaction, so that two processes do not create the tables at once."""
    _lock(connection, _LAYOUT_LOCK)


def _lock(connection: Connection, number: int) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


def _parse(uri: str) -> URL:
    try:
        url = make_url(uri)
    except (ArgumentError, ValueError):
        raise UsageFault(f"The ledger's address cannot be read. {_FORMS}") from None
    if "@" in (url.host or ""):
        raise UsageFault(
            "The ledger's address has a second '@'. Write the special characters of a password as %40 "
            "(for @), %2F (for /), %3A (for :)."
        )
    return url


def _connect_sqlite(url: URL, synchronous: str | None) -> Database:
    level = str(synchronous or url.query.get("synchronous", "normal")).lower()
    if level not in _SYNCHRONOUS:
        raise UsageFault("'synchronous' of a ledger is 'normal' or 'full'.")
    if url.database in (None, "", ":memory:"):
        raise UsageFault(f"A ledger is kept in a file, not in memory. {_FORMS}")
    path = Path(str(url.database))
    place = f"the file {path}"
    _create_private(path, place)
    wait = {} if "timeout" in url.query else {"timeout": _WAIT_SECONDS}
    engine = create_engine(
        url.difference_update_query(["synchronous"]),
        connect_args=wait,
        hide_parameters=True,
        pool_size=8,
        max_overflow=24,
    )
    _set_up_sqlite(engine, level)
    return _reached(engine, place, path)


def _create_private(path: Path, place: str) -> None:
    """Create the file readable by its owner alone: it holds keys. SQLite gives its log the same rights."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreUnavailable(
            f"The ledger ({place}) cannot be opened: {error.strerror}. Check that its folder exists and "
            "that you may write there, or name another place in KINSCOPE_LEDGER."
        ) from None


def _set_up_sqlite(engine: Engine, synchronous: str) -> None:
    def on_connect(raw: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        # Python's own transaction handling is switched off: it would begin late and not IMMEDIATE.
        raw.isolation_level = None
        for pragma in (
            "journal_mode = WAL",
            f"synchronous = {synchronous}",
            "secure_delete = ON",
            "foreign_keys = ON",
        ):
            raw.execute(f"PRAGMA {pragma}")

    def on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)


def _connect_postgres(url: URL) -> Database:
    wait = {} if "connect_timeout" in url.query else {"connect_timeout": 10}
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args=wait,
        hide_parameters=True,
        pool_size=8,
        max_overflow=24,
        pool_pre_ping=True,
    )
    return _reached(engine, f"PostgreSQL at {url.host or 'this machine'}:{url.port or 5432}, {url.database}")


def _reached(engine: Engine, place: str, file: Path | None = None) -> Database:
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except DBAPIError as error:
        engine.dispose()
        reason = _reason(error, engine.url)
        if "is locked" in reason:
            raise StoreBusy("another process that is writing to the same ledger") from None
        raise StoreUnavailable(
            f"The ledger ({place}) cannot be reached: {reason}. "
            "Check that it runs and that KINSCOPE_LEDGER names it."
        ) from None
    return Database(engine, place, file)


def _reason(error: DBAPIError, url: URL) -> str:
    """What the database said, on one line, without the password and without the values of the statement."""
    lines = str(error.orig).strip().splitlines()
    reason = lines[0].strip().rstrip(".") if lines else type(error.orig).__name__
    return reason.replace(url.password, "***") if url.password else reason
