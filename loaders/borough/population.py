"""Households and the people in them, one block at a time."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import accumulate

from loaders.borough.calibration import HOUSEHOLD_KINDS, SIZES, TENANCIES
from loaders.borough.identifiers import Identifiers, landline, mobile
from loaders.borough.names import GROUP_SHARES, GROUPS, LANDLORDS, weighted
from loaders.borough.people import YEAR, Block, Household, Person, Tie

_KINDS = tuple(HOUSEHOLD_KINDS)
_KIND_WEIGHTS = tuple(accumulate(HOUSEHOLD_KINDS.values()))
_GROUP_WEIGHTS = tuple(accumulate(GROUP_SHARES))
_FEMALE = tuple(weighted(group.female) for group in GROUPS)
_MALE = tuple(weighted(group.male) for group in GROUPS)
_FAMILY = tuple(weighted(group.family) for group in GROUPS)
_SIZE_WEIGHTS = {key: (sizes, tuple(accumulate(shares))) for key, (sizes, shares) in SIZES.items()}
HOUSING_RECORDED = ("gp_practices", "housing", "police", "adult_social_care")


@dataclass(slots=True)
class Counters:
    """Where the numbering stands across blocks."""

    people: int = 0
    households: int = 0
    dwellings: int = 0
    schools: int = 0


class Maker:
    """Makes the people of one block. `chance` decides everything, so one seed gives one borough."""

    def __init__(
        self, block: Block, chance: random.Random, counters: Counters, identifiers: Identifiers
    ) -> None:
        self.block, self.chance, self.counters, self.identifiers = block, chance, counters, identifiers
        self.today = block.today
        self.random = chance.random

    def pick(self, items: tuple[str, ...]) -> str:
        """One of the items, each as likely."""
        return items[int(self.random() * len(items))]

    def given(self, sex: str, group: int) -> str:
        """A given name."""
        return self.pick((_MALE if sex == "M" else _FEMALE)[group])

    def family(self, group: int) -> str:
        """A family name."""
        return self.pick(_FAMILY[group])

    def size(self, key: str) -> int:
        """A household size from calibration.SIZES."""
        sizes, weights = _SIZE_WEIGHTS[key]
        return self.chance.choices(sizes, cum_weights=weights)[0]

    def household(self, kind: str) -> Household:
        """An empty household of that kind, added to the block."""
        self.counters.households += 1
        group = self.chance.choices(range(len(GROUPS)), cum_weights=_GROUP_WEIGHTS)[0]
        draw = self.random()
        hardship = 0.3 if draw < 0.7 else 1.5 if draw < 0.9 else 4.9
        made = Household(self.counters.households, kind, group, hardship, self.block.number)
        if self.random() < TENANCIES.get(kind, 0.0):
            made.landlord = self.pick(LANDLORDS)
            made.tenancy = f"TN{made.number:07d}"
        self.block.households.append(made)
        return made

    def person(self, home: Household, sex: str, age: float, family: str, *, given: str = "") -> Person:
        """A member of the household of about that age in years."""
        self.counters.people += 1
        born = self.today - max(1, int(age * YEAR))
        made = Person(self.counters.people, given or self.given(sex, home.group), family, sex, born, home)
        made.nhs = self.identifiers.nhs()
        if age >= 16:
            self._adult(made)
        home.members.append(made)
        self.block.people.append(made)
        return made

    def _adult(self, person: Person) -> None:
        person.nino = self.identifiers.nino()
        draw = self.random()
        if draw < 0.85:
            person.telephone = mobile(int(draw * 1_176_000))
        elif draw < 0.95:
            person.telephone = landline(int(draw * 100_000))
        if draw > 0.998:
            person.sex = "X"

    def couple(
        self, home: Household, first_age: float, second_age: float, *, married: bool
    ) -> tuple[Person, Person]:
        """Two partners; about 2 % of couples are of one sex, and 80 % of married couples share a family
        name."""
        draw = self.random()
        sexes = ("F", "F") if draw < 0.01 else ("M", "M") if draw < 0.02 else ("F", "M")
        second = self.person(home, sexes[1], second_age, self.family(home.group))
        first = self.person(home, sexes[0], first_age, self.family(home.group))
        together = self.today - int(YEAR * (1 + self.random() * max(1.0, min(first_age, second_age) - 22)))
        self.join(first, second, "spouse" if married else "partner", together)
        if married and self.random() < 0.8 and first.family != second.family:
            self._take_name(first, second, together)
        return first, second

    def _take_name(self, person: Person, spouse: Person, day: int) -> None:
        person.former_family, person.family, person.renamed = person.family, spouse.family, day
        if self.random() < 0.3:
            person.former_in = (self.pick(HOUSING_RECORDED),)

    def join(self, first: Person, second: Person, kind: str, day: int) -> None:
        """Make two people partners since a day."""
        first.partner, second.partner = second, first
        first.partner_kind = second.partner_kind = kind
        first.partner_since = second.partner_since = day

    def child(
        self, home: Household, age: float, family: str, parents: tuple[Person, ...], sex: str = ""
    ) -> Person:
        """A child of these parents, living in the household."""
        made = self.person(home, sex or ("M" if self.random() < 0.512 else "F"), age, family)
        for parent in parents:
            self.tie(made, parent)
        return made

    def tie(self, child: Person, parent: Person, kind: str = "", responsibility: str = "holds") -> None:
        """Make somebody a child's parent or carer. A kind left out is mother or father by sex."""
        child.ties.append(Tie(parent, kind or parent_word(parent), responsibility, child.born))
        parent.children.append(child)


