"""What goes into the ledger and what comes out of it.

Every class is frozen. A field typed `… | Erased` was stored encrypted: it reads back as `ERASED` once the key
of the record it belongs to has been destroyed (`Ledger.forget`). All times are aware and in UTC.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from typing import Final, NewType

from graph.errors import KinscopeError

LoadId = NewType("LoadId", int)

INTERRUPTED: Final = "interrupted"
"""The outcome shown for a load that has a beginning and no end (also while it is still running)."""


class LedgerDamaged(KinscopeError):
    """A stored value does not fit its key: it was changed after it was written."""


class Erased(Enum):
    """The marker that stands in place of a value whose key was destroyed."""

    ERASED = "erased"

    def __str__(self) -> str:
        return "erased"


ERASED: Final = Erased.ERASED


@dataclass(frozen=True, slots=True)
class LoadCounts:
    """Rows of one load: read, of these loaded and quarantined; and facts created to unchanged."""

    read: int = 0
    loaded: int = 0
    quarantined: int = 0
    created: int = 0
    changed: int = 0
    ended: int = 0
    unchanged: int = 0

    @property
    def adds_up(self) -> bool:
        """Whether every row that was read was either loaded or quarantined."""
        return self.read == self.loaded + self.quarantined


@dataclass(frozen=True, slots=True)
class LoadEntry:
    """One load as the ledger has it.

    `finished_at` and `counts` are None, and `outcome` is "interrupted", for a load that has no end on record.
    command: what carries the load out once more; None where it was not recorded.
    """

    id: LoadId
    source: str
    file: str
    sha256: str
    mapping: str
    mapping_sha256: str
    loaded_on: date
    by: str
    begun_at: datetime
    finished_at: datetime | None
    outcome: str
    counts: LoadCounts | None
    command: str | None = None

    @property
    def interrupted(self) -> bool:
        """Whether the load has a beginning and no end."""
        return self.finished_at is None


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """A row that was not loaded, and why.

    table: sheet, table or element within the file, or None; line: 1-based, None where a line means nothing;
    field: the field at fault, None for the whole row; value: as found; row: the whole row as found; records: keys of
    the records in it, as far as its cells tell.
    """

    file: str
    table: str | None
    line: int | None
    field: str | None
    value: str | None
    reason: str
    fix: str
    row: Mapping[str, str | None]
    records: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class QuarantinedEntry:
    """A quarantined row read back. `key_name` is what `Ledger.forget` takes to erase it; id: its number in the
    ledger."""

    load: LoadId
    key_name: str
    at: datetime
    file: str
    table: str | None
    line: int | None
    field: str | None
    value: str | Erased | None
    reason: str | Erased
    fix: str | Erased
    row: Mapping[str, str | None] | Erased
    records: Sequence[str] | Erased = ()
    id: int = 0


@dataclass(frozen=True, slots=True)
class RowCorrection:
    """A quarantined row as somebody corrected it, beside the original, which stays. row: the whole row, corrected;
    columns: those that were set. Both are erased with the original."""

    id: int
    quarantine_id: int
    at: datetime
    by: str
    row: Mapping[str, str | None] | Erased
    columns: Sequence[str] | Erased


@dataclass(frozen=True, slots=True)
class Replay:
    """That a correction went through its mapping again for a quarantined row, as a part of a load."""

    load: LoadId
    quarantine_id: int
    correction_id: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Something odd in a row that was loaded all the same, such as an end before a start.

    kind: a code, never a person's data; record_key: agency / source / the agency's own id, or None.
    """

    kind: str
    file: str
    line: int | None
    record_key: str | None
    field: str | None
    value: str | None
    words: str


@dataclass(frozen=True, slots=True)
class FindingEntry:
    """A finding read back. `key_name` is what `Ledger.forget` takes: the record key where one was given."""

    load: LoadId
    key_name: str | Erased
    at: datetime
    kind: str
    file: str
    line: int | None
    record_key: str | Erased | None
    field: str | None
    value: str | Erased | None
    words: str | Erased


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision about a record, or about a pair of records (`other`), with the rule or person behind it.

    kind, rule: codes, never a person's data; by: who or what decided; on: when (aware);
    details: plain JSON values.
    """

    kind: str
    subject: str
    other: str | None
    rule: str
    by: str
    on: datetime
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DecisionEntry:
    """A decision read back. `details` is erased as soon as either of the two records is, or `key_name` is forgotten
    (None in a decision that was recorded before decisions had one)."""

    at: datetime
    kind: str
    subject: str | Erased
    other: str | Erased | None
    rule: str
    by: str
    on: datetime
    details: Mapping[str, object] | Erased
    key_name: str | None = None


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """One question somebody asked, and what they were shown.

    purpose, question: codes or names of questions, never a person's data (they are stored in clear);
    parameters: what was asked for; shown: record keys that were shown; withheld: policy id to number of rows.
    """

    viewer: str
    role: str
    agency: str
    purpose: str
    question: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    shown: Sequence[str] = ()
    withheld: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TrailRecord:
    """A trail entry read back: its place in the chain (from 1), when it was written, and its hash (hex).

    Each record key in `shown` is erased on its own; `parameters` is erased with the entry's key, `key_name`.
    """

    sequence: int
    at: datetime
    viewer: str
    role: str
    agency: str
    purpose: str
    question: str
    parameters: Mapping[str, object] | Erased
    shown: tuple[str | Erased, ...]
    withheld: Mapping[str, int]
    hash: str

    @property
    def key_name(self) -> str:
        """The name that `Ledger.forget` takes to erase what was asked for."""
        return trail_key_name(self.sequence)


@dataclass(frozen=True, slots=True)
class TrailCheck:
    """The result of walking the whole chain.

    entries: how many were read; first_bad: the sequence number at which the chain breaks, None if it holds;
    words: a sentence that says what was found.
    """

    entries: int
    ok: bool
    first_bad: int | None
    words: str


def trail_key_name(sequence: int) -> str:
    """The name of the key under which what was asked in trail entry `sequence` is encrypted."""
    return f"trail/{sequence}"


def time_text(time: datetime) -> str:
    """An aware time as fixed-width UTC text, which sorts as time does. Raises ValueError for a naive time."""
    if time.tzinfo is None:
        raise ValueError("The ledger takes aware times only; this one has no time zone.")
    return time.astimezone(UTC).isoformat(timespec="microseconds")


def canonical(value: object) -> str:
    """`value` as the one JSON text that stands for it: sorted keys, no spaces, ASCII.

    Dates become ISO text, sets sorted lists; a value that JSON has no word for raises TypeError.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=str)
    if isinstance(value, (Decimal, PurePath)):
        return str(value)
    raise TypeError(f"The ledger cannot keep a {type(value).__name__}.")
