"""A database as a delivery: one snapshot of all its tables, on record under its clean address, whole or not at all."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest
from sqlalchemy import make_url

from graph.errors import InputFault
from graph.schema import load_schema
from loaders.delivered import Delivered
from loaders.delivered.sources import Source, SourceDatabase
from loaders.mapping import Mapping
from loaders.readers.sql import parse_address
from loaders.readers.sql.rows import take
from loaders.report import FeedReport
from loaders.rows.gather import gather
from tests.feeds import DAY, Hub, gathered, mapping, rows_of, write_csv
from tests.servers.processes import LOOPBACK, free_port
from tests.unit.loaders.readers.sql.databases import Database

TENANCIES = """
mapping: 1
feed: {id: housing/tenancies, title: Tenancies, agency: housing, category: housing, covers: {area: all, ages: all}}
files: [housing.db, kinscope]
tables:
  - name: tenants
    read: {format: sql, table: tenants}
    columns:
      id: {required: true}
      name: {also: [full_name]}
      born: {type: date, format: "%Y-%m-%d"}
      NHS: {optional: true}
    ignore: [photo]
    nodes:
      tenant: {kind: Record, key: [id], set: {own_id: id, name_as_given: name, birth_date: born}}
      nhs: {kind: Identifier, set: {scheme: {const: nhs_number}, value: NHS}}
    edges:
      - {edge: HAS_IDENTIFIER, from: tenant, to: nhs}
  - name: tenancies
    read:
      format: sql
      query: |
        SELECT tenant, 'Team ' || upper(team) AS team FROM tenancies WHERE team LIKE '%o%';
    columns: {tenant: text, team: text}
    nodes:
      tenant: {kind: Record, key: [tenant]}
      case:
        kind: Involvement
        key: [tenant, team]
        set: {involvement_kind: {const: tenancy}}
      team: {kind: Service, set: {name: team}}
    edges:
      - {edge: HAS_INVOLVEMENT, from: tenant, to: case}
      - {edge: WITH, from: case, to: team}
