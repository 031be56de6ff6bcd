"""Schools: a census in Windows-1252, one row a pupil's enrolment, its contacts in the same row."""

from __future__ import annotations

import csv
from pathlib import Path

from loaders.borough.names import NICKNAMES
from loaders.borough.people import NEVER, Attendance, Block, Person, Tie, slashed
from loaders.borough.recording import Hand, Slips, without_polish_letters
from loaders.borough.register import as_of
from loaders.borough.services import entry_year, school_year

AGENCY = "schools"
FILE = "census.csv"
CONTACTS = 3
_PUPIL = (
    "Pupil ID",
    "School Number",
    "School",
    "UPN",
    "Surname",
    "Forename",
    "Chosen Name",
    "DOB",
    "Sex",
    "NC Year",
    "Entry Date",
    "Leaving Date",
    "Address Line 1",
    "Town",
    "Postcode",
    "FSM",
    "Attendance %",
)
_CONTACT = (
    "Relationship",
    "Forename",
    "Surname",
    "Priority",
    "PR",
    "Telephone",
    "NI Number",
    "Lives With Pupil",
)
HEADER = _PUPIL + tuple(f"Contact{place} {name}" for place in range(1, CONTACTS + 1) for name in _CONTACT)
_SLIPS = Slips(nickname=0.05, misspelt=0.02, no_birth_date=0.002, wrong_birth_date=0.006, late=0.05)
_CONTACT_SLIPS = Slips(nickname=0.12, misspelt=0.04, no_birth_date=1.0, wrong_birth_date=0.0, late=0.1)
_RELATIONS = {
    "mother": "Mother",
    "father": "Father",
    "parent": "Parent",
    "step_mother": "Step-parent",
    "step_father": "Step-parent",
    "step_parent": "Step-parent",
    "foster_carer": "Foster carer",
    "adoptive_mother": "Mother",
    "adoptive_father": "Father",
    "adoptive_parent": "Parent",
    "prospective_adopter": "Carer",
}
_BLANK = ("",) * len(_CONTACT)


class Schools:
    """Writes census.csv. Pupil ids are one an enrolment, so a pupil who changed school has two."""

    def __init__(self, folder: Path, today: int) -> None:
        folder.mkdir(parents=True)
        self._file = (folder / FILE).open("w", encoding="cp1252", newline="", errors="strict")
        self._writer = csv.writer(self._file, lineterminator="\r\n")
        self._writer.writerow(HEADER)
        self._as_of, self._year = as_of(AGENCY, today), school_year(today)
        self.hand, self._contact_hand = Hand(AGENCY, _SLIPS), Hand(AGENCY, _CONTACT_SLIPS)
        self._pupils = 0

    def write(self, block: Block) -> None:
        """Write the block's pupils."""
        self._contact_hand.chance = self.hand.chance
        self._writer.writerows(
            self._row(person, place, block) for person in block.people for place in range(len(person.schools))
        )

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _row(self, pupil: Person, place: int, block: Block) -> list[str]:
        self._pupils += 1
        number, hand, at = f"P{self._pupils * 3 + 20_000:07d}", self.hand, pupil.schools[place]
        block.record(AGENCY, FILE, number, "pupil", pupil)
        row = [number, f"{at.number:04d}", at.name, pupil.upn if hand.holds(0.985) else "", *self._who(pupil)]
        row += [self._school_year(pupil), slashed(at.since), slashed(at.until), *self._where(pupil, at)]
        row += [
            "Y" if hand.holds(min(0.9, 0.15 * pupil.home.hardship + 0.1)) else "N",
            f"{100 - 14 * hand.chance.random() ** 2:.1f}",
        ]
        ties = [tie for tie in pupil.ties if not tie.person.died][:CONTACTS]
        for order, tie in enumerate(ties, 1):
            row += self._contact(pupil, tie, order, number, block)
        row += _BLANK * (CONTACTS - len(ties))
        return [without_polish_letters(value) for value in row]

    def _who(self, pupil: Person) -> tuple[str, str, str, str, str]:
        given, family = self.hand.name(pupil)
        born = self.hand.born(pupil)
        if pupil.fault == "born_in_future":
            born = self._as_of + 200
        chosen = given if given == NICKNAMES.get(pupil.given) else ""
        return (
            family,
            pupil.given if chosen else given,
            chosen,
            slashed(born),
            pupil.sex if pupil.sex != "X" else "",
        )

    def _school_year(self, pupil: Person) -> str:
        year = self._year - entry_year(pupil.born)
        return "R" if year == 0 else str(year)

    def _where(self, pupil: Person, at: Attendance) -> tuple[str, str, str]:
        found = self.hand.address(pupil, self._as_of if at.until >= NEVER else at.until - 1)
        return found.line, found.town, found.postcode if self.hand.holds(0.96) else ""

    def _contact(self, pupil: Person, tie: Tie, order: int, number: str, block: Block) -> tuple[str, ...]:
        person, hand = tie.person, self._contact_hand
        block.record(AGENCY, FILE, number, f"contact{order}", person)
        given, family = hand.name(person)
        responsibility = (
            {"holds": "Y", "does_not": "N", "unknown": ""}[tie.responsibility] if hand.holds(0.85) else ""
        )
        telephone = person.telephone if hand.holds(0.9) else ""
        nino = person.nino if hand.holds(0.5) else ""
        lives = "Y" if person.home is pupil.home else "N"
        return _RELATIONS[tie.kind], given, family, str(order), responsibility, telephone, nino, lives
