"""On a server anybody could write: what keeps it to one, and what happens to a holder that fell silent."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator

import polars as pl
import pytest
from neo4j import Driver, GraphDatabase

from graph.errors import StoreBusy, StoreUnavailable
from graph.frames import Changes, Frames
from graph.stores import open_store
from graph.stores.neo4j import Neo4jStore
from graph.stores.neo4j import lock as lock_module
from graph.stores.neo4j.lock import SILENT_MILLISECONDS
from graph.stores.neo4j.server import Address
from tests.graphs import canonical, everything
from tests.stores import empty_neo4j


@pytest.fixture
def uri(neo4j_uri: str) -> str:
    """A database with nothing in it."""
    empty_neo4j(neo4j_uri)
    return neo4j_uri


@pytest.fixture
def store(uri: str) -> Iterator[Neo4jStore]:
    """An empty store."""
    store = Neo4jStore.open(uri)
    store.ensure_schema()
    yield store
    store.close()


@pytest.fixture
def driver(uri: str) -> Iterator[Driver]:
    """Somebody else at the server."""
    address = Address.of(uri)
    with GraphDatabase.driver(address.uri, auth=(address.user, address.password)) as driver:
        yield driver


Lock = Callable[..., None]


@pytest.fixture
def lock(driver: Driver, store: Neo4jStore) -> Lock:
    """Puts a lock of another process into the store."""

    def put(*, host: str = "elsewhere", pid: int = 7, silent: int = 0) -> None:
        held = {"token": "other", "holder": f"process {pid} (kinscope load)", "host": host, "pid": pid}
        driver.execute_query(
            "MERGE (l:KinscopeLock {id: 'writer'}) SET l += $held, l.taken_at = '2026-11-23 09:00 UTC', "
            "l.seen_at = timestamp() - $silent",
            {"held": held, "silent": silent},
        )

    return put


PEOPLE = Changes(new_nodes={"Person": pl.DataFrame({"id": ["p"], "restriction": None, "former_ids": None})})


def test_a_wrong_password_is_said_in_words(uri: str) -> None:
    address = Address.of(uri)
    wrong = address.uri.replace("://", f"://{address.user}:wrong-secret@")
    with pytest.raises(StoreUnavailable, match="refuses this user or password") as fault:
        open_store(wrong)
    assert "wrong-secret" not in str(fault.value)


def test_a_database_that_is_not_there_is_said_in_words(uri: str) -> None:
    store = Neo4jStore.open(f"{uri}/nowhere")
    with pytest.raises(StoreUnavailable, match="no such database"):
        store.facts()
    store.close()


def test_a_holder_elsewhere_is_named_with_its_place_and_time(store: Neo4jStore, lock: Lock) -> None:
    lock(silent=SILENT_MILLISECONDS - 60_000)
    with pytest.raises(StoreBusy) as busy:
        store.write(PEOPLE)
    assert busy.value.holder.startswith(
        "process 7 (kinscope load) on elsewhere since 2026-11-23 09:00 UTC, last heard of 5"
    )
    assert "after ten minutes of silence the store is free again" in busy.value.holder
    assert store.is_empty()


def test_a_holder_that_fell_silent_loses_the_store(store: Neo4jStore, lock: Lock) -> None:
    lock(silent=SILENT_MILLISECONDS + 1000)
    store.write(PEOPLE)
    assert store.nodes("Person", ["p"])


def test_who_reads_files_for_an_hour_keeps_the_store(
    store: Neo4jStore, uri: str, driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock_module, "RENEWED_SECONDS", 0.05)
    with store.writing():
        driver.execute_query("MATCH (l:KinscopeLock) SET l.seen_at = 0")
        asked = (driver.execute_query("MATCH (l:KinscopeLock) RETURN l.seen_at") for _ in range(1000))
        assert any(answer.records[0][0] for answer in asked)
        other = Neo4jStore.open(uri)
        with pytest.raises(StoreBusy), other.writing():
            pass
        other.close()
    store.write(PEOPLE)


def test_a_process_of_this_machine_that_runs_keeps_it_and_one_that_ended_does_not(
    store: Neo4jStore, lock: Lock
) -> None:
    lock(host=socket.gethostname(), pid=os.getppid())
    with pytest.raises(StoreBusy):
        store.write(PEOPLE)
    lock(host=socket.gethostname(), pid=2**22 + 1)
    store.write(PEOPLE)
    assert store.nodes("Person", ["p"])


def test_who_lost_the_store_writes_nothing_more(store: Neo4jStore, lock: Lock) -> None:
    graph = everything()
    first = {"Person": graph.nodes["Person"]}
    many = pl.DataFrame({"id": [f"a{number}" for number in range(10_000)]}).with_columns(
        name=pl.lit("Agency"), agency_kind=None, telephone=None, duty_desk=None
    )
    with pytest.raises(StoreBusy, match="process 7"):
        store.write(Changes(new_nodes=first, merged_nodes={"Agency": many}), lambda *_: lock())
    assert len(canonical(store)) == 2


def test_the_lock_is_given_back(store: Neo4jStore, driver: Driver) -> None:
    store.write(PEOPLE)
    assert driver.execute_query("MATCH (l:KinscopeLock) RETURN l").records == []


def test_a_store_that_is_being_built_gives_no_facts_and_counts_as_empty(uri: str, store: Neo4jStore) -> None:
    said: list[str] = []

    def look(*_: object) -> None:
        other = Neo4jStore.open(uri)
        with pytest.raises(
            StoreUnavailable, match=f"first load of this store, by process {os.getpid()}"
        ) as fault:
            other.facts()
        assert other.is_empty()
        with pytest.raises(StoreBusy):
            other.ensure_schema()
        said.append(str(fault.value))
        other.close()

    store.build(Frames({"Person": everything().nodes["Person"]}), look)
    assert len(said) == 1
    assert store.facts().generation == 1
