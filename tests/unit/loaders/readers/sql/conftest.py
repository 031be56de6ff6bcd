"""Every case that asks for `database` runs on SQLite and on PostgreSQL; only this file knows which."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.loaders.readers.sql.databases import Database, postgres_database, sqlite_database


@pytest.fixture
def postgres(postgres_uri: str) -> Iterator[Database]:
    """An empty schema on the server."""
    with postgres_database(postgres_uri) as database:
        yield database


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """An empty database."""
    if request.param == "sqlite":
        return sqlite_database(tmp_path)
    found: Database = request.getfixturevalue("postgres")
    return found
