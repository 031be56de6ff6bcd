"""The ledger: the one object that everything we did is written to and read from."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from types import TracebackType

from sqlalchemy import insert, select

from graph.ledger import decisions, loads, quarantine, suppression, trail
from graph.ledger.connect import Database, connect
from graph.ledger.entries import (
    Decision,
    DecisionEntry,
    Finding,
    FindingEntry,
    LoadCounts,
    LoadEntry,
    LoadId,
    QuarantinedEntry,
    QuarantinedRow,
    Replay,
    RowCorrection,
    TrailCheck,
    TrailEntry,
    TrailRecord,
    time_text,
)
from graph.ledger.keys import KeyRing, in_batches, master_check, master_key, require_master
from graph.ledger.layout import ensure_layout
from graph.ledger.suppression import Suppression
from graph.ledger.tables import erasures, ledger_facts

Clock = Callable[[], datetime]
_BATCH = 1000
_PAGE = 500
_MASTER_CHECK = "ledger.master_check"


def utc_now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def open_ledger(uri: str, *, clock: Clock = utc_now, synchronous: str | None = None) -> Ledger:
    """The ledger at `uri` (`sqlite:///PATH` or `postgresql://…`), created where there is none.

    clock: gives the aware time written beside every entry. synchronous: see `connect.connect`.
    KINSCOPE_LEDGER_KEY (base64 of 32 bytes) in the environment wraps the keys of the records.

    Raises UsageFault for an address of another form or an unusable master key; StoreUnavailable if the
    database cannot be reached or its keys not opened; StoreVersion if its layout cannot be taken
    over; StoreBusy if another process keeps it locked.
    """
    master = master_key(os.environ)
    database = connect(uri, synchronous=synchronous)
    try:
        ensure_layout(database, clock())
        ledger = Ledger(database, KeyRing(master), clock)
        ledger.check_master(master)
    except BaseException:
        database.close()
        raise
    return ledger


class Ledger:
    """What was done: append-only. Safe to use from several threads, and beside other processes.

    Every method may raise StoreBusy or StoreUnavailable. What was written when a method returns is committed.
    """

    def __init__(self, database: Database, ring: KeyRing, clock: Clock) -> None:
        self._database, self._ring, self._clock = database, ring, clock

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection to the database."""
        self._database.close()

    # Loads

    def begin_load(
        self, source: str, file: str, sha256: str, mapping: str, mapping_sha256: str, loaded_on: date, by: str,
        command: str | None = None,
    ) -> LoadId:  # fmt: skip
        """Record that a file of a source begins to be loaded; the number of the load. command: what carries it out
        once more, without passwords."""
        values = {
            "source": source,
            "file": file,
            "sha256": sha256,
            "mapping": mapping,
            "mapping_sha256": mapping_sha256,
            "loaded_on": loaded_on.isoformat(),
            "by": by,
            "begun_at": self._now(),
            "command": command,
        }
        with self._database.writing() as connection:
            return loads.begin(connection, values)

    def finish_load(self, load: LoadId, counts: LoadCounts, outcome: str) -> None:
        """Record how a load ended. Raises UsageFault if it is unknown or has ended already."""
        with self._database.writing() as connection:
            loads.finish(connection, load, counts, outcome, self._now())

    def loads(self, source: str | None = None) -> list[LoadEntry]:
        """All loads, or those of one source, newest last; one without an end is "interrupted"."""
        with self._database.reading() as connection:
            return loads.every_load(connection, source)

    def quarantine(self, load: LoadId, rows: Iterable[QuarantinedRow]) -> int:
        """Record rows that were not loaded, a thousand at a time; how many they were."""
        self._require(load)
        recorded = 0
        for batch in in_batches(rows, _BATCH):
            with self._database.writing() as connection:
                loads.quarantine(connection, self._ring, load, batch, self._now())
            recorded += len(batch)
        return recorded

    def quarantined(self, load: LoadId | None = None) -> list[QuarantinedEntry]:
        """The quarantined rows of one load or of all, in the order they were recorded."""
        with self._database.reading() as connection:
            return loads.every_quarantined(connection, self._ring, load)

    def correct_row(self, quarantined: QuarantinedEntry, row: Mapping[str, str | None], by: str) -> None:
        """Record a quarantined row as somebody corrected it, encrypted with the original, which stays. row: all of
        its cells. Raises UsageFault where the original is erased."""
        with self._database.writing() as connection:
            quarantine.correct(connection, self._ring, quarantined, row, by, self._now())

    def row_corrections(self) -> list[RowCorrection]:
        """All corrections of quarantined rows, in the order they were recorded."""
        with self._database.reading() as connection:
            return quarantine.every_correction(connection, self._ring)

    def record_replays(self, replays: Iterable[Replay]) -> None:
        """Record which corrections went through their mapping again, for which rows and in which load."""
        with self._database.writing() as connection:
            quarantine.record_replays(connection, list(replays), self._now())

    def replays(self) -> list[Replay]:
        """All replays, in the order they were recorded."""
        with self._database.reading() as connection:
            return quarantine.every_replay(connection)

    def findings(self, load: LoadId, found: Iterable[Finding]) -> int:
        """Record findings about rows that were loaded; how many. UsageFault for an unknown load."""
        self._require(load)
        recorded = 0
        for batch in in_batches(found, _BATCH):
            with self._database.writing() as connection:
                loads.record_findings(connection, self._ring, load, batch, self._now())
            recorded += len(batch)
        return recorded

    def findings_of(self, load: LoadId | None = None) -> list[FindingEntry]:
        """The findings of one load or of all, in the order they were recorded."""
        with self._database.reading() as connection:
            return loads.every_finding(connection, self._ring, load)

    def count_findings(self, load: LoadId | None = None) -> dict[str, int]:
        """How many findings of each kind, of one load or of all."""
        with self._database.reading() as connection:
            return loads.findings_by_kind(connection, load)

    # Decisions

    def decide(self, decided: Iterable[Decision]) -> int:
        """Record decisions about records; how many."""
        recorded = 0
        for batch in in_batches(decided, _BATCH):
            with self._database.writing() as connection:
                decisions.decide(connection, self._ring, batch, self._now())
            recorded += len(batch)
        return recorded

    def decide_to_erase(self, decided: Decision, ids: Collection[str]) -> None:
        """Record the decision to erase, and put the ids that it erases on the suppression list: both or neither."""
        with self._database.writing() as connection:
            now = self._now()
            decisions.decide(connection, self._ring, [decided], now)
            suppression.suppress(connection, self._ring, ids, now)

    def suppression(self) -> Suppression:
        """The ids that were erased and must not come back, as keyed hashes."""
        with self._database.reading() as connection:
            return suppression.suppression(connection, self._ring)

    def decisions(self, kind: str | None = None, subject: str | None = None) -> list[DecisionEntry]:
        """Decisions of one kind, about one subject, or all, in the order they were recorded."""
        with self._database.reading() as connection:
            return decisions.every_decision(connection, self._ring, kind, subject)

    # The audit trail

    def append_trail(self, entry: TrailEntry) -> str:
        """Add an entry to the trail, after every other of any process; its hash (hex), once committed."""
        with self._database.writing() as connection:
            return trail.append(connection, self._ring, entry, self._now())

    def verify_trail(self) -> TrailCheck:
        """Walk the whole chain: finds a changed, missing, moved or added entry and a missing end."""
        with self._database.reading() as connection:
            return trail.verify(connection)

    def trail(self, since: datetime | None = None, viewer: str | None = None) -> Iterator[TrailRecord]:
        """The entries in order, written at or after `since` (aware), of one viewer; read a page at a time."""
        wanted = trail.TrailFilter(None if since is None else time_text(since), viewer)
        after = 0
        while True:
            with self._database.reading() as connection:
                records = trail.page(connection, self._ring, wanted, after, _PAGE)
            yield from records
            if len(records) < _PAGE:
                return
            after = records[-1].sequence

    def trail_of(self, record_key: str) -> list[TrailRecord]:
        """The entries that showed a record, in order; none for one that was erased or is not known."""
        with self._database.reading() as connection:
            return trail.that_showed(connection, self._ring, record_key)

    def head(self) -> str:
        """The hash at the end of the trail (64 zeros for an empty one): keep it where none can change it."""
        with self._database.reading() as connection:
            return trail.head(connection)[1]

    # Erasure

    def forget(self, record_key: str, *, by: str | None = None, ground: str | None = None) -> bool:
        """Destroy the key named `record_key`: what is encrypted under it reads back as `ERASED` from now on.

        record_key: a record key, or the `key_name` of an entry. by, ground: who decided, and why (codes or
        words without a person's data: they stay). True if there was such a key. Raises StoreBusy if the key
        is destroyed but a copy is still in SQLite's log because somebody reads: call again to clear it.
        """
        return self.forget_all([record_key], by=by, ground=ground) == 1

    def forget_all(self, names: Iterable[str], *, by: str | None = None, ground: str | None = None) -> int:
        """Destroy the keys of all these names, or of none; how many there were. Otherwise as `forget`."""
        with self._database.writing() as connection:
            ids = [self._ring.destroy(connection, name) for name in dict.fromkeys(names)]
            now = self._now()
            gone = [{"at": now, "key_id": id_, "by": by, "ground": ground} for id_ in ids if id_ is not None]
            if gone:
                connection.execute(insert(erasures), gone)
        self._database.wipe()
        return len(gone)

    # Facts about the ledger itself

    def meta_set(self, name: str, value: str) -> None:
        """Record a small fact about the ledger itself; an earlier value of the same name stays on record."""
        with self._database.writing() as connection:
            connection.execute(insert(ledger_facts), {"at": self._now(), "name": name, "value": value})

    def meta(self, name: str) -> str | None:
        """The newest value of a fact, or None if it was never set."""
        newest = select(ledger_facts.c.value).where(ledger_facts.c.name == name)
        with self._database.reading() as connection:
            value: str | None = connection.scalar(newest.order_by(ledger_facts.c.id.desc()).limit(1))
        return value

    def check_master(self, master: bytes | None) -> None:
        """Raise StoreUnavailable unless `master` is the one this ledger's keys are wrapped by, if any.

        The first master key that a ledger is opened with is remembered (as something only it opens).
        """
        known = self.meta(_MASTER_CHECK)
        if known is not None:
            require_master(master, known)
        elif master is not None:
            self.meta_set(_MASTER_CHECK, master_check(master))

    def _require(self, load: LoadId) -> None:
        with self._database.reading() as connection:
            loads.require(connection, load)

    def _now(self) -> str:
        return time_text(self._clock())
