"""`kinscope erase`, `correct`, `restrict`, `dispute`: a decision about a record, carried out and put on record."""

from __future__ import annotations

import json as json_text
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

import typer

from graph.codes import DecisionGround, RecordDecision, grounds_for, word
from graph.errors import UsageFault
from kinscope.opening import Opened, clock_of, opened
from kinscope.printing import console
from kinscope.progress import steps
from kinscope.settings import Settings
from loaders import decided
from loaders.decided import Made

FORMAT = "kinscope.decided/1"
OFTEN_FORBIDDEN = (
    "Official functions and rules on keeping records often forbid to erase them (UK GDPR, Article 17(3)); to correct, "
    "to restrict and to note a dispute come first."
)


@dataclass(frozen=True)
class Choice:
    """What was typed of a decision: ground, decider and day, None where it was left out."""

    ground: str | None
    decided_by: str | None
    decided_on: datetime | None

    def made(self, kind: RecordDecision, today: date) -> Made:
        """The decision as the loaders take it. Raises UsageFault, with what is valid, for what is missing."""
        grounds = grounds_for(kind)
        ground = self.ground or (grounds[0] if len(grounds) == 1 else None)
        if ground not in set(DecisionGround):
            raise UsageFault(f"Give the ground with --ground. {_listed(kind)}")
        if self.decided_by is None:
            raise UsageFault("Say with --decided-by who decided: the name or the office that answers for it.")
        on = self.decided_on.date() if self.decided_on else today
        return Made(DecisionGround(ground), self.decided_by, on, today)


def _listed(kind: RecordDecision) -> str:
    often = f"{OFTEN_FORBIDDEN} " if kind is RecordDecision.ERASE else ""
    codes = "; ".join(f"{ground} ({word(ground)})" for ground in grounds_for(kind))
    return f"{often}The grounds: {codes}."


@contextmanager
def _open() -> Iterator[tuple[Opened, date]]:
    """Store and ledger for writing, and today."""
    with opened(Settings(), writing=True) as both:
        yield both, clock_of(both.store)()


def erase(records: Sequence[str], choice: Choice, *, yes: bool, json: bool) -> None:
    """Erase records, after a question."""
    with _open() as (both, today):
        made = choice.made(RecordDecision.ERASE, today)
        if not yes:
            _ask(len(set(records)), json=json)
        with steps(quiet=json) as progress:
            done = decided.erase(both.store, both.ledger, records, made, progress)
    counts = {"records": done.records, "nodes": done.nodes, "edges": done.edges, "forgotten": done.forgotten}
    if not done.records:
        words = "These records were erased before. Nothing was left to do."
    else:
        words = (
            f"Erased: {done.records:,} record(s) with {done.nodes:,} nodes and {done.edges:,} edges in all; "
            f"{done.forgotten:,} keys destroyed in the ledger. Copies elsewhere (backups, the agency's own files, a "
            "Neo4j server's logs) are not reached: docs/decisions.md says what to do about them."
        )
    _say(RecordDecision.ERASE, words, counts, json=json)


def _ask(count: int, *, json: bool) -> None:
    if json or not sys.stdin.isatty():
        raise UsageFault(
            "Nothing was erased: nobody can be asked here. Give --yes to erase without a question."
        )
    console.print(OFTEN_FORBIDDEN)
    if not typer.confirm(f"Erase {count} record(s) and all that only they state, for good?"):
        raise UsageFault("Nothing was erased.")


def correct(record: str, field: str, to: str | None, choice: Choice, *, undo: bool, json: bool) -> None:
    """Correct a value, or let the source's stand again."""
    if undo is (to is not None):
        raise UsageFault("Give either --to with what is right, or --undo.")
    kind = RecordDecision.UNDO_CORRECTION if undo else RecordDecision.CORRECT
    with _open() as (both, today):
        made = choice.made(kind, today)
        if to is None:
            decided.undo_correction(both.store, both.ledger, record, field, made)
        else:
            decided.correct(both.store, both.ledger, record, field, to, made)
    stands = (
        "What the source says stands again." if undo else "It stands until the source says something else."
    )
    _say(kind, f"Corrected: {field}. {stands}" if not undo else stands, {}, json=json)


def restrict(record: str, choice: Choice, *, undo: bool, json: bool) -> None:
    """Restrict a record, or lift that again."""
    kind = RecordDecision.LIFT_RESTRICTION if undo else RecordDecision.RESTRICT
    with _open() as (both, today):
        made = choice.made(kind, today)
        if undo:
            decided.lift_restriction(both.store, both.ledger, record, made)
            _say(kind, "Lifted. What the source itself has restricted stays so.", {}, json=json)
            return
        kept = decided.restrict(both.store, both.ledger, record, made)
    others = f" {kept:,} nodes and edges keep the class by which their source restricts them." if kept else ""
    words = f"Restricted: only viewers cleared for restricted_by_decision see the record now.{others}"
    _say(kind, words, {"restricted_by_source": kept}, json=json)


def dispute(
    record: str, words: str | None, said_by: str | None, said_on: date | None, choice: Choice, *, undo: bool,
    json: bool,
) -> None:  # fmt: skip
    """Note a dispute, or withdraw the one of this number."""
    kind = RecordDecision.WITHDRAW_DISPUTE if undo else RecordDecision.DISPUTE
    with _open() as (both, today):
        made = choice.made(kind, today)
        if undo:
            decided.withdraw_dispute(both.store, both.ledger, record, made)
            _say(kind, "Withdrawn.", {"dispute": record}, json=json)
            return
        day = said_on or made.on
        number = decided.dispute(
            both.store, both.ledger, record, made, said_by=said_by, said_on=day, words=words
        )
    _say(kind, f"Noted as dispute {number}.", {"dispute": number}, json=json)


def _say(kind: RecordDecision, words: str, more: Mapping[str, object], *, json: bool) -> None:
    if json:
        print(json_text.dumps({"format": FORMAT, "decision": str(kind), **more, "words": words}, indent=2))
    else:
        console.print(words, markup=False)
