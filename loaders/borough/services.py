"""Who is known to whom: schools, adult social care, listed families with their agreements and sharings."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from loaders.borough.kinship import age_of, living_members
from loaders.borough.names import SCHOOL_WORDS, SURGERY_WORDS, WORKER_FAMILIES
from loaders.borough.people import (
    NEVER,
    YEAR,
    Agreement,
    Attendance,
    Block,
    Household,
    Involvement,
    Listing,
    Person,
    Sent,
)
from loaders.borough.population import Maker

NEEDS = ("EDU", "EARLY", "HEALTH", "SUBST", "RELS", "SAFE", "CRIME", "DA", "HOUSE", "MONEY")
"""The programme's own codes for the ten outcomes of Supporting Families 2022-25, in their order."""


def worker(maker: Maker) -> str:
    """An invented practitioner, as initial and family name."""
    return f"{'ABCDEFGHIJKLMNOPRSTW'[int(maker.random() * 20)]}. {maker.pick(WORKER_FAMILIES)}"


def school_name(number: int) -> str:
    """The name of a school from its number; numbers from 4000 are secondary schools."""
    kind = "High School" if number >= 4000 else "Primary School"
    word = SCHOOL_WORDS[number * 7 % len(SCHOOL_WORDS)]
    serial = (number % 2000) // len(SCHOOL_WORDS)
    return f"{word} {kind}" if not serial else f"{word} {kind} {serial + 1}"


def surgery(block: int, household: int) -> tuple[str, str]:
    """The practice (code, name) that a household uses: two to a block, each with two blocks."""
    number = block // 2 * 2 + household % 2
    name = f"{SURGERY_WORDS[number % len(SURGERY_WORDS)]} Surgery"
    return f"N{99000 + number:05d}", name if number < len(
        SURGERY_WORDS
    ) else f"{name} {number // len(SURGERY_WORDS) + 1}"


@lru_cache(maxsize=40_000)
def entry_year(born: int) -> int:
    """The year in which a child starts school: the September after the fourth birthday."""
    day = date.fromordinal(born)
    return day.year + (4 if day.month <= 8 else 5)


def school_year(today: int) -> int:
    """The year in which the school year of a day began."""
    day = date.fromordinal(today)
    return day.year if day.month >= 9 else day.year - 1


def attend_schools(block: Block, maker: Maker) -> None:
    """Enrol everyone in reception to year 11; one pupil in twelve has changed school."""
    this_year = school_year(maker.today)
    for home in block.households:
        for person in home.members:
            year = this_year - entry_year(person.born)
            if 0 <= year <= 11 and not person.unborn and not person.died and person.begun <= maker.today:
                _enrol(person, year, this_year, maker)


def _enrol(person: Person, year: int, this_year: int, maker: Maker) -> None:
    block, parity = maker.block.number, person.home.number % 2
    number = 4000 + block // 2 % 2000 if year >= 7 else 2000 + (block * 2 + parity) % 2000
    entered = date(this_year - (year - 7 if year >= 7 else year), 9, 3).toordinal()
    since = max(entered, person.begun)
    if maker.random() < 0.08 and person.begun == 0 and person.ended == NEVER and maker.today - since > 250:
        changed = since + 120 + int(maker.random() * (maker.today - since - 240))
        before = number + (1 if number % 2 == 0 else -1)
        person.schools.append(Attendance(before, school_name(before), since, changed))
        since = changed
    if person.ended > since:
        person.schools.append(Attendance(number, school_name(number), since, person.ended))
    person.upn = maker.identifiers.upn(2000 + (block * 2 + parity) % 2000, this_year - year)


def care_for_adults(block: Block, maker: Maker) -> None:
    """Adult social care: about one in twelve from 66, one in eighty before, with a carer where somebody
    lives there."""
    for home in block.households:
        for person in home.members:
            age = age_of(person, maker.today)
            if age > 18 and maker.random() < (0.085 if age >= 66 else 0.012):
                block.adult_care.append((person, _adult_episodes(person, age, maker), _carer(person)))


def _adult_episodes(person: Person, age: float, maker: Maker) -> list[Involvement]:
    kinds = ("REABLE", "HOMECARE", "DIRPAY", "OTEQUIP") if age >= 66 else ("LD", "MH", "DIRPAY", "PHYS")
    last = person.died or maker.today - 5
    since = last - 30 - int(maker.random() * min(7.0, age - 18) * YEAR)
    open_now = maker.random() < 0.6 and not person.died
    until = 0 if open_now else since + 20 + int(maker.random() * max(1, last - since - 20))
    return [Involvement(maker.pick(kinds), since, min(until, last), worker(maker), "")]


