"""Whose turn it is, from what the ledger holds of a feed's loads."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from graph.ledger import LoadEntry, LoadId
from loaders.report import DONE, REFUSED
from loaders.turns.turn import Turn, into_this_store, is_in_order, turn_of

JANUARY, FEBRUARY, MARCH, APRIL = (date(2026, month, 1) for month in (1, 2, 3, 4))
TODAY = date(2026, 6, 10)


def loads(*days: date, outcomes: dict[int, str] | None = None, came_on: date = TODAY) -> list[LoadEntry]:
    """Loads of deliveries with these days, in the order in which they came, the last still under way."""
    ends = dict.fromkeys(range(len(days) - 1), DONE) | {len(days) - 1: "interrupted"} | (outcomes or {})
    begun = datetime(came_on.year, came_on.month, came_on.day, 9, tzinfo=UTC)
    return [
        LoadEntry(
            LoadId(number), "a/b", "b.csv", "", "b.yaml", "", day, "a test", begun, None, ends[number], None
        )
        for number, day in enumerate(days)
    ]


def turn(*days: date, outcomes: dict[int, str] | None = None, came_on: date = TODAY) -> Turn:
    return turn_of(loads(*days, outcomes=outcomes, came_on=came_on), lambda load: True)


def test_in_the_order_of_their_days_each_bears_its_own() -> None:
    assert is_in_order(loads(JANUARY, FEBRUARY, FEBRUARY, MARCH))
    assert turn(JANUARY, FEBRUARY).loaded_on == FEBRUARY
    assert not turn(JANUARY, FEBRUARY, FEBRUARY).is_late


def test_one_that_comes_after_a_later_one_bears_the_day_on_which_it_came() -> None:
    assert not is_in_order(loads(JANUARY, MARCH, FEBRUARY))
    late = turn(JANUARY, MARCH, FEBRUARY)
    assert (late.loaded_on, late.day, late.overtaken_by, late.closed_since) == (TODAY, FEBRUARY, MARCH, True)


def test_where_the_days_declared_lie_ahead_it_bears_the_latest_of_them() -> None:
    assert turn(JANUARY, MARCH, FEBRUARY, came_on=date(2025, 12, 1)).loaded_on == MARCH


def test_after_a_late_one_the_next_is_in_its_turn_and_does_not_turn_back() -> None:
    """Its facts replace some that were loaded on the day on which the late one came."""
    after = turn(JANUARY, MARCH, FEBRUARY, APRIL)
    assert (after.is_late, after.loaded_on) == (False, TODAY)
    assert turn(JANUARY, MARCH, FEBRUARY, date(2026, 7, 1)).loaded_on == date(2026, 7, 1)


def test_of_which_day_a_fact_is_that_was_loaded_late() -> None:
    third = turn(JANUARY, APRIL, FEBRUARY, MARCH)
    assert [third.said_on(day) for day in (JANUARY, APRIL, TODAY)] == [JANUARY, APRIL, FEBRUARY]


@pytest.mark.parametrize("outcome", [REFUSED, "interrupted"])
def test_what_was_refused_or_broken_off_overtakes_nothing(outcome: str) -> None:
    assert not turn(JANUARY, MARCH, FEBRUARY, outcomes={1: outcome}).is_late


def test_what_was_broken_off_may_have_written() -> None:
    assert turn(JANUARY, MARCH, FEBRUARY, outcomes={1: "interrupted"}).loaded_on == TODAY
    assert turn(JANUARY, MARCH, FEBRUARY, outcomes={1: REFUSED}).loaded_on == FEBRUARY


def test_loads_into_a_store_that_is_no_more_do_not_count() -> None:
    every = loads(JANUARY, MARCH, JANUARY, FEBRUARY)
    assert into_this_store(every, [LoadId(2)]) == every[2:]
    assert into_this_store(every, []) == every


def test_a_day_begins_in_london() -> None:
    late = loads(JANUARY, MARCH, FEBRUARY)
    evening = datetime(2026, 6, 10, 23, 30, tzinfo=UTC)
    late[-1] = LoadEntry(
        LoadId(2), "a/b", "b.csv", "", "b.yaml", "", FEBRUARY, "a test", evening, None, "interrupted", None
    )
    assert turn_of(late, lambda load: True).loaded_on == date(2026, 6, 11)
