"""What a record states: the nodes that would not be here without it, and the edges that carry its key. Pure.

It is what goes when the record is erased, and what is restricted with it. Works on the frames of one delivery, where a
record's key stands for the person, as on what was pulled from a store.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from graph.frames import EdgeEnds, Frames

STAYS = frozenset(
    {
        "Person",
        "Record",
        "Agency",
        "AgencyName",
        "Service",
        "Professional",
        "Source",
        "Sharing",
        "SharingAgreement",
    }
)
"""Kinds that never go because something else does. That something was shared stays on record even where what it was
about is erased; a record goes by decision alone."""

SHARED = frozenset({"Identifier", "ContactPoint", "Residence"})
"""They stand for themselves: they go when nothing uses them any more."""

HELD_BY = {"Wish": "ABOUT", "Consent": "FOR"}
"""Kinds with several people at them, and the edge without which they say nothing."""

Ids = Mapping[str, Collection[str]]
RECORD_COLUMNS = ("record_id", "other_record_id")


@dataclass(frozen=True)
class Stated:
    """nodes: ids by kind, the records themselves among them; edges: the rows that go."""

    nodes: dict[str, set[str]]
    edges: dict[EdgeEnds, pl.DataFrame]


def stated(frames: Frames, gone: Ids) -> Stated:
    """What is stated by these records alone. frames: every edge at whatever may go must be among them.

    gone: ids by kind, of records and of nodes that are known to go.
    """
    nodes = {kind: set(ids) for kind, ids in gone.items() if ids}
    while True:
        edges = {ends: frame.filter(_goes(ends, frame, nodes)) for ends, frame in frames.edges.items()}
        edges = {ends: frame for ends, frame in edges.items() if frame.height}
        further = {kind: ids for kind, ids in _let_go(frames, edges, nodes) if ids}
        if not further:
            return Stated(nodes, edges)
        for kind, ids in further.items():
            nodes.setdefault(kind, set()).update(ids)


def without(frames: Frames, gone: Stated) -> Frames:
    """The same graph without them."""
    return Frames(
        {
            kind: frame.filter(~_in("id", gone.nodes.get(kind, ()))) if kind in gone.nodes else frame
            for kind, frame in frames.nodes.items()
        },
        {
            ends: frame.filter(~_goes(ends, frame, gone.nodes)) if ends in gone.edges else frame
            for ends, frame in frames.edges.items()
        },
    )


def named_in(records: pl.DataFrame, keys: Collection[str]) -> set[str]:
    """These records and those of people who are only named in them. records: `id`, `named_in`."""
    found = set(keys)
    while True:
        more = set(records.filter(_in("named_in", found))["id"]) - found
        if not more:
            return found
        found |= more


def _in(column: str, ids: Iterable[str]) -> pl.Expr:
    return pl.col(column).is_in(pl.Series(sorted(ids), dtype=pl.String).implode()).fill_null(False)


def _goes(ends: EdgeEnds, frame: pl.DataFrame, nodes: Ids) -> pl.Expr:
    """Whether an edge carries the key of a record that goes, or has something at an end that goes."""
    records = nodes.get("Record", ())
    parts = [_in(column, records) for column in RECORD_COLUMNS if column in frame.columns]
    for side, kind in (("start", ends.start), ("end", ends.end)):
        # In a delivery the key of a record stands where its person will stand.
        ids = records if kind == "Person" else nodes.get(kind, ())
        if ids:
            parts.append(_in(side, ids))
    return pl.any_horizontal(parts)


def _let_go(
    frames: Frames, going: Mapping[EdgeEnds, pl.DataFrame], nodes: Ids
) -> Iterator[tuple[str, set[str]]]:
    """Nodes at an end of edges that go, which nothing else holds."""
    touched: dict[str, set[str]] = {}
    for ends, frame in going.items():
        for side, kind in (("start", ends.start), ("end", ends.end)):
            if kind not in STAYS:
                touched.setdefault(kind, set()).update(frame[side])
    for kind, ids in touched.items():
        candidates = ids - set(nodes.get(kind, ()))
        yield kind, candidates - _held(frames, kind, candidates, nodes)


def _held(frames: Frames, kind: str, candidates: Collection[str], nodes: Ids) -> set[str]:
    """Those of the nodes that an edge holds which does not go."""
    held: set[str] = set()
    for ends, frame in frames.edges.items():
        for side, of in (("start", ends.start), ("end", ends.end)):
            if of == kind and _may_hold(ends, kind):
                staying = frame.filter(_in(side, candidates) & _holds(kind) & ~_goes(ends, frame, nodes))
                held.update(staying[side])
    return held


def _may_hold(ends: EdgeEnds, kind: str) -> bool:
    return kind not in HELD_BY or ends.edge == HELD_BY[kind]


def _holds(kind: str) -> pl.Expr:
    """A shared node is held by whatever uses it, any other by what a record says of it."""
    return pl.lit(True) if kind in SHARED else pl.col("record_id").is_not_null()
