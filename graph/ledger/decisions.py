"""Decisions about records and pairs of records: link clashes, reviews."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from graph.ledger import tables
from graph.ledger.entries import ERASED, Decision, DecisionEntry, Erased, canonical, time_text
from graph.ledger.keys import KeyRing, RecordKey, object_of, text_of, unseal


def decide(connection: Connection, ring: KeyRing, decided: Sequence[Decision], at: str) -> None:
    """Record decisions: each record's key is encrypted under itself, the details under both records' keys and one of
    their own."""
    own = [f"decision/{uuid.uuid4().hex}" for _ in decided]
    names = [name for decision in decided for name in (decision.subject, decision.other) if name is not None]
    keys = ring.keys_for(connection, [*names, *own])
    rows = [_values(decision, name, keys, at) for decision, name in zip(decided, own, strict=True)]
    connection.execute(insert(tables.decisions), rows)


def _values(decision: Decision, name: str, keys: dict[str, RecordKey], at: str) -> dict[str, object]:
    subject, own = keys[decision.subject], keys[name]
    other = None if decision.other is None else keys[decision.other]
    # Sealed one key inside the other: the details tell of both records, so any of the erasures ends them.
    details = subject.seal(own.seal(canonical(decision.details).encode("ascii")))
    return {
        "at": at,
        "kind": decision.kind,
        "rule": decision.rule,
        "by": decision.by,
        "decided_at": time_text(decision.on),
        "subject_key_id": subject.id,
        "other_key_id": None if other is None else other.id,
        "sealed_subject": subject.seal({"key": decision.subject}),
        "sealed_other": None if other is None else other.seal({"key": decision.other}),
        "sealed_details": details if other is None else other.seal(details),
        "details_key_id": own.id,
        "key_name": name,
    }


def every_decision(
    connection: Connection, ring: KeyRing, kind: str | None, subject: str | None
) -> list[DecisionEntry]:
    """Decisions of one kind, about one subject, or all, in the order they were recorded.

    A subject that was erased is found by nobody: nothing joins its old rows to its name.
    """
    table = tables.decisions
    query = select(table).order_by(table.c.id)
    if kind is not None:
        query = query.where(table.c.kind == kind)
    if subject is not None:
        key_id = ring.id_of(connection, subject)
        if key_id is None:
            return []
        query = query.where(table.c.subject_key_id == key_id)
    rows = connection.execute(query).all()
    ids = {key for row in rows for key in (row.subject_key_id, row.other_key_id, row.details_key_id)}
    keys = ring.keys_of(connection, ids - {None})
    return [_entry(row, keys) for row in rows]


def _entry(row: Row[Any], keys: dict[int, RecordKey]) -> DecisionEntry:
    other: str | Erased | None = None
    if row.other_key_id is not None:
        other = text_of(unseal(keys, row.other_key_id, row.sealed_other), "key")
    return DecisionEntry(
        at=datetime.fromisoformat(row.at),
        kind=row.kind,
        subject=text_of(unseal(keys, row.subject_key_id, row.sealed_subject), "key"),
        other=other,
        rule=row.rule,
        by=row.by,
        on=datetime.fromisoformat(row.decided_at),
        details=_details(row, keys),
        key_name=row.key_name,
    )


def _details(row: Row[Any], keys: dict[int, RecordKey]) -> dict[str, object] | Erased:
    """Opened from the outside in; a decision of layout 1 has no key of its own."""
    sealed, last = row.sealed_details, row.subject_key_id
    outer = [] if row.other_key_id is None else [row.other_key_id]
    if row.details_key_id is not None:
        outer, last = [*outer, row.subject_key_id], row.details_key_id
    for key_id in outer:
        if key_id not in keys:
            return ERASED
        sealed = keys[key_id].open(sealed)
    return object_of(unseal(keys, last, sealed))
