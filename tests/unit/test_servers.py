"""Servers for tests: ended by their own process id and nothing else, closed to the network."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import neo4j_java, neo4j_server, postgres_server
from tests.servers.processes import (
    LOOPBACK,
    ServerFault,
    end,
    free_port,
    last_lines,
    require_free,
    runs,
    spawn,
)

WAITING = "import time; print('up', flush=True); time.sleep(600)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + WAITING


def _waiting_process(program: str, marker: str) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", program, marker], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    return process


@pytest.fixture
def process(request: pytest.FixtureRequest) -> Iterator[subprocess.Popen[str]]:
    """A process that waits, called with the word `kinscope-home`; the parameter is what it does."""
    started = _waiting_process(getattr(request, "param", WAITING), "kinscope-home")
    yield started
    started.kill()
    started.communicate()


def test_a_process_is_known_from_its_first_moment(tmp_path: Path) -> None:
    for _ in range(10):
        pid = spawn([sys.executable, "-c", WAITING, "kinscope-home"], "kinscope-home", tmp_path / "log")
        assert runs(pid, "kinscope-home")
        assert end(pid, "kinscope-home")


def test_a_process_that_fails_at_once_gives_its_words(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('no room')"]
    with pytest.raises(ServerFault, match="ended at once:\nno room"):
        spawn(command, "no such marker", tmp_path / "log")


def test_a_process_is_ended_once(process: subprocess.Popen[str]) -> None:
    assert runs(process.pid, "kinscope-home")
    assert end(process.pid, "kinscope-home") is True
    assert not runs(process.pid, "kinscope-home")
    assert end(process.pid, "kinscope-home") is False


def test_a_process_that_took_over_the_id_is_left_alone(process: subprocess.Popen[str]) -> None:
    assert end(process.pid, "another-home") is False
    assert process.poll() is None


@pytest.mark.parametrize("process", [STUBBORN], indirect=True)
def test_a_process_that_does_not_listen_is_killed(process: subprocess.Popen[str]) -> None:
    assert end(process.pid, "kinscope-home", seconds=0.5) is True
    assert not runs(process.pid, "kinscope-home")


def test_a_taken_port_is_named_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ServerFault, match=f"Port {port} .* is taken.*NEO4J_BOLT_PORT=NUMBER"):
            require_free(port, "NEO4J_BOLT_PORT")
    require_free(free_port(), "NEO4J_BOLT_PORT")


def test_only_the_end_of_a_log_is_told(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert last_lines(log) == ""
    log.write_text("one\ntwo\nthree\n", encoding="utf-8")
    assert last_lines(log, 2) == "two\nthree"


@pytest.mark.parametrize(
    ("told", "version"),
    [('openjdk version "17.0.17" 2025', 17), ('java version "1.8.0"', 1), ("not java", None)],
)
def test_the_version_of_java_is_read(told: str, version: int | None) -> None:
    assert neo4j_java.java_version(told) == version


def test_a_java_that_neo4j_does_not_run_on_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n", encoding="utf-8")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(ServerFault, match=r"is Java 11, Neo4j 5\.26 runs on 17 or 21"):
        neo4j_java.find_java()


def test_neo4j_listens_on_loopback_only(tmp_path: Path) -> None:
    neo4j_java.write_settings(tmp_path, 7999)
    lines = (tmp_path / "conf" / "neo4j.conf").read_text(encoding="utf-8").splitlines()
    settings = dict(line.split("=", 1) for line in lines)
    assert settings["server.default_listen_address"] == LOOPBACK
    assert settings["server.bolt.listen_address"] == f"{LOOPBACK}:7999"
    assert settings["server.http.enabled"] == "false"


def test_jars_are_fetched_again_only_when_the_pom_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing-here"))
    libraries = tmp_path / "lib"
    libraries.mkdir()
    (libraries / "pom.xml").write_bytes(neo4j_java.POM.read_bytes())
    assert neo4j_java.fetch(libraries) == libraries
    (libraries / "pom.xml").write_text("<project/>", encoding="utf-8")
    with pytest.raises(ServerFault, match="There is no Maven here"):
        neo4j_java.fetch(libraries)


def test_a_server_that_is_gone_counts_as_not_running(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    note = f'{{"home": "{tmp_path}/home", "port": 1, "password": "x", "pid": {ended.pid}}}'
    (tmp_path / "server.json").write_text(note, encoding="utf-8")
    assert neo4j_server.running(tmp_path) is None
    assert neo4j_server.stop(tmp_path) is False
    assert not (tmp_path / "server.json").exists()


def test_wrong_usage_is_exit_code_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert neo4j_server.main(["begin"]) == 2
    assert postgres_server.main([]) == 2
    assert capsys.readouterr().err.count("Usage:") == 2
