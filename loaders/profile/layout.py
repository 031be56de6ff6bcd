"""How a file of delimited text is written: its encoding, what separates its fields, and the line with its names."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

from graph.addresses import is_valid_postcode
from graph.codes import IdentifierScheme
from graph.contact_points import is_valid_email
from graph.errors import InputFault
from graph.identifiers import is_valid
from loaders.profile.dates import is_date
from loaders.readers import ReadSpec
from loaders.readers.text_lines import check_encoding, physical_lines

UTF_8, UTF_16, WINDOWS = "utf-8", "utf-16", "cp1252"
DELIMITERS = (",", ";", "\t", "|")
SAMPLE_LINES = 200
HEADER_WITHIN = 30
LONGEST_NUMBER_IN_A_NAME = 4
BLOCK = 1024 * 1024


def encoding_of(path: Path) -> tuple[str, str | None]:
    """The encoding in which the whole file can be read, and a sentence on how sure that is, or None for UTF-8.

    Raises InputFault where the file holds no text.
    """
    try:
        check_encoding(path, ReadSpec("csv"))
    except InputFault as fault:
        if "mark of utf-16" in fault.reason:
            check_encoding(path, ReadSpec("csv", encoding=UTF_16))
            return UTF_16, "The file begins with the mark of UTF-16."
        _refuse_bytes(path)
        check_encoding(path, ReadSpec("csv", encoding=WINDOWS))
        where = f"from line {fault.line} on" if fault.line else "throughout"
        return WINDOWS, f"The file is not UTF-8 ({where}); cp1252 is a guess: look at names with accents."
    _refuse_bytes(path)
    return UTF_8, None


def _refuse_bytes(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(BLOCK)
    if b"\x00" in start:
        raise InputFault(
            str(path), "the file holds NUL bytes, and so is neither text nor a format that can be read",
            fix="Ask for CSV in UTF-8, XLSX, XML, JSON, Parquet or SQLite. If it is UTF-16, save it as UTF-8.",
        )  # fmt: skip


def delimited_spec(path: Path, encoding: str) -> ReadSpec:
    """How the file is to be read. The delimiter is the one that parts most of the first lines into equally many
    fields, at least two; the header is the first line with that many or more; where most rows have fewer than the
    header, rows may be short. Raises InputFault."""
    with path.open(encoding="utf-8-sig" if encoding == UTF_8 else encoding, newline="") as file:
        lines = list(islice(physical_lines(file), SAMPLE_LINES))
    found = {delimiter: _records(lines, delimiter) for delimiter in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda one: _evenness(found[one]))
    if _evenness(found[delimiter]) == (0.0, 0):
        raise InputFault(
            str(path), "the lines cannot be parted into columns by a comma, a semicolon, a tab or a stroke", line=1,
            fix="Ask for CSV, or write the mapping by hand (docs/add-a-source.md).",
        )  # fmt: skip
    width = _usual_width(found[delimiter])
    header, names = next((line, fields) for line, fields in found[delimiter] if len(fields) >= width)
    form = "tsv" if delimiter == "\t" else "csv"
    return ReadSpec(
        form, encoding=encoding, delimiter=delimiter if form == "csv" else ",", header=header,
        short_rows=len(names) > width,
    )  # fmt: skip


Numbered = list[tuple[int, list[str]]]


def _records(lines: Sequence[str], delimiter: str) -> Numbered:
    """The rows with the line on which each begins; blank lines are left out, and so is the last row, which the sample
    may have cut."""
    reader = csv.reader(lines, delimiter=delimiter)
    found: Numbered = []
    start = 1
    try:
        for fields in reader:
            if any(field.strip() for field in fields):
                found.append((start, fields))
            start = reader.line_num + 1
    except csv.Error:
        return found
    return found[:-1] if len(lines) == SAMPLE_LINES else found


def _usual_width(records: Numbered) -> int:
    """The commonest number of fields above one; of two that are equally common the greater."""
    counts = Counter(len(fields) for _, fields in records if len(fields) > 1)
    return max(counts, key=lambda width: (counts[width], width), default=0)


def _evenness(records: Numbered) -> tuple[float, int]:
    """The share of rows of the usual width, and the width."""
    width = _usual_width(records)
    return (sum(len(fields) == width for _, fields in records) / len(records), width) if width else (0.0, 0)


def header_row(rows: Iterable[Sequence[str | None]]) -> int | None:
    """The row of a sheet that holds the column names, from 1: the first that is more than half as wide as most rows,
    and at least two cells. None where it cannot hold names, having gaps, two alike, or data; a later row is never
    taken, since it would be somebody's."""
    filled = [[(cell or "").strip() for cell in row] for row in rows]
    widths = [max((place for place, cell in enumerate(row, 1) if cell), default=0) for row in filled]
    usual = Counter(width for width in widths if width > 1).most_common(1)
    if not usual:
        return None
    number = next(number for number, width in enumerate(widths, 1) if width > 1 and 2 * width > usual[0][0])
    names = filled[number - 1][: widths[number - 1]]
    can_be_names = all(names) and len(set(names)) == len(names) and not any(map(looks_like_data, names))
    return number if can_be_names else None


def looks_like_data(name: str) -> bool:
    """Whether a column name is a date, a number, an identifier, a postcode or an email address, and so stands in a
    row of data."""
    text = name.strip()
    if text.isdigit() and len(text) > LONGEST_NUMBER_IN_A_NAME:
        return True
    if is_valid_email(text) or is_valid(IdentifierScheme.NHS_NUMBER, text) or is_date(text):
        return True
    schemes = (IdentifierScheme.UPN, IdentifierScheme.NATIONAL_INSURANCE_NUMBER)
    return any(is_valid(scheme, text) for scheme in schemes) or (" " in text and is_valid_postcode(text))
