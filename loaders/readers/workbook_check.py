"""What an XLSX file must be before it is opened: an archive that is whole, whose parts cannot fill the memory.

The library that reads workbooks makes room for what a part promises: for every cell up to the farthest one, and for as
many texts as a number says. Where that is too much the whole process ends, so it is looked at here before.
"""

from __future__ import annotations

import copy
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from graph.errors import InputFault
from loaders.readers.workbook_texts import IS_LIST, lengths_of, text_of_cells

UNPACKED_LIMIT: Final = 1024**3
RATIO_LIMIT: Final = 200
# 1,048,576 rows of 48 columns, for which the library needs 1.6 GB.
CELL_LIMIT: Final = 50_331_648
OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
BLOCK: Final = 1024 * 1024
# All that Python raises for an archive that is damaged, locked or packed in a way of its own.
DAMAGE: Final = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError, OSError, ValueError,
)  # fmt: skip
WIDE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_CELL = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*\s)?r\s*=\s*["']([A-Za-z]+)(\d+)["'](?:[^>]*[^>/])?>""")
_UNPLACED = re.compile(rb"""<(?:\w+:)?c(?=[\s>])(?![^>]*\sr\s*=)[^>]*(?<!/)>""")
_ROW = re.compile(rb"""<(?:\w+:)?row\s(?:[^>]*\s)?r\s*=\s*["'](\d+)["']""")
_TEXTS = re.compile(rb"""<(?:\w+:)?sst\s[^>]*\buniqueCount\s*=\s*["'](\d+)["']""")
_ROW_OR_CELL = re.compile(rb"<(?:\w+:)?(row|c)[\s>]")


def check_archive(path: Path) -> None:
    """Raise InputFault for what is no workbook, is damaged, or would unpack to more than can be held."""
    state = path.stat()
    _check_once(path, state.st_ino, state.st_mtime_ns, state.st_size)


# A workbook of many lists is opened for each of them.
@lru_cache(maxsize=8)
def _check_once(path: Path, *_state: int) -> None:
    with path.open("rb") as file:
        if file.read(4) == OLD_OFFICE:
            reason = "this is a workbook of the old format, or one with a password"
            raise InputFault(str(path), reason, fix="Save it as .xlsx without a password.")
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check_sizes(path, members)
            if "[Content_Types].xml" not in archive.namelist():
                raise unreadable(path, "an archive, but not of a workbook")
            _check_texts(path, archive, [_check_part(path, archive, member) for member in members])
    except DAMAGE as problem:
        raise unreadable(path, str(problem)) from problem


def unreadable(path: Path, detail: str) -> InputFault:
    """The fault for what is no workbook. detail: what was found."""
    fix = "Declare the format that the file has, or open it in a spreadsheet program and save it as .xlsx."
    return InputFault(str(path), "this is no XLSX workbook, or a damaged one", value=detail, fix=fix)


def column_number(letters: str) -> int:
    """The number of a column from 1: A is 1, XFD is 16,384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def blocks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part in pieces that end before a tag; a row is whole in one wherever it is no longer than a piece."""
    rest = b""
    with archive.open(member) as file:
        while block := file.read(BLOCK):
            text = rest + block
            row = max(text.rfind(b"<row"), text.rfind(b":row"))
            end = text.rfind(b"<", 0, row + 1 if row > 0 and len(text) - row < BLOCK else None)
            end = max(end, 0) if len(text) < 4 * BLOCK else len(text)
            yield text[:end]
            rest = text[end:]
    yield rest


def _check_sizes(path: Path, members: Sequence[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = max(sum(member.compress_size for member in members), 1)
    if unpacked > UNPACKED_LIMIT or unpacked / packed > RATIO_LIMIT:
        raise InputFault(
            str(path),
            f"the workbook would unpack to {unpacked:,} bytes, {unpacked // packed} times its size",
            fix="If it is what the sender meant, ask for it as CSV.",
        )


@dataclass(frozen=True)
class _Part:
    """cells: how many a part holds; is_list: whether it holds the texts that cells name."""

    member: zipfile.ZipInfo
    cells: int
    is_list: bool


def _check_part(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> _Part:
    """Read a part to the end of what is packed, so that its checksum is held against all of it."""
    promised = copy.copy(member)
    promised.file_size = UNPACKED_LIMIT
    unpacked, columns, rows, placed, unplaced, is_list = 0, set[bytes](), {0}, 0, 0, False
    for block in blocks(archive, promised):
        if not unpacked and block.startswith(WIDE_MARKS):
            raise unreadable(path, f"{member.filename} is in UTF-16")
        unpacked += len(block)
        if unpacked > member.file_size:
            raise unreadable(path, f"{member.filename} is larger than the archive says")
        if any(int(count) > member.file_size for count in _TEXTS.findall(block)):
            raise unreadable(path, f"{member.filename} promises more texts than it can hold")
        is_list = is_list or IS_LIST.search(block) is not None
        cells = _CELL.findall(block)
        columns |= {letters for letters, _ in cells}
        rows.add(max(map(int, (*(digits for _, digits in cells), *_ROW.findall(block))), default=0))
        placed += len(cells)
        unplaced += len(_UNPLACED.findall(block))
    widest = max((column_number(letters.decode()) for letters in columns), default=0)
    if unplaced:
        widest = max(widest, _longest_row(archive, member))
    _check_cells(path, member, widest, max(rows))
    return _Part(member, placed + unplaced, is_list)


def _check_texts(path: Path, archive: zipfile.ZipFile, parts: Sequence[_Part]) -> None:
    """Refuse a text that more cells name than there is room for; counted where the longest in all would not fit."""
    lists = [lengths_of(blocks(archive, part.member)) for part in parts if part.is_list]
    longest = max((max(one, default=0) for one in lists), default=0)
    for part in parts:
        if part.cells * longest <= UNPACKED_LIMIT:
            continue
        size = text_of_cells(blocks(archive, part.member), lists)
        if size > UNPACKED_LIMIT:
            raise InputFault(
                str(path), f"the cells of {part.member.filename} would come to {size:,} bytes of text",
                fix="If it is what the sender meant, ask for it as CSV.",
            )  # fmt: skip


def _longest_row(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    """The most cells of a row, for a sheet whose cells do not say where they stand."""
    longest = here = 0
    for block in blocks(archive, member):
        for name in _ROW_OR_CELL.findall(block):
            here = here + 1 if name == b"c" else 0
            longest = max(longest, here)
    return longest


def _check_cells(path: Path, member: zipfile.ZipInfo, columns: int, rows: int) -> None:
    if columns * rows <= CELL_LIMIT:
        return
    raise InputFault(
        str(path),
        f"the sheet {member.filename} reaches over {rows:,} rows and {columns:,} columns, more than can be held",
        line=rows,
        fix="Delete what stands far below or beside the table, or ask for it as CSV.",
    )
