"""A feed that did not come reads as that, never as an empty day."""

from __future__ import annotations

from datetime import date

from queries.feeds import overdue_words

FEED = {"as_of": date(2026, 5, 1), "next_due_on": date(2026, 6, 15)}


def test_a_delivery_that_is_overdue_is_said_with_both_days() -> None:
    said = overdue_words(FEED, date(2026, 6, 16))
    assert said == "; last delivery as of 1 May 2026, one was due by 15 Jun 2026"


def test_nothing_is_said_before_its_day_nor_where_no_day_is_agreed() -> None:
    assert overdue_words(FEED, date(2026, 6, 15)) == ""
    assert overdue_words({"as_of": date(2026, 5, 1), "next_due_on": None}, date(2030, 1, 1)) == ""
    assert overdue_words({"as_of": None}, date(2030, 1, 1)) == ""
