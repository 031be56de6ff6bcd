"""A door without a store: the Kerr family, made by hand from the answers' own classes.

Pages and their pure functions are tested against it; the journey with the real door is in
test_real_door.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from graph.codes.people import Lens, Sex
from graph.codes.states import KnowledgeState, ResponsibilityState
from graph.errors import NotFound, NotPermitted
from queries.results import (
    Best,
    BestKnown,
    FamilyView,
    FindMatch,
    FindView,
    Held,
    HouseholdGroup,
    KnownCell,
    KnownColumn,
    KnownView,
    LeadPractitioner,
    Member,
    RelationFact,
    ResidenceLine,
    ResponsibilityFact,
    Said,
    UnidentifiedParent,
    WhyIn,
)

TODAY = date(2026, 5, 12)
SECRET = "Planted Secret"


def said(agency: str) -> tuple[Said, ...]:
    """One agency that says so."""
    name = agency.capitalize()
    return (Said(agency, f"{name} feed", agency, name, "records", f"{agency}/1", None, TODAY),)


def best(name: str, born: date | None, sex: Sex | None, died: date | None = None) -> BestKnown:
    """Best-known values, all said by Housing."""
    by = said("housing")
    return BestKnown(
        name=Best(name, by),
        given_names=Best(name.split()[0], by),
        family_name=Best(name.split()[-1], by),
        birth_date=Best(born, by) if born else None,
        birth_date_accuracy=Best("AAA", by) if born else None,
        death_date=Best(died, by) if died else None,
        sex=Best(str(sex), by) if sex else None,
    )


def member(
    person: str, known: BestKnown, *, why: str, age: int | None, home: str | None = None, focus: bool = False
) -> Member:
    """One member, with one reason and at most one home."""
    lives = (
        ()
        if home is None
        else (ResidenceLine(home, home, None, date(2019, 9, 3), None, False, said("housing")),)
    )
    return Member(person, known, (WhyIn(why, said("housing")),), age, focus, lives)


ALDER, POPLAR = "12 Alder St", "7 Poplar Ct"
MAYA = member(
    "maya", best("Maya Kerr", date(2017, 3, 4), Sex.FEMALE), why="asked about", age=9, home=ALDER, focus=True
)
DANA = member(
    "dana", best("Dana Kerr", date(1994, 6, 17), Sex.FEMALE), why=f"lives at {ALDER}", age=31, home=ALDER
)
JOEL = member(
    "joel", best("Joel Kerr", date(2023, 11, 9), Sex.MALE), why=f"lives at {ALDER}", age=2, home=ALDER
)
LEE = member(
    "lee", best("Lee Marsh", date(1990, 2, 2), Sex.MALE), why="father of Maya Kerr", age=36, home=POPLAR
)


def relation(person: str, other: str, code: str, words: str) -> RelationFact:
    """One tie, said by School."""
    return RelationFact(person, other, code, f"{words} (says School)", said("school"))


DANA_MAYA = relation("dana", "maya", "mother", "Dana Kerr is mother of Maya Kerr")
DANA_JOEL = relation("dana", "joel", "mother", "Dana Kerr is mother of Joel Kerr")
LEE_MAYA = relation("lee", "maya", "father", "Lee Marsh is father of Maya Kerr")
LEE_HOLDS = ResponsibilityFact(
    "lee", "Lee Marsh", "maya", "Maya Kerr", ResponsibilityState.HOLDS, date(2024, 10, 3), None,
    "Lee Marsh holds parental responsibility for Maya Kerr (says Children's social care)", said("care"),
)  # fmt: skip
CRAIG = UnidentifiedParent(
    "joel", "father", "Craig D.", "health/7",
    "unknown; Health visiting says 'Craig D.', not linked: for review", said("health"),
)  # fmt: skip


def kerr_family(lens: Lens = Lens.HOUSEHOLD, as_of: date = TODAY) -> FamilyView:
    """The Kerrs on a day: Joel from his birth, Lee under the extended household."""
    at_home = (MAYA, DANA, *((JOEL,) if as_of >= date(2023, 11, 9) else ()))
    wider = lens is Lens.EXTENDED_HOUSEHOLD
    relations = (DANA_MAYA, *((DANA_JOEL,) if JOEL in at_home else ()), *((LEE_MAYA,) if wider else ()))
    homes = (HouseholdGroup("h-alder", ALDER, tuple(one.person_id for one in at_home), said("housing")),)
    return FamilyView(
        focus=("maya",),
        lens=lens,
        as_of=as_of,
        by=date(9999, 12, 31),
        known_to=None,
        members=(*at_home, *((LEE,) if wider else ())),
        households=(
            *homes,
            *((HouseholdGroup("h-poplar", POPLAR, ("lee",), said("care")),) if wider else ()),
        ),
        relations=relations,
        responsibilities=(LEE_HOLDS,),
        unidentified=(CRAIG,) if JOEL in at_home else (),
        not_followed=(),
        held=(Held("dana", "adults", "Adult social care", "records", "held, not shown: ring 01632 960 444"),),
        words=("Who is who is linked as believed today.",),
    )


COLUMNS = (
    KnownColumn("csc", "csc", "csc", "Children's social care", "Children's social care: children", "c",
                date(2026, 5, 11), "covers 1 Apr 2015 to 11 May 2026, ages 0 to 17, all areas"),
    KnownColumn("police", "police", "police", "Police", "Domestic abuse incidents", "i", date(2026, 5, 10),
                "covers 1 May 2024 to 10 May 2026, all ages, all areas"),
    KnownColumn("school", "school", "school", "School", "School census", "s", date(2026, 5, 8),
                "covers 1 Sep 2020 to 8 May 2026, ages 4 to 16, all areas"),
    KnownColumn("gp", None, "gp", "GP practices", None, None, None,
                "has given no feed: telephone GP practices, 01632 960 555"),
)  # fmt: skip
_FOUND = {
    ("maya", "csc"): (KnowledgeState.HISTORIC, "known, closed 3 Oct 2024 (contact, no further action)"),
    ("maya", "police"): (KnowledgeState.RECORDED, "in its records, last event on 14 Feb 2026"),
    ("maya", "school"): (KnowledgeState.CURRENT, "known, open since 1 Sep 2021 (Elm Primary)"),
    ("joel", "police"): (KnowledgeState.RECORDED, "in its records, last event on 28 Apr 2026"),
    ("joel", "school"): (KnowledgeState.NOT_COVERED, "School census leaves this person out: ages (it covers 4 to 16)"),
    ("dana", "school"): (KnowledgeState.NAMED, "named in Maya's record"),
    ("lee", "school"): (KnowledgeState.NAMED, "named in Maya's record"),
}  # fmt: skip
OSEI = LeadPractitioner("A. Osei", "social worker", "01632 960 111", None)


def known_cell(person: str, column: KnownColumn) -> KnownCell:
    """What a feed says of a Kerr."""
    if column.source is None:
        found = (
            KnowledgeState.NOT_LOADED,
            "this agency has given no feed: telephone GP practices, 01632 960 555",
        )
    else:
        silent = (
            KnowledgeState.NOTHING_FOUND,
            f"nothing found in {column.feed_title}, 1 May 2024 to 10 May 2026",
        )
        found = _FOUND.get((person, column.id), silent)
    state, words = found
    leads = state is KnowledgeState.HISTORIC
    ring = (
        "ring A. Osei (social worker), 01632 960 111"
        if leads
        else f"ring {column.agency_name}, 01632 960 222"
    )
    return KnownCell(
        person, column.id, column.source, column.agency, column.agency_name, column.feed_title, state, words,
        None, None, date(2026, 3, 12) if leads else None, None, OSEI if leads else None, ring, (),
    )  # fmt: skip


@dataclass
class StandIn:
    """A door whose answers are known. today: the day of a family without a day; asked: every question."""

    today: date = TODAY
    asked: list[tuple[object, ...]] = field(default_factory=list)

    def find(self, text: str) -> FindView:
        """The Kerrs for anything like their name; refused for 'barred', a defect for 'broken'."""
        self.asked.append(("find", text))
        if text == "barred":
            raise NotPermitted((), "This is not answered for you.")
        if text == "broken":
            raise RuntimeError(SECRET)
        if not text.casefold().startswith(("may", "mai", "kerr")):
            return FindView(text, (), False, (f"Nobody that can be shown to you answers to '{text}'.",))
        matches = tuple(
            FindMatch(
                one.person_id, one.best, (f"name '{one.best.label}' is like '{text}'",), ("Housing", "School")
            )
            for one in (MAYA, DANA)
        )
        return FindView(text, matches, True, ("Showing the first 2; say more to see fewer.",))

    def family(self, people: Sequence[str], *, lens: Lens, as_of: date | None = None) -> FamilyView:
        """The Kerrs for any of them; NotFound for others."""
        self.asked.append(("family", tuple(people), lens, as_of))
        if people[0] not in {"maya", "dana", "joel", "lee"}:
            raise NotFound()
        return kerr_family(lens, as_of or self.today)

    def known(self, family: FamilyView) -> KnownView:
        """Every cell of that family."""
        self.asked.append(("known", len(family.members)))
        cells = tuple(known_cell(one.person_id, column) for one in family.members for column in COLUMNS)
        return KnownView(family, COLUMNS, cells)
