"""The one place where the four times are applied: which fetched rows stand for the question's day and
knowledge.

`as_of` is asked of validity (`holds`); `by` and `known_to` of what had been loaded, recorded or received
(`standing`). Linkage is always today's, so a DESCRIBES edge stands at any time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from graph.codes.feeds import Delivery
from graph.codes.states import Ending
from graph.query import Row
from graph.time import FOREVER, as_loaded, holds_on

LINKAGE = "described"
SHAREABLE = ("record", "incident", "involvement")
NEVER_SHOWN = frozenset({Ending.LEFT_WINDOW, Ending.ERASED})

Part = Mapping[str, Any]


@dataclass(frozen=True)
class Moment:
    """Which day is asked about, and whose knowledge by the end of which day (None: this hub's)."""

    as_of: date
    by: date = FOREVER
    known_to: str | None = None


def holds(edge: Part, day: date) -> bool:
    """Whether a fact is true on that day."""
    return holds_on(edge.get("valid_from"), edge.get("valid_to"), day)


def parts(row: Row) -> Iterator[tuple[str, Part]]:
    """The nodes and edges of a row that somebody says: those that carry a day of loading."""
    for name, part in row.items():
        if isinstance(part, dict) and "loaded_on" in part and name != LINKAGE:
            yield name, part


def items(row: Row) -> set[tuple[str, str]]:
    """What an act of sharing may be about in this row, as (kind, id): its records, an incident, an
    involvement."""
    found = {("record", str(part["record_id"])) for _, part in parts(row) if part.get("record_id")}
    return found | {
        (name, str(part["id"])) for name, part in parts(row) if name in SHAREABLE and part.get("id")
    }


def standing(row: Row, moment: Moment, received: Mapping[tuple[str, str], date]) -> Row | None:
    """The row as it stood by then, or None where it did not.

    received: item (kind, id) to the day on which `known_to` received it. What is no longer said but was
    by then stands with its `ended_on` and `ending`, for the answer to mark."""
    told = any(item in received and received[item] <= moment.by for item in items(row))
    changed: Row = dict(row)
    for name, part in parts(row):
        state = _as_known(part, moment, told)
        if state is None:
            return None
        changed[name] = state
    return changed


def within_window(feed: Part, now: Part) -> Part:
    """A feed (a Source) as it stood, its period cut to what its window reaches back to by its latest delivery.

    What has left the window is shown no more, in a question about an earlier day either, so silence about
    that time must not read as nothing found. now: the feed as it stands."""
    days, current_on = now.get("window_days"), now.get("as_of") or now.get("loaded_on")
    begins, said = feed.get("covers_from"), now.get("delivery")
    if said != Delivery.ROLLING_WINDOW or days is None or current_on is None or begins is None:
        return feed
    return {**feed, "covers_from": max(begins, current_on - timedelta(days=days - 1))}


def _as_known(part: Part, moment: Moment, told: bool) -> dict[str, Any] | None:
    if moment.known_to is None:
        state = as_loaded(part, moment.by)
    else:
        state = _as_recorded(part, moment) if part.get("agency") == moment.known_to or told else None
    if state is None or _ended(state, moment.by) or part.get("ending") in NEVER_SHOWN:
        return None
    return {**state, "ended_on": part.get("ended_on"), "ending": part.get("ending")}


def _as_recorded(part: Part, moment: Moment) -> dict[str, Any] | None:
    """An agency knows what it recorded itself from that day; where it gives none, from the delivery at
    the latest."""
    state = {name: value for name, value in part.items() if name != "earlier"}
    known = part.get("recorded_on") or part.get("loaded_on")
    return None if known is not None and known > moment.by else state


def _ended(state: Part, by: date) -> bool:
    ended = state.get("ended_on")
    return ended is not None and ended <= by
