"""A load to which something happens: the job is finished, or it ends in a sentence and nothing is half."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.crashes.course import Course
from tests.crashes.limits import no_file_beyond, rights_count
from tests.crashes.loads import Ended, Site, at, check_finished


def check_said(ended: Ended, *words: str) -> None:
    """It ended in a sentence: status 2, no traceback, these words."""
    assert ended.status == 2, ended.out + ended.said
    assert "Traceback" not in ended.said
    assert "kinscope: " in ended.said
    for word in words:
        assert word in ended.said, ended.said


FULL = [("second", 0.02)]
FULL_SLOW = [(leg, part) for leg in ("first", "second") for part in (0.0001, 0.003, 0.05, 0.25, 0.7, 0.98)]


@pytest.mark.parametrize(
    ("leg", "part"), [*FULL, *(pytest.param(*one, marks=pytest.mark.long) for one in FULL_SLOW)]
)
def test_a_disk_without_room_is_said_and_a_rerun_with_room_finishes(
    course: Course, tmp_path: Path, leg: str, part: float
) -> None:
    """part: of the size that the store has in the end, and that no file may pass."""
    of = course.leg(leg)
    site = of.site(tmp_path / "site")
    size = int(course.second.before.store.stat().st_size * part)
    ended = site.load(*of.words, preexec_fn=no_file_beyond(size))
    if ended.status == 0:
        assert (leg, part) in FULL_SLOW
        assert site.graph() == of.graph
    else:
        check_said(ended)
    assert not [name for name in site.files() if "building" in name or "making" in name]
    broken_off = site.loads()
    check_finished(site, broken_off, site.load(*of.words), of.graph)


def test_a_ledger_that_another_process_holds_is_said(course: Course, tmp_path: Path) -> None:
    of = course.second
    site = of.site(tmp_path / "site")
    with closing(sqlite3.connect(site.ledger, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        where = {"KINSCOPE_LEDGER": f"sqlite:///{site.ledger}?timeout=0.2"}
        check_said(site.load(*of.words, environment=where), "writing to the same ledger")
    check_finished(site, site.loads(), site.load(*of.words), of.graph)


@pytest.mark.long
def test_a_ledger_that_is_held_when_a_load_ends_leaves_it_to_be_finished(
    course: Course, tmp_path: Path
) -> None:
    """The graph is whole by then; only the end of the load is not on record."""
    of = course.second
    site = of.site(tmp_path / "site")
    where = {"KINSCOPE_LEDGER": f"sqlite:///{site.ledger}?timeout=0.2"}
    with closing(sqlite3.connect(site.ledger, isolation_level=None)) as holder:
        running = site.started("load", *of.words, waits=True, environment=where)
        ended = at(running, "checkpoint", lambda: holder.execute("BEGIN IMMEDIATE"))
        check_said(ended, "writing to the same ledger")
    assert site.graph() == of.graph
    broken_off = site.loads()
    assert any(entry.interrupted for entry in broken_off)
    check_finished(site, broken_off, site.load(*of.words), of.graph)


def remove_store(site: Site) -> None:
    site.store.unlink()


def remove_folder(site: Site) -> None:
    shutil.rmtree(site.folder)


def remove_ledger(site: Site) -> None:
    site.ledger.unlink()


REMOVED = [
    *((part, remove_store) for part in ("reading", "a step", "checkpoint")),
    *((part, remove_folder) for part in ("reading", "a step", "checkpoint")),
    *((part, remove_ledger) for part in ("a step", "checkpoint")),
]


@pytest.mark.long
@pytest.mark.parametrize(("part", "remove"), REMOVED)
def test_what_is_removed_under_a_load_is_said_and_nothing_is_taken_for_done(
    course: Course, tmp_path: Path, part: str, remove: Callable[[Site], None]
) -> None:
    of = course.second
    site = of.site(tmp_path / "site")
    running = site.started("load", *of.words, waits=True)
    said = at(running, part, lambda: remove(site))
    check_said(said)
    assert "was removed or replaced" in said.said or "folder is there" in said.said
    # What was taken away is brought back as it was before.
    shutil.rmtree(site.folder, ignore_errors=True)
    shutil.copytree(of.before.folder, site.folder)
    check_finished(site, site.loads(), site.load(*of.words), of.graph)


@pytest.mark.parametrize("leg", ["first", pytest.param("second", marks=pytest.mark.long)])
def test_a_folder_in_which_nothing_may_be_written_is_said(course: Course, tmp_path: Path, leg: str) -> None:
    of = course.leg(leg)
    site = of.site(tmp_path / "site")
    try:
        for path in (site.folder, *site.folder.rglob("*")):
            path.chmod(0o500 if path.is_dir() else 0o400)
        check_said(site.load(*of.words, preexec_fn=rights_count), str(site.folder))
    finally:
        for path in (site.folder, *site.folder.rglob("*")):
            path.chmod(0o700 if path.is_dir() else 0o600)
    check_finished(site, site.loads(), site.load(*of.words), of.graph)


def cut(file: Path) -> None:
    """After a whole row, so that what is left reads well."""
    with file.open("r+b") as opened:
        rows = opened.readlines()
        opened.truncate(sum(map(len, rows[: len(rows) // 2])))


@pytest.mark.long
@pytest.mark.parametrize("disturb", [cut, Path.unlink])
def test_a_file_that_is_cut_or_removed_while_others_are_read_ends_nothing(
    course: Course, tmp_path: Path, disturb: Callable[[Path], None]
) -> None:
    of = course.second
    site = of.site(tmp_path / "site")
    files = tmp_path / "files"
    shutil.copytree(of.words[0], files)
    words = (str(files), *of.words[1:], "--json")
    running = site.started("load", *words, waits=True)
    ended = at(running, "reading", lambda: disturb(files / "schools" / "census.csv"))
    assert ended.status == 1
    assert "Traceback" not in ended.said
    feeds = {feed["feed"]: feed for feed in json.loads(ended.out)["feeds"]}
    assert "census.csv: the file was" in feeds["schools/census"]["refused"]
    assert [name for name, feed in feeds.items() if feed["refused"]] == ["schools/census"]
    shutil.rmtree(files)
    shutil.copytree(of.words[0], files)
    check_finished(site, site.loads(), site.load(*words), of.graph)
