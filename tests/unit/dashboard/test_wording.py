"""What pages say of a person's days of birth and death."""

from __future__ import annotations

from datetime import date

from dashboard.wording import born_words
from queries.results import Best, BestKnown, Said

BY = (Said("tree/tree", "Tree", "tree", "Tree", "family_tree", "tree/tree/1", None, None),)


def test_a_day_that_is_not_sure_is_never_shown_as_if_it_were() -> None:
    best = BestKnown(
        birth_date=Best(date(1755, 1, 1), BY),
        birth_date_accuracy=Best("UUA", BY),
        death_date=Best(date(1808, 1, 1), BY),
        death_date_accuracy=Best("UUE", BY),
    )
    born, died = born_words(best).split("; ")
    assert "day unknown, month unknown, year accurate" in born
    assert "day unknown, month unknown, year estimated" in died


def test_a_day_that_is_sure_stands_alone() -> None:
    best = BestKnown(
        birth_date=Best(date(2017, 3, 4), BY),
        death_date=Best(date(2020, 5, 6), BY),
        death_date_accuracy=Best("AAA", BY),
    )
    assert born_words(best) == "Born 4 Mar 2017; died 6 May 2020"
