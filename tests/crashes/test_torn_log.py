"""A log that is cut or damaged after a load was killed: the store opens at its last whole commit, the terminal says so
and names the load that was lost, and the command that it names makes the whole graph."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crashes.course import Course
from tests.crashes.loads import Site, at, check_finished


@pytest.fixture(scope="session")
def torn(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A second load that was killed when all its changes were committed and still in the log alone."""
    site = course.second.site(tmp_path_factory.mktemp("torn") / "site")
    running = site.started("load", *course.second.words, waits=True)
    at(running, "checkpoint", running.process.kill)
    assert log_of(site).stat().st_size > 10_000
    return site


def log_of(site: Site) -> Path:
    return Path(f"{site.store}.wal")


def cut(part: float) -> Callable[[bytes], bytes]:
    return lambda log: log[: int(len(log) * part)]


def flipped(part: float) -> Callable[[bytes], bytes]:
    def flip(log: bytes) -> bytes:
        damaged = bytearray(log)
        damaged[int(len(log) * part)] ^= 0xFF
        return bytes(damaged)

    return flip


QUICK = {"cut at 0.6": cut(0.6)}
SLOW = {f"cut at {part}": cut(part) for part in (0.05, 0.9, 0.999)} | {
    f"flipped at {part}": flipped(part) for part in (0.01, 0.3, 0.98)
}


@pytest.mark.parametrize(
    "damage",
    [
        *(pytest.param(damage, id=name) for name, damage in QUICK.items()),
        *(pytest.param(damage, id=name, marks=pytest.mark.long) for name, damage in SLOW.items()),
    ],
)
def test_a_damaged_log_is_said_and_what_is_said_finishes_the_load(
    course: Course, torn: Site, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    site = torn.copy(tmp_path / "site")
    damaged = damage(log_of(site).read_bytes())
    log_of(site).write_bytes(damaged)
    broken_off = site.loads()
    refused = site.started("find", "Kerr").end()
    assert refused.status == 2
    assert "open it once for writing" in refused.said
    # Opened for writing it says what happened, and then that a viewer is missing.
    opened = site.started("serve", "--port", "0").end()
    assert opened.status == 2
    assert "The end of the store's log was damaged" in opened.said
    assert "What was being loaded is named next" in opened.said
    (kept,) = site.folder.glob("store.wal.damaged-*")
    assert kept.read_bytes() == damaged
    assert str(kept) in opened.said
    (command,) = re.findall(r"To finish it: kinscope (.*)", opened.said)
    kept.unlink()
    again = site.started(*shlex.split(command)).end()
    check_finished(site, broken_off, again, course.second.graph)
