"""Whether a feed covers a person: its period, ages and area must together meet any part of their life.

A bound that the feed does not state is unknown, and then it cannot be said; silence never becomes
"nothing found". All spans here are half-open: (first day, first day after)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from graph.time import FOREVER, birthday, overlaps

OLDEST = 110
ALL_AREAS = "all"

Span = tuple[date, date]


class Covers(StrEnum):
    """Whether a feed could have held something about a person."""

    YES = "yes"
    NO = "no"
    CANNOT_BE_SAID = "cannot_be_said"


@dataclass(frozen=True)
class Life:
    """From birth to death, and the homes that are known. born None: unknown; homes: (from, to, area) with
    None for ever since, no end recorded and area unknown."""

    born: date | None
    died: date | None
    homes: Sequence[tuple[date | None, date | None, str | None]] = ()


@dataclass(frozen=True)
class Coverage:
    """The answer. span: the part of life covered, where it is YES; bounds: which of period, ages and area
    leave the person out (NO) or are not known (CANNOT_BE_SAID)."""

    covers: Covers
    span: Span | None
    bounds: tuple[str, ...]


def coverage(feed: Mapping[str, Any], life: Life, as_of: date) -> Coverage:
    """Whether this feed (a Source) could have held something about this life by the day asked about."""
    unknown = _unstated(feed, life)
    if unknown:
        return Coverage(Covers.CANNOT_BE_SAID, None, unknown)
    lived = _span(life.born, _day_after(life.died))
    period = _meet(_span(feed["covers_from"], _day_after(feed["covers_to"])), (date.min, _after(as_of)))
    in_period = _meet(lived, period)
    if in_period is None:
        return Coverage(Covers.NO, None, ("period",))
    span = _meet(in_period, _ages(feed, life.born))
    if span is None:
        return Coverage(Covers.NO, None, ("ages",))
    return _by_area(feed["covers_area"], life, span)


def all_ages(feed: Mapping[str, Any]) -> bool:
    """Whether the ages that a feed states leave nobody out."""
    return bool(feed["covers_age_from"] <= 0 and feed["covers_age_to"] >= OLDEST)


def _unstated(feed: Mapping[str, Any], life: Life) -> tuple[str, ...]:
    bounds = {
        "period": (feed.get("covers_from"), feed.get("covers_to")),
        "ages": (feed.get("covers_age_from"), feed.get("covers_age_to")),
        "area": (feed.get("covers_area"),),
    }
    unknown = tuple(name for name, values in bounds.items() if None in values)
    if not unknown and life.born is None and not all_ages(feed):
        return ("birth date",)
    return unknown


def _ages(feed: Mapping[str, Any], born: date | None) -> Span:
    if born is None or all_ages(feed):
        return (date.min, FOREVER)
    return (birthday(born, feed["covers_age_from"]), birthday(born, feed["covers_age_to"] + 1))


def _by_area(areas: str, life: Life, span: Span) -> Coverage:
    """Judged by the person's own homes in the days that period and ages cover."""
    named = {area.strip().casefold() for area in areas.split(";")}
    if ALL_AREAS in named:
        return Coverage(Covers.YES, span, ())
    inside: list[Span] = []
    outside: list[Span] = []
    for start, end, area in life.homes:
        days = overlaps((start, end), span)
        if days and area:
            (inside if area.strip().casefold() in named else outside).append(days)
    if inside:
        return Coverage(Covers.YES, (min(inside)[0], max(end for _, end in inside)), ())
    if _fills(outside, span):
        return Coverage(Covers.NO, None, ("area",))
    return Coverage(Covers.CANNOT_BE_SAID, None, ("area",))


def _fills(spans: list[Span], whole: Span) -> bool:
    reached = whole[0]
    for start, end in sorted(spans):
        if start > reached:
            return False
        reached = max(reached, end)
    return reached >= whole[1]


def _span(start: date | None, end: date | None) -> Span:
    return (start or date.min, end or FOREVER)


def _meet(first: Span | None, second: Span | None) -> Span | None:
    return overlaps(first, second) if first and second else None


def _day_after(day: date | None) -> date | None:
    return None if day is None else _after(day)


def _after(day: date) -> date:
    return day if day >= FOREVER else day + timedelta(days=1)
