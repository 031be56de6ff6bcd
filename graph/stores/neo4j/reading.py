"""Whole frames out of Neo4j: what one feed states, what linkage reads, what hangs from people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from graph.frames import EdgeEnds, Frames, edge_columns, node_columns
from graph.render import neo4j as render
from graph.schema import EdgeKind, NodeKind, Schema
from graph.stores.neo4j.server import Transaction, fetch
from graph.stores.neo4j.values import as_frame

TEXT = pl.String()
PEOPLE = {"record": TEXT, "person": TEXT}
IDENTIFIERS = {"record": TEXT, "scheme": TEXT, "value": TEXT}


def held(transaction: Transaction, source: str, schema: Schema) -> Frames:
    """See Store.held. Only kinds that the database has are asked for: a plan a kind costs more than its rows."""
    asked = {"source": source}
    in_use = {kind for (kind,) in fetch(transaction, render.KINDS_IN_USE, {})}
    nodes = [(node, render.nodes_of_source(node)) for node in schema.owned if node.name in in_use]
    edges = [(edge, render.edges_of_source(edge)) for edge in schema.edges.values() if edge.name in in_use]
    return _fetched(transaction, nodes, edges, asked, schema)


def all_of(
    transaction: Transaction, nodes: Collection[str], edges: Collection[str], schema: Schema
) -> Frames:
    """See Store.all_of."""
    of_nodes = [(schema.nodes[name], render.all_nodes(schema.nodes[name])) for name in nodes]
    of_edges = [(schema.edges[name], render.all_edges(schema.edges[name])) for name in edges]
    return _fetched(transaction, of_nodes, of_edges, {}, schema)


def _fetched(
    transaction: Transaction, nodes: Iterable[tuple[NodeKind, str]],
    edges: Iterable[tuple[EdgeKind, str]], asked: Mapping[str, Any], schema: Schema,
) -> Frames:  # fmt: skip
    """What these questions give, by kind; kinds without an answer are left out."""
    found: dict[str, pl.DataFrame] = {}
    between: dict[EdgeEnds, pl.DataFrame] = {}
    for node, text in nodes:
        if rows := fetch(transaction, text, asked):
            found[node.name] = as_frame(rows, node_columns(node))
    for edge, text in edges:
        rows = fetch(transaction, text, asked)
        with_ends = ((EdgeEnds(edge.name, start, end), row) for start, end, *row in rows)
        between.update(_frames(with_ends, schema))
    return Frames(found, between)


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
