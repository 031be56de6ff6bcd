"""`kinscope link`: who each record describes, by a model, and the runs that decided it."""

from __future__ import annotations

import getpass
import json as json_text
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from graph.codes import LinkAnswer, word
from graph.errors import UsageFault
from graph.ledger import open_ledger
from graph.time import LONDON, london_today
from kinscope.link_messages import (
    ANSWERED,
    LINKED_NOTHING,
    LINKED_RECORDS,
    LINKED_RUN,
    LINKS_APART,
    LINKS_FOR_REVIEW,
    LINKS_LINE_LEFT_OUT,
    LINKS_TAKEN_BACK,
    MORE_OPEN,
    NO_RECORDS,
    NO_RUNS,
    NOTHING_OPEN,
)
from kinscope.load_report import people_words
from kinscope.opening import opened
from kinscope.printing import console, table
from kinscope.progress import steps
from kinscope.rehearsal import rehearsed
from kinscope.settings import Settings
from loaders.linkage.answers import Answer
from loaders.linkage.history import Run, read_runs
from loaders.linkage.model import Model, read_model, shipped_model
from loaders.linkage.review import OpenPair, answer_pair, open_pairs
from loaders.linkage.run import Linked, Linker, link_store
from loaders.linkage.undo import undo_run
from loaders.report import PeopleChanges

LINK_FORMAT = "kinscope.link/1"
HISTORY_FORMAT = "kinscope.link.history/1"
OPEN_FORMAT = "kinscope.link.open/1"
ANSWER_FORMAT = "kinscope.link.answer/1"
UNDO_FORMAT = "kinscope.link.undo/1"


def run(model: str | None, one_each: Sequence[str], *, dry_run: bool, json: bool) -> None:
    """Link all records of the store and say what changed. model: a name or a file; None: the one that ships."""
    settings = Settings()
    chosen = model_of(model)
    opening = rehearsed(settings) if dry_run else opened(settings, writing=True)
    with opening as both, steps(quiet=json) as progress:
        if both.store.is_empty():
            raise UsageFault(NO_RECORDS)
        linker = Linker(
            chosen, both.ledger, getpass.getuser(), datetime.now(UTC), london_today(), tuple(one_each)
        )
        done = link_store(both.store, linker, progress)
        both.store.checkpoint()
    if json:
        print(json_text.dumps(as_data(done, dry_run=dry_run), indent=2, ensure_ascii=False))
    else:
        for line in in_words(done, dry_run=dry_run):
            console.print(line)


def model_of(said: str | None) -> Model:
    """The model of a file, or one that comes with Kinscope. Raises UsageFault."""
    if said is None:
        return shipped_model()
    path = Path(said)
    return read_model(path) if path.suffix or path.is_file() else shipped_model(said)


def in_words(done: Linked, *, dry_run: bool) -> list[str]:
    """What a run did, a sentence a line."""
    lines = [
        LINKED_RECORDS.format(
            records=f"{done.people.height:,}", people=f"{done.people['person'].n_unique():,}"
        )
    ]
    if done.run is None:
        lines.append(LINKED_NOTHING)
    else:
        lines.append(people_words(done.changes))
        if not dry_run:
            lines.append(LINKED_RUN.format(run=done.run.id, model=done.run.model))
    if done.review:
        lines.append(LINKS_FOR_REVIEW.format(count=f"{done.review:,}"))
    if done.apart:
        lines.append(LINKS_APART.format(count=f"{len(done.apart):,}"))
    for refused in done.refused:
        lines.append(LINKS_LINE_LEFT_OUT.format(line=", ".join(refused.line), pairs=f"{refused.pairs:,}"))
    return lines


def as_data(done: Linked, *, dry_run: bool) -> dict[str, object]:
    """The same as plain data."""
    return {
        "format": LINK_FORMAT,
        "dry_run": dry_run,
        "run": None if done.run is None else run_data(done.run),
        "records": done.people.height,
        "compared": done.compared,
        "people": done.people["person"].n_unique(),
        **people_data(done.changes),
        "review": done.review,
        "apart": [
            {"first": list(one.first), "second": list(one.second), "because_of": list(one.forbidden)}
            for one in done.apart
        ],
        "blocking_left_out": [{"line": list(one.line), "pairs": one.pairs} for one in done.refused],
    }


def people_data(changes: PeopleChanges) -> dict[str, object]:
    """Whom linkage joined, split and moved."""
    return {"joined": changes.joined, "split": changes.split, "moved": changes.moved}


