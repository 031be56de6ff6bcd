"""Connecting: read-only, and in one transaction that sees one state of the database throughout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from loaders.readers.sql import postgres, sqlite_file
from loaders.readers.sql.address import DRIVERS, DatabaseAddress

# The level at which each kind of database shows one state to a whole transaction, as its own manual has it.
ISOLATION: Final[Mapping[str, str]] = {
    "postgresql": "REPEATABLE READ",
    "mysql": "REPEATABLE READ",
    "mariadb": "REPEATABLE READ",
    "oracle": "SERIALIZABLE",
    "mssql": "SNAPSHOT",
}
_COMMON: Final[Mapping[str, Any]] = {"poolclass": NullPool, "hide_parameters": True}


@contextmanager
def reading(address: DatabaseAddress) -> Iterator[Connection]:
    """A connection inside one read transaction, undone and closed at the end.

    Raises InputFault for a SQLite file that cannot be one, and what SQLAlchemy raises.
    """
    engine = _engine(address)
    try:
        with engine.connect() as connection:
            for statement in postgres.SESSION if engine.dialect.name == "postgresql" else ():
                connection.exec_driver_sql(statement)
            yield connection
    finally:
        engine.dispose()


def _engine(address: DatabaseAddress) -> Engine:
    if (path := address.sqlite_path) is not None:
        sqlite_file.check_database(path, address.shown)
        connect = partial(sqlite_file.connected, path, at_rest=address.at_rest)
        engine = create_engine("sqlite://", creator=connect, **_COMMON)
        event.listen(engine, "begin", _begin)
        return engine
    kind = address.url.get_backend_name()
    isolation = {"isolation_level": ISOLATION[kind]} if kind in ISOLATION else {}
    if kind != "postgresql":
        return create_engine(address.url, **_COMMON, **isolation)
    ours = address.url.drivername == DRIVERS[kind]
    asked = {name: value for name, value in postgres.CONNECT.items() if name not in address.url.query}
    engine = create_engine(address.url, connect_args=asked if ours else {}, **_COMMON, **isolation)
    if ours:
        event.listen(engine, "do_connect", _prepared)
    return engine.execution_options(postgresql_readonly=True)


def _begin(connection: Connection) -> None:
    # Python's driver begins a transaction only to write; without one, each table would be of another moment.
    connection.exec_driver_sql("BEGIN")


def _prepared(
    dialect: Dialect, _entry: ConnectionPoolEntry, places: Sequence[Any], names: Mapping[str, Any]
) -> DBAPIConnection:
    """Connect, and prepare the connection before SQLAlchemy asks it anything."""
    connection = dialect.connect(*places, **names)
    postgres.prepare(connection)  # type: ignore[arg-type]
    return connection
