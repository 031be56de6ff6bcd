"""Police incidents of the last two years, who was in them, and to whom the police sent word."""

from __future__ import annotations

from datetime import date

from loaders.borough.kinship import age_of, living_members
from loaders.borough.moves import dwelling_at
from loaders.borough.people import YEAR, Block, Household, Incident, Person, Sent
from loaders.borough.population import Maker
from loaders.borough.social_care import case_of, contact

TWO_YEARS = int(2 * YEAR)
_ABUSE = 0.013
_OTHER = 0.016
_OTHER_KINDS = ("ASB", "THEFT", "MISSING", "ASSAULT", "DRUGS")


def report_incidents(block: Block, maker: Maker) -> None:
    """Domestic abuse between present or former partners, and other incidents, more where there is
    hardship."""
    homes = block.households
    for home in homes:
        expected = home.hardship * 2
        if maker.random() < expected * _ABUSE * 2:
            pair = _pair(home, maker)
            if pair:
                abuse(block, maker, home, pair)
        if maker.random() < expected * _OTHER * 1.3 and home.members:
            _other(block, maker, home, homes[int(maker.random() * len(homes))])


def _day(maker: Maker) -> int:
    return maker.today - 3 - int(maker.random() * (TWO_YEARS - 10))


def _pair(home: Household, maker: Maker) -> tuple[Person, Person] | None:
    """Suspect and victim: partners of this household, or one of it and a former partner."""
    for person in home.members:
        other = person.former_partner or person.partner
        if other is None or other.died or person.died or person.unborn:
            continue
        first, second = (other, person) if person.sex == "F" else (person, other)
        return (first, second) if maker.random() < 0.85 else (second, first)
    return None


def abuse(
    block: Block, maker: Maker, home: Household, pair: tuple[Person, Person], *, told: bool = True
) -> Incident:
    """A domestic abuse incident at the household, its children present. told: word goes to schools and
    social care, often though not always; else to nobody."""
    day = _day(maker)
    suspect, victim = pair
    children = [
        person
        for person in living_members(home, day)
        if person.born < day and age_of(person, day) < 18 and person.ended > day and person.begun <= day
    ]
    people = [(suspect, "suspect"), (victim, "victim")]
    people += [(child, "present") for child in children if maker.random() < 0.75]
    at = dwelling_at(home.members[0], day)
    incident = Incident(
        "DA", day, int(maker.random() * 1440), at, min(day + int(maker.random() * 2), maker.today - 2), people
    )
    block.incidents.append(incident)
    _name_suspect(suspect, maker)
    if told:
        _send(block, maker, incident)
    return incident


def _name_suspect(suspect: Person, maker: Maker) -> None:
    """Seven suspects in ten have a police national computer id, from a year in which they were of age."""
    if not suspect.pnc and maker.random() < 0.7:
        years = max(1, int(age_of(suspect, maker.today)) - 17)
        suspect.pnc = maker.identifiers.pnc(
            date.fromordinal(maker.today).year - int(maker.random() * min(years, 20))
        )


def _send(block: Block, maker: Maker, incident: Incident) -> None:
    present = [person for person, role in incident.people if role == "present"]
    day = min(incident.recorded + 1, maker.today - 2)
    pupils = [child for child in present if child.schools]
    if pupils and maker.random() < 0.6:
        about = tuple(child for child in pupils if child.schools[-1].name == pupils[0].schools[-1].name)
        incident.sent.append(
            Sent("schools", pupils[0].schools[-1].name, day, "flag", "shared", "", "no", about)
        )
    if present and maker.random() < 0.4:
        incident.sent.append(
            Sent("childrens_social_care", "Front Door", day, "contact", "shared", "", "", tuple(present))
        )
        for child in present:
            case_of(block, child).contacts.append(contact(day, "6", "no_further_action", maker))


def _other(block: Block, maker: Maker, home: Household, elsewhere: Household) -> None:
    day = _day(maker)
    here, there = _older(home, day), _older(elsewhere, day)
    if not here:
        return
    people = [(here[int(maker.random() * len(here))], "suspect" if maker.random() < 0.6 else "victim")]
    if there and elsewhere is not home:
        role = "victim" if people[0][1] == "suspect" else "witness"
        people.append((there[int(maker.random() * len(there))], role))
    kind = maker.pick(_OTHER_KINDS)
    recorded = min(day + int(maker.random() * 4), maker.today - 2)
    if people[0][1] == "suspect":
        _name_suspect(people[0][0], maker)
    at = dwelling_at(people[0][0], day)
    block.incidents.append(Incident(kind, day, int(maker.random() * 1440), at, recorded, people))


def _older(home: Household, day: int) -> list[Person]:
    return [
        person for person in living_members(home, day) if day - person.born > 11 * YEAR and person.ended > day
    ]
