"""The feed itself as a node: what it covers, from its mapping and, where the mapping says so, from its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from graph.frames import EdgeEnds, Frames
from loaders.mapping import Covers, Feed, TableRule, Value
from loaders.typed import read_column


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


def feed_facts(covers: Covers, frame: pl.DataFrame, table: TableRule) -> FeedFacts:
    """What the columns named by `covers` say in these rows."""

    def column(bound: object) -> pl.Series:
        if (
            not isinstance(bound, Value)
            or bound.column not in table.columns
            or bound.column not in frame.columns
        ):
            return pl.Series(dtype=pl.Date)
        return frame.select(read_column(table.columns[bound.column])).to_series().drop_nulls()

    def days(bound: object) -> pl.Series:
        found = column(bound)
        return found if found.dtype in (pl.Date, pl.Datetime) else pl.Series(dtype=pl.Date)

    return FeedFacts(
        _day(days(covers.as_of).max()),
        _day(days(covers.start).min()),
        _day(days(covers.end).max()),
        frozenset(str(area) for area in column(covers.area).unique()),
    )


def _day(value: object) -> date | None:
    return pl.Series([value]).cast(pl.Date)[0] if value is not None else None


def feed_frames(feed: Feed, facts: FeedFacts, loaded_on: date) -> Frames:
    """The Source node, the Agency node, and the edge between them."""
    covers = feed.covers
    source = {
        "id": feed.id,
        "title": feed.title,
        "as_of": facts.as_of if isinstance(covers.as_of, Value) else covers.as_of,
        "covers_from": facts.start if isinstance(covers.start, Value) else covers.start,
        "covers_to": facts.end if isinstance(covers.end, Value) else covers.end,
        "covers_area": (";".join(sorted(facts.areas)) or None)
        if isinstance(covers.area, Value)
        else covers.area,
        "covers_age_from": covers.ages[0] if covers.ages else None,
        "covers_age_to": covers.ages[1] if covers.ages else None,
        "delivery": str(feed.delivery),
        "window_days": feed.window_days,
        "explanation": feed.explanation,
    }
    said_by = {
        "source": feed.id, "agency": feed.agency, "category": feed.category, "restriction": feed.restriction,
        "loaded_on": loaded_on,
    }  # fmt: skip
    # Only a register names an agency for everyone: who gives a restricted feed must not show through a shared node.
    public = feed.restriction is None
    agency = {
        "id": feed.agency,
        "name": feed.agency_name if public else None,
        "agency_kind": feed.agency_kind if public else None,
    }
    return Frames(
        {"Source": pl.DataFrame([source | said_by]), "Agency": pl.DataFrame([agency])},
        {
            EdgeEnds("FROM", "Source", "Agency"): pl.DataFrame(
                [{"start": feed.id, "end": feed.agency} | said_by]
            )
        },
    )
