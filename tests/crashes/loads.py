"""Loads in processes of their own, broken off or disturbed where a test says, and the state that must follow."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.ledger import LoadEntry, TrailEntry, open_ledger
from graph.stores import open_store
from kinscope.unfinished import unfinished
from tests.graphs import canonical

ROOT = Path(__file__).parents[2]
SECONDS = 600
ATTEMPTS = 5
BEFORE = TrailEntry("v", "mash_analyst", "hub", "s47", "find")


@dataclass(frozen=True)
class Ended:
    """How a process ended: its status (negative: by that signal), what it printed and what it said, and the parts of
    the work that it began, each with the seconds since the first."""

    status: int
    out: str
    said: str
    parts: tuple[tuple[float, str], ...]


class Running:
    """A load that is under way."""

    def __init__(self, process: subprocess.Popen[str], parts: int, go_on: int | None) -> None:
        self.process, self._go_on = process, go_on
        self._lines = os.fdopen(parts, encoding="utf-8")
        self.parts: list[tuple[float, str]] = []

    def next_part(self) -> str | None:
        """The part that begins next, once it does; None where the process has ended."""
        line = self._lines.readline()
        if not line:
            return None
        self.parts.append((time.monotonic(), line.strip()))
        return line.strip()

    def let_go(self) -> None:
        """Let it begin the part that it has named."""
        if self._go_on is not None:
            with contextlib.suppress(BrokenPipeError):
                os.write(self._go_on, b".")

    def end(self) -> Ended:
        """Let it go on to its end."""
        while self.next_part() is not None:
            self.let_go()
        out, said = self.process.communicate(timeout=SECONDS)
        self._lines.close()
        if self._go_on is not None:
            os.close(self._go_on)
        first = self.parts[0][0] if self.parts else 0.0
        parts = tuple((when - first, part) for when, part in self.parts)
        return Ended(self.process.returncode, out, said, parts)


class Site:
    """A folder with a store and a ledger. uri: of a store elsewhere than in the folder."""

    def __init__(self, folder: Path, uri: str | None = None) -> None:
        self.folder, self.store = folder, folder / "store"
        self.uri = uri or f"ladybug:{self.store}"
        self.ledger = folder / "ledger.sqlite"
        folder.mkdir(parents=True, exist_ok=True)

    def copy(self, folder: Path) -> Site:
        """The same state in another folder."""
        shutil.copytree(self.folder, folder)
        return Site(folder, None if self.uri.startswith("ladybug:") else self.uri)

    def look(self) -> None:
        """Put an entry on the trail, so that there is a chain that can break."""
        with open_ledger(f"sqlite:///{self.ledger}") as ledger:
            ledger.append_trail(BEFORE)

    def started(self, *words: str | Path, waits: bool = False, **how: Any) -> Running:
        """Begin `kinscope WORDS`. waits: it waits at every part until it is let go. how: for subprocess.Popen, and
        `environment`, what differs in it; `within`, a command that is given this one as its arguments."""
        parts, said_to = os.pipe()
        waits_for, go_on = os.pipe() if waits else (-1, None)
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("KINSCOPE_")},
            "KINSCOPE_STORE": self.uri,
            "KINSCOPE_LEDGER": f"sqlite:///{self.ledger}",
            "PYTHONPATH": str(ROOT),
            **how.pop("environment", {}),
        }
        command = [
            sys.executable,
            "-m",
            "tests.crashes.child",
            str(said_to),
            str(waits_for),
            *map(str, words),
        ]
        process = subprocess.Popen(
            [*how.pop("within", ()), *command], cwd=self.folder, env=environment, text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            pass_fds=[said_to, waits_for] if waits else [said_to], **{"preexec_fn": hears_ctrl_c, **how},
        )  # fmt: skip
        os.close(said_to)
        if waits:
            os.close(waits_for)
        return Running(process, parts, go_on)

    def load(self, *words: str | Path, **how: Any) -> Ended:
        """`kinscope load WORDS` from beginning to end."""
        return self.started("load", *words, **how).end()

    def graph(self) -> list[str]:
        """The whole graph with all its properties, people named by their records."""
        with closing(open_store(self.uri, writing=False)) as store:
            return canonical(store, without=())

    def loads(self) -> list[LoadEntry]:
        """What the ledger says of loads; its trail must verify."""
        with open_ledger(f"sqlite:///{self.ledger}") as ledger:
            check = ledger.verify_trail()
            assert (check.ok, check.entries) == (True, 1), check.words
            return ledger.loads()

    def files(self) -> list[str]:
        """The names of all that lies in the folder and in the search copy."""
        inside = [f"store.search/{path.name}" for path in self.folder.glob("store.search/*")]
        return sorted([path.name for path in self.folder.iterdir()] + inside)


def check_finished(site: Site, broken_off: list[LoadEntry], again: Ended, graph: list[str]) -> None:
    """After a load that was broken off and its rerun: the graph is whole, what was broken off was named and stays on
    record, and nothing is left over. broken_off: what the ledger said before the rerun."""
    assert again.status == 0, again.out + again.said
    assert "Traceback" not in again.said
    assert site.graph() == graph
    loads = site.loads()
    assert unfinished(loads) == []
    assert loads[: len(broken_off)] == broken_off
    for entry in unfinished(broken_off):
        assert f"{entry.source} ({entry.file})" in again.said
        assert f"To finish it: {entry.command}" in again.said
    expected = ["ledger.sqlite"]
    if site.uri.startswith("ladybug:"):
        with closing(open_store(site.uri, writing=False)) as store:
            expected += ["store", "store.search", f"store.search/{store.facts().generation}", "store.writer"]
    damaged = [name for name in site.files() if ".damaged-" in name]
    assert all(name in again.said for name in damaged)
    assert sorted({*site.files()} - {*damaged}) == expected


def hears_ctrl_c() -> None:
    """In the child: a process that is started in the background of a shell would be deaf to Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def at(running: Running, part: str, act: Callable[[], object], *, nth: int = 1) -> Ended:
    """Do something just as a part begins for the nth time, while the process waits there; then let it go on."""
    met = 0
    while (found := running.next_part()) is not None:
        met += found == part
        if found == part and met == nth:
            try:
                act()
            except BaseException:
                running.process.kill()
                raise
        running.let_go()
    assert met >= nth, f"'{part}' never began: {running.parts}"
    return running.end()


