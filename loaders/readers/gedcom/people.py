"""The table of individuals: one row a person, with name, sex, birth and death as the tree has them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from loaders.readers.gedcom.dates import read_date
from loaders.readers.gedcom.index import ADOPTED, NOBODY, NOT_SAID, Index, claims_of, pointer
from loaders.readers.gedcom.lines import FAMILY, PERSON, TRAILER, UNKNOWN, Entry, LineFault, Record, records
from loaders.readers.gedcom.rows import Item, Row, finding, rejected, set_apart
from loaders.readers.spec import RowFinding

COLUMNS = (
    "tree", "id", "unparted_name", "given_names", "family_name", "birth_family_name", "nickname", "other_names", "sex",
    "birth_date", "birth_date_accuracy", "birth_place", "death_date", "death_date_accuracy", "death_place",
    "notes_on_dates", "confidential", "file_date",
)  # fmt: skip
BIRTH_NAMES = {"BIRTH", "MAIDEN"}
UNNUMBERED = LineFault(
    0, None, None, "this person has no number, by which a later delivery could know them again",
    "Have the program give every person a number between two signs @.",
)  # fmt: skip


def rows(path: Path, codec: str, index: Index) -> Iterator[Item]:
    """A row for each INDI. Lines that cannot be read in records of other kinds are told of here too."""
    for record in records(path, codec):
        if record.tag in (PERSON, UNKNOWN):
            fault = record.fault or set_apart(record, index)
            if fault is None and record.number is None:
                fault = UNNUMBERED
            yield rejected(record, fault) if fault else (record.line, _row(path, record, index))
            yield from _findings(record, index)
        elif record.tag != FAMILY:
            yield from _unread(record)


def _unread(record: Record) -> Iterator[RowFinding]:
    if record.fault is not None and record.tag != TRAILER:
        words = f"This line of a record of another kind ({record.tag}) was not read: {record.fault.reason}."
        yield finding(record.fault.line, record.tag, record.fault.value, "line_not_read", words)
    yield from stray_texts(record)


def stray_texts(record: Record) -> Iterator[RowFinding]:
    """Texts that no level and tag begin, left behind by line ends inside a note."""
    for line, text in record.stray:
        words = (
            f"This text stands on a line of its own in the record that begins on line {record.line}, without level and "
            "tag; it was not read."
        )
        yield finding(line, None, text, "stray_text", words)


def _row(path: Path, record: Record, index: Index) -> Row:
    name = record.first("NAME")
    birth, death = record.first("BIRT"), _death(record)
    born, died = _dated(birth), _dated(death)
    notes = "; ".join(note for note in (_note("birth", birth), _note("death", death)) if note)
    return (
        path.stem, record.number, *_name(name), _birth_family_name(record, name),
        name.text("NICK") if name else None, _other_names(record, name), record.text("SEX"),
        *born, birth.text("PLAC") if birth else None, *died, death.text("PLAC") if death else None,
        notes or None, index.close(record), index.file_date,
    )  # fmt: skip


def _death(record: Record) -> Entry | None:
    found = record.first("DEAT")
    return None if found is None or found.value.upper() == "N" else found


def _dated(event: Entry | None) -> tuple[str | None, str | None]:
    found = read_date(event.text("DATE") or "") if event else None
    return (found.day.isoformat(), found.accuracy) if found and found.day else (None, None)


def _note(word: str, event: Entry | None) -> str | None:
    """What the tree says of a date beyond a day and its accuracy; that somebody died on a day that it does not say."""
    if event is None:
        return None
    text = event.text("DATE")
    if text is None:
        return f"{word}: no date" if word == "death" else None
    found = read_date(text)
    return None if found and found.says_all else f"{word}: {text}"


def _name(entry: Entry | None) -> tuple[str | None, str | None, str | None]:
    """The whole name, only where the tree does not part it; given names; family name, which stands between strokes."""
    if entry is None:
        return None, None, None
    before, between, _ = _parted(entry.value)
    prefixed = " ".join(part for part in (entry.text("SPFX"), entry.text("SURN")) if part)
    given = entry.text("GIVN") or before or None
    family = between or prefixed or None
    if "/" in entry.value or entry.first("GIVN") or prefixed:
        return None, given, family
    return whole_name(entry), None, None


def _parted(name: str) -> tuple[str, str, str]:
    before, _, rest = name.partition("/")
    between, _, after = rest.partition("/")
    return before.strip(), between.strip(), after.strip()


def whole_name(entry: Entry) -> str | None:
    """The name as it is read aloud, without the strokes."""
    pieces = _parted(entry.value)
    written = " ".join(piece for piece in pieces if piece)
    return written or " ".join(part for part in (entry.text("GIVN"), entry.text("SURN")) if part) or None


def _birth_family_name(record: Record, preferred: Entry | None) -> str | None:
    """The family name of a name that the tree calls one of birth, where it is another than the preferred one."""
    current = _name(preferred)[2]
    named = (
        _name(entry)[2] for entry in record.all("NAME") if (entry.text("TYPE") or "").upper() in BIRTH_NAMES
    )
    return next((name for name in named if name and name != current), None)


def _other_names(record: Record, preferred: Entry | None) -> str | None:
    first = whole_name(preferred) if preferred else None
    others = dict.fromkeys(whole_name(entry) for entry in record.all("NAME"))
    return "; ".join(name for name in others if name and name != first) or None


def _findings(record: Record, index: Index) -> Iterator[RowFinding]:
    yield from stray_texts(record)
    for event in record.all("BIRT", "DEAT"):
        yield from unread_dates(event)
    for entry in record.all("FAMC", "FAMS"):
        number = pointer(entry)
        if number is not None and number not in index.families:
            words = "There is no family of this number in the file; nothing is made of this line."
            yield finding(entry.line, entry.tag, entry.value, "points_to_nobody", words)
        elif entry.value == NOBODY:
            yield _unnamed(entry, record)


def _unnamed(entry: Entry, record: Record) -> RowFinding:
    claim = next((one for one in claims_of(record, record.number or "") if one.line == entry.line), None)
    by = f" by the word {claim.written}" if claim and claim.pedigree != NOT_SAID else ""
    parents = "adoptive parents" if claim and claim.pedigree == ADOPTED else "parents"
    whom = f"{parents}{by}" if entry.tag == "FAMC" else "a family as a partner"
    words = f"The tree says that this person has {whom} and does not name them."
    return finding(entry.line, entry.tag, entry.value, "not_named", words)


def unread_dates(event: Entry) -> Iterator[RowFinding]:
    """A date that follows none of the forms of GEDCOM; it counts as not recorded."""
    entry = event.first("DATE")
    if entry is not None and entry.value and read_date(entry.value) is None:
        words = "This is no date of GEDCOM, such as '4 MAR 2017', 'ABT 1950' or 'BET 1950 AND 1955'; it was not read."
        yield finding(entry.line, f"{event.tag}.DATE", entry.value, "date_not_read", words)
