"""What happens to a hub where nothing goes wrong: a first delivery, then a second. All else is held against it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.crashes.deliveries import FIRST_DAY, SECOND_DAY, make_deliveries
from tests.crashes.loads import Ended, Site


@dataclass(frozen=True)
class Leg:
    """One load of the course. words: of the command; before: the state that it begins with; ended: how it went where
    nothing disturbed it; graph: the graph after it."""

    name: str
    words: tuple[str, ...]
    before: Site
    ended: Ended
    graph: list[str]

    def site(self, folder: Path) -> Site:
        """The state before this load, in a folder of its own."""
        return self.before.copy(folder)


@dataclass(frozen=True)
class Course:
    """first: into an empty store, so one build; second: into what it left, so differences."""

    first: Leg
    second: Leg

    def leg(self, name: str) -> Leg:
        """'first' or 'second'."""
        return self.first if name == "first" else self.second


def make_course(folder: Path, people: int, seed: int, uri: str | None = None) -> Course:
    """Carry out both loads. uri: of a store elsewhere, whose states cannot be kept in folders."""
    delivered = make_deliveries(folder / "delivered", people, seed)
    site = Site(folder / "site", uri)
    site.look()
    legs = []
    for name, files, day in (
        ("first", delivered.first, FIRST_DAY),
        ("second", delivered.second, SECOND_DAY),
    ):
        before = Site(folder / f"before {name}", uri)
        shutil.copytree(site.folder, before.folder, dirs_exist_ok=True)
        words = (str(files), "--loaded-on", day)
        ended = site.load(*words)
        assert ended.status == 0, ended.out + ended.said
        assert ended.said == ""
        legs.append(Leg(name, words, before, ended, site.graph()))
    return Course(*legs)
