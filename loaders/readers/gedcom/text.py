"""Which text encoding a GEDCOM file is in: it says so itself, by its mark or by CHAR in its header."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import ansel

from graph.errors import InputFault
from loaders.readers.spec import ReadSpec
from loaders.readers.text_lines import MARKS, check_encoding

ansel.register()

HEADER_BYTES = 64 * 1024
CHAR = re.compile(rb"^[ \t]*1[ \t]+CHAR[ \t]+([^\r\n]*)", re.MULTILINE)
NEXT_RECORD = re.compile(rb"[\r\n][ \t]*0[ \t]")
ZIP_MARK = b"PK\x03\x04"
UNMARKED_UTF_16 = {b"0\x00": "utf-16-le", b"\x000": "utf-16-be"}
UTF_8 = "utf-8"
# The standard has the first five; the others are what programs write all the same.
CODECS = {
    "UTF-8": UTF_8, "ANSEL": "gedcom", "ASCII": "ascii", "UNICODE": "utf-16", "UTF-16": "utf-16",
    "UTF8": UTF_8, "ANSI": "cp1252", "WINDOWS": "cp1252", "WINDOWS-1252": "cp1252", "CP1252": "cp1252",
    "ISO-8859-1": "iso8859-1", "ISO8859-1": "iso8859-1", "LATIN1": "iso8859-1", "IBMPC": "cp437", "IBM": "cp437",
    "MSDOS": "cp850", "MACINTOSH": "mac-roman",
}  # fmt: skip


def codec_of_text(path: Path, spec: ReadSpec) -> str:
    """Python's name of the encoding that the file has, every byte of it checked. Raises InputFault with the line.

    An encoding that the mapping declares, other than utf-8, stands over what the header says.
    """
    with path.open("rb") as file:
        start = file.read(HEADER_BYTES)
    if start.startswith(ZIP_MARK):
        fix = "Unpack it, and load the file gedcom.ged that is in it."
        raise InputFault(str(path), "this is a GEDZIP archive, not a GEDCOM file", line=1, fix=fix)
    found = replace(spec, encoding=spec.encoding if spec.encoding != UTF_8 else _said(path, start))
    return check_encoding(path, found)


def _said(path: Path, start: bytes) -> str:
    marked = next((encoding for mark, encoding in MARKS.items() if start.startswith(mark)), None)
    unmarked = UNMARKED_UTF_16.get(start[:2])
    if marked or unmarked:
        return str(marked or unmarked)
    header = NEXT_RECORD.split(start, maxsplit=1)[0]
    char = CHAR.search(header)
    if char is None:
        return UTF_8
    word = char[1].decode("ascii", "replace").strip()
    codec = CODECS.get(word.upper())
    if codec is None:
        raise InputFault(
            str(path), "the header names a text encoding that GEDCOM does not have",
            line=header[: char.start()].count(b"\n") + 1, field="CHAR", value=word,
            fix=f"Have it exported as UTF-8, or declare its encoding in the mapping. Known: {', '.join(CODECS)}.",
        )  # fmt: skip
    return codec
