"""Resolve: from linkage columns to people and to what a person must decide. Pure, but for Splink's own engine."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import polars as pl

from loaders.linkage.clusters import NOBODY, Apart, Clusters, cluster
from loaders.linkage.features import features
from loaders.linkage.household import named_side_by_side, people_around, with_latest_birth
from loaders.linkage.model import Model
from loaders.linkage.rules import VERDICTS, Verdict
from loaders.linkage.ruling import ruled, with_rivals
from loaders.linkage.scoring import Refused, score

LOOKS: Final = 4
"""How often the people around a record are looked at, each time with those whom the last look joined."""


@dataclass(frozen=True)
class Resolved:
    """groups: `record`, `group`, one row a record. pairs: as scored, with `rule`. review: those of them that were not
    joined and that a person is shown. apart: groups that a constraint kept apart. refused: blocking lines left out."""

    groups: pl.DataFrame
    pairs: pl.DataFrame
    review: pl.DataFrame
    apart: tuple[Apart, ...]
    refused: tuple[Refused, ...]


def resolve(
    columns: pl.DataFrame,
    relations: pl.DataFrame,
    members: pl.DataFrame,
    model: Model,
    *,
    never: pl.DataFrame = NOBODY,
    always: pl.DataFrame = NOBODY,
    one_each: Collection[str] = (),
) -> Resolved:
    """Which records describe one person, and which pairs a person must decide.

    columns: linkage columns, each record once. relations: `record`, `other`, `relationship`. members: `record`,
    `household`. never: `left`, `right` of records that describe different people, which nothing overrules. always: of
    records that a person said describe one. one_each: sources without duplicates.
    """
    told = with_latest_birth(columns, relations)
    beside = named_side_by_side(relations, members)
    found = features(columns)
    scored = score(found, model, model.blocking)
    first = pairs = ruled(scored.pairs, told, beside, model, one_each)
    clusters = _clustered(columns, pairs, never, always, model)
    for _ in range(LOOKS):
        around = people_around(columns, relations, clusters.groups)
        if around.is_empty():
            break
        second = score(_with(found, around), model, model.household_blocking)
        again = ruled(second.pairs, told, beside, model, one_each)
        pairs = pl.concat([first.join(again, on=["left", "right"], how="anti"), again]).sort("left", "right")
        pairs = with_rivals(pairs, columns, clusters.groups, model)
        before, clusters = clusters, _clustered(columns, pairs, never, always, model)
        if clusters.groups.equals(before.groups):
            break
    return Resolved(
        clusters.groups, pairs, _to_review(pairs, clusters.groups, model), clusters.apart, scored.refused
    )


def _with(found: pl.DataFrame, around: pl.DataFrame) -> pl.DataFrame:
    return (
        found.drop("around", "ties")
        .join(around, on="record", how="left", maintain_order="left")
        .with_columns(pl.col("around", "ties").fill_null([]))
    )


def _clustered(
    columns: pl.DataFrame, pairs: pl.DataFrame, never: pl.DataFrame, always: pl.DataFrame, model: Model
) -> Clusters:
    parted = pairs.filter(
        _verdict().is_in([Verdict.IMPOSSIBLE, Verdict.APART]), pl.col("probability") >= model.bands.review
    )
    likeness = (
        pl.when(pl.col("rule").is_null())
        .then("probability")
        .when(_verdict() == Verdict.NOT_ENOUGH)
        .then(0.0)
        .otherwise(-1.0)
    )
    return cluster(
        columns["record"],
        pairs.select("left", "right", likeness.alias("likeness")),
        pl.concat([never.select("left", "right"), _unless(parted, always)]),
        always,
        link=model.bands.link,
        average=model.bands.average,
    )


def _unless(parted: pl.DataFrame, always: pl.DataFrame) -> pl.DataFrame:
    """Pairs that a rule parts, without those of which a person said that they belong together."""
    said = always.select(
        pl.min_horizontal("left", "right").alias("left"), pl.max_horizontal("left", "right").alias("right")
    )
    return parted.select("left", "right").join(said, on=["left", "right"], how="anti")


def _verdict() -> pl.Expr:
    """Of the rule that stops a pair; null where none does."""
    return pl.col("rule").replace_strict(list(VERDICTS), list(VERDICTS.values()), return_dtype=pl.String)


def _to_review(pairs: pl.DataFrame, groups: pl.DataFrame, model: Model) -> pl.DataFrame:
    """Pairs whose records are in different groups: likely ones, and sure ones that a rule stops and leaves open."""
    shown = pl.when(pl.col("rule").is_null()).then(model.bands.review).otherwise(model.bands.link)
    is_open = (_verdict() != Verdict.IMPOSSIBLE).fill_null(True)
    ours = groups.rename({"record": "left", "group": "left group"})
    theirs = groups.rename({"record": "right", "group": "right group"})
    found = (
        pairs.filter(pl.col("probability") >= shown, is_open).join(ours, on="left").join(theirs, on="right")
    )
    return found.filter(pl.col("left group") != pl.col("right group")).drop("left group", "right group")
