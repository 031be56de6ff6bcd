"""Ties between households of one block: parents who live elsewhere, carers, grandparents, the unborn and
the dead."""

from __future__ import annotations

from loaders.borough.moves import clip
from loaders.borough.people import NEVER, YEAR, Block, Case, Household, Person, Stay, Tie
from loaders.borough.places import SAFE_ADDRESS
from loaders.borough.population import HOUSING_RECORDED, Maker, parent_word

NATURAL = ("mother", "father", "parent")


def tie_households(block: Block, maker: Maker) -> None:
    """Add every tie that crosses households, and the people who are not born yet or have died."""
    _date_couples(block)
    _absent_parents(block, maker)
    _grandparents(block, maker)
    _foster_families(block, maker)
    _pregnancies(block, maker)


def age_of(person: Person, today: int) -> float:
    """Age in years on a day."""
    return (today - person.born) / YEAR


def natural_parents(child: Person) -> list[Person]:
    """The parents by birth that are recorded."""
    return [tie.person for tie in child.ties if tie.kind in NATURAL]


def living_members(home: Household, day: int) -> list[Person]:
    """Who lives in the household on a day, the unborn left out."""
    return [
        person
        for person in home.members
        if not person.unborn
        and person.joined <= day < person.left
        and not (person.died and person.died <= day)
    ]


def _date_couples(block: Block) -> None:
    """A couple has been together since before its first child; a partner who came later joined then."""
    for home in block.households:
        for person in home.members:
            partner = person.partner
            if partner is None or partner.number < person.number:
                continue
            shared = [child.born for child in person.children if child in partner.children]
            since = min([person.partner_since, *(born - 200 for born in shared)])
            person.partner_since = partner.partner_since = since
            if not person.died and not partner.died:
                newcomer = person if len(partner.children) > len(person.children) else partner
                newcomer.joined = max(since, newcomer.born)


def _absent_parents(block: Block, maker: Maker) -> None:
    pools = {"M": _single(block, maker, "M"), "F": _single(block, maker, "F")}
    for home in block.households:
        for parent, children in _families_of_one(home):
            half = len(children) // 2 if len(children) > 1 and maker.random() < 0.15 else 0
            for group in (children[:half], children[half:]):
                if group:
                    _absent_parent(maker, home, parent, group, pools)


def _families_of_one(home: Household) -> list[tuple[Person, list[Person]]]:
    groups: dict[int, tuple[Person, list[Person]]] = {}
    if "dependent" not in home.kind:
        return []
    for child in home.members:
        parents = natural_parents(child)
        if (
            len(parents) == 1
            and len(child.ties) <= 2
            and child.home is parents[0].home
            and not child.children
        ):
            groups.setdefault(parents[0].number, (parents[0], []))[1].append(child)
    return list(groups.values())


def _single(block: Block, maker: Maker, sex: str) -> list[Person]:
    found = [
        person
        for home in block.households
        if home.kind in ("one_person_other", "other_no_children", "lone_parent_grown_children")
        for person in home.members
        if person.sex == sex
        and person.partner is None
        and not person.children
        and age_of(person, maker.today) > 21
    ]
    maker.chance.shuffle(found)
    return found


def _absent_parent(
    maker: Maker, home: Household, parent: Person, children: list[Person], pools: dict[str, list[Person]]
) -> None:
    draw = maker.random()
    if draw < 0.05:
        _dead_parent(maker, home, parent, children)
        return
    other = _of_age(pools["F" if parent.sex == "M" else "M"], parent, children) if draw < 0.85 else None
    if other is None:
        return
    _tie_absent(maker, other, children)
    if maker.random() < 0.6:
        _separate(maker, home, parent, other, children)
    if maker.random() < 0.55:
        for child in children:
            child.family = other.family


def _of_age(pool: list[Person], parent: Person, children: list[Person]) -> Person | None:
    """Somebody about as old as the parent, and grown up when the eldest child was born."""
    latest = min(child.born for child in children) - int(18.9 * YEAR)
    for place in range(len(pool) - 1, max(-1, len(pool) - 25), -1):
        near = -6 * YEAR < parent.born - pool[place].born < 14 * YEAR
        if near and pool[place].born < latest:
            return pool.pop(place)
    return None


def _tie_absent(maker: Maker, other: Person, children: list[Person]) -> None:
    draw = maker.random()
    responsibility = "holds" if draw < 0.72 else "unknown" if draw < 0.9 else "does_not"
    for child in children:
        maker.tie(child, other, responsibility=responsibility)