@dataclass(frozen=True)
class Moment:
    """So many seconds after a part began, which is the nth that does."""

    nth: int
    part: str
    seconds: float


def moments(parts: Sequence[tuple[float, str]], count: int, seed: int) -> list[Moment]:
    """Moments of a load whose parts began at these seconds. Half are spread over its time; the others go through the
    kinds of parts one after another, as some of these are short. The last part ends the load."""
    chance = random.Random(seed)
    starts = [when for when, _ in parts]
    kinds = sorted({part for _, part in parts[:-1]})
    found = []
    for number in range(count):
        if number % 2:
            kind = kinds[number // 2 % len(kinds)]
            nth = chance.choice([place for place, (_, part) in enumerate(parts[:-1]) if part == kind])
            seconds = chance.uniform(0, starts[nth + 1] - starts[nth])
        else:
            when = chance.uniform(starts[0], starts[-1])
            nth = max(place for place, start in enumerate(starts) if start <= when)
            seconds = when - starts[nth]
        found.append(Moment(nth, parts[nth][1], seconds))
    return found


def killed_at(moment: Moment, start: Callable[[], Running]) -> Ended:
    """Kill a process, by its own id, at that moment of its work.

    start: starts it from the same state each time. Where it was quicker than before and has ended by then, another
    one is killed sooner.
    """
    for sooner in range(ATTEMPTS):
        running = start()
        for _ in range(moment.nth + 1):
            running.next_part()
        time.sleep(moment.seconds / 2**sooner)
        running.process.send_signal(signal.SIGKILL)
        ended = running.end()
        assert ended.status in (-signal.SIGKILL, 0), ended.said
        if ended.status:
            return ended
    raise AssertionError(f"It had always ended before {moment}.")
