"""Asking the door in a test: who asks, the trail, and what to read off an answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from graph.errors import StoreUnavailable
from graph.ledger import TrailEntry
from graph.store import Store
from queries.explorer import Explorer
from queries.results import FamilyView, KnownView
from queries.viewer import Viewer, demonstration_viewer
from tests.contract.explorer.kerr_family import CARE, HEALTH, HOUSING, POLICE, SCHOOL, TODAY
from tests.contract.explorer.small_graph import SmallGraph

OpenBuilt = Callable[[SmallGraph], Store]


class Trail:
    """A trail in memory; `broken` refuses to write."""

    def __init__(self, *, broken: bool = False) -> None:
        self.entries: list[TrailEntry] = []
        self._broken = broken

    def append_trail(self, entry: TrailEntry) -> str:
        if self._broken:
            raise StoreUnavailable("The trail cannot be written.")
        self.entries.append(entry)
        return "hash"


def explorer(store: Store, viewer: Viewer | None = None, trail: Trail | None = None) -> Explorer:
    return Explorer(store, trail or Trail(), viewer or demonstration_viewer(), clock=lambda: TODAY)


def ids(family: FamilyView) -> list[str]:
    return [member.person_id for member in family.members]


def states(known: KnownView, person: str) -> list[tuple[str, date | None]]:
    cells = [known.cell(person, column) for column in (CARE, SCHOOL, POLICE, HOUSING, HEALTH, "gp")]
    return [(cell.state.value, cell.last_event_on) for cell in cells if cell]
