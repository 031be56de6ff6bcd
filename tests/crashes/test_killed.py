"""A load that is killed between two parts of its work: a rerun makes the graph that it would have made."""

from __future__ import annotations

import shlex
import signal
from pathlib import Path

import pytest

from tests.crashes.course import Course
from tests.crashes.loads import at, check_finished

QUICK = [("first", "copying", 20), ("second", "a step", 3)]
SLOW = [
    ("second", "checkpoint", 1),
    ("first", "ledger", 3),
    ("first", "linking", 1),
    ("first", "taking its place", 1),
    ("second", "searching", 2),
    ("second", "closing", 1),
]


@pytest.mark.parametrize(
    ("leg", "part", "nth"), [*QUICK, *(pytest.param(*one, marks=pytest.mark.long) for one in SLOW)]
)
def test_a_load_that_was_killed_is_named_and_a_rerun_finishes_it(
    course: Course, tmp_path: Path, leg: str, part: str, nth: int
) -> None:
    of = course.leg(leg)
    site = of.site(tmp_path / "site")
    running = site.started("load", *of.words, waits=True)
    killed = at(running, part, running.process.kill, nth=nth)
    assert killed.status == -signal.SIGKILL
    broken_off = site.loads()
    feeds = {entry.source for entry in broken_off if entry.interrupted}
    assert bool(feeds) == (part != "closing")
    again = site.load(*of.words)
    check_finished(site, broken_off, again, of.graph)
    if feeds:
        assert f"To finish it: {shlex.join(['kinscope', 'load', *of.words])}" in again.said
