"""The composition root: stores, ledgers, viewers and the one door, wired together from the settings."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from graph.errors import UsageFault
from graph.ledger import Ledger, open_ledger
from graph.store import Store
from graph.stores import open_store
from graph.time import Clock, london_today
from kinscope.settings import Settings
from kinscope.unfinished import in_words, unfinished
from queries import Explorer, Viewer, demonstration_viewer, load_viewer

IMPORT = "neo4j-import:"
IMPORTED = (
    "kinscope: The graph has been imported. Start Neo4j and set KINSCOPE_STORE to its own address, neo4j://… or "
    "bolt://…; the first `kinscope serve` or `kinscope load` makes the indexes."
)


@dataclass(frozen=True)
class Opened:
    """A store and a ledger, open until the end of the `with` block."""

    store: Store
    ledger: Ledger


@contextlib.contextmanager
def opened(settings: Settings, *, writing: bool) -> Iterator[Opened]:
    """Open both. `writing` also makes the schema where there is none. Says, on the terminal, that a damaged log was
    mended and which loads have no end.

    Raises StoreBusy, StoreUnavailable, StoreVersion.
    """
    _make_folder(settings.ledger)
    store = open_store(settings.store, writing=writing)
    try:
        if writing:
            store.ensure_schema()
        ledger = open_ledger(settings.ledger)
        try:
            for line in _state(store, ledger):
                print(f"kinscope: {line}", file=sys.stderr)
            yield Opened(store, ledger)
        finally:
            ledger.close()
        if settings.store.startswith(IMPORT) and not store.is_empty():
            print(IMPORTED, file=sys.stderr)
    finally:
        store.close()


def _state(store: Store, ledger: Ledger) -> Iterator[str]:
    """What whoever opens the two must know: that the store was mended, and which loads are not finished."""
    begun = unfinished(ledger.loads())
    if store.recovered_log is not None:
        lost = (
            "What was being loaded is named next."
            if begun
            else "No load was under way, so no delivery is lost."
        )
        yield (
            "The end of the store's log was damaged. The store stands at its last whole commit; the log is kept as "
            f"{store.recovered_log}. {lost}"
        )
    yield from in_words(begun)


def _make_folder(ledger: str) -> None:
    if ledger.startswith("sqlite:///"):
        Path(ledger.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)


def viewer_of(settings: Settings, store: Store) -> Viewer:
    """Who is looking. Without a viewer file only a store of generated people opens, for the demonstration viewer.

    Raises UsageFault where a real store is opened without saying who looks.
    """
    if settings.viewer is not None:
        return load_viewer(settings.viewer)
    if store.facts().generated:
        return demonstration_viewer()
    raise UsageFault(
        "This store holds people of real files, so Kinscope must know who is looking and why. "
        "Set KINSCOPE_VIEWER to a viewer file (docs/viewer-file.md)."
    )


def clock_of(store: Store) -> Clock:
    """Today: the day a generated store was made for, else today in London."""
    marked = store.facts().today

    def on_the_marked_day() -> date:
        return marked or london_today()

    return on_the_marked_day


def explorer(settings: Settings, both: Opened) -> Explorer:
    """The one door, for whoever is looking."""
    return Explorer(both.store, both.ledger, viewer_of(settings, both.store), clock=clock_of(both.store))
