"""The decisions about records that stand: read from the ledger once a load, in the order in which they were made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from graph.codes import RecordDecision
from graph.ledger import DecisionEntry, Erased, Ledger, Suppression


@dataclass(frozen=True)
class Correction:
    """One value of a record that is replaced. before, after: as text; None: nothing recorded. on: since when."""

    field: str
    before: str | None
    after: str | None
    on: date


@dataclass(frozen=True)
class Dispute:
    """Somebody says that a record is wrong. said_by: key of the record about whoever says so."""

    id: str
    record: str
    said_by: str
    said_on: date
    words: str | None


@dataclass(frozen=True)
class Standing:
    """erased: the ids that must not come back; corrections: by record; restricted: keys of records; disputes: by id."""

    erased: Suppression = field(default_factory=Suppression)
    corrections: Mapping[str, Mapping[str, Correction]] = field(default_factory=dict)
    restricted: frozenset[str] = frozenset()
    disputes: Mapping[str, Dispute] = field(default_factory=dict)
    ever_disputed: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to apply to a delivery."""
        return not (self.erased or self.corrections or self.restricted)


NOTHING_DECIDED = Standing()


def read_standing(ledger: Ledger) -> Standing:
    """What stands. What was decided about a record that was erased since is left out."""
    disputes, withdrawn = _disputes(ledger), _withdrawn(ledger)
    return Standing(
        erased=ledger.suppression(),
        corrections=_corrections(ledger),
        restricted=_restricted(ledger),
        disputes={one.id: one for one in disputes if one.id not in withdrawn},
        ever_disputed=bool(disputes),
    )


def read_decisions(
    ledger: Ledger, *kinds: RecordDecision
) -> list[tuple[str, DecisionEntry, Mapping[str, object]]]:
    """The decisions of these kinds about records that are not erased, in order: record, entry and details."""
    found = [entry for kind in kinds for entry in ledger.decisions(kind=str(kind))]
    return [
        (entry.subject, entry, entry.details)
        for entry in sorted(found, key=lambda entry: entry.at)
        if not isinstance(entry.subject, Erased) and not isinstance(entry.details, Erased)
    ]


def _corrections(ledger: Ledger) -> dict[str, dict[str, Correction]]:
    found: dict[str, dict[str, Correction]] = {}
    decided = read_decisions(ledger, RecordDecision.CORRECT, RecordDecision.UNDO_CORRECTION)
    for record, entry, details in decided:
        name, of_record = str(details["field"]), found.setdefault(record, {})
        of_record.pop(name, None)
        if entry.kind == RecordDecision.CORRECT:
            before, after = _text(details["from"]), _text(details["to"])
            of_record[name] = Correction(name, before, after, date.fromisoformat(str(details["since"])))
    return {record: of_record for record, of_record in found.items() if of_record}


def _restricted(ledger: Ledger) -> frozenset[str]:
    found: set[str] = set()
    for record, entry, _ in read_decisions(ledger, RecordDecision.RESTRICT, RecordDecision.LIFT_RESTRICTION):
        if entry.kind == RecordDecision.RESTRICT:
            found.add(record)
        else:
            found.discard(record)
    return frozenset(found)


def _disputes(ledger: Ledger) -> list[Dispute]:
    return [
        Dispute(
            str(details["id"]), record, str(details["said_by"]), date.fromisoformat(str(details["said_on"])),
            _text(details["words"]),
        )
        for record, _, details in read_decisions(ledger, RecordDecision.DISPUTE)
    ]  # fmt: skip


def _withdrawn(ledger: Ledger) -> frozenset[str]:
    return frozenset(
        str(details["id"]) for _, _, details in read_decisions(ledger, RecordDecision.WITHDRAW_DISPUTE)
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)
