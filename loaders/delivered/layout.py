"""Which table of a mapping is in which file of a delivery, and in which of the layouts that the mapping allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from graph.errors import InputFault
from loaders.delivered.sources import OpenSource
from loaders.mapping import Mapping as FeedMapping
from loaders.mapping import TableRule
from loaders.mapping.document import nearest
from loaders.readers import SQL, Chunk, ReadSpec, RejectedRow, RowFinding

WITH_TABLES = ("xlsx", "sqlite", SQL)
NOT_READ = "column_not_read"
NOT_DELIVERED = "table_not_delivered"


@dataclass(frozen=True)
class Layout:
    """One table as one file, or database, has it. table: with the way in which it is read here; declared: the source's
    own name of a column to the mapping's, where they differ; unread: columns of it that the mapping does not read."""

    source: OpenSource
    table: TableRule
    declared: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()

    def chunks(self) -> Iterator[Chunk]:
        """The rows, under the mapping's own names of the columns. Raises InputFault."""
        for chunk in self.source.read(self.table.read):
            yield replace(chunk, frame=chunk.frame.rename(dict(self.declared)))

    def rejection(self, row: RejectedRow) -> RejectedRow:
        """A rejected row under the names that the file has."""
        found = {self._own(name): cell for name, cell in row.row.items()}
        return replace(row, field=self._own(row.field) if row.field else None, row=found)

    def finding(self, found: RowFinding) -> RowFinding:
        """A finding under the names that the file has."""
        return replace(found, field=self._own(found.field)) if found.field else found

    def of_columns(self, mapping: str) -> Iterator[RowFinding]:
        """A finding for each column that the mapping of this name does not read."""
        for name in self.unread:
            words = f"Column '{name}' is not read by the mapping {mapping}."
            yield RowFinding(self.table.name, _header_line(self.table), name, None, NOT_READ, words)

    def _own(self, name: str) -> str:
        return next((own for own, declared in self.declared.items() if declared == name), name)


@dataclass(frozen=True)
class Layouts:
    """found: every table in each of its files; absent: optional tables that no file of the delivery holds."""

    found: tuple[Layout, ...]
    absent: tuple[TableRule, ...]

    def findings(self) -> Iterator[RowFinding]:
        """A finding for each table that is absent."""
        for table in self.absent:
            words = (
                f"The delivery holds no '{table.name}'. What it said there before stays, and nothing that is missing "
                "from the delivery is closed; a file or sheet with column names alone would say that there is nothing."
            )
            yield RowFinding(table.name, None, None, None, NOT_DELIVERED, words)


def layouts(mapping: FeedMapping, sources: Sequence[OpenSource]) -> Layouts:
    """Find every table of the mapping in the files and databases of a delivery.

    Raises InputFault where a table that is not optional has no file, or a file no table: closing what is missing from
    half a delivery would be wrong. Raises it too where a file is in none of the layouts that the mapping allows.
    """
    found: list[Layout] = []
    absent: list[TableRule] = []
    for table in mapping.tables:
        fits = [one for one in sources if _is_in(one, table) and not _lacks_sheet(one, table)]
        if not fits and not table.optional:
            raise _no_file(table, sources)
        found += [_layout(one, table) for one in fits]
        absent += [] if fits else [table]
    for one in sources:
        if not any(_is_in(one, table) for table in mapping.tables):
            raise InputFault(
                one.name, f"no table of {mapping.file} is in a file of this name",
                fix=f"It takes {', '.join(mapping.files)}.",
            )  # fmt: skip
    if not found:
        raise _no_file(mapping.tables[0], sources)
    return Layouts(tuple(found), tuple(absent))


def _is_in(source: OpenSource, table: TableRule) -> bool:
    return bool(source.ways(table.ways)) and (not table.files or any(map(source.matches, table.files)))


def _header_line(table: TableRule) -> int | None:
    return None if table.read.format == SQL else table.read.header


def _no_file(table: TableRule, sources: Sequence[OpenSource]) -> InputFault:
    wanted = " or ".join(table.files) or "its files"
    if table.read.format == SQL:
        wanted = "the database, given by its address (postgresql://… or sqlite:///…)"
    return InputFault(
        ", ".join(one.name for one in sources), "the delivery lacks a file of this feed", field=table.name or None,
        fix=f"Load it together with {wanted}.",
    )  # fmt: skip


def _lacks_sheet(source: OpenSource, table: TableRule) -> bool:
    """Whether the table is optional and the file, a workbook or a database, has none of the names it may go by."""
    specs = [one for one in source.ways(table.ways) if one.format in WITH_TABLES and one.table is not None]
    existing = _existing(source, specs[0]) if table.optional and specs else []
    return bool(existing) and not any(name in existing for spec in specs for name in _names(spec))


def _existing(source: OpenSource, spec: ReadSpec) -> list[str]:
    """The sheets or tables of the file; none where it is of another format, which is for reading to say."""
    try:
        return source.tables(spec)
    except InputFault:
        return []


def _names(spec: ReadSpec) -> tuple[str, ...]:
    return (spec.table,) if isinstance(spec.table, str) else spec.table or ()


def _layout(source: OpenSource, table: TableRule) -> Layout:
    """The first of the ways to read the table in which this file has all its columns. Where there is none, the fault
    of the way that came nearest is raised."""
    ways = [replace(table, read=spec) for spec in source.ways(table.ways)]
    if len(ways) == 1:
        return _fitted(source, ways[0], source.header(ways[0].read))
    faults: list[tuple[bool, int, InputFault]] = []
    for way in ways:
        other_ending = not source.matches(f"*.{way.read.format}")
        lacking = len(way.columns) + 1
        try:
            present = source.header(way.read)
            lacking = len(lacking_columns(way, present))
            return _fitted(source, way, present)
        except InputFault as fault:
            faults.append((other_ending, lacking, fault))
    raise min(faults, key=lambda one: one[:2])[2]


def lacking_columns(table: TableRule, present: Sequence[str]) -> list[str]:
    """The columns that the table must have and that are not among these names."""
    return [
        column.name
        for column in table.columns.values()
        if not column.optional and not any(name in present for name in (column.name, *column.also))
    ]


def _fitted(source: OpenSource, table: TableRule, present: Sequence[str]) -> Layout:
    """Every declared column must be in the file, under one of its names."""
    lacking = lacking_columns(table, present)
    if lacking:
        raise InputFault(
            source.name, f"the {source.holds} lacks a column that the mapping reads", line=_header_line(table),
            field=lacking[0], fix=nearest(lacking[0], present),
        )  # fmt: skip
    declared = {
        own: column.name
        for column in table.columns.values()
        if column.name not in present
        for own in [next((name for name in column.also if name in present), None)]
        if own is not None
    }
    known = {*table.columns, *table.ignored, *declared}
    return Layout(source, table, declared, tuple(name for name in present if name not in known))
