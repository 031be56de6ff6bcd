"""`kinscope load`: files into the graph, with a report on every row."""

from __future__ import annotations

import getpass
import json as json_text
import shlex
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from graph.errors import VALUE_SHOWN
from graph.readable import readable
from graph.time import london_today
from kinscope.delivery import find_delivery
from kinscope.opening import opened
from kinscope.printing import console, table
from kinscope.progress import steps
from kinscope.settings import Settings
from loaders.mapping import load_mapping
from loaders.pipeline import load
from loaders.readers.sql import is_address, parse_address
from loaders.report import FeedReport, LoadReport

FORMAT = "kinscope.load/1"
SHOWN_FAULTS = 10


def check_mapping(path: Path) -> None:
    """Check one mapping without reading any data. Raises InputFault with the place of the first fault."""
    mapping = load_mapping(path)
    tables = ", ".join(one.name or one.read.format for one in mapping.tables)
    console.print(
        f"{path}: feed {mapping.feed.id}, {len(mapping.tables)} table(s) ({tables}): no fault found."
    )


def run(paths: list[str], mapping: Path | None, loaded_on: date | None, *, json: bool) -> int:
    """Load and report. Returns the exit status: 1 where any row or file had a fault, or no mapping fits a file."""
    settings = Settings()
    password = settings.database_password
    delivery = find_delivery(
        paths, mapping, settings.mappings, password.get_secret_value() if password else None
    )
    day = loaded_on or london_today()
    with opened(settings, writing=True) as both, steps(quiet=json) as progress:
        report = load(
            delivery.delivered, both.store, both.ledger, loaded_on=day, by=getpass.getuser(),
            command=again(paths, mapping, day), progress=progress,
        )  # fmt: skip
    unfitted = list(delivery.unfitted)
    if json:
        print(json_text.dumps(as_data(report, unfitted), indent=2, ensure_ascii=False))
    else:
        show(report, unfitted)
    return 1 if report.has_faults or unfitted else 0


def again(paths: list[str], mapping: Path | None, day: date) -> str:
    """The command that loads the same once more, from any folder and on any day. It holds no password: that of a
    database is then looked for in the settings."""
    chosen = ["--mapping", str(mapping.resolve())] if mapping else []
    return shlex.join(["kinscope", "load", *map(_place, paths), *chosen, "--loaded-on", day.isoformat()])


def _place(path: str) -> str:
    if is_address(path):
        return parse_address(path, None).shown.replace(":***@", "@")
    return str(Path(path).resolve())


def show(report: LoadReport, unfitted: list[str]) -> None:
    """The report for reading."""
    rows = [
        (feed.feed, *(f"{number:,}" for number in _numbers(feed)), _what_happened(feed))
        for feed in report.feeds
    ]
    heads = ("Feed", "Read", "Loaded", "Quarantined", "New", "Changed", "Ended", "Same", "")
    console.print(table(heads, rows, numbers=range(1, 8)))
    for line in _remarks(report, unfitted):
        console.print(readable(line), markup=False)


def _numbers(feed: FeedReport) -> tuple[int, ...]:
    counts = feed.counts
    return (
        counts.read, counts.loaded, counts.quarantined, counts.created, counts.changed, counts.ended, counts.unchanged,
    )  # fmt: skip


def _what_happened(feed: FeedReport) -> str:
    if feed.fault:
        return "refused"
    return "nothing closed: rows are quarantined" if feed.counts.quarantined else "done"


def _remarks(report: LoadReport, unfitted: list[str]) -> Iterator[str]:
    for feed in report.feeds:
        if feed.fault:
            yield f"{feed.feed}: {feed.fault}"
        for kind, count in feed.findings.items():
            yield f"{feed.feed}: {count:,} × {kind.replace('_', ' ')} (loaded all the same)"
        for row in feed.faults[:SHOWN_FAULTS]:
            place = f"{row.file}, line {row.line}" + (f", field '{row.field}'" if row.field else "")
            found = f" (found: '{readable(row.value, VALUE_SHOWN)}')" if row.value is not None else ""
            yield f"{place}: {row.reason}{found}. {row.fix}"
        if len(feed.faults) > SHOWN_FAULTS:
            yield f"{feed.feed}: and {len(feed.faults) - SHOWN_FAULTS:,} more quarantined rows, in the ledger"
    for clash in report.clashes:
        numbers = f"two {clash.scheme.replace('_', ' ')}s"
        alike = f"{len(clash.records)} records share an identifier but have {numbers}"
        yield f"Left apart: {alike}: {', '.join(clash.records)}"
    for path in unfitted:
        yield (
            f"{path}: no mapping fits this file or database; it was not loaded. "
            "Write one (docs/add-a-source.md) or leave it out."
        )


def as_data(report: LoadReport, unfitted: list[str]) -> dict[str, object]:
    """The report as plain data."""
    return {
        "format": FORMAT,
        "loaded_on": report.loaded_on.isoformat(),
        "people": report.people,
        "feeds": [_feed_data(feed) for feed in report.feeds],
        "left_apart": [
            {"records": list(one.records), "scheme": one.scheme, "values": list(one.values)}
            for one in report.clashes
        ],
        "no_mapping": unfitted,
    }


def _feed_data(feed: FeedReport) -> dict[str, object]:
    names = ("read", "loaded", "quarantined", "created", "changed", "ended", "unchanged")
    return {
        "feed": feed.feed,
        "files": list(feed.files),
        **dict(zip(names, _numbers(feed), strict=True)),
        "findings": feed.findings,
        "refused": str(feed.fault) if feed.fault else None,
        "closed_what_is_missing": feed.swept,
        "quarantine": [
            {
                "file": r.file,
                "line": r.line,
                "field": r.field,
                "value": r.value,
                "reason": r.reason,
                "fix": r.fix,
            }
            for r in feed.faults
        ],
    }
