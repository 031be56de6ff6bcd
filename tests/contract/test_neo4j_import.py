"""A first load through Neo4j's importer gives the very graph that Bolt gives, or nothing.

The importer needs a server that stands still, so these tests have one of their own beside the one of NEO4J_URI.
"""

from __future__ import annotations

import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from graph.errors import StoreUnavailable
from graph.frames import EdgeEnds, Frames, edge_columns, node_columns, shaped, whole
from graph.schema import load_schema
from graph.store import Store
from graph.stores import open_store
from tests.feeds import NHS, Hub, person
from tests.graphs import FEED, canonical, everything, question
from tests.requirements import missing, require
from tests.servers import neo4j_java, neo4j_server
from tests.servers.processes import ServerFault, free_port
from tests.stores import StorePlace, store_place

TODAY = date(2026, 5, 12)
AWKWARD = (
    "", " ", '"', '""', 'said "no", twice', "one, two;three", "two\nlines", "three\r\nmore\r\rlines", "\n", "tab\there",
    " before and after ", "back\\slash\\", "\\", "null", "NULL", "123", "true", "Zoë 家族 👪", "line\u2028separator",
    "'", "`", "=1+1", "a:b|c",
)  # fmt: skip
OWN = "MATCH (n:{kind}) RETURN properties(n) AS kept"


@dataclass
class Machine:
    """A server of one's own, and how its importer is called. folder: for the importer's files."""

    server: Path
    folder: Path
    uri: str

    @property
    def database(self) -> Path:
        """Where the server keeps the database."""
        return self.server / "home" / "data" / "databases" / "neo4j"

    def start(self) -> Store:
        """Start the server and open the store in it."""
        return open_store(neo4j_server.start(self.server, port=free_port(), engine="java").uri, writing=True)

    def stop(self) -> None:
        """Stop the server."""
        neo4j_server.stop(self.server)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    """A home in which no server was ever started."""
    require("neo4j")
    try:
        java, libraries = neo4j_java.find_java(), neo4j_java.fetch(neo4j_server.FOLDER / "lib")
    except ServerFault as fault:
        missing("neo4j", f"for its importer: {fault}")
    server = tmp_path / "server"
    home = server / "home"
    server.mkdir()
    (server / "lib").symlink_to(libraries)
    neo4j_java.write_settings(home, free_port())
    monkeypatch.setenv("NEO4J_HOME", str(home))
    monkeypatch.setenv("NEO4J_CONF", str(home / "conf"))
    folder = tmp_path / "files for the import"
    command = shlex.join([java, "-Xmx512m", "-cp", f"{libraries}/*", "org.neo4j.cli.AdminTool"])
    made = Machine(server, folder, f"neo4j-import:{folder}?admin={command}")
    yield made
    made.stop()


@pytest.fixture
def over_bolt(tmp_path: Path) -> Iterator[StorePlace]:
    """The emptied database of NEO4J_URI."""
    place = store_place("neo4j", tmp_path, lambda: require("neo4j"))
    yield place
    place.close()


def awkward() -> Frames:
    """Texts that a CSV can get wrong, on nodes and on an edge; everything else there is beside them."""
    schema, given = load_schema(), everything()
    records = pl.DataFrame(
        {
            "id": [f"R{place}" for place in range(len(AWKWARD))],
            "source": FEED,
            "given_names": list(AWKWARD),
            "family_name": [None, *AWKWARD[1:]],
            "name_tokens": ["anna kerr", "", None, *(["kerr"] * (len(AWKWARD) - 3))],
            "address": [None, *("12 Alder St,\nNorthby" for _ in AWKWARD[1:])],
        }
    )
    edges = pl.DataFrame(
        {"start": records["id"], "end": "Person/few", "key": list(AWKWARD), "probability": 0.1 + 0.2}
    )
    describes = EdgeEnds("DESCRIBES", "Record", "Person")
    given.nodes["Record"] = pl.concat(
        [given.nodes["Record"], shaped(records, node_columns(schema.nodes["Record"]))]
    )
    given.edges[describes] = pl.concat(
        [given.edges[describes], shaped(edges, edge_columns(schema.edges["DESCRIBES"]))]
    )
    return whole(given, schema)


def own(store: Store, kind: str) -> list[str]:
    """What is kept on nodes of a kind, properties of the store's own among it, a line a node."""
    kept = [row["kept"] for row in store.run(question(OWN.format(kind=kind)), {})]
    return sorted(repr(sorted(one.items())) for one in kept if isinstance(one, dict))


def imported(machine: Machine, load: Callable[[Store], object]) -> Store:
    """Import through the store that the address opens, then start the server and have it ready."""
    store = open_store(machine.uri, writing=True)
    store.ensure_schema()
    load(store)
    store.close()
    started = machine.start()
    with pytest.raises(StoreUnavailable, match="indexes are not made yet"):
        started.facts()
    started.ensure_schema()
    return started