def parent_word(parent: Person) -> str:
    """mother or father, or parent where the sex is neither."""
    return {"F": "mother", "M": "father"}.get(parent.sex, "parent")


def child_ages(maker: Maker, count: int, *, youngest: float, spread: float = 2.7) -> list[float]:
    """Ages in years of that many siblings, youngest first, all under 18 and a year or more apart."""
    between = max(1, count - 1)
    ages = [youngest * max(0.1, 1 - 1.3 * (count - 1) / 17.5)]
    room = (17.8 - ages[0]) / between
    for _ in range(count - 1):
        ages.append(ages[-1] + 1.0 + maker.random() * min(spread, room - 1))
    return ages


def make_household(maker: Maker) -> Household:
    """One household of a kind drawn from the census's shares."""
    kind = maker.chance.choices(_KINDS, cum_weights=_KIND_WEIGHTS)[0]
    home = maker.household(kind)
    _BUILDERS[kind](maker, home)
    return home


def _one_older(maker: Maker, home: Household) -> None:
    sex = "F" if maker.random() < 0.66 else "M"
    person = maker.person(home, sex, 66 + 28 * maker.random() ** 1.4, maker.family(home.group))
    if maker.random() < 0.12:
        _died_spouse(maker, home, person)


def _died_spouse(maker: Maker, home: Household, person: Person) -> None:
    age = (maker.today - person.born) / YEAR
    spouse = maker.person(home, "F" if person.sex == "M" else "M", age + 4 * maker.random(), person.family)
    maker.join(person, spouse, "spouse", maker.today - int(YEAR * 40))
    spouse.died = maker.today - 30 - int(maker.random() * 9 * YEAR)
    spouse.left = spouse.died


def _one_other(maker: Maker, home: Household) -> None:
    maker.person(
        home, "M" if maker.random() < 0.57 else "F", 20 + 45 * maker.random(), maker.family(home.group)
    )


def _couple_older(maker: Maker, home: Household) -> None:
    age = 66 + 20 * maker.random() ** 1.4
    maker.couple(home, age, age + 5 * maker.random(), married=True)


def _couple_alone(maker: Maker, home: Household) -> None:
    age = 21 + 44 * maker.random()
    maker.couple(home, age, min(79.0, age + 6 * maker.random() - 1), married=home.kind.startswith("married"))


