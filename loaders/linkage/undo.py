"""Undo: a run of the linker taken back, so that the graph is what it was before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from graph.errors import UsageFault
from graph.frames import edge_columns, node_columns, shaped
from graph.ledger import Decision, Erased, Ledger
from graph.schema import load_schema
from graph.store import Progress, Store, no_progress
from loaders.linkage.history import DESCRIBED, FACTS, RUN_UNDONE, Run, read_runs
from loaders.linkage.link import DESCRIBES, named
from loaders.linkage.people_changes import people_changes
from loaders.linkage.relink import relinking
from loaders.report import PeopleChanges

NO_RUN = "There is no run of the linker {run} that stands. `kinscope link history` lists them."
LATER = "The run {run} was followed by {later}, which built on it. Take that back first."


def undo_run(
    store: Store, ledger: Ledger, run: str, *, by: str, now: datetime, progress: Progress = no_progress
) -> tuple[Run, PeopleChanges]:
    """Take back a run: every record describes again whom it described before, as it was said then.

    The run must be the last that stands, as a later one was decided on what it left. What the run joined, the same
    model does not join again. A record that was erased since stays erased, and what was recorded of it went with it: a
    record of which that is all that was known stands alone, until the linker runs again. Raises UsageFault,
    StoreBusy and StoreUnavailable.
    """
    with store.writing():
        found = _last_standing(ledger, run)
        entries, unknown = _entries(ledger, found)
        held = store.all_of([], ["DESCRIBES"]).edges.get(DESCRIBES, pl.DataFrame())
        schema = load_schema()
        held = shaped(held, edge_columns(schema.edges["DESCRIBES"]))
        wanted = _as_before(held, entries, unknown)
        relinked = relinking(store, held, wanted, schema)
        if relinked.changes.rows():
            people = _known_as_before(entries, wanted["end"], relinked.after["end"])
            relinked.changes.merged_nodes["Person"] = shaped(people, node_columns(schema.nodes["Person"]))
        # The graph first: of an undoing that breaks off in between, the next one finds nothing more to do but say so.
        store.write(relinked.changes, progress)
        ledger.decide([Decision(RUN_UNDONE, run, None, found.model, by, now, {})])
    ends = [frame.select(record="start", person="end") for frame in (held, wanted)]
    return found, people_changes(*ends)


def _last_standing(ledger: Ledger, run: str) -> Run:
    standing = [one for one in read_runs(ledger) if not one.undone]
    found = next((one for one in standing if one.id == run), None)
    if found is None:
        raise UsageFault(NO_RUN.format(run=run))
    if standing[-1].id != run:
        raise UsageFault(LATER.format(run=run, later=standing[-1].id))
    return found


def _entries(ledger: Ledger, run: Run) -> tuple[list[tuple[str, Mapping[str, Any]]], list[str]]:
    """What the run decided of each record, and the records of which that has been erased."""
    entries: list[tuple[str, Mapping[str, Any]]] = []
    unknown: list[str] = []
    for entry in ledger.decisions(kind=DESCRIBED):
        if isinstance(entry.subject, Erased):
            continue
        if isinstance(entry.details, Erased):
            unknown += [entry.subject] if entry.on == run.on else []
        elif entry.details["run"] == run.id:
            entries.append((entry.subject, entry.details))
    return entries, unknown


def _as_before(
    held: pl.DataFrame, entries: Sequence[tuple[str, Mapping[str, Any]]], unknown: Sequence[str]
) -> pl.DataFrame:
    """The DESCRIBES edges with what was said of these records before the run; those of which it is unknown alone."""
    rows = [
        (record, *(details["before"][name] for name in ("person", *FACTS))) for record, details in entries
    ]
    alone = [(record, f"alone {record}", None, None, None, None) for record in unknown]
    schema = {
        "start": pl.String, "person": pl.String, "p": pl.Float64, "r": pl.String, "b": pl.String, "on": pl.String,
    }  # fmt: skip
    before = pl.DataFrame([*rows, *alone], schema=schema, orient="row")
    both = held.join(
        before.with_columns(pl.col("on").str.to_date()), on="start", how="left", maintain_order="left"
    )
    was = pl.col("person").is_not_null()
    renamed = zip(("end", *FACTS), ("person", "p", "r", "b", "on"), strict=True)
    found = both.with_columns(
        pl.when(was).then(pl.col(old)).otherwise(pl.col(name)).alias(name) for name, old in renamed
    ).select(held.columns)
    # Named by the records that are left: the id that an erased one gave does not come back.
    people = named(found.select(record="start", group="end")).rename({"record": "start"})
    return (
        found.join(people, on="start", how="left", maintain_order="left")
        .with_columns(pl.col("person").alias("end"))
        .select(held.columns)
    )


def _known_as_before(
    entries: Sequence[tuple[str, Mapping[str, Any]]], stays: pl.Series, described: pl.Series
) -> pl.DataFrame:
    """The people whom the run touched and who are there afterwards, with the former ids that they had before it.
    described: those whom records describe by this."""
    there = set(stays)
    known = dict.fromkeys(described, "")
    for _, details in entries:
        for person in (details["before"]["person"], details["after"]["person"]):
            if person in there:
                known[person] = details["former_ids"].get(person, "")
    return pl.DataFrame(
        sorted(known.items()), schema={"id": pl.String, "former_ids": pl.String}, orient="row"
    )
