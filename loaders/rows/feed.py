"""The feed itself as a node: what it covers, from its mapping and, where the mapping says so, from its rows."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from graph.frames import EdgeEnds, Frames
from loaders.mapping import Covers, Feed, Value

DAYS = {"day": 1, "week": 7}
MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class FeedFacts:
    """What the rows said of the coverage; None where they said nothing."""

    as_of: date | None = None
    start: date | None = None
    end: date | None = None
    areas: frozenset[str] = frozenset()

    def merged(self, other: FeedFacts) -> FeedFacts:
        """The widest of both."""
        return FeedFacts(
            max(filter(None, (self.as_of, other.as_of)), default=None),
            min(filter(None, (self.start, other.start)), default=None),
            max(filter(None, (self.end, other.end)), default=None),
            self.areas | other.areas,
        )


def feed_facts(covers: Covers, rows: pl.DataFrame) -> FeedFacts:
    """What the columns named by `covers` say in these typed rows."""
    return FeedFacts(
        _day(_column(covers.as_of, rows).max()),
        _day(_column(covers.start, rows).min()),
        _day(_column(covers.end, rows).max()),
        frozenset(str(area) for area in _column(covers.area, rows).unique()),
    )


def _column(bound: object, rows: pl.DataFrame) -> pl.Series:
    name = bound.column if isinstance(bound, Value) else None
    return rows[name].drop_nulls() if name in rows.columns else pl.Series(dtype=pl.Date)


def _day(value: object) -> date | None:
    return pl.Series([value]).cast(pl.Date)[0] if value is not None else None


def feed_frames(feed: Feed, facts: FeedFacts, loaded_on: date) -> Frames:
    """The Source node, the Agency node, and the edge between them; the Agency alone where a register of feeds says
    what this one covers."""
    agency = {"id": feed.agency, "name": feed.agency_name, "agency_kind": feed.agency_kind}
    if feed.covers.register is not None:
        return Frames({"Agency": pl.DataFrame([agency])})
    said_by = {
        "source": feed.id,
        "agency": feed.agency,
        "category": feed.category,
        "restriction": feed.restriction,
        "loaded_on": loaded_on,
    }
    given_by = pl.DataFrame([{"start": feed.id, "end": feed.agency} | said_by])
    return Frames(
        {"Source": pl.DataFrame([_source(feed, facts) | said_by]), "Agency": pl.DataFrame([agency])},
        {EdgeEnds("FROM", "Source", "Agency"): given_by},
    )


def next_due_on(feed: Feed, as_of: date | None) -> date | None:
    """The day by which the delivery after one of that as-of day is due; None where that is not agreed or not known.

    A month after the 31st ends with the month.
    """
    if feed.every is None or as_of is None:
        return None
    if feed.every in DAYS:
        next_as_of = as_of + timedelta(days=DAYS[feed.every])
    else:
        month = as_of.month - 1 + MONTHS[feed.every]
        year, month = as_of.year + month // 12, month % 12 + 1
        next_as_of = date(year, month, min(as_of.day, monthrange(year, month)[1]))
    return next_as_of + timedelta(days=feed.days_to_arrive)


def _source(feed: Feed, facts: FeedFacts) -> dict[str, object]:
    covers = feed.covers
    as_of = facts.as_of if isinstance(covers.as_of, Value) else covers.as_of
    areas = ";".join(sorted(facts.areas)) or None
    return {
        "id": feed.id,
        "title": feed.title,
        "as_of": as_of,
        "next_due_on": next_due_on(feed, as_of),
        "covers_from": facts.start if isinstance(covers.start, Value) else covers.start,
        "covers_to": facts.end if isinstance(covers.end, Value) else covers.end,
        "covers_area": areas if isinstance(covers.area, Value) else covers.area,
        "covers_age_from": covers.ages[0] if covers.ages else None,
        "covers_age_to": covers.ages[1] if covers.ages else None,
        "delivery": str(feed.delivery),
        "window_days": feed.window_days,
        "explanation": feed.explanation,
    }
