"""Columns of Arrow as Polars can take them: it ends the process over some types, and over days that no calendar has."""

from __future__ import annotations

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

# The first day of year 1 and the day after the last of year 9999, counted from 1970-01-01.
FIRST_DAY: Final = -719_162
AFTER_LAST_DAY: Final = 2_932_897
DAY_SECONDS: Final = 86_400
PER_SECOND: Final = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}


def plain(column: pa.Array) -> pa.Array:
    """The column as it is, but with 256-bit numbers as text, and null for a day outside of the years 1 to 9999."""
    kind = column.type
    if pa.types.is_decimal256(kind):
        return column.cast(pa.string())
    if pa.types.is_date32(kind):
        return _within(column, pa.int32(), 1)
    if pa.types.is_date64(kind):
        return _within(column, pa.int64(), DAY_SECONDS * 1_000)
    if pa.types.is_timestamp(kind):
        return _within(column, pa.int64(), DAY_SECONDS * PER_SECOND[kind.unit])
    return column


def _within(column: pa.Array, counted_as: pa.DataType, per_day: int) -> pa.Array:
    most = 2 ** (counted_as.bit_width - 1) - 1
    first, last = max(FIRST_DAY * per_day, -most), min(AFTER_LAST_DAY * per_day - 1, most)
    count = column.view(counted_as)
    known = pc.and_(pc.greater_equal(count, first), pc.less_equal(count, last))
    return pc.if_else(known, column, pa.scalar(None, column.type))
