"""Ctrl-C in each part of a load: a sentence, exit status 2, nothing half, and a rerun finishes it."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.crashes.course import Course
from tests.crashes.loads import at, check_finished

QUICK = [("second", "a step")]
FIRST = ("opening", "reading", "linking", "building", "copying", "searching", "taking its place")
SECOND = ("moving", "writing", "searching", "checkpoint", "ledger", "closing")
SLOW = [*(("first", part) for part in FIRST), *(("second", part) for part in SECOND)]


@pytest.mark.parametrize(
    ("leg", "part"), [*QUICK, *(pytest.param(*one, marks=pytest.mark.long) for one in SLOW)]
)
def test_ctrl_c_is_answered_in_words_and_a_rerun_goes_on(
    course: Course, tmp_path: Path, leg: str, part: str
) -> None:
    of = course.leg(leg)
    site = of.site(tmp_path / "site")
    running = site.started("load", *of.words, waits=True)
    stopped = at(running, part, lambda: running.process.send_signal(signal.SIGINT))
    assert stopped.status == 2, stopped.out + stopped.said
    assert "Stopped. What was committed before stays" in stopped.said
    assert "Traceback" not in stopped.said
    assert not [name for name in site.files() if "building" in name or "making" in name]
    broken_off = site.loads()
    check_finished(site, broken_off, site.load(*of.words), of.graph)
