"""CSV and TSV files, broken."""

from __future__ import annotations

import gzip
from typing import Final

from tests.unit.loaders.broken.case import Case, Refused, Row, Rows, content

HEAD: Final = "Ref,Name,Born,Note\n"
SOUND: Final = HEAD + "1,Maya Kerr,04/03/2017,\n2,Zoë Marsh,2019-11-23,\n"
LONG: Final = "x" * 5_000
TYPED: Final = "Ref,Name,Born,Note,Count,Score\n"
NUMBERS: Final = (f"{'9' * 40},1", "1,1e999", "1,NaN", "1e3,2", "12,7.5")
DATES: Final = (
    "04/03/2017",
    "2017-03-04",
    "3/4/17",
    "4 March 2017",
    "42798",
    "20170304",
    "00/00/0000",
    "29/02/2023",
)


def csv(name: str, outcome: Refused | Rows, *parts: str | bytes, declared: str = "csv") -> Case:
    """A case of a file with this content."""
    return Case(name, declared, content("people.csv", *parts), outcome)


ENCODINGS: Final = (
    csv("UTF-16 with a mark", Refused("the mark of utf-16", 1, "encoding"), SOUND.encode("utf-16")),
    csv("UTF-16 without a mark", Refused("utf-16-le", 1, "encoding"), SOUND.encode("utf-16-le")),
    csv("UTF-16 without a mark, the other way round", Refused("utf-16-be", 1, "encoding"), SOUND.encode("utf-16-be")),
    csv("UTF-8 declared as UTF-16", Refused("not utf-16", None, "encoding"), SOUND, declared="csv_utf_16"),
    csv("Windows-1252 declared as UTF-8", Refused("is not utf-8 (found: '0xEB'", 3), SOUND.encode("cp1252")),
    csv("two encodings in one file", Refused("is not utf-8", 4), SOUND, "3,Zoë\n".encode("cp1252")),
    csv("a mark in the middle, as of two files that were joined",
        Rows(3, (Row(4, "Ref", "the mark that stands"),)), SOUND, "\ufeff", HEAD, "3,Lee Marsh,,\n"),
    csv("halves of characters, written as bytes", Refused("is not utf-8", 4), SOUND, b"3,\xed\xa0\xbd,,\n"),
    csv("cut within a character", Refused("0xC3", 3), SOUND[: SOUND.index("ë")], "ë".encode()[:1]),
    csv("a packed file", Refused("is not utf-8", 1), gzip.compress(SOUND.encode(), mtime=0)),
)  # fmt: skip
ROWS: Final = (
    csv("cut within a row", Rows(1, (Row(3, "Born", "2 fields where the header has 4"),)), SOUND[:-15]),
    csv("cut within a quoted field", Rows(2, (Row(4, None, "never closed"),)), SOUND, '3,"Lee Ma'),
    csv("rows of different length", Rows(2, (Row(4, "Note", "3 fields"), Row(5, None, "6 fields"))),
        SOUND, "3,Lee,\n4,Dana,,,,\n"),
    csv("a quotation mark that is never closed", Rows(3, (Row(4, None, "never closed"),)),
        SOUND, '3,"Lee,,\n4,Dana,,\n'),
    csv("a quotation mark inside a field", Rows(3, (Row(4, None, "inside a field"),)),
        SOUND, '3,"Lee "Bo" Marsh",,\n4,Dana,,\n'),
    csv("NUL bytes", Rows(2, (Row(4, "Name", "NUL byte"),)), SOUND, b"3,L\0ee,,\n"),
    csv("a row without its key", Rows(2, (Row(4, "Ref", "is empty but required"),)), SOUND, ",Lee,,\n"),
    csv("a field longer than fields are", Rows(2, (Row(4, None, "longer than 1,048,576"),)),
        SOUND, f"3,Lee,,{'x' * 1_100_000}\n"),
    csv("a very long value where a day should be", Rows(2, (Row(4, "Born", "not a date"),)), SOUND, f"3,Lee,{LONG},\n"),
    csv("signs that command a terminal", Rows(2, (Row(4, "Born", "not a date"),)),
        SOUND, "3,Lee,\x1b[2J\x1b]0;owned\x07,\n"),
    csv("days of many styles in one column",
        Rows(2, tuple(Row(2 + place, "Born", "is not a date of the form") for place in range(2, len(DATES)))),
        HEAD, *(f"{place},Lee,{day},\n" for place, day in enumerate(DATES))),
    csv("numbers that are none, or too large for one",
        Rows(1, (Row(2, "Count", "whole number"), Row(3, "Score", "number"), Row(4, "Score", "number"),
                 Row(5, "Count", "whole number"))),
        TYPED, *(f"{place},Lee,,,{numbers}\n" for place, numbers in enumerate(NUMBERS))),
    csv("a header alone", Rows(0), HEAD),
    csv("line ends of old machines", Rows(2), SOUND.replace("\n", "\r")),
    csv("blank lines between, and no line end at the last", Rows(2), SOUND.replace("\n", "\n\n").strip()),
)  # fmt: skip
WHOLE: Final = (
    csv("an empty file", Refused("the file is empty")),
    csv("blank lines alone", Refused("header", 1, "header"), "\n\n  \n\r\n"),
    csv("semicolons between fields", Refused("separated by ';'", 1, "delimiter"), SOUND.replace(",", ";")),
    csv("tabs between fields", Refused("separated by a tab", 1, "delimiter"), SOUND.replace(",", "\t")),
    csv("commas where tabs are declared", Refused("separated by ','", 1, "delimiter"), SOUND, declared="tsv"),
    csv("a column name twice", Refused("already given to column 2", 1, "Name"), "Ref,Name,Born,Note,Name\n"),
    csv("a column without a name", Refused("no name (column 3)", 1, "column 3"), "Ref,Name,,Born,Note\n"),
    csv("a very long column name, twice", Refused("already given", 1), f"{LONG},{LONG},Ref,Name,Born,Note\n"),
    csv("no header", Refused("has no name", 1, "column 4"), "1,Maya Kerr,04/03/2017,\n"),
    csv("a page of an error, saved as a file", Refused("lacks a column", 1, "Ref"),
        "<!DOCTYPE html>\n<html><body>Sign in again</body></html>\n"),
    csv("a header that is cut", Refused("lacks a column", 1, "Born"), "Ref,Name,Bo"),
    csv("a quotation mark that is never closed, in the header", Refused("in the header", 1), '"Ref,Name\n1,2\n'),
)  # fmt: skip
CASES: Final = (*ENCODINGS, *ROWS, *WHOLE)
