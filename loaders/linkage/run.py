"""Run: link all records of a store by a model, on record, so that each decision can be looked at and taken back."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from graph.ledger import Ledger
from graph.schema import Schema, load_schema
from graph.store import Progress, Store, no_progress
from loaders.linkage.answers import read_answers, shown_before, taken_back
from loaders.linkage.clusters import Apart
from loaders.linkage.compared import Compared, read_compared
from loaders.linkage.history import JOINED, OPEN, Run, described_decisions, pair_decisions
from loaders.linkage.model import Model
from loaders.linkage.people import describing, linked, within
from loaders.linkage.people_changes import people_changes
from loaders.linkage.relink import moved_records, relinking
from loaders.linkage.resolve import Resolved, resolve
from loaders.linkage.scoring import Refused
from loaders.report import PeopleChanges


@dataclass(frozen=True)
class Linked:
    """What a run did. run: None where it changed nothing. records: how many were compared; people: how many they and
    those that have ended describe; apart, refused: see `resolve`."""

    run: Run | None
    records: int
    people: int
    changes: PeopleChanges
    review: int
    apart: tuple[Apart, ...]
    refused: tuple[Refused, ...]


def link_store(
    store: Store, ledger: Ledger, model: Model, *, by: str, now: datetime, today: date,
    one_each: Collection[str] = (), progress: Progress = no_progress,
) -> Linked:  # fmt: skip
    """Link all records of a store by a model, in one transaction, and put every decision on record.

    by: who runs it; now: for the history; today: the day from which a link is said to be decided. one_each: feeds that
    give each person one record. Decisions are recorded before the graph is changed: of a run that breaks off between,
    they say what it meant to do, and the next one does it. Raises StoreBusy and StoreUnavailable.
    """
    schema = load_schema()
    with store.writing():
        progress("Reading records", 0, 0)
        read = read_compared(store)
        answers = read_answers(ledger)
        progress("Comparing records", 0, 0)
        found = resolve(
            read.columns, read.relations, read.members, model,
            never=pl.concat([read.apart, answers.never(), taken_back(ledger, model)]),
            always=answers.always(), one_each=one_each,
        )  # fmt: skip
        return _carry_out(store, ledger, model, read, found, by, now, today, schema, progress)


def _carry_out(
    store: Store, ledger: Ledger, model: Model, read: Compared, found: Resolved, by: str, now: datetime, today: date,
    schema: Schema, progress: Progress,
) -> Linked:  # fmt: skip
    held = read.describes.select(record="start", person="end")
    people = linked(found.groups, found.pairs, held, model)
    moved = moved_records(held, people)
    joined = _anew(within(found.pairs, found.groups), held, moved["record"])
    review = found.review.join(shown_before(ledger, model), on=["left", "right"], how="anti")
    wanted = describing(read.describes, people, read.columns["record"], model.name, today)
    change = relinking(store, read.describes, wanted, schema)
    run = None
    if change.changes.rows() or review.height:
        name, sha256 = uuid.uuid4().hex[:12], model.sha256
        run = Run(name, by, now, model.name, sha256, moved.height, joined.height, review.height)
        progress("Recording decisions", 0, 0)
        ledger.decide(
            described_decisions(name, model.name, now, change.before, change.after, change.former_ids)
        )
        ledger.decide(pair_decisions(run, joined, JOINED))
        ledger.decide(pair_decisions(run, review, OPEN))
        ledger.decide([run.decision()])
        store.write(change.changes, progress)
        store.checkpoint()
    return Linked(
        run, read.columns.height, people["person"].n_unique(), people_changes(held, people),
        found.review.height, found.apart, found.refused,
    )  # fmt: skip


def _anew(pairs: pl.DataFrame, held: pl.DataFrame, moved: pl.Series) -> pl.DataFrame:
    """The pairs of which either record is among those that moved, and whether both described one person before."""
    records = moved.implode()
    found = pairs.filter(pl.col("left").is_in(records) | pl.col("right").is_in(records))
    for side in ("left", "right"):
        before = held.select(pl.col("record").alias(side), pl.col("person").alias(f"{side} before"))
        found = found.join(before, on=side, how="left", maintain_order="left")
    one_before = (pl.col("left before") == pl.col("right before")).fill_null(False)
    return found.with_columns(one_before.alias("one_before")).drop("left before", "right before")
