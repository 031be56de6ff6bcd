"""The audit trail: a chain of entries in which each one's hash covers the one before.

The hash of an entry is SHA-256 over the canonical JSON of: previous hash, sequence number, time, viewer,
role, agency, purpose, payload. The payload is hashed as it is stored, that is encrypted, so destroying a key
changes nothing that is hashed. A head row beside the chain says where it ends.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from graph.ledger.connect import lock_trail
from graph.ledger.entries import (
    Erased,
    LedgerDamaged,
    TrailCheck,
    TrailEntry,
    TrailRecord,
    canonical,
    trail_key_name,
)
from graph.ledger.keys import KeyRing, RecordKey, object_of, text_of, unseal
from graph.ledger.tables import GENESIS, trail, trail_head

_ROWS_AT_ONCE = 1000


def append(connection: Connection, ring: KeyRing, entry: TrailEntry, at: str) -> str:
    """Add one entry to the end of the chain, in the caller's write transaction; its hash in hex."""
    lock_trail(connection)
    last, previous = head(connection)
    sequence = last + 1
    own = trail_key_name(sequence)
    keys = ring.keys_for(connection, [own, *entry.shown])
    values = {
        "sequence": sequence,
        "at": at,
        "viewer": entry.viewer,
        "role": entry.role,
        "agency": entry.agency,
        "purpose": entry.purpose,
        "payload": _payload(entry, keys[own], keys),
    }
    hashed = entry_hash(previous, values)
    connection.execute(insert(trail), {**values, "previous_hash": previous, "hash": hashed})
    connection.execute(update(trail_head).values(sequence=sequence, hash=hashed))
    return hashed


def entry_hash(previous: str, values: Mapping[str, object]) -> str:
    """The hash of an entry that follows `previous`, from the columns as they are stored."""
    names = ("sequence", "at", "viewer", "role", "agency", "purpose", "payload")
    covered = canonical([previous, *(str(values[name]) for name in names)])
    return hashlib.sha256(covered.encode("ascii")).hexdigest()


def _payload(entry: TrailEntry, own: RecordKey, keys: Mapping[str, RecordKey]) -> str:
    return canonical(
        {
            "question": entry.question,
            "withheld": entry.withheld,
            "parameters": _sealed(own, entry.parameters),
            "shown": [_sealed(keys[shown], {"key": shown}) for shown in entry.shown],
        }
    )


def _sealed(key: RecordKey, value: object) -> list[object]:
    return [key.id, base64.b64encode(key.seal(value)).decode("ascii")]


def head(connection: Connection) -> tuple[int, str]:
    """How many entries the head row says there are, and the hash of the last; `GENESIS` for none."""
    row = connection.execute(select(trail_head.c.sequence, trail_head.c.hash)).one_or_none()
    if row is None:
        raise LedgerDamaged(
            "The row that says where the audit trail ends is missing. Restore it from a backup."
        )
    return row.sequence, row.hash


def verify(connection: Connection) -> TrailCheck:
    """Walk the chain from its first entry to its head; stops at the first entry that does not fit."""
    rows = connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(
        select(trail).order_by(trail.c.sequence)
    )
    expected, previous = 1, GENESIS
    for row in rows:
        fault = _fault(row, expected, previous)
        if fault is not None:
            rows.close()
            return TrailCheck(expected - 1, False, expected, fault)
        expected, previous = expected + 1, row.hash
    return _check_end(connection, expected - 1, previous)


def _fault(row: Row[Any], expected: int, previous: str) -> str | None:
    if row.sequence != expected:
        return f"Entry {expected} is missing: the next one found is {row.sequence}."
    if entry_hash(row.previous_hash, dict(row._mapping)) != row.hash:
        return f"Entry {expected} was changed after it was written."
    if row.previous_hash != previous:
        return f"Entry {expected} does not follow entry {expected - 1}: one of them was replaced or moved."
    return None


