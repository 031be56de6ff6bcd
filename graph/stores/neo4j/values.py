"""What the driver gives, as plain Python values and frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import neo4j.time
import polars as pl
from neo4j.graph import Node, Relationship

from graph.schema import Schema


def plain(value: Any, schema: Schema) -> Any:
    """Dates as Python's own; a node or an edge as the properties of its kind, None where it has none (Neo4j keeps no
    nulls, and what the store keeps for itself is no property of the kind); what is inside likewise."""
    if isinstance(value, neo4j.time.Date | neo4j.time.DateTime):
        return value.to_native()
    if isinstance(value, Node):
        return _properties(value, next(iter(value.labels)), schema)
    if isinstance(value, Relationship):
        return _properties(value, value.type, schema)
    if isinstance(value, list):
        return [plain(inner, schema) for inner in value]
    if isinstance(value, dict):
        return {name: plain(inner, schema) for name, inner in value.items()}
    return value


def _properties(entity: Node | Relationship, kind: str, schema: Schema) -> dict[str, Any]:
    return {prop.name: plain(entity.get(prop.name), schema) for prop in schema.kind(kind).properties}


def as_frame(rows: Sequence[Sequence[Any]], columns: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Rows of simple values to a frame with these columns."""
    if not rows:
        return pl.DataFrame(schema=dict(columns))
    by_column = zip(columns.items(), zip(*rows, strict=True), strict=True)
    return pl.DataFrame([_series(name, kind, values) for (name, kind), values in by_column])


def _series(name: str, kind: pl.DataType, values: Sequence[Any]) -> pl.Series:
    if kind.is_temporal():
        values = [None if value is None else value.to_native() for value in values]
    return pl.Series(name, values, dtype=kind)
