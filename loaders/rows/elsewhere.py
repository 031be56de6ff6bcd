"""Whether a value occurs in another table of the same delivery."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

import polars as pl

# Table and column to the values that stand there, as text, each once.
Elsewhere = Mapping[tuple[str, str], pl.Series]
NOTHING_ELSEWHERE: Elsewhere = {}


def occurs(column: pl.Expr, found_in: Mapping[str, str], elsewhere: Elsewhere) -> pl.Expr:
    """Whether the column's value stands in one of these columns (table to column); null where it is empty.

    A table that the delivery lacks holds nothing."""
    text = column.cast(pl.String)
    nothing = pl.Series([], dtype=pl.String)
    each = [text.is_in(elsewhere.get(place, nothing).implode()) for place in found_in.items()]
    return reduce(lambda one, other: one | other, each)
