"""Resolve: the same records give the same people in any order, and nothing crosses what must not be crossed."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import polars as pl

from loaders.linkage.clusters import NOBODY
from loaders.linkage.model import shipped_model
from loaders.linkage.resolve import Resolved, resolve
from tests.linkage.records import (
    HOME,
    columns_of,
    members_of,
    people,
    record,
    relations_of,
    resolved,
    to_review,
)

BORN, MOTHER_BORN = date(2015, 3, 12), date(1987, 6, 22)
ELSEWHERE: dict[str, Any] = {"streets": ["3 ROSE LANE"], "places": ["WESTHOLME"], "postcodes": ["M9 4ZZ"]}
FAMILY = [
    record("csc/1", "leo", born=BORN, **HOME),
    record("csc/1/mother", "sarah", **HOME),
    record("school/1", "leo", born=BORN, **HOME),
    record("school/1/contact", "sarah"),
    record("gp/1", "leo", born=BORN, **HOME),
    record("gp/2", "sarah", born=MOTHER_BORN, **HOME),
    record("gp/3", "sarah", "featherstone", date(1950, 1, 2), **ELSEWHERE),
]
RELATIONS = relations_of(("csc/1/mother", "csc/1", "mother"), ("school/1/contact", "school/1", "mother"))


def family(rows: list[dict[str, Any]] | None = None, never: pl.DataFrame = NOBODY) -> Resolved:
    """A child and his mother in three agencies' files; two of them name her without a birth date."""
    return resolved(*(rows or FAMILY), relations=RELATIONS, never=never)


def test_who_is_named_without_a_birth_date_is_known_by_the_people_around_them() -> None:
    assert people(family()) == [
        ["csc/1", "gp/1", "school/1"],
        ["csc/1/mother", "gp/2", "school/1/contact"],
    ]


def test_without_the_people_around_them_they_are_left() -> None:
    assert people(resolved(*FAMILY)) == [["csc/1", "gp/1", "school/1"]]


def test_the_order_of_records_changes_nobody() -> None:
    expected, rows = family().groups, list(FAMILY)
    for seed in range(3):
        random.Random(seed).shuffle(rows)
        assert family(rows).groups.equals(expected)


def test_a_reviewers_no_holds_through_third_records() -> None:
    never = pl.DataFrame({"left": ["gp/1"], "right": ["csc/1"]})
    found = family(never=never)
    assert not any({"csc/1", "gp/1"} <= set(group) for group in people(found))
    assert [one.forbidden for one in found.apart if "gp/1" in (*one.first, *one.second)]


def test_a_person_moves_and_stays_who_they_are() -> None:
    moved = [record("csc/1", born=BORN, **HOME), record("gp/1", born=BORN, **ELSEWHERE)]
    assert people(resolved(*moved)) == [["csc/1", "gp/1"]]


def test_a_changed_surname_is_linked_by_a_number_and_asked_about_without() -> None:
    number = {"identifiers": ["nhs_number 9990000018"]}
    rows = [record("csc/1", born=BORN), record("gp/1", family="featherstone", born=BORN)]
    assert people(resolved(*({**row, **number} for row in rows))) == [["csc/1", "gp/1"]]
    assert to_review(resolved(*rows)) == {("csc/1", "gp/1"): "changed surname"}


def test_names_in_another_order_and_with_other_letters() -> None:
    rows = [
        record("csc/1", "mohammed amin", "hussain", BORN),
        record("gp/1", "hussain", "mohammed amin", BORN),
    ]
    assert people(resolved(*rows)) == [["csc/1", "gp/1"]]


def test_nobody_at_all() -> None:
    found = resolve(columns_of(), relations_of(), members_of(), shipped_model())
    assert found.groups.is_empty()
    assert found.review.is_empty()
