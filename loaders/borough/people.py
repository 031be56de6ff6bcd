"""What one block of the borough is made of. Days are proleptic ordinals (`date.toordinal`); 0 means none."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import NamedTuple

NEVER = date(9999, 12, 31).toordinal()
YEAR = 365.25


@cache
def iso(day: int) -> str:
    """yyyy-mm-dd, or nothing for 0 and NEVER."""
    return "" if day == 0 or day >= NEVER else date.fromordinal(day).isoformat()


@cache
def slashed(day: int) -> str:
    """dd/mm/yyyy, or nothing for 0 and NEVER."""
    return "" if day == 0 or day >= NEVER else date.fromordinal(day).strftime("%d/%m/%Y")


@cache
def month_named(day: int) -> str:
    """dd-MMM-yyyy with English months, or nothing for 0 and NEVER."""
    return "" if day == 0 or day >= NEVER else date.fromordinal(day).strftime("%d-%b-%Y")


class Stay(NamedTuple):
    """A person living at a dwelling as a member of a household, from `since` up to but not on `until`."""

    household: int
    dwelling: int
    since: int
    until: int


class Tie(NamedTuple):
    """Somebody's parent or carer: who, as what (mother, step_father, foster_carer …), holds / does_not /
    unknown."""

    person: Person
    kind: str
    responsibility: str
    since: int


class Attendance(NamedTuple):
    """A pupil at a school (its number and name) from a day to a day or NEVER."""

    number: int
    name: str
    since: int
    until: int


@dataclass(slots=True, eq=False)
class Person:
    """One true person, or one of the two identities of an adopted child.

    born: day of birth; for an unborn child the day it is due. former_in: the agencies that still hold
    `former_family`. begun and ended: the days between which this identity has records.
    fault: the wrong value planted in one agency's record, or nothing.
    """

    number: int
    given: str
    family: str
    sex: str
    born: int
    home: Household
    nhs: str = ""
    upn: str = ""
    nino: str = ""
    pnc: str = ""
    telephone: str = ""
    former_family: str = ""
    renamed: int = 0
    former_in: tuple[str, ...] = ()
    late_in: tuple[str, ...] = ()
    died: int = 0
    unborn: bool = False
    begun: int = 0
    ended: int = NEVER
    identity: str = ""
    restricted: bool = False
    fault: str = ""
    joined: int = 0
    left: int = NEVER
    earlier: list[Stay] | None = None
    later: list[Stay] | None = None
    stays: list[Stay] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    children: list[Person] = field(default_factory=list)
    partner: Person | None = None
    partner_kind: str = ""
    partner_since: int = 0
    former_partner: Person | None = None
    parted: int = 0
    schools: list[Attendance] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Household:
    """People who live together. kind: a key of calibration.HOUSEHOLD_KINDS, or refuge.

    hardship: how many times as often as the mean household services come in.
    """

    number: int
    kind: str
    group: int
    hardship: float
    block: int
    members: list[Person] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    tenancy: str = ""
    landlord: str = ""
    trapped: bool = False


class Contact(NamedTuple):
    """A concern that reached children's social care; minute of the day; told: what came of it was said to
    the source."""

    day: int
    minute: int
    source: str
    urgency: str
    decision: str
    told: bool


class Referral(NamedTuple):
    """A contact that became a referral. contact: its place in the case's contacts."""

    day: int
    contact: int
    source: str
    need: str
    outcome: str


class Involvement(NamedTuple):
    """An episode with a service; until is 0 while it is open."""

    kind: str
    since: int
    until: int
    worker: str
    reason: str


@dataclass(slots=True, eq=False)
class Case:
    """What children's social care holds of one child."""

    child: Person
    contacts: list[Contact] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)
    involvements: list[Involvement] = field(default_factory=list)
    placement: Household | None = None
    placed: int = 0


class Sent(NamedTuple):
    """One sharing in an agency's log."""

    to: str
    to_name: str
    day: int
    level: str
    decision: str
    reason: str
    told_family: str
    about: tuple[Person, ...]


@dataclass(slots=True, eq=False)
class Incident:
    """A police incident: people in roles victim, suspect, witness, present."""

    kind: str
    day: int
    minute: int
    dwelling: int
    recorded: int
    people: list[tuple[Person, str]]
    sent: list[Sent] = field(default_factory=list)


class Agreement(NamedTuple):
    """An agreement to help, by one person for another."""

    by: Person
    about: Person
    state: str
    since: int
    until: int


@dataclass(slots=True, eq=False)
class Listing:
    """A family as the family support programme has listed it; told: yes, no or nothing known."""

    household: Household
    members: list[tuple[Person, str]]
    since: int
    until: int
    definition: str
    needs: tuple[str, ...]
    lead: str
    lead_agency: str
    told: str
    told_on: int
    agreements: list[Agreement] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)


class RefugeStay(NamedTuple):
    """A woman and her child in a refuge since a day."""

    woman: Person
    child: Person
    since: int
    adviser: str


class Trap(NamedTuple):
    """Something planted. agencies: where it shows, in whose records (empty: in every record of these
    people)."""

    kind: str
    people: tuple[Person, ...]
    agencies: tuple[str, ...]
    must: str


class Recorded(NamedTuple):
    """One part of one row of an agency's file, and whom it is truly about."""

    agency: str
    file: str
    own_id: str
    part: str
    person: int


@dataclass(slots=True, eq=False)
class Block:
    """Some two thousand five hundred people and everything that ties them; nothing reaches beyond a block."""

    number: int
    today: int
    people: list[Person] = field(default_factory=list)
    households: list[Household] = field(default_factory=list)
    cases: dict[int, Case] = field(default_factory=dict)
    incidents: list[Incident] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)
    refuges: list[RefugeStay] = field(default_factory=list)
    adult_care: list[tuple[Person, list[Involvement], Person | None]] = field(default_factory=list)
    traps: list[Trap] = field(default_factory=list)
    records: list[Recorded] = field(default_factory=list)

    def record(self, agency: str, file: str, own_id: str, part: str, person: Person) -> None:
        """Note for the truth whom a part of a row is about."""
        self.records.append(Recorded(agency, file, own_id, part, person.number))
