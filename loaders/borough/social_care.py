"""Children's social care: contacts, referrals and involvements over ten years, at the rates of
calibration.py."""

from __future__ import annotations

from itertools import accumulate

from loaders.borough.calibration import (
    NO_FURTHER_ACTION,
    NOT_IN_NEED,
    PRIMARY_NEEDS,
    REFERRAL_SOURCES,
    REFERRALS_PER_10000,
    SOURCE_CODES,
)
from loaders.borough.moves import TEN_YEARS
from loaders.borough.people import NEVER, YEAR, Block, Case, Contact, Household, Involvement, Person, Referral
from loaders.borough.population import Maker
from loaders.borough.services import worker

_SOURCES = tuple(REFERRAL_SOURCES)
_SOURCE_WEIGHTS = tuple(accumulate(REFERRAL_SOURCES.values()))
_NEEDS = tuple(PRIMARY_NEEDS)
_NEED_WEIGHTS = tuple(accumulate(PRIMARY_NEEDS.values()))
_JOINING = 0.85
"""How often a brother or sister is part of a household's referral (assumed)."""
_FOLLOWED = 0.125
"""How often a referral is followed by another within a year, beyond chance; set so that RE_REFERRALS comes
out."""
_FIRST_RATE = REFERRALS_PER_10000 / 10_000 * (1 - _FOLLOWED) / _JOINING / YEAR
_LONG = 3 * YEAR
_EIGHTEEN = int(18 * YEAR)


def look_after_children(block: Block, maker: Maker) -> None:
    """Give the block its cases of the last ten years; children already placed have one that is open."""
    oldest = maker.today - TEN_YEARS - _EIGHTEEN
    for home in block.households:
        young = [
            person
            for person in home.members
            if person.born > oldest
            and not person.unborn
            and not person.children
            and not _is_placed(block, person)
        ]
        if young:
            _household_events(home, young, block, maker)
    for case in block.cases.values():
        if case.placement is not None:
            _placed(case, maker)
        case.contacts, case.referrals = _in_order(case)
        case.involvements.sort(key=lambda episode: episode.since)


def _household_events(home: Household, young: list[Person], block: Block, maker: Maker) -> None:
    rate = _FIRST_RATE * home.hardship
    day = maker.today - TEN_YEARS + int(maker.chance.expovariate(rate))
    while day < maker.today - 2:
        contacted_before = maker.random() < 0.5
        for child in young:
            if _can_be_referred(child, day) and maker.random() < _JOINING:
                _episode(case_of(block, child), day, maker)
                if contacted_before:
                    _contact_only(case_of(block, child), day, maker)
        day += 1 + int(maker.chance.expovariate(rate))


def _is_placed(block: Block, person: Person) -> bool:
    case = block.cases.get(person.number)
    return case is not None and case.placement is not None


def _can_be_referred(child: Person, day: int) -> bool:
    until = min(child.born + _EIGHTEEN, child.ended, child.died or NEVER)
    return max(child.born, child.begun) <= day < until


def case_of(block: Block, child: Person) -> Case:
    """The child's case, opened where there is none."""
    case = block.cases.get(child.number)
    if case is None:
        case = block.cases[child.number] = Case(child)
    return case


def _episode(case: Case, day: int, maker: Maker) -> None:
    """A contact that became a referral, what it led to, and perhaps the next one within a year."""
    draw = maker.random()
    outcome = (
        "nfa"
        if draw < NO_FURTHER_ACTION
        else "not_in_need"
        if draw < NO_FURTHER_ACTION + NOT_IN_NEED
        else "in_need"
    )
    refer(case, day, outcome, maker)
    if outcome == "in_need":
        case.involvements.append(_involvement(day, case.child.born + _EIGHTEEN, maker))
    if maker.random() < _FOLLOWED:
        again = day + 30 + int(maker.random() * 330)
        if again < min(maker.today - 2, case.child.born + _EIGHTEEN, case.child.ended):
            _episode(case, again, maker)


def refer(case: Case, day: int, outcome: str, maker: Maker) -> None:
    """Add a referral and the contact that it came by."""
    source = maker.chance.choices(_SOURCES, cum_weights=_SOURCE_WEIGHTS)[0]
    code = maker.pick(SOURCE_CODES[source])
    need = maker.chance.choices(_NEEDS, cum_weights=_NEED_WEIGHTS)[0]
    case.contacts.append(contact(day, code, "referral", maker))
    case.referrals.append(Referral(day, len(case.contacts), code, need, outcome))


def contact(day: int, code: str, decision: str, maker: Maker) -> Contact:
    """A contact received on a day from a source (census code), with its urgency and decision."""
    draw = maker.random()
    urgency = "R" if draw < 0.08 else "A" if draw < 0.4 else "G"
    return Contact(day, 480 + int(draw * 600), code, urgency, decision, maker.random() < 0.55)


def _contact_only(case: Case, day: int, maker: Maker) -> None:
    earlier = day - 20 - int(maker.random() * 200)
    if earlier > max(case.child.born, maker.today - TEN_YEARS, case.child.begun):
        source = maker.chance.choices(_SOURCES, cum_weights=_SOURCE_WEIGHTS)[0]
        case.contacts.append(contact(earlier, maker.pick(SOURCE_CODES[source]), "no_further_action", maker))


def _involvement(day: int, grown: int, maker: Maker) -> Involvement:
    draw = maker.random()
    kind, mean = (
        ("CPP", 1.0 * YEAR) if draw < 0.115 else ("LAC", _LONG) if draw < 0.17 else ("CIN", 0.77 * YEAR)
    )
    since = day + int(draw * 10)
    until = max(since + 1, min(day + 20 + int(maker.chance.expovariate(1 / (mean - 20))), grown))
    reason = maker.pick(("RC1", "RC3", "RC4", "RC7", "RC8")) if until <= maker.today - 1 else ""
    return Involvement(kind, since, until if reason else 0, worker(maker), reason)


def _placed(case: Case, maker: Maker) -> None:
    before = case.placed - 30
    case.involvements = [Involvement("LAC", case.placed, 0, worker(maker), "")]
    refer(case, max(before, case.child.born), "in_need", maker)


def _in_order(case: Case) -> tuple[list[Contact], list[Referral]]:
    """Contacts and referrals by day, the referrals' places following their contacts."""
    order = sorted(range(len(case.contacts)), key=lambda place: (case.contacts[place].day, place))
    place_of = {old + 1: new + 1 for new, old in enumerate(order)}
    contacts = [case.contacts[place] for place in order]
    referrals = sorted(
        (referral._replace(contact=place_of[referral.contact]) for referral in case.referrals),
        key=lambda referral: (referral.day, referral.contact),
    )
    return contacts, referrals
