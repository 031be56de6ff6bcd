"""Nodes and edges as frames: the currency between loaders and stores.

A frame of nodes has the columns of its kind (`id` first). A frame of edges has `start`, `end` (ids of the nodes at
its ends) and then the columns of its kind. Every frame that enters a store has exactly these columns and types.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl

from graph.schema import EdgeKind, NodeKind, Schema


class EdgeEnds(NamedTuple):
    """An edge kind with the kinds at its ends."""

    edge: str
    start: str
    end: str


@dataclass(frozen=True)
class Frames:
    """A graph, or a part of one: a frame a kind of node, and a frame an edge kind and its ends."""

    nodes: dict[str, pl.DataFrame] = field(default_factory=dict)
    edges: dict[EdgeEnds, pl.DataFrame] = field(default_factory=dict)

    def rows(self) -> int:
        """How many nodes and edges there are."""
        return sum(frame.height for frame in (*self.nodes.values(), *self.edges.values()))

    def __iter__(self) -> Iterator[tuple[str | EdgeEnds, pl.DataFrame]]:
        yield from self.nodes.items()
        yield from self.edges.items()


@dataclass(frozen=True)
class Changes:
    """What a store is to do, in this order, so that no edge ever lacks an end.

    new_nodes: to create; merged_nodes: to create or take over (shared kinds, and owned ones that changed);
    new_edges: to create; changed_edges: found by start and key, all properties anew;
    deleted_edges: found by start and key; deleted_nodes: people nobody describes any more.
    """

    new_nodes: dict[str, pl.DataFrame] = field(default_factory=dict)
    merged_nodes: dict[str, pl.DataFrame] = field(default_factory=dict)
    deleted_edges: dict[EdgeEnds, pl.DataFrame] = field(default_factory=dict)
    new_edges: dict[EdgeEnds, pl.DataFrame] = field(default_factory=dict)
    changed_edges: dict[EdgeEnds, pl.DataFrame] = field(default_factory=dict)
    deleted_nodes: dict[str, pl.DataFrame] = field(default_factory=dict)

    def rows(self) -> int:
        """How many nodes and edges it touches."""
        parts = (
            self.new_nodes,
            self.merged_nodes,
            self.deleted_edges,
            self.new_edges,
            self.changed_edges,
            self.deleted_nodes,
        )
        return sum(frame.height for part in parts for frame in part.values())


def node_columns(kind: NodeKind) -> dict[str, pl.DataType]:
    """Column names and types of a frame of this kind, in order."""
    return {prop.name: prop.type.polars for prop in kind.properties}


def edge_columns(kind: EdgeKind) -> dict[str, pl.DataType]:
    """Column names and types of a frame of this kind, in order."""
    ends: dict[str, pl.DataType] = {"start": pl.String(), "end": pl.String()}
    return {**ends, **{prop.name: prop.type.polars for prop in kind.properties}}


def shaped(frame: pl.DataFrame, columns: dict[str, pl.DataType]) -> pl.DataFrame:
    """The frame with exactly these columns: what is missing becomes null, what is not wanted goes."""
    return frame.select(
        (pl.col(name).cast(kind) if name in frame.columns else pl.lit(None, dtype=kind).alias(name))
        for name, kind in columns.items()
    )


def whole(frames: Frames, schema: Schema) -> Frames:
    """The same graph with every frame in the shape of its kind."""
    return Frames(
        {name: shaped(frame, node_columns(schema.nodes[name])) for name, frame in frames.nodes.items()},
        {ends: shaped(frame, edge_columns(schema.edges[ends.edge])) for ends, frame in frames.edges.items()},
    )


def with_rest(frames: Frames, then: Callable[[], Frames] | None) -> Frames:
    """A graph and what is made to follow it, if anything, in one."""
    return frames if then is None else joined([frames, then()])


def joined(parts: list[Frames]) -> Frames:
    """Several graphs in one; rows are kept as they are, repeated or not."""
    nodes: dict[str, list[pl.DataFrame]] = {}
    edges: dict[EdgeEnds, list[pl.DataFrame]] = {}
    for part in parts:
        for name, frame in part.nodes.items():
            nodes.setdefault(name, []).append(frame)
        for ends, frame in part.edges.items():
            edges.setdefault(ends, []).append(frame)
    return Frames(
        {name: pl.concat(found) for name, found in nodes.items()},
        {ends: pl.concat(found) for ends, found in edges.items()},
    )
