"""`kinscope generate`: write a synthetic borough."""

from __future__ import annotations

from pathlib import Path

from kinscope.printing import console, table
from kinscope.progress import counting
from loaders.borough import BoroughSummary, generate


def run(people: int, seed: int, out: Path) -> None:
    """Generate with a progress bar, then say what was made."""
    show(make(people, seed, out))


def make(people: int, seed: int, out: Path) -> BoroughSummary:
    """Generate with a progress bar."""
    with counting("Making people", people) as progress:
        return generate(people, seed, out, progress=progress)


def show(made: BoroughSummary) -> None:
    """What was made, by agency."""
    rows = [(agency.replace("_", " "), f"{count:,}") for agency, count in sorted(made.records.items())]
    console.print(
        f"{made.people:,} made-up people in {made.households:,} households, as of {made.today}, in {made.folder}"
    )
    console.print(table(("Agency", "Records"), rows, numbers=(1,)))
