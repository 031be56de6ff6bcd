"""What LadybugDB was seen to crash on, to lose, or to scan (measured on 0.22): none of it comes back."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import ladybug
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from graph.errors import StoreBusy, StoreUnavailable, StoreVersion
from graph.frames import Changes, EdgeEnds, Frames
from graph.render import ladybug as render
from graph.schema import load_schema
from graph.search import parse
from graph.stores.ladybug import LadybugStore, opening, writing
from graph.stores.ladybug.connections import Connections
from tests.graphs import FEED, everything

ROOT = Path(__file__).parents[3]
LIVES_AT = EdgeEnds("LIVES_AT", "Person", "Residence")


def run(script: str, path: Path) -> list[str]:
    """Run a script on a store in a process of its own; the lines that it printed."""
    command = [sys.executable, "-c", script, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LadybugStore]:
    """An empty store."""
    store = LadybugStore.open(str(tmp_path / "graph.db"), writing=True)
    store.ensure_schema()
    yield store
    store.close()


REFUSED = """
import sys
import ladybug
from graph.stores.ladybug.connections import Connections

database = ladybug.Database(sys.argv[1], buffer_pool_size=1 << 28)
connections = Connections(database)
with connections.alone() as connection:
    connection.execute("CREATE NODE TABLE A(id STRING, PRIMARY KEY(id))")
other = ladybug.Connection(database)
other.execute("BEGIN TRANSACTION")
other.execute("CREATE (:A {id: '1'})")
for _ in range(20):
    try:
        with connections.transaction() as connection:
            print("entered")
    except RuntimeError:
        print("refused")
other.execute("COMMIT")
with connections.transaction() as connection:
    connection.execute("CREATE (:A {id: '2'})")
with connections.reader() as connection:
    print(connection.execute("MATCH (a:A) RETURN count(*)").get_all()[0][0])
connections.close()
"""


def test_a_refused_transaction_ends_there_and_the_process_goes_on(tmp_path: Path) -> None:
    assert run(REFUSED, tmp_path / "graph.db") == ["refused"] * 20 + ["2"]


def test_writers_of_one_process_take_turns(store: LadybugStore) -> None:
    agency = everything().nodes["Agency"].head(1)
    faults: list[BaseException] = []

    def write(name: str) -> None:
        try:
            store.write(Changes(merged_nodes={"Agency": agency.with_columns(id=pl.lit(name))}))
        except BaseException as error:
            faults.append(error)
            raise

    writers = [threading.Thread(target=write, args=(f"agency {number}",)) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not faults
    assert len(store.nodes("Agency", [f"agency {number}" for number in range(8)])) == 8
    assert store.facts().generation == 8


def test_closing_waits_for_those_who_read(tmp_path: Path) -> None:
    connections = Connections(ladybug.Database(tmp_path / "graph.db", buffer_pool_size=1 << 28))
    reading, closed = threading.Event(), threading.Event()

    def close() -> None:
        reading.wait()
        connections.close()
        closed.set()

    closer = threading.Thread(target=close)
    closer.start()
    with connections.reader() as connection:
        reading.set()
        assert not closed.wait(0.2)
        assert connection.execute("RETURN 1").get_all() == [[1]]
    closer.join()
    assert closed.is_set()


class Spy:
    """Every statement that runs, with the name of the file it runs on, and how every database was opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.statements: list[tuple[str, str]] = []
        self.opened: list[dict[str, Any]] = []
        execute, database = ladybug.Connection.execute, ladybug.Database

        def spied(connection: Any, query: Any, *rest: Any, **named: Any) -> Any:
            self.statements.append((Path(connection.database.database_path).name, str(query)))
            return execute(connection, query, *rest, **named)

        def opening_(path: Path, **settings: Any) -> Any:
            self.opened.append(settings)
            return database(path, **settings)

        monkeypatch.setattr(ladybug.Connection, "execute", spied)
        monkeypatch.setattr(ladybug, "Database", opening_)


def test_copy_goes_into_a_new_file_alone(store: LadybugStore, monkeypatch: pytest.MonkeyPatch) -> None:
    spy = Spy(monkeypatch)
    store.build(everything())
    assert {file for file, text in spy.statements if text.startswith("COPY")} == {"graph.db.building"}
    spy.statements.clear()
    graph = everything()
    store.write(Changes(new_nodes=graph.nodes, new_edges=graph.edges, changed_edges=graph.edges))
    assert spy.statements
    assert not [text for _, text in spy.statements if "COPY" in text]