def _separate(maker: Maker, home: Household, parent: Person, other: Person, children: list[Person]) -> None:
    """The other parent lived in this household until a day, and in one of their own since."""
    start = min(child.born for child in children) - 300
    latest = max(child.born for child in children) + 60
    day = min(latest + int(maker.random() * max(60, maker.today - latest)), maker.today - 30)
    parent.former_partner, other.former_partner = other, parent
    parent.parted = other.parted = day
    if other.home.kind == "one_person_other":
        other.joined, other.earlier = day, clip(home.stays, start, day)
    if parent.sex == "F" and not parent.former_family and maker.random() < 0.35:
        parent.former_family, parent.renamed = other.family, day
        parent.former_in = (maker.pick(HOUSING_RECORDED),) if maker.random() < 0.4 else ()


def _dead_parent(maker: Maker, home: Household, parent: Person, children: list[Person]) -> None:
    sex = "F" if parent.sex == "M" else "M"
    dead = maker.person(home, sex, age_of(parent, maker.today) + 3 * maker.random(), children[0].family)
    dead.died = max(
        max(child.born for child in children) + 20, maker.today - 60 - int(maker.random() * 9 * YEAR)
    )
    dead.left = dead.died
    for child in children:
        maker.tie(child, dead)


def _grandparents(block: Block, maker: Maker) -> None:
    """About a third of older households are the parents of somebody with children in the block."""
    adults = [
        person
        for home in block.households
        if "dependent" in home.kind
        for person in home.members
        if person.children and not person.ties and not person.died
    ]
    maker.chance.shuffle(adults)
    for home in block.households:
        if home.kind in ("couple_66_and_over", "one_person_66_and_over") and maker.random() < 0.33:
            _parents_of(home, adults, maker)


def _parents_of(home: Household, adults: list[Person], maker: Maker) -> None:
    elder = home.members[0]
    for place in range(len(adults) - 1, max(-1, len(adults) - 12), -1):
        if 20 * YEAR < adults[place].born - max(member.born for member in home.members) < 40 * YEAR:
            child = adults.pop(place)
            birth_name = child.family if child.parted else child.former_family or child.family
            if elder.family == home.members[-1].family:
                for member in home.members:
                    member.family = birth_name
            for member in home.members:
                maker.tie(child, member)
            return


def _foster_families(block: Block, maker: Maker) -> None:
    """About six in a thousand children live with foster carers in another household of the block."""
    carers = [
        home
        for home in block.households
        if home.kind == "married_no_children" and _can_foster(home, maker.today)
    ]
    for home in block.households:
        if (
            carers
            and home.hardship > 4
            and home.kind == "lone_parent_dependent_children"
            and maker.random() < 0.25
        ):
            children = [person for person in home.members if _can_be_fostered(person, maker.today)]
            if len(children) > 1:
                foster(block, maker, children[0], carers.pop())


def _can_foster(home: Household, today: int) -> bool:
    return len(home.members) == 2 and all(33 < age_of(person, today) < 66 for person in home.members)


def _can_be_fostered(person: Person, today: int) -> bool:
    return not person.children and not person.died and 0.3 < age_of(person, today) < 17


def foster(block: Block, maker: Maker, child: Person, home: Household) -> Case:
    """Move a child into the carers' household since a day in the last years; returns the child's case."""
    span = min(maker.today - child.born - 20, int(4 * YEAR))
    day = maker.today - 15 - int(maker.random() * max(1, span - 15))
    leave_home(child, day)
    enter_home(child, home, day)
    for carer in home.members:
        if carer is not child:
            child.ties.append(Tie(carer, "foster_carer", "does_not", day))
    case = Case(child, placement=home, placed=day)
    block.cases[child.number] = case
    return case


def leave_home(person: Person, day: int) -> None:
    """End the person's membership of the household on a day, and keep the stays."""
    person.earlier = (person.earlier or []) + clip(person.home.stays, max(person.joined, person.born), day)
    person.home.members.remove(person)


def enter_home(person: Person, home: Household, day: int) -> None:
    """Begin the person's membership of another household on a day."""
    person.home, person.joined, person.left = home, day, NEVER
    home.members.append(person)


def _pregnancies(block: Block, maker: Maker) -> None:
    """About three in a hundred women of 18 to 44 expect a child, as antenatal notices have it."""
    for home in list(block.households):
        for person in list(home.members):
            if person.sex == "F" and 18 <= age_of(person, maker.today) < 44 and maker.random() < 0.03:
                expect(maker, home, person)


def expect(maker: Maker, home: Household, mother: Person) -> Person:
    """An unborn child of this mother, due within 28 weeks; its father is her partner, else nobody
    recorded."""
    child = maker.person(home, "U", 0.1, mother.family, given="-")
    child.given, child.nhs, child.unborn = "", "", True
    child.born = maker.today + 5 + int(maker.random() * 190)
    maker.tie(child, mother)
    if mother.partner is not None and parent_word(mother.partner) == "father":
        maker.tie(child, mother.partner)
    return child


def refuge_stay(person: Person, household: int, day: int) -> None:
    """Take a person out of the household to a place that is never written down."""
    person.left = day
    person.later = [Stay(household, SAFE_ADDRESS, day, NEVER)]
