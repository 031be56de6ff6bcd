"""Late: what is left of a delivery that one of a later day has overtaken. Pure: frames in, frames out.

What the later one says stands, and nothing is ended for being absent from the late one. What no delivery had said is
added: as ended at once, where a later one would have ended it, so that it is on record and shows in no answer.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from graph.codes import Delivery, Ending
from graph.frames import EdgeEnds, Frames, edge_columns
from graph.schema import Schema
from loaders.mapping import Feed
from loaders.turns.covered import widened
from loaders.turns.endings import Endings, current_on, window_start
from loaders.turns.turn import Turn


def usual_ending(feed: Feed) -> Ending:
    """How what is missing from a delivery of this feed has ended as a rule."""
    return Ending.LEFT_WINDOW if feed.delivery is Delivery.ROLLING_WINDOW else Ending.WITHDRAWN


def bearing(frames: Frames, loaded_on: date) -> Frames:
    """The same facts, loaded on that day."""
    day = pl.lit(loaded_on).alias("loaded_on")
    return Frames(
        {kind: frame.with_columns(day) if "loaded_on" in frame.columns else frame
         for kind, frame in frames.nodes.items()},
        {ends: frame.with_columns(day) for ends, frame in frames.edges.items()},
    )  # fmt: skip


def what_is_left(said: Frames, held: Frames, turn: Turn, feed: Feed, schema: Schema) -> Frames:
    """What a late delivery adds and, in a feed of additions, changes.

    said: all of it, record keys standing for people. held: all that the store has of the feed.
    """
    nodes = {
        kind: _left(frame, held.nodes.get(kind), "id", turn, feed) if schema.nodes[kind].owned else frame
        for kind, frame in said.nodes.items()
    }
    edges = {
        ends: _left(frame, held.edges.get(ends), "key", turn, feed) for ends, frame in said.edges.items()
    }
    if feed.delivery is Delivery.ADDITIONS:
        nodes["Source"] = _source(said, held, feed)
        return Frames(nodes, edges)
    left = Frames(nodes, edges)
    return _ended(left, said, held, turn, feed, schema) if turn.closed_since else left


def _left(
    said: pl.DataFrame, held: pl.DataFrame | None, by: str, turn: Turn, feed: Feed
) -> pl.DataFrame:  # fmt: skip
    if held is None:
        return said
    stands = held
    if feed.delivery is Delivery.ADDITIONS:
        said_on = pl.Series([turn.said_on(day) for day in held["loaded_on"]], dtype=pl.Date)
        stands = held.filter(said_on > turn.day)
    return said.join(stands, on=by, how="anti", maintain_order="left")


def _source(said: Frames, held: Frames, feed: Feed) -> pl.DataFrame:
    """The feed as the later delivery describes it, its period the wider where this one adjoins."""
    mine, theirs = said.nodes.get("Source"), held.nodes.get("Source")
    if mine is None or theirs is None:
        return mine if mine is not None else pl.DataFrame(schema={"id": pl.String})
    return widened(theirs.select(mine.columns), mine, feed.id).filter(
        pl.col("id").is_in(mine["id"].implode())
    )


def _ended(left: Frames, said: Frames, held: Frames, turn: Turn, feed: Feed, schema: Schema) -> Frames:
    assert turn.overtaken_by is not None
    window_from = window_start(feed, current_on(held, feed.id) or turn.overtaken_by)
    endings = Endings.of(usual_ending(feed), window_from, said, schema)
    nodes = {
        kind: _with_ending(frame, endings.of_nodes(kind, frame), turn) if schema.nodes[kind].owned else frame
        for kind, frame in left.nodes.items()
    }
    edges = {
        ends: _with_ending(frame, endings.of_edges(ends, frame, _standing(held, ends, schema), schema), turn)
        for ends, frame in left.edges.items()
    }
    return Frames(nodes, edges)


def _standing(held: Frames, ends: EdgeEnds, schema: Schema) -> pl.DataFrame:
    found = held.edges.get(ends)
    if found is None:
        return pl.DataFrame(schema=edge_columns(schema.edges[ends.edge]))
    return found.filter(pl.col("ended_on").is_null())


def _with_ending(frame: pl.DataFrame, endings: pl.Series, turn: Turn) -> pl.DataFrame:
    return frame.with_columns(pl.lit(turn.loaded_on).alias("ended_on"), endings.alias("ending"))
