"""Household evidence: the people around a record, from links that are already sure. Pure.

A parent who is named without a birth date is known by the child who names them. So when records are linked, a second
look counts the people whom two records have around them in common: who is related to them, who is named beside them,
who lives at their address. It is kept apart from what the records themselves say.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from loaders import ids
from loaders.linkage.rules import GENERATION

MOST_RESIDENTS: Final = 20
"""An address of more records than this is no household."""
PARENTS: Final = (
    "mother", "father", "parent", "mother_of_unborn_child", "father_of_unborn_child", "adoptive_mother",
    "adoptive_father", "step_parent", "stepmother", "stepfather", "foster_carer", "in_place_of_parent",
)  # fmt: skip
"""Relationships of who brings a child up, and is older by a generation."""


def people_around(columns: pl.DataFrame, relations: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """`record`, `around`: ids of the groups of records around each, in order, and `ties`: of those to whom a record is
    related, each with the relationship before it. Only records that have any.

    columns: linkage columns. relations: `record`, `other`, `relationship` as records state them. groups: `record`,
    `group` as linked so far.
    """
    both = pl.concat([relations.select("record", "other"), relations.select(record="other", other="record")])
    beside = both.join(both, on="other", suffix=" beside").select("record", other="record beside")
    near = pl.concat([both, beside, _residents(columns)]).filter(pl.col("record") != pl.col("other")).unique()
    named = near.join(groups.rename({"record": "other", "group": "around"}), on="other")
    own = named.join(groups, on="record").filter(pl.col("group") != pl.col("around"))
    found = own.group_by("record").agg(pl.col("around").unique().sort())
    ties = relations.join(groups.rename({"record": "other"}), on="other").select(
        "record", tie=pl.concat_str("relationship", "group", separator=" ")
    )
    tied = ties.group_by("record").agg(pl.col("tie").unique().sort().alias("ties"))
    return found.join(tied, on="record", how="left").with_columns(pl.col("ties").fill_null([])).sort("record")


def named_side_by_side(relations: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """`left`, `right` (the smaller key left) of records that a source names beside one another.

    relations: as above. members: `record`, `household`. Who is related to whom, who are related to one record in the
    same source, and who are members of one household.
    """
    named = relations.select("record", thing="other")
    related = pl.concat([named.select("record", "thing"), named.select(record="thing", thing="thing")])
    within = related.filter(_source("record") == _source("thing")).unique()
    things = pl.concat([within, members.select("record", thing="household")]).unique()
    pairs = things.join(things, on="thing", suffix=" beside").select(left="record", right="record beside")
    return pairs.filter(pl.col("left") < pl.col("right")).unique().sort("left", "right")


def _source(record: str) -> pl.Expr:
    return pl.col(record).str.extract(ids.FEED_OF_RECORD, 1)


def _residents(columns: pl.DataFrame) -> pl.DataFrame:
    homes = columns.select("record", "residences").explode("residences").drop_nulls()
    few = homes.filter(pl.len().over("residences") <= MOST_RESIDENTS)
    return few.join(few, on="residences", suffix=" beside").select("record", other="record beside")


def with_latest_birth(columns: pl.DataFrame, relations: pl.DataFrame) -> pl.DataFrame:
    """The columns and `born_by`: the latest year in which somebody was born who is named as parent of a child."""
    born = columns.select(other="record", child="birth_year")
    parents = (
        relations.filter(pl.col("relationship").is_in(PARENTS)).join(born, on="other").drop_nulls("child")
    )
    latest = parents.group_by("record").agg((pl.col("child").min() - GENERATION).alias("born_by"))
    return columns.join(latest, on="record", how="left", maintain_order="left")
