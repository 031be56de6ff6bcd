"""Dates of family trees: the day in our own calendar, and how sure each of its parts is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.readers.gedcom.calendars import CALENDARS
from loaders.readers.gedcom.dates import GedcomDate, read_date

SAYS_ALL = [
    ("17 MAR 1777", date(1777, 3, 17), "AAA"),
    ("29 December 1812", date(1812, 12, 29), "AAA"),
    ("4 Sept 1900", date(1900, 9, 4), "AAA"),
    ("APR 1744", date(1744, 4, 1), "UAA"),
    ("1755", date(1755, 1, 1), "UUA"),
    ("@#DGREGORIAN@ 2 FEB 1900", date(1900, 2, 2), "AAA"),
]
SAYS_MORE = [
    ("abt 1808", date(1808, 1, 1), "UUE"),
    ("EST MAY 1500", date(1500, 5, 1), "UEE"),
    ("CAL 4 MAR 1900", date(1900, 3, 4), "EEE"),
    ("BEF 1808", date(1808, 1, 1), "UUE"),
    ("Aft 4 Mar 1900", date(1900, 3, 4), "EEE"),
    ("INT 1808 (about then)", date(1808, 1, 1), "UUE"),
    ("Bet 1457 and 1509", date(1457, 1, 1), "UUE"),
    ("BET MAR 1820 AND MAY 1820", date(1820, 3, 1), "UEA"),
    ("BET 1 MAR 1820 AND 5 MAR 1820", date(1820, 3, 1), "EAA"),
    ("FROM 1 JAN 1900 TO 5 MAY 1901", date(1900, 1, 1), "EEE"),
    ("TO 1900", date(1900, 1, 1), "UUE"),
    ("28 Jan 1456/57", date(1457, 1, 28), "AAE"),
    ("28 Jan 1456-1457", date(1457, 1, 28), "AAE"),
    ("1699/00", date(1700, 1, 1), "UUE"),
    ("JULIAN 25 OCT 1917", date(1917, 11, 7), "AAA"),
    ("@#DJULIAN@ 29 FEB 1900", date(1900, 3, 13), "AAA"),
    ("JULIAN 1700", date(1700, 1, 1), "UUE"),
    ("@#DFRENCH R@ 9 THER 2", date(1794, 7, 27), "AAA"),
    ("FRENCH_R 18 BRUM 8", date(1799, 11, 9), "AAA"),
    ("FRENCH_R 6 COMP 3", date(1795, 9, 22), "AAA"),
    ("HEBREW 5 IYR 5708", date(1948, 5, 14), "AAA"),
    ("@#DHEBREW@ 14 NSN 5780", date(2020, 4, 8), "AAA"),
    ("HEBREW 1 TSH 5784", date(2023, 9, 16), "AAA"),
]
UNSAYABLE = [
    "(Summer 1509)",
    "",
    "12 AUG 1401 BCE",
    "44 B.C.",
    "0987",
    "FRENCH_R 27 THER 77",
    "HEBREW 8",
    "_ROMAN 3 X 12",
]
NO_DATE = [
    "<unknown>", "31 FEB 1900", "29 FEB 1900", "12 AUG", "2001-02-03", "BET 1900 AND 1899", "1699/05", "4 MARCHE 1900",
    "FRENCH_R 6 COMP 2", "HEBREW 1 ADS 5783", "ABT (unclear)", "1 " * 200,
]  # fmt: skip


@pytest.mark.parametrize(("text", "day", "accuracy"), SAYS_ALL)
def test_a_plain_date_says_all(text: str, day: date, accuracy: str) -> None:
    assert read_date(text) == GedcomDate(day, accuracy, says_all=True)


@pytest.mark.parametrize(("text", "day", "accuracy"), SAYS_MORE)
def test_a_date_that_says_more_than_day_and_accuracy_is_marked(text: str, day: date, accuracy: str) -> None:
    assert read_date(text) == GedcomDate(day, accuracy, says_all=False)


@pytest.mark.parametrize("text", UNSAYABLE)
def test_what_our_calendar_cannot_hold_is_no_fault(text: str) -> None:
    assert read_date(text) == GedcomDate()


@pytest.mark.parametrize("text", NO_DATE)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_date(text) is None


def test_only_a_day_that_is_sure_is_known() -> None:
    found = [read_date(text) for text in ("4 MAR 1900", "MAR 1900", "ABT 4 MAR 1900")]
    assert [one.known_day if one else "no date" for one in found] == [date(1900, 3, 4), None, None]


@given(day=st.dates(date(1000, 1, 1), date(9998, 12, 31)))
def test_every_day_of_our_own_calendar_is_read_as_itself(day: date) -> None:
    months = CALENDARS["GREGORIAN"].months
    found = read_date(f"{day.day} {months[day.month - 1]} {day.year}")
    assert found == GedcomDate(day, "AAA", says_all=True)


@pytest.mark.parametrize(
    ("name", "years"), [("JULIAN", (1500, 1930)), ("FRENCH_R", (1, 13)), ("HEBREW", (5400, 5800))]
)
def test_the_days_of_every_calendar_follow_each_other(name: str, years: tuple[int, int]) -> None:
    calendar = CALENDARS[name]
    before: date | None = None
    for year in range(*years):
        for month, length in zip(calendar.months, calendar.lengths(year), strict=True):
            span = calendar.span(year, month, None)
            assert (span is None) == (length == 0)
            if span is not None:
                assert before is None or span[0] == before + timedelta(days=1)
                assert calendar.span(year, month, length) == (span[1], span[1])
                assert calendar.span(year, month, length + 1) is None
                before = span[1]


@given(text=st.text(st.sampled_from("BET AND 0123456789/@#DJULIANFEBC()-_"), max_size=40))
def test_no_text_breaks_the_reading(text: str) -> None:
    found = read_date(text)
    assert found is None or (found.day is None) == (found.accuracy is None)


def test_the_dates_of_the_standard_are_read(shared_data: Callable[[str], Path]) -> None:
    text = shared_data("gedcom/familysearch/gedcom70/date.ged").read_text(encoding="utf-8-sig")
    dates = re.findall(r"^2 DATE (.*)$", text, re.MULTILINE)
    unread = [one for one in dates if read_date(one) is None]
    assert (len(dates), len(unread)) == (1062, 76)
    # They were made by chance, and the end of these lies before their beginning.
    assert all(one.startswith(("BET ", "FROM ")) for one in unread)