def run_data(one: Run) -> dict[str, object]:
    """A run as plain data."""
    return {
        "id": one.id,
        "on": one.on.isoformat(),
        "by": one.by,
        "model": one.model,
        "model_sha256": one.model_sha256,
        "moved": one.moved,
        "pairs_joined": one.joined,
        "pairs_for_review": one.review,
        "undone": one.undone,
    }


def history(*, json: bool) -> None:
    """List the runs."""
    with open_ledger(Settings().ledger) as ledger:
        found = read_runs(ledger)
    if json:
        data = {"format": HISTORY_FORMAT, "runs": [run_data(one) for one in found]}
        print(json_text.dumps(data, indent=2, ensure_ascii=False))
    elif not found:
        console.print(NO_RUNS)
    else:
        heads = ("Run", "When", "By", "Model", "Moved", "Pairs joined", "For review", "")
        console.print(table(heads, [_row(one) for one in found], numbers={4, 5, 6}))


def _row(one: Run) -> tuple[str, ...]:
    when = one.on.astimezone(LONDON).strftime("%d %b %Y %H:%M")
    counts = (f"{count:,}" for count in (one.moved, one.joined, one.review))
    return (one.id, when, one.by, one.model, *counts, "taken back" if one.undone else "")


def open_(*, scores: bool, limit: int, json: bool) -> None:
    """List the pairs that a person must decide about."""
    with opened(Settings(), writing=False) as both:
        facts = both.store.facts()
        found = open_pairs(both.store, both.ledger, facts.today or london_today())
    if json:
        data = {
            "format": OPEN_FORMAT, "count": len(found),
            "pairs": [_pair_data(one, scores=scores) for one in found[:limit]],
        }  # fmt: skip
        print(json_text.dumps(data, indent=2, ensure_ascii=False))
        return
    if not found:
        console.print(NOTHING_OPEN)
        return
    heads = [
        "Record",
        "Record",
        "Kept apart by",
        "Child",
        "Said so far",
        *(["Probability"] if scores else []),
    ]
    console.print(table(heads, [_pair_row(one, scores=scores) for one in found[:limit]], numbers={5}))
    if len(found) > limit:
        console.print(MORE_OPEN.format(count=f"{len(found) - limit:,}"))


def _pair_data(one: OpenPair, *, scores: bool) -> dict[str, object]:
    return {
        "records": list(one.pair),
        "agencies": list(one.agencies),
        "rule": one.rule,
        "child": one.is_child,
        "disagree": one.disagree,
        "answers": [
            {"answer": said.answer, "by": said.by, "on": said.on.isoformat(), "note": said.note}
            for said in one.answers
        ],
        **({"probability": one.probability} if scores else {}),
    }


def _pair_row(one: OpenPair, *, scores: bool) -> tuple[str, ...]:
    said = "; ".join(f"{answer.by}: {word(answer.answer)}" for answer in one.answers)
    child = "yes" if one.is_child else ""
    return (*one.pair, one.rule, child, said, *([f"{one.probability:.3f}"] if scores else []))


def answer(record: str, other: str, said: str, note: str | None, by: str | None, *, json: bool) -> None:
    """Put an answer on record. Raises UsageFault."""
    try:
        code = LinkAnswer(said)
    except ValueError:
        raise UsageFault(f"'{said}' is no answer. Valid: {', '.join(LinkAnswer)}.") from None
    who = (by or getpass.getuser()).strip()
    if not who:
        raise UsageFault("Say who decided: the name or the office that answers for it.")
    with opened(Settings(), writing=True) as both:
        pair = answer_pair(both.store, both.ledger, record, other, Answer(code, who, datetime.now(UTC), note))
    if json:
        data = {"format": ANSWER_FORMAT, "records": list(pair), "answer": code, "by": who, "note": note}
        print(json_text.dumps(data, indent=2, ensure_ascii=False))
    else:
        console.print(ANSWERED.format(first=pair[0], second=pair[1], word=word(code), by=who), soft_wrap=True)


def undo(run: str, *, json: bool) -> None:
    """Take back a run and say what changed. Raises UsageFault."""
    with opened(Settings(), writing=True) as both, steps(quiet=json) as progress:
        done, changes = undo_run(
            both.store, both.ledger, run, by=getpass.getuser(), now=datetime.now(UTC), progress=progress
        )
        both.store.checkpoint()
    if json:
        data = {"format": UNDO_FORMAT, "run": done.id, **people_data(changes)}
        print(json_text.dumps(data, indent=2, ensure_ascii=False))
    else:
        console.print(LINKS_TAKEN_BACK.format(run=done.id))
        console.print(people_words(changes))
