"""In turn: a delivery that has been read takes its place among those of its feed, by what ledger and store hold."""

from __future__ import annotations

import polars as pl

from graph.codes import Delivery
from graph.frames import Frames
from graph.ledger import Finding, Ledger, LoadEntry, LoadId
from graph.schema import Schema
from graph.store import Store
from loaders.delivered.layout import NOT_DELIVERED
from loaders.readers import RowFinding
from loaders.rows.gather import Gathered
from loaders.turns.late import bearing, what_is_left
from loaders.turns.turn import Turn, into_this_store, is_in_order, turn_of

LATE, BUILT_ANEW = "late_delivery", "store_built_anew"
BUILT_ANEW_WORDS = (
    "The store held nothing of this feed: earlier loads went into another store and don't count here."
)


def in_turn(gathered: Gathered, load: LoadId, store: Store, ledger: Ledger, schema: Schema) -> Turn:
    """The turn of a delivery whose load has begun; what it says is cut to what may still be said, with a finding."""
    feed = gathered.mapping.feed
    loads = [entry for entry in ledger.loads(feed.id) if entry.id <= load]
    day = loads[-1].loaded_on
    if is_in_order(loads):
        return Turn(day, day)
    # A ledger outlives a store that is built anew.
    held = store.held(feed.id)
    if not held.rows():
        ledger.findings(load, [Finding(BUILT_ANEW, loads[-1].file, None, None, None, None, BUILT_ANEW_WORDS)])
        return Turn(day, day)
    into_another = [entry.id for entry in loads if BUILT_ANEW in ledger.count_findings(entry.id)]
    adds_only = feed.delivery is Delivery.ADDITIONS
    turn = turn_of(into_this_store(loads, into_another), lambda one: not adds_only and _closed(one, ledger))
    gathered.frames = bearing(gathered.frames, turn.loaded_on)
    if turn.is_late:
        _cut(gathered, held, turn, schema)
    return turn


def _closed(load: LoadEntry, ledger: Ledger) -> bool:
    """Whether what was missing from it was closed: every row was read, and no table was absent."""
    read_all = load.counts is not None and not load.counts.quarantined
    return read_all and NOT_DELIVERED not in ledger.count_findings(load.id)


def _cut(gathered: Gathered, held: Frames, turn: Turn, schema: Schema) -> None:
    said = gathered.frames
    gathered.frames = what_is_left(said, held, turn, gathered.mapping.feed, schema)
    _mention_records(gathered, said)
    facts = sum(frame.height for frame in gathered.frames.edges.values())
    kept = "kept as ended" if turn.closed_since else "kept"
    words = (
        f"This delivery is of {turn.day} and comes after one of {turn.overtaken_by}, whose words stand. "
        f"Of what it says, {facts:,} statements were new and are {kept}; they count as loaded on {turn.loaded_on}."
    )
    gathered.findings.append((gathered.files[0].name, RowFinding("", None, None, None, LATE, words)))


def _mention_records(gathered: Gathered, said: Frames) -> None:
    """What is left may hang from records that are in the store already and are not said anew."""
    records = said.nodes.get("Record")
    if records is None:
        return
    known = gathered.mentioned.get("Record")
    ids = records["id"] if known is None else pl.concat([known, records["id"]]).unique()
    gathered.mentioned["Record"] = ids
