"""History: what linkage decided and what people decided about its pairs, as the ledger keeps it.

A run is one decision about itself (RUN), one for each record that it links in another way than before (DESCRIBED), and
one for each pair of records that it joined (JOINED) or leaves to a person (OPEN), with what the pair weighed, field by
field. A person's answer about a pair is ANSWERED. A decision is never changed: taking one back is another decision.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import polars as pl

from graph.ledger import Decision, DecisionEntry, Erased, Ledger
from loaders.linkage.scoring import LEVEL

RUN: Final = "link_run"
DESCRIBED: Final = "link_described"
JOINED: Final = "link_joined"
OPEN: Final = "link_open"
ANSWERED: Final = "link_answered"
RUN_UNDONE: Final = "link_run_undone"


FACTS: Final = ("probability", "rule", "decided_by", "decided_on")
"""What a DESCRIBES edge says of the decision behind it."""
LIKENESS: Final = "likeness"
"""The rule of a pair that no rule stops: what its records say decides."""


@dataclass(frozen=True)
class Run:
    """One run of the linker. id: what it goes by; model: name and version, and the SHA-256 of its weights; moved,
    joined, review: how many records changed their person, pairs joined anew and pairs left to a person; undone: whether
    it was taken back."""

    id: str
    by: str
    on: datetime
    model: str
    model_sha256: str
    moved: int
    joined: int
    review: int
    undone: bool = False

    def decision(self) -> Decision:
        """As the ledger takes it."""
        details = {
            "model_sha256": self.model_sha256, "moved": self.moved, "joined": self.joined, "review": self.review,
        }  # fmt: skip
        return Decision(RUN, self.id, None, self.model, self.by, self.on, details)


def read_runs(ledger: Ledger) -> list[Run]:
    """All runs, in order; of one that broke off before the graph was changed, there is nothing to take back."""
    undone = {run for run, _, _ in readable(ledger, RUN_UNDONE)}
    return [
        Run(
            run, entry.by, entry.on, entry.rule, details["model_sha256"], details["moved"], details["joined"],
            details["review"], run in undone,
        )
        for run, entry, details in readable(ledger, RUN)
    ]  # fmt: skip


def described_decisions(
    run: str,
    decider: str,
    on: datetime,
    before: pl.DataFrame,
    after: pl.DataFrame,
    former_ids: Mapping[str, str],
) -> Iterator[Decision]:
    """One for each record whose link changes. before, after: its DESCRIBES edges, in one order. former_ids: by person,
    as they were before."""
    both = zip(_facts(before), _facts(after), strict=True)
    for record, (was, now) in zip(before["start"], both, strict=True):
        people = {str(link["person"]) for link in (was, now)}
        known = {person: former_ids[person] for person in sorted(people) if person in former_ids}
        details = {"run": run, "before": was, "after": now, "former_ids": known}
        yield Decision(DESCRIBED, record, None, decider, decider, on, details)


def _facts(describes: pl.DataFrame) -> Iterator[dict[str, object]]:
    """What linkage says of each record, as plain JSON values."""
    found = describes.select(pl.col("end").alias("person"), *FACTS).with_columns(
        pl.col("decided_on").cast(pl.String)
    )
    return found.iter_rows(named=True)


def pair_decisions(run: Run, pairs: pl.DataFrame, kind: str) -> Iterator[Decision]:
    """One for each pair. pairs: as `resolve` gives them, of those that were joined
    with `one_before`: whether they described one person before the run, too. kind: JOINED or OPEN."""
    levels = [name for name in pairs.columns if name.startswith(LEVEL)]
    for row in pairs.iter_rows(named=True):
        details = {
            "run": run.id, "probability": row["probability"], "bits": row["bits"],
            "model_sha256": run.model_sha256,
            "levels": {name.removeprefix(LEVEL): row[name] for name in levels},
            "one_before": row.get("one_before", False),
        }  # fmt: skip
        yield Decision(kind, row["left"], row["right"], row["rule"] or LIKENESS, run.model, run.on, details)


def readable(
    ledger: Ledger, kind: str, subject: str | None = None
) -> list[tuple[str, DecisionEntry, Mapping[str, Any]]]:
    """The decisions of a kind of which nothing was erased, in order: subject, entry and details."""
    return [
        (entry.subject, entry, entry.details)
        for entry in ledger.decisions(kind=kind, subject=subject)
        if not isinstance(entry.subject, Erased) and not isinstance(entry.details, Erased)
    ]
