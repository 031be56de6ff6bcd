"""The columns of the knowledge table: every feed about people, and every agency that has given none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from graph.codes.services import AgencyKind, Category
from queries.coverage import ALL_AREAS, all_ages
from queries.evidence import Evidence
from queries.reading import Reading
from queries.results import KnownColumn
from queries.words import day_words

NOT_ABOUT_PEOPLE = frozenset({Category.SHARING_LOG, Category.AGENCY_REGISTER})


def columns(reading: Reading, evidence: Iterable[Evidence]) -> tuple[KnownColumn, ...]:
    """Every feed about people, every agency that has given none, and any feed that is not listed and says
    something."""
    feeds = [feed for feed in reading.feeds.values() if feed["category"] not in NOT_ABOUT_PEOPLE]
    found = [_feed_column(reading, feed) for feed in feeds]
    giving = {feed["agency"] for feed in feeds}
    # Who keeps the register of agencies is no agency that could know a family.
    registrars = {
        feed["agency"] for feed in reading.feeds.values() if feed["category"] == Category.AGENCY_REGISTER
    }
    # A register lists all councils of the country, so that feeds can name them: they are no agencies of this hub.
    councils = {
        agency
        for agency, node in reading.agencies.items()
        if node.get("agency_kind") == AgencyKind.LOCAL_AUTHORITY
    }
    silent = reading.agencies.keys() - giving - registrars - councils - reading.agencies_with_hidden_feeds
    found += [_silent_column(reading, agency) for agency in silent]
    unlisted = {one.source: one for one in evidence if one.source not in reading.feeds}
    found += [_unlisted_column(one) for one in unlisted.values()]
    return tuple(sorted(found, key=_order))


def _order(column: KnownColumn) -> tuple[bool, str, str, str]:
    return (column.source is None, column.agency_name, column.feed_title or "", column.id)


def _feed_column(reading: Reading, feed: Mapping[str, Any]) -> KnownColumn:
    name, title = reading.agency_name(feed["agency"]), feed.get("title") or feed["id"]
    due = feed.get("next_due_on")
    words = f"covers {_covers_words(feed)}{overdue_words(feed, reading.moment.as_of)}"
    return KnownColumn(
        feed["id"], feed["id"], feed["agency"], name, title, feed["category"], feed.get("as_of"), words, due
    )


def overdue_words(feed: Mapping[str, Any], day: date) -> str:
    """That the next delivery did not come by its day, as a part of a sentence; nothing where it is not due yet, or
    nobody has said when it is."""
    due, as_of = feed.get("next_due_on"), feed.get("as_of")
    if due is None or as_of is None or day <= due:
        return ""
    return f"; last delivery as of {day_words(as_of)}, one was due by {day_words(due)}"


def _silent_column(reading: Reading, agency: str) -> KnownColumn:
    words = f"has given no feed: telephone {reading.ring_words(agency)}"
    return KnownColumn(agency, None, agency, reading.agency_name(agency), None, None, None, words)


def _unlisted_column(one: Evidence) -> KnownColumn:
    said, words = one.said, "this feed does not say what it covers"
    return KnownColumn(
        said.source, said.source, said.agency, said.agency_name, said.source, said.category, None, words
    )


def _covers_words(feed: Mapping[str, Any]) -> str:
    return f"{period_words(feed)}, {ages_words(feed)}, {area_words(feed)}"


def period_words(feed: Mapping[str, Any]) -> str:
    """The period that a feed says it covers."""
    start, end = feed.get("covers_from"), feed.get("covers_to")
    if start and end and start > end:
        return "a period that has left its window"
    return f"{day_words(start)} to {day_words(end)}" if start and end else "a period not said"


def ages_words(feed: Mapping[str, Any]) -> str:
    """The ages that a feed says it covers."""
    youngest, oldest = feed.get("covers_age_from"), feed.get("covers_age_to")
    if youngest is None or oldest is None:
        return "ages not said"
    return "all ages" if all_ages(feed) else f"ages {youngest} to {oldest}"


def area_words(feed: Mapping[str, Any]) -> str:
    """The areas that a feed says it covers."""
    areas = feed.get("covers_area")
    if areas is None:
        return "an area not said"
    return "all areas" if areas == ALL_AREAS else ", ".join(area.strip() for area in areas.split(";"))
