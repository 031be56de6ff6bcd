"""Loads into Neo4j that are killed, and loads whose server is killed under them."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.crashes.course import Course, Leg, make_course
from tests.crashes.loads import Running, Site, at, check_finished, killed_at, moments
from tests.requirements import missing, require
from tests.servers import neo4j_java, neo4j_server
from tests.servers.processes import ServerFault, end, free_port, require_free, wait_until
from tests.stores import empty_neo4j

pytestmark = [pytest.mark.long, pytest.mark.needs("neo4j")]
KILLINGS = 5
SEEDS = {"first": 20261123, "second": 20261124}
PEOPLE = 300
SECONDS_TO_LET_GO = 30


@dataclass
class Server:
    """A server of one's own, which can be killed."""

    folder: Path
    port: int
    uri: str = ""

    def start(self) -> None:
        """Start it, or start it again on what it had."""
        self.uri = neo4j_server.start(self.folder, port=self.port, engine="java").uri

    def kill(self) -> None:
        """End it, by its own process id, as a power cut would."""
        running = neo4j_server.running(self.folder)
        assert running is not None
        assert running.pid is not None
        assert end(running.pid, running.home, by=signal.SIGKILL)
        assert wait_until(self._has_let_go, SECONDS_TO_LET_GO)

    def _has_let_go(self) -> bool:
        """Whether the system has closed what the process had open."""
        try:
            require_free(self.port, "its port")
        except ServerFault:
            return False
        return True


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One that only these tests use."""
    require("neo4j")
    folder = tmp_path_factory.mktemp("killed-server")
    try:
        neo4j_java.find_java()
        (folder / "lib").symlink_to(neo4j_java.fetch(neo4j_server.FOLDER / "lib"))
    except ServerFault as fault:
        missing("neo4j", f"as a server that can be killed: {fault}")
    found = Server(folder, free_port())
    found.start()
    yield found
    neo4j_server.stop(folder)


@pytest.fixture(scope="module")
def course(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """What happens where nothing goes wrong."""
    empty_neo4j(server.uri)
    return make_course(tmp_path_factory.mktemp("course"), PEOPLE, seed=3, uri=server.uri)


def site_before(leg: Leg, course: Course, folder: Path) -> Site:
    """A ledger in that folder and the emptied database, as they are before that load."""
    site = Site(folder, course.first.before.uri)
    empty_neo4j(site.uri)
    site.look()
    if leg is course.second:
        assert site.load(*course.first.words).status == 0
    return site


@pytest.mark.parametrize("number", range(KILLINGS))
@pytest.mark.parametrize("name", ["first", "second"])
def test_a_load_that_was_killed_at_any_moment_is_finished_by_a_rerun(
    course: Course, tmp_path: Path, name: str, number: int
) -> None:
    of = course.leg(name)
    sites: list[Site] = []

    def start() -> Running:
        sites.append(site_before(of, course, tmp_path / str(len(sites))))
        return sites[-1].started("load", *of.words)

    killed_at(moments(of.ended.parts, KILLINGS, SEEDS[name])[number], start)
    broken_off = sites[-1].loads()
    check_finished(sites[-1], broken_off, sites[-1].load(*of.words), of.graph)


PLACES = [("first", "copying", 3), ("first", "ledger", 3), ("second", "a step", 4), ("second", "linking", 1)]


@pytest.mark.parametrize(("name", "part", "nth"), PLACES)
@pytest.mark.parametrize("comes_back", [True, False])
def test_a_server_that_is_killed_under_a_load_is_said_or_waited_for(
    course: Course, server: Server, tmp_path: Path, name: str, part: str, nth: int, comes_back: bool
) -> None:
    of = course.leg(name)
    server.start()
    site = site_before(of, course, tmp_path / "site")
    running = site.started("load", *of.words, waits=True)

    def fail() -> None:
        server.kill()
        if comes_back:
            server.start()

    ended = at(running, part, fail, nth=nth)
    assert "Traceback" not in ended.said
    if not comes_back:
        assert ended.status == 2, ended.said
        server.start()
    if ended.status == 2:
        assert "Neo4j at bolt://127.0.0.1" in ended.said
        assert "does not answer" in ended.said or "Try again" in ended.said
    else:
        assert ended.status == 0, ended.said
        assert site.graph() == of.graph
    check_finished(site, site.loads(), site.load(*of.words), of.graph)
