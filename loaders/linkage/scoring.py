"""Scoring: how likely it is that two records describe one person, by Splink on DuckDB.

Splink blocks, compares and adds up the weights of a model (Linacre et al., International Journal of Population Data
Science 7(1), 2022). Nothing is trained here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import duckdb
import polars as pl
from splink import DuckDBAPI, Linker

from graph.errors import UsageFault
from loaders.linkage.features import FEATURES, pairs_of
from loaders.linkage.model import LEAST_DIFFERENCE, Comparison, Level, Model

LEVEL: Final = "gamma_"
LEAST_BITS: Final = -6.0
"""Pairs below are not kept: in no store do they reach a band for review."""


@dataclass(frozen=True)
class Refused:
    """A blocking line that would give more pairs than the model allows, so that it was left out."""

    line: tuple[str, ...]
    pairs: int


@dataclass(frozen=True)
class Scored:
    """pairs: `left`, `right` (the smaller key left), `bits`, `probability` and for each comparison `gamma_NAME`: the
    level, counted from 0 for the last one; -1: missing. Each pair once, in their order."""

    pairs: pl.DataFrame
    refused: tuple[Refused, ...]


def score(found: pl.DataFrame, model: Model, blocking: Sequence[tuple[str, ...]]) -> Scored:
    """All pairs of records that these blocking lines give. found: FEATURES; each record once.

    Raises UsageFault for a condition of the model that is no SQL, and ValueError for a record that comes twice: its
    pairs would be counted for each.
    """
    if found["record"].n_unique() < found.height:
        raise ValueError("A record comes twice among those to be linked.")
    lines, refused = _lines(found, model, blocking)
    if found.height < 2 or not lines:
        return Scored(_none(model), refused)
    with duckdb.connect() as connection:
        table = DuckDBAPI(connection).register(found.rename({"record": "unique_id"}).to_arrow())
        try:
            linker = Linker(table, settings(model, found.height, lines), log_level=None)
            pairs = linker.inference.predict(threshold_match_weight=LEAST_BITS)
        except ValueError as error:
            raise UsageFault(
                f"The linkage model {model.name} has a condition that cannot be used: {error}"
            ) from error
        rows = pl.from_arrow(connection.table(pairs.physical_name).to_arrow_table())
    assert isinstance(rows, pl.DataFrame)
    return Scored(_in_order(rows, model), refused)


def _lines(
    found: pl.DataFrame, model: Model, blocking: Sequence[tuple[str, ...]]
) -> tuple[tuple[tuple[str, ...], ...], tuple[Refused, ...]]:
    counted = [(line, pairs_of(found, line)) for line in blocking]
    most = model.most_pairs_a_record * found.height
    used = tuple(line for line, pairs in counted if 0 < pairs <= most)
    return used, tuple(Refused(line, pairs) for line, pairs in counted if pairs > most)


def settings(model: Model, records: int, lines: Sequence[Sequence[str]]) -> dict[str, Any]:
    """The model in Splink's words, with the prior of so many records."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": model.prior(records),
        "comparisons": [_comparison(one) for one in model.comparisons],
        "blocking_rules_to_generate_predictions": [_blocking(line) for line in lines],
        "retain_intermediate_calculation_columns": True,
        "retain_matching_columns": False,
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    missing = {"sql_condition": comparison.missing, "label_for_charts": "missing", "is_null_level": True}
    levels = [_level_settings(level) for level in comparison.levels]
    return {"output_column_name": comparison.name, "comparison_levels": [missing, *levels]}


def _level_settings(level: Level) -> dict[str, Any]:
    said: dict[str, Any] = {
        "sql_condition": level.when or "ELSE",
        "label_for_charts": level.label,
        "m_probability": level.m,
        "u_probability": level.u,
    }
    if level.frequency_of:
        said |= {"tf_adjustment_column": level.frequency_of, "tf_adjustment_weight": 1.0}
        said |= {"tf_minimum_u_value": level.least_u or 0.0}
    return said


def _blocking(line: Sequence[str]) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "blocking_rule": " AND ".join(f"l.{name} = r.{name}" for name in line),
        "sql_dialect": "duckdb",
    }
    lists = [name for name in line if FEATURES[name] == pl.List(pl.String())]
    return {**rule, "arrays_to_explode": lists} if lists else rule


def _level(comparison: Comparison) -> pl.Expr:
    """Which level a pair has, from what it weighs: the nearest, as sums in another engine differ in the last figure."""
    weight = pl.col(f"mw_{comparison.name}")
    weights = [(-1, 0.0), *((number, level.bits) for number, level in enumerate(reversed(comparison.levels)))]
    found = [pl.when((weight - bits).abs() < LEAST_DIFFERENCE / 2).then(number) for number, bits in weights]
    return pl.coalesce(found).alias(LEVEL + comparison.name)


def _none(model: Model) -> pl.DataFrame:
    levels = {LEVEL + one.name: pl.Int32() for one in model.comparisons}
    return pl.DataFrame(
        schema={
            "left": pl.String(),
            "right": pl.String(),
            "bits": pl.Float64(),
            "probability": pl.Float64(),
            **levels,
        }
    )


def _in_order(rows: pl.DataFrame, model: Model) -> pl.DataFrame:
    blank = _none(model)
    ends = ("unique_id_l", "unique_id_r")
    named = rows.select(
        pl.min_horizontal(ends).alias("left"),
        pl.max_horizontal(ends).alias("right"),
        pl.col("match_weight").alias("bits"),
        pl.col("match_probability").alias("probability"),
        *(_level(one) for one in model.comparisons),
    )
    return (
        named.select(pl.col(name).cast(kind) for name, kind in blank.schema.items())
        .unique(["left", "right"], keep="first")
        .sort("left", "right")
    )
