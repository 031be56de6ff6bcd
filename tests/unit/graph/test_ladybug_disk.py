"""Where the disk fails under a LadybugDB store: words for a person, an end that is no crash, and the last whole commit.

A disk without room is made by the limit on the size of a file that every process may set for itself (RLIMIT_FSIZE).
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.errors import StoreUnavailable
from graph.stores.ladybug import LadybugStore, disk
from graph.stores.ladybug.opening import BESIDE
from tests.contract.test_store_contents import as_changes
from tests.graphs import canonical, everything

ROOT = Path(__file__).parents[3]
STATUS_OF_WORDS = 7
WORK = f"""
import sys
from graph.errors import StoreUnavailable
from graph.stores.ladybug import LadybugStore
from tests.contract.test_store_contents import as_changes
from tests.graphs import everything

store = None
try:
    store = LadybugStore.open(sys.argv[1], writing=True)
    store.ensure_schema()
    store.build(everything()) if sys.argv[2] == "build" else store.write(as_changes(everything()))
    store.checkpoint()
except StoreUnavailable as fault:
    print(fault, file=sys.stderr)
    status = {STATUS_OF_WORDS}
else:
    status = 0
if store is not None:
    store.close()
sys.exit(status)
"""


def empty_store(path: Path) -> Path:
    """A store with its schema and nothing in it."""
    store = LadybugStore.open(str(path), writing=True)
    store.ensure_schema()
    store.checkpoint()
    store.close()
    return path


def work(path: Path, doing: str, limit: int) -> tuple[int, str]:
    """Do it in a process that can write no file beyond that many bytes; its status and what it said."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    command = [sys.executable, "-c", WORK, str(path), doing]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, preexec_fn=limited)
    return done.returncode, done.stderr


@pytest.mark.parametrize("doing", ["build", "write"])
def test_a_disk_without_room_is_said_in_words_and_leaves_the_last_whole_commit(
    tmp_path: Path, doing: str
) -> None:
    path = empty_store(tmp_path / "graph.db")
    size = path.stat().st_size
    met = 0
    for part in (0.02, 0.1, 0.4, 0.8, 0.98):
        status, said = work(path, doing, int(size * part))
        met += status == STATUS_OF_WORDS
        assert status in (0, STATUS_OF_WORDS), said
        assert "Traceback" not in said
        if status:
            assert (
                "could not be read or written" in said
                or "cannot be made" in said
                or "cannot be opened" in said
            )
        store = LadybugStore.open(str(path), writing=True)
        store.ensure_schema()
        assert len(canonical(store)) in (0, everything().rows())
        store.close()
        assert not list(tmp_path.glob("*.building*"))
    assert met >= 3


def test_what_a_full_disk_left_is_finished_once_there_is_room(tmp_path: Path) -> None:
    path = empty_store(tmp_path / "graph.db")
    assert work(path, "write", 30_000)[0] == STATUS_OF_WORDS
    status, said = work(path, "write", 1 << 30)
    assert status == 0, said
    store = LadybugStore.open(str(path), writing=False)
    assert len(canonical(store)) == everything().rows()
    store.close()


@pytest.mark.parametrize("doing", ["build", "write"])
def test_without_room_nothing_is_begun(tmp_path: Path, doing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk fills in the midst of a checkpoint the engine ends the process."""
    store = LadybugStore.open(str(empty_store(tmp_path / "graph.db")), writing=True)
    little = shutil.disk_usage(tmp_path)._replace(free=disk.SPARE_BYTES + 1000)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda path: little)
        with pytest.raises(
            StoreUnavailable, match=r"has 64 MB left, and about \d+ MB are needed\. Make room"
        ):
            store.build(everything()) if doing == "build" else store.write(as_changes(everything()))
    assert store.is_empty()
    store.write(as_changes(everything()))
    assert len(canonical(store)) == everything().rows()
    store.close()


def removed(path: Path) -> None:
    path.unlink()


def exchanged(path: Path) -> None:
    shutil.copyfile(path, path.with_name("other"))
    os.replace(path.with_name("other"), path)


@pytest.mark.parametrize("disturb", [removed, exchanged])
def test_a_store_that_is_taken_away_takes_no_more_writes(
    tmp_path: Path, disturb: Callable[[Path], None]
) -> None:
    path = empty_store(tmp_path / "graph.db")
    store = LadybugStore.open(str(path), writing=True)
    disturb(path)
    with pytest.raises(StoreUnavailable, match="was removed or replaced"):
        store.write(as_changes(everything()))
    with pytest.raises(StoreUnavailable, match="was removed or replaced"):
        store.checkpoint()
    assert store.is_empty()
    store.close()


def test_a_store_that_was_built_is_the_one_that_is_looked_for(tmp_path: Path) -> None:
    store = LadybugStore.open(str(tmp_path / "graph.db"), writing=True)
    store.ensure_schema()
    store.build(everything())
    store.checkpoint()
    store.write(as_changes(everything()))
    store.close()


def test_what_a_process_left_that_ended_in_its_work_is_removed(tmp_path: Path) -> None:
    path = empty_store(tmp_path / "graph.db")
    search = Path(f"{path}.search")
    building = [Path(f"{path}.building{name}") for name in ("", *BESIDE)]
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    makings = [search / f"making-{pid}-x" for pid in (ended.pid, os.getppid())]
    for leftover in (*(making / "records.arrow" for making in makings), *building):
        leftover.parent.mkdir(parents=True, exist_ok=True)
        leftover.write_bytes(b"half")
    LadybugStore.open(str(path), writing=False).close()
    assert all(leftover.exists() for leftover in building)
    LadybugStore.open(str(path), writing=True).close()
    assert [leftover for leftover in building if leftover.exists()] == []
    assert [making.exists() for making in makings] == [False, True]


@pytest.mark.parametrize("interrupted", [KeyboardInterrupt, ValueError])
def test_a_build_that_fails_leaves_no_file_behind(tmp_path: Path, interrupted: type[BaseException]) -> None:
    path = empty_store(tmp_path / "graph.db")
    store = LadybugStore.open(str(path), writing=True)

    def fail(what: str, done: int, total: int) -> None:
        raise interrupted

    with pytest.raises(interrupted):
        store.build(everything(), fail)
    assert not list(tmp_path.glob("*.building*"))
    assert not list(tmp_path.glob("*.search/making-*"))
    store.build(everything())
    assert len(canonical(store)) == everything().rows()
    store.close()
