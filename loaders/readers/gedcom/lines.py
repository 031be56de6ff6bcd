"""The lines of a GEDCOM file, put together to records; what is wrong with a line is said of the record it stands in.

Written here because the parsers there are end at the first faulty line (ged4py, python-gedcom), refuse what version 7
allows, read it alone (gedcom7), and do not say on which line a record or a value stands.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from graph.errors import InputFault
from loaders.readers.text_lines import LINE_LIMIT, UNIVERSAL, physical_lines
from loaders.readers.values import shown

LINE = re.compile(
    r"[ \t]*([0-9]{1,2})[ \t]+(?:@([^@\s][^@]{0,999})@[ \t]+)?([A-Za-z0-9_]+)(?:[ \t](.*))?", re.DOTALL
)
BEGINS_A_RECORD = re.compile(r"[ \t]*0([^0-9]|$)")
BEGINS_WITH_A_LEVEL = re.compile(r"[ \t]*[0-9]")
HEAD, TRAILER, PERSON, FAMILY = "HEAD", "TRLR", "INDI", "FAM"
UNKNOWN = ""
# What is read of each record; all else is passed over, so that no note is kept in memory.
KEPT = {
    HEAD: {"DATE"},
    PERSON: {"NAME", "SEX", "BIRT", "DEAT", "FAMC", "FAMS", "ADOP", "RESN"},
    FAMILY: {"HUSB", "WIFE", "CHIL", "MARR", "DIV", "ANUL", "RESN"},
}
LONG_TEXTS = {"NOTE", "SNOTE", "TEXT", "TITL", "PAGE", "PUBL", "CONC", "CONT"}
RECORD_LIMIT = 8 * 1024 * 1024
ENTRY_SIZE = 100
STRAY_LIMIT = 1_000
# Programs of the time of DOS end a text with the last of these.
BLANK = " \t\r\n\x1a"


@dataclass(frozen=True)
class LineFault:
    """What is wrong with a line, and so with the record that it is part of. value: what stands there."""

    line: int
    field: str | None
    value: str | None
    reason: str
    fix: str


@dataclass
class Entry:
    """One line and what stands below it. tag in capitals; value stripped, '' where there is none."""

    tag: str
    value: str
    line: int
    below: list[Entry] = field(default_factory=list)

    def all(self, *tags: str) -> Iterator[Entry]:
        """The entries just below with one of these tags, in order."""
        return (entry for entry in self.below if entry.tag in tags)

    def first(self, tag: str) -> Entry | None:
        """The first entry just below with this tag, which GEDCOM says to prefer, or None."""
        return next(self.all(tag), None)

    def text(self, tag: str) -> str | None:
        """The value of the first entry with this tag, None where there is none or it is empty."""
        found = self.first(tag)
        return found.value or None if found else None


@dataclass
class Record(Entry):
    """A line of level 0 with what is read of it. number: the text between the signs @, None where it has none; tag: ''
    where the line cannot be read; fault: the first; stray: numbers and
    texts of lines that have no level and tag."""

    number: str | None = None
    fault: LineFault | None = None
    stray: list[tuple[int, str]] = field(default_factory=list)


def records(path: Path, codec: str) -> Iterator[Record]:
    """Yield all records in order, HEAD and TRLR too. Raises InputFault where the file as a whole is no GEDCOM file.

    codec: as `codec_of_text` found it.
    """
    builder, number = _Builder(), 0
    with path.open(encoding=codec, newline=UNIVERSAL) as file:
        for number, text in enumerate(physical_lines(file), start=1):
            if not text.strip(BLANK):
                continue
            before = builder.record
            record = builder.take(number, text)
            if before is None and record.tag != HEAD:
                raise _no_head(path, number, text)
            if before is not None and (
                before.tag == TRAILER or (record is not before and record.tag == HEAD)
            ):
                raise _second_tree(path, number, text)
            if before is not None and record is not before:
                yield before
    if builder.record is None:
        raise _no_head(path, 1, "")
    if builder.record.tag != TRAILER:
        raise _no_trailer(path, number)
    yield builder.record


class _Builder:
    """Takes lines and puts them together; `record` is the one that the last line is part of."""

    def __init__(self) -> None:
        self.record: Record | None = None
        self._open: list[Entry | None] = []
        self._wanted: Collection[str] = ()
        self._tag = UNKNOWN
        self._size = 0

    def take(self, number: int, text: str) -> Record:
        """Take a line that is not blank; give the record that it begins or is part of."""
        found = LINE.fullmatch(text.rstrip("\r\n")) if len(text) < LINE_LIMIT else None
        level = int(found[1]) if found else 0 if BEGINS_A_RECORD.match(text) else None
        if self.record is None or level == 0:
            return self._begin(number, found if level == 0 else None, text)
        if found is None or level is None:
            self._no_line(self.record, number, text)
        elif level > len(self._open):
            reason = "the level of this line is more than one above the line before"
            fix = f"Correct the level: at most {len(self._open)} can stand here."
            _fault(self.record, number, found[3].upper(), text, reason, fix)
        else:
            self._place(self.record, number, level, found)
        return self.record

    def _begin(self, number: int, found: re.Match[str] | None, text: str) -> Record:
        tag = found[3].upper() if found else UNKNOWN
        record = Record(tag, _value(found[4]) if found else "", number, number=found[2] if found else None)
        self.record, self._open = record, [record]
        self._wanted, self._tag, self._size = KEPT.get(tag, ()), tag, 0
        if found is None:
            self._no_line(record, number, text)
        return record

    def _place(self, record: Record, number: int, level: int, found: re.Match[str]) -> None:
        """Hang the line below that which it belongs to, where that is read at all."""
        del self._open[level:]
        above, self._tag = self._open[-1], found[3].upper()
        if above is None or record.fault or (level == 1 and self._tag not in self._wanted):
            self._open.append(None)
            return
        entry = Entry(self._tag, _value(found[4]), number)
        self._open.append(entry)
        self._size += len(entry.value) + ENTRY_SIZE
        if self._size > RECORD_LIMIT:
            reason, fix = "this record is too long to be one of a person or a family", "Check its lines."
            _fault(record, number, self._tag, None, reason, fix)
        elif self._tag in ("CONC", "CONT"):
            above.value += ("\n" if self._tag == "CONT" else "") + entry.value
        else:
            above.below.append(entry)

    def _no_line(self, record: Record, number: int, text: str) -> None:
        if len(text) >= LINE_LIMIT:
            reason = f"the line is longer than {LINE_LIMIT:,} characters"
            _fault(record, number, None, text, reason, "Check that the file has line ends.")
        elif self._tag in LONG_TEXTS and not BEGINS_WITH_A_LEVEL.match(text):
            if len(record.stray) < STRAY_LIMIT:
                record.stray.append((number, shown(text.strip()) or ""))
        else:
            reason = "this is no line of GEDCOM: a level, a tag and a value with blanks between them"
            fix = "Correct it, or join it to the line above if it is the rest of that."
            _fault(record, number, None, text, reason, fix)


def _fault(record: Record, number: int, tag: str | None, text: str | None, reason: str, fix: str) -> None:
    """The first fault of a record stands for all."""
    if record.fault is None:
        value = None if text is None else shown(text.strip())
        record.fault = LineFault(number, tag, value, reason, fix)


def _value(text: str | None) -> str:
    """A sign @ at the beginning is written twice, so that the text is not taken for a pointer."""
    value = (text or "").strip()
    return value[1:] if value.startswith("@@") else value


def _no_head(path: Path, number: int, text: str) -> InputFault:
    return InputFault(
        str(path), "a GEDCOM file begins with the line '0 HEAD', and this one does not", line=number,
        value=(shown(text.strip()) or "")[:80], fix="Have it exported as GEDCOM again; its beginning may be lost.",
    )  # fmt: skip


def _no_trailer(path: Path, number: int) -> InputFault:
    return InputFault(
        str(path), "the file ends without its last line '0 TRLR': it may have been cut off", line=number,
        fix="Ask for the file again; only if nothing is missing, add that line.",
    )  # fmt: skip


def _second_tree(path: Path, number: int, text: str) -> InputFault:
    return InputFault(
        str(path), "a second tree begins here, or something that belongs to none", line=number,
        value=(shown(text.strip()) or "")[:80], fix="Part it into files of one tree, from '0 HEAD' to '0 TRLR'.",
    )  # fmt: skip
