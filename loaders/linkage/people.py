"""People: from groups of records to who each record describes, and how sure that is. Pure.

A person's id is the hash of the smallest key among the records that describe them, so that the same records give the
same people in whatever order they come.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from graph.frames import edge_columns
from graph.schema import load_schema
from loaders.linkage.clusters import NOBODY
from loaders.linkage.link import LINKED, named
from loaders.linkage.link import RULE as SHARED_IDENTIFIER
from loaders.linkage.model import Model
from loaders.linkage.scoring import LEVEL

BY_MODEL: Final = "likeness of what they record"
BY_REVIEWER: Final = "a reviewer's answer"


def linked(
    groups: pl.DataFrame, pairs: pl.DataFrame, held: pl.DataFrame, model: Model, *,
    never: pl.DataFrame = NOBODY, always: pl.DataFrame = NOBODY,
) -> pl.DataFrame:  # fmt: skip
    """LINKED, one row a record, in order of record.

    groups: `record`, `group` of all records that were compared. pairs: as `resolve` gives them. held: `record`,
    `person` of every record of the store as it is; one that was not compared, as it has ended, stays with the
    smallest compared record of its person, or with its person's other records where none was compared. never, always:
    `left`, `right` of the pairs that are two people's, and of those of which a person said that they are one's.

    probability and rule: of the most likely pair within the group, of which a person's answer is the surest; null for a
    record that is alone or was not compared.
    """
    others = held.join(groups, on="record", how="anti")
    standing = held.join(groups, on="record").sort("record")
    of_person = standing.group_by("person", maintain_order=True).agg(pl.col("group").first())
    kept = others.join(of_person, on="person", how="left").select(
        "record", group=pl.coalesce("group", pl.concat_str(pl.lit("\x1f"), "person"))
    )
    everybody = _parted(pl.concat([groups.select("record", "group"), kept]), kept["record"], never)
    found = named(everybody).join(_best(pairs, groups, always, model), on="record", how="left")
    return found.select(pl.col(name).cast(kind) for name, kind in LINKED.items()).sort("record")


def _parted(everybody: pl.DataFrame, kept: pl.Series, never: pl.DataFrame) -> pl.DataFrame:
    """The groups, with those of these records alone that are in one with a record that is another person's."""
    clashing = within(never, everybody)
    apart = pl.concat([clashing["left"], clashing["right"]])
    is_alone = pl.col("record").is_in(apart.implode()) & pl.col("record").is_in(kept.implode())
    alone = pl.concat_str(pl.lit("\x1f\x1f"), "record")
    return everybody.with_columns(pl.when(is_alone).then(alone).otherwise("group").alias("group"))


def _best(pairs: pl.DataFrame, groups: pl.DataFrame, always: pl.DataFrame, model: Model) -> pl.DataFrame:
    """`record`, `probability`, `rule` of the best pair with another record of the same group: first of those that no
    rule of the model stops, then of those that an answer joins, then of the rest."""
    inside = within(pairs, groups)
    same_number = model.nearest("identifiers")
    shared = pl.lit(False) if same_number is None else pl.col(f"{LEVEL}identifiers") == same_number
    likely = inside.with_columns(
        pl.when(shared).then(pl.lit(SHARED_IDENTIFIER)).otherwise(pl.lit(BY_MODEL)).alias("why"),
        pl.when(pl.col("rule").is_null()).then(0).otherwise(2).alias("rank"),
    )
    answered = within(always, groups).with_columns(
        pl.lit(1.0).alias("probability"), pl.lit(BY_REVIEWER).alias("why"), pl.lit(1).alias("rank")
    )
    sides = [
        frame.select(pl.col(side).alias("record"), "probability", pl.col("why").alias("rule"), "rank")
        for frame in (likely, answered)
        for side in ("left", "right")
    ]
    by = ["record", "rank", "probability", "rule"]
    in_order = pl.concat(sides).sort(by, descending=[False, False, True, True])
    return in_order.unique("record", keep="first", maintain_order=True).drop("rank")


def within(pairs: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """Those pairs of which both records are in one group."""
    ours = groups.select(pl.col("record").alias("left"), pl.col("group").alias("left group"))
    theirs = groups.select(pl.col("record").alias("right"), pl.col("group").alias("right group"))
    found = pairs.join(ours, on="left", maintain_order="left").join(theirs, on="right", maintain_order="left")
    return found.filter(pl.col("left group") == pl.col("right group")).drop("left group", "right group")


def describing(
    held: pl.DataFrame, found: pl.DataFrame, compared: pl.Series, decided_by: str, decided_on: date
) -> pl.DataFrame:
    """The DESCRIBES edges as they are to be. held: as they are. found: LINKED. compared: the records that were.

    Where person, probability and rule stay as they were by the same decider, so does the day of the decision. What was
    said of a record that was not compared stays, whoever it describes.
    """
    columns = edge_columns(load_schema().edges["DESCRIBES"])
    both = held.join(found.rename({"record": "start"}), on="start", suffix=" now", maintain_order="left")
    same = pl.all_horizontal(
        pl.col("end") == pl.col("person"),
        pl.col("probability").eq_missing(pl.col("probability now")),
        pl.col("rule").eq_missing(pl.col("rule now")),
        pl.col("decided_by") == decided_by,
    ).fill_null(False)
    stays = ~pl.col("start").is_in(compared.implode()) | same
    now = {
        "probability": pl.col("probability now"), "rule": pl.col("rule now"), "decided_by": pl.lit(decided_by),
        "decided_on": pl.lit(decided_on),
    }  # fmt: skip
    decided = [pl.when(stays).then(name).otherwise(value).alias(name) for name, value in now.items()]
    anew = both.with_columns(pl.col("person").alias("end"), *decided)
    return anew.select(pl.col(name).cast(kind) for name, kind in columns.items())
