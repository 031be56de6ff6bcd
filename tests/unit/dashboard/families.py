"""Families by hand, as small as a test needs them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from graph.codes.people import Lens
from queries.results import FamilyView, HouseholdGroup, Member
from tests.journeys.stand_in import TODAY, best, kerr_family, member, relation


def person(name: str, born: int | None = 1990) -> Member:
    """Somebody without a home, whose id is the name."""
    day = date(born, 1, 1) if born else None
    return member(name, best(name, day, None), why="asked about", age=TODAY.year - born if born else None)


def family_of(
    members: Sequence[Member],
    homes: dict[str, tuple[str, ...]] | None = None,
    ties: Sequence[tuple[str, str, str]] = (),
) -> FamilyView:
    """A family with nothing else said of it."""
    groups = tuple(HouseholdGroup(home, home, ids, ()) for home, ids in (homes or {}).items())
    relations = tuple(relation(one, other, code, f"{one} {code} {other}") for one, other, code in ties)
    plain = replace(kerr_family(Lens.HOUSEHOLD), responsibilities=(), unidentified=(), held=(), words=())
    return replace(plain, members=tuple(members), households=groups, relations=relations)
