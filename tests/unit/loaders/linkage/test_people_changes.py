"""Whom linkage joins, splits and moves."""

from __future__ import annotations

import polars as pl

from loaders.linkage.people_changes import people_changes
from loaders.report import PeopleChanges
from tests.feeds import NHS, UPN, Hub, person


def people(*pairs: str) -> pl.DataFrame:
    """'record person' each."""
    rows = [tuple(pair.split()) for pair in pairs]
    return pl.DataFrame(rows, schema={"record": pl.String, "person": pl.String}, orient="row")


def test_who_was_not_there_before_is_new_and_no_more() -> None:
    assert people_changes(people(), people("a 1", "b 1", "c 2")) == PeopleChanges(new=2)
    assert people_changes(people("a 1"), people("a 1", "b 1")) == PeopleChanges()


def test_joining_splitting_and_moving_are_told_apart() -> None:
    two, one = people("a 1", "b 2", "c 3"), people("a 1", "b 1", "c 3")
    assert people_changes(two, one) == PeopleChanges(joined=1, moved=1)
    assert people_changes(one, two) == PeopleChanges(split=1, moved=1)
    assert people_changes(people("b 2"), people("a 1", "b 1")) == PeopleChanges(moved=1)


def test_a_load_says_what_linkage_made_of_it(hub: Hub) -> None:
    first = hub.deliver(hub.of_people("housing", person("1", NHS=NHS[0]), person("2", UPN=UPN)))
    assert first.people_changes == PeopleChanges(new=2)
    joined = hub.deliver(hub.of_people("school", person("9", NHS=NHS[0], UPN=UPN)))
    assert joined.people_changes == PeopleChanges(joined=1, moved=1)
    split = hub.deliver(hub.of_people("school", person("9", NHS=NHS[0])))
    assert (split.people_changes.split, split.people) == (1, 2)
