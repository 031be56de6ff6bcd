"""One state of a database: its tables and queries, read in batches as frames of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from functools import cached_property
from typing import Any, Final

from sqlalchemy import (
    ColumnClause,
    Connection,
    CursorResult,
    FromClause,
    column,
    false,
    inspect,
    select,
    table,
    text,
)
from sqlalchemy.exc import SQLAlchemyError

from loaders.readers.chunks import Gathered
from loaders.readers.files import choose_table, column_names
from loaders.readers.spec import Chunk, ReadSpec
from loaders.readers.sql.address import DatabaseAddress
from loaders.readers.sql.engines import reading
from loaders.readers.sql.faults import away, fault_of
from loaders.readers.sql.listing import Place, places
from loaders.readers.sql.rows import take

FIRST_BATCH: Final = 100
MOST_IN_BATCH: Final = 5_000
TEXT_IN_BATCH: Final = 4 * 1024 * 1024
# A query is sent as it is written: no sign in it stands for a value of ours.
AS_WRITTEN: Final = {"stream_results": True, "no_parameters": True}


@contextmanager
def snapshot(address: DatabaseAddress) -> Iterator[Snapshot]:
    """Open a database for reading: whatever is read of it until the end of the block is of one moment.

    Raises InputFault where it cannot be reached or opened.
    """
    opened = False
    try:
        with reading(address) as connection:
            opened = True
            yield Snapshot(connection, address)
    except SQLAlchemyError as error:
        raise (fault_of if opened else away)(error, address) from None


class Snapshot:
    """A database at one moment. All three questions raise InputFault, with the database's address as the file."""

    def __init__(self, connection: Connection, address: DatabaseAddress) -> None:
        self._connection, self._address = connection, address
        self._begun: tuple[str, CursorResult[Any]] | None = None

    def tables(self) -> list[str]:
        """Return tables and views; those that their name alone does not lead to as `schema.table`."""
        with self._in_words():
            return [place.short for place in self._places]

    def header(self, spec: ReadSpec) -> list[str]:
        """Return the column names of the table or query."""
        with self._in_words():
            asked = self._begin(spec.query).keys() if spec.query else self._columns(self._chosen(spec))
            return column_names(self._address.shown, asked, None)

    def read(self, spec: ReadSpec, *, chunk_rows: int = 50_000) -> Iterator[Chunk]:
        """Yield the rows as chunks of at most `chunk_rows`, at least one; `_line` counts the rows from 1.

        Of a table only `spec.columns` are fetched, where any are named, in the order of its primary key.
        """
        line = 0
        try:
            with self._result(spec) as result:
                names = column_names(self._address.shown, result.keys(), None)
                gathered = Gathered(names, spec, "" if spec.query else self._chosen(spec).short)
                told: set[str] = set()
                yielded = False
                for row in _rows(result):
                    line += 1
                    take(gathered, line, row, told)
                    if gathered.is_full(chunk_rows):
                        yield gathered.chunk()
                        yielded = True
                if len(gathered) or not yielded:
                    yield gathered.chunk()
        except SQLAlchemyError as error:
            raise fault_of(error, self._address, line=line or None) from None

    @cached_property
    def _places(self) -> list[Place]:
        return places(self._connection)

    def _chosen(self, spec: ReadSpec) -> Place:
        shortest = {place.qualified: place.short for place in self._places}
        wanted = (spec.table,) if isinstance(spec.table, str) else spec.table
        called = spec if wanted is None else replace(spec, table=tuple(shortest.get(n, n) for n in wanted))
        name = choose_table(self._address.shown, called, self.tables())
        return next(place for place in self._places if place.short == name)

    def _columns(self, place: Place) -> list[str]:
        """The names of a table's columns as the database writes them; no row is looked at."""
        return list(
            self._connection.execute(select(text("*")).select_from(_from(place)).where(false())).keys()
        )

    def _result(self, spec: ReadSpec) -> CursorResult[Any]:
        if spec.query is not None:
            result, self._begun = self._begin(spec.query), None
            return result
        place = self._chosen(spec)
        names = self._columns(place)
        wanted: list[ColumnClause[Any]] = [column(name) for name in names if name.strip() in spec.columns]
        key = inspect(self._connection).get_pk_constraint(place.name, place.schema)["constrained_columns"]
        statement = (
            select(*(wanted or map(column, names))).select_from(_from(place)).order_by(*map(column, key))
        )
        return self._connection.execute(statement, execution_options={"stream_results": True})

    def _begin(self, query: str) -> CursorResult[Any]:
        """The result of a query, begun once: a slow one should not run for its header and again for its rows."""
        if self._begun is not None and self._begun[0] == query:
            return self._begun[1]
        if self._begun is not None:
            self._begun[1].close()
        with self._apart():
            self._begun = query, self._connection.exec_driver_sql(query, execution_options=AS_WRITTEN)
        return self._begun[1]

    def _apart(self) -> AbstractContextManager[object]:
        """PostgreSQL refuses all that comes after a statement that failed, unless that one stood apart."""
        postgres = self._connection.dialect.name == "postgresql"
        return self._connection.begin_nested() if postgres else nullcontext()

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise fault_of(error, self._address) from None


def _from(place: Place) -> FromClause:
    return table(place.name, schema=place.schema)


def _rows(result: CursorResult[Any]) -> Iterator[Sequence[Any]]:
    """Fetch in batches of about TEXT_IN_BATCH characters, as the last batch lets expect."""
    size = FIRST_BATCH
    while rows := result.fetchmany(size):
        yield from rows
        weight = sum(len(cell) for row in rows for cell in row if isinstance(cell, str | bytes))
        fitting = size * TEXT_IN_BATCH // max(weight, 1)
        size = max(1, min(fitting, 2 * size, MOST_IN_BATCH))
