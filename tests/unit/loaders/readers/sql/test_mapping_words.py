"""What a mapping says of a database is checked before one is reached."""

from __future__ import annotations

import json

import pytest

from graph.errors import InputFault
from loaders.mapping import parse_mapping
from loaders.readers import ReadSpec

MAPPING = """mapping: 1
feed: {id: landlord/tenants, title: Tenants, agency: landlord, category: housing, covers: {area: all, ages: all}}
files: housing
tables:
  - read: READ
    columns: {Ref: text, Name: {also: [Full name]}, Gone: {optional: true}}
    nodes: {tenant: {kind: Record, key: Ref, set: {own_id: Ref, name_as_given: Name}}}
"""


def spec(read: str) -> ReadSpec:
    return parse_mapping("housing.yaml", MAPPING.replace("READ", read)).tables[0].read


def test_a_table_with_the_columns_that_may_be_fetched() -> None:
    found = spec("{format: sql, table: lettings.tenants}")
    assert (found.format, found.table, found.query) == ("sql", "lettings.tenants", None)
    assert set(found.columns) == {"Ref", "Name", "Full name", "Gone"}


@pytest.mark.parametrize("form", ["sql", "sqlite"])
@pytest.mark.parametrize("query", ["SELECT 1", "with x as (select 1) select * from x", "SELECT 1 ;\n"])
def test_a_query_is_one_statement_without_its_end(form: str, query: str) -> None:
    found = spec(f"{{format: {form}, query: {json.dumps(query)}}}")
    assert found.query == query.strip().removesuffix(";").strip()


@pytest.mark.parametrize(
    ("read", "field", "words"),
    [
        ("{format: sql}", "table", "is missing"),
        ("{format: sql, table: a, query: SELECT 1}", "query", "beside 'table'"),
        ("{format: sql, query: DELETE FROM a}", "query", "SELECT or WITH"),
        ("{format: sql, query: SELECTED}", "query", "SELECT or WITH"),
        ("{format: sql, query: SELECT 1; DROP TABLE a}", "query", "another statement"),
        ("{format: csv, query: SELECT 1}", "query", "only databases"),
        ("{format: [csv, sql], table: a}", "format", "no form of a file"),
        ("{format: sql, table: a, encoding: latin-1}", "encoding", "only for files"),
        ("{format: sql, table: a, header: 2}", "header", "only for files"),
        ("{format: sql, table: a, rows: b}", "rows", "only for files"),
        ("{format: sqll, table: a}", "format", "unknown word"),
    ],
)
def test_what_cannot_be_read(read: str, field: str, words: str) -> None:
    with pytest.raises(InputFault, match=words) as caught:
        spec(read)
    assert caught.value.field == f"tables.0.read.{field}"
    assert caught.value.line == 5
    assert caught.value.fix
