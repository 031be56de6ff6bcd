"""Housing: tenants and occupants, tab-separated, one row a person and tenancy."""

from __future__ import annotations

import csv
from pathlib import Path

from loaders.borough.kinship import age_of
from loaders.borough.people import NEVER, Block, Household, Person, Stay, month_named
from loaders.borough.places import address
from loaders.borough.recording import Hand, Slips
from loaders.borough.register import as_of

AGENCY = "housing"
FILE = "tenants_and_occupants.tsv"
HEADER = (
    "tenancy_ref",
    "person_ref",
    "part",
    "title",
    "forename",
    "surname",
    "dob",
    "ni_number",
    "relationship_to_tenant",
    "landlord",
    "uprn",
    "address",
    "town",
    "postcode",
    "tenancy_start",
    "tenancy_end",
    "occupied_from",
    "occupied_to",
)
_SLIPS = Slips(nickname=0.05, misspelt=0.05, no_birth_date=0.05, wrong_birth_date=0.03, late=0.0)
_TITLES = {"M": "Mr", "F": "Ms", "X": "Mx"}


class Housing:
    """Writes tenants_and_occupants.tsv. A person keeps their reference from one tenancy of a household to
    the next."""

    def __init__(self, folder: Path, today: int) -> None:
        folder.mkdir(parents=True)
        self._file = (folder / FILE).open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, delimiter="\t", lineterminator="\n")
        self._writer.writerow(HEADER)
        self._as_of, self._today = as_of(AGENCY, today), today
        self.hand = Hand(AGENCY, _SLIPS)
        self._persons = self._tenancies = 0

    def write(self, block: Block) -> None:
        """Write the tenancies of the block's households: the one of today and, for one in three, the one
        before."""
        for home in block.households:
            if home.tenancy:
                self._household(home, block)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _household(self, home: Household, block: Block) -> None:
        members = [person for person in home.members if not person.unborn and person.given]
        refs: dict[int, str] = {}
        own = [stay for stay in home.stays if stay.dwelling > 0 and stay.since <= self._as_of]
        for stay in own[-2:] if self.hand.holds(0.33) else own[-1:]:
            if address(stay.dwelling).kind in ("home", "hostel"):
                self._tenancy(stay, members, refs, block)

    def _tenancy(self, stay: Stay, members: list[Person], refs: dict[int, str], block: Block) -> None:
        self._tenancies += 1
        ref = f"T{self._tenancies * 11 + 50_000:08d}"
        tenant: Person | None = None
        for person in members:
            since, until = max(stay.since, person.joined, person.born), self._until(person, stay)
            if since >= min(until, self._as_of):
                continue
            part = self._part(person, tenant)
            tenant = tenant or (person if part == "T" else None)
            own = self._person_ref(person, refs)
            block.record(AGENCY, FILE, f"{ref}/{own}", "person", person)
            who = self._who(person, part)
            relationship = _relationship(person, tenant)
            self._writer.writerow(
                (
                    ref,
                    own,
                    *who,
                    relationship,
                    *self._where(person, stay),
                    *self._when(person, stay, since, until),
                )
            )

    def _person_ref(self, person: Person, refs: dict[int, str]) -> str:
        own = refs.get(person.number)
        if own is None:
            self._persons += 1
            own = refs[person.number] = f"H{self._persons * 5 + 700_000:08d}"
        return own

    def _until(self, person: Person, stay: Stay) -> int:
        """A person whose move to a safe address is hidden, or who was adopted, still stands in the
        tenancy."""
        if person.restricted:
            return stay.until
        return min(stay.until, person.left, person.died or NEVER, person.ended)

    def _part(self, person: Person, tenant: Person | None) -> str:
        if age_of(person, self._today) < 18:
            return "O"
        return "T" if tenant is None else "JT" if person.partner is tenant else "O"

    def _who(self, person: Person, part: str) -> tuple[str, ...]:
        given, family = self.hand.name(person)
        born = month_named(self.hand.born(person))
        if part == "O":
            return part, "", given, family, born, ""
        return part, _TITLES[person.sex], given, family, born, person.nino if self.hand.holds(0.7) else ""

    def _where(self, person: Person, stay: Stay) -> tuple[str, ...]:
        at = address(stay.dwelling)
        return person.home.landlord, at.uprn if self.hand.holds(0.97) else "", at.line, at.town, at.postcode

    def _when(self, person: Person, stay: Stay, since: int, until: int) -> tuple[str, ...]:
        left = month_named(until) if until <= self._as_of else ""
        return month_named(stay.since), self._end(person, stay), month_named(since), left

    def _end(self, person: Person, stay: Stay) -> str:
        if person.fault == "end_before_start":
            return month_named(stay.since - 30)
        return month_named(stay.until) if stay.until <= self._as_of else ""


def _relationship(person: Person, tenant: Person | None) -> str:
    if tenant is None or tenant is person:
        return ""
    if person.partner is tenant:
        return "PARTNER"
    if any(tie.person is tenant for tie in person.ties):
        return "SON/DAU"
    return "PARENT" if any(tie.person is person for tie in tenant.ties) else "OTHER"
