"""The figures as the page docs/performance.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.bench.measure import Timing, machine
from tests.bench.monthly import Month
from tests.bench.questions import Asked


@dataclass
class Figures:
    """Everything measured in one run. Targets stand beside the figures; a missed one is marked."""

    people: int
    loads: list[tuple[str, str]] = field(default_factory=list)
    asked: dict[str, Asked] = field(default_factory=dict)
    questions: dict[str, tuple[Mapping[str, Timing], Mapping[str, Timing]]] = field(default_factory=dict)
    growing: dict[str, list[str]] = field(default_factory=dict)
    starts: list[tuple[str, str]] = field(default_factory=list)
    months: list[tuple[str, int, Month]] = field(default_factory=list)
    not_measured: list[str] = field(default_factory=list)


TARGETS = {
    "LadybugDB": {"find": 150, "family": 40, "known": 40, "find_by_ten": 400},
    "Neo4j": {"find": 150, "family": 120, "known": 120, "find_by_ten": 400},
}
ANSWERS = {"find": "find", "family": "family", "known": "known", "find_by_ten": "find, ten people at once"}


def page(figures: Figures) -> str:
    """The page as Markdown."""
    lines = [
        "# Performance",
        "",
        "Written by `make bench`; every figure is of one run on one machine.",
        "",
        f"Machine: {machine()}. Borough: {figures.people:,} people, seed 1.",
        "",
        "## Answers through the one door",
        "",
        "Policies and audit trail included; milliseconds.",
        "",
        *_asked(figures),
        "",
        "## Loading",
        "",
        *_table(("what", "measured"), figures.loads),
        "",
        "## A month later",
        "",
        "The housing feed once more with one row in fifty changed, left out or new, and then the same file again. "
        "Reading is what any way of loading must do: the feed read, typed and mapped, nothing compared or written.",
        "",
        *_months(figures),
        "",
        "## Named questions at two sizes of store",
        "",
        "Median milliseconds a key. A question about one person must not grow with the store.",
    ]
    for store, (small, large) in figures.questions.items():
        rows = [(n, _ms(small[n].median), _ms(large[n].median), _ms(large[n].p95)) for n in large]
        lines += ["", f"### {store}", "", *_table(("question", "small", "large", "large p95"), rows)]
        grown = ", ".join(figures.growing[store]) or "none"
        lines += ["", f"Growing with the store: {grown}."]
    lines += ["", "## Starting", "", *_table(("what", "measured"), figures.starts)]
    if figures.not_measured:
        lines += ["", "## Not measured in this run", "", *(f"- {one}" for one in figures.not_measured)]
    return "\n".join(lines) + "\n"


def _asked(figures: Figures) -> list[str]:
    rows = []
    for store, asked in figures.asked.items():
        for what, words in ANSWERS.items():
            timing: Timing = getattr(asked, what)
            target = TARGETS[store][what]
            verdict = "met" if timing.p95 < target else "missed"
            rows.append((store, words, _ms(timing.median), _ms(timing.p95), f"< {target}", verdict))
    return _table(("store", "answer", "median", "p95", "target p95", ""), rows)


def _months(figures: Figures) -> list[str]:
    rows = [
        (
            store, f"{people:,}", f"{month.rows:,}", f"{month.touched:,}", f"{month.whole:.1f}",
            f"{month.reading:.1f}", f"{month.again:.1f}",
        )
        for store, people, month in figures.months
    ]  # fmt: skip
    heads = ("store", "people", "rows", "touched", "seconds", "reading alone", "the same file again")
    return _table(heads, rows)


def _ms(value: float) -> str:
    return f"{value:.1f}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [
        f"| {' | '.join(heads)} |",
        f"|{' --- |' * len(heads)}",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]
