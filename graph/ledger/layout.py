"""The layout of the ledger's tables: creating it, knowing its version, taking over an older one.

A change of layout is additive when it brings new tables, or new columns that may be empty. Such a change
needs no code of its own: what is missing is added. Anything else is refused with words on how to go on.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, MetaData, Table, func, insert, inspect, select, text
from sqlalchemy.schema import CreateColumn

from graph.errors import StoreVersion
from graph.ledger.connect import Database, lock_layout
from graph.ledger.entries import time_text
from graph.ledger.tables import GENESIS, LAYOUT_VERSION, ledger_layout, metadata, trail_head


def ensure_layout(
    database: Database, now: datetime, *, tables: MetaData = metadata, version: int = LAYOUT_VERSION
) -> None:
    """Create the tables where there are none, or bring an older layout up to `version`.

    Raises StoreVersion for a newer layout, for one that differs by more than additions, and for tables of the
    ledger's names that have no version.
    """
    with database.reading() as connection:
        if held_version(connection, tables) == version:
            return
    with database.writing() as connection:
        lock_layout(connection)
        held = held_version(connection, tables)
        if held is None:
            tables.create_all(connection)
            connection.execute(insert(trail_head), {"id": 1, "sequence": 0, "hash": GENESIS})
        elif held > version:
            raise StoreVersion(
                f"The ledger ({database.place}) was written by a newer Kinscope (layout {held}; this one "
                f"knows {version}). Upgrade Kinscope, or name another ledger in KINSCOPE_LEDGER."
            )
        elif held < version:
            _add_missing(connection, tables, held, version)
        if held != version:
            connection.execute(insert(ledger_layout), {"version": version, "at": time_text(now)})


def held_version(connection: Connection, tables: MetaData = metadata) -> int | None:
    """The version on record, or None for a database without a ledger."""
    names = set(inspect(connection).get_table_names())
    if ledger_layout.name in names:
        held: int | None = connection.scalar(select(func.max(ledger_layout.c.version)))
        if held is not None:
            return held
    if strangers := sorted(names & set(tables.tables)):
        raise StoreVersion(
            f"The database holds tables that the ledger would use ({', '.join(strangers)}) without saying "
            "which layout they have. Name an empty database or file in KINSCOPE_LEDGER, or restore this one "
            "from a backup."
        )
    return None


def _add_missing(connection: Connection, tables: MetaData, held: int, version: int) -> None:
    names = set(inspect(connection).get_table_names())
    for table in tables.sorted_tables:
        if table.name in names:
            _add_columns(connection, table, held, version)
        else:
            table.create(connection)


def _add_columns(connection: Connection, table: Table, held: int, version: int) -> None:
    present = {column["name"] for column in inspect(connection).get_columns(table.name)}
    missing = [column for column in table.columns if column.name not in present]
    if present - set(table.columns.keys()) or not all(column.nullable for column in missing):
        raise StoreVersion(
            f"The ledger has layout {held}, which cannot be taken over into layout {version} (table "
            f"{table.name} differs by more than additions). Open it with the Kinscope that wrote it, or name "
            "a new ledger in KINSCOPE_LEDGER and keep the old one as it is."
        )
    for column in missing:
        definition = CreateColumn(column).compile(dialect=connection.dialect)
        connection.execute(text(f'ALTER TABLE "{table.name}" ADD COLUMN {definition}'))
