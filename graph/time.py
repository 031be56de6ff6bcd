"""The four times of a fact, and the clock.

happened (`valid_from`, `valid_to`), recorded by the agency (`recorded_on`), received by another (a Sharing), loaded
here (`loaded_on`, `ended_on`). Intervals are half-open: the end is the first day on which it is no longer so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from graph.schema import PropertyType, load_schema

FOREVER = date(9999, 12, 31)
LONDON = ZoneInfo("Europe/London")

Clock = Callable[[], date]
"""Gives today's date; injected, so that a test and a demonstration have their own day."""


def london_today() -> date:
    """Today in Europe/London, the day that agencies mean."""
    return datetime.now(LONDON).date()


def holds_on(valid_from: date | None, valid_to: date | None, day: date) -> bool:
    """Whether an interval holds on that day. An unknown start (None) counts as begun, an unrecorded end as open."""
    return (valid_from is None or valid_from <= day) and (valid_to is None or day < valid_to)


def overlaps(
    first: tuple[date | None, date | None], second: tuple[date | None, date | None]
) -> tuple[date, date] | None:
    """The days that two half-open intervals share, or None. None as a start means ever since, as an end for ever."""
    start = max(first[0] or date.min, second[0] or date.min)
    end = min(first[1] or FOREVER, second[1] or FOREVER)
    return (start, end) if start < end else None


def as_loaded(row: Mapping[str, Any], by: date) -> dict[str, Any] | None:
    """The state of a node or an edge as this hub had loaded it by the end of that day; None: not loaded by then.

    `earlier` holds former states, oldest first, each with the properties that differed and `until`, the day on which
    the next state took over. A state that had ended by then is given with its `ending`, for the caller to mark.
    """
    state = {name: value for name, value in row.items() if name != "earlier"}
    for former in reversed(former_states(row.get("earlier"))):
        if by >= former.pop("until"):
            break
        state.update(former)
    loaded_on = state.get("loaded_on")
    return None if loaded_on is not None and loaded_on > by else state


def former_states(earlier: object) -> list[dict[str, Any]]:
    """Parse `earlier`: a list of states with their days and moments as such. None and empty give an empty list."""
    states: list[dict[str, Any]] = json.loads(str(earlier)) if earlier else []
    return [{name: _parsed(name, value) for name, value in state.items()} for state in states]


def _parsed(name: str, value: Any) -> Any:
    kind = _times().get(name)
    if kind is None or not isinstance(value, str):
        return value
    return date.fromisoformat(value) if kind is PropertyType.DATE else datetime.fromisoformat(value)


@cache
def _times() -> dict[str, PropertyType]:
    """Which properties are days and which are moments, whatever kind they belong to."""
    schema = load_schema()
    of_nodes = [prop for kind in schema.nodes.values() for prop in kind.properties]
    of_edges = [prop for kind in schema.edges.values() for prop in kind.properties]
    times = (PropertyType.DATE, PropertyType.DATETIME)
    found = {prop.name: prop.type for prop in (*of_nodes, *of_edges) if prop.type in times}
    return {"until": PropertyType.DATE, **found}


def years_old(born: date, day: date) -> int:
    """Age in whole years on that day; negative before birth."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def birthday(born: date, years: int) -> date:
    """The day on which somebody turns that age; 1 March in a year without 29 February (as English law counts)."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)
