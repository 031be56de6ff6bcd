"""Loads: their beginning and their end, each a row of its own; quarantined rows; findings."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select

from graph.errors import UsageFault
from graph.ledger import tables
from graph.ledger.entries import (
    ERASED,
    INTERRUPTED,
    Erased,
    Finding,
    FindingEntry,
    LoadCounts,
    LoadEntry,
    LoadId,
    QuarantinedEntry,
    QuarantinedRow,
)
from graph.ledger.keys import KeyRing, RecordKey, part_of, text_of, text_or_none, unseal

_COUNTS = tuple(field.name for field in fields(LoadCounts))


def begin(connection: Connection, values: Mapping[str, str | None]) -> LoadId:
    """Record the beginning of a load; `values` are the columns of `loads`."""
    statement = insert(tables.loads).values(dict(values)).returning(tables.loads.c.id)
    return LoadId(connection.execute(statement).scalar_one())


def finish(connection: Connection, load: LoadId, counts: LoadCounts, outcome: str, at: str) -> None:
    """Record the end of a load. Raises UsageFault for an unknown load and for one that has ended already."""
    require(connection, load)
    ends = tables.load_ends
    if connection.scalar(select(ends.c.load_id).where(ends.c.load_id == load)) is not None:
        raise UsageFault(f"Load {load} has ended already; the ledger does not change what it holds.")
    row = {"load_id": load, "finished_at": at, "outcome": outcome, **asdict(counts)}
    connection.execute(insert(ends), row)


def require(connection: Connection, load: LoadId) -> None:
    """Raise UsageFault unless the ledger knows this load."""
    if connection.scalar(select(tables.loads.c.id).where(tables.loads.c.id == load)) is None:
        raise UsageFault(f"The ledger knows no load {load}.")


def every_load(connection: Connection, source: str | None) -> list[LoadEntry]:
    """All loads, or those of one source, newest last."""
    begun, ends = tables.loads, tables.load_ends
    joined = begun.outerjoin(ends, ends.c.load_id == begun.c.id)
    columns = [column for column in ends.columns if column.name != "load_id"]
    query = select(begun, *columns).select_from(joined).order_by(begun.c.id)
    if source is not None:
        query = query.where(begun.c.source == source)
    return [_load_entry(row) for row in connection.execute(query)]


def _load_entry(row: Row[Any]) -> LoadEntry:
    values = row._mapping
    ended = values["finished_at"] is not None
    return LoadEntry(
        id=LoadId(values["id"]),
        source=values["source"],
        file=values["file"],
        sha256=values["sha256"],
        mapping=values["mapping"],
        mapping_sha256=values["mapping_sha256"],
        loaded_on=date.fromisoformat(values["loaded_on"]),
        by=values["by"],
        begun_at=datetime.fromisoformat(values["begun_at"]),
        finished_at=datetime.fromisoformat(values["finished_at"]) if ended else None,
        outcome=values["outcome"] if ended else INTERRUPTED,
        counts=LoadCounts(**{name: values[name] for name in _COUNTS}) if ended else None,
        command=values["command"],
    )


def quarantine(
    connection: Connection, ring: KeyRing, load: LoadId, rows: Sequence[QuarantinedRow], at: str
) -> None:
    """Record rows that were not loaded, each encrypted under a key of its own."""
    names = [f"quarantine/{uuid.uuid4().hex}" for _ in rows]
    keys = ring.keys_for(connection, names)
    stored = [
        _quarantine_values(load, row, name, keys[name], at) for name, row in zip(names, rows, strict=True)
    ]
    connection.execute(insert(tables.quarantine), stored)


def _quarantine_values(
    load: LoadId, row: QuarantinedRow, name: str, key: RecordKey, at: str
) -> dict[str, object]:
    sealed = {
        "value": row.value,
        "reason": row.reason,
        "fix": row.fix,
        "row": row.row,
        "records": list(row.records),
    }
    return {
        "load_id": load,
        "at": at,
        "key_name": name,
        "file": row.file,
        "table_name": row.table,
        "line": row.line,
        "field": row.field,
        "key_id": key.id,
        "sealed": key.seal(sealed),
    }


def every_quarantined(connection: Connection, ring: KeyRing, load: LoadId | None) -> list[QuarantinedEntry]:
    """The quarantined rows of one load or of all, in the order they were recorded."""
    table = tables.quarantine
    query = select(table).order_by(table.c.id)
    rows = connection.execute(_of_load(query, table, load)).all()
    keys = ring.keys_of(connection, [row.key_id for row in rows])
    return [_quarantined_entry(row, unseal(keys, row.key_id, row.sealed)) for row in rows]


def _quarantined_entry(row: Row[Any], opened: object | Erased) -> QuarantinedEntry:
    return QuarantinedEntry(
        load=LoadId(row.load_id),
        key_name=row.key_name,
        at=datetime.fromisoformat(row.at),
        file=row.file,
        table=row.table_name,
        line=row.line,
        field=row.field,
        value=text_or_none(opened, "value"),
        reason=text_of(opened, "reason"),
        fix=text_of(opened, "fix"),
        row=ERASED if isinstance(opened, Erased) else row_as_found(part_of(opened, "row")),
        records=ERASED if isinstance(opened, Erased) else _records_of(opened),
        id=row.id,
    )


def _records_of(opened: object) -> tuple[str, ...]:
    """None for a row that was recorded before rows named their records."""
    found = opened.get("records", ()) if isinstance(opened, dict) else ()
    return tuple(str(key) for key in found)


def row_as_found(row: object) -> dict[str, str | None]:
    """The cells of an unsealed row."""
    cells = row if isinstance(row, dict) else {}
    return {str(name): None if value is None else str(value) for name, value in cells.items()}


def record_findings(
    connection: Connection, ring: KeyRing, load: LoadId, found: Sequence[Finding], at: str
) -> None:
    """Record findings, each encrypted under its record's key, or one of its own where it has none."""
    own = [None if finding.record_key else f"finding/{uuid.uuid4().hex}" for finding in found]
    names = [name or str(finding.record_key) for name, finding in zip(own, found, strict=True)]
    keys = ring.keys_for(connection, names)
    stored = [
        _finding_values(load, finding, key_name, keys[name], at)
        for finding, key_name, name in zip(found, own, names, strict=True)
    ]
    connection.execute(insert(tables.findings), stored)


