"""What LadybugDB loses where a process or a disk fails (measured on 0.22): a store opens at a whole commit."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graph.frames import Changes
from graph.stores.ladybug import LadybugStore
from tests.graphs import canonical, everything, question

ROOT = Path(__file__).parents[3]
KILLINGS = 4
WRITES = 6
PAIRS = """
import os, sys
import polars as pl
from graph.frames import Changes, EdgeEnds, edge_columns, node_columns, shaped
from graph.schema import load_schema
from graph.stores.ladybug import LadybugStore
from tests.graphs import everything

schema = load_schema()
ends = EdgeEnds("LIVES_AT", "Person", "Residence")
store = LadybugStore.open(sys.argv[1], writing=True)
store.ensure_schema()

def write(number, size=20):
    names = [f"{number}-{place}" for place in range(size)]
    people = shaped(pl.DataFrame({"id": names}), node_columns(schema.nodes["Person"]))
    homes = shaped(pl.DataFrame({"id": names}), node_columns(schema.nodes["Residence"]))
    edges = pl.DataFrame({"start": names, "end": names, "key": names, "source": "feed"})
    lives = {ends: shaped(edges, edge_columns(schema.edges["LIVES_AT"]))}
    store.write(Changes(new_nodes={"Person": people, "Residence": homes}, new_edges=lives))
    print(number, flush=True)
"""
LEAVE = "os._exit(0)\n"


def run(script: str, path: Path) -> list[str]:
    """Run a script on a store in a process of its own; the lines that it printed."""
    command = [sys.executable, "-c", script, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def whole_writes(store: LadybugStore) -> int:
    """How many of the writes of PAIRS the store holds; each must be there whole: people, homes and edges."""
    texts = ("(n:Person)", "(n:Residence)", "(:Person)-[n:LIVES_AT]->(:Residence)")
    counts = {store.run(question(f"MATCH {text} RETURN count(n) AS n"), {})[0]["n"] for text in texts}
    assert len(counts) == 1, counts
    (count,) = counts
    assert isinstance(count, int)
    assert count % 20 == 0
    return count // 20


@pytest.fixture(scope="module")
def with_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store whose last writes are in its log alone, as a process leaves it that ends without a word."""
    path = tmp_path_factory.mktemp("log") / "graph.db"
    run(PAIRS + f"for number in range({WRITES}): write(number)\n" + LEAVE, path)
    assert log_of(path).stat().st_size > 0
    return path


@pytest.fixture
def path(with_log: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    for file in with_log.parent.iterdir():
        if file.is_file():
            shutil.copy2(file, tmp_path)
    return tmp_path / with_log.name


def log_of(path: Path) -> Path:
    return Path(f"{path}.wal")


def test_a_whole_log_is_replayed_and_nothing_set_aside(path: Path) -> None:
    store = LadybugStore.open(str(path), writing=True)
    assert whole_writes(store) == WRITES
    assert store.recovered_log is None
    store.close()


@pytest.mark.parametrize("part", [0.3, 0.6, 0.9, 0.999])
def test_a_log_that_was_cut_opens_at_a_whole_commit(path: Path, part: float) -> None:
    log = log_of(path).read_bytes()
    cut = log[: int(len(log) * part)]
    log_of(path).write_bytes(cut)
    check_recovered(path, cut)


@pytest.mark.parametrize("part", [0.02, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9])
def test_a_log_with_a_damaged_byte_opens_at_a_whole_commit(path: Path, part: float) -> None:
    damaged = bytearray(log_of(path).read_bytes())
    damaged[int(len(damaged) * part)] ^= 0xFF
    log_of(path).write_bytes(damaged)
    check_recovered(path, bytes(damaged))


def check_recovered(path: Path, damaged: bytes) -> None:
    """The store opens with some of its writes, says where the log is kept, and takes new writes."""
    store = LadybugStore.open(str(path), writing=True)
    assert store.recovered_log is not None
    assert store.recovered_log.read_bytes() == damaged
    store.ensure_schema()
    left = whole_writes(store)
    assert left < WRITES
    store.write(Changes(merged_nodes={"Agency": everything().nodes["Agency"]}))
    store.close()
    again = LadybugStore.open(str(path), writing=True)
    assert whole_writes(again) == left
    assert len(again.nodes("Agency", ["Agency/full", "Agency/few"])) == 2
    assert again.recovered_log is None
    again.close()


@pytest.mark.parametrize("killing", range(KILLINGS))
def test_a_killed_writer_leaves_the_last_commit(tmp_path: Path, killing: int) -> None:
    path = tmp_path / "graph.db"
    script = PAIRS + "for number in range(10_000): write(number)\n"
    command = [sys.executable, "-c", script, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(3)]
        time.sleep(0.013 * killing)
        os.kill(process.pid, signal.SIGKILL)
        said += process.stdout.readlines()
    committed = len([line for line in said if line.endswith("\n")])
    store = LadybugStore.open(str(path), writing=True)
    assert committed <= whole_writes(store) <= committed + 1
    store.close()


def test_what_was_built_is_there_after_an_end_without_closing(tmp_path: Path) -> None:
    path = tmp_path / "graph.db"
    run(PAIRS + "store.build(everything())\n" + LEAVE, path)
    store = LadybugStore.open(str(path), writing=False)
    assert len(canonical(store)) == everything().rows()
    store.close()


def test_a_build_that_was_broken_off_leaves_the_empty_store(tmp_path: Path) -> None:
    path = tmp_path / "graph.db"
    run(PAIRS + "store.build(everything(), lambda *_: os._exit(0))\n", path)
    store = LadybugStore.open(str(path), writing=True)
    assert store.is_empty()
    store.build(everything())
    assert len(canonical(store)) == everything().rows()
    assert not list(tmp_path.glob("*.building*"))
    store.close()
