"""How right linkage is where the truth is known, counted in pairs of records."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from loaders.linkage.components import connected
from loaders.linkage.resolve import Resolved
from tests.linkage.records import to_review


@dataclass(frozen=True)
class Share:
    """Of the pairs that were joined how many are right, and of the right ones how many were joined."""

    precision: float
    recall: float


def share(groups: pl.DataFrame, truth: pl.DataFrame) -> Share:
    """groups: `record`, `group`; truth: `record`, `person`."""
    both = groups.join(truth, on="record")
    right = _pairs(both, "group", "person")
    return Share(right / max(_pairs(both, "group"), 1), right / _pairs(both, "person"))


def _pairs(rows: pl.DataFrame, *columns: str) -> int:
    sizes = rows.group_by(columns).len()["len"].cast(pl.Int64)
    return int((sizes * (sizes - 1) // 2).sum())


def with_review(found: Resolved, truth: pl.DataFrame) -> pl.DataFrame:
    """The groups after a person has decided every pair of the review as the truth is."""
    person = dict(truth.iter_rows())
    yes = [pair for pair in to_review(found) if person[pair[0]] == person[pair[1]]]
    decided = [(record, f"pair {number}") for number, pair in enumerate(yes) for record in pair]
    joined = pl.DataFrame(decided, schema={"record": pl.String, "thing": pl.String}, orient="row")
    things = pl.concat([found.groups.rename({"group": "thing"}), joined])
    return connected(found.groups["record"], things)
