"""The register of agencies, and of the feeds that each gives with what they cover."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from loaders.borough.names import BOROUGH, TOWNS


class Agency(NamedTuple):
    """One agency: id, name, kind, telephone, whom to ask for, whether it gives a feed."""

    id: str
    name: str
    kind: str
    telephone: str
    duty_desk: str
    gives_feed: bool


AGENCIES = (
    Agency(
        "childrens_social_care",
        "Northmere Children’s Social Care",
        "local_authority",
        "01632 960001",
        "Front Door",
        True,
    ),
    Agency("schools", "Northmere Schools", "education", "01632 960002", "Education safeguarding desk", True),
    Agency(
        "health_visiting",
        "Northmere Health Visiting",
        "health",
        "01632 960003",
        "Single point of access",
        True,
    ),
    Agency(
        "gp_practices", "Northmere GP Practices", "health", "01632 960004", "Practice safeguarding lead", True
    ),
    Agency("police", "Northmere Police", "police", "01632 960005", "Public protection unit", True),
    Agency(
        "housing", "Northmere Housing Partnership", "housing", "01632 960006", "Tenancy support desk", True
    ),
    Agency(
        "adult_social_care",
        "Northmere Adult Social Care",
        "local_authority",
        "01632 960007",
        "Adult duty team",
        True,
    ),
    Agency(
        "family_support",
        "Northmere Family Support Programme",
        "programme",
        "01632 960008",
        "Programme desk",
        True,
    ),
    Agency("probation", "Northmere Probation", "justice", "01632 960009", "Duty officer", False),
    Agency(
        "mental_health", "Tarnside Mental Health Trust", "health", "01632 960010", "Safeguarding team", False
    ),
)


class Feed(NamedTuple):
    """One feed. lag: days from its as-of day to today; years: how far back its period goes, 0 for this
    school year, None where the feed does not say; towns: the part of the borough, empty for all of it."""

    agency: str
    feed: str
    files: str
    category: str
    lag: int
    years: int | None
    ages: tuple[int, int] | None
    towns: tuple[str, ...] = ()


FEEDS = (
    Feed("childrens_social_care", "case_management", "children.ndjson", "social_care", 1, 10, (0, 17)),
    Feed("schools", "census", "census.csv", "education", 4, 0, (4, 16)),
    Feed("health_visiting", "caseload", "caseload.xlsx", "health", 12, 2, (0, 5), TOWNS[:4]),
    Feed(
        "gp_practices",
        "registrations",
        "registrations.parquet;addresses.parquet",
        "health",
        31,
        10,
        (0, 120),
    ),
    Feed("police", "incidents", "police.sqlite", "police", 2, 2, (0, 120)),
    Feed("police", "sharing_log", "sharing_log.csv", "sharing_log", 2, 2, None),
    Feed("housing", "tenancies", "tenants_and_occupants.tsv", "housing", 7, 20, (0, 120)),
    Feed("adult_social_care", "clients", "clients.xml", "social_care", 3, 8, (18, 120)),
    Feed("family_support", "listings", "listings.csv;agreements.csv", "programme", 0, 4, (0, 120)),
    Feed("family_support", "sharing_log", "sharing_log.csv", "sharing_log", 0, 4, None),
    Feed("family_support", "refuge", "refuge.csv", "restricted", 0, None, None),
)
_LAGS = {
    agency.id: min(feed.lag for feed in FEEDS if feed.agency == agency.id)
    for agency in AGENCIES
    if agency.gives_feed
}


def as_of(agency: str, today: int) -> int:
    """The as-of day of an agency's feeds, as an ordinal."""
    return today - _LAGS[agency]


def period_from(feed: Feed, today: date) -> date | None:
    """The first day that the feed covers: of a month some years ago, for 0 years of the school year."""
    if feed.years is None:
        return None
    if feed.years == 0:
        return date(today.year if today.month >= 9 else today.year - 1, 9, 1)
    return date(today.year - feed.years, today.month, 1)


def write_registers(out: Path, today: date) -> None:
    """agencies.csv and feeds.csv, in the folder `register`."""
    folder = out / "register"
    folder.mkdir()
    with (folder / "agencies.csv").open("w", encoding="utf-8", newline="") as file:
        rows: Iterable[tuple[str, ...]] = (
            (*agency[:5], "yes" if agency.gives_feed else "no") for agency in AGENCIES
        )
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("agency_id", "name", "kind", "telephone", "duty_desk", "gives_feed"))
        writer.writerows(rows)
    with (folder / "feeds.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(
            (
                "agency_id",
                "feed",
                "files",
                "category",
                "as_of",
                "period_from",
                "period_to",
                "ages_from",
                "ages_to",
                "area",
            )
        )
        writer.writerows(_feed_row(feed, today) for feed in FEEDS)


def _feed_row(feed: Feed, today: date) -> tuple[str, ...]:
    day = (today - timedelta(days=feed.lag)).isoformat()
    since = period_from(feed, today)
    ages = ("", "") if feed.ages is None else (str(feed.ages[0]), str(feed.ages[1]))
    area = "" if since is None else ";".join(feed.towns) or BOROUGH
    period = ("", "") if since is None else (since.isoformat(), day)
    return (feed.agency, feed.feed, feed.files, feed.category, day, *period, *ages, area)
