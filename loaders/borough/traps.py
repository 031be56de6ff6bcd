"""People planted in every block to catch a linker out, and what must come of each.

Each plan takes the first household that fits and has no other trap in it, so a trap is what it says and
nothing else. Planted before services are given out, so that these meet people as they then are.
"""

from __future__ import annotations

from loaders.borough.kinship import age_of, foster, living_members, natural_parents, refuge_stay
from loaders.borough.moves import new_dwelling
from loaders.borough.people import (
    NEVER,
    YEAR,
    Block,
    Household,
    Involvement,
    Person,
    RefugeStay,
    Stay,
    Tie,
    Trap,
)
from loaders.borough.places import CARE_HOME, HOSTEL
from loaders.borough.planting import COUPLES, COUPLES_ALONE, PARENTS, Plan, free, young
from loaders.borough.population import Maker
from loaders.borough.services import worker
from loaders.borough.social_care import case_of, refer


def _twins(block: Block, maker: Maker, *, alike: bool) -> Trap | None:
    for home in free(block, *PARENTS):
        pair = young(home, maker, 0.5, 15)[:2]
        if len(pair) < 2 or natural_parents(pair[0]) != natural_parents(pair[1]):
            continue
        home.trapped = True
        first, second = pair
        second.born, second.family = first.born, first.family
        second.sex = first.sex if alike else "F" if first.sex == "M" else "M"
        second.given = _another_name(first, second, maker)
        kind = "twins_same_sex" if alike else "twins_mixed"
        return Trap(kind, (first, second), (), "two people: never linked with one another")
    return None


def _another_name(first: Person, second: Person, maker: Maker) -> str:
    while True:
        given = maker.given(second.sex, second.home.group)
        if given != first.given:
            return given


def twins_same_sex(block: Block, maker: Maker) -> Trap | None:
    """Two children of one birth date, surname, address and sex."""
    return _twins(block, maker, alike=True)


def twins_mixed(block: Block, maker: Maker) -> Trap | None:
    """A girl and a boy of one birth date, surname and address."""
    return _twins(block, maker, alike=False)


def father_and_son(block: Block, maker: Maker) -> Trap | None:
    """A father and his son of one name at one address."""
    for home in free(block, *COUPLES):
        for child in young(home, maker, 4.9, 15):
            father = next(
                (parent for parent in natural_parents(child) if parent.sex == "M" and parent.home is home),
                None,
            )
            if father is not None and child.sex == "M":
                home.trapped = True
                child.given, child.family = father.given, father.family
                return Trap(
                    "father_and_son_of_one_name",
                    (father, child),
                    (),
                    "two people: never linked with one another",
                )
    return None


def mover(block: Block, maker: Maker) -> Trap | None:
    """A household that moved in the last weeks: its practice has the old address only."""
    for home in free(block, *PARENTS):
        if young(home, maker, 5, 15) and home.stays[-1].since < maker.today - 400:
            home.trapped = True
            day = maker.today - 38
            before = home.stays[-1]
            home.stays[-1] = before._replace(until=day)
            home.stays.append(Stay(home.number, new_dwelling(maker), day, NEVER))
            for person in home.members:
                person.late_in = ("gp_practices",)
            people = tuple(living_members(home, maker.today))
            return Trap(
                "mover", people, (), "one person each: two addresses, the practice's is the former one"
            )
    return None


def married_name(block: Block, maker: Maker) -> Trap | None:
    """A mother who took her husband's name: her practice has the former one, the school the new one."""
    for home in free(block, "married_dependent_children"):
        for child in young(home, maker, 5, 15):
            mother = natural_parents(child)[0]
            if mother.former_family and not mother.parted and mother.home is home:
                home.trapped = True
                mother.former_in = ("gp_practices",)
                return Trap("surname_changed_by_marriage", (mother,), (), "one person under two surnames")
    return None


def separated_name(block: Block, maker: Maker) -> Trap | None:
    """A mother who went back to her own name on separation: her practice has the married one."""
    for home in free(block, "lone_parent_dependent_children"):
        for child in young(home, maker, 5, 15):
            mother = natural_parents(child)[0]
            other = mother.former_partner
            if (
                other is not None
                and mother.sex == "F"
                and mother.home is home
                and other.family != mother.family
            ):
                home.trapped = True
                mother.former_family, mother.renamed = other.family, mother.parted
                mother.former_in = ("gp_practices",)
                return Trap("surname_changed_by_separation", (mother,), (), "one person under two surnames")
    return None


def adoption(block: Block, maker: Maker) -> Trap | None:
    """A child adopted four years old or more: an identity before, another after, nothing shared between the
    two."""
    birth_home = next(
        (
            home
            for home in free(block, "lone_parent_dependent_children")
            if home.members[0].sex == "F"
            and not home.members[0].died
            and 24 < age_of(home.members[0], maker.today) < 44
        ),
        None,
    )
    for home in free(block, "married_dependent_children"):
        children = [child for child in young(home, maker, 7, 10) if _raised_by_both(child)]
        grown = all(age_of(person, maker.today) > 25 for person in home.members[:2])
        if birth_home is None or not children or not grown:
            continue
        home.trapped = birth_home.trapped = True
        return _adopt(block, maker, children[0], birth_home)
    return None


def _raised_by_both(child: Person) -> bool:
    """Whether the child has two parents by birth, both in its household, and nobody else."""
    return len(child.ties) == len(natural_parents(child)) == 2 and all(
        tie.person.home is child.home for tie in child.ties
    )


