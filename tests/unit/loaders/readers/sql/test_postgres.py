"""What only a server does: its types, its accounts, its limits, and its end in the middle of a read."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.pool import NullPool

from graph.errors import InputFault
from loaders.readers import LINE_COLUMN, ReadSpec
from loaders.readers.sql import Snapshot, parse_address, snapshot
from tests.servers import postgres_server
from tests.servers.processes import ServerFault
from tests.unit.loaders.readers.sql.databases import Database, whole

ROWS = ReadSpec("sql", table="many")
TYPES = {
    "'007'::char(5)": "007",
    "1.50::numeric": "1.5",
    "'NaN'::numeric": None,
    "0.1::real": "0.1",
    "'infinity'::date": "infinity",
    "'12026-01-02'::date": "12026-01-02",
    "'2026-05-04'::timestamp": "2026-05-04",
    "'2026-05-04 09:30:00.50'::timestamp": "2026-05-04T09:30:00.5",
    "'2026-07-01 23:30:00+00'::timestamptz": "2026-07-02T00:30:00",
    "'24:00'::time": "24:00:00",
    "'1 year 2 mons 3 days'::interval": "P1Y2M3D",
    "true": "true",
    "'00000000-0000-0000-0000-000000000007'::uuid": "00000000-0000-0000-0000-000000000007",
    "array['a', null, 'b c']": "a\x1fb c",
    "array['infinity'::date, '2026-05-04']": "infinity\x1f2026-05-04",
    "array[]::text[]": None,
    """'{"a": 1.10, "b": null}'::json""": '{"a": 1.10, "b": null}',
    "'[1, 2]'::jsonb": "[1, 2]",
    "int4range(1, 5)": "[1,5)",
    "row(1, 'x')": "(1,x)",
    "'(1,2)'::point": "(1,2)",
    "'10.0.0.1'::inet": "10.0.0.1",
    "'<a/>'::xml": "<a/>",
    "'current'::status": "current",
    "'Zoë'::name": "Zoë",
}


def query(text: str) -> ReadSpec:
    return ReadSpec("sql", query=text)


def fault(database: Database, spec: ReadSpec) -> InputFault:
    with pytest.raises(InputFault) as caught:
        database.whole(spec)
    assert caught.value.file == database.address.shown
    assert caught.value.fix
    return caught.value


def test_every_type_has_its_text(postgres: Database) -> None:
    postgres.run("CREATE TYPE status AS ENUM ('current', 'historic')")
    texts = ", ".join(f"{value} AS c{number}" for number, value in enumerate(TYPES))
    found = postgres.whole(query(f"SELECT {texts}"))
    assert dict(zip(TYPES, found.frame.drop(LINE_COLUMN).row(0), strict=True)) == TYPES
    assert found.findings == ()


def test_bytes_are_a_finding_and_no_text(postgres: Database) -> None:
    found = postgres.whole(query("SELECT n AS id, '\\xff00'::bytea AS photo FROM generate_series(1, 3) AS n"))
    assert found.frame["photo"].to_list() == [None, None, None]
    assert [(one.line, one.field, one.kind) for one in found.findings] == [(1, "photo", "binary_value")]


def test_tables_of_other_schemas_go_by_their_whole_name(postgres: Database, postgres_uri: str) -> None:
    postgres.run("CREATE TABLE tenants (id integer)", "INSERT INTO tenants VALUES (1)",
                 "CREATE MATERIALIZED VIEW kept AS SELECT * FROM tenants")  # fmt: skip
    schema = postgres.uri.partition("search_path%3D")[2]
    with snapshot(postgres.address) as opened:
        assert opened.tables()[:2] == ["kept", "tenants"]
        for name in ("tenants", "kept", f"{schema}.tenants"):
            assert whole(opened, ReadSpec("sql", table=name)).frame.rows() == [("1", 1)]
    with snapshot(parse_address(postgres_uri)) as opened:
        assert whole(opened, ReadSpec("sql", table=f"{schema}.kept")).frame.rows() == [("1", 1)]
        with pytest.raises(InputFault, match="no table of this name"):
            opened.header(ReadSpec("sql", table="kept"))


def test_a_function_that_writes_is_refused(postgres: Database) -> None:
    postgres.run("CREATE SEQUENCE numbers")
    assert "would change" in fault(postgres, query("SELECT nextval('numbers')")).reason
    text = "SELECT set_config('transaction_read_only', 'off', true), nextval('numbers')"
    fault(postgres, query(text))
    assert postgres.whole(query("SELECT is_called FROM numbers")).frame["is_called"].to_list() == ["false"]


def test_an_account_that_may_not_read(postgres: Database) -> None:
    role, password = f"reader_{secrets.token_hex(4)}", secrets.token_hex(8)
    schema = postgres.uri.partition("search_path%3D")[2]
    postgres.run("CREATE TABLE tenants (id integer)", f"CREATE ROLE {role} LOGIN PASSWORD '{password}'",
                 f"GRANT USAGE ON SCHEMA {schema} TO {role}")  # fmt: skip
    url = make_url(postgres.uri).set(username=role, password=password)
    reader = Database(url.render_as_string(hide_password=False))
    try:
        assert "may not read" in fault(reader, ReadSpec("sql", table="tenants")).reason
        postgres.run(f"GRANT SELECT ON tenants TO {role}")
        assert reader.whole(ReadSpec("sql", table="tenants")).frame.height == 0
        wrong = Database(url.set(password="opensesame").render_as_string(hide_password=False))
        found = fault(wrong, ReadSpec("sql", table="tenants"))
        assert "cannot be reached" in found.reason
        assert "password authentication failed" in str(found.value)
        assert "opensesame" not in str(found)
        assert found.__suppress_context__
    finally:
        postgres.run(f"DROP OWNED BY {role}", f"DROP ROLE {role}")


def test_a_server_that_is_away() -> None:
    with socket.socket() as held:
        # Bound and never listening: nobody else can answer at this port meanwhile.
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        away = Database(f"postgresql://someone:opensesame@127.0.0.1:{port}/housing")
        found = fault(away, ROWS)
    assert "cannot be reached" in found.reason
    assert "opensesame" not in str(found)


def test_a_query_that_takes_longer_than_the_server_allows(postgres: Database) -> None:
    limited = postgres.uri.replace("options=", "options=-cstatement_timeout%3D50%20")
    found = fault(Database(limited), query("SELECT pg_sleep(10)"))
    assert "takes too long" in found.reason


def test_a_table_that_is_locked(postgres: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = ("SET LOCAL lock_timeout TO '50ms'",)
    monkeypatch.setattr("loaders.readers.sql.postgres.SESSION", settings)
    postgres.run("CREATE TABLE many (id integer)")
    with create_engine(postgres.uri, poolclass=NullPool).begin() as connection:
        connection.exec_driver_sql("LOCK TABLE many IN ACCESS EXCLUSIVE MODE")
        assert "another program" in fault(postgres, ROWS).reason


def test_a_slow_query_runs_once_and_gives_what_it_has(postgres: Database) -> None:
    text = (
        "SELECT n, CASE WHEN n > 300 THEN pg_sleep(60)::text END AS waited FROM generate_series(1, 400) AS n"
    )
    limited = Database(postgres.uri.replace("options=", "options=-cstatement_timeout%3D3000%20"))
    with snapshot(limited.address) as opened:
        assert opened.header(query(text)) == ["n", "waited"]
        chunks = opened.read(query(text), chunk_rows=100)
        assert next(chunks).frame["n"].to_list() == [str(number) for number in range(1, 101)]
        with pytest.raises(InputFault) as caught:
            list(chunks)
    assert caught.value.line == 300


def test_a_connection_that_is_cut(postgres: Database, caplog: pytest.LogCaptureFixture) -> None:
    postgres.run("CREATE TABLE many AS SELECT n FROM generate_series(1, 20000) AS n")
    with snapshot(postgres.address) as opened:
        chunks = opened.read(ROWS, chunk_rows=1_000)
        assert next(chunks).frame.height == 1_000
        postgres.run(
            "SELECT pg_terminate_backend(pid) FROM pg_locks "
            "WHERE relation = 'many'::regclass AND pid <> pg_backend_pid()"
        )
        with pytest.raises(InputFault, match="connection to the database was lost") as caught:
            list(chunks)
    assert (caught.value.line or 0) >= 1_000
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


@pytest.fixture
def own_server(postgres_uri: str, tmp_path: Path) -> Iterator[tuple[Database, Path]]:
    """A server that this test may end, and the file by which it is ended. It asks for `postgres_uri` so that the test
    is left out where PostgreSQL is."""
    state = tmp_path / "server.json"
    try:
        server = postgres_server.start(state)
    except ServerFault as fault:
        pytest.skip(str(fault))
    yield Database(server.uri), state
    postgres_server.stop(state)


def test_a_server_that_ends_in_the_middle(
    own_server: tuple[Database, Path], caplog: pytest.LogCaptureFixture
) -> None:
    database, state = own_server
    database.run(
        "CREATE TABLE many AS SELECT n, repeat('x', 500) AS note FROM generate_series(1, 20000) AS n"
    )
    with snapshot(database.address) as opened:
        chunks = opened.read(ROWS, chunk_rows=1_000)
        assert next(chunks).frame.height == 1_000
        assert postgres_server.stop(state)
        with pytest.raises(InputFault) as caught:
            list(chunks)
    assert "connection to the database was lost" in caught.value.reason
    assert caught.value.file == database.address.shown
    assert 1_000 <= (caught.value.line or 0) < 20_000
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert "cannot be reached" in fault(database, ROWS).reason


def test_a_connection_that_falls_silent_without_a_word(own_server: tuple[Database, Path]) -> None:
    database, _ = own_server
    database.run(
        "CREATE TABLE many AS SELECT n, repeat('x', 500) AS note FROM generate_series(1, 20000) AS n"
    )
    holders = query("SELECT pid FROM pg_locks WHERE relation = 'many'::regclass AND pid <> pg_backend_pid()")
    with snapshot(database.address) as opened:
        chunks = opened.read(ROWS, chunk_rows=1_000)
        assert next(chunks).frame.height == 1_000
        (pid,) = database.whole(holders).frame["pid"]
        os.kill(int(pid), signal.SIGKILL)
        with pytest.raises(InputFault, match="connection to the database was lost"):
            list(chunks)


def test_a_database_that_checks_no_encoding(own_server: tuple[Database, Path]) -> None:
    database, _ = own_server
    administration = create_engine(database.uri, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with administration.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE legacy ENCODING 'SQL_ASCII' TEMPLATE template0")
    url = make_url(database.uri).set(database="legacy")
    legacy = Database(url.render_as_string(hide_password=False))
    Database(url.set(query={"client_encoding": "utf8"}).render_as_string(hide_password=False)).run(
        "CREATE TABLE many (id integer PRIMARY KEY, name text)",
        "INSERT INTO many VALUES (1, 'Kerr'), (3, 'Marsh')",
        "INSERT INTO many SELECT 2, convert_from('\\x5aeb'::bytea, 'SQL_ASCII')",
    )
    found = legacy.whole(ROWS)
    assert found.frame.rows() == [("1", "Kerr", 1), ("3", "Marsh", 3)]
    (row,) = found.rejected
    assert (row.line, row.field, row.value) == (2, "name", "Z?")
    assert "not valid UTF-8" in row.reason


def test_readers_do_not_wait_for_each_other(postgres: Database) -> None:
    postgres.run("CREATE TABLE many AS SELECT n FROM generate_series(1, 10) AS n")
    found: list[int] = []

    def read() -> None:
        found.append(postgres.whole(ROWS).frame.height)

    with snapshot(postgres.address) as opened:
        assert opened.header(ROWS) == ["n"]
        beside = threading.Thread(target=read)
        beside.start()
        beside.join(30)
    assert found == [10]


def test_a_snapshot_answers_again_after_a_wrong_table(postgres: Database) -> None:
    postgres.run("CREATE TABLE many (n integer)")

    def heading(opened: Snapshot, name: str) -> list[str]:
        return opened.header(ReadSpec("sql", table=name))

    with snapshot(postgres.address) as opened:
        with pytest.raises(InputFault):
            heading(opened, "mani")
        assert heading(opened, "many") == ["n"]
