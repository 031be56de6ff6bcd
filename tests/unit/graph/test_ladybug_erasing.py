"""What an erasure leaves in the files of an embedded store: nothing, wherever it is cut off."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from graph.frames import Changes
from graph.stores.ladybug import LadybugStore
from tests.contract.test_store_erasing import GONE, deleting, school
from tests.graphs import canonical

ROOT = Path(__file__).parents[3]
NAMES = [
    ("R-1", "Zebedee Quillfeather"),
    *((f"R-{number}", f"Maya Kerr {number}") for number in range(200, 600)),
]
TRACES = (b"Quillfeather", b"quillfeather", GONE.encode(), b"R-1 Alder Street", b"UPN R-1")
ERASE = """
import sys
from graph.stores.ladybug import LadybugStore
from tests.unit.graph.test_ladybug_erasing import taking_away

store = LadybugStore.open(sys.argv[1], writing=True)
print("begun", flush=True)
store.erase(taking_away())
print("done", flush=True)
"""


def taking_away() -> Changes:
    """What takes Zebedee Quillfeather away."""
    return deleting(school(*NAMES).frames(), GONE, "pR-1")


def traces(folder: Path) -> list[tuple[str, bytes]]:
    """The files that hold a trace, and which."""
    return [
        (path.name, trace)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for trace in TRACES
        if trace in path.read_bytes()
    ]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed store of four hundred pupils, Zebedee Quillfeather among them, changed since it was built."""
    path = tmp_path / "graph.db"
    store = LadybugStore.open(str(path), writing=True)
    store.ensure_schema()
    frames = school(*NAMES).frames()
    store.build(frames)
    store.mark(generated=True, today=date(2026, 5, 12))
    store.write(Changes(merged_nodes={"Record": frames.nodes["Record"]}))
    store.close()
    return path


def test_no_file_holds_a_trace_of_it(path: Path) -> None:
    assert traces(path.parent)
    Path(f"{path}.wal.damaged-20260512T120000").write_bytes(b"... Quillfeather ...")
    Path(f"{path}.search/making-broken-off").mkdir()
    Path(f"{path}.search/making-broken-off/records.arrow").write_bytes(b"... Quillfeather ...")
    Path(f"{path}.building").write_bytes(b"... Quillfeather ...")
    store = LadybugStore.open(str(path), writing=True)
    before = canonical(store, without=())
    store.erase(taking_away())
    assert traces(path.parent) == []
    assert canonical(store, without=()) == [line for line in before if "R-1" not in line]
    store.close()
    assert traces(path.parent) == []
    assert {file.name for file in path.parent.iterdir()} == {"graph.db", "graph.db.search", "graph.db.writer"}


def test_a_write_that_deletes_is_not_enough(path: Path) -> None:
    """Why there is an `erase` of its own."""
    store = LadybugStore.open(str(path), writing=True)
    store.write(taking_away())
    store.checkpoint()
    store.close()
    assert traces(path.parent)


@pytest.mark.parametrize("milliseconds", [0, 150, 400])
def test_killed_at_any_moment_it_is_done_or_not_and_can_be_done_again(path: Path, milliseconds: int) -> None:
    store = LadybugStore.open(str(path), writing=True)
    before = canonical(store, without=())
    store.close()
    command = [sys.executable, "-c", ERASE, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(milliseconds / 1000)
        process.send_signal(signal.SIGKILL)
    again = LadybugStore.open(str(path), writing=True)
    found = canonical(again, without=())
    after = [line for line in before if "R-1" not in line]
    assert found in (before, after)
    again.erase(taking_away() if found == before else Changes())
    assert canonical(again, without=()) == after
    again.close()
    assert traces(path.parent) == []
