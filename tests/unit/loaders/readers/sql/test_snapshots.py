"""What is read of a database is the same on SQLite and PostgreSQL, of one moment, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import CursorResult

from graph.errors import InputFault
from loaders.readers import LINE_COLUMN, ReadSpec
from loaders.readers.sql import snapshot
from tests.unit.loaders.readers.sql.databases import Database, whole

TENANTS = ReadSpec("sql", table="tenants")
MADE = (
    'CREATE TABLE tenants (id integer PRIMARY KEY, "Full Name" text, rent numeric(8, 2), photo text)',
    "INSERT INTO tenants VALUES (2, '  Zoë % :x ', 80.50, NULL), (1, 'Kerr', 0.1, ''), (3, NULL, 100, 'x')",
)


def query(text: str) -> ReadSpec:
    return ReadSpec("sql", query=text)


def fault(database: Database, spec: ReadSpec) -> InputFault:
    with pytest.raises(InputFault) as caught:
        database.whole(spec)
    assert caught.value.file == database.address.shown
    assert caught.value.fix
    return caught.value


@pytest.mark.parametrize("chunk_rows", [1, 2, 50_000])
def test_a_table_is_read_in_the_order_of_its_key(database: Database, chunk_rows: int) -> None:
    database.run(*MADE)
    found = database.whole(TENANTS, chunk_rows)
    assert found.frame.columns == ["id", "Full Name", "rent", "photo", LINE_COLUMN]
    assert found.frame.rows() == [
        ("1", "Kerr", "0.1", None, 1), ("2", "Zoë % :x", "80.5", None, 2), ("3", None, "100", "x", 3),
    ]  # fmt: skip


def test_only_columns_that_are_wanted_leave_the_database(database: Database) -> None:
    database.run(*MADE)
    spec = ReadSpec("sql", table="tenants", columns={"Full Name": "Full Name", "id": "id", "gone": "gone"})
    found = database.whole(spec)
    assert found.frame.columns == ["id", "Full Name", LINE_COLUMN]
    with snapshot(database.address) as opened:
        assert opened.header(spec) == ["id", "Full Name", "rent", "photo"]


def test_a_view_and_a_query_are_read_like_a_table(database: Database) -> None:
    database.run(*MADE, "CREATE VIEW listed AS SELECT id FROM tenants WHERE rent > 1")
    written = """WITH x AS (SELECT * FROM tenants) SELECT id, "Full Name" AS name FROM x
                 WHERE "Full Name" LIKE '%:x%' ORDER BY id"""
    with snapshot(database.address) as opened:
        assert opened.tables() == ["tenants", "listed"] or opened.tables() == ["listed", "tenants"]
        assert opened.header(query(written)) == ["id", "name"]
        assert whole(opened, query(written)).frame.rows() == [("2", "Zoë % :x", 1)]
        assert whole(opened, query(written)).frame.height == 1
        assert sorted(whole(opened, ReadSpec("sql", table="listed")).frame["id"]) == ["2", "3"]


def test_a_header_that_was_asked_for_does_not_stand_in_the_way_of_another_query(database: Database) -> None:
    database.run(*MADE)
    with snapshot(database.address) as opened:
        assert opened.header(query("SELECT id FROM tenants")) == ["id"]
        assert opened.header(query("SELECT rent FROM tenants")) == ["rent"]
        assert whole(opened, query("SELECT 1 AS one")).frame.rows() == [("1", 1)]


def test_all_that_is_read_is_of_one_moment(database: Database) -> None:
    database.run(*MADE, "CREATE TABLE arrears (id integer)")
    with snapshot(database.address) as opened:
        assert whole(opened, TENANTS).frame.height == 3
        database.run("INSERT INTO arrears VALUES (1)", "DELETE FROM tenants")
        assert whole(opened, TENANTS).frame.height == 3
        assert whole(opened, ReadSpec("sql", table="arrears")).frame.height == 0
    assert database.whole(ReadSpec("sql", table="arrears")).frame.height == 1


def test_a_table_without_rows_is_no_fault(database: Database) -> None:
    database.run("CREATE TABLE tenants (id integer, name text)")
    frame = database.whole(TENANTS).frame
    assert (frame.columns, frame.height) == (["id", "name", LINE_COLUMN], 0)


def test_the_first_of_several_tables_that_is_there(database: Database) -> None:
    database.run(*MADE)
    assert database.whole(ReadSpec("sql", table=("tenancies", "tenants"))).frame.height == 3


def test_no_such_table(database: Database) -> None:
    database.run(*MADE)
    found = fault(database, ReadSpec("sql", table="tenant"))
    assert (found.field, found.value) == ("table", "tenant")
    assert "Did you mean 'tenants'?" in found.fix


@pytest.mark.parametrize("text", ["SELECT name FROM tenants", "SELECT id FROM tenant", "SELECT FROM WHERE"])
def test_a_query_that_is_wrong(database: Database, text: str) -> None:
    database.run(*MADE)
    found = fault(database, query(text))
    assert "could not carry out the reading" in found.reason
    assert "SELECT" not in str(found.value)


def test_after_a_query_that_is_wrong_another_is_answered_from_the_same_moment(database: Database) -> None:
    database.run(*MADE)
    with snapshot(database.address) as opened:
        assert opened.header(TENANTS)
        with pytest.raises(InputFault):
            opened.header(query("SELECT name FROM tenants"))
        database.run("DELETE FROM tenants")
        assert opened.header(query("SELECT id FROM tenants")) == ["id"]
        assert whole(opened, query("SELECT id FROM tenants")).frame.height == 3


def test_two_columns_of_one_name(database: Database) -> None:
    database.run(*MADE)
    found = fault(database, query("SELECT a.id, b.id FROM tenants AS a, tenants AS b"))
    assert (found.field, found.reason) == ("id", "the name was already given to column 1 (column 2)")


def test_nothing_can_be_written(database: Database) -> None:
    database.run(*MADE)
    found = fault(database, query("DELETE FROM tenants RETURNING id"))
    assert "would change" in found.reason or "could not" in found.reason
    assert database.whole(TENANTS).frame.height == 3


def test_a_text_that_is_too_long_is_rejected_and_the_others_are_read(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loaders.readers.sql.rows.FIELD_LIMIT", 100)
    database.run(*MADE, f"INSERT INTO tenants VALUES (4, '{'x' * 101}', 1, 'y'), (5, '{'x' * 100}', 1, 'y')")
    found = database.whole(TENANTS)
    assert found.frame[LINE_COLUMN].to_list() == [1, 2, 3, 5]
    (row,) = found.rejected
    assert (row.table, row.line, row.field) == ("tenants", 4, "Full Name")
    assert row.row["id"] == "4"


def test_batches_become_small_where_texts_are_long(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loaders.readers.sql.snapshots.FIRST_BATCH", 4)
    monkeypatch.setattr("loaders.readers.sql.snapshots.TEXT_IN_BATCH", 1_000)
    database.run("CREATE TABLE tenants (id integer PRIMARY KEY, note text)")
    rows = ", ".join(f"({number}, '{'x' * 400}')" for number in range(50))
    database.run(f"INSERT INTO tenants VALUES {rows}")
    sizes: list[int | None] = []
    fetch: Callable[..., Any] = CursorResult.fetchmany

    def counted(self: object, size: int | None = None) -> Any:
        sizes.append(size)
        return fetch(self, size)

    monkeypatch.setattr(CursorResult, "fetchmany", counted)
    assert database.whole(TENANTS).frame.height == 50
    assert sizes == [4, *[2] * 24]
