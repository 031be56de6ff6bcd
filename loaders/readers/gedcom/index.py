"""What has to be known of a whole GEDCOM file before a row of it can be given: who is in it, and who says what of whom.

A person says to which families they belong as a child, and how; a family says whose it is. Both are needed for a link.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from graph.errors import InputFault
from loaders.readers.gedcom.dates import read_date
from loaders.readers.gedcom.lines import FAMILY, HEAD, PERSON, Entry, Record, records

NOBODY = "@VOID@"
CONFIDENTIAL = {"CONFIDENTIAL", "PRIVACY"}
RECORD_LIMIT = 2_000_000
CLAIM_LIMIT = 4_000_000
NOT_SAID, ADOPTED, OTHER = "not_said", "adopted", "other"
SEXES = {"M": "male", "F": "female", "MALE": "male", "FEMALE": "female"}
# PEDI of 5.5.1 and 7, and the words of the tags _FREL and _MREL that programs write for one parent alone.
PEDIGREES = {
    "BIRTH": "birth", "NATURAL": "birth", "BIOLOGICAL": "birth", "ADOPTED": ADOPTED, "ADOPTIVE": ADOPTED,
    "FOSTER": "foster", "FOSTERED": "foster", "STEP": "step", "STEPCHILD": "step", "GUARDIAN": "guardian",
    "SEALING": "sealing", "SEALED": "sealing", "UNKNOWN": NOT_SAID, "": NOT_SAID,
}  # fmt: skip
STATES = {"PROVEN": "proven", "CHALLENGED": "challenged", "DISPROVEN": "disproven"}
HUSBAND, WIFE = "HUSB", "WIFE"
BOTH = (HUSBAND, WIFE)


@dataclass(frozen=True)
class Claim:
    """A person says that they are a child of a family. family: None where the tree names none ('@VOID@'); pedigree: of
    PEDIGREES, or 'other'; written: the tree's own word; state: proven, challenged, disproven or not_said; adopters:
    HUSB, WIFE or both, where an adoption is said to be by them."""

    child: str
    family: str | None
    line: int
    pedigree: str = NOT_SAID
    written: str | None = None
    state: str = NOT_SAID
    adopters: tuple[str, ...] = ()


@dataclass
class Index:
    """sexes: male, female or None for every person by number; families: the numbers of all; claims: by family; adopted:
    numbers of those whom the tree says to be adopted; withheld: numbers of people whose records cannot be read, and of
    records whose number was given twice, with the lines of these; confidential: numbers of people so
    marked; file_date: of the header, as 2026-05-04."""

    sexes: dict[str, str | None] = field(default_factory=dict)
    families: set[str] = field(default_factory=set)
    claims: dict[str, list[Claim]] = field(default_factory=dict)
    adopted: set[str] = field(default_factory=set)
    withheld: set[str] = field(default_factory=set)
    repeated: dict[str, list[int]] = field(default_factory=dict)
    confidential: set[str] = field(default_factory=set)
    file_date: str | None = None

    def close(self, family: Record, *people: str) -> str | None:
        """'yes' where the tree marks the family or one of these people as confidential, else None."""
        marked = confidential(family) or any(one in self.confidential for one in people)
        return "yes" if marked else None


def index_of(path: Path, codec: str) -> Index:
    """Read the whole file once. Raises InputFault for what spoils all of it, and for more than can be held."""
    index, lines, count = Index(), dict[str, int](), 0
    for record in records(path, codec):
        if record.tag == HEAD:
            index.file_date = _file_date(record)
        if record.tag not in (PERSON, FAMILY) or record.number is None:
            continue
        number = record.number
        if number in lines:
            index.repeated.setdefault(number, [lines[number]]).append(record.line)
            index.withheld.add(number)
        lines[number] = lines.get(number, record.line)
        if record.tag == FAMILY:
            index.families.add(number)
        else:
            count += _take_person(index, record, number)
        if len(lines) > RECORD_LIMIT or count > CLAIM_LIMIT:
            reason = f"the file holds more than {RECORD_LIMIT:,} people and families"
            fix = "Part it into files of one tree each."
            raise InputFault(str(path), reason, line=record.line, fix=fix)
    return index


def _file_date(record: Record) -> str | None:
    found = read_date(record.text("DATE") or "")
    return found.known_day.isoformat() if found and found.known_day else None


def _take_person(index: Index, record: Record, number: str) -> int:
    index.sexes[number] = SEXES.get((record.text("SEX") or "").upper())
    if record.fault is not None:
        index.withheld.add(number)
    if confidential(record):
        index.confidential.add(number)
    if record.first("ADOP") is not None:
        index.adopted.add(number)
    count = 0
    for claim in claims_of(record, number):
        count += 1
        if claim.pedigree == ADOPTED:
            index.adopted.add(number)
        if claim.family is not None:
            index.claims.setdefault(claim.family, []).append(claim)
    return count


def claims_of(record: Record, number: str) -> Iterator[Claim]:
    """What a person's record says of the families in which they are a child."""
    for entry in record.all("FAMC"):
        pedigree, written = pedigree_of(entry.first("PEDI"))
        state = STATES.get((entry.text("STAT") or "").upper(), NOT_SAID)
        yield Claim(number, pointer(entry), entry.line, pedigree, written, state)
    for event in record.all("ADOP"):
        for entry in event.all("FAMC"):
            word = (entry.text("ADOP") or "BOTH").upper()
            adopters = (word,) if word in BOTH else BOTH
            yield Claim(number, pointer(entry), entry.line, ADOPTED, "ADOP", NOT_SAID, adopters)


def pedigree_of(entry: Entry | None) -> tuple[str, str | None]:
    """Our word and the tree's own for what makes somebody the child of a family or of one parent."""
    if entry is None:
        return NOT_SAID, None
    phrase = entry.text("PHRASE")
    word = phrase if entry.value.upper() == "OTHER" and phrase else entry.value
    written = ": ".join(part for part in (entry.value, phrase) if part) or None
    return PEDIGREES.get(word.upper().removesuffix(" CHILD"), OTHER), written


def confidential(record: Record) -> bool:
    """Whether the tree marks a record as confidential or private (RESN)."""
    words = {word.strip().upper() for word in (record.text("RESN") or "").split(",")}
    return bool(words & CONFIDENTIAL)


def pointer(entry: Entry) -> str | None:
    """The number that a line points to; None for '@VOID@' and where it points nowhere."""
    value = entry.value
    if len(value) < 3 or not (value.startswith("@") and value.endswith("@")) or value == NOBODY:
        return None
    return value[1:-1]
