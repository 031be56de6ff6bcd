"""`kinscope generate`: write a synthetic borough."""

from __future__ import annotations

import json as json_text
from pathlib import Path

from kinscope.printing import console, table
from kinscope.progress import counting
from loaders.borough import BoroughSummary, generate

FORMAT = "kinscope.generated/1"


def run(people: int, seed: int, out: Path, *, json: bool) -> None:
    """Generate, then say what was made; with a progress bar where a person reads."""
    if json:
        print(json_text.dumps(as_data(generate(people, seed, out)), indent=2, ensure_ascii=False))
    else:
        show(make(people, seed, out))


def as_data(made: BoroughSummary) -> dict[str, object]:
    """What was made as plain data."""
    return {
        "format": FORMAT,
        "folder": str(made.folder),
        "seed": made.seed,
        "today": made.today.isoformat(),
        "people": made.people,
        "households": made.households,
        "records": made.records,
        "traps": made.traps,
    }


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
