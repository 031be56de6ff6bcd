"""A ledger that keeps to itself what it is told: what a rehearsal writes is read back within it, and lost with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn

from sqlalchemy import make_url

from graph.errors import StoreVersion, UsageFault
from graph.ledger.connect import connect
from graph.ledger.entries import (
    Decision,
    Finding,
    LoadCounts,
    LoadEntry,
    LoadId,
    QuarantinedRow,
    TrailEntry,
)
from graph.ledger.keys import KeyRing, master_key
from graph.ledger.layout import held_version
from graph.ledger.ledger import Clock, Ledger, utc_now
from graph.ledger.tables import LAYOUT_VERSION


def open_unwritten(
    uri: str, environment: dict[str, str], *, clock: Clock = utc_now
) -> UnwrittenLedger | None:
    """The ledger at `uri`, for a rehearsal; None where there is none yet. Nothing is made and nothing taken over.

    environment: holds the master key, where there is one. Raises as `open_ledger` does; StoreVersion also for an older
    layout, which only writing takes over.
    """
    url = make_url(uri)
    if url.drivername.startswith("sqlite") and not Path(str(url.database)).exists():
        return None
    database = connect(uri)
    try:
        with database.reading() as connection:
            held = held_version(connection)
        if held is None:
            database.close()
            return None
        if held != LAYOUT_VERSION:
            raise StoreVersion(
                f"The ledger ({database.place}) has layout {held}, and this Kinscope writes {LAYOUT_VERSION}. Open it "
                "once for writing, by `kinscope load` or `kinscope serve`, then try again."
            )
        master = master_key(environment)
        ledger = UnwrittenLedger(database, KeyRing(master), clock)
        ledger.check_master(master)
    except BaseException:
        database.close()
        raise
    return ledger


class UnwrittenLedger(Ledger):
    """Reads the ledger that it was opened on. Loads that begin and end are kept in memory, beside those on record; of
    all else that would be written, only how much it would be is told."""

    _begun: dict[LoadId, LoadEntry] | None = None

    def begin_load(
        self, source: str, file: str, sha256: str, mapping: str, mapping_sha256: str, loaded_on: date, by: str,
        command: str | None = None,
    ) -> LoadId:  # fmt: skip
        """See Ledger."""
        number = LoadId(max((entry.id for entry in self.loads()), default=0) + 1)
        self._rehearsed()[number] = LoadEntry(
            id=number, source=source, file=file, sha256=sha256, mapping=mapping, mapping_sha256=mapping_sha256,
            loaded_on=loaded_on, by=by, begun_at=self._time(), finished_at=None, outcome="interrupted", counts=None,
            command=command,
        )  # fmt: skip
        return number

    def finish_load(self, load: LoadId, counts: LoadCounts, outcome: str) -> None:
        """See Ledger."""
        begun = self._rehearsed()[load]
        self._rehearsed()[load] = replace(begun, finished_at=self._time(), outcome=outcome, counts=counts)

    def loads(self, source: str | None = None) -> list[LoadEntry]:
        """See Ledger; with those of the rehearsal."""
        rehearsed = [one for one in self._rehearsed().values() if source in (None, one.source)]
        return [*super().loads(source), *rehearsed]

    def quarantine(self, load: LoadId, rows: Iterable[QuarantinedRow]) -> int:
        """See Ledger."""
        return sum(1 for _ in rows)

    def findings(self, load: LoadId, found: Iterable[Finding]) -> int:
        """See Ledger."""
        return sum(1 for _ in found)

    def decide(self, decided: Iterable[Decision]) -> int:
        """See Ledger."""
        return sum(1 for _ in decided)

    def meta_set(self, name: str, value: str) -> None:
        """See Ledger."""

    def decide_to_erase(self, decided: Decision, ids: Collection[str]) -> None:
        """No part of a load. Raises UsageFault."""
        self._refuse()

    def append_trail(self, entry: TrailEntry) -> str:
        """No part of a load. Raises UsageFault."""
        self._refuse()

    def forget_all(self, names: Iterable[str], *, by: str | None = None, ground: str | None = None) -> int:
        """What an erasure that broke off would still forget. How many names there are."""
        return sum(1 for _ in names)

    def _refuse(self) -> NoReturn:
        raise UsageFault("A rehearsal writes nothing.")

    def _rehearsed(self) -> dict[LoadId, LoadEntry]:
        if self._begun is None:
            self._begun = {}
        return self._begun

    def _time(self) -> datetime:
        return datetime.fromisoformat(self._now())