def _finding_values(
    load: LoadId, finding: Finding, key_name: str | None, key: RecordKey, at: str
) -> dict[str, object]:
    sealed = {"record_key": finding.record_key, "value": finding.value, "words": finding.words}
    return {
        "load_id": load,
        "at": at,
        "key_name": key_name,
        "kind": finding.kind,
        "file": finding.file,
        "line": finding.line,
        "field": finding.field,
        "key_id": key.id,
        "sealed": key.seal(sealed),
    }


def every_finding(connection: Connection, ring: KeyRing, load: LoadId | None) -> list[FindingEntry]:
    """The findings of one load or of all, in the order they were recorded."""
    table = tables.findings
    query = select(table).order_by(table.c.id)
    rows = connection.execute(_of_load(query, table, load)).all()
    keys = ring.keys_of(connection, [row.key_id for row in rows])
    return [_finding_entry(row, unseal(keys, row.key_id, row.sealed)) for row in rows]


def _finding_entry(row: Row[Any], opened: object | Erased) -> FindingEntry:
    record_key = None if isinstance(opened, Erased) and row.key_name else text_or_none(opened, "record_key")
    return FindingEntry(
        load=LoadId(row.load_id),
        key_name=row.key_name or record_key or ERASED,
        at=datetime.fromisoformat(row.at),
        kind=row.kind,
        file=row.file,
        line=row.line,
        record_key=record_key,
        field=row.field,
        value=text_or_none(opened, "value"),
        words=text_of(opened, "words"),
    )


def findings_by_kind(connection: Connection, load: LoadId | None) -> dict[str, int]:
    """How many findings of each kind, by name of kind."""
    table = tables.findings
    query = select(table.c.kind, func.count()).group_by(table.c.kind).order_by(table.c.kind)
    return {row[0]: row[1] for row in connection.execute(_of_load(query, table, load))}


def _of_load(query: Select[Any], table: Any, load: LoadId | None) -> Select[Any]:
    return query if load is None else query.where(table.c.load_id == load)
