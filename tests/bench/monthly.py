"""A month later: one feed comes again, with 2 % of its rows changed, left out or new."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from graph.schema import load_schema
from kinscope.delivery import find_delivery
from loaders.agencies.register import NO_AGENCIES
from loaders.borough import TODAY
from loaders.delivered import Delivered
from loaders.mapping.parse import SHIPPED
from loaders.pipeline import load
from loaders.rows.gather import gather
from tests.bench.borough import FOLDER, Loaded
from tests.bench.measure import seconds

FILE = Path("housing/tenants_and_occupants.tsv")
LATER = TODAY + timedelta(days=31)
ONE_IN = 50
"""One row in so many is touched."""


@dataclass(frozen=True)
class Month:
    """What a delivery a month later took, in seconds. reading: the one pass over the feed that no way of loading can
    do without: read, typed and mapped, and nothing compared or written."""

    rows: int
    touched: int
    whole: float
    reading: float
    again: float


def month_later(loaded: Loaded) -> Month:
    """Load the housing feed of the next month into a store that holds the borough, and then once more unchanged."""
    delivered, rows, touched = _delivery(loaded)
    reading = seconds(
        lambda: gather(delivered.mapping, delivered.files, load_schema(), LATER, _unseen, NO_AGENCIES)
    )
    whole, again = (
        seconds(lambda: load([delivered], loaded.store, loaded.ledger, loaded_on=LATER, by="bench"))
        for _ in range(2)
    )
    return Month(rows, touched, whole, reading, again)


def _unseen(rows: int) -> None:
    """Progress that nobody looks at."""


def _delivery(loaded: Loaded) -> tuple[Delivered, int, int]:
    """The feed's next file with a mapping that says so. Returns how many rows it has, and how many were touched."""
    folder = FOLDER / f"month-later-{loaded.people}"
    (folder / FILE).parent.mkdir(parents=True, exist_ok=True)
    with (loaded.files / FILE).open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file, delimiter="\t")
    later = [
        row for place, old in enumerate(rows) for row in _later(place, dict(zip(head, old, strict=True)))
    ]
    with (folder / FILE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, head, delimiter="\t", lineterminator="\n")
        writer.writeheader()
        writer.writerows(later)
    mapping = folder / "tenants.yaml"
    text = (SHIPPED / "borough" / "tenants.yaml").read_text(encoding="utf-8")
    mapping.write_text(text.replace(_as_of(text), f"as_of: {LATER.isoformat()}"), encoding="utf-8")
    (delivered,) = find_delivery([folder / FILE], mapping, None).delivered
    return delivered, len(later), -(-len(rows) // ONE_IN)


def _as_of(text: str) -> str:
    return next(line.strip() for line in text.splitlines() if line.strip().startswith("as_of:"))


def _later(place: int, row: dict[str, str]) -> list[dict[str, str]]:
    """What has become of a row: mostly nothing; else somebody moved out, a row was left out, or a tenancy is new."""
    touched, rest = divmod(place, ONE_IN)
    if rest:
        return [row]
    if touched % 10 == 0:
        return []
    if touched % 10 == 1:
        new = {
            **row,
            "tenancy_ref": f"T9{place:07d}",
            "person_ref": f"H9{place:07d}",
            "forename": "Newly",
            "ni_number": "",
        }
        return [row, new]
    return [{**row, "landlord": "Another Landlord", "occupied_to": "01-Jun-2026"}]
