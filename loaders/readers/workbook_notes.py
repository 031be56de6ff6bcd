"""What a sheet hides from whoever reads its cells alone: merged cells, formulas without a value, a sheet not shown."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

from lxml import etree

from loaders.readers.spec import RowFinding
from loaders.readers.workbook_check import blocks, column_number, unreadable
from loaders.readers.xml_events import SAFE

BOOK: Final = "xl/workbook.xml"
RELATED: Final = "xl/_rels/workbook.xml.rels"
NOTE_LIMIT: Final = 10_000
MERGED: Final = (
    "These cells are merged: what stands in them is read in the first, and the others as not recorded."
)
UNCOUNTED: Final = (
    "The cell holds a formula whose result is not in the file; it is read as not recorded. Open the file in a "
    "spreadsheet program and save it, so that the results are in it."
)
HIDDEN: Final = (
    "The sheet that was read is hidden in the workbook; whoever sent it may not know that it is there."
)
_NO_VALUE = re.compile(
    rb"""<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"""
    rb"""(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"""
)
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]+)(\d+)["']""")
_EMPTY_TEXT = re.compile(rb"""\bt\s*=\s*["']str["']""")
_MERGE = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*["']([A-Z]+)(\d+):([A-Z]+)(\d+)["']""")


@dataclass
class Notes:
    """merged: first cell, last row and words such as 'B2:B4' of each area; uncounted: the cells with a formula and no
    value. A cell is its row and the number of its column, both from 1."""

    merged: list[tuple[int, int, int, str]] = field(default_factory=list)
    uncounted: list[tuple[int, int]] = field(default_factory=list)


def notes_of(path: Path, table: str) -> Notes:
    """Look through the part that holds a sheet; nothing where the workbook does not lead to it.

    Raises InputFault where the workbook's list of its sheets cannot be read.
    """
    found = Notes()
    with zipfile.ZipFile(path) as archive:
        part = _part(archive, table)
        for block in blocks(archive, archive.getinfo(part)) if part in archive.namelist() else ():
            found.uncounted += islice(_uncounted(block), NOTE_LIMIT - len(found.uncounted))
            found.merged += islice(_merged(block), NOTE_LIMIT - len(found.merged))
    return found


def findings_of(notes: Notes, table: str, names: Sequence[str], header: int) -> Iterator[RowFinding]:
    """A finding for each place below the header."""
    for line, column in notes.uncounted:
        if line > header:
            yield RowFinding(table, line, _name(names, column), None, "formula_without_value", UNCOUNTED)
    for line, column, last, words in notes.merged:
        if last > header:
            yield RowFinding(
                table, max(line, header + 1), _name(names, column), words, "merged_cells", MERGED
            )


def hidden(table: str) -> RowFinding:
    """The finding that a sheet is not shown."""
    return RowFinding(table, None, None, table, "hidden_sheet", HIDDEN)


def _name(names: Sequence[str], column: int) -> str:
    return names[column - 1] if column <= len(names) else f"(field {column})"


def _uncounted(block: bytes) -> Iterator[tuple[int, int]]:
    for match in _NO_VALUE.finditer(block):
        place = _PLACE.search(match[1])
        # A formula whose result is the empty text has a value, which is empty.
        if place is not None and not _EMPTY_TEXT.search(match[1]):
            yield int(place[2]), column_number(place[1].decode())


def _merged(block: bytes) -> Iterator[tuple[int, int, int, str]]:
    for start, top, end, bottom in _MERGE.findall(block):
        words = f"{start.decode()}{int(top)}:{end.decode()}{int(bottom)}"
        yield int(top), column_number(start.decode()), int(bottom), words


def _part(archive: zipfile.ZipFile, table: str) -> str:
    """The name of the part with a sheet, '' where nothing leads to it."""
    if not {BOOK, RELATED} <= set(archive.namelist()):
        return ""
    sheets = (one for one in _elements(archive, BOOK, "sheet") if one.get("name") == table)
    wanted = {value for one in sheets for name, value in one.attrib.items() if str(name).endswith("}id")}
    targets = [
        str(one.get("Target"))
        for one in _elements(archive, RELATED, "Relationship")
        if one.get("Id") in wanted
    ]
    return posixpath.normpath(posixpath.join("/xl", targets[0])).lstrip("/") if targets else ""


def _elements(archive: zipfile.ZipFile, part: str, name: str) -> list[etree._Element]:
    parser = etree.XMLParser(**{**SAFE, "recover": True})
    try:
        root = etree.fromstring(archive.read(part), parser)
    except etree.XMLSyntaxError as problem:
        # A part with nothing to recover: others read on without it, and would say nothing of what the sheet hides.
        raise unreadable(Path(str(archive.filename)), f"{part} is not XML") from problem
    return [] if root is None else list(root.iter(f"{{*}}{name}"))
