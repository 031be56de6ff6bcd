"""Whose record a row is: so that what is kept about the row in the ledger can be forgotten with the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import polars as pl

from loaders.mapping import Feed, NodeRule, TableRule, Value
from loaders.mapping import Mapping as FeedMapping
from loaders.readers import LINE_COLUMN, RejectedRow, RowFinding
from loaders.rows.map import node_id
from loaders.rows.typed import as_far_as_typed


def with_records(
    findings: Iterable[RowFinding], rows: pl.DataFrame, table: TableRule, feed: Feed
) -> list[RowFinding]:
    """The findings about these typed rows, each with the key of the record that it is about: of several records in a
    row the one that takes the column at fault, else the first."""
    found = list(findings)
    rules = _records(table)
    lines = [one.line for one in found if one.line is not None]
    if not rules or not lines:
        return found
    keys = _keys(rows.filter(pl.col(LINE_COLUMN).is_in(lines)), rules, feed)
    return [replace(one, record=_record(one, keys, rules)) for one in found]


def keys_of_rejected(rows: Sequence[RejectedRow], mapping: FeedMapping) -> list[set[str]]:
    """For each row that was set apart the keys of the records in it, as far as its cells tell."""
    found: list[set[str]] = [set() for _ in rows]
    for table in mapping.tables:
        of_table = [number for number, row in enumerate(rows) if row.table in ("", table.name)]
        frame = _frame([rows[number] for number in of_table], table)
        rules = [rule for rule in _records(table) if _has_columns(rule, table)]
        if not of_table or not rules:
            continue
        keys = _keys(as_far_as_typed(frame, table), rules, mapping.feed)
        for of_alias in keys.values():
            for line, key in of_alias.items():
                found[of_table[line]].add(key)
    return found


def _records(table: TableRule) -> list[NodeRule]:
    return [rule for rule in table.nodes.values() if rule.kind == "Record"]


def _has_columns(rule: NodeRule, table: TableRule) -> bool:
    """Whether the key is made of columns that a row holds by itself, not of what other tables hold."""
    elsewhere = {one.name for one in table.derive if one.found_in}
    return not any(part.column in elsewhere for part in rule.key)


def _keys(rows: pl.DataFrame, rules: Sequence[NodeRule], feed: Feed) -> dict[str, dict[int, str]]:
    """By alias: the key of the record on each line."""
    made = rows.select(LINE_COLUMN, *(node_id(rule, feed).alias(rule.alias) for rule in rules))
    return {
        rule.alias: dict(reversed(made.select(LINE_COLUMN, rule.alias).drop_nulls().rows())) for rule in rules
    }


def _record(
    finding: RowFinding, keys: Mapping[str, Mapping[int, str]], rules: Sequence[NodeRule]
) -> str | None:
    if finding.line is None:
        return None
    ordered = sorted(rules, key=lambda rule: not _takes(rule, finding.field))
    found = (keys[rule.alias].get(finding.line) for rule in ordered)
    return next((key for key in found if key is not None), None)


def _takes(rule: NodeRule, column: str | None) -> bool:
    return Value(column=column) in (*rule.key, *rule.set.values())


def _frame(rows: Sequence[RejectedRow], table: TableRule) -> pl.DataFrame:
    """The cells as the file had them, under the mapping's names of the columns; `_line` is the place in `rows`."""
    cells = {
        name: [_cell(row, (name, *column.also)) for row in rows] for name, column in table.columns.items()
    }
    frame = pl.DataFrame(cells, schema=dict.fromkeys(table.columns, pl.String()))
    return frame.with_columns(pl.Series(LINE_COLUMN, range(len(rows)), dtype=pl.Int64))


def _cell(row: RejectedRow, names: Sequence[str]) -> str | None:
    found = next((row.row[name] for name in names if row.row.get(name) is not None), None)
    return None if found is None else found.strip() or None
