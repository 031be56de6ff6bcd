"""Relatives: who is related to whom and who lives with whom, by record, from the frames that feeds state. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from graph.frames import EdgeEnds, Frames, edge_columns, shaped
from graph.schema import load_schema

RELATIONS: Final = {"record": pl.String(), "other": pl.String(), "relationship": pl.String()}
MEMBERS: Final = {"record": pl.String(), "household": pl.String()}


def relations(frames: Frames) -> pl.DataFrame:
    """RELATIONS that records state and that stand: `record` is the relationship of `other`, such as the mother."""
    rows = _standing(frames, EdgeEnds("RELATED_TO", "Person", "Person"))
    stated = rows.select(
        record=pl.coalesce("record_id", "start"),
        other=pl.coalesce("other_record_id", "end"),
        relationship="relationship",
    )
    return _in_order(stated, RELATIONS)


def members(frames: Frames) -> pl.DataFrame:
    """MEMBERS of the households that feeds state, those that stand."""
    rows = _standing(frames, EdgeEnds("MEMBER_OF", "Person", "Household"))
    return _in_order(rows.select(record=pl.coalesce("record_id", "start"), household="end"), MEMBERS)


def _standing(frames: Frames, ends: EdgeEnds) -> pl.DataFrame:
    rows = frames.edges.get(ends, pl.DataFrame())
    return shaped(rows, edge_columns(load_schema().edges[ends.edge])).filter(pl.col("ended_on").is_null())


def _in_order(rows: pl.DataFrame, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    return (
        rows.select(pl.col(name).cast(kind) for name, kind in schema.items())
        .drop_nulls()
        .unique()
        .sort(*schema)
    )
