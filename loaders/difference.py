"""Difference: what a delivery changes in what the store holds of its feed. Pure: frames in, changes out.

Nothing is deleted. What the feed says no longer is ended, with its day; what it says differently keeps its former
state in `earlier`, so that a question about an earlier day still finds it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

import polars as pl

from graph.codes import Ending
from graph.frames import Changes, EdgeEnds, Frames
from graph.schema import Property, Schema
from loaders.report import KindCounts
from loaders.turns.endings import Endings

LINKAGE = ("start", "end", "probability", "rule", "decided_by", "decided_on")
"""A link is today's and not the feed's: who stands at the ends of an edge, and why, is decided by linkage, never by a
delivery."""
HISTORY = ("loaded_on", "ended_on", "ending", "earlier")

How = Callable[[pl.DataFrame, pl.DataFrame], pl.Series]
"""Gives how each row of the first frame, which is missing, ends; the second is what is newly said."""


@dataclass(frozen=True)
class Difference:
    """changes: for the store; created, changed, ended, unchanged: nodes and edges counted together; kinds: the first
    three by kind of node and edge, where there are any."""

    changes: Changes
    created: int
    changed: int
    ended: int
    unchanged: int
    kinds: Mapping[str, KindCounts] = field(default_factory=dict)


@dataclass(frozen=True)
class _Parts:
    new: pl.DataFrame
    changed: pl.DataFrame
    ended: pl.DataFrame
    unchanged: int


def difference(
    held: Frames, wanted: Frames, schema: Schema, loaded_on: date, ending: Ending | None,
    window_from: date | None = None,
) -> Difference:  # fmt: skip
    """held: all that the store has of the feed, ended too. wanted: all that the delivery says, people in place.
    ending: how what is missing from the delivery ends as a rule (`loaders.turns.endings` tells which does otherwise);
    None: nothing is ended (rows were quarantined, or the delivery only adds). window_from: first day in the window of a
    rolling feed."""
    endings = None if ending is None else Endings.of(ending, window_from, held, schema)
    changes = Changes()
    found: dict[str, list[int]] = {}
    for kind in schema.nodes:
        mine = wanted.nodes.get(kind)
        if not schema.nodes[kind].owned:
            if mine is not None and mine.height:
                changes.merged_nodes[kind] = mine
            continue
        how = partial(_node_endings, endings, kind) if endings else None
        parts = _compared(held.nodes.get(kind), mine, "id", loaded_on, how)
        _put(changes.new_nodes, kind, parts.new)
        _put(changes.merged_nodes, kind, pl.concat([parts.changed, parts.ended]))
        _count(found, kind, parts)
    for edge, start, end in schema.edge_pairs():
        ends = EdgeEnds(edge.name, start, end)
        how = partial(_edge_endings, endings, ends, schema) if endings else None
        parts = _compared(held.edges.get(ends), wanted.edges.get(ends), "key", loaded_on, how)
        _put(changes.new_edges, ends, parts.new)
        _put(changes.changed_edges, ends, pl.concat([parts.changed, parts.ended]))
        _count(found, edge.name, parts)
    kinds = {kind: KindCounts(*counts[:3]) for kind, counts in sorted(found.items()) if any(counts[:3])}
    created, changed, ended, unchanged = (
        sum(counts[place] for counts in found.values()) for place in range(4)
    )
    return Difference(changes, created, changed, ended, unchanged, kinds)


def at_ends(frames: Frames, kind: str) -> pl.Series:
    """Ids of the nodes of that kind at which these edges begin or end."""
    found = [frame["start"] for ends, frame in frames.edges.items() if ends.start == kind]
    found += [frame["end"] for ends, frame in frames.edges.items() if ends.end == kind]
    return pl.concat(found).unique() if found else pl.Series(dtype=pl.String)


def differing(wanted: pl.DataFrame, held: pl.DataFrame, combining: Sequence[Property]) -> pl.DataFrame:
    """Nodes of a shared kind that the store lacks, or that would change there."""
    both = wanted.join(held, on="id", how="left", suffix=" held", maintain_order="left")
    changes = []
    for prop in combining:
        new, old = pl.col(prop.name), pl.col(f"{prop.name} held")
        better = {"least": new < old, "greatest": new > old, "latest": new != old}[prop.combine or "latest"]
        changes.append(new.is_not_null() & (old.is_null() | better))
    is_new = ~pl.col("id").is_in(held["id"].implode())
    return both.filter(pl.any_horizontal(is_new, *changes)).select(wanted.columns)


def _put(into: dict[Any, pl.DataFrame], name: object, frame: pl.DataFrame) -> None:
    if frame.height:
        into[name] = frame


def _count(found: dict[str, list[int]], kind: str, parts: _Parts) -> None:
    more = (parts.new.height, parts.changed.height, parts.ended.height, parts.unchanged)
    found[kind] = [old + new for old, new in zip(found.get(kind, [0, 0, 0, 0]), more, strict=True)]


def _node_endings(endings: Endings, kind: str, missing: pl.DataFrame, said: pl.DataFrame) -> pl.Series:
    return endings.of_nodes(kind, missing)


def _edge_endings(
    endings: Endings, ends: EdgeEnds, schema: Schema, missing: pl.DataFrame, said: pl.DataFrame
) -> pl.Series:
    return endings.of_edges(ends, missing, said, schema)


def _compared(
    held: pl.DataFrame | None, wanted: pl.DataFrame | None, by: str, loaded_on: date, how: How | None
) -> _Parts:
    if held is None or held.is_empty():
        new = pl.DataFrame() if wanted is None else wanted
        return _Parts(new, new.clear(), new.clear(), 0)
    if wanted is None:
        wanted = held.clear()
    apart = (*HISTORY, by, *(LINKAGE if by == "key" else ()))
    content = [name for name in held.columns if name not in apart]
    same = [pl.col(name).eq_missing(pl.col(f"{name} held")) for name in content]
    both = wanted.join(held, on=by, how="inner", suffix=" held", maintain_order="left")
    is_same = pl.all_horizontal([*same, pl.col("ended_on held").is_null()])
    changed = both.filter(~is_same)
    new = wanted.join(held, on=by, how="anti", maintain_order="left")
    missing = held.join(wanted, on=by, how="anti").filter(pl.col("ended_on").is_null())
    ended = _ended(missing, loaded_on, how(missing, new)) if how is not None else held.clear()
    return _Parts(new, _changed(changed, held, content, by, loaded_on), ended, both.height - changed.height)


def _changed(
    both: pl.DataFrame, held: pl.DataFrame, content: list[str], by: str, loaded_on: date
) -> pl.DataFrame:
    if both.is_empty():
        return held.clear()
    states = [
        _with_state(
            row, {name: row[f"{name} held"] for name in (*content, "ended_on", "ending")}, row, loaded_on
        )
        for row in both.iter_rows(named=True)
    ]
    as_linked = (
        [pl.col(f"{name} held").alias(name) for name in LINKAGE if name in held.columns]
        if by == "key"
        else []
    )
    return both.with_columns(
        *as_linked, pl.Series("earlier", states, dtype=pl.String), pl.lit(loaded_on).alias("loaded_on")
    ).select(held.columns)


def _ended(missing: pl.DataFrame, loaded_on: date, endings: pl.Series) -> pl.DataFrame:
    stood = {"ended_on": None, "ending": None}
    states = [
        _with_state(row, stood, {"ended_on": loaded_on, "ending": ending}, loaded_on)
        for row, ending in zip(missing.iter_rows(named=True), endings, strict=True)
    ]
    return missing.with_columns(
        pl.lit(loaded_on).alias("ended_on"),
        endings.alias("ending"),
        pl.Series("earlier", states, dtype=pl.String),
    )


def _with_state(row: dict[str, Any], before: dict[str, Any], after: dict[str, Any], until: date) -> str:
    """The former states and one more: the properties that differ, the day it was loaded, and until when it stood."""
    earlier = row.get("earlier held") if "earlier held" in row else row.get("earlier")
    loaded = row.get("loaded_on held") if "loaded_on held" in row else row.get("loaded_on")
    differing = {name: value for name, value in before.items() if value != after.get(name)}
    state = {**differing, "loaded_on": loaded, "until": until}
    states = json.loads(earlier) if earlier else []
    return json.dumps([*states, state], default=_plain, ensure_ascii=False)


def _plain(value: object) -> str:
    assert isinstance(value, date | datetime)
    return value.isoformat()
