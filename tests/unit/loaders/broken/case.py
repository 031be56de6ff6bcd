"""What one broken file is: how it is made, how it is read, and what has to be said of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

TEXT: Final = (
    "{Ref: {required: true}, Name: text, Born: {type: date, format: ['%d/%m/%Y', '%Y-%m-%d']}, Note: text,"
)
TYPED: Final = "Count: {type: integer, optional: true}, Score: {type: number, optional: true}}"
FEED: Final = f"""mapping: 1
feed:
  id: sender/NAME
  title: Children
  agency: sender
  category: education
  covers: {{area: all, ages: all}}
files: "people*"
tables:
  - read: READ
    columns: {TEXT} {TYPED}
    nodes:
      child: {{kind: Record, key: Ref, set: {{name_as_given: Name, birth_date: Born, words: Note}}}}
"""
# What the files are declared to be, whatever they are. Each is a feed of its own; None: a mapping that is shipped.
DECLARED: Final[dict[str, str | None]] = {
    "csv": "{format: csv}",
    "csv_utf_16": "{format: csv, encoding: utf-16}",
    "tsv": "{format: tsv}",
    "xlsx": "{format: xlsx}",
    "json": "{format: json}",
    "json_rows": "{format: json, rows: data.rows}",
    "ndjson": "{format: ndjson}",
    "xml": "{format: xml, rows: Children/Child}",
    "parquet": "{format: parquet}",
    "sqlite": "{format: sqlite, table: children}",
    "gedcom": None,
}


@dataclass(frozen=True)
class Refused:
    """The whole file is refused. words: what the message says, among other things; line, field: where."""

    words: str
    line: int | None = None
    field: str | None = None


@dataclass(frozen=True)
class Row:
    """A row in quarantine: line, field (None: the whole row), and what the reason says among other things."""

    line: int
    field: str | None
    words: str


@dataclass(frozen=True)
class Rows:
    """The file is read. loaded: how many rows; quarantined: those that are not; findings: kinds and how many."""

    loaded: int
    quarantined: tuple[Row, ...] = ()
    findings: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """name: what is wrong with the file; make: writes it into an empty folder and returns what is loaded;
    declared: of DECLARED; outcome: what has to be said."""

    name: str
    declared: str
    make: Callable[[Path], Path]
    outcome: Refused | Rows


def mapping_text(declared: str) -> str | None:
    """The mapping for a way of reading; None where one is shipped."""
    read = DECLARED[declared]
    return None if read is None else FEED.replace("NAME", declared).replace("READ", read)


def content(name: str, *parts: str | bytes) -> Callable[[Path], Path]:
    """A maker of a file with exactly this content; texts are written as UTF-8."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(b"".join(part.encode() if isinstance(part, str) else part for part in parts))
        return path

    return make
