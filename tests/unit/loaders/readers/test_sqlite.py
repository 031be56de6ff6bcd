"""SQLite databases."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from loaders.readers import LINE_COLUMN, ReadSpec, header, tables
from tests.unit.loaders.readers.reading import fault, whole, written

SQLITE = ReadSpec("sqlite")


def database(folder: Path, *statements: str) -> Path:
    """Return a database in which these statements were carried out."""
    path = folder / "a b?.db"
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return path


def test_values_have_one_canonical_text(tmp_path: Path) -> None:
    path = database(
        tmp_path,
        'CREATE TABLE "the ""list""" (id, " name ", score, born)',
        "INSERT INTO \"the \"\"list\"\"\" VALUES (7, ' Zoë ', 2.0, '2026-05-04'), (8, '', 0.1, NULL)",
    )
    spec = ReadSpec("sqlite", table='the "list"')
    found = whole(path, spec, chunk_rows=1)
    assert found.frame.columns == ["id", "name", "score", "born", LINE_COLUMN]
    assert found.frame.rows() == [("7", "Zoë", "2", "2026-05-04", 1), ("8", None, "0.1", None, 2)]
    assert header(path, spec) == ["id", "name", "score", "born"]


def test_tables(tmp_path: Path) -> None:
    path = database(
        tmp_path,
        "CREATE TABLE tenants (id INTEGER PRIMARY KEY AUTOINCREMENT, name UNIQUE)",
        "CREATE TABLE arrears (id)",
        "INSERT INTO tenants (name) VALUES ('x')",
    )
    assert tables(path, SQLITE) == ["tenants", "arrears"]
    assert whole(path, SQLITE).frame.rows() == [("1", "x", 1)]
    found = fault(path, ReadSpec("sqlite", table="tenant"))
    assert found.value == "tenant"
    assert "Did you mean 'tenants'?" in found.fix


def test_a_table_without_rows_is_no_fault(tmp_path: Path) -> None:
    frame = whole(database(tmp_path, "CREATE TABLE a (id, name)"), SQLITE).frame
    assert (frame.columns, frame.height) == (["id", "name", LINE_COLUMN], 0)


def test_no_table_at_all(tmp_path: Path) -> None:
    path = database(tmp_path, "CREATE TABLE a (id)", "DROP TABLE a")
    assert "no table" in fault(path, SQLITE).reason


def test_bytes_are_a_finding(tmp_path: Path) -> None:
    path = database(tmp_path, "CREATE TABLE a (id, photo)", "INSERT INTO a VALUES (1, 'x'), (2, x'FF00')")
    found = whole(path, SQLITE)
    assert found.frame.rows() == [("1", "x", 1), ("2", None, 2)]
    assert [(finding.line, finding.field) for finding in found.findings] == [(2, "photo")]


def test_text_that_is_no_text_is_rejected(tmp_path: Path) -> None:
    values = "(1, CAST(x'5AEB' AS TEXT)), (2, 'x')"
    path = database(tmp_path, "CREATE TABLE a (id, name)", f"INSERT INTO a VALUES {values}")
    found = whole(path, SQLITE)
    assert found.frame.rows() == [("2", "x", 2)]
    (row,) = found.rejected
    assert (row.table, row.line, row.field, row.value) == ("a", 1, "name", "Z?")


def test_nothing_is_written_beside_a_write_ahead_database(tmp_path: Path) -> None:
    path = database(tmp_path, "PRAGMA journal_mode = WAL", "CREATE TABLE a (id)", "INSERT INTO a VALUES (1)")
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert whole(path, SQLITE).frame.rows() == [("1", 1)]
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_what_stands_only_in_the_log_is_read(tmp_path: Path) -> None:
    path = database(tmp_path, "PRAGMA journal_mode = WAL", "CREATE TABLE a (id)")
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("INSERT INTO a VALUES (1)")
        writer.commit()
        assert whole(path, SQLITE).frame.rows() == [("1", 1)]


def test_a_locked_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.readers.sql.sqlite_file.WAIT_SECONDS", 0.01)
    path = database(tmp_path, "CREATE TABLE a (id)")
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        assert "another program" in fault(path, SQLITE).reason


def test_what_is_no_database(tmp_path: Path) -> None:
    assert "no SQLite" in fault(written(tmp_path, "a.db", b"id,name\n"), SQLITE).reason


def test_a_damaged_database(tmp_path: Path) -> None:
    rows = ", ".join(f"({number}, '{'x' * 50}')" for number in range(2_000))
    path = database(tmp_path, "CREATE TABLE a (id, name)", f"INSERT INTO a VALUES {rows}")
    content = bytearray(path.read_bytes())
    content[4096:20_000] = b"\xff" * (20_000 - 4096)
    path.write_bytes(content)
    assert "cannot be read" in fault(path, SQLITE).reason
