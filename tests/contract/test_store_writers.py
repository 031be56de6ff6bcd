"""One writer at a time: a second one is told who holds the store, and a holder that died holds nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pytest

from graph.errors import StoreBusy
from graph.frames import Changes
from tests.contract.test_store_contents import as_changes
from tests.graphs import canonical, everything
from tests.stores import StorePlace

ROOT = Path(__file__).parents[2]
WORD = "holding"
HOLDER = f"""
import sys
import threading
from graph.stores import open_store
from tests.graphs import everything
from tests.contract.test_store_contents import as_changes

def hold(what, done, total):
    print("{WORD}", flush=True)
    sys.stdin.readline()

store = open_store(sys.argv[1], writing=True)
store.ensure_schema()
changes = as_changes(everything())
if sys.argv[2] == "write":
    store.write(changes, hold)
else:
    store.build(everything(), hold)
store.close()
"""
PERSON = Changes(new_nodes={"Person": pl.DataFrame({"id": ["p"], "restriction": None, "former_ids": None})})


@contextmanager
def holding(place: StorePlace, doing: str) -> Iterator[subprocess.Popen[str]]:
    """Another process in the middle of writing or building; it goes on when told to, and is ended at the end."""
    command = [sys.executable, "-c", HOLDER, place.uri, doing]
    with subprocess.Popen(
        command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().strip() == WORD
            yield process
        finally:
            process.kill()


def finish(process: subprocess.Popen[str]) -> None:
    """Let the process go on to its end."""
    process.communicate("\n" * 1000)
    assert process.returncode == 0


def write_a_person(place: StorePlace) -> None:
    """Open the place as a second writer, and write."""
    store = place.open()
    store.ensure_schema()
    store.write(PERSON)


def test_a_second_writer_is_told_who_holds_the_store(place: StorePlace) -> None:
    with holding(place, "write") as process:
        with pytest.raises(StoreBusy) as busy:
            write_a_person(place)
        assert f"process {process.pid} (" in busy.value.holder
        assert "password" not in busy.value.holder
        assert "://" not in str(busy.value)
        finish(process)
    write_a_person(place)


def test_a_holder_that_was_killed_holds_nothing(place: StorePlace) -> None:
    with holding(place, "write") as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        store = place.open()
        store.ensure_schema()
        store.write(as_changes(everything()))
        assert len(canonical(store)) == everything().rows()


def test_building_that_was_killed_leaves_an_empty_store(place: StorePlace) -> None:
    with holding(place, "build") as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        store = place.open()
        store.ensure_schema()
        assert store.is_empty()
        assert store.links()[0].is_empty()
        assert canonical(store) == []
        store.build(everything())
        assert len(canonical(store)) == everything().rows()
        assert not store.is_empty()


def test_a_second_builder_is_told_who_builds(place: StorePlace) -> None:
    with holding(place, "build") as process:
        with pytest.raises(StoreBusy) as busy:
            place.open().build(everything())
        assert f"process {process.pid} (" in busy.value.holder
        finish(process)
    assert len(canonical(place.open(writing=False))) == everything().rows()


def test_what_is_read_and_then_written_is_not_written_over_meanwhile(place: StorePlace) -> None:
    store = place.open()
    store.ensure_schema()
    order: list[str] = []
    began = threading.Event()

    def other() -> None:
        began.set()
        with store.writing():
            order.append("other")
        store.write(PERSON)

    thread = threading.Thread(target=other)
    with store.writing():
        thread.start()
        began.wait()
        with store.writing():
            store.write(PERSON)
        order.append("first")
    thread.join()
    assert order == ["first", "other"]
    assert len(store.nodes("Person", ["p"])) == 1