def _carer(person: Person) -> Person | None:
    if person.partner is not None and not person.partner.died:
        return person.partner
    grown = [child for child in person.children if not child.unborn and child.nino]
    return grown[0] if grown else None


def list_families(block: Block, maker: Maker) -> None:
    """The family support programme: about 2.5 % of households with children, most of them in hardship."""
    for home in block.households:
        if "dependent" in home.kind and maker.random() < 0.025 * home.hardship:
            block.listings.append(_listing(home, maker))


def _listing(home: Household, maker: Maker) -> Listing:
    since = maker.today - 40 - int(maker.random() * 3.5 * YEAR)
    until = 0 if maker.random() < 0.5 else min(maker.today - 3, since + 90 + int(maker.random() * 500))
    told = ("yes", "yes", "yes", "no", "")[int(maker.random() * 5)]
    definition = "TF2" if since < maker.today - 4 * YEAR else "SF2022" if maker.random() < 0.7 else "FF2025"
    needs = tuple(sorted(maker.chance.sample(NEEDS, 3 + int(maker.random() * 3)), key=NEEDS.index))
    told_on = min(since + int(maker.random() * 40), maker.today - 1) if told == "yes" else 0
    lead_agency = ("family_support", "family_support", "schools", "childrens_social_care")[
        int(maker.random() * 4)
    ]
    members = _members(home, since, maker)
    made = Listing(home, members, since, until, definition, needs, worker(maker), lead_agency, told, told_on)
    _ask(made, maker)
    return made


def _members(home: Household, since: int, maker: Maker) -> list[tuple[Person, str]]:
    members = [
        (person, "adult" if age_of(person, maker.today) >= 18 else "child")
        for person in living_members(home, max(since, 1))
        if person.born < since
    ]
    elsewhere = {tie.person for person, _ in members for tie in person.ties if tie.person.home is not home}
    for person in sorted(elsewhere, key=lambda other: other.number):
        if maker.random() < 0.2 and not person.died:
            members.append((person, "parent elsewhere"))
    return members


def _ask(listing: Listing, maker: Maker) -> None:
    """Agreements to help: each adult for themselves, and the first also for the children."""
    adults = [person for person, part in listing.members if part == "adult"]
    for place, adult in enumerate(adults):
        draw = maker.random()
        state = (
            "given"
            if draw < 0.62
            else "declined"
            if draw < 0.74
            else "withdrawn"
            if draw < 0.86
            else "not sought"
        )
        since = 0 if state == "not sought" else listing.since + int(draw * 20)
        until = since + 60 + int(draw * 90) if state == "withdrawn" else 0
        until = min(until, maker.today - 1)
        about = [adult] + (
            [person for person, part in listing.members if part == "child"] if place == 0 else []
        )
        listing.agreements.extend(Agreement(adult, person, state, since, until) for person in about)


def log_listings(block: Block, maker: Maker) -> None:
    """What the family support programme notes of its own sharings: asked, shared, withheld."""
    for listing in block.listings:
        if listing.members and maker.random() < 0.7:
            listing.sent.append(_sent(listing, maker))


def _sent(listing: Listing, maker: Maker) -> Sent:
    to, name = (("police", "Northmere Police"), ("schools", ""), ("childrens_social_care", "Front Door"))[
        int(maker.random() * 3)
    ]
    decision = ("shared", "shared", "shared", "withheld", "asked")[int(maker.random() * 5)]
    reason = "family declined" if decision == "withheld" else ""
    about = tuple(person for person, _ in listing.members)
    pupils = [person for person in about if person.schools]
    if to == "schools":
        if not pupils:
            to, name = "police", "Northmere Police"
        else:
            name, about = pupils[0].schools[-1].name, (pupils[0],)
    day = min(listing.since + 5 + int(maker.random() * 120), maker.today - 1)
    told = ("yes", "no", "")[int(maker.random() * 3)]
    return Sent(to, name, day, "flag" if to == "police" else "summary", decision, reason, told, about)


def known_until(person: Person) -> int:
    """The day on which this identity's records stop; NEVER for nearly everyone."""
    return min(person.ended, person.died or NEVER)


def worker_name(block: int, household: int) -> str:
    """The health visitor of a household: two work in each block."""
    serial = block * 2 + household % 2
    return f"{'ABCDEFGHIJKLMNOPRSTW'[serial * 7 % 20]}. {WORKER_FAMILIES[serial * 3 % len(WORKER_FAMILIES)]}"
