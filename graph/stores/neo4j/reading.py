"""Whole frames out of Neo4j: what one feed states, what linkage reads, what hangs from people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from graph.frames import EdgeEnds, Frames, edge_columns, node_columns
from graph.render import neo4j as render
from graph.schema import Schema
from graph.stores.neo4j.server import Transaction, fetch
from graph.stores.neo4j.values import as_frame

TEXT = pl.String()
PEOPLE = {"record": TEXT, "person": TEXT}
IDENTIFIERS = {"record": TEXT, "scheme": TEXT, "value": TEXT}


def held(transaction: Transaction, source: str, schema: Schema) -> Frames:
    """See Store.held. Only kinds that the database has are asked for: a plan a kind costs more than its rows."""
    asked = {"source": source}
    in_use = {kind for (kind,) in fetch(transaction, render.KINDS_IN_USE, {})}
    nodes: dict[str, pl.DataFrame] = {}
    edges: dict[EdgeEnds, pl.DataFrame] = {}
    for node in schema.owned:
        rows = fetch(transaction, render.nodes_of_source(node), asked) if node.name in in_use else []
        if rows:
            nodes[node.name] = as_frame(rows, node_columns(node))
    for edge in schema.edges.values():
        rows = fetch(transaction, render.edges_of_source(edge), asked) if edge.name in in_use else []
        found = ((EdgeEnds(edge.name, start, end), row) for start, end, *row in rows)
        edges.update(_frames(found, schema))
    return Frames(nodes, edges)


def links(transaction: Transaction) -> tuple[pl.DataFrame, pl.DataFrame]:
    """See Store.links."""
    return (
        as_frame(fetch(transaction, render.RECORDS_AND_PEOPLE, {}), PEOPLE),
        as_frame(fetch(transaction, render.LINKING_IDENTIFIERS, {}), IDENTIFIERS),
    )


def edges_of(transaction: Transaction, node: str, ids: Sequence[str], schema: Schema) -> Frames:
    """See Store.edges_of."""
    rows = fetch(transaction, render.edges_at(schema.nodes[node]), {"ids": list(dict.fromkeys(ids))})
    found = (
        (EdgeEnds(kind, start, end), [*ends, *map(properties.get, _names(kind, schema))])
        for kind, start, end, *ends, properties in rows
    )
    return Frames({}, _frames(found, schema))


def _names(kind: str, schema: Schema) -> list[str]:
    return [prop.name for prop in schema.edges[kind].properties]


def _frames(found: Iterable[tuple[EdgeEnds, list[Any]]], schema: Schema) -> dict[EdgeEnds, pl.DataFrame]:
    by_ends: dict[EdgeEnds, list[list[Any]]] = {}
    for ends, row in found:
        by_ends.setdefault(ends, []).append(row)
    return {ends: as_frame(rows, edge_columns(schema.edges[ends.edge])) for ends, rows in by_ends.items()}
