"""Faults planted in every block, in what the agencies record of it, and what must come of each."""

from __future__ import annotations

from loaders.borough.identifiers import is_nhs_number
from loaders.borough.incidents import abuse
from loaders.borough.names import TOWNS
from loaders.borough.people import NEVER, Block, Trap
from loaders.borough.places import address
from loaders.borough.planting import COUPLES, COUPLES_ALONE, PARENTS, Plan, free, young
from loaders.borough.population import Maker
from loaders.borough.register import as_of


def wrong_nhs_number(block: Block, maker: Maker) -> Trap | None:
    """An NHS number whose check digit is wrong in the practice's record."""
    for home in free(block, *COUPLES_ALONE):
        person = home.members[0]
        if is_nhs_number(person.nhs) and person.stays and person.stays[0].since < maker.today - 100:
            home.trapped = True
            person.fault = "nhs_in_gp"
            return Trap(
                "nhs_number_wrong_check_digit",
                (person,),
                ("gp_practices",),
                "kept as recorded, marked, never links",
            )
    return None


def wrong_nhs_number_of_child(block: Block, maker: Maker) -> Trap | None:
    """An NHS number whose check digit is wrong in the health visitor's record of a young child."""
    for home in free(block, *PARENTS):
        for child in young(home, maker, 0.3, 5):
            if child.stays and all(
                stay.dwelling > 0 and address(stay.dwelling).town in TOWNS[:4] for stay in child.stays
            ):
                home.trapped = True
                child.fault = "nhs_in_health_visiting"
                must = "kept as recorded, marked, never links"
                return Trap("nhs_number_wrong_check_digit", (child,), ("health_visiting",), must)
    return None


def born_in_future(block: Block, maker: Maker) -> Trap | None:
    """A pupil whose birth date in the census lies after the census."""
    for home in free(block, *PARENTS):
        for child in home.members:
            if child.schools and child.schools[-1].until >= NEVER:
                home.trapped = True
                child.fault = "born_in_future"
                return Trap("birth_date_in_future", (child,), ("schools",), "loaded; a finding is recorded")
    return None


def end_before_start(block: Block, maker: Maker) -> Trap | None:
    """A tenancy that ends before it begins."""
    for home in block.households:
        if (
            not home.trapped
            and home.tenancy
            and home.stays
            and home.stays[-1].since < as_of("housing", maker.today) - 90
        ):
            home.trapped = True
            person = home.members[0]
            person.fault = "end_before_start"
            return Trap("end_before_start", (person,), ("housing",), "loaded; a finding is recorded")
    return None


def report_nobody_received(block: Block, maker: Maker) -> Trap | None:
    """A domestic abuse incident with children in the household, of which the police told nobody."""
    for home in free(block, *COUPLES):
        children = young(home, maker, 5, 15)
        woman = next(
            (person for person in home.members if person.sex == "F" and person.partner is not None), None
        )
        if not children or woman is None or woman.partner is None or woman.partner.died:
            continue
        home.trapped = True
        incident = abuse(block, maker, home, (woman.partner, woman), told=False)
        people = tuple(person for person, _ in incident.people)
        return Trap(
            "report_nobody_received",
            people,
            ("police",),
            "listed among incidents that no other agency received",
        )
    return None


FAULTS: tuple[Plan, ...] = (
    report_nobody_received,
    born_in_future,
    end_before_start,
    wrong_nhs_number,
    wrong_nhs_number_of_child,
)
"""In the order in which they are planted."""
