"""Two deliveries of one borough: a first, and a second in which rows are new, changed, gone and linked differently."""

from __future__ import annotations

import csv
import random
import shutil
from dataclasses import dataclass
from pathlib import Path

from loaders.borough import generate

FIRST_DAY, SECOND_DAY = "2026-05-12", "2026-06-12"
LATER_FEEDS = ("housing", "police")


@dataclass(frozen=True)
class Deliveries:
    """The folders of the two."""

    first: Path
    second: Path


def make_deliveries(folder: Path, people: int, seed: int) -> Deliveries:
    """Generate both. The first lacks two feeds, so that the second has new ones beside those that change."""
    both = Deliveries(folder / "first", folder / "second")
    generate(people, seed, both.second)
    shutil.rmtree(both.second / "truth")
    shutil.copytree(both.second, both.first, ignore=shutil.ignore_patterns(*LATER_FEEDS))
    chance = random.Random(seed)
    _change(both.second / "schools" / "census.csv", chance)
    return both


def _change(file: Path, chance: random.Random) -> None:
    """Take rows out, change names and numbers, and let rows exchange numbers, so that people part and join."""
    with file.open(encoding="cp1252", newline="") as opened:
        head, *rows = csv.reader(opened)
    upn, surname = head.index("UPN"), head.index("Surname")
    kept = [row for row in rows if chance.random() > 0.05]
    for row in kept:
        if chance.random() < 0.1:
            row[surname] = "Marsh"
        if chance.random() < 0.05:
            row[upn] = ""
    for one, other in zip(kept[:20:2], kept[1:20:2], strict=False):
        one[upn], other[upn] = other[upn], one[upn]
    with file.open("w", encoding="cp1252", newline="") as opened:
        csv.writer(opened).writerows([head, *kept])
