"""Rows that somebody corrected, on their way through the mapping of their feed once more, as a part of its delivery."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import PurePath

import polars as pl

from graph.errors import InputFault
from loaders.delivered.delivered import Delivered
from loaders.delivered.layout import lacking_columns
from loaders.delivered.sources import OpenSource
from loaders.mapping import Mapping as FeedMapping
from loaders.mapping import TableRule
from loaders.readers import LINE_COLUMN, Chunk, ReadSpec

NOT_A_COLUMN = "("
"""How the names begin under which a row keeps what stood in no column."""


@dataclass(frozen=True)
class CorrectedRow:
    """file, table, line: where the row stood, table None where its format has none; cells: all of it, corrected."""

    file: str
    table: str | None
    line: int | None
    cells: Mapping[str, str | None]


@dataclass(frozen=True)
class CorrectedRows:
    """Corrected rows of one file, in place of that file, for these tables alone. name: the file's."""

    name: str
    rows: tuple[CorrectedRow, ...]
    rules: tuple[TableRule, ...]
    holds = "row"

    @property
    def sha256(self) -> str:
        """Of what the rows say now."""
        cells = [[one.line, dict(one.cells)] for one in self.rows]
        return hashlib.sha256(json.dumps([self.name, cells], sort_keys=True).encode()).hexdigest()

    @contextmanager
    def opened(self) -> Iterator[OpenSource]:
        """Give itself: the rows are here already."""
        yield self

    def matches(self, pattern: str) -> bool:
        """Tell whether the pattern is of one of its tables; the folder of the file is not known any more."""
        return any(pattern in table.files for table in self.rules)

    def ways(self, specs: Iterable[ReadSpec]) -> list[ReadSpec]:
        """The first way of reading, where the table is one of its own."""
        own = [way for table in self.rules for way in table.ways]
        return [replace(spec, or_formats=()) for spec in specs if spec in own][:1]

    def header(self, spec: ReadSpec) -> list[str]:
        """The columns of the rows."""
        return list(dict.fromkeys(name for one in self.rows for name in one.cells))

    def tables(self, spec: ReadSpec) -> list[str]:
        """The names by which the mapping looks for the table."""
        return [spec.table] if isinstance(spec.table, str) else list(spec.table or ("",))

    def read(self, spec: ReadSpec) -> Iterator[Chunk]:
        """All rows in one chunk, each with the line on which it stood."""
        names = self.header(spec)
        cells = {name: [one.cells.get(name) for one in self.rows] for name in names}
        frame = pl.DataFrame(cells, schema=dict.fromkeys(names, pl.String()))
        lines = pl.Series(LINE_COLUMN, [one.line for one in self.rows], dtype=pl.Int64)
        yield Chunk(frame.with_columns(lines), (), ())


def part_of_delivery(mapping: FeedMapping, rows: Sequence[CorrectedRow]) -> Delivered:
    """The rows as a part of a delivery of the feed of this mapping. Raises InputFault for a row that fits no table of
    it, and for one of a table that looks something up in another, which is not here."""
    groups: dict[tuple[str, tuple[int, ...]], list[CorrectedRow]] = {}
    for row in rows:
        places = tuple(place for place, table in enumerate(mapping.tables) if _fits(row, table))
        if not places:
            raise _fits_none(row, mapping)
        groups.setdefault((row.file, places), []).append(row)
    used = sorted({place for _, places in groups for place in places})
    tables = {place: _alone(mapping.tables[place], rows[0]) for place in used}
    sources = tuple(
        CorrectedRows(file, tuple(found), tuple(tables[place] for place in places))
        for (file, places), found in groups.items()
    )
    return Delivered(replace(mapping, tables=tuple(tables.values())), sources, is_part=True)


def _fits(row: CorrectedRow, table: TableRule) -> bool:
    named = {table.name, *(name for way in table.ways for name in _names(way))}
    is_in_file = not table.files or any(fnmatch(row.file, PurePath(one).name) for one in table.files)
    is_table = row.table is None or not any(named) or row.table in named or row.table == row.file
    return is_in_file and is_table and not lacking_columns(table, list(row.cells))


def _names(way: ReadSpec) -> tuple[str, ...]:
    return (way.table,) if isinstance(way.table, str) else way.table or ()


def _fits_none(row: CorrectedRow, mapping: FeedMapping) -> InputFault:
    lacking = sorted({name for table in mapping.tables for name in lacking_columns(table, list(row.cells))})
    return InputFault(
        row.file, f"no table of {mapping.file} reads this corrected row", line=row.line,
        fix=f"Set every column that the table needs, such as {', '.join(lacking[:5]) or 'those of its first table'}.",
    )  # fmt: skip


def _alone(table: TableRule, row: CorrectedRow) -> TableRule:
    """The table without what it expects of others. Raises InputFault where its values rest on them."""
    if any(one.found_in for one in table.derive):
        raise InputFault(
            row.file, f"rows of the table '{table.name}' look something up in another table, which is not here",
            line=row.line, fix="Have the agency correct the row, and load its next delivery.",
        )  # fmt: skip
    return replace(table, expect=tuple(one for one in table.expect if not one.found_in))
