"""What a load did with a delivery, as plain data: the form `kinscope.load/1` of docs/json-forms.md."""

from __future__ import annotations

from dataclasses import asdict

from graph.ledger import QuarantinedRow
from kinscope.arrivals import Arrivals
from kinscope.load_report import DeliveryReport
from loaders.delivered.fit import Fit
from loaders.report import FeedReport

FORMAT = "kinscope.load/1"


def as_data(report: DeliveryReport) -> dict[str, object]:
    """The report as dicts, lists, texts, numbers, booleans and None."""
    load, delivery = report.load, report.delivery
    return {
        "format": FORMAT,
        "dry_run": report.dry_run,
        "loaded_on": load.loaded_on.isoformat(),
        "people": load.people,
        "people_changes": asdict(load.people_changes),
        "waits_for_linker": load.waits_for_linker,
        "feeds": [_feed(feed) for feed in load.feeds],
        "left_apart": [
            {"records": list(one.records), "scheme": one.scheme, "values": list(one.values)}
            for one in load.clashes
        ],
        "no_mapping": list(delivery.unfitted),
        "nearest": [{"file": name, **_fit(fit)} for name, fit in delivery.nearest.items()],
        "passed_over": [{"name": name, "why": str(why)} for name, why in delivery.passed_over],
        "corrected_before": dict(report.corrected_before),
        **_arrivals(report.arrivals),
    }


def _feed(feed: FeedReport) -> dict[str, object]:
    return {
        "feed": feed.feed,
        "mapping": feed.mapping,
        "files": list(feed.files),
        **asdict(feed.counts),
        "rows": [
            {
                "file": one.file,
                "read": one.read,
                "loaded": one.read - one.quarantined,
                "quarantined": one.quarantined,
            }
            for one in feed.rows
        ],
        "kinds": [{"kind": kind, **asdict(counts)} for kind, counts in feed.kinds.items()],
        "findings": feed.findings,
        "refused": str(feed.fault) if feed.fault else None,
        "closed_what_is_missing": feed.swept,
        "not_closed_because": str(feed.withheld) if feed.withheld else None,
        "quarantine": [_row(row) for row in feed.faults],
    }


def _row(row: QuarantinedRow) -> dict[str, object]:
    names = ("file", "line", "field", "value", "reason", "fix")
    return {name: getattr(row, name) for name in names}


def _fit(fit: Fit) -> dict[str, object]:
    return {"feed": fit.mapping.feed.id, "mapping": fit.mapping.file, "lacks": list(fit.lacks)}


def _arrivals(found: Arrivals | None) -> dict[str, object]:
    if found is None:
        return {"missing": None, "arrived_before": [], "same_bytes": []}
    missing = found.missing
    return {
        "missing": None
        if missing is None
        else [{"feed": one.feed, "last_on": one.last_on.isoformat(), "file": one.file} for one in missing],
        "arrived_before": [
            {
                "feed": one.feed, "file": one.file, "load": one.load, "loaded_on": one.loaded_on.isoformat(),
                "later_delivery_on": one.later.isoformat() if one.later else None, "other_mapping": one.other_mapping,
            }
            for one in found.again
        ],
        "same_bytes": [list(names) for names in found.alike],
    }  # fmt: skip
