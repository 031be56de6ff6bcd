"""Frames into LadybugDB, by COPY into a new file or step by step inside a transaction, and out of it whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import ladybug
import polars as pl

from graph.frames import EdgeEnds, edge_columns, node_columns, shaped
from graph.render import ladybug as render
from graph.schema import EdgeKind, Schema
from graph.store import Progress
from graph.stores.ladybug.connections import frame, rows
from graph.stores.ladybug.opening import BUFFER_POOL_BYTES
from graph.stores.steps import Action, Step

Part = tuple[str | EdgeEnds, pl.DataFrame]
"""A kind of node, or an edge kind with its ends, and its frame."""

FEW_EDGES = 200
FEW_NODES = 20
EDGES_READ_IN_THE_TIME_OF_A_NODE = 100
BYTES_OF_AN_EDGE = 1_700
EDGES_AT_ONCE = BUFFER_POOL_BYTES // BYTES_OF_AN_EDGE
"""A COPY holds all of its edges in the buffer pool, at 1,000 to 1,300 bytes each, and fails where they don't fit in. A
further COPY into the same table writes much of it anew, so there are no more of them than it takes."""


def everything(connection: ladybug.Connection, schema: Schema) -> Iterator[Part]:
    """The whole graph, a kind at a time so that no more than one is in memory, nodes first."""
    for node in schema.nodes.values():
        yield node.name, shaped(frame(connection, render.all_nodes(node), {}), node_columns(node))
    for edge, start, end in schema.edge_pairs():
        found = frame(connection, render.all_edges(edge, start, end), {})
        yield EdgeEnds(edge.name, start, end), shaped(found, edge_columns(edge))


def edges_at(
    connection: ladybug.Connection, pair: tuple[EdgeKind, str, str], sides: Sequence[str], ids: Sequence[str]
) -> list[pl.DataFrame]:
    """The edges between two kinds that have one of these nodes at one of these sides, in parts; none that is empty.

    A node's edges are found from the node. Where so many are asked for that reading all edges takes less, that is done.
    """
    if len(ids) > FEW_NODES:
        (counted,) = rows(connection, render.count_edges(*pair), {})
        if int(str(counted["count"])) < EDGES_READ_IN_THE_TIME_OF_A_NODE * len(ids):
            found = frame(connection, render.all_edges(*pair), {})
            asked = pl.Series(ids, dtype=pl.String).implode()
            wanted = (
                found.filter(pl.any_horizontal(pl.col(side).is_in(asked) for side in sides))
                if found.height
                else found
            )
            return [wanted] if wanted.height else []
    parts = [frame(connection, render.edges_at(*pair, side), {"key": key}) for side in sides for key in ids]
    return [part for part in parts if part.height]


def count_all(connection: ladybug.Connection) -> int:
    """How many nodes and edges there are."""
    counted = [rows(connection, text, {})[0]["count"] for text in render.COUNTS]
    return sum(int(str(count)) for count in counted)


def copy_all(
    connection: ladybug.Connection, parts: Iterable[Part], total: int, schema: Schema, progress: Progress
) -> None:
    """COPY every frame into the tables of a new file; nodes come first."""
    done = 0
    for name, part in parts:
        if isinstance(name, EdgeEnds):
            text = render.copy_edges(schema.edges[name.edge], name.start, name.end)
        else:
            text = render.copy_nodes(schema.nodes[name])
        for piece in part.iter_slices(EDGES_AT_ONCE) if isinstance(name, EdgeEnds) else (part,):
            _with_frame(connection, text, piece)
            done += piece.height
            progress("Building", done, total)


def _with_frame(connection: ladybug.Connection, text: str, frame: pl.DataFrame) -> None:
    # The engine finds `frame` by the name of this variable.
    if frame.height:
        connection.execute(text)


def carry_out(connection: ladybug.Connection, step: Step, schema: Schema) -> None:
    """Do one step inside a transaction."""
    if isinstance(step.target, EdgeEnds):
        _edges(connection, step.action, step.target, step.rows, schema.edges[step.target.edge])
    elif step.action is Action.DELETE_NODES:
        _one_by_one(connection, render.delete_node(schema.nodes[step.target]), step.rows.select("id"))
    else:
        _with_frame(connection, render.merge_nodes(schema.nodes[step.target]), step.rows)


def _edges(
    connection: ladybug.Connection, action: Action, ends: EdgeEnds, rows: pl.DataFrame, kind: EdgeKind
) -> None:
    sides = (ends.start, ends.end)
    if action is Action.CREATE_EDGES:
        new = rows.join(_there(connection, ends, rows, kind), on=["start", "end", "key"], how="anti")
        _with_frame(connection, render.create_edges(kind, *sides), new)
    elif action is Action.DELETE_EDGES:
        _one_by_one(connection, render.delete_edge(kind, *sides), rows.select("start", "key"))
    else:
        _make_anew(connection, ends, rows, kind)


def _make_anew(connection: ladybug.Connection, ends: EdgeEnds, changed: pl.DataFrame, kind: EdgeKind) -> None:
    """Change edges, found by start and key: one that is not there is not made, and each stays at its end.

    SET on an edge takes five times as long as an edge deleted and made anew, even of one property.
    """
    delete = render.delete_edge(kind, ends.start, ends.end)
    stood = [
        (start, key, row["end"])
        for start, key in changed.select("start", "key").iter_rows()
        for row in rows(connection, delete, {"start": start, "key": key})
    ]
    there = pl.DataFrame(stood, schema=dict.fromkeys(("start", "key", "end"), pl.String), orient="row")
    again = changed.drop("end").join(there, on=["start", "key"])
    _with_frame(connection, render.create_edges(kind, ends.start, ends.end), again)


def _there(
    connection: ladybug.Connection, ends: EdgeEnds, rows: pl.DataFrame, kind: EdgeKind
) -> pl.DataFrame:
    """`start`, `end`, `key` of edges that stand already, so that a write done again creates nothing twice.

    MERGE would say it in one word and takes seconds a hub. A few edges are looked up from their starts; for many,
    one scan of the feed's edges is less.
    """
    if rows.height <= FEW_EDGES:
        text, asked = render.keys_from_start(kind, ends.start, ends.end), "start"
    else:
        text, asked = render.keys_of_source(kind, ends.start, ends.end), "source"
    found = [frame(connection, text, {"asked": value}) for value in rows[asked].unique() if value is not None]
    shape = dict.fromkeys(("start", "end", "key"), pl.String())
    return pl.concat([pl.DataFrame(schema=shape), *(part.cast(shape) for part in found)])  # type: ignore[arg-type]


def _one_by_one(connection: ladybug.Connection, text: str, rows: pl.DataFrame) -> None:
    # From the start node each: matched by a set of keys, the engine scans the whole table.
    for row in rows.iter_rows(named=True):
        connection.execute(text, row)
