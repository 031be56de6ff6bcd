"""How near a file's columns come to those that a mapping reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from graph.errors import InputFault
from loaders.delivered.layout import lacking_columns
from loaders.mapping import Mapping, TableRule
from loaders.readers import SQL, ReadSpec, header

ENDINGS = {
    ".csv": "csv", ".txt": "csv", ".tsv": "tsv", ".xlsx": "xlsx", ".xlsm": "xlsx", ".json": "json",
    ".ndjson": "ndjson", ".jsonl": "ndjson", ".parquet": "parquet", ".sqlite": "sqlite", ".db": "sqlite",
}  # fmt: skip
"""Endings of files that say which columns they have, with their formats. In XML and in trees the mapping does."""


@dataclass(frozen=True)
class Fit:
    """The table of a mapping that comes nearest to a file. lacks: columns that the mapping reads and the file lacks;
    has: how many of them it has."""

    mapping: Mapping
    lacks: tuple[str, ...]
    has: int

    @property
    def is_whole(self) -> bool:
        """Whether the file has every column of the table, and the table any."""
        return not self.lacks and self.has > 0

    @property
    def is_near(self) -> bool:
        """Whether it has half of them, and two at least."""
        return self.has >= max(2, len(self.lacks))


@dataclass
class FileColumns:
    """The column names of one file, each way of reading it tried once."""

    path: Path
    _found: dict[str, tuple[str, ...] | None] = field(default_factory=dict)

    def fit(self, mapping: Mapping, *, by_name: bool) -> Fit | None:
        """The nearest table of the mapping; by_name: only of those in whose files this one is by its name. None: its
        columns say nothing, as it cannot be read by this mapping or the mapping says the columns itself."""
        tables = (one for one in mapping.tables if not by_name or _is_in(self.path, one))
        fits = [fit for table in tables for way in table.ways if (fit := self._fit(mapping, table, way))]
        return min(fits, key=lambda fit: (len(fit.lacks), -fit.has), default=None)

    def _fit(self, mapping: Mapping, table: TableRule, way: ReadSpec) -> Fit | None:
        present = self._header(way)
        if present is None:
            return None
        wanted = sum(not column.optional for column in table.columns.values())
        lacks = tuple(lacking_columns(replace(table, read=way), present))
        return Fit(mapping, lacks, wanted - len(lacks))

    def _header(self, way: ReadSpec) -> tuple[str, ...] | None:
        spec = way.of_file(self.path)
        if way.format == SQL or spec.columns or spec.format != ENDINGS.get(self.path.suffix.lower()):
            return None
        if repr(spec) not in self._found:
            self._found[repr(spec)] = _columns(self.path, spec)
        return self._found[repr(spec)]


def _columns(path: Path, spec: ReadSpec) -> tuple[str, ...] | None:
    """None where the file has no such columns: why not is said when it is loaded."""
    try:
        return tuple(header(path, spec))
    except InputFault:
        return None


def _is_in(path: Path, table: TableRule) -> bool:
    return not table.files or any(map(path.match, table.files))


def nearest_mapping(columns: FileColumns, mappings: Iterable[Mapping]) -> Fit | None:
    """The mapping whose columns the file has most of; None where it has half of none's."""
    fits = (columns.fit(mapping, by_name=False) for mapping in mappings)
    near = [fit for fit in fits if fit is not None and fit.is_near]
    return min(near, key=lambda fit: (len(fit.lacks) / (fit.has + len(fit.lacks)), -fit.has), default=None)
