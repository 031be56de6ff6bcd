"""Connections to one LadybugDB: a pool of readers, one writer, and answers as plain Python values."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Iterator, Mapping
from typing import Any

import ladybug
import polars as pl

from graph.errors import StoreUnavailable
from graph.query import Row

READERS = 8
INTERNAL = ("_ID", "_LABEL", "_SRC", "_DST")


class Connections:
    """Eight readers and one writer over one database handle; usable from many threads."""

    def __init__(self, database: ladybug.Database) -> None:
        self._database = database
        self._idle: queue.LifoQueue[ladybug.Connection] = queue.LifoQueue()
        self._made = 0
        self._making = threading.Lock()
        self._writing = threading.Lock()
        self._closed = False

    @contextlib.contextmanager
    def reader(self) -> Iterator[ladybug.Connection]:
        """A connection to read with; waits while all are in use."""
        if self._closed:
            raise StoreUnavailable("The store has been closed.")
        connection = self._take()
        try:
            yield connection
        finally:
            self._idle.put(connection)

    def _take(self) -> ladybug.Connection:
        with contextlib.suppress(queue.Empty):
            return self._idle.get_nowait()
        with self._making:
            if self._made < READERS:
                self._made += 1
                # One thread a query: many people ask at once, and a question about one person is small.
                return ladybug.Connection(self._database, num_threads=1)
        return self._idle.get()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[ladybug.Connection]:
        """The writer, in one transaction: committed at the end, rolled back on any error.

        A connection whose BEGIN was refused crashes the process at its next statement, so each transaction has its
        own, thrown away afterwards, and a lock keeps a second BEGIN from being tried at all.
        """
        with self._writing:
            connection = ladybug.Connection(self._database)
            try:
                connection.execute("BEGIN TRANSACTION")
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(RuntimeError):
                    connection.execute("ROLLBACK")
                raise
            finally:
                connection.close()

    @contextlib.contextmanager
    def alone(self) -> Iterator[ladybug.Connection]:
        """The writer without a transaction: tables, COPY into a new file, CHECKPOINT."""
        with self._writing:
            connection = ladybug.Connection(self._database)
            try:
                yield connection
            finally:
                connection.close()

    def close(self) -> None:
        """Close all connections and the database."""
        self._closed = True
        while not self._idle.empty():
            self._idle.get_nowait().close()
        self._database.close()


def rows(connection: ladybug.Connection, text: str, parameters: Mapping[str, object]) -> list[Row]:
    """Run and fetch all, with nodes and edges as plain dictionaries of their properties."""
    answer = _one_answer(connection.execute(text, dict(parameters)))
    names = answer.get_column_names()
    found = answer.get_all()
    answer.close()
    return [{name: plain(value) for name, value in zip(names, row, strict=True)} for row in found]


def frame(connection: ladybug.Connection, text: str, parameters: Mapping[str, object]) -> pl.DataFrame:
    """Run and fetch all as a frame, column by column."""
    answer = _one_answer(connection.execute(text, dict(parameters)))
    found: pl.DataFrame = pl.DataFrame(answer.get_as_pl())
    answer.close()
    return found


def _one_answer(answer: Any) -> Any:
    return answer[-1] if isinstance(answer, list) else answer


def plain(value: Any) -> Any:
    """A node or an edge without the engine's own ids; lists and dictionaries inside likewise."""
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items() if name not in INTERNAL}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value
