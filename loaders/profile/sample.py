"""The first rows of every table of a file whose layout nobody has declared yet."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, cast

import polars as pl

from graph.errors import InputFault
from loaders.profile.layout import HEADER_WITHIN, delimited_spec, encoding_of, header_row, looks_like_data
from loaders.profile.trees import Tree, json_lines_tree, json_tree, xml_tree
from loaders.profile.words import seen_missing
from loaders.readers import LINE_COLUMN, Chunk, ReadSpec, read, tables
from loaders.readers.files import check_file
from loaders.readers.spreadsheet import top

SAMPLE_ROWS = 1_000
FIRST_BYTES = 4_096
WORKBOOK, OLD_OFFICE, PARQUET, SQLITE = b"PK", b"\xd0\xcf\x11\xe0", b"PAR1", b"SQLite format 3\x00"
OTHER_FORMATS = {b"%PDF": "a PDF", b"{\\rtf": "a text document", b"\x1f\x8b": "compressed"}
FAMILY_TREE, TREE_ENDINGS = b"0 HEAD", (".ged", ".gdz")
WITH_TABLES = ("xlsx", "sqlite", "gedcom")
LINE_ENDINGS = (".ndjson", ".jsonl")


@dataclass(frozen=True)
class Table:
    """One table. frame: at most SAMPLE_ROWS rows of text without line numbers; is_whole: there are no others;
    unread: rows among them that could not be read; short: of these, rows with too few fields; notes: sentences on how
    the table was found."""

    name: str
    spec: ReadSpec
    frame: pl.DataFrame
    is_whole: bool
    unread: int = 0
    short: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sample:
    """tables: those with rows; left_out: names of the others, each with the reason."""

    path: Path
    tables: tuple[Table, ...]
    left_out: tuple[tuple[str, str], ...] = ()


def sampled(path: Path) -> Sample:
    """Find out how a file is written and read its first rows, at most SAMPLE_ROWS a table.

    Raises InputFault where it is empty, holds column names alone or no column names, or is of no format that is read.
    """
    check_file(path)
    form = _format(path)
    if form in WITH_TABLES:
        return _several(path, form)
    table = _single(path, form)
    if not table.frame.height:
        raise InputFault(
            str(path), "it holds column names and no row that can be read, so there is nothing to look at",
            fix="Take a delivery with rows in it, or write the mapping by hand (docs/add-a-source.md).",
        )  # fmt: skip
    return Sample(path, (table,))


def _format(path: Path) -> str:
    """By the first bytes; the ending of the name only tells JSON documents from JSON lines, and family trees."""
    with path.open("rb") as file:
        start = file.read(FIRST_BYTES)
    for mark, what in OTHER_FORMATS.items():
        if start.removeprefix(b"\xef\xbb\xbf").startswith(mark):
            raise InputFault(
                str(path), f"it is {what}, for which no mapping can be begun",
                fix="Ask for CSV, XLSX, XML, JSON, Parquet, SQLite or GEDCOM.",
            )  # fmt: skip
    if path.suffix.lower() in TREE_ENDINGS:
        return "gedcom"
    for mark, form in ((WORKBOOK, "xlsx"), (OLD_OFFICE, "xlsx"), (PARQUET, "parquet"), (SQLITE, "sqlite")):
        if start.startswith(mark):
            return form
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(FAMILY_TREE):
        return "gedcom"
    if text.startswith(b"<"):
        return "xml"
    if text.startswith(b"["):
        return "json"
    return _json_or_lines(path, start) if text.startswith(b"{") else "csv"


def _json_or_lines(path: Path, start: bytes) -> str:
    first, _, second = start.strip().partition(b"\n")
    is_lines = first.rstrip().endswith(b"}") and second.lstrip().startswith(b"{")
    return "ndjson" if is_lines or path.suffix.lower() in LINE_ENDINGS else "json"


def _single(path: Path, form: str) -> Table:
    if form == "parquet":
        return _table(path, ReadSpec("parquet"), "")
    if form == "xml":
        return _of_tree(path, xml_tree(path))
    encoding, remark = encoding_of(path)
    notes = (remark,) if remark else ()
    if form in ("json", "ndjson"):
        return _of_tree(path, (json_tree if form == "json" else json_lines_tree)(path, encoding), *notes)
    return _table(path, delimited_spec(path, encoding), "", *notes)


def _of_tree(path: Path, tree: Tree, *notes: str) -> Table:
    more = [*notes, tree.rule]
    more += [
        f"'{one}' stands there more than once: a table of its own, if it is wanted." for one in tree.repeated
    ]
    if tree.rare:
        more.append(f"{tree.rare} keys stand in one object alone and may be data: they are not shown.")
    return _table(path, tree.spec, "", *more)


def _several(path: Path, form: str) -> Sample:
    """Every sheet or table of a database or family tree that has rows below column names is a table."""
    found: list[Table] = []
    left_out: list[tuple[str, str]] = []
    for name in tables(path, ReadSpec(form)):
        try:
            table = _named(path, form, name)
        except InputFault as fault:
            if form == "gedcom":
                raise
            left_out.append((name, fault.reason))
            continue
        if table is None:
            left_out.append((name, "no row of it reads as column names"))
        elif not table.frame.height:
            left_out.append((name, "column names and no rows"))
        else:
            found.append(table)
    if not found:
        what = "sheet" if form == "xlsx" else "table"
        reasons = "; ".join(f"{name}: {reason}" for name, reason in left_out) or f"there is no {what}"
        raise InputFault(
            str(path), f"no {what} of it has column names with rows below them ({reasons})",
            fix="Take a delivery with rows in it, or write the mapping by hand (docs/add-a-source.md).",
        )  # fmt: skip
    return Sample(path, tuple(found), tuple(left_out))


def _named(path: Path, form: str, name: str) -> Table | None:
    spec = ReadSpec(form, table=name)
    if form != "xlsx":
        return _table(path, spec, name)
    header = header_row(top(path, spec, HEADER_WITHIN))
    return None if header is None else _table(path, replace(spec, header=header), name)


def _table(path: Path, spec: ReadSpec, name: str, *notes: str) -> Table:
    with closing(cast(Any, read(path, spec, chunk_rows=SAMPLE_ROWS))) as chunks:
        chunk, *others = islice(chunks, 2)
    first: Chunk = chunk
    frame = first.frame.drop(LINE_COLUMN)
    _check_names(path, spec, frame)
    missing = seen_missing(frame)
    cleaned = frame.with_columns(pl.when(~pl.all().is_in(missing)).then(pl.all()).name.keep())
    short = sum(row.field is not None and row.value is None for row in first.rejected)
    return Table(
        name, replace(spec, missing=("", *missing)), cleaned, not others, len(first.rejected), short, notes
    )


def _check_names(path: Path, spec: ReadSpec, frame: pl.DataFrame) -> None:
    """Refuse a row of data that stands where the column names should be: it must not get into a mapping."""
    if spec.columns:
        return
    for place, name in enumerate(frame.columns, start=1):
        among = name.casefold() in {str(value).casefold() for value in frame[name].unique()}
        if among or looks_like_data(name):
            reason = "is also a value below it" if among else "looks like data"
            raise InputFault(
                str(path), f"the name of column {place} {reason}, so the column names seem to be missing",
                line=spec.header,
                fix="Have the file exported with column names in its first line; data must not get into a mapping.",
            )  # fmt: skip
