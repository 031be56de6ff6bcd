"""Dates of GEDCOM 5.5.1 and 7 in all their forms: the day, how sure each of its parts is, and whether that says all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from loaders.readers.gedcom.calendars import CALENDARS

# `date` knows years before this one, but the mapping language takes them for a year of two digits.
FIRST_YEAR = 1000
EXACT = "AAA"
LONGEST = 200
FULL_MONTHS = (
    "JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER",
    "DECEMBER",
)  # fmt: skip
TWO_DATES = re.compile(r"(?:BET(?:WEEN)? (?P<from>.+) AND (?P<to>.+)|FROM (?P<since>.+) TO (?P<until>.+))")
ONE_DATE = re.compile(
    r"(?:BEF|BEFORE|AFT|AFTER|FROM|TO|ABT|ABOUT|CA|CIR|CIRCA|EST|CAL|CALC|INT)\.? (?P<date>[^(]+?)(?: ?\(.*\))?"
)
DATE = re.compile(
    r"(?:@#D(?P<old_calendar>[A-Z_ ]+)@ ?|(?P<calendar>GREGORIAN|JULIAN|FRENCH_R|HEBREW|_[A-Z0-9_]+) )?"
    r"(?:(?:(?P<day>[0-9]{1,2}) )?(?P<month>[A-Z_][A-Z0-9_]*)\.? )?"
    r"(?P<year>[0-9]{1,4})(?:[/-](?P<new_style>[0-9]{2}|[0-9]{4}))?"
    r"(?P<epoch> (?:BCE|BC|B\.C\.?|_[A-Z0-9_]+))?"
)


@dataclass(frozen=True)
class GedcomDate:
    """What a date comes to in our own calendar.

    day: None where it cannot be said: a phrase, a year before 1000, another calendar. accuracy: for day, month, year
    A accurate, E estimated, U unknown (the figure in its place then means nothing), None without a day. says_all:
    whether day and accuracy say all that the text says; not so for 'BEF 1808', nor for another calendar.
    """

    day: date | None = None
    accuracy: str | None = None
    says_all: bool = False

    @property
    def known_day(self) -> date | None:
        """The day where all of it is accurate."""
        return self.day if self.accuracy == EXACT else None


UNSAYABLE = GedcomDate()


@dataclass(frozen=True)
class _Part:
    """One date of a text: first and last day that it may be; stated: 1 for a year, 2 for a month, 3 for a day; is_ours:
    in our own calendar; has_two_years: it gives the year as it was counted then and as we count it."""

    first: date
    last: date
    stated: int
    is_ours: bool
    has_two_years: bool


@lru_cache(maxsize=4096)
def read_date(text: str) -> GedcomDate | None:
    """The date that a DATE line gives; None where it follows none of the forms, or there is no such day.

    About, before, after, between and periods give the (first) day named, its parts as estimates where the ends differ.
    """
    words = " ".join(text.upper().split())
    if not words or words.startswith("("):
        return UNSAYABLE
    if len(words) > LONGEST:
        return None
    if two := TWO_DATES.fullmatch(words):
        first, last = (_part(one) for one in (two["from"] or two["since"], two["to"] or two["until"]))
        return _between(first, last)
    one = ONE_DATE.fullmatch(words)
    part = _part(one["date"] if one else words)
    return _told(part, part.last, is_bare=one is None) if isinstance(part, _Part) else part


def _between(first: _Part | GedcomDate | None, last: _Part | GedcomDate | None) -> GedcomDate | None:
    if not isinstance(first, _Part) or not isinstance(last, _Part):
        return None if first is None or last is None else UNSAYABLE
    if last.last < first.first:
        return None
    told = _told(first, last.last, is_bare=True)
    return GedcomDate(told.day, told.accuracy)


def _told(part: _Part, last: date, *, is_bare: bool) -> GedcomDate:
    """A part of the date is accurate where the first and the last day that it may be agree on it and all above.

    is_bare: no word such as ABT stands before it, which makes all of it an estimate.
    """
    first = part.first
    if first.year < FIRST_YEAR:
        return UNSAYABLE
    letters = []
    agrees = is_bare
    pairs = ((first.year, last.year), (first.month, last.month), (first.day, last.day))
    for number, (one, other) in enumerate(pairs, start=1):
        agrees = agrees and one == other
        letters.append("U" if number > part.stated else "A" if agrees else "E")
    if part.has_two_years:
        letters[0] = "E"
    day = date(first.year, first.month if part.stated > 1 else 1, first.day if part.stated > 2 else 1)
    says_all = is_bare and part.is_ours and not part.has_two_years
    return GedcomDate(day, "".join(reversed(letters)), says_all)


def _part(text: str) -> _Part | GedcomDate | None:
    """One date without words around it; UNSAYABLE for one that our calendar cannot hold, None for none."""
    found = DATE.fullmatch(text)
    if found is None:
        return None
    name = (found["old_calendar"] or found["calendar"] or "GREGORIAN").strip().replace(" ", "_")
    if found["epoch"] or name not in CALENDARS:
        return UNSAYABLE
    month = found["month"] and _month(name, found["month"])
    if found["month"] and month is None:
        return None
    year, has_two = _year(found["year"], found["new_style"])
    if year is None:
        return None
    calendar = CALENDARS[name]
    if not calendar.years[0] <= year <= calendar.years[1]:
        return UNSAYABLE
    span = calendar.span(year, month, int(found["day"]) if found["day"] else None)
    if span is None:
        return None
    stated = 1 + bool(month) + bool(found["day"])
    return _Part(*span, stated, name == "GREGORIAN", has_two)


def _month(calendar: str, word: str) -> str | None:
    """The month as GEDCOM writes it; English names may be written out."""
    months = CALENDARS[calendar].months
    if word in months:
        return word
    full = next((name for name in FULL_MONTHS if len(word) > 3 and name.startswith(word)), "")
    return full[:3] if full[:3] in months else None


def _year(old_style: str, new_style: str | None) -> tuple[int | None, bool]:
    """The year that begins in January, and whether two were given: 1699/00 began in March, and is 1700 to us."""
    year = int(old_style)
    if new_style is None:
        return year, False
    following = str(year + 1)
    return (year + 1, True) if following.endswith(new_style) else (None, True)
