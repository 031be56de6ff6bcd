"""The truth of the borough: who is who, who is tied to whom, who lived where, and what was planted."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from loaders.borough.people import NEVER, Block, Person, Stay, Trap, iso
from loaders.borough.places import SAFE_ADDRESS, address

if TYPE_CHECKING:
    from _csv import Writer as CsvWriter

HEADERS = {
    "people.csv": (
        "person_id",
        "given",
        "family",
        "former_family",
        "renamed_on",
        "sex",
        "born",
        "unborn",
        "died",
        "nhs_number",
        "upn",
        "ni_number",
        "pnc_id",
        "telephone",
        "household_id",
        "identity",
        "begun",
        "ended",
        "restricted",
    ),
    "records.csv": ("agency", "file", "own_id", "part", "person_id"),
    "relationships.csv": ("person_id", "relationship", "other_person_id", "responsibility", "since", "until"),
    "households.csv": (
        "household_id",
        "kind",
        "person_id",
        "uprn",
        "address",
        "town",
        "postcode",
        "place",
        "since",
        "until",
    ),
    "traps.csv": ("trap_id", "kind", "person_ids", "where", "must"),
}


def person_id(number: int) -> str:
    """The true id of a person; it stands in the truth only."""
    return f"TP{number:08d}"


def household_id(number: int) -> str:
    """The true id of a household; it stands in the truth only."""
    return f"TH{number:08d}"


class Truth:
    """Writes the files of truth/ a block at a time."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._folder = folder
        self._files: list[TextIO] = []
        self._writers = {name: self._open(name, header) for name, header in HEADERS.items()}
        self.counts = dict.fromkeys(HEADERS, 0)
        self.traps: dict[str, int] = {}

    def _open(self, name: str, header: tuple[str, ...]) -> CsvWriter:
        file = (self._folder / name).open("w", encoding="utf-8", newline="")
        self._files.append(file)
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        return writer

    def write(self, block: Block) -> None:
        """Write the truth of a block whose agencies have been written."""
        self._put("people.csv", [_person(person) for person in block.people])
        self._put("records.csv", [(*record[:4], person_id(record.person)) for record in block.records])
        self._put("relationships.csv", [row for person in block.people for row in _relationships(person)])
        kinds = {home.number: home.kind for home in block.households}
        self._put(
            "households.csv",
            [_lived(person, stay, kinds) for person in block.people for stay in person.stays],
        )
        self._put("traps.csv", [self._trap(trap, block) for trap in block.traps])

    def _put(self, name: str, rows: list[tuple[str, ...]]) -> None:
        self._writers[name].writerows(rows)
        self.counts[name] += len(rows)

    def _trap(self, trap: Trap, block: Block) -> tuple[str, ...]:
        numbers = {person.number for person in trap.people}
        where = ";".join(
            f"{record.agency}/{record.file}:{record.own_id}:{record.part}"
            for record in block.records
            if record.person in numbers and (not trap.agencies or record.agency in trap.agencies)
        )
        self.traps[trap.kind] = serial = self.traps.get(trap.kind, 0) + 1
        people = ";".join(person_id(person.number) for person in trap.people)
        return f"{trap.kind}-{serial}", trap.kind, people, where, trap.must

    def close(self, about: dict[str, object]) -> None:
        """Close the files and write borough.json."""
        for file in self._files:
            file.close()
        text = json.dumps(about, indent=2, ensure_ascii=False) + "\n"
        (self._folder / "borough.json").write_text(text, encoding="utf-8")


def _person(person: Person) -> tuple[str, ...]:
    return (
        person_id(person.number),
        person.given,
        person.family,
        person.former_family,
        iso(person.renamed),
        person.sex,
        iso(person.born),
        "yes" if person.unborn else "",
        iso(person.died),
        person.nhs,
        person.upn,
        person.nino,
        person.pnc,
        person.telephone,
        household_id(person.home.number),
        person.identity,
        iso(person.begun),
        iso(person.ended),
        "yes" if person.restricted else "",
    )


def _lived(person: Person, stay: Stay, kinds: dict[int, str]) -> tuple[str, ...]:
    household, since, until = household_id(stay.household), iso(stay.since), iso(stay.until)
    if stay.dwelling == SAFE_ADDRESS:
        return household, "refuge", person_id(person.number), "", "", "", "", "safe_address", since, until
    at = address(stay.dwelling)
    kind = kinds[stay.household]
    return (
        household,
        kind,
        person_id(person.number),
        at.uprn,
        at.line,
        at.town,
        at.postcode,
        at.kind,
        since,
        until,
    )


def _relationships(person: Person) -> list[tuple[str, ...]]:
    """Each parent or carer as "is … of", partners and siblings once, by the lower number."""
    own = person_id(person.number)
    rows: list[tuple[str, ...]] = [
        (person_id(tie.person.number), tie.kind, own, tie.responsibility, iso(tie.since), iso(person.ended))
        for tie in person.ties
    ]
    partner = person.partner
    if partner is not None and person.number < partner.number:
        until = iso(min(person.died or NEVER, partner.died or NEVER))
        rows.append(
            (own, person.partner_kind, person_id(partner.number), "", iso(person.partner_since), until)
        )
    former = person.former_partner
    if former is not None and person.number < former.number:
        rows.append((own, "former_partner", person_id(former.number), "", "", iso(person.parted)))
    return rows + _siblings(person)


_WHOLE = ("mother", "father", "parent", "adoptive_mother", "adoptive_father", "adoptive_parent")


def _siblings(person: Person) -> list[tuple[str, ...]]:
    """sibling where the recorded parents are the same, half_sibling where one of them is."""
    parents = {tie.person for tie in person.ties if tie.kind in _WHOLE}
    rows: list[tuple[str, ...]] = []
    seen: set[int] = set()
    for tie in person.ties:
        for other in tie.person.children if tie.kind in _WHOLE else ():
            if other.number <= person.number or other.number in seen:
                continue
            seen.add(other.number)
            same = parents == {theirs.person for theirs in other.ties if theirs.kind in _WHOLE}
            kind = "sibling" if same else "half_sibling"
            rows.append((person_id(person.number), kind, person_id(other.number), "", iso(other.born), ""))
    return rows
