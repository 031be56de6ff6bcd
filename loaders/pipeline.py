"""read → map → link → load → sweep: a delivery of any number of feeds into a store, with every row accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from graph.errors import UsageFault
from graph.ledger import Decision, Ledger, LoadCounts
from graph.schema import load_schema
from graph.store import Progress, Store, no_progress
from loaders.decided import finish_erasures, read_standing
from loaders.delivered import Delivered
from loaders.in_hand import InHand
from loaders.linkage.link import LINKER, Clash, Links
from loaders.linkage.run import Linker
from loaders.report import DONE, REPLAYED, FeedReport, LoadReport, PeopleChanges
from loaders.take_in import take_in
from loaders.write import link_and_load


def load(
    delivered: Sequence[Delivered], store: Store, ledger: Ledger, *, loaded_on: date, by: str,
    command: str | None = None, linker: Linker | None = None, progress: Progress = no_progress,
) -> LoadReport:  # fmt: skip
    """Load feeds into the store and say what was done with every row.

    loaded_on: the day declared for the delivery. by: who loads, for the ledger; command: what loads it once more,
    without passwords, so that a load which is broken off can be named with it. linker: links all records, once these
    are written; None: identifiers alone do, where no model has linked the store. A file that is spoilt as a whole
    leaves its feed as it was and the other feeds go on. Raises UsageFault for a feed that is delivered twice,
    StoreBusy and StoreUnavailable.
    """
    _once_each(delivered)
    schema = load_schema()
    with store.writing():
        finish_erasures(store, ledger, progress)
        decided = read_standing(ledger)
        in_hand, refused = take_in(
            delivered, store, ledger, schema, loaded_on, by, command, decided, progress
        )
        links, people = Links.none(), PeopleChanges()
        if in_hand:
            links, people = link_and_load(in_hand, store, schema, loaded_on, decided, linker, progress)
        store.checkpoint()
    _record_clashes(ledger, links.clashes)
    reports = [_finish(one, ledger) for one in in_hand]
    count = links.people["person"].n_unique()
    waits = linker is None and links.decided_by is None and people.new > 0
    return LoadReport((*reports, *refused), count, links.clashes, loaded_on, people, waits)


def _once_each(delivered: Sequence[Delivered]) -> None:
    seen: set[str] = set()
    for one in delivered:
        feed = one.mapping.feed.id
        if feed in seen:
            raise UsageFault(
                f"The feed {feed} is delivered twice. Hand over all its files together, by one mapping."
            )
        seen.add(feed)


def _record_clashes(ledger: Ledger, clashes: Iterable[Clash]) -> None:
    known = {(entry.subject, entry.other) for entry in ledger.decisions(kind="identifier_clash")}
    ledger.decide(
        Decision(
            "identifier_clash", clash.records[0], clash.records[-1], f"two of {clash.scheme}", LINKER,
            datetime.now(UTC), {"records": list(clash.records), "values": list(clash.values)},
        )
        for clash in clashes
        if (clash.records[0], clash.records[-1]) not in known
    )  # fmt: skip


def _finish(one: InHand, ledger: Ledger) -> FeedReport:
    found, gathered = one.difference, one.gathered
    kinds = found.kinds if found else one.built
    counts = LoadCounts(
        read=gathered.read,
        loaded=gathered.loaded,
        quarantined=len(gathered.rejected),
        created=sum(kind.created for kind in kinds.values()),
        changed=sum(kind.changed for kind in kinds.values()),
        ended=sum(kind.ended for kind in kinds.values()),
        unchanged=found.unchanged if found else 0,
    )
    ledger.finish_load(one.load, counts, REPLAYED if gathered.is_part else DONE)
    findings = dict(sorted(Counter(finding.kind for _, finding in gathered.findings).items()))
    names = tuple(file.name for file in gathered.files)
    feed, mapping_file, rows = gathered.mapping.feed.id, gathered.mapping.file, tuple(gathered.rows)
    return FeedReport(
        feed, names, counts, findings, one.faults, None, one.withheld, mapping_file, rows, kinds
    )