def _check_end(connection: Connection, entries: int, last: str) -> TrailCheck:
    row = connection.execute(select(trail_head.c.sequence, trail_head.c.hash)).one_or_none()
    if row is None:
        return TrailCheck(entries, False, entries + 1, "The row that says where the trail ends is missing.")
    if row.sequence > entries:
        words = f"The end of the trail is missing: {entries} entries of {row.sequence} are there."
        return TrailCheck(entries, False, entries + 1, words)
    if row.sequence < entries:
        words = f"The trail goes on after its recorded end, entry {row.sequence}; the rest was added."
        return TrailCheck(entries, False, row.sequence + 1, words)
    if row.hash != last:
        words = f"Entry {entries} is not the one that was last written."
        return TrailCheck(entries, False, entries, words)
    return TrailCheck(
        entries, True, None, f"The trail is whole: {entries} entries, each following the one before."
    )


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """Which entries are wanted: written at or after `since` (UTC text), by `viewer`; None for any."""

    since: str | None
    viewer: str | None


def page(
    connection: Connection, ring: KeyRing, wanted: TrailFilter, after: int, size: int
) -> list[TrailRecord]:
    """Up to `size` records in order whose sequence number is above `after`."""
    query = select(trail).where(trail.c.sequence > after).order_by(trail.c.sequence).limit(size)
    if wanted.since is not None:
        query = query.where(trail.c.at >= wanted.since)
    if wanted.viewer is not None:
        query = query.where(trail.c.viewer == wanted.viewer)
    return _records(connection, ring, connection.execute(query).all())


def _records(connection: Connection, ring: KeyRing, rows: Sequence[Row[Any]]) -> list[TrailRecord]:
    payloads = [_StoredPayload.of(row.payload) for row in rows]
    ids = {key_id for payload in payloads for key_id, _ in (payload.parameters, *payload.shown)}
    keys = ring.keys_of(connection, ids)
    return [_record(row, payload, keys) for row, payload in zip(rows, payloads, strict=True)]


def that_showed(connection: Connection, ring: KeyRing, record_key: str) -> list[TrailRecord]:
    """The records of all entries that showed a record, in order; none for one whose key was destroyed."""
    key_id = ring.id_of(connection, record_key)
    if key_id is None:
        return []
    # The number of the key stands in clear, so that only these entries need to be decrypted.
    mentions = trail.c.payload.like(f'%[{key_id},"%')
    rows = connection.execute(select(trail).where(mentions).order_by(trail.c.sequence)).all()
    return _records(connection, ring, rows)


@dataclass(frozen=True, slots=True)
class _StoredPayload:
    question: str
    withheld: dict[str, int]
    parameters: tuple[int, bytes]
    shown: Sequence[tuple[int, bytes]]

    @classmethod
    def of(cls, text: str) -> _StoredPayload:
        try:
            stored = json.loads(text)
            return cls(
                question=str(stored["question"]),
                withheld={policy: int(rows) for policy, rows in stored["withheld"].items()},
                parameters=_key_and_bytes(stored["parameters"]),
                shown=[_key_and_bytes(shown) for shown in stored["shown"]],
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            raise LedgerDamaged(
                "An entry of the audit trail is not in the form this program writes. Verify the trail to "
                "see which."
            ) from None


def _key_and_bytes(stored: Sequence[Any]) -> tuple[int, bytes]:
    key_id, sealed = stored
    return int(key_id), base64.b64decode(sealed)


def _record(row: Row[Any], payload: _StoredPayload, keys: Mapping[int, RecordKey]) -> TrailRecord:
    shown: list[str | Erased] = [text_of(unseal(keys, *item), "key") for item in payload.shown]
    return TrailRecord(
        sequence=row.sequence,
        at=datetime.fromisoformat(row.at),
        viewer=row.viewer,
        role=row.role,
        agency=row.agency,
        purpose=row.purpose,
        question=payload.question,
        parameters=object_of(unseal(keys, *payload.parameters)),
        shown=tuple(shown),
        withheld=payload.withheld,
        hash=row.hash,
    )