def test_a_database_is_never_opened_with_the_engines_own_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spy = Spy(monkeypatch)
    store = LadybugStore.open(str(tmp_path / "graph.db"), writing=True)
    store.ensure_schema()
    store.build(everything())
    reader = LadybugStore.open(str(tmp_path / "graph.db"), writing=False)
    reader.close()
    store.close()
    assert len(spy.opened) == 4
    assert {settings["buffer_pool_size"] for settings in spy.opened} == {opening.BUFFER_POOL_BYTES}
    assert (
        256 << 20 < opening.BUFFER_POOL_BYTES < os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2
    )
    for settings in spy.opened:
        assert settings.get("read_only") or settings["auto_checkpoint"]
        assert settings.get("read_only") or settings["throw_on_wal_replay_failure"]


def statements() -> list[str]:
    """Every statement that is rendered for LadybugDB."""
    schema = load_schema()
    of_nodes = (
        render.merge_nodes,
        render.delete_node,
        render.nodes_of_source,
    )
    of_edges = (
        render.create_edges,
        render.delete_edge,
        render.edges_of_source,
        render.keys_of_source,
        render.keys_from_start,
    )
    fixed = (
        render.RECORDS_AND_PEOPLE,
        render.LINKING_IDENTIFIERS,
        render.standing_records(["own_id"]),
        render.RECORDS_WITH_IDENTIFIER,
        render.RECORDS_WITH_CONTACT_POINT,
    )
    return [
        *(form(kind) for form in of_nodes for kind in schema.nodes.values()),
        *(form(*pair) for form in of_edges for pair in schema.edge_pairs()),
        *(render.edges_at(*pair, side) for pair in schema.edge_pairs() for side in ("start", "end")),
        *fixed,
    ]


def test_no_statement_has_a_comma_between_patterns() -> None:
    assert not [text for text in statements() if re.search(r"[)\]]\s*,\s*\(", text)]


def test_no_edge_is_merged_and_no_node_looked_up_by_a_list() -> None:
    for text in statements():
        assert not re.search(r"MERGE[^M]*\[", text), text
        assert "UNWIND" not in text
        assert not re.search(r"\bIN \$", text), text


def test_edges_are_created_from_a_frame_by_two_matches() -> None:
    for kind, start, end in load_schema().edge_pairs():
        text = render.create_edges(kind, start, end)
        assert text.startswith("LOAD FROM frame MATCH (a:")
        assert text.count("MATCH (") == 2


def test_a_folder_called_like_a_log_is_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "walsall.wal corrupt" / "graph.db"
    path.parent.mkdir()
    path.write_bytes(b"no database at all, but long enough to be looked at" * 100)
    with pytest.raises(StoreUnavailable):
        LadybugStore.open(str(path), writing=True)
    assert not list(path.parent.glob("*.damaged-*"))


def test_a_store_opened_for_reading_refuses_to_write(store: LadybugStore, tmp_path: Path) -> None:
    reader = LadybugStore.open(str(tmp_path / "graph.db"), writing=False)
    for write in (
        reader.ensure_schema,
        lambda: reader.mark(generated=True, today=None),
        lambda: reader.build(everything()),
        lambda: reader.write(Changes(new_nodes=everything().nodes)),
    ):
        with pytest.raises(StoreUnavailable, match="opened for reading only"):
            write()
    reader.close()


def test_a_reader_of_an_older_store_is_told_to_take_it_over(store: LadybugStore, tmp_path: Path) -> None:
    schema = load_schema()
    later = replace(schema, version=(schema.version[0], schema.version[1] + 1))
    reader = LadybugStore.open(str(tmp_path / "graph.db"), writing=False, schema=later)
    with pytest.raises(StoreVersion, match="once for writing"):
        reader.facts()
    reader.close()


def test_there_is_nothing_to_read_where_no_store_is(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="no store at"):
        LadybugStore.open(str(tmp_path / "nowhere.db"), writing=False)
    assert list(tmp_path.iterdir()) == []


def test_the_lock_goes_with_a_store_that_does_not_open(tmp_path: Path) -> None:
    path = tmp_path / "graph.db"
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(StoreUnavailable):
        LadybugStore.open(str(path), writing=True)
    path.unlink()
    store = LadybugStore.open(str(path), writing=True)
    with pytest.raises(StoreBusy, match=f"process {os.getpid()} "):
        LadybugStore.open(str(path), writing=True)
    store.close()


def test_the_holder_is_named_without_addresses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        sys, "argv", ["/bin/kinscope", "load", "--ledger", "postgresql://me:secret@host/ledger"]
    )
    store = LadybugStore.open(str(tmp_path / "graph.db"), writing=True)
    with pytest.raises(StoreBusy) as busy:
        LadybugStore.open(str(tmp_path / "graph.db"), writing=True)
    assert busy.value.holder == f"process {os.getpid()} (kinscope load --ledger)"
    store.close()


def standing() -> pl.DataFrame:
    """Records that have not ended, found as 'zoe'."""
    return everything().nodes["Record"].with_columns(ended_on=pl.lit(None, dtype=pl.Date))


