"""Ruling: which rule stops which pair of records. Pure."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import polars as pl

from graph.search import nicknames_of
from loaders.linkage.link import ONE_A_PERSON
from loaders.linkage.model import Comparison, Model
from loaders.linkage.rules import ONE_OF_SEVERAL, RULES
from loaders.linkage.scoring import LEVEL

ASKED_FOR: Final = (
    "given_names", "family_names", "birth_date", "address", "identifiers", "telephones", "emails", "household",
)  # fmt: skip
"""Comparisons that rules ask for; in a model that has not all of them the others are missing everywhere."""


def ruled(
    pairs: pl.DataFrame, columns: pl.DataFrame, beside: pl.DataFrame, model: Model, one_each: Collection[str]
) -> pl.DataFrame:
    """The pairs with `rule`, the name of the first rule that stops each, null where none does.

    pairs: as scored. columns: linkage columns, and `born_by`: the latest birth year of who is named as a parent.
    beside: `left`, `right` (the smaller key left) of records that a source names side by side. one_each: sources that
    are known to give each person one record.
    """
    told = _told(pairs, columns, beside, model, one_each)
    found = [pl.when(rule.stops).then(pl.lit(rule.name)) for rule in RULES]
    return pairs.with_columns(told.select(pl.coalesce(found).alias("rule")).to_series())


def _told(
    pairs: pl.DataFrame, columns: pl.DataFrame, beside: pl.DataFrame, model: Model, one_each: Collection[str]
) -> pl.DataFrame:
    """Each pair with the label of its level in every comparison, and with what both records say that rules ask for."""
    labels = [_label(one) for one in model.comparisons]
    compared = {one.name for one in model.comparisons}
    absent = [pl.lit(None, pl.String).alias(name) for name in ASKED_FOR if name not in compared]
    said = columns.select(
        "record", "source", "birth_year", "death_date", "born_by",
        _is_known_name(columns["given_names"].list.first()), _numbers(pl.col("identifiers")),
    )  # fmt: skip
    found = pairs.select("left", "right", "bits", *labels, *absent)
    for side, suffix in (("left", "_l"), ("right", "_r")):
        of_side = said.rename({name: f"{name}{suffix}" for name in said.columns})
        found = found.join(
            of_side, left_on=side, right_on=f"record{suffix}", how="left", maintain_order="left"
        )
    named = beside.select("left", "right", pl.lit(True).alias("side_by_side"))
    found = found.join(named, on=["left", "right"], how="left", maintain_order="left")
    one_source = (pl.col("source_l") == pl.col("source_r")) & pl.col("source_l").is_in(list(one_each))
    return found.with_columns(
        one_source.alias("one_source"), pl.col("side_by_side").fill_null(False), _clash().alias("clash")
    )


def _label(comparison: Comparison) -> pl.Expr:
    labels = [level.label for level in reversed(comparison.levels)]
    return (
        pl.col(LEVEL + comparison.name)
        .replace_strict(list(range(len(labels))), labels, default=None, return_dtype=pl.String)
        .alias(comparison.name)
    )


def _is_known_name(first: pl.Series) -> pl.Series:
    """Whether a first name is one whose other forms are known: a slip of the pen seldom makes one."""
    distinct = first.drop_nulls().unique()
    known = distinct.filter(pl.Series([bool(nicknames_of(name)) for name in distinct], dtype=pl.Boolean))
    return first.is_in(known.implode()).fill_null(False).alias("known")


def _numbers(identifiers: pl.Expr) -> pl.Expr:
    """`numbers`: of identifiers those of registers that give each person one."""
    of_register = pl.element().str.split(" ").list.first().is_in(list(ONE_A_PERSON))
    return identifiers.list.filter(of_register).alias("numbers")


def _clash() -> pl.Expr:
    """Whether both hold numbers of a register that gives each person one, and none in common."""
    clashes = [pl.lit(False)]
    for scheme in ONE_A_PERSON:
        of_scheme = pl.element().str.starts_with(f"{scheme} ")
        ours, theirs = pl.col("numbers_l").list.filter(of_scheme), pl.col("numbers_r").list.filter(of_scheme)
        in_common = ours.list.set_intersection(theirs).list.len()
        clashes.append((ours.list.len() > 0) & (theirs.list.len() > 0) & (in_common == 0))
    return pl.any_horizontal(clashes).fill_null(False)


def with_rivals(
    pairs: pl.DataFrame, columns: pl.DataFrame, groups: pl.DataFrame, model: Model
) -> pl.DataFrame:
    """The pairs, those stopped in which a record without a birth date might as well describe somebody else.

    groups: as linked so far. Mother and daughter of one name in one home are told apart by a birth date alone.
    """
    dated = columns.filter(pl.col("birth_year").is_not_null()).join(groups, on="record")["group"].unique()
    is_dated = pl.col("group").is_in(dated.implode())
    same_number = model.nearest("identifiers")
    open_ones = pairs.filter(
        pl.col("rule").is_null(),
        pl.col("probability") >= model.bands.link,
        pl.col(f"{LEVEL}identifiers") != same_number if same_number is not None else pl.lit(True),
    ).select("left", "right")
    both = pl.concat([open_ones, open_ones.select(left="right", right="left")])
    whom = both.join(groups.filter(~is_dated), left_on="left", right_on="record").join(
        groups.filter(is_dated), left_on="right", right_on="record", suffix=" other"
    )
    several = pl.col("group other").n_unique().over("group") > 1
    unsure = whom.filter(several).select(
        pl.min_horizontal("left", "right").alias("left"),
        pl.max_horizontal("left", "right").alias("right"),
        pl.lit(ONE_OF_SEVERAL.name).alias("unsure"),
    )
    marked = pairs.join(unsure.unique(), on=["left", "right"], how="left", maintain_order="left")
    return marked.with_columns(pl.coalesce("rule", "unsure").alias("rule")).drop("unsure")
