"""How traps are planted: where there is room, and what kinds there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from loaders.borough.kinship import age_of, natural_parents
from loaders.borough.people import Block, Household, Person, Trap
from loaders.borough.population import Maker

Plan = Callable[[Block, Maker], Trap | None]


def plant(block: Block, maker: Maker, plans: tuple[Plan, ...]) -> None:
    """Carry out each plan once in the block; one that finds nobody fitting is left out."""
    for plan in plans:
        trap = plan(block, maker)
        if trap is not None:
            block.traps.append(trap)


def free(block: Block, *kinds: str) -> Iterator[Household]:
    """The households of these kinds in which nothing is planted yet."""
    return (home for home in block.households if not home.trapped and home.kind in kinds)


COUPLES = ("married_dependent_children", "cohabiting_dependent_children")
PARENTS = (*COUPLES, "lone_parent_dependent_children")
COUPLES_ALONE = ("married_no_children", "cohabiting_no_children")


def young(home: Household, maker: Maker, low: float, high: float) -> list[Person]:
    """The living children of a household from `low` up to `high` years old."""
    return [
        person
        for person in home.members
        if natural_parents(person)
        and not person.unborn
        and not person.died
        and low <= age_of(person, maker.today) < high
    ]


KINDS = (
    "twins_same_sex",
    "twins_mixed",
    "father_and_son_of_one_name",
    "mover",
    "surname_changed_by_marriage",
    "surname_changed_by_separation",
    "adoption",
    "refuge",
    "hostel",
    "care_home",
    "report_nobody_received",
    "strangers_of_one_name",
    "nhs_number_wrong_check_digit",
    "birth_date_in_future",
    "end_before_start",
    "placement",
)
"""Every kind of trap, as traps.csv names it. From 2,000 people on there is at least one of each."""
