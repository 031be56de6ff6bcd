"""A place to keep a ledger in: a new SQLite file or a new PostgreSQL schema, and a way round its guards."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, inspect, make_url, text
from sqlalchemy.pool import NullPool

from graph.ledger.tables import metadata

Unguard = Callable[[Connection], None]


class Place:
    """The URI of an empty ledger, and what somebody with write access to its database can do."""

    def __init__(self, uri: str, engine: Engine, unguard: Unguard) -> None:
        self.uri, self._engine, self._unguard = uri, engine, unguard

    def execute(self, *statements: str, **values: Any) -> None:
        """Run statements in one transaction, past the ledger."""
        with self._engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement), values)

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """What the database itself holds."""
        with self._engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    def everything(self) -> bytes:
        """Every value in every table, as one run of bytes to search in."""
        values: list[bytes] = []
        with self._engine.connect() as connection:
            for table in metadata.sorted_tables:
                for row in connection.execute(table.select()):
                    values += [value if isinstance(value, bytes) else str(value).encode() for value in row]
        return b"\n".join(values)

    def drop_guards(self) -> None:
        """Take off the triggers, as somebody who owns the database could."""
        with self._engine.begin() as connection:
            self._unguard(connection)


@contextmanager
def sqlite_place(folder: Path) -> Iterator[Place]:
    """A ledger file in `folder`."""
    uri = f"sqlite:///{folder / 'ledger.db'}"
    yield Place(uri, create_engine(uri, poolclass=NullPool), _drop_sqlite_triggers)


@contextmanager
def postgres_place(server: str) -> Iterator[Place]:
    """A schema of its own on `server`, dropped afterwards."""
    schema = f"ledger_{secrets.token_hex(6)}"
    url = make_url(server).set(drivername="postgresql+psycopg")
    administration = create_engine(url, poolclass=NullPool)
    with administration.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    own = url.update_query_dict({"options": f"-csearch_path={schema}"})
    try:
        engine = create_engine(own, poolclass=NullPool)
        yield Place(own.render_as_string(hide_password=False), engine, _disable_postgres_triggers)
    finally:
        with administration.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))


def _drop_sqlite_triggers(connection: Connection) -> None:
    for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        connection.execute(text(f"DROP TRIGGER {name}"))


def _disable_postgres_triggers(connection: Connection) -> None:
    for name in inspect(connection).get_table_names():
        connection.execute(text(f"ALTER TABLE {name} DISABLE TRIGGER USER"))
