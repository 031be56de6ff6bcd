"""What stands in quarantine: each row with its state, and the correction that holds for it. Pure but for the reading.

A correction holds for what was found: where a later delivery of the feed brings the very same row again, the newest
correction of it holds for that one too, and a replay carries it over.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from graph.ledger import Erased, Ledger, LoadEntry, QuarantinedEntry, Replay, RowCorrection
from loaders.delivered.corrected_rows import CorrectedRow
from loaders.report import DONE, REPLAYED, LoadReport


class RowState(StrEnum):
    """Where a quarantined row stands."""

    OPEN = "open"
    CORRECTED = "corrected"
    REPLAYED = "replayed"
    OVERTAKEN = "overtaken"
    ERASED = "erased"


@dataclass(frozen=True)
class Quarantined:
    """A quarantined row. feed, loaded_on: of its load; correction: the newest that holds for it, or None."""

    entry: QuarantinedEntry
    feed: str
    loaded_on: date
    state: RowState
    correction: RowCorrection | None

    def corrected(self) -> CorrectedRow | None:
        """The row as it was corrected, for the mapping; None where it was not, or is erased."""
        if self.correction is None or isinstance(self.correction.row, Erased):
            return None
        return CorrectedRow(self.entry.file, self.entry.table, self.entry.line, self.correction.row)


def in_quarantine(ledger: Ledger, adding: Collection[str] = ()) -> list[Quarantined]:
    """All quarantined rows, in the order they were recorded. adding: feeds whose deliveries only add, so that no later
    one overtakes their rows."""
    return list(
        _with_states(ledger.quarantined(), ledger.loads(), ledger.row_corrections(), ledger.replays(), adding)
    )


def _with_states(
    entries: Sequence[QuarantinedEntry], loads: Iterable[LoadEntry], corrections: Iterable[RowCorrection],
    replays: Iterable[Replay], adding: Collection[str],
) -> Iterator[Quarantined]:  # fmt: skip
    by_id = {load.id: load for load in loads}
    originals = {entry.id: _content(entry, by_id[entry.load].source) for entry in entries}
    holds = {originals[one.quarantine_id]: one for one in corrections}
    done = {(one.quarantine_id, one.correction_id) for one in replays}
    newest = _newest(by_id.values())
    for entry in entries:
        load = by_id[entry.load]
        correction = holds.get(originals[entry.id])
        is_current = load.source in adding or _is_current(load, newest.get(load.source))
        is_replayed = correction is not None and (entry.id, correction.id) in done
        state = _state(entry, correction, is_current=is_current, is_replayed=is_replayed)
        yield Quarantined(entry, load.source, load.loaded_on, state, correction)


def _content(entry: QuarantinedEntry, feed: str) -> str:
    """What tells one row from another: erased ones are like no other."""
    row = entry.id if isinstance(entry.row, Erased) else dict(entry.row)
    return json.dumps([feed, entry.table, row], sort_keys=True)


def _newest(loads: Iterable[LoadEntry]) -> dict[str, LoadEntry]:
    """The newest delivery of each feed, by its day and then by when it came."""
    done = (load for load in loads if load.outcome == DONE)
    return {load.source: load for load in sorted(done, key=lambda load: (load.loaded_on, load.id))}


def _is_current(load: LoadEntry, newest: LoadEntry | None) -> bool:
    """Whether no later delivery says what this one says; replays belong to the delivery before them."""
    if newest is None:
        return False
    return load.id == newest.id or (load.outcome == REPLAYED and load.id > newest.id)


def _state(
    entry: QuarantinedEntry, correction: RowCorrection | None, *, is_current: bool, is_replayed: bool
) -> RowState:
    if isinstance(entry.row, Erased):
        return RowState.ERASED
    if is_replayed:
        return RowState.REPLAYED
    if not is_current:
        return RowState.OVERTAKEN
    return RowState.OPEN if correction is None else RowState.CORRECTED


def corrected_before(ledger: Ledger, report: LoadReport) -> dict[str, int]:
    """By feed of a load that has just ended: how many of its quarantined rows are like rows that were corrected."""
    feeds = {feed.feed for feed in report.feeds if feed.counts.quarantined}
    rows = in_quarantine(ledger) if feeds else []
    found = Counter(row.feed for row in rows if row.feed in feeds and row.state is RowState.CORRECTED)
    return dict(sorted(found.items()))