def _adopt(block: Block, maker: Maker, child: Person, birth_home: Household) -> Trap:
    mother = birth_home.members[0]
    day = child.born + int(5.6 * YEAR)
    before = maker.person(birth_home, child.sex, age_of(child, maker.today), mother.family, given=child.given)
    before.born, before.ended, before.left, before.identity = child.born, day, day, "before adoption"
    before.ties.append(Tie(mother, "mother", "does_not", child.born))
    mother.children.append(before)
    child.begun = child.joined = day
    child.identity = "after adoption"
    while child.family == before.family:
        child.family = maker.family(child.home.group)
    for parent in natural_parents(child):
        if parent.sex == "M" or parent.family != child.family:
            parent.former_family, parent.former_in = "", ()
        parent.family = child.family
    child.ties = [Tie(tie.person, f"adoptive_{tie.kind}", "holds", day) for tie in child.ties]
    case = case_of(block, before)
    case.involvements.append(Involvement("LAC", day - 500, day, worker(maker), "ADOPTED"))
    refer(case, day - 540, "in_need", maker)
    return Trap(
        "adoption", (before, child), (), "must_not_bridge: no edge, row, identifier or answer joins the two"
    )


def refuge(block: Block, maker: Maker) -> Trap | None:
    """A woman and her child who went to a refuge: a restricted feed, an address that is stored nowhere."""
    for home in free(block, *COUPLES):
        for child in young(home, maker, 1, 10):
            woman = next(
                (parent for parent in natural_parents(child) if parent.sex == "F" and parent.home is home),
                None,
            )
            partner = woman.partner if woman is not None else None
            if woman is None or partner is None or partner.died or partner.sex != "M":
                continue
            home.trapped = True
            return _go_to_refuge(block, maker, woman, child)
    return None


def _go_to_refuge(block: Block, maker: Maker, woman: Person, child: Person) -> Trap:
    day = maker.today - 30 - int(maker.random() * 60)
    maker.counters.households += 1
    number = maker.counters.households
    for person in (woman, child):
        person.restricted = True
        refuge_stay(person, number, day)
    block.refuges.append(RefugeStay(woman, child, day, worker(maker)))
    must = (
        "restricted: who is not cleared sees the former address and nothing else; the safe address is nowhere"
    )
    return Trap("refuge", (woman, child), (), must)


def hostel(block: Block, maker: Maker) -> Trap | None:
    """Twelve people who have lived in one hostel, not all of them at one time (in every eighth block)."""
    homes = [
        home
        for home in free(block, "one_person_other")
        if not home.members[0].earlier and not home.members[0].children
    ]
    return (
        _communal(block, maker, "hostel", HOSTEL + block.number, homes[:12])
        if block.number % 8 == 0
        else None
    )


def care_home(block: Block, maker: Maker) -> Trap | None:
    """Fourteen older people in one care home (in every fourth block)."""
    homes = [home for home in free(block, "one_person_66_and_over") if len(home.members) == 1]
    return (
        _communal(block, maker, "care_home", CARE_HOME + block.number, homes[:14])
        if block.number % 4 == 0
        else None
    )


def _communal(block: Block, maker: Maker, kind: str, dwelling: int, homes: list[Household]) -> Trap | None:
    if len(homes) < 6:
        return None
    for place, home in enumerate(homes):
        home.trapped = True
        home.tenancy = ""
        since = maker.today - 60 - int(maker.random() * 3 * YEAR)
        until = maker.today - 20 - int(maker.random() * 30) if kind == "hostel" and place % 2 else NEVER
        before = [stay for stay in home.stays if stay.since < since][-1:]
        home.stays = [stay._replace(until=since) for stay in before]
        home.stays.append(Stay(home.number, dwelling, since, until))
        if until < NEVER:
            home.stays.append(Stay(home.number, new_dwelling(maker), until, NEVER))
    people = tuple(person for home in homes for person in home.members)
    return Trap(kind, people, (), "communal: one address makes no household and no tie between residents")


def strangers_of_one_name(block: Block, maker: Maker) -> Trap | None:
    """Two women of one name and about one age in different households, nothing to do with one another."""
    found: list[Person] = []
    for home in free(block, *COUPLES_ALONE):
        women = [
            person
            for person in home.members
            if person.sex == "F" and person.partner_kind and not person.children
        ]
        if len(women) == 1 and (not found or home.group == found[0].home.group):
            found.append(women[0])
        if len(found) == 2:
            break
    if len(found) < 2:
        return None
    first, second = found
    first.home.trapped = second.home.trapped = True
    second.given, second.family, second.born = first.given, first.family, first.born + 31
    second.former_family, second.former_in, first.former_in = "", (), ()
    return Trap("strangers_of_one_name", (first, second), (), "two people: never linked with one another")


def placement(block: Block, maker: Maker) -> Trap | None:
    """A child placed with prospective adopters, no order yet: keeps the birth name, the placement is
    hidden."""
    carers = next(
        (
            home
            for home in free(block, *COUPLES_ALONE)
            if all(27 < age_of(one, maker.today) < 52 for one in home.members) and len(home.members) == 2
        ),
        None,
    )
    for home in free(block, "lone_parent_dependent_children"):
        children = young(home, maker, 1.5, 12)
        if carers is None or len(children) < 2 or children[-1].number in block.cases:
            continue
        home.trapped = carers.trapped = True
        child = children[-1]
        foster(block, maker, child, carers)
        child.ties = [
            tie._replace(kind="prospective_adopter") if tie.kind == "foster_carer" else tie
            for tie in child.ties
        ]
        must = "placed, no order: keeps the birth name; the birth family sees neither carers nor address"
        return Trap("placement", (child, *carers.members[:2]), (), must)
    return None


TRAPS: tuple[Plan, ...] = (
    adoption,
    refuge,
    placement,
    twins_same_sex,
    twins_mixed,
    father_and_son,
    mover,
    married_name,
    separated_name,
    strangers_of_one_name,
    hostel,
    care_home,
)
"""In the order in which they are planted."""
