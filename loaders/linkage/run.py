"""Run: link all records of a store by a model, on record, so that each decision can be looked at and taken back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime

import polars as pl

from graph.errors import UsageFault
from graph.frames import Changes, Frames
from graph.ledger import Ledger
from graph.schema import load_schema
from graph.store import Progress, Store, no_progress
from loaders.linkage.answers import Answers, read_answers, shown_before, taken_back
from loaders.linkage.clusters import Apart
from loaders.linkage.compared import Compared, compared, read_compared
from loaders.linkage.history import JOINED, OPEN, Run, described_decisions, pair_decisions
from loaders.linkage.link import LINKED, as_held
from loaders.linkage.model import Model
from loaders.linkage.people import describing, linked, within
from loaders.linkage.people_changes import people_changes
from loaders.linkage.relink import Relinking, relinking
from loaders.linkage.resolve import Resolved, resolve
from loaders.linkage.scoring import Refused
from loaders.report import PeopleChanges

NO_SUCH_FEED = (
    "The store has no record of {feeds}, which is said to give each person one. Name feeds as a load does."
)


@dataclass(frozen=True)
class Linker:
    """What links: a model, and the ledger that keeps what it decides. by: who runs it; now: for the history; today: the
    day from which a link is said to be decided; one_each: feeds that give each person one record."""

    model: Model
    ledger: Ledger
    by: str
    now: datetime
    today: date
    one_each: tuple[str, ...] = ()


@dataclass(frozen=True)
class Linked:
    """What a run did. run: None where it changed nothing. people: LINKED, of all records; compared: how many records
    were; changes: whom it joined, split and moved; review: how many pairs are left to a person; apart, refused: see
    `resolve`."""

    run: Run | None
    people: pl.DataFrame
    compared: int
    changes: PeopleChanges
    review: int
    apart: tuple[Apart, ...]
    refused: tuple[Refused, ...]


def link_store(store: Store, linker: Linker, progress: Progress = no_progress) -> Linked:
    """Link all records of a store by a model, in one transaction, and put every decision on record.

    Decisions are recorded before the graph is changed: of a run that breaks off between, they say what it meant to do,
    and the next one does it. Raises StoreBusy and StoreUnavailable.
    """
    schema = load_schema()
    with store.writing():
        progress("Reading records", 0, 0)
        read = read_compared(store)
        progress("Comparing records", 0, 0)
        answers = read_answers(linker.ledger)
        never, always = _never(read, linker, answers), answers.always()
        found = _resolved(read, linker, answers, never)
        held = _held(read.describes)
        people = linked(found.groups, found.pairs, held, linker.model, never=never, always=always)
        wanted = describing(read.describes, people, read.columns["record"], linker.model.name, linker.today)
        change = relinking(store, read.describes, wanted, schema)
        done = _on_record(linker, found, people, change, held, progress)
        if done.run:
            store.write(change.changes, progress)
    return done


def link_first(
    wanted: Frames, records: pl.Series, linker: Linker, progress: Progress = no_progress
) -> Linked:
    """Link the records of a first load before there is a graph. wanted: as mapped. records: keys of all, those that are
    only mentioned too."""
    progress("Comparing records", 0, 0)
    read = compared(wanted)
    answers = read_answers(linker.ledger)
    found = _resolved(read, linker, answers, _never(read, linker, answers))
    alone = as_held(records, pl.DataFrame(schema=LINKED)).people
    people = linked(found.groups, found.pairs, alone, linker.model, always=answers.always())
    together = people.filter(pl.col("person").is_duplicated())
    before, after = (
        _describing_first(frame, together["record"], decided_by, linker.today)
        for frame, decided_by in ((alone, None), (people, linker.model.name))
    )
    change = Relinking(Changes(), before, after, {})
    return _on_record(linker, found, people, change, _none_held(), progress)


def _never(read: Compared, linker: Linker, answers: Answers) -> pl.DataFrame:
    """`left`, `right` of the records that must not be linked. What people said goes before what was taken back of a
    run."""
    back = taken_back(linker.ledger, linker.model).join(answers.always(), on=["left", "right"], how="anti")
    return pl.concat([read.apart, answers.never(), back])


def _resolved(read: Compared, linker: Linker, answers: Answers, never: pl.DataFrame) -> Resolved:
    """Raises UsageFault for a feed that there is none of."""
    unknown = sorted(set(linker.one_each) - set(read.columns["source"]))
    if unknown:
        raise UsageFault(NO_SUCH_FEED.format(feeds=", ".join(unknown)))
    found = resolve(
        read.columns, read.relations, read.members, linker.model, never=never, always=answers.always(),
        one_each=linker.one_each,
    )  # fmt: skip
    return replace(found, review=found.review.join(answers.decided(), on=["left", "right"], how="anti"))


def _on_record(
    linker: Linker,
    found: Resolved,
    people: pl.DataFrame,
    change: Relinking,
    held: pl.DataFrame,
    progress: Progress,
) -> Linked:
    """Record what is decided, where anything is. held: `record`, `person` before."""
    ledger, model = linker.ledger, linker.model
    moved = change.before["start"].filter(change.before["end"] != change.after["end"])
    joined = _anew(within(found.pairs, found.groups), held, moved)
    review = found.review.join(shown_before(ledger, model), on=["left", "right"], how="anti")
    run = None
    if change.before.height or change.changes.rows() or review.height:
        name = uuid.uuid4().hex[:12]
        run = Run(
            name, linker.by, linker.now, model.name, model.sha256, moved.len(), joined.height, review.height
        )
        progress("Recording decisions", 0, 0)
        ledger.decide(
            described_decisions(name, model.name, linker.now, change.before, change.after, change.former_ids)
        )
        ledger.decide(pair_decisions(run, joined, JOINED))
        ledger.decide(pair_decisions(run, review, OPEN))
        ledger.decide([run.decision()])
    return Linked(
        run, people, found.groups.height, people_changes(held, people), found.review.height, found.apart,
        found.refused,
    )  # fmt: skip


def _held(describes: pl.DataFrame) -> pl.DataFrame:
    return describes.select(record="start", person="end")


def _none_held() -> pl.DataFrame:
    return pl.DataFrame(schema={"record": pl.String, "person": pl.String})


def _describing_first(
    people: pl.DataFrame, records: pl.Series, decided_by: str | None, today: date
) -> pl.DataFrame:
    """DESCRIBES edges, as far as the history names them, of these records."""
    return people.filter(pl.col("record").is_in(records.implode())).select(
        pl.col("record").alias("start"),
        pl.col("person").alias("end"),
        "probability",
        "rule",
        pl.lit(decided_by, dtype=pl.String).alias("decided_by"),
        pl.lit(today if decided_by else None, dtype=pl.Date).alias("decided_on"),
    )


def _anew(pairs: pl.DataFrame, held: pl.DataFrame, moved: pl.Series) -> pl.DataFrame:
    """The pairs of which either record is among those that moved, and whether both described one person before."""
    records = moved.implode()
    found = pairs.filter(pl.col("left").is_in(records) | pl.col("right").is_in(records))
    for side in ("left", "right"):
        before = held.select(pl.col("record").alias(side), pl.col("person").alias(f"{side} before"))
        found = found.join(before, on=side, how="left", maintain_order="left")
    one_before = (pl.col("left before") == pl.col("right before")).fill_null(False)
    return found.with_columns(one_before.alias("one_before")).drop("left before", "right before")
