"""Databases for tests: a SQLite file, or a schema of its own on a PostgreSQL server."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from sqlalchemy import create_engine, make_url
from sqlalchemy.pool import NullPool

from loaders.readers import Chunk, ReadSpec
from loaders.readers.sql import DatabaseAddress, Snapshot, parse_address, snapshot


@dataclass(frozen=True)
class Database:
    """An address, and a way to change what is there, each time in a transaction of its own."""

    uri: str

    @property
    def address(self) -> DatabaseAddress:
        """Its address, taken apart."""
        return parse_address(self.uri)

    def run(self, *statements: str) -> None:
        """Carry out statements."""
        engine = create_engine(self.uri, poolclass=NullPool)
        with engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement, execution_options={"no_parameters": True})

    def whole(self, spec: ReadSpec, chunk_rows: int = 50_000) -> Chunk:
        """All chunks of a table as one."""
        with snapshot(self.address) as opened:
            return whole(opened, spec, chunk_rows)


def whole(opened: Snapshot, spec: ReadSpec, chunk_rows: int = 50_000) -> Chunk:
    """All chunks of a table as one."""
    chunks = list(opened.read(spec, chunk_rows=chunk_rows))
    rejected = tuple(row for chunk in chunks for row in chunk.rejected)
    findings = tuple(finding for chunk in chunks for finding in chunk.findings)
    return Chunk(pl.concat([chunk.frame for chunk in chunks]), rejected, findings)


def sqlite_database(folder: Path) -> Database:
    """An empty database file."""
    found = Database(f"sqlite:///{folder / 'housing.db'}")
    found.run("PRAGMA journal_mode = WAL")
    return found


@contextmanager
def postgres_database(server: str) -> Iterator[Database]:
    """An empty schema, dropped afterwards."""
    schema = f"reading_{secrets.token_hex(6)}"
    url = make_url(server).set(drivername="postgresql+psycopg")
    administration = Database(url.render_as_string(hide_password=False))
    administration.run(f"CREATE SCHEMA {schema}")
    own = url.update_query_dict({"options": f"-csearch_path={schema}"})
    try:
        yield Database(own.render_as_string(hide_password=False))
    finally:
        administration.run(f"DROP SCHEMA {schema} CASCADE")