def _couple_children(maker: Maker, home: Household) -> None:
    count = maker.size("dependent_couple") - 2
    ages = child_ages(maker, count, youngest=17.5 * maker.random() ** 1.15)
    mother_age = max(ages) + 18 + 16 * maker.random()
    first, second = maker.couple(
        home, mother_age, mother_age + 7 * maker.random() - 1, married=home.kind.startswith("married")
    )
    family = second.family if maker.random() < 0.9 else first.family
    step = len(ages) if len(ages) > 1 and maker.random() < 0.14 else 0
    for place, age in enumerate(ages):
        parents = (first,) if step and place >= (len(ages) + 1) // 2 else (first, second)
        child = maker.child(
            home, age, family if len(parents) == 2 else first.former_family or first.family, parents
        )
        if len(parents) == 1:
            child.ties.append(Tie(second, "step_" + parent_word(second), "does_not", first.partner_since))


def _couple_grown(maker: Maker, home: Household) -> None:
    ages = [18 + 14 * maker.random() for _ in range(maker.size("grown_couple") - 2)]
    mother_age = max(ages) + 20 + 14 * maker.random()
    married = home.kind.startswith("married")
    first, second = maker.couple(home, mother_age, mother_age + 5 * maker.random(), married=married)
    for age in ages:
        maker.child(home, age, second.family, (first, second))


def _lone_children(maker: Maker, home: Household) -> None:
    ages = child_ages(maker, maker.size("dependent_lone") - 1, youngest=17.5 * maker.random() ** 0.9)
    parent = maker.person(
        home,
        "F" if maker.random() < 0.88 else "M",
        max(ages) + 18 + 16 * maker.random(),
        maker.family(home.group),
    )
    for age in ages:
        maker.child(home, age, parent.family, (parent,))


def _lone_grown(maker: Maker, home: Household) -> None:
    ages = [18 + 20 * maker.random() for _ in range(maker.size("grown_lone") - 1)]
    sex = "F" if maker.random() < 0.82 else "M"
    parent = maker.person(home, sex, max(ages) + 20 + 14 * maker.random(), maker.family(home.group))
    for age in ages:
        maker.child(home, age, parent.family, (parent,))


def _other_family(maker: Maker, home: Household) -> None:
    family = maker.family(home.group)
    for _ in range(maker.size("other_family")):
        maker.person(home, "F" if maker.random() < 0.5 else "M", 25 + 45 * maker.random(), family)


def _generations(maker: Maker, home: Household) -> None:
    size = maker.size("other_dependent")
    count = max(1, size - (2 if size == 3 else 3 if size == 4 else 4))
    ages = child_ages(maker, count, youngest=14 * maker.random(), spread=1.6)
    mother_age = max(ages) + 19 + 12 * maker.random()
    parents: tuple[Person, ...]
    if size >= 5:
        parents = maker.couple(home, mother_age, mother_age + 4 * maker.random(), married=True)
    else:
        parents = (maker.person(home, "F", mother_age, maker.family(home.group)),)
    for age in ages:
        maker.child(home, age, parents[-1].family, parents)
    _grandparents(maker, home, parents[-1], size - count - len(parents))


def _grandparents(maker: Maker, home: Household, parent: Person, count: int) -> None:
    age = (maker.today - parent.born) / YEAR + 21 + 10 * maker.random()
    elders: tuple[Person, ...]
    if count >= 2:
        elders = maker.couple(home, age, age + 4 * maker.random(), married=True)
    else:
        elders = (maker.person(home, "F", age, parent.former_family or parent.family),)
    for elder in elders:
        maker.tie(parent, elder)


def _sharers(maker: Maker, home: Household) -> None:
    for _ in range(maker.size("other_no_children")):
        maker.person(
            home, "F" if maker.random() < 0.45 else "M", 18 + 22 * maker.random(), maker.family(home.group)
        )


_BUILDERS = {
    "one_person_66_and_over": _one_older,
    "one_person_other": _one_other,
    "couple_66_and_over": _couple_older,
    "married_no_children": _couple_alone,
    "married_dependent_children": _couple_children,
    "married_grown_children": _couple_grown,
    "cohabiting_no_children": _couple_alone,
    "cohabiting_dependent_children": _couple_children,
    "cohabiting_grown_children": _couple_grown,
    "lone_parent_dependent_children": _lone_children,
    "lone_parent_grown_children": _lone_grown,
    "other_family": _other_family,
    "other_dependent_children": _generations,
    "other_no_children": _sharers,
}