def test_the_search_copy_is_never_of_another_state(store: LadybugStore) -> None:
    assert store.search(parse("zoe"), limit=9) == []
    store.write(Changes(new_nodes={"Agency": everything().nodes["Agency"]}))
    assert store.search(parse("zoe"), limit=9) == []
    graph = everything()
    graph.nodes["Record"] = standing()
    store.build(graph)
    assert [row["record_id"] for row in store.search(parse("zoe"), limit=9)] == ["Record/full"]
    store.write(Changes(merged_nodes={"Record": standing().with_columns(ended_on=date(2026, 1, 1))}))
    assert store.search(parse("zoe"), limit=9) == []


def test_a_reader_keeps_to_its_generation_and_leaves_the_writers_copy(
    store: LadybugStore, tmp_path: Path
) -> None:
    store.write(Changes(new_nodes={"Record": standing()}))
    reader = LadybugStore.open(str(tmp_path / "graph.db"), writing=False)
    store.write(Changes(merged_nodes={"Record": standing().with_columns(ended_on=date(2026, 1, 1))}))
    assert store.search(parse("zoe"), limit=9) == []
    assert [row["record_id"] for row in reader.search(parse("zoe"), limit=9)] == ["Record/full"]
    assert (tmp_path / "graph.db.search" / str(store.facts().generation)).is_dir()
    reader.close()


def test_a_search_copy_that_vanished_is_made_again(store: LadybugStore, tmp_path: Path) -> None:
    store.write(Changes(new_nodes={"Record": standing()}))
    store.checkpoint()
    shutil.rmtree(tmp_path / "graph.db.search")
    assert [row["record_id"] for row in store.search(parse("zoe"), limit=9)] == ["Record/full"]


def test_the_search_copy_of_a_first_load_is_the_one_that_the_store_gives(
    store: LadybugStore, tmp_path: Path
) -> None:
    one = standing().head(1)
    gone = one.with_columns(id=pl.lit("Record/gone"), ended_on=date(2026, 1, 1))
    mentioned = one.with_columns(pl.lit(None, pl.String).alias("source"), id=pl.lit("Record/named"))
    other = one.with_columns(id=pl.lit("Record/a"))
    store.build(Frames({"Record": pl.concat([one, gone, mentioned, other])}))
    copy = tmp_path / "graph.db.search" / str(store.facts().generation)
    built = {file.name: pl.read_ipc(file) for file in copy.iterdir()}
    assert built["records.arrow"]["record_id"].to_list() == ["Record/a", "Record/full"]
    shutil.rmtree(copy)
    store.search(parse("zoe"), limit=9)
    assert sorted(built) == sorted(file.name for file in copy.iterdir())
    for file in copy.iterdir():
        assert_frame_equal(pl.read_ipc(file), built[file.name])


def test_more_edges_than_the_buffer_pool_holds_are_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One COPY of them all ends in a full buffer pool: 2 GiB hold about two million."""
    pool = 128 << 20
    monkeypatch.setattr(opening, "BUFFER_POOL_BYTES", pool)
    graph = many_homes(3 * pool // writing.BYTES_OF_AN_EDGE)
    with pytest.raises(RuntimeError, match="buffer pool is full"):
        build(tmp_path / "at_once.db", graph)
    monkeypatch.setattr(writing, "EDGES_AT_ONCE", pool // writing.BYTES_OF_AN_EDGE)
    build(tmp_path / "in_pieces.db", graph)
    monkeypatch.undo()
    store = LadybugStore.open(str(tmp_path / "in_pieces.db"), writing=False)
    assert store.held(FEED).edges[LIVES_AT].height == graph.edges[LIVES_AT].height
    store.close()


def build(path: Path, graph: Frames) -> None:
    """Build a store, and close it."""
    store = LadybugStore.open(str(path), writing=True)
    try:
        store.ensure_schema()
        store.build(graph)
    finally:
        store.close()


def many_homes(edges: int) -> Frames:
    """People, each at an address of their own and at one other."""
    ids = pl.select(pl.int_range(edges // 2).cast(pl.String)).to_series()
    said = {
        "address_as_recorded": "12 Alder Street, Northmoor, NM1 1AA", "source": FEED, "agency": "housing",
        "category": "housing",
    }  # fmt: skip
    lives_at = pl.concat(
        pl.DataFrame({
            "start": ids, "end": ids.shuffle(seed), "key": f"{seed}/a-key-of-24-digits/" + ids,
            "record_id": f"{FEED}/tenancies/" + ids, **dict.fromkeys(said),
        }).with_columns(**{name: pl.lit(value) for name, value in said.items()})
        for seed in (1, 2)
    )  # fmt: skip
    people = pl.DataFrame({"id": ids})
    return Frames({"Person": people, "Residence": people}, {LIVES_AT: lives_at})