def test_an_import_gives_the_graph_that_bolt_gives(machine: Machine, over_bolt: StorePlace) -> None:
    graph = awkward()

    def build(store: Store) -> None:
        store.mark(generated=True, today=TODAY)
        store.build(graph)

    other = over_bolt.open()
    other.ensure_schema()
    build(other)
    store = imported(machine, build)
    assert canonical(store, without=()) == canonical(other, without=())
    for kind in ("KinscopeStore", "KinscopeName", "Record"):
        assert own(store, kind) == own(other, kind)
    assert store.facts() == other.facts()
    assert not list(machine.folder.iterdir())

    indexes = question(
        "SHOW INDEXES YIELD name, state, type, properties RETURN name, state, type, properties"
    )
    assert sorted(map(repr, store.run(indexes, {}))) == sorted(map(repr, other.run(indexes, {})))

    with pytest.raises(StoreUnavailable, match="Stop the server"):
        again(machine)
    machine.stop()
    before = contents(machine)
    with pytest.raises(StoreUnavailable, match="exists already"):
        again(machine)
    assert contents(machine) == before


def contents(machine: Machine) -> dict[Path, bytes]:
    """The database's own files."""
    return {path: path.read_bytes() for path in machine.database.rglob("*") if path.is_file()}


def again(machine: Machine) -> None:
    """A second import into the same database."""
    store = open_store(machine.uri, writing=True)
    try:
        store.build(everything())
    finally:
        store.close()


@pytest.mark.long
def test_a_delivery_is_loaded_through_the_importer(
    machine: Machine, over_bolt: StorePlace, tmp_path: Path
) -> None:
    rows = [
        person("1", NHS=NHS[0], Address="12 Alder St"),
        person("2", NHS=NHS[0], Family='Kerr, "the elder"', Team="North"),
    ]

    def first(folder: str, uri: str) -> list[object]:
        (tmp_path / folder).mkdir()
        hub = Hub(tmp_path / folder, uri)
        report = hub.people("housing", *rows)
        hub.close()
        return [report.counts, report.swept]

    def later(folder: str, uri: str) -> list[object]:
        hub = Hub(tmp_path / folder, uri)
        report = hub.people("housing", *rows, person("3", Given="Maya"), on=date(2026, 6, 12))
        graph = hub.graph(whole=True)
        hub.close()
        return [report.counts, graph]

    assert first("imported", machine.uri) == first("sent", over_bolt.uri)
    machine.start().close()
    server = neo4j_server.running(machine.server)
    assert server is not None
    assert later("imported", server.uri) == later("sent", over_bolt.uri)


def test_an_import_that_fails_says_why_and_leaves_nothing(machine: Machine) -> None:
    people = everything().nodes["Person"]
    store = open_store(machine.uri, writing=True)
    with pytest.raises(
        StoreUnavailable, match=r"It said: Id 'Person/\w+' is defined more than once"
    ) as failure:
        store.build(Frames({"Person": pl.concat([people, people])}))
    assert "\tat " not in str(failure.value)
    lives_at = EdgeEnds("LIVES_AT", "Person", "Residence")
    homes = everything().nodes["Residence"].filter(pl.col("id") == "Residence/full")
    with pytest.raises(StoreUnavailable, match="missing node Residence/few"):
        store.build(Frames({"Person": people, "Residence": homes}, {lives_at: everything().edges[lives_at]}))
    assert not machine.database.exists()
    assert store.is_empty()
    store.close()
    assert [one.name for one in machine.folder.iterdir()] == ["begun"]


@pytest.mark.long
def test_an_import_that_was_killed_is_made_anew(machine: Machine, tmp_path: Path) -> None:
    real = machine.uri.partition("admin=")[2]
    fatal = tmp_path / "fatal"
    fatal.write_text(f'#!/bin/sh\n{real} "$@"\n[ "$2" = import ] && kill -9 $PPID\n', encoding="utf-8")
    fatal.chmod(0o755)
    program = (
        "import sys, polars; from graph.stores import open_store; from tests.graphs import everything\n"
        "graph = everything(); graph.nodes['Person'] = polars.concat([graph.nodes['Person']] * 2)\n"
        "open_store(sys.argv[1], writing=True).build(graph)"
    )
    uri = f"neo4j-import:{machine.folder}?admin={fatal}"
    killed = subprocess.run([sys.executable, "-c", program, uri], check=False, timeout=120)
    assert killed.returncode == -signal.SIGKILL
    assert machine.database.exists()
    assert (machine.folder / "files").exists()

    store = imported(machine, lambda store: store.build(everything()))
    assert len(canonical(store)) == everything().rows()
    assert not list(machine.folder.iterdir())
