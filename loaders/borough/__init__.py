"""The synthetic borough of Northmere: made-up people, eight agencies' files about them, and the truth.

`generate(people, seed, out)` writes it. docs/borough.md says what the files hold.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from graph.errors import UsageFault
from loaders.borough.agencies import AgencyFiles, open_agencies
from loaders.borough.demonstration import demonstration_child
from loaders.borough.faults import FAULTS
from loaders.borough.identifiers import Identifiers
from loaders.borough.incidents import report_incidents
from loaders.borough.kinship import tie_households
from loaders.borough.moves import move_households, settle
from loaders.borough.people import Block
from loaders.borough.planting import plant
from loaders.borough.population import Counters, Maker, make_household
from loaders.borough.register import write_registers
from loaders.borough.services import attend_schools, care_for_adults, list_families, log_listings
from loaders.borough.social_care import look_after_children
from loaders.borough.traps import TRAPS
from loaders.borough.truth import Truth

VERSION = "2"
"""Changes whenever the same seed would give other bytes."""

TODAY = date(2026, 5, 12)
PEOPLE_IN_BLOCK = 2_500
MOST_PEOPLE = 5_000_000

__all__ = ["VERSION", "BoroughSummary", "demonstration_child", "generate"]


@dataclass(frozen=True, slots=True)
class BoroughSummary:
    """What was written. people: true people, the unborn, the dead and adopted children's second identities
    included; traps: how many of each kind; records: rows of truth/records.csv by agency."""

    folder: Path
    seed: int
    today: date
    people: int
    households: int
    records: dict[str, int]
    traps: dict[str, int]


def generate(
    people: int,
    seed: int,
    out: Path,
    *,
    today: date = TODAY,
    progress: Callable[[int, int], None] | None = None,
) -> BoroughSummary:
    """Write a borough of about `people` people under `out`; the same arguments and version give the same
    bytes.

    today: the day on which the borough is looked at; each agency's files end some days before it. progress:
    called after each block with the people made so far and `people`. At least `people` are made, and at
    most a few dozen more. Raises UsageFault where `people` is out of range or `out` holds something
    already.
    """
    _check(people, out)
    out.mkdir(parents=True, exist_ok=True)
    write_registers(out, today)
    writing = _Writing(seed, out, today)
    blocks = max(1, round(people / PEOPLE_IN_BLOCK))
    for number in range(blocks):
        writing.block(number, people * (number + 1) // blocks)
        if progress is not None:
            progress(min(writing.counters.people, people), people)
    return writing.finish()


def _check(people: int, out: Path) -> None:
    if not 1 <= people <= MOST_PEOPLE:
        raise UsageFault(
            f"A borough has 1 to {MOST_PEOPLE:,} people, not {people:,}. Choose a number between."
        )
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageFault(f"{out} holds something already. Name a folder that is empty or does not exist.")


class _Writing:
    """A borough being written: the counters, the open files, the sums."""

    def __init__(self, seed: int, out: Path, today: date) -> None:
        self.seed, self.out, self.today = seed, out, today
        self.counters = Counters()
        self._identifiers = Identifiers(offset=seed * 7919 % 1_000_000)
        self._agencies: dict[str, AgencyFiles] = open_agencies(out, today.toordinal())
        self._truth = Truth(out / "truth")
        self._records = dict.fromkeys(self._agencies, 0)

    def block(self, number: int, until: int) -> None:
        """Make the people up to that number and write what everyone holds of them."""
        block = Block(number, self.today.toordinal())
        maker = Maker(block, random.Random(f"{self.seed}/{number}"), self.counters, self._identifiers)
        _populate(block, maker, until)
        for name, agency in self._agencies.items():
            agency.hand.chance = random.Random(f"{self.seed}/{number}/{name}")
            before = len(block.records)
            agency.write(block)
            self._records[name] += len(block.records) - before
        self._truth.write(block)

    def finish(self) -> BoroughSummary:
        """Close every file and say what was written."""
        for agency in self._agencies.values():
            agency.close()
        truth = self._truth
        counts = {name.removesuffix(".csv"): count for name, count in truth.counts.items()}
        self._truth.close(
            {
                "version": VERSION,
                "seed": self.seed,
                "today": self.today.isoformat(),
                "people": counts["people"],
                "households": self.counters.households,
                "counts": counts,
                "records": self._records,
                "traps": dict(sorted(truth.traps.items())),
            }
        )
        return BoroughSummary(
            self.out,
            self.seed,
            self.today,
            counts["people"],
            self.counters.households,
            self._records,
            dict(truth.traps),
        )


def _populate(block: Block, maker: Maker, until: int) -> None:
    while maker.counters.people < until:
        make_household(maker)
    move_households(block, maker)
    tie_households(block, maker)
    plant(block, maker, TRAPS)
    for person in block.people:
        settle(person)
    attend_schools(block, maker)
    care_for_adults(block, maker)
    list_families(block, maker)
    report_incidents(block, maker)
    plant(block, maker, FAULTS)
    look_after_children(block, maker)
    log_listings(block, maker)
