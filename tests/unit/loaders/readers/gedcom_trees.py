"""Small family trees for tests, written on the spot."""

from __future__ import annotations

from pathlib import Path

from loaders.readers import Chunk, ReadSpec
from loaders.readers.gedcom import TABLES
from tests.unit.loaders.readers.reading import whole, written

HEAD = ("0 HEAD", "1 GEDC", "2 VERS 7.0")
TRAILER = "0 TRLR"


def tree(folder: Path, *lines: str, name: str = "tree.ged") -> Path:
    """A file with these lines between a header of three lines and the trailer: the first of them is line 4."""
    return written(folder, name, "\n".join((*HEAD, *lines, TRAILER)))


def person(number: str, *lines: str) -> tuple[str, ...]:
    """The record of a person."""
    return (f"0 @{number}@ INDI", *lines)


def people(*numbers: str) -> tuple[str, ...]:
    """Records of people without anything, one line each."""
    return tuple(f"0 @{number}@ INDI" for number in numbers)


def family(*lines: str, number: str = "F1") -> tuple[str, ...]:
    """The record of a family."""
    return (f"0 @{number}@ FAM", *lines)


def table(path: Path, name: str, chunk_rows: int = 50_000) -> Chunk:
    """One table of a tree, whole."""
    return whole(path, ReadSpec("gedcom", table=name), chunk_rows)


def rows(path: Path, name: str, *columns: str) -> list[tuple[object, ...]]:
    """Some columns of a table, in the order of its rows."""
    return table(path, name).frame.select(columns).rows()


def kinds(path: Path) -> list[tuple[str, int | None, str | None]]:
    """Kind, line and value of every finding of the file, table by table."""
    found = [finding for name in TABLES for finding in table(path, name).findings]
    return [(finding.kind, finding.line, finding.value) for finding in found]


def set_apart(path: Path) -> list[tuple[str, int, str | None, str | None]]:
    """Table, line, field and value of every row that was rejected; each says why and what to do."""
    found = []
    for name in TABLES:
        for row in table(path, name).rejected:
            assert row.reason
            assert row.fix
            found.append((name, row.line, row.field, row.value))
    return found
