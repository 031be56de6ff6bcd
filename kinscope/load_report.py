"""What a load did with a delivery, laid out for reading on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath

from graph.errors import VALUE_SHOWN
from graph.ledger import QuarantinedRow
from graph.readable import readable
from kinscope import messages
from kinscope.arrivals import Again, Arrivals
from kinscope.delivery import Delivery
from kinscope.printing import console, table
from loaders.delivered.fit import Fit
from loaders.report import FeedReport, LoadReport, PeopleChanges

SHOWN_FAULTS = 10
ARCHIVES = frozenset({".zip", ".7z", ".rar", ".gz", ".tgz", ".tar", ".bz2", ".xz"})


@dataclass(frozen=True)
class DeliveryReport:
    """What was done, or with `dry_run` would be. arrivals: None where it was not looked for; corrected_before: by
    feed, how many of its quarantined rows are just like rows that were corrected."""

    load: LoadReport
    delivery: Delivery
    arrivals: Arrivals | None = None
    dry_run: bool = False
    corrected_before: Mapping[str, int] = field(default_factory=dict)

    @property
    def has_faults(self) -> bool:
        """Whether a row, a file or a feed had a fault, or no mapping fits a file."""
        return self.load.has_faults or bool(self.delivery.unfitted)


def show(report: DeliveryReport) -> None:
    """Feeds, files, kinds and people, then what a person must know, by what it is about."""
    if report.dry_run:
        console.print(messages.DRY_RUN, style="bold")
    feeds = report.load.feeds
    _show_feeds(feeds)
    _show_files(feeds)
    _show_kinds(feeds)
    console.print(people_words(report.load.people_changes))
    if report.load.waits_for_linker:
        console.print(messages.WAITS_FOR_LINKER)
    for heading, lines in sections(report):
        if lines:
            console.print(heading, style="bold")
        for line in lines:
            console.print(f"  {readable(line)}", markup=False, soft_wrap=True)


def _show_feeds(feeds: Iterable[FeedReport]) -> None:
    heads = ("Feed", "Read", "Loaded", "Quarantined", "New", "Changed", "Ended", "Same", "")
    rows = [(feed.feed, *_numbers(feed), _what_happened(feed)) for feed in feeds]
    console.print(table(heads, rows, numbers=range(1, 8)))


def _numbers(feed: FeedReport) -> tuple[str, ...]:
    counts = feed.counts
    found = (
        counts.read, counts.loaded, counts.quarantined, counts.created, counts.changed, counts.ended, counts.unchanged,
    )  # fmt: skip
    return tuple(f"{number:,}" for number in found)


def _what_happened(feed: FeedReport) -> str:
    if feed.fault:
        return "refused"
    return "done" if feed.swept else "nothing closed"


def _show_files(feeds: Iterable[FeedReport]) -> None:
    rows = [
        (readable(one.file), feed.feed, feed.mapping, *(f"{number:,}" for number in numbers))
        for feed in feeds
        for one in feed.rows
        for numbers in [(one.read, one.read - one.quarantined, one.quarantined)]
    ]
    if rows:
        heads = ("File", "Feed", "Mapping", "Read", "Loaded", "Quarantined")
        console.print(table(heads, rows, numbers=range(3, 6)))


def _show_kinds(feeds: Iterable[FeedReport]) -> None:
    rows = [
        (feed.feed, kind, f"{counts.created:,}", f"{counts.changed:,}", f"{counts.ended:,}")
        for feed in feeds
        for kind, counts in feed.kinds.items()
    ]
    if rows:
        console.print(table(("Feed", "Kind", "New", "Changed", "Ended"), rows, numbers=range(2, 5)))


def people_words(changes: PeopleChanges) -> str:
    """Whom linkage joined, split and moved, in a sentence."""
    if changes == PeopleChanges():
        return messages.NO_PEOPLE
    return messages.PEOPLE.format(
        new=f"{changes.new:,}",
        joined=f"{changes.joined:,}",
        split=f"{changes.split:,}",
        moved=f"{changes.moved:,}",
    )


def sections(report: DeliveryReport) -> Iterator[tuple[str, list[str]]]:
    """Headings with their sentences; a heading may have none."""
    feeds = report.load.feeds
    yield "Refused", [messages.REFUSED.format(feed=one.feed, fault=one.fault) for one in feeds if one.fault]
    yield (
        "Not loaded",
        [not_loaded(name, report.delivery.nearest.get(name)) for name in report.delivery.unfitted],
    )
    if report.arrivals is not None:
        yield "Not in this delivery", list(_missing(report.arrivals))
        yield "Arrived before", list(_again(report.arrivals))
    yield "In quarantine", [line for feed in feeds for line in quarantined_words(feed)]
    again = report.corrected_before
    yield (
        "Corrected before",
        [messages.CORRECTED_BEFORE.format(feed=feed, count=again[feed]) for feed in again],
    )
    yield "Not closed", [line for feed in feeds if (line := _withheld(feed))]
    yield "Found", [line for feed in feeds for line in _findings(feed)]
    yield "Left apart", list(_clashes(report.load))
    passed = report.delivery.passed_over
    yield "Passed over", [messages.PASSED_OVER[why].format(name=name) for name, why in passed]


def not_loaded(name: str, nearest: Fit | None) -> str:
    """Why a file was not loaded, and which mapping comes nearest."""
    if PurePath(name).suffix.lower() in ARCHIVES:
        return messages.ARCHIVE.format(file=name)
    said = messages.NO_MAPPING.format(file=name)
    if nearest is None:
        return said
    mapping = nearest.mapping
    form = messages.NEAREST_LACKS if nearest.lacks else messages.NEAREST_NAME
    columns, patterns = (", ".join(f"'{one}'" for one in names) for names in (nearest.lacks, mapping.files))
    near = form.format(feed=mapping.feed.id, mapping=mapping.file, columns=columns, patterns=patterns)
    return f"{said} {near}"


def _missing(found: Arrivals) -> Iterator[str]:
    for one in found.missing or ():
        yield messages.MISSING.format(feed=one.feed, day=_day(one.last_on), file=one.file)


def _again(found: Arrivals) -> Iterator[str]:
    for one in found.again:
        yield _again_form(one).format(
            file=one.file, feed=one.feed, load=one.load, day=_day(one.loaded_on),
            later=_day(one.later) if one.later else "",
        )  # fmt: skip
    for names in found.alike:
        yield messages.ALIKE.format(files=", ".join(names))


def _again_form(one: Again) -> str:
    if one.later is not None:
        return messages.AGAIN_OVERTAKEN
    return messages.AGAIN_OTHER_MAPPING if one.other_mapping else messages.AGAIN


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def quarantined_words(feed: FeedReport) -> Iterator[str]:
    """The first rows that were set apart, each with what to do, and how many more there are."""
    for row in feed.faults[:SHOWN_FAULTS]:
        yield _row_words(row)
    if len(feed.faults) > SHOWN_FAULTS:
        yield messages.MORE_QUARANTINED.format(feed=feed.feed, count=f"{len(feed.faults) - SHOWN_FAULTS:,}")


def _row_words(row: QuarantinedRow) -> str:
    line = "" if row.line is None else f", line {row.line}"
    place = f"{row.file}{line}" + (f", field '{row.field}'" if row.field else "")
    found = f" (found: '{readable(row.value, VALUE_SHOWN)}')" if row.value is not None else ""
    return f"{place}: {row.reason}{found}. {row.fix}"


def _withheld(feed: FeedReport) -> str:
    return messages.WITHHELD[feed.withheld].format(feed=feed.feed) if feed.withheld else ""


def _findings(feed: FeedReport) -> Iterator[str]:
    for kind, count in feed.findings.items():
        yield messages.FINDING.format(feed=feed.feed, count=f"{count:,}", kind=kind.replace("_", " "))


def _clashes(report: LoadReport) -> Iterator[str]:
    for clash in report.clashes:
        scheme, records = clash.scheme.replace("_", " "), ", ".join(clash.records)
        yield messages.LEFT_APART.format(count=len(clash.records), scheme=scheme, records=records)
