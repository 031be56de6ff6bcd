"""A scenario that is loaded: its graph asked directly, and the one door for anybody who looks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from graph.codes import KnowledgeState
from graph.ledger import Ledger, open_ledger
from graph.store import Store
from queries import Explorer, FamilyView, Viewer, demonstration_viewer
from tests.graphs import question
from tests.scenarios.loading import TODAY


@dataclass(frozen=True)
class Asked:
    """A store and its ledger."""

    store: Store
    ledger: Ledger

    def rows(self, text: str) -> set[tuple[object, ...]]:
        """What a query finds, each row in the order of its columns."""
        return {tuple(row.values()) for row in self.store.run(question(text), {})}

    def door(self, viewer: Viewer | None = None) -> Explorer:
        """The door, for somebody; else for somebody cleared for everything."""
        return Explorer(self.store, self.ledger, viewer or demonstration_viewer(), clock=lambda: TODAY)


@contextmanager
def asked(store: Store, folder: Path) -> Iterator[Asked]:
    """A store with an empty ledger in a folder."""
    ledger = open_ledger(f"sqlite:///{folder / 'ledger.sqlite'}")
    try:
        yield Asked(store, ledger)
    finally:
        ledger.close()


def person(door: Explorer, text: str) -> str:
    """The best answer to a search."""
    return door.find(text).matches[0].person_id


def names(family: FamilyView) -> set[str]:
    """The members by name."""
    return {member.best.label for member in family.members}


def states(door: Explorer, text: str) -> dict[str, KnowledgeState]:
    """State of knowledge of one person, by column (a feed, or an agency without one)."""
    family = door.family(person(door, text))
    return {cell.column: cell.state for cell in door.known(family).cells if cell.person_id == family.focus[0]}
