"""Answers: what people said about pairs of records, and what was taken back; what a run must keep to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import polars as pl

from graph.codes import LinkAnswer
from graph.ledger import Decision, Ledger
from loaders.linkage.clusters import NOBODY
from loaders.linkage.history import ANSWERED, JOINED, OPEN, RUN_UNDONE, readable
from loaders.linkage.model import Model

Pair = tuple[str, str]
"""Two keys of records, the smaller one first."""
DECIDED: Final = frozenset([LinkAnswer.SAME, LinkAnswer.DIFFERENT])
APART: Final = frozenset([LinkAnswer.DIFFERENT, LinkAnswer.TAKEN_BACK])


def pair_of(one: str, other: str) -> Pair:
    """The pair of two records, whichever is named first."""
    return (one, other) if one < other else (other, one)


@dataclass(frozen=True)
class Answer:
    """What one person said last about a pair. note: why, in their words; None: not said."""

    answer: LinkAnswer
    by: str
    on: datetime
    note: str | None


@dataclass(frozen=True)
class Answers:
    """by_pair: of each pair, what each person said last, the earliest first."""

    by_pair: Mapping[Pair, tuple[Answer, ...]] = field(default_factory=dict)

    def of(self, pair: Pair) -> tuple[Answer, ...]:
        """What was said about a pair; empty where nobody was asked."""
        return self.by_pair.get(pair, ())

    def standing(self, pair: Pair) -> LinkAnswer | None:
        """What holds: what all say who are sure. None where nobody is sure, or where they contradict each other."""
        said = self._sure(pair)
        return next(iter(said)) if len(said) == 1 else None

    def decided(self) -> pl.DataFrame:
        """`left`, `right` of the pairs about which an answer holds."""
        return _frame(pair for pair in self.by_pair if self.standing(pair) in DECIDED)

    def disagree(self, pair: Pair) -> bool:
        """Whether one says that the records are one person's and another that they are not."""
        return len(self._sure(pair)) > 1

    def _sure(self, pair: Pair) -> set[LinkAnswer]:
        """The answers that count: what is taken back counts no more, and being taken back only until the next one."""
        said: set[LinkAnswer] = set()
        for one in self.of(pair):
            if one.answer is LinkAnswer.TAKEN_BACK:
                said = {one.answer}
            elif one.answer is not LinkAnswer.UNSURE:
                said = (said - {LinkAnswer.TAKEN_BACK}) | {one.answer}
        return said

    def always(self) -> pl.DataFrame:
        """`left`, `right` of the pairs that are said to be one person's."""
        return _frame(pair for pair in self.by_pair if self.standing(pair) is LinkAnswer.SAME)

    def never(self) -> pl.DataFrame:
        """`left`, `right` of the pairs that are said to be two people's; also where people disagree, until they do not:
        a wrong link does more harm than a missing one."""
        apart = (pair for pair in self.by_pair if self.standing(pair) in APART or self.disagree(pair))
        return _frame(apart)


def read_answers(ledger: Ledger) -> Answers:
    """What people said; what was said about a record that was erased since is left out."""
    found: dict[Pair, dict[str, Answer]] = {}
    for left, entry, details in readable(ledger, ANSWERED):
        if not isinstance(entry.other, str):
            continue
        said = found.setdefault(pair_of(left, entry.other), {})
        said.pop(entry.by, None)
        said[entry.by] = Answer(LinkAnswer(entry.rule), entry.by, entry.on, details.get("note"))
    return Answers({pair: tuple(said.values()) for pair, said in found.items()})


def answered(pair: Pair, answer: Answer) -> Decision:
    """A person's answer as the ledger takes it."""
    details: dict[str, Any] = {} if answer.note is None else {"note": answer.note}
    return Decision(ANSWERED, pair[0], pair[1], str(answer.answer), answer.by, answer.on, details)


def taken_back(ledger: Ledger, model: Model) -> pl.DataFrame:
    """`left`, `right` of the pairs that this very model joined in runs that were taken back: not to be joined again."""
    undone = {run for run, _, _ in readable(ledger, RUN_UNDONE)}
    if not undone:
        return NOBODY
    joined = readable(ledger, JOINED)
    return _frame(
        pair_of(left, entry.other)
        for left, entry, details in joined
        if details["run"] in undone
        and not details["one_before"]
        and details["model_sha256"] == model.sha256
        and isinstance(entry.other, str)
    )


def shown_before(ledger: Ledger, model: Model) -> pl.DataFrame:
    """`left`, `right` of the pairs that runs of this very model left to a person."""
    return _frame(
        pair_of(left, entry.other)
        for left, entry, details in readable(ledger, OPEN)
        if details["model_sha256"] == model.sha256 and isinstance(entry.other, str)
    )


def _frame(pairs: Iterable[Pair]) -> pl.DataFrame:
    return pl.DataFrame(sorted(set(pairs)), schema=NOBODY.schema, orient="row")
