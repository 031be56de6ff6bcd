"""Health visiting: a workbook with the caseload of children under six and the antenatal notices."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from loaders.borough.identifiers import wrong_check_digit
from loaders.borough.people import YEAR, Block, Person, Tie
from loaders.borough.recording import Hand, Slips
from loaders.borough.register import FEEDS, as_of
from loaders.borough.services import worker_name

AGENCY = "health_visiting"
FILE = "caseload.xlsx"
CASELOAD = (
    "Client No",
    "NHS Number",
    "Forename",
    "Surname",
    "Date of Birth",
    "Sex",
    "Address",
    "Town",
    "Postcode",
    "Mother Forename",
    "Mother Surname",
    "Mother NHS Number",
    "Mother Date of Birth",
    "Mother PR",
    "Father (as given)",
    "Health Visitor",
    "On Caseload From",
    "Discharged",
    "Last Seen",
)
ANTENATAL = (
    "Notice No",
    "Mother NHS Number",
    "Mother Forename",
    "Mother Surname",
    "Mother Date of Birth",
    "Address",
    "Town",
    "Postcode",
    "Due Date",
    "Father (as given)",
    "Notified On",
)
_SLIPS = Slips(nickname=0.03, misspelt=0.03, no_birth_date=0.003, wrong_birth_date=0.005, late=0.05)
_TOWNS = next(feed.towns for feed in FEEDS if feed.agency == AGENCY)
_YEARS_BACK = next(feed.years or 0 for feed in FEEDS if feed.agency == AGENCY)
_SIX_YEARS = int(6 * YEAR)
_EXCEL_EPOCH = date(1899, 12, 30).toordinal()
_SHEET_ROWS = 1_000_000
Cell = str | int | None


class _Sheet:
    """Rows written one after another; goes on in a further sheet ("Caseload 2") where a sheet is full."""

    def __init__(self, book: xlsxwriter.Workbook, name: str, header: tuple[str, ...], day: Format) -> None:
        self._book, self._name, self._header, self._day = book, name, header, day
        self._serial = 0
        self._begin()

    def _begin(self) -> None:
        self._serial += 1
        self._sheet: Worksheet = self._book.add_worksheet(
            self._name + (f" {self._serial}" if self._serial > 1 else "")
        )
        self._row = 0
        self.add(self._header)

    def add(self, cells: tuple[Cell, ...]) -> None:
        """Write a row; an int is a day."""
        if self._row > _SHEET_ROWS:
            self._begin()
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                self._sheet.write_number(self._row, column, cell - _EXCEL_EPOCH, self._day)
            elif cell:
                self._sheet.write_string(self._row, column, cell)
        self._row += 1


class HealthVisiting:
    """Writes caseload.xlsx with the sheets Caseload and Antenatal, for four of the five towns."""

    def __init__(self, folder: Path, today: int) -> None:
        folder.mkdir(parents=True)
        self._book = xlsxwriter.Workbook(
            str(folder / FILE),
            {"constant_memory": True, "strings_to_numbers": False, "strings_to_formulas": False},
        )
        self._book.set_properties({"title": "Caseload", "created": datetime(2026, 1, 1)})
        day = self._book.add_format({"num_format": "dd/mm/yyyy"})
        self._caseload = _Sheet(self._book, "Caseload", CASELOAD, day)
        self._antenatal = _Sheet(self._book, "Antenatal", ANTENATAL, day)
        self._as_of = as_of(AGENCY, today)
        self.hand = Hand(AGENCY, _SLIPS)
        self._clients = self._notices = 0
        self._oldest = today - int((_YEARS_BACK + 6) * YEAR)

    def write(self, block: Block) -> None:
        """Write the block's young and unborn children."""
        for person in block.people:
            if person.born <= self._oldest or person.died or person.begun:
                continue
            mother = next((tie.person for tie in person.ties if tie.kind == "mother"), None)
            if person.unborn:
                self._expected(person, mother, block)
            elif person.born < self._as_of:
                self._child(person, mother, block)

    def close(self) -> None:
        """Write the workbook."""
        self._book.close()

    def _child(self, child: Person, mother: Person | None, block: Block) -> None:
        hand = self.hand
        found = hand.address(child, min(self._as_of, child.ended - 1, child.born + _SIX_YEARS))
        if found.town not in _TOWNS:
            return
        self._clients += 1
        number = f"HV{self._clients * 9 + 10_000:06d}"
        block.record(AGENCY, FILE, number, "child", child)
        cells: tuple[Cell, ...] = (number, *self._who(child), found.line, found.town, found.postcode)
        cells += (*self._mother(child, mother, number, block), self._father(child, number, block))
        self._caseload.add((*cells, worker_name(block.number, child.home.number), *self._seen(child)))

    def _who(self, child: Person) -> tuple[Cell, ...]:
        hand = self.hand
        given, family = hand.name(child)
        nhs = wrong_check_digit(child.nhs) if child.fault == "nhs_in_health_visiting" else child.nhs
        sex = {"M": "Male", "F": "Female"}.get(child.sex, "Not known")
        return nhs if hand.holds(0.985) or child.fault else "", given, family, hand.born(child) or None, sex

    def _seen(self, child: Person) -> tuple[Cell, ...]:
        """On the caseload from, discharged on (the sixth birthday, or where the records stop), last seen."""
        since = max(child.stays[0].since if child.stays else child.born, child.born) + 10
        ended = min(child.ended, child.born + _SIX_YEARS)
        span = max(1, min(self._as_of, ended) - since)
        seen = since + int(self.hand.chance.random() * span)
        discharged = ended if ended <= self._as_of else None
        return min(since, self._as_of), discharged, min(seen, self._as_of)

    def _mother(self, child: Person, mother: Person | None, number: str, block: Block) -> tuple[Cell, ...]:
        if mother is None:
            return ("", "", "", None, "")
        block.record(AGENCY, FILE, number, "mother", mother)
        given, family = self.hand.name(mother)
        tie = next(tie for tie in child.ties if tie.person is mother)
        responsibility = {"holds": "Yes", "does_not": "No", "unknown": ""}[tie.responsibility]
        nhs = mother.nhs if self.hand.holds(0.9) else ""
        return (
            given,
            family,
            nhs,
            (self.hand.born(mother) or None) if self.hand.holds(0.8) else None,
            responsibility,
        )

    def _father(self, child: Person, number: str, block: Block) -> str:
        """The father in the mother's words: whole name, or given name and initial, or given name alone."""
        tie: Tie | None = next((tie for tie in child.ties if tie.kind == "father"), None)
        if tie is None or not self.hand.holds(0.75):
            return ""
        block.record(AGENCY, FILE, number, "father", tie.person)
        given, family = self.hand.name(tie.person)
        draw = self.hand.chance.random()
        return f"{given} {family}" if draw < 0.55 else f"{given} {family[0]}." if draw < 0.85 else given

    def _expected(self, child: Person, mother: Person | None, block: Block) -> None:
        if mother is None:
            return
        found = self.hand.address(mother, self._as_of)
        if found.town not in _TOWNS or mother.restricted:
            return
        self._notices += 1
        number = f"AN{self._notices * 3 + 1_000:06d}"
        block.record(AGENCY, FILE, number, "unborn", child)
        block.record(AGENCY, FILE, number, "mother", mother)
        given, family = self.hand.name(mother)
        father = self._father(child, number, block)
        notified = min(child.born - 200, self._as_of)
        cells: tuple[Cell, ...] = (number, mother.nhs, given, family, self.hand.born(mother) or None)
        self._antenatal.add((*cells, found.line, found.town, found.postcode, child.born, father, notified))
