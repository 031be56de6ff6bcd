"""The table of couples: a row for each state that a couple is in, with its dates where the tree gives the day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, pairwise
from pathlib import Path

from loaders.readers.gedcom.dates import GedcomDate, read_date
from loaders.readers.gedcom.families import families, named
from loaders.readers.gedcom.index import HUSBAND, NOT_SAID, WIFE, Index
from loaders.readers.gedcom.lines import Entry
from loaders.readers.gedcom.people import unread_dates
from loaders.readers.gedcom.rows import Item

COLUMNS = (
    "tree", "family", "partner", "other_partner", "state", "marriage_type", "as_written", "valid_from", "valid_to",
    "confidential",
)  # fmt: skip
MARRIED = "married"
EVENTS = {"MARR": MARRIED, "DIV": "divorced", "ANUL": "annulled"}


@dataclass(frozen=True)
class Event:
    """A marriage, or what ended one. type: the tree's own word for the kind of marriage."""

    state: str
    date: GedcomDate
    written: str
    type: str | None = None


@dataclass(frozen=True)
class State:
    """What a couple is from a day to a day (half-open); None: the tree does not give the day, or no end."""

    state: str
    type: str | None
    written: str | None
    start: date | None = None
    end: date | None = None


@dataclass
class _Couple:
    family: str | None
    line: int
    is_confidential: str | None = None
    events: list[Event] = field(default_factory=list)


def rows(path: Path, codec: str, index: Index) -> Iterator[Item]:
    """A row for each couple and state. Two families of the same two people are one couple that married again."""
    couples: dict[tuple[str, str], _Couple] = {}
    for record in families(path, codec, index):
        events = [event_of(entry) for entry in record.all(*EVENTS)]
        for entry in record.all(*EVENTS):
            yield from unread_dates(entry)
        people = dict.fromkeys(number for _, number in named(list(record.all(HUSBAND, WIFE)), index))
        for one, other in combinations(people, 2):
            pair = (one, other) if (other, one) not in couples else (other, one)
            couple = couples.setdefault(pair, _Couple(record.number, record.line))
            couple.events += events
            couple.is_confidential = couple.is_confidential or index.close(record, one, other)
    for (one, other), couple in couples.items():
        for state in states(couple.events):
            days = (day.isoformat() if day else None for day in (state.start, state.end))
            yield couple.line, (
                path.stem, couple.family, one, other, state.state, state.type, state.written, *days,
                couple.is_confidential,
            )  # fmt: skip


def event_of(entry: Entry) -> Event:
    """MARR, DIV or ANUL as an event."""
    text = entry.text("DATE") or ""
    state = EVENTS[entry.tag]
    return Event(state, read_date(text) or GedcomDate(), f"{state} {text}".strip(), entry.text("TYPE"))


def states(events: Iterable[Event]) -> list[State]:
    """What the couple is, in order of time: by date where every event has one, else as the tree lists them.

    A state that ended on a day which the tree does not give is left out, since it would seem to go on: of a divorce
    in 1912 only 'divorced' is said. Two marriages without a divorce between them are one, held twice.
    """
    changes = _changes(list(events))
    if not changes:
        return [State(NOT_SAID, None, None)]
    found = []
    kind: str | None = None
    for event, after in pairwise([*changes, None]):
        if event is None:
            continue
        kind = event.type if event.state == MARRIED else kind
        start, end = event.date.known_day, after.date.known_day if after else None
        is_open = after is None or end is not None
        if is_open and not (start and end and start >= end):
            found.append(State(event.state, kind, event.written, start, end))
    return found


def _changes(events: list[Event]) -> list[Event]:
    days = [event.date.day for event in events]
    if all(days):
        events = sorted(events, key=lambda event: event.date.day or date.max)
    elif sum(event.state == MARRIED for event in events) == 1:
        # Programs list events in any order; what ended the one marriage came after it.
        events = sorted(events, key=lambda event: event.state != MARRIED)
    # What ends a marriage ends it once: a decree and an annulment after it are no two endings.
    return [
        event
        for before, event in pairwise([None, *events])
        if event is not None and (before is None or (before.state == MARRIED) != (event.state == MARRIED))
    ]
