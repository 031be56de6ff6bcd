"""Connected groups: which records hang together by anything that two or more of them share. Pure."""

from __future__ import annotations

import polars as pl


def connected(records: pl.Series, shared: pl.DataFrame) -> pl.DataFrame:
    """`group` and `record`, one row a record; records of one group have one number.

    records: keys, each once. shared: `record` and `thing`, a row for everything a record has that may join it to
    others: an identifier, or the pair that it is one of. Every record takes the smallest group number among those
    that share a thing with it, again and again until nothing changes.
    """
    groups = records.to_frame("record").with_row_index("group")
    joining = shared.filter(pl.col("thing").is_duplicated()).select("record", "thing")
    while joining.height:
        lowest = joining.join(groups, on="record").with_columns(
            pl.col("group").min().over("thing").alias("low")
        )
        better = lowest.group_by("record").agg(pl.col("low").min())
        merged = groups.join(better, on="record", how="left").with_columns(
            pl.min_horizontal("group", pl.col("low").fill_null(pl.col("group"))).alias("next")
        )
        if merged.select((pl.col("next") == pl.col("group")).all()).item():
            break
        groups = merged.select(pl.col("next").alias("group"), "record")
    return groups
