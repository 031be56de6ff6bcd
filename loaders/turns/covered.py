"""Covered: the period that the deliveries of a feed cover together. Pure.

A feed that only adds says in each delivery what that one covers. Two periods make one where they adjoin; across a gap
they don't, as a delivery that did not arrive must not read as a time in which nothing happened.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl

SAME = ("covers_area", "covers_age_from", "covers_age_to")
PERIOD = ("covers_from", "covers_to")


def widened(sources: pl.DataFrame, others: pl.DataFrame, feed: str) -> pl.DataFrame:
    """Sources (a frame of that kind) with the period of this feed made one with that of others, where they adjoin and
    cover the same area and ages; else as they are."""
    mine, theirs = (frame.filter(pl.col("id") == feed).to_dicts() for frame in (sources, others))
    period = _together(mine[0], theirs[0]) if mine and theirs else None
    if period is None:
        return sources
    return sources.with_columns(
        pl.when(pl.col("id") == feed).then(pl.lit(day, dtype=pl.Date)).otherwise(pl.col(name)).alias(name)
        for name, day in zip(PERIOD, period, strict=True)
    )


def _together(one: dict[str, Any], other: dict[str, Any]) -> tuple[date, date] | None:
    bounds = [source[name] for source in (one, other) for name in PERIOD]
    if None in bounds or any(one[name] != other[name] for name in SAME):
        return None
    first_from, first_to, second_from, second_to = bounds
    day = timedelta(days=1)
    if first_from > second_to + day or second_from > first_to + day:
        return None
    return min(first_from, second_from), max(first_to, second_to)