"""
FILLED = (
    "CREATE TABLE tenants (id integer PRIMARY KEY, full_name text, born text, photo text, rent integer)",
    "CREATE TABLE tenancies (tenant integer, team text)",
    "INSERT INTO tenants VALUES (1, 'Maya Kerr', '2017-03-04', 'x', 80), (2, 'Dana Kerr', '1994-06-17', 'y', 80)",
    "INSERT INTO tenancies VALUES (1, 'north'), (2, 'south'), (2, 'west')",
)
ASKED = datetime(2026, 5, 12, 9, 30, tzinfo=UTC)
SECRET = "open:sesame@/%"


@pytest.fixture
def feed() -> Mapping:
    """The mapping."""
    return mapping(TENANCIES)


@pytest.fixture
def filled(database: Database) -> Database:
    """A database with two tenants."""
    database.run(*FILLED)
    return database


def source(database: Database, minutes: int = 0) -> SourceDatabase:
    return SourceDatabase.of(database.address, ASKED + timedelta(minutes=minutes))


def load(hub: Hub, feed: Mapping, *sources: Source, on: date = DAY) -> FeedReport:
    return hub.deliver(Delivered(feed, sources), on=on).feeds[0]


def test_tables_and_queries_become_a_graph_once(hub: Hub, feed: Mapping, filled: Database) -> None:
    first = load(hub, feed, source(filled))
    assert first.fault is None
    assert (first.counts.read, first.counts.loaded, first.counts.quarantined) == (4, 4, 0)
    assert first.files == (filled.address.shown,)
    assert first.findings == {"column_not_read": 1}
    graph = hub.graph(whole=True)
    names = hub.ask("MATCH (r:Record) RETURN r.name_as_given AS name ORDER BY name")
    assert [row["name"] for row in names] == ["Dana Kerr", "Maya Kerr"]
    teams = hub.ask("MATCH (:Involvement)-[:`WITH`]->(s:Service) RETURN s.name AS name ORDER BY name")
    assert [row["name"] for row in teams] == ["Team NORTH", "Team SOUTH"]

    again = load(hub, feed, source(filled, 5))
    assert (again.counts.created, again.counts.changed, again.counts.ended) == (0, 0, 0)
    assert hub.graph(whole=True) == graph
    loads = hub.ledger.loads("housing/tenancies")
    assert [entry.file for entry in loads] == [filled.address.shown] * 2
    assert len({entry.sha256 for entry in loads}) == 2


def test_a_row_that_cannot_be_read_names_database_row_and_column(
    hub: Hub, feed: Mapping, filled: Database
) -> None:
    filled.run("UPDATE tenants SET born = '17.6.94' WHERE id = 2")
    report = load(hub, feed, source(filled))
    (row,) = report.faults
    assert (row.file, row.table, row.line, row.field, row.value) == (
        filled.address.shown, "tenants", 2, "born", "17.6.94",
    )  # fmt: skip
    assert "photo" not in row.row
    assert report.counts.quarantined == 1
    assert not report.swept


def test_what_is_no_longer_there_is_closed(hub: Hub, feed: Mapping, filled: Database) -> None:
    load(hub, feed, source(filled))
    filled.run("DELETE FROM tenants WHERE id = 2", "DELETE FROM tenancies WHERE tenant = 2")
    report = load(hub, feed, source(filled, 5), on=DAY + timedelta(days=1))
    assert report.counts.ended > 0
    assert report.swept


def test_all_tables_of_a_mapping_are_of_one_moment(feed: Mapping, filled: Database) -> None:
    def progress(rows: int) -> None:
        if rows == 2:
            filled.run("DELETE FROM tenancies")

    found = gather(feed, [source(filled)], load_schema(), DAY, progress)
    assert found.read == 4


@pytest.mark.parametrize(
    ("words", "other", "reason", "field"),
    [
        ("table: tenants", "table: tenant", "no table of this name", "table"),
        ("      NHS: {optional: true}", "      NHS: text", "the table lacks a column", "NHS"),
        ("SELECT tenant,", "SELECT tenants,", "could not carry out", None),
    ],
)
def test_what_the_database_lacks(
    filled: Database, words: str, other: str, reason: str, field: str | None
) -> None:
    with pytest.raises(InputFault) as caught:
        gathered(mapping(TENANCIES.replace(words, other)), source(filled))
    assert reason in caught.value.reason
    assert (caught.value.file, caught.value.line, caught.value.field) == (filled.address.shown, None, field)


def test_a_file_is_not_taken_for_a_database(feed: Mapping, tmp_path: Path) -> None:
    with pytest.raises(InputFault, match="lacks a file") as caught:
        gathered(feed, write_csv(tmp_path / "housing.db", [{"Id": "1"}]))
    assert "postgresql://" in caught.value.fix


def test_a_database_is_not_taken_for_a_file(filled: Database) -> None:
    text = TENANCIES.replace("{format: sql, table: tenants}", "{format: csv}")
    with pytest.raises(InputFault, match="lacks a file"):
        gathered(mapping(text), source(filled))


def test_one_mapping_for_the_database_and_for_its_export(filled: Database, tmp_path: Path) -> None:
    start, _, _ = TENANCIES.partition("  - name: tenancies")
    both = mapping(
        start.replace("{format: sql, table: tenants}", "[{format: csv}, {format: sql, table: tenants}]")
    )
    columns = ("id", "full_name", "born", "photo", "rent")
    rows = (("1", "Maya Kerr", "2017-03-04", "x", "80"), ("2", "Dana Kerr", "1994-06-17", "y", "80"))
    file = write_csv(
        tmp_path / "housing.csv", [dict(zip(columns, row, strict=True)) for row in rows], columns
    )
    read = [gathered(both, one).frames for one in (file, source(filled))]
    wanted = ("id", "name_as_given", "birth_date")
    assert rows_of(read[0], "Record", *wanted) == rows_of(read[1], "Record", *wanted)
    assert len(rows_of(read[0], "Record", *wanted)) == 2


def test_values_of_a_list_stand_side_by_side_or_are_split(postgres: Database) -> None:
    postgres.run(
        "CREATE TABLE tenants (id integer PRIMARY KEY, name text[], born date)",
        "INSERT INTO tenants VALUES (1, '{Maya,\"M. Kerr\"}', '2017-03-04')",
    )
    start, _, _ = TENANCIES.partition("  - name: tenancies")
    found = gathered(mapping(start), source(postgres))
    assert rows_of(found.frames, "Record", "name_as_given") == [("Maya; M. Kerr",)]
    split = start.replace("    ignore:", '    split: {name: "\\x1f"}\n    ignore:')
    assert gathered(mapping(split), source(postgres)).read == 1


def cut_after_the_first_row(database: Database, patch: pytest.MonkeyPatch) -> None:
    """Have the server cut the connection that reads, once a row is there."""

    def cutting(gathered: Any, line: int, row: Any, told: set[str]) -> None:
        take(gathered, line, row, told)
        if line == 1:
            database.run(
                "SELECT pg_terminate_backend(pid) FROM pg_locks "
                "WHERE relation = 'tenants'::regclass AND pid <> pg_backend_pid()"
            )

    patch.setattr("loaders.readers.sql.snapshots.take", cutting)


def test_a_connection_that_is_cut_leaves_the_feed_as_it_was_and_the_others_go_on(
    hub: Hub, feed: Mapping, postgres: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres.run(*FILLED)
    load(hub, feed, source(postgres))
    graph = hub.graph(whole=True)
    postgres.run(
        "INSERT INTO tenants SELECT n, 'Child ' || n, '2017-03-04' FROM generate_series(3, 500) AS n"
    )
    with monkeypatch.context() as patch:
        cut_after_the_first_row(postgres, patch)
        other = hub.of_people("school", {"Id": "1", "Given": "Joel", "Family": "Kerr"})
        report = hub.deliver(Delivered(feed, (source(postgres, 5),)), other)
    fault = next(one.fault for one in report.feeds if one.feed == "housing/tenancies")
    assert fault is not None
    assert "connection to the database was lost" in fault.reason
    assert [line for line in hub.graph(whole=True) if "housing/tenancies" in line] == [
        line for line in graph if "housing/tenancies" in line
    ]
    assert hub.ledger.loads("housing/tenancies")[-1].outcome == "refused"
    assert hub.ask("MATCH (r:Record {source: 'school/people'}) RETURN r.id AS id")
    assert load(hub, feed, source(postgres, 9)).counts.loaded == 502


def test_a_password_is_nowhere_in_what_is_kept_or_said(
    hub: Hub, feed: Mapping, postgres: Database, tmp_path: Path
) -> None:
    postgres.run(
        *FILLED, "UPDATE tenants SET born = 'never' WHERE id = 2",
        f"CREATE ROLE secretive LOGIN SUPERUSER PASSWORD '{SECRET}'",
    )  # fmt: skip
    url = make_url(postgres.uri).set(username="secretive", password=SECRET)
    away = url.set(host=LOOPBACK, port=free_port())
    sources = [Database(one.render_as_string(hide_password=False)) for one in (url, away)]
    try:
        reports = [load(hub, feed, source(one)) for one in sources]
    finally:
        postgres.run("DROP ROLE secretive")
    assert [report.fault is None for report in reports] == [True, False]
    assert "secretive:***@" in reports[0].files[0]
    said = repr(reports) + repr(sources[0].address) + repr(source(sources[0]))
    assert hub.ledger.quarantined()
    said += repr(hub.ledger.loads()) + repr(hub.ledger.quarantined()) + repr(hub.ledger.findings_of())
    said += "".join(hub.graph(whole=True))
    hub.close()
    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    for secret in (SECRET, quote_plus(SECRET)):
        assert secret not in said
        assert secret.encode() not in kept
    assert parse_address(sources[0].uri).url.password == SECRET
