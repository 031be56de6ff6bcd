"""Which tables and views a database holds, and the names by which a mapping may call them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, inspect

SQLITE: Final = """
SELECT NULL, name, 1 FROM sqlite_master
WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite^_%' ESCAPE '^' ORDER BY type, rowid
"""
# The catalogue lists partitioned and foreign tables and materialized views too.
POSTGRES: Final = """
SELECT space.nspname, kind.relname, pg_table_is_visible(kind.oid)
FROM pg_class AS kind JOIN pg_namespace AS space ON space.oid = kind.relnamespace
WHERE kind.relkind IN ('r', 'p', 'v', 'm', 'f') AND space.nspname NOT LIKE 'pg^_%' ESCAPE '^'
  AND space.nspname <> 'information_schema' ORDER BY space.nspname, kind.relname
"""
CATALOGUES: Final = {"sqlite": SQLITE, "postgresql": POSTGRES}


@dataclass(frozen=True)
class Place:
    """A table or view. schema: None where a database has none; found: whether its name alone is enough."""

    schema: str | None
    name: str
    found: bool

    @property
    def qualified(self) -> str:
        """Its name with its schema."""
        return f"{self.schema}.{self.name}" if self.schema else self.name

    @property
    def short(self) -> str:
        """The shortest name that leads to it."""
        return self.name if self.found else self.qualified


def places(connection: Connection) -> list[Place]:
    """List tables and views, those first that are found by their name alone."""
    catalogue = CATALOGUES.get(connection.dialect.name)
    if catalogue is None:
        found = _by_reflection(connection)
    else:
        rows = connection.exec_driver_sql(catalogue, execution_options={"no_parameters": True})
        found = [Place(schema, str(name), bool(visible)) for schema, name, visible in rows]
    return sorted(found, key=lambda place: not place.found)


def _by_reflection(connection: Connection) -> list[Place]:
    looked = inspect(connection)
    usual = looked.default_schema_name
    return [
        Place(schema, name, schema == usual)
        for schema in looked.get_schema_names()
        if schema != "information_schema"
        for name in (*looked.get_table_names(schema), *looked.get_view_names(schema))
    ]
