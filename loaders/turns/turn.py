"""Turns: whether a delivery of a feed comes in its turn, or after one of a later day. Pure: what the ledger says in, a
turn out.

A delivery has a day of its own, which is declared with it and says in which order deliveries speak. What it brings
bears the day on which this hub could first know it: the declared one, as long as nothing of the feed bears a later
one; else the day on which it really came. So nothing is added to what this hub knew by an earlier day.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from graph.ledger import LoadEntry, LoadId
from graph.time import LONDON
from loaders.report import DONE, REFUSED


@dataclass(frozen=True)
class Turn:
    """loaded_on: the day that its facts bear. day: the one declared for it. overtaken_by: the latest delivery that came
    before it and has a later day; None: it comes in its turn. closed_since: whether one of a later day closed what it
    did not hold. days: the day that facts bear, to the latest day that was declared for them."""

    loaded_on: date
    day: date
    overtaken_by: date | None = None
    closed_since: bool = False
    days: Mapping[date, date] = field(default_factory=dict)

    @property
    def is_late(self) -> bool:
        """Whether a delivery of a later day has been loaded."""
        return self.overtaken_by is not None

    def said_on(self, loaded_on: date) -> date:
        """Of which delivery's day a fact is that bears this day."""
        return self.days.get(loaded_on, loaded_on)


def is_in_order(loads: Sequence[LoadEntry]) -> bool:
    """Whether these loads of a feed, of which the last has just begun, came in the order of their days."""
    days = [load.loaded_on for load in _that_count(loads)]
    return days == sorted(days)


def turn_of(loads: Sequence[LoadEntry], closed: Callable[[LoadEntry], bool]) -> Turn:
    """The turn of the last of these loads of a feed, oldest first, all of them into the present store.

    closed: whether a load that is done closed what was missing from it.
    """
    *before, mine = _that_count(loads)
    days: dict[date, date] = {}
    reached = date.min
    for load in (*before, mine):
        bears = load.loaded_on if load.loaded_on >= reached else max(_came_on(load), reached)
        if load is not mine:
            days[bears] = max(load.loaded_on, days.get(bears, load.loaded_on))
        reached = bears
    later = [load for load in before if load.outcome == DONE and load.loaded_on > mine.loaded_on]
    overtaken_by = max((load.loaded_on for load in later), default=None)
    return Turn(reached, mine.loaded_on, overtaken_by, any(map(closed, later)), days)


def into_this_store(loads: Sequence[LoadEntry], first: Collection[LoadId]) -> Sequence[LoadEntry]:
    """Loads since the last of those that found nothing of their feed, as a ledger outlives a store built anew."""
    places = [place for place, load in enumerate(loads) if load.id in first]
    return loads[max(places, default=0) :]


def _that_count(loads: Sequence[LoadEntry]) -> list[LoadEntry]:
    """Those that wrote, may have written, or, the last, are about to."""
    return [load for load in loads if load.outcome != REFUSED]


def _came_on(load: LoadEntry) -> date:
    return load.begun_at.astimezone(LONDON).date()
