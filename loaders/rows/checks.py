"""Findings: what is odd in a row and does not stop it. Each is recorded and counted, none is corrected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from graph import addresses, contact_points, identifiers
from graph.codes import ContactSystem, IdentifierScheme, word
from loaders.mapping import EdgeRule, Expectation, Feed, NodeRule, TableRule
from loaders.mapping.model import When
from loaders.readers import LINE_COLUMN, RowFinding
from loaders.rows.elsewhere import NOTHING_ELSEWHERE, Elsewhere, occurs
from loaders.rows.map import condition, text, value


def row_findings(
    rows: pl.DataFrame,
    table: TableRule,
    feed: Feed,
    loaded_on: date,
    elsewhere: Elsewhere = NOTHING_ELSEWHERE,
) -> list[RowFinding]:
    """All findings of typed rows, by line. elsewhere: what stands in other tables in which this one looks."""
    found: list[RowFinding] = []
    for rule in table.nodes.values():
        found += _of_node(_where(rows, rule.when), rule, table, loaded_on)
    for edge in table.edges:
        found += _of_edge(_where(rows, edge.when), edge, table)
    for expected in table.expect:
        found += _unexpected(rows, expected, table, loaded_on, elsewhere)
    return sorted(dict.fromkeys(found), key=lambda one: (one.line or 0, one.kind, one.field or ""))


def _where(rows: pl.DataFrame, when: When | None) -> pl.DataFrame:
    return rows if when is None else rows.filter(condition(when))


def _of_node(rows: pl.DataFrame, rule: NodeRule, table: TableRule, loaded_on: date) -> Iterator[RowFinding]:
    match rule.kind:
        case "Record":
            yield from _future_birth(rows, rule, table, loaded_on)
        case "Identifier":
            scheme = IdentifierScheme(str(rule.set["scheme"].constant))
            ok = identifiers.valid(scheme, text(rule.set.get("value")))
            words = f"Not a valid {word(scheme)}: kept as recorded, never used to link."
            yield from _invalid(rows, rule, "value", ok, "invalid_identifier", words, table)
        case "ContactPoint":
            telephone = ContactSystem(str(rule.set["system"].constant)) is ContactSystem.TELEPHONE
            check = contact_points.valid_telephone if telephone else contact_points.valid_email
            ok = check(text(rule.set.get("value")))
            words = "Not a valid telephone number or email address: kept as recorded."
            yield from _invalid(rows, rule, "value", ok, "invalid_contact_point", words, table)
        case "Residence":
            ok = addresses.valid_postcode(text(rule.set.get("postcode")))
            words = "Not a valid postcode: kept as recorded."
            yield from _invalid(rows, rule, "postcode", ok, "invalid_postcode", words, table)
            ok = identifiers.valid(IdentifierScheme.UPRN, text(rule.set.get("uprn")))
            words = "Not a valid UPRN: kept in this finding; the address stands in its place."
            yield from _invalid(rows, rule, "uprn", ok, "invalid_uprn", words, table)


def _invalid(
    rows: pl.DataFrame, rule: NodeRule, name: str, ok: pl.Expr, kind: str, words: str, table: TableRule
) -> Iterator[RowFinding]:
    column = rule.set[name].column if name in rule.set else None
    if column is None:
        return
    bad = rows.filter(pl.col(column).is_not_null() & ~ok.fill_null(False))
    for line, found in bad.select(LINE_COLUMN, column).iter_rows():
        yield RowFinding(table.name, line, column, str(found), kind, words)


def _future_birth(
    rows: pl.DataFrame, rule: NodeRule, table: TableRule, loaded_on: date
) -> Iterator[RowFinding]:
    column = rule.set["birth_date"].column if "birth_date" in rule.set else None
    if column is None:
        return
    for line, day in rows.filter(pl.col(column) > loaded_on).select(LINE_COLUMN, column).iter_rows():
        words = f"The birth date lies after {loaded_on}, the day of the delivery: kept as recorded."
        yield RowFinding(table.name, line, column, str(day), "birth_date_in_the_future", words)


def _of_edge(rows: pl.DataFrame, edge: EdgeRule, table: TableRule) -> Iterator[RowFinding]:
    if "valid_from" not in edge.set or "valid_to" not in edge.set:
        return
    end = edge.set["valid_to"].column
    backwards = rows.filter(value(edge.set["valid_to"]) < value(edge.set["valid_from"]))
    for row in backwards.iter_rows(named=True):
        words = "It ends before it starts: kept as recorded; it holds on no day."
        yield RowFinding(
            table.name, row[LINE_COLUMN], end, str(row[end]) if end else None, "end_before_start", words
        )


def _unexpected(
    rows: pl.DataFrame, expected: Expectation, table: TableRule, loaded_on: date, elsewhere: Elsewhere
) -> Iterator[RowFinding]:
    """An empty cell is not judged: unknown is not wrong."""
    cell = pl.col(expected.column).cast(pl.String)
    if expected.pattern is not None:
        holds = cell.str.contains(expected.pattern)
    elif expected.equals is not None:
        holds = cell == pl.col(expected.equals).cast(pl.String)
    elif expected.found_in:
        holds = occurs(cell, expected.found_in, elsewhere)
    elif expected.past:
        holds = pl.col(expected.column).cast(pl.Date) <= loaded_on
    else:
        holds = cell.is_in(expected.among)
    for line, found in rows.filter(~holds).select(LINE_COLUMN, cell).iter_rows():
        yield RowFinding(table.name, line, expected.column, found, expected.name, expected.words)
