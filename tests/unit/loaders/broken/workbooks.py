"""Workbooks, broken."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from tests.unit.loaders.broken.case import Case, Refused, Row, Rows, content
from tests.unit.loaders.broken.parts_of_workbooks import (
    MAIN,
    SHEET,
    STRINGS,
    XML,
    cell,
    number,
    parts,
    row,
    sheet,
    workbook,
)

OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAYA: Final = row(2, "1", "Maya Kerr", "04/03/2017")
NO_WORKBOOK: Final = Refused("no XLSX workbook")
LAUGHS: Final = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMB: Final = f'<!DOCTYPE worksheet [<!ENTITY l0 "ha">{LAUGHS}]>\n'
FILE: Final = '<!DOCTYPE worksheet [<!ENTITY secret SYSTEM "../outside/secret.txt">]>\n'


def made(name: str, outcome: Refused | Rows, *rows: str, **words: str) -> Case:
    """A case of a workbook with one sheet: a sound row and these. words: as `sheet` takes them."""
    return Case(name, "xlsx", lambda folder: workbook(folder, parts(sheet((MAYA, *rows), **words))), outcome)


def of_parts(name: str, outcome: Refused | Rows, parted: Callable[[], Mapping[str, str | bytes]]) -> Case:
    """A case of a workbook with these parts."""
    return Case(name, "xlsx", lambda folder: workbook(folder, parted()), outcome)


def sound() -> dict[str, str]:
    """A sound workbook with one row."""
    return parts(sheet((MAYA,)))


def spoilt(change: Callable[[bytes], bytes]) -> Callable[[Path], Path]:
    """A maker of a sound workbook whose bytes are changed."""

    def make(folder: Path) -> Path:
        path = workbook(folder, sound())
        path.write_bytes(change(path.read_bytes()))
        return path

    return make


def flipped(raw: bytes) -> bytes:
    """The archive with one bit of the packed sheet changed."""
    at = raw.index(SHEET.encode()) + len(SHEET) + 20
    return raw[:at] + bytes([raw[at] ^ 4]) + raw[at + 1 :]


def understated(raw: bytes) -> bytes:
    """The archive with sizes of 10 bytes where it lists its sheet."""
    at = raw.rindex(SHEET.encode()) - 46
    return raw[: at + 24] + struct.pack("<I", 10) + raw[at + 28 :]


def bomb(folder: Path) -> Path:
    """40 MB of blanks in 40 kB."""
    return workbook(folder, {**sound(), "xl/extra.xml": " " * 40_000_000})


def locked(raw: bytes) -> bytes:
    """The archive with its parts marked as encrypted."""
    places = [at for at in range(len(raw) - 4) if raw[at : at + 4] in (b"PK\x03\x04", b"PK\x01\x02")]
    found = bytearray(raw)
    for at in places:
        found[at + (6 if raw[at + 2] == 3 else 8)] |= 1
    return bytes(found)


def in_utf_16() -> dict[str, str | bytes]:
    """A workbook whose sheet is in another encoding than the others."""
    return {**sound(), SHEET: sound()[SHEET].replace("UTF-8", "UTF-16").encode("utf-16")}


def other_archive(folder: Path) -> Path:
    """An archive of something else."""
    path = folder / "people.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("people.csv", "Ref,Name\n1,Maya\n")
    return path


CELLS: Final = (
    made("a formula with its result", Rows(2), row(3, "2", '<c r="B3" t="str"><f>"Lee"</f><v>Lee</v></c>')),
    made("a formula without its result", Rows(2, (), {"formula_without_value": 1}),
         row(3, "2", '<c r="B3"><f>UPPER(A1)</f><v></v></c>')),
    made("a key that is a formula without its result", Rows(1, (Row(3, "Ref", "empty"),), {"formula_without_value": 1}),
         row(3, '<c r="A3"><f>A2+1</f></c>', "Lee")),
    made("a formula that reaches for another program", Rows(2),
         row(3, "2", '<c r="B3" t="str"><f>cmd|\' /C calc\'!A0</f><v>x</v></c>')),
    made("merged cells", Rows(2, (), {"merged_cells": 1}), row(3, "2"),
         after='<mergeCells count="1"><mergeCell ref="B2:B3"/></mergeCells>'),
    made("errors in place of values", Rows(2, (), {"error_value": 2}),
         row(3, "2", '<c r="B3" t="e"><v>#REF!</v></c>', '<c r="C3" t="e"><v>#N/A</v></c>')),
    made("days as numbers", Rows(1, (Row(3, "Born", "not a date"),)), row(3, "2", "Lee", number("C3", 42798))),
    made("a day and an hour where a day is declared", Rows(1, (Row(3, "Born", "not a date"),)),
         row(3, "2", "Lee", number("C3", 42798.5, 1))),
    made("a day beyond all calendars", Rows(2, (), {"error_value": 1}), row(3, "2", "Lee", number("C3", 1e300, 1))),
    made("a value beside the table", Rows(1, (Row(3, None, "to the right"),)), row(3, "2", "Lee", "", "", "", "?")),
    made("a text that is nowhere", NO_WORKBOOK, row(3, "2", '<c r="B3" t="s"><v>7</v></c>')),
)  # fmt: skip
HARM: Final = (
    made("a cell at the far end of the sheet", Refused("1,048,576 rows and 16,384 columns", 1048576),
         f'<row r="1048576">{cell("XFD1048576", "x")}</row>'),
    made("a column that no sheet has", Refused("more than can be held"), row(3, "2", cell("ZZZZZZZZZZ3", "x"))),
    made("a row number of many digits", NO_WORKBOOK, f'<row r="3">{cell("A" + "9" * 5_000, "x")}</row>'),
    of_parts("more texts promised than the file can hold", NO_WORKBOOK,
             lambda: {**sound(), STRINGS: f'{XML}<sst xmlns="{MAIN}" uniqueCount="4294967295"/>'}),
    made("entities that grow", NO_WORKBOOK, row(3, "2", "&l9;"), document_type=BOMB),
    made("an entity that is a file", NO_WORKBOOK, row(3, "2", "&secret;"), document_type=FILE),
    Case("a bomb", "xlsx", bomb, Refused("would unpack to 40,0")),
    Case("a bomb that says it is small", "xlsx", spoilt(understated), NO_WORKBOOK),
    of_parts("a sheet in a file outside", NO_WORKBOOK,
             lambda: {name: text.replace("worksheets/sheet1.xml", "../../outside/people.csv")
                      for name, text in sound().items() if name != SHEET}),
)  # fmt: skip
WHOLE: Final = (
    Case("the old format, or a password", "xlsx", content("people.xlsx", OLD_OFFICE, b"\0" * 5_000),
         Refused("old format, or one with a password")),
    Case("a password on its parts", "xlsx", spoilt(locked), NO_WORKBOOK),
    Case("cut in the middle", "xlsx", spoilt(lambda raw: raw[: len(raw) // 2]), NO_WORKBOOK),
    Case("one bit changed", "xlsx", spoilt(flipped), NO_WORKBOOK),
    Case("a CSV file under another name", "xlsx", content("people.xlsx", "Ref,Name,Born,Note\n"), NO_WORKBOOK),
    Case("another archive", "xlsx", other_archive, Refused("not of a workbook")),
    Case("an empty file", "xlsx", content("people.xlsx"), Refused("the file is empty")),
    of_parts("a sheet that is not there", NO_WORKBOOK,
             lambda: {name: text for name, text in sound().items() if name != SHEET}),
    of_parts("a sheet that is cut", NO_WORKBOOK, lambda: parts(sheet((MAYA,))[:-60])),
    of_parts("a sheet in UTF-16", Refused("is in UTF-16"), in_utf_16),
    of_parts("a hidden sheet before the one that is meant", Rows(1, (), {"hidden_sheet": 1}),
             lambda: parts(sheet((MAYA,)), sheet((MAYA, row(3, "2", "Lee"))), state="hidden")),
    of_parts("a column name twice", Refused("already given to column 2", 1, "Name"),
             lambda: parts(sheet(()).replace(">Note<", ">Name<"))),
    of_parts("a header alone", Rows(0), lambda: parts(sheet(()))),
    of_parts("an empty sheet", Refused("the sheet is empty", 1, "header"),
             lambda: parts(f'{XML}<worksheet xmlns="{MAIN}"><sheetData/></worksheet>')),
    of_parts("a title above the header", Refused("already given", 1, "Children of the borough"),
             lambda: parts(sheet((MAYA,)).replace(">Ref<", ">Children of the borough<").replace(
                 ">Name<", ">Children of the borough<"))),
)  # fmt: skip
CASES: Final = (*CELLS, *HARM, *WHOLE)
