"""What one table of a mapping asks of another: whether a value occurs there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from loaders.mapping.document import Section, nearest
from loaders.mapping.model import Derived, TableRule


def made_alone(table: TableRule) -> tuple[Derived, ...]:
    """The derived columns that rest on no other table, in order."""
    without: set[str] = set()
    for one in table.derive:
        sources = {*one.join, *one.first_of, *([one.column] if one.column else [])}
        if one.found_in or sources & without:
            without.add(one.name)
    return tuple(one for one in table.derive if one.name not in without)


def columns_asked_of(name: str, tables: Iterable[TableRule]) -> tuple[str, ...]:
    """The columns of the table of this name in which other tables look something up."""
    asked = (found_in for table in tables for found_in in _all_found_in(table))
    return tuple(dict.fromkeys(found_in[name] for found_in in asked if name in found_in))


def _all_found_in(table: TableRule) -> tuple[Mapping[str, str], ...]:
    return (*(one.found_in for one in table.derive), *(one.found_in for one in table.expect))


def check_tables_named(section: Section, table: TableRule, tables: Sequence[TableRule]) -> None:
    """Whether every `found_in` of this table names a table of the mapping and a column that it has by itself.
    Raises InputFault."""
    by_name = {one.name: one for one in tables if one.name}
    for part in ("derive", "expect"):
        for _, inner in section.sections(part):
            asked = inner.section("found_in")
            for name in asked.data:
                if name not in by_name:
                    asked.fault(name, "no table of this name", value=name, fix=nearest(name, by_name))
                other = by_name[name]
                valid = [*other.columns, *(one.name for one in made_alone(other))]
                asked.one_of(name, valid)
