"""What was done with a delivery, and what would be done: counts that add up, and the reasons of what was left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from graph.errors import InputFault
from graph.ledger import LoadCounts, QuarantinedRow
from loaders.linkage.link import Clash

DONE, REFUSED, REPLAYED = "done", "refused", "replayed"
"""How a load ended: all of it, nothing of it, or corrected rows of one that was done."""


class Withheld(StrEnum):
    """Why what is missing from a delivery was not closed."""

    REFUSED = "refused"
    ROWS_QUARANTINED = "rows_quarantined"
    TABLE_NOT_DELIVERED = "table_not_delivered"
    ADDITIONS_ONLY = "additions_only"
    CORRECTED_ROWS_ONLY = "corrected_rows_only"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True)
class FileRows:
    """How many rows of a file were read, and how many of these were quarantined."""

    file: str
    read: int
    quarantined: int


@dataclass(frozen=True)
class KindCounts:
    """Nodes or edges of one kind."""

    created: int = 0
    changed: int = 0
    ended: int = 0


@dataclass(frozen=True)
class PeopleChanges:
    """What linkage makes of a delivery. new: people none of whose records was there before; joined: people who were
    several before; split: people who are several now; moved: records that describe another person than before."""

    new: int = 0
    joined: int = 0
    split: int = 0
    moved: int = 0


@dataclass(frozen=True)
class FeedReport:
    """What was done with one feed. `fault`: why nothing of it was loaded, or None. `withheld`: why what is missing
    from the delivery was not closed, or None where it was. mapping: its file; kinds: what is kept by this feed alone
    and its edges, by kind, where anything changed."""

    feed: str
    files: tuple[str, ...]
    counts: LoadCounts
    findings: dict[str, int]
    faults: tuple[QuarantinedRow, ...]
    fault: InputFault | None
    withheld: Withheld | None
    mapping: str = ""
    rows: tuple[FileRows, ...] = ()
    kinds: Mapping[str, KindCounts] = field(default_factory=dict)

    @property
    def swept(self) -> bool:
        """Whether what is missing from the delivery was closed."""
        return self.withheld is None


@dataclass(frozen=True)
class LoadReport:
    """What was done with a delivery. people: whom linkage sees in the whole store. waits_for_linker: whether
    new records stand alone until the linker runs, as a model linked the store and nothing linked these."""

    feeds: tuple[FeedReport, ...]
    people: int
    clashes: tuple[Clash, ...]
    loaded_on: date
    people_changes: PeopleChanges = PeopleChanges()
    waits_for_linker: bool = False

    @property
    def has_faults(self) -> bool:
        """Whether any row or file had a fault."""
        return any(feed.fault or feed.counts.quarantined for feed in self.feeds)
