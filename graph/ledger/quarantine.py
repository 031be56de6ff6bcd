"""Quarantined rows as somebody corrected them, and the loads in which these went through their mapping again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from graph.errors import UsageFault
from graph.ledger import tables
from graph.ledger.entries import ERASED, Erased, LoadId, QuarantinedEntry, Replay, RowCorrection
from graph.ledger.keys import KeyRing, part_of, unseal
from graph.ledger.loads import row_as_found


def correct(
    connection: Connection, ring: KeyRing, original: QuarantinedEntry, row: Mapping[str, str | None], by: str, at: str
) -> None:  # fmt: skip
    """Record the corrected row under the key of the original, so that one erasure ends both."""
    key_id = ring.id_of(connection, original.key_name)
    if key_id is None or isinstance(original.row, Erased):
        raise UsageFault(f"The quarantined row {original.id} is erased; there is nothing to correct.")
    key = ring.keys_of(connection, [key_id])[key_id]
    columns = sorted(name for name, value in row.items() if original.row.get(name) != value)
    values = {
        "quarantine_id": original.id,
        "at": at,
        "by": by,
        "key_id": key_id,
        "sealed": key.seal({"row": dict(row), "columns": columns}),
    }
    connection.execute(insert(tables.quarantine_corrections), values)


def every_correction(connection: Connection, ring: KeyRing) -> list[RowCorrection]:
    """All corrections, in the order they were recorded."""
    table = tables.quarantine_corrections
    rows = connection.execute(select(table).order_by(table.c.id)).all()
    keys = ring.keys_of(connection, [row.key_id for row in rows])
    return [_correction(row, unseal(keys, row.key_id, row.sealed)) for row in rows]


def _correction(row: Row[Any], opened: object | Erased) -> RowCorrection:
    erased = isinstance(opened, Erased)
    columns = () if erased else part_of(opened, "columns")
    return RowCorrection(
        id=row.id,
        quarantine_id=row.quarantine_id,
        at=datetime.fromisoformat(row.at),
        by=row.by,
        row=ERASED if erased else row_as_found(part_of(opened, "row")),
        columns=ERASED if erased else tuple(map(str, columns if isinstance(columns, list) else ())),
    )


def record_replays(connection: Connection, replays: Sequence[Replay], at: str) -> None:
    """Record them, all at one time."""
    rows = [
        {
            "load_id": one.load,
            "quarantine_id": one.quarantine_id,
            "correction_id": one.correction_id,
            "at": at,
        }
        for one in replays
    ]
    if rows:
        connection.execute(insert(tables.quarantine_replays), rows)


def every_replay(connection: Connection) -> list[Replay]:
    """All replays, in the order they were recorded."""
    table = tables.quarantine_replays
    found = connection.execute(select(table).order_by(table.c.id))
    return [Replay(LoadId(row.load_id), row.quarantine_id, row.correction_id) for row in found]
