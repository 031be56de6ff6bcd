"""Erasing records: out of the store, its files and what the ledger can read, and never back.

First the ledger takes the decision and the suppression list, in one transaction; then the store lets go, in one
transaction; then the ledger destroys its keys, in one transaction. The decision is encrypted under the record's key
like all else: as long as it can be read the erasure is not finished, and whoever loads or erases next finishes it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from graph.codes import RecordDecision
from graph.frames import Changes, node_columns, shaped
from graph.ledger import Ledger
from graph.query import NamedQuery
from graph.schema import Schema, load_schema
from graph.store import Progress, Store, no_progress
from loaders import ids
from loaders.decided.around import Around, with_named
from loaders.decided.forgetting import Forgotten, names_to_forget
from loaders.decided.making import Made, record_of
from loaders.decided.standing import read_decisions
from loaders.decided.stated import SHARED, without
from loaders.linkage.link import link, named
from loaders.linkage.relink import changes_of_move, is_linked_by_model, only_mentioned

FORMER_IDS = NamedQuery(
    "people/former_ids",
    "MATCH (person:Person) WHERE person.former_ids IS NOT NULL "
    "RETURN person.id AS id, person.former_ids AS former_ids",
    {},
    {"id": "string", "former_ids": "string"},
    "By which other ids was whom known before?",
)


@dataclass(frozen=True)
class Erasure:
    """What an erasure took away. records: those that were asked for and those only named in them; nodes, edges: all
    that went from the graph; forgotten: keys that were destroyed in the ledger."""

    records: int
    nodes: int
    edges: int
    forgotten: int


def erase(
    store: Store, ledger: Ledger, records: Sequence[str], made: Made, progress: Progress = no_progress
) -> Erasure:
    """Erase records. What was erased before is passed over, so that it can be done again.

    Raises UsageFault, with nothing done, where one of them is not here; StoreBusy, also where somebody reads the
    ledger so that a copy of a key stays in its log: then do it again.
    """
    with store.writing():
        finish_erasures(store, ledger, progress)
        wanted = _still_here(store, ledger, records)
        around = Around(store)
        for record in wanted:
            keys = sorted(with_named(store, [record]))
            found = around.stated_by(keys)
            own_ids = {str(row["id"]): row["own_id"] for row in store.nodes("Record", keys)}
            decided = made.decision(RecordDecision.ERASE, record, {"records": own_ids})
            owned = {id_ for kind, of_kind in found.nodes.items() if kind not in SHARED for id_ in of_kind}
            ledger.decide_to_erase(decided, owned)
        if not wanted:
            ledger.forget_all(())
        return finish_erasures(store, ledger, progress)


def _still_here(store: Store, ledger: Ledger, records: Sequence[str]) -> list[str]:
    erased = ledger.suppression()
    wanted = [record for record in dict.fromkeys(records) if not erased.holds(record)]
    for record in wanted:
        record_of(store, record)
    return wanted


def finish_erasures(store: Store, ledger: Ledger, progress: Progress = no_progress) -> Erasure:
    """Carry out what was decided and has not been finished, be it because a process ended in the middle."""
    decided = read_decisions(ledger, RecordDecision.ERASE)
    records = [one for _, _, details in decided for one in _records(details)]
    if not decided:
        return Erasure(0, 0, 0, 0)
    with store.writing():
        changes = changes_of_erasure(store, {record.key for record in records}, load_schema())
        store.erase(changes, progress)
        forgotten = 0
        for _, entry, details in decided:
            names = names_to_forget(ledger, _records(details))
            forgotten += ledger.forget_all(names, by=entry.by, ground=entry.rule)
    nodes = sum(frame.height for frame in changes.deleted_nodes.values())
    edges = sum(frame.height for frame in changes.deleted_edges.values())
    edges -= sum(frame.height for frame in changes.new_edges.values())
    return Erasure(len(records), nodes, edges, forgotten)


def _records(details: Mapping[str, object]) -> list[Forgotten]:
    found = details["records"]
    pairs = found.items() if isinstance(found, Mapping) else ()
    return [Forgotten(str(key), None if own_id is None else str(own_id)) for key, own_id in pairs]


def changes_of_erasure(store: Store, records: Collection[str], schema: Schema) -> Changes:
    """What the store is to do. People stay as far as other records describe them, under the ids that these records
    make, and nobody is known any more by an id that an erased record made."""
    around, forgotten = Around(store), frozenset(ids.hashes(sorted(records)))
    found = around.stated_by(records)
    stays, moved = _relinked(store, records)
    former = {*moved["person"], *around.people_of(records)}
    around.pull("Person", former)
    changes = changes_of_move(
        without(around.frames, found), dict(moved.select("record", "person new").iter_rows()), moved,
        _former_ids(store), sorted(former - stays), schema,
    )  # fmt: skip
    _rename(changes, store, forgotten, schema)
    for ends, frame in found.edges.items():
        moving = changes.deleted_edges.get(ends)
        changes.deleted_edges[ends] = frame if moving is None else pl.concat([frame, moving])
    for kind, gone in found.nodes.items():
        changes.deleted_nodes[kind] = pl.DataFrame({"id": sorted(gone)})
    return changes


def _relinked(store: Store, records: Collection[str]) -> tuple[set[str], pl.DataFrame]:
    """Without these records: all people, and `record`, `person`, `person new` of each record that moves."""
    people, identifiers = store.links()
    erased = pl.col("record").is_in(sorted(records))
    held = people.filter(~erased)
    if is_linked_by_model(store):
        linked = named(held.rename({"person": "group"}))
    else:
        linked = link(held["record"], identifiers.filter(~erased)).people
    moved = held.join(linked, on="record", suffix=" new").filter(pl.col("person") != pl.col("person new"))
    mentioned = only_mentioned(store).filter(~erased)
    return {*linked["person"], *mentioned["person"]}, moved


def _former_ids(store: Store) -> dict[str, str]:
    return {str(row["id"]): str(row["former_ids"]) for row in store.run(FORMER_IDS, {})}


def _rename(changes: Changes, store: Store, forgotten: frozenset[str], schema: Schema) -> None:
    """Let go of former ids that an erased record made, of whoever moves and of everybody else."""
    moving = changes.merged_nodes["Person"]
    gone = {*moving["id"], *changes.deleted_nodes.get("Person", moving)["id"]}
    known = [person for person, ids_ in _former_ids(store).items() if forgotten & set(ids_.split())]
    others = store.nodes("Person", [person for person in known if person not in gone])
    shape = node_columns(schema.nodes["Person"])
    people = pl.concat([moving, shaped(pl.DataFrame(others, schema=shape), shape)])
    cleaned = [_cleaned(known, forgotten) for known in people["former_ids"]]
    changes.merged_nodes["Person"] = people.with_columns(pl.Series("former_ids", cleaned, dtype=pl.String))


def _cleaned(former_ids: str | None, forgotten: Collection[str]) -> str:
    """What is left; an empty text takes the ids away that the store holds."""
    return " ".join(one for one in (former_ids or "").split() if one not in forgotten)
