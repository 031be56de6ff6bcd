"""Connections to one LadybugDB: a pool of readers, one writer, and answers as plain Python values."""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import ladybug
import polars as pl

from graph.errors import StoreUnavailable
from graph.query import Row
from graph.schema import Schema
from graph.stores.ladybug import disk

READERS = 8
INTERNAL = ("_ID", "_LABEL", "_SRC", "_DST")
CLOSED = "The store has been closed."


class Connections:
    """Eight readers and one writer over one database handle; usable from many threads."""

    def __init__(self, database: ladybug.Database) -> None:
        self._database: ladybug.Database | None = database
        self._idle: list[ladybug.Connection] = []
        self._in_use = 0
        self._line: deque[object] = deque()
        self._changed = threading.Condition()
        self._writing = threading.Lock()
        self._is_spoilt = False

    @contextlib.contextmanager
    def reader(self) -> Iterator[ladybug.Connection]:
        """A connection to read with; waits while all are in use. Raises StoreUnavailable once closed, or where the
        disk fails."""
        connection = self._take()
        try:
            with self._in_words():
                yield connection
        finally:
            with self._changed:
                self._in_use -= 1
                self._idle.append(connection)
                self._changed.notify_all()

    def _take(self) -> ladybug.Connection:
        with self._changed:
            self._wait_in_line(lambda: self._in_use < READERS)
            database = self._open()
            # One thread a query: many people ask at once, and a question about one person is small.
            connection = self._idle.pop() if self._idle else ladybug.Connection(database, num_threads=1)
            self._in_use += 1
            return connection

    def _wait_in_line(self, ready: Callable[[], bool]) -> None:
        """Wait, first come first served: among threads that read without a pause, one that came later would else be
        overtaken for minutes."""
        ticket = object()
        self._line.append(ticket)
        try:
            self._changed.wait_for(lambda: self._line[0] is ticket and ready())
        finally:
            self._line.remove(ticket)
            self._changed.notify_all()

    def _open(self) -> ladybug.Database:
        if self._database is None:
            raise StoreUnavailable(CLOSED)
        return self._database

    @contextlib.contextmanager
    def transaction(self) -> Iterator[ladybug.Connection]:
        """The writer, in one transaction: committed at the end, rolled back on any error.

        A connection whose BEGIN was refused crashes the process at its next statement. So a lock keeps a second BEGIN
        from being tried, each transaction has a connection of its own, and one that was refused is only closed.
        """
        with self.alone() as connection:
            connection.execute("BEGIN TRANSACTION")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(RuntimeError):
                    connection.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def alone(self) -> Iterator[ladybug.Connection]:
        """The writer without a transaction: tables, COPY into a new file, CHECKPOINT."""
        with self._writing:
            connection = ladybug.Connection(self._open())
            try:
                with self._in_words():
                    yield connection
            finally:
                connection.close()

    @contextlib.contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            with disk.in_words(self._open()):
                yield
        except disk.DiskFault:
            self._is_spoilt = True
            raise

    def replace(self, make: Callable[[], ladybug.Database]) -> None:
        """Close the database and go on with the one that `make` opens. Readers finish first, new ones wait."""
        with self._writing, self._changed:
            self._let_go()
            self._database = make()

    def close(self) -> None:
        """Close all connections and the database, once nobody reads or writes."""
        with self._writing, self._changed:
            if self._database is not None:
                self._let_go()
            self._changed.notify_all()

    def _let_go(self) -> None:
        # A database that is closed under a running query ends the process.
        self._wait_in_line(lambda: self._in_use == 0)
        while self._idle:
            self._idle.pop().close()
        database, self._database = self._open(), None
        if not self._is_spoilt:
            with disk.in_words(database):
                database.close()


def rows(connection: ladybug.Connection, text: str, parameters: Mapping[str, object]) -> list[Row]:
    """Run and fetch all, as the engine gives it."""
    answer = _one_answer(connection.execute(text, dict(parameters)))
    names = answer.get_column_names()
    found = answer.get_all()
    answer.close()
    return [dict(zip(names, row, strict=True)) for row in found]


def frame(connection: ladybug.Connection, text: str, parameters: Mapping[str, object]) -> pl.DataFrame:
    """Run and fetch all as a frame, column by column."""
    answer = _one_answer(connection.execute(text, dict(parameters)))
    found: pl.DataFrame = pl.DataFrame(answer.get_as_pl())
    answer.close()
    return found


def _one_answer(answer: Any) -> Any:
    return answer[-1] if isinstance(answer, list) else answer


def plain(value: Any, schema: Schema) -> Any:
    """A node or an edge as the properties of its kind; lists and dictionaries inside likewise.

    The engine adds ids of its own, and where a pattern allows several kinds the properties of all of them.
    """
    if isinstance(value, list):
        return [plain(inner, schema) for inner in value]
    if not isinstance(value, dict):
        return value
    if "_LABEL" in value and "_ID" in value:
        return {prop.name: value.get(prop.name) for prop in schema.kind(value["_LABEL"]).properties}
    return {name: plain(inner, schema) for name, inner in value.items() if name not in INTERNAL}
