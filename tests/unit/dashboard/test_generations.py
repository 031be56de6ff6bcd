"""Generations: parents above children, partners and co-parents level."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dashboard.generations import generations


def test_parents_stand_one_row_above_and_co_parents_level() -> None:
    ties = [("g", "d", "mother"), ("d", "m", "mother"), ("l", "m", "father"), ("d", "j", "mother")]
    assert generations("gdlmj", ties) == {"g": 0, "d": 1, "l": 1, "m": 2, "j": 2}


def test_a_child_tie_says_the_same_as_the_parent_tie() -> None:
    assert generations("ab", [("b", "a", "son")]) == generations("ab", [("a", "b", "parent")])


def test_partners_stand_level_though_one_has_a_parent_in_the_family() -> None:
    rows = generations("gab", [("g", "a", "mother"), ("a", "b", "spouse")])
    assert rows["a"] == rows["b"] == rows["g"] + 1


def test_who_has_no_tie_is_left_out() -> None:
    assert "z" not in generations("abz", [("a", "b", "mother")])


def test_of_two_who_are_each_others_parent_the_first_stands() -> None:
    assert generations("ab", [("a", "b", "mother"), ("b", "a", "mother")]) == {"a": 0, "b": 1}


@given(
    st.lists(
        st.tuples(*[st.sampled_from("abcdef")] * 2, st.sampled_from(["mother", "spouse", "sibling", "son"]))
    )
)
def test_any_ties_come_to_rows_that_start_at_the_top(ties: list[tuple[str, str, str]]) -> None:
    rows = generations("abcdef", [tie for tie in ties if tie[0] != tie[1]])
    assert all(0 <= row < 6 for row in rows.values())
