"""Whom linkage joins, splits and moves: who each record described before, against who it describes now. Pure."""

from __future__ import annotations

import polars as pl

from loaders.report import PeopleChanges


def people_changes(before: pl.DataFrame, now: pl.DataFrame) -> PeopleChanges:
    """before, now: `record` and `person`, one row a record. A record that is not in both says nothing of joining.

    A person whose id follows from another record than before, with the same records, counts as moved alone.
    """
    both = before.join(now, on="record", suffix=" now")
    known = both.select(pl.col("person now").unique())
    return PeopleChanges(
        new=now.join(known, left_on="person", right_on="person now", how="anti")["person"].n_unique(),
        joined=_several(both, "person now", "person"),
        split=_several(both, "person", "person now"),
        moved=both.filter(pl.col("person") != pl.col("person now")).height,
    )


def _several(both: pl.DataFrame, one: str, other: str) -> int:
    counted = both.group_by(one).agg(pl.col(other).n_unique().alias("others"))
    return counted.filter(pl.col("others") > 1).height
