"""Coverage: nothing is found only where period, ages and area meet a part of the life, and all bounds are
known."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.time import FOREVER, birthday, years_old
from queries.coverage import Covers, Life, coverage

TODAY = date(2026, 5, 12)
DAYS = st.dates(date(1990, 1, 1), date(2030, 1, 1))
BOUNDS = ("covers_from", "covers_to", "covers_age_from", "covers_age_to", "covers_area")


def feed(**changed: Any) -> dict[str, Any]:
    whole = {
        "covers_from": date(2020, 9, 1),
        "covers_to": date(2026, 5, 8),
        "covers_age_from": 4,
        "covers_age_to": 16,
        "covers_area": "all",
    }
    return {**whole, **changed}


def test_the_words_are_of_the_part_of_life_covered() -> None:
    answer = coverage(feed(covers_age_from=0), Life(date(2023, 11, 9), None), TODAY)
    assert (answer.covers, answer.span) == (Covers.YES, (date(2023, 11, 9), date(2026, 5, 9)))


@pytest.mark.parametrize(("life", "bounds"), [
    (Life(date(2023, 11, 9), None), ("ages",)),
    (Life(date(2000, 1, 1), None), ("ages",)),
    (Life(date(2010, 1, 1), date(2019, 1, 1)), ("period",)),
    (Life(date(2027, 1, 1), None), ("period",)),
])  # fmt: skip
def test_who_is_left_out_and_by_what(life: Life, bounds: tuple[str, ...]) -> None:
    answer = coverage(feed(), life, TODAY)
    assert (answer.covers, answer.bounds) == (Covers.NO, bounds)


@pytest.mark.parametrize("bound", BOUNDS)
def test_a_missing_bound_cannot_be_said(bound: str) -> None:
    assert (
        coverage(feed(**{bound: None}), Life(date(2015, 1, 1), None), TODAY).covers is Covers.CANNOT_BE_SAID
    )


def test_without_a_birth_date_only_a_feed_of_all_ages_covers() -> None:
    somebody = Life(None, None)
    assert coverage(feed(), somebody, TODAY).covers is Covers.CANNOT_BE_SAID
    assert coverage(feed(covers_age_from=0, covers_age_to=120), somebody, TODAY).covers is Covers.YES


def test_the_last_day_of_the_last_age_and_of_the_period_are_covered() -> None:
    child = Life(date(2004, 9, 2), None)
    assert coverage(feed(covers_from=date(2021, 9, 1)), child, TODAY).span == (
        date(2021, 9, 1),
        date(2021, 9, 2),
    )
    assert coverage(feed(covers_from=date(2021, 9, 2)), child, TODAY).covers is Covers.NO


@pytest.mark.parametrize(("homes", "covers"), [
    ([(None, None, "Elmshire")], Covers.YES),
    ([(None, None, "Ashby")], Covers.NO),
    ([(None, None, None)], Covers.CANNOT_BE_SAID),
    ([], Covers.CANNOT_BE_SAID),
    ([(None, date(2022, 1, 1), "Ashby")], Covers.CANNOT_BE_SAID),
    ([(None, date(2022, 1, 1), "Ashby"), (date(2022, 1, 1), None, "Oakham")], Covers.NO),
    ([(None, date(2022, 1, 1), "Ashby"), (date(2022, 1, 1), None, "elmshire ")], Covers.YES),
])  # fmt: skip
def test_area_is_judged_by_the_homes_of_the_covered_days(homes: list[Any], covers: Covers) -> None:
    assert (
        coverage(feed(covers_area="Elmshire; Beechton"), Life(date(2012, 1, 1), None, homes), TODAY).covers
        is covers
    )


def test_the_span_is_of_the_days_lived_in_the_area() -> None:
    homes = [(date(2021, 1, 1), date(2022, 1, 1), "Elmshire"), (date(2022, 1, 1), None, "Ashby")]
    answer = coverage(feed(covers_area="Elmshire"), Life(date(2012, 1, 1), None, homes), TODAY)
    assert answer.span == (date(2021, 1, 1), date(2022, 1, 1))


@given(
    born=DAYS, start=DAYS, length=st.integers(0, 6000), youngest=st.integers(0, 30), range_=st.integers(0, 30),
    as_of=DAYS, lived=st.one_of(st.none(), st.integers(0, 9000)),
)  # fmt: skip
def test_it_is_covered_where_any_day_of_life_is(
    born: date, start: date, length: int, youngest: int, range_: int, as_of: date, lived: int | None
) -> None:
    """Against the definition: some day that is in the period, in the ages, in the life and not after the
    day asked."""
    end, oldest = start + timedelta(days=length), youngest + range_
    died = None if lived is None else born + timedelta(days=lived)
    asked = feed(covers_from=start, covers_to=end, covers_age_from=youngest, covers_age_to=oldest)
    answer = coverage(asked, Life(born, died), as_of)
    first = max(start, born, birthday(born, youngest))
    last = min(end, as_of, died or FOREVER, birthday(born, oldest + 1) - timedelta(days=1))
    assert (answer.covers is Covers.YES) is (first <= last)
    if answer.span:
        assert answer.span == (first, last + timedelta(days=1))
        assert youngest <= years_old(born, first) <= oldest


@given(born=DAYS, as_of=DAYS, later=st.integers(0, 4000))
def test_what_is_covered_stays_covered_on_later_days(born: date, as_of: date, later: int) -> None:
    before = coverage(feed(), Life(born, None), as_of)
    after = coverage(feed(), Life(born, None), as_of + timedelta(days=later))
    assert before.covers is not Covers.YES or after.covers is Covers.YES
