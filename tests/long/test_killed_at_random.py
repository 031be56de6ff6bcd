"""`kill -9` at fifty random moments of a load into an embedded store, and then the same load again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crashes.course import Course, make_course
from tests.crashes.loads import Running, Site, check_finished, killed_at, moments

pytestmark = pytest.mark.long
KILLINGS = 25
SEEDS = {"first": 20261123, "second": 20261124}
PARTS = {"opening", "reading", "ledger", "linking", "searching", "checkpoint"}
PARTS_OF = {"first": {"building", "copying", "taking its place"}, "second": {"moving", "writing", "a step"}}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A borough of a thousand people: the second delivery is written in several transactions."""
    return make_course(tmp_path_factory.mktemp("course"), people=1000, seed=3)


@pytest.mark.parametrize("leg", ["first", "second"])
def test_the_moments_lie_in_every_part_of_a_load(course: Course, leg: str) -> None:
    chosen = moments(course.leg(leg).ended.parts, KILLINGS, SEEDS[leg])
    assert {moment.part for moment in chosen} >= PARTS | PARTS_OF[leg]


@pytest.mark.parametrize("number", range(KILLINGS))
@pytest.mark.parametrize("leg", ["first", "second"])
def test_a_load_that_was_killed_at_any_moment_is_finished_by_a_rerun(
    course: Course, tmp_path: Path, leg: str, number: int
) -> None:
    of = course.leg(leg)
    sites: list[Site] = []

    def start() -> Running:
        sites.append(of.site(tmp_path / str(len(sites))))
        return sites[-1].started("load", *of.words)

    killed_at(moments(of.ended.parts, KILLINGS, SEEDS[leg])[number], start)
    broken_off = sites[-1].loads()
    check_finished(sites[-1], broken_off, sites[-1].load(*of.words), of.graph)
