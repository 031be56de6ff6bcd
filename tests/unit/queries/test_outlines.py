"""Which outlines a family is drawn with: every home once, and recorded households only where they say more."""

from __future__ import annotations

from queries.households import households_that_add
from queries.results import HouseholdGroup


def group(name: str, *members: str) -> HouseholdGroup:
    return HouseholdGroup(name, name, members, ())


HOME = group("12 Alder St", "dana", "maya", "joel")


def test_a_household_alone_at_its_address_is_that_outline() -> None:
    assert households_that_add([group("tenancy", "dana", "maya")], [HOME]) == []


def test_two_households_at_one_address_are_both_drawn() -> None:
    both = [group("tenancy 1", "dana", "maya"), group("tenancy 2", "joel")]
    assert households_that_add(both, [HOME]) == both


def test_a_household_with_somebody_from_another_address_is_drawn() -> None:
    across = group("tenancy", "dana", "lee")
    assert households_that_add([across], [HOME, group("7 Poplar Ct", "lee")]) == [across]


def test_a_household_without_an_address_is_drawn() -> None:
    assert households_that_add([group("tenancy", "dana")], []) == [group("tenancy", "dana")]
