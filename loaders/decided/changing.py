"""Correcting, restricting and disputing a record: the decision goes into the ledger, then the store follows at once.

A process that ends between the two leaves a decision that the next delivery carries out, or the same command again.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import polars as pl

from graph.codes import RecordDecision
from graph.errors import UsageFault
from graph.frames import Changes, Frames, node_columns, shaped
from graph.ledger import Decision, Ledger
from graph.query import Row
from graph.schema import Schema, load_schema
from graph.store import Store
from loaders.decided.applied import RESTRICTED
from loaders.decided.around import Around, with_named
from loaders.decided.disputes import replay_disputes
from loaders.decided.making import Made, record_of
from loaders.decided.standing import read_standing
from loaders.decided.values import as_stored, as_text, parsed, property_of
from loaders.difference import difference
from loaders.rows.searchable import searchable


def correct(store: Store, ledger: Ledger, record: str, field: str, to: str, made: Made) -> None:
    """Replace one value of a record until its source says something else. to: '' for nothing recorded.

    Raises UsageFault for a record that is not here, a value that cannot be corrected or read, and one that stands so
    already.
    """
    after = as_text(parsed(field, to))
    with store.writing():
        held = as_text(record_of(store, record)[field])
        standing = read_standing(ledger).corrections.get(record, {}).get(field)
        if held == after:
            raise UsageFault(f"The {field} of this record is that already. Nothing was changed.")
        # What the source says is what the first correction found.
        before = standing.before if standing is not None else held
        details = {"field": field, "from": before, "to": after, "since": made.today.isoformat()}
        ledger.decide([made.decision(RecordDecision.CORRECT, record, details)])
        _put(store, record, field, after, made.today)


def undo_correction(store: Store, ledger: Ledger, record: str, field: str, made: Made) -> None:
    """Let what the source says stand again. Raises UsageFault where nothing is corrected there."""
    property_of(field)
    with store.writing():
        row = record_of(store, record)
        standing = read_standing(ledger).corrections.get(record, {}).get(field)
        if standing is None:
            raise UsageFault(f"The {field} of this record is not corrected here. Nothing was changed.")
        details = {"field": field}
        ledger.decide([made.decision(RecordDecision.UNDO_CORRECTION, record, details)])
        if as_text(row[field]) == standing.after:
            _put(store, record, field, standing.before, made.today)


def _put(store: Store, record: str, field: str, value: str | None, today: date) -> None:
    """Write the value into the record; what stood there until today is kept for questions about an earlier day."""
    schema = load_schema()
    held = _frame([record_of(store, record)], "Record", schema)
    wanted = searchable(
        held.with_columns(as_stored(field, value).alias(field), pl.lit(today).alias("loaded_on"))
    )
    found = difference(Frames({"Record": held}), Frames({"Record": wanted}), schema, today, None)
    store.write(found.changes)


def restrict(store: Store, ledger: Ledger, record: str, made: Made) -> int:
    """Show a record and all that it states to those alone who are cleared for `restricted_by_decision`; how many nodes
    and edges of it are of a class of their source's already, which stays. Raises UsageFault for a record that is not
    here. Done again it changes nothing."""
    with store.writing():
        record_of(store, record)
        decided = made.decision(RecordDecision.RESTRICT, record, {})
        if record not in read_standing(ledger).restricted:
            ledger.decide([decided])
        changes, others = _changed_restrictions(store, record, _closed)
        store.write(changes)
        return others


def lift_restriction(store: Store, ledger: Ledger, record: str, made: Made) -> None:
    """End a restriction that was decided here. Raises UsageFault where there is none."""
    with store.writing():
        record_of(store, record)
        changes, _ = _changed_restrictions(store, record, _opened)
        is_standing = record in read_standing(ledger).restricted
        if not is_standing and not changes.rows():
            raise UsageFault("This record is not restricted by a decision here. Nothing was changed.")
        decided = made.decision(RecordDecision.LIFT_RESTRICTION, record, {})
        if is_standing:
            ledger.decide([decided])
        store.write(changes)


def dispute(
    store: Store, ledger: Ledger, record: str, made: Made, *, said_by: str | None, said_on: date, words: str | None
) -> str:  # fmt: skip
    """Note that somebody says a record is wrong; the number of the dispute. said_by: key of the record about whoever
    says so, None: the person whom it is about. Raises UsageFault for a record that is not here."""
    with store.writing():
        for key in (record, said_by or record):
            record_of(store, key)
        number = secrets.token_hex(4)
        details = {
            "id": number, "said_by": said_by or record, "said_on": said_on.isoformat(), "words": words or None,
        }  # fmt: skip
        decided = made.decision(RecordDecision.DISPUTE, record, details)
        ledger.decide([_about_both(decided, said_by)])
        replay_disputes(store, read_standing(ledger), made.today)
    return number


def withdraw_dispute(store: Store, ledger: Ledger, number: str, made: Made) -> None:
    """End a dispute. Raises UsageFault where none of that number stands."""
    with store.writing():
        standing = read_standing(ledger)
        found = standing.disputes.get(number)
        if found is None:
            raise UsageFault("No dispute of that number stands here. `kinscope decisions` lists them.")
        ledger.decide([made.decision(RecordDecision.WITHDRAW_DISPUTE, found.record, {"id": number})])
        replay_disputes(store, read_standing(ledger), made.today)


def _about_both(decided: Decision, said_by: str | None) -> Decision:
    """What one person says of another's record ends when either is erased."""
    return decided if said_by in (None, decided.subject) else replace(decided, other=said_by)


Change = Callable[[pl.DataFrame], pl.DataFrame]


def _changed_restrictions(store: Store, record: str, change: Change) -> tuple[Changes, int]:
    """What changes of all that a record states, and how much its source has restricted itself. No former state is kept:
    it is not the source that changed its mind, and what was restricted in any state stays hidden."""
    schema = load_schema()
    found = Around(store).stated_by(with_named(store, [record]))
    changes, others = Changes(), 0
    for kind in found.nodes.keys() & {node.name for node in schema.owned}:
        frame = _frame(store.nodes(kind, sorted(found.nodes[kind])), kind, schema)
        changes.merged_nodes[kind], others = change(frame), others + _of_source(frame)
    for ends, frame in found.edges.items():
        changes.changed_edges[ends], others = change(frame), others + _of_source(frame)
    return changes, others


def _closed(frame: pl.DataFrame) -> pl.DataFrame:
    open_ = frame.filter(pl.col("restriction").is_null())
    return open_.with_columns(pl.lit(RESTRICTED).alias("restriction"))


def _opened(frame: pl.DataFrame) -> pl.DataFrame:
    closed = frame.filter(pl.col("restriction") == RESTRICTED)
    earlier = pl.col("earlier").map_elements(_without_restriction, return_dtype=pl.String)
    return closed.with_columns(pl.lit(None, dtype=pl.String).alias("restriction"), earlier)


def _without_restriction(earlier: str) -> str:
    states = json.loads(earlier)
    for state in states:
        if state.get("restriction") == RESTRICTED:
            state["restriction"] = None
    return json.dumps(states, ensure_ascii=False)


def _of_source(frame: pl.DataFrame) -> int:
    return frame.filter(pl.col("restriction").is_not_null() & (pl.col("restriction") != RESTRICTED)).height


def _frame(rows: list[Row], kind: str, schema: Schema) -> pl.DataFrame:
    shape = node_columns(schema.nodes[kind])
    return shaped(pl.DataFrame(rows, schema=shape), shape)
