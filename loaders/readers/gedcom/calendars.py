"""The four calendars of GEDCOM: which days of our own calendar a year, month or day of theirs stands for.

Arithmetic after Reingold and Dershowitz, Calendrical Calculations. A day is a number as `date.toordinal` counts it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

WESTERN = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
FRENCH = (
    "VEND",
    "BRUM",
    "FRIM",
    "NIVO",
    "PLUV",
    "VENT",
    "GERM",
    "FLOR",
    "PRAI",
    "MESS",
    "THER",
    "FRUC",
    "COMP",
)
HEBREW = ("TSH", "CSH", "KSL", "TVT", "SHV", "ADR", "ADS", "NSN", "IYR", "SVN", "TMZ", "AAV", "ELL")
FRENCH_EPOCH = date(1792, 9, 22).toordinal()
# The calendar was given up in its year 14; how it would have gone on was never settled.
FRENCH_YEARS = 14
FRENCH_LEAP_YEARS = (3, 7, 11)
HEBREW_EPOCH = -1373427
LAST_YEAR = 9998


@dataclass(frozen=True)
class Calendar:
    """months: as GEDCOM writes them, in order; new_year: number of the first day of a year; lengths: days of each
    month in a year, 0 for a month that the year lacks; years: the first and last
    that `date` can hold, or that ever were."""

    months: tuple[str, ...]
    new_year: Callable[[int], int]
    lengths: Callable[[int], Sequence[int]]
    years: tuple[int, int]

    def span(self, year: int, month: str | None, day: int | None) -> tuple[date, date] | None:
        """First and last day; None where there is no such month or day, or the year is not one of `years`."""
        if not self.years[0] <= year <= self.years[1]:
            return None
        lengths = self.lengths(year)
        start, length = self.new_year(year), sum(lengths)
        if month is not None:
            place = self.months.index(month)
            start, length = start + sum(lengths[:place]), lengths[place]
        if day is not None:
            if not 1 <= day <= length:
                return None
            start, length = start + day - 1, 1
        if length == 0:
            return None
        return date.fromordinal(start), date.fromordinal(start + length - 1)


def _western_lengths(is_leap: bool) -> Sequence[int]:
    return (31, 29 if is_leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _gregorian_lengths(year: int) -> Sequence[int]:
    return _western_lengths(year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))


def _julian_new_year(year: int) -> int:
    return 365 * (year - 1) + (year - 1) // 4 - 1


def _french_new_year(year: int) -> int:
    return FRENCH_EPOCH + 365 * (year - 1) + year // 4


def _french_lengths(year: int) -> Sequence[int]:
    return (*[30] * 12, 6 if year in FRENCH_LEAP_YEARS else 5)


def _hebrew_days(year: int) -> int:
    """Days from the epoch to the new moon that begins a year, put off where its weekday forbids it."""
    months = (235 * year - 234) // 19
    days = 29 * months + (12084 + 13753 * months) // 25920
    return days + 1 if 3 * (days + 1) % 7 < 3 else days


def _hebrew_new_year(year: int) -> int:
    before, this, after = (_hebrew_days(one) for one in (year - 1, year, year + 1))
    put_off = 2 if after - this == 356 else 1 if this - before == 382 else 0
    return HEBREW_EPOCH + this + put_off


def _hebrew_lengths(year: int) -> Sequence[int]:
    is_leap = (7 * year + 1) % 19 < 7
    days = (_hebrew_new_year(year + 1) - _hebrew_new_year(year)) % 10
    adar, second_adar = (30, 29) if is_leap else (29, 0)
    autumn = (30, 30 if days == 5 else 29, 29 if days == 3 else 30)
    return (*autumn, 29, 30, adar, second_adar, 30, 29, 30, 29, 30, 29)


CALENDARS = {
    "GREGORIAN": Calendar(
        WESTERN, lambda year: date(year, 1, 1).toordinal(), _gregorian_lengths, (1, LAST_YEAR)
    ),
    "JULIAN": Calendar(
        WESTERN, _julian_new_year, lambda year: _western_lengths(year % 4 == 0), (2, LAST_YEAR)
    ),
    "FRENCH_R": Calendar(FRENCH, _french_new_year, _french_lengths, (1, FRENCH_YEARS)),
    "HEBREW": Calendar(HEBREW, _hebrew_new_year, _hebrew_lengths, (3762, LAST_YEAR)),
}
