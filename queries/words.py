"""How answers are worded: dates, lists of agencies, spans of days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from queries.results import Said

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_words(day: date) -> str:
    """'12 Mar 2026'."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def span_words(first: date, end: date) -> str:
    """A half-open span of days in words, its last day included: '9 Nov 2023 to 11 May 2026'."""
    last = end - timedelta(days=1)
    return day_words(first) if first == last else f"{day_words(first)} to {day_words(last)}"


def says_words(said: Iterable[Said]) -> str:
    """'says Housing, School', each agency once, by name; what is no longer said is marked."""
    marks: dict[str, str] = {}
    for one in said:
        mark = f" (until {day_words(one.ended_on)}: {_ending(one)})" if one.ended_on else ""
        if marks.get(one.agency_name, mark) == mark or not mark:
            marks[one.agency_name] = mark
    return "says " + ", ".join(f"{name}{mark}" for name, mark in sorted(marks.items())) if marks else ""


def _ending(said: Said) -> str:
    return (said.ending or "ended").replace("_", " ")


def listed(words: Iterable[str]) -> str:
    """'period, ages and area'."""
    several = list(words)
    return (
        several[0] if len(several) == 1 else f"{', '.join(several[:-1])} and {several[-1]}" if several else ""
    )
