"""The borough that is measured: generated once, loaded by the real pipeline, its frames kept for the bare engine."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ladybug
import polars as pl

from graph.frames import Frames, joined, whole
from graph.ledger import Ledger, open_ledger
from graph.render.ladybug import copy_edges, copy_nodes, tables
from graph.schema import load_schema
from graph.store import Progress, Store, no_progress
from graph.stores import open_store
from kinscope.delivery import find_delivery
from loaders.borough import TODAY, generate
from loaders.pipeline import load
from loaders.report import LoadReport
from tests.bench.measure import seconds

FOLDER = Path(".kinscope/bench")


@dataclass
class Loaded:
    """A borough in a store, and what loading it took, in seconds."""

    people: int
    uri: str
    ledger_uri: str
    store: Store
    ledger: Ledger
    report: LoadReport
    load_seconds: float
    build_seconds: float
    frames: Frames
    files: Path

    def close(self) -> None:
        """Give store and ledger back."""
        self.store.close()
        self.ledger.close()

    def open(self) -> None:
        """Take them again."""
        self.store, self.ledger = open_store(self.uri, writing=True), open_ledger(self.ledger_uri)

    @property
    def source_rows(self) -> int:
        """Rows read from files."""
        return sum(feed.counts.read for feed in self.report.feeds)


@dataclass
class _Watched:
    """A store whose `build` is timed and whose frames are kept."""

    store: Store
    seconds: float = 0.0
    frames: Frames = field(default_factory=Frames)

    def build(
        self, frames: Frames, progress: Progress = no_progress, then: Callable[[], Frames] | None = None
    ) -> None:
        made: list[Frames] = []

        def rest() -> Frames:
            made.append(then() if then else Frames())
            return made[0]

        self.seconds = seconds(lambda: self.store.build(frames, progress, rest))
        self.frames = joined([frames, *made])

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)


def files_of(people: int) -> Path:
    """The agencies' files of a borough of that size; generated where they are not there yet."""
    folder = FOLDER / f"borough-{people}"
    if not (folder / "truth" / "borough.json").exists():
        shutil.rmtree(folder, ignore_errors=True)
        generate(people, 1, folder)
    return folder


def loaded(people: int, uri: str) -> Loaded:
    """Load the borough into an empty store at that address."""
    files = files_of(people)
    place = FOLDER / f"ledger-{people}.sqlite"
    for beside in place.parent.glob(f"{place.name}*"):
        beside.unlink()
    store = open_store(uri, writing=True)
    store.ensure_schema()
    store.mark(generated=True, today=TODAY)
    ledger_uri = f"sqlite:///{place}"
    ledger = open_ledger(ledger_uri)
    delivery = find_delivery(sorted(p for p in files.iterdir() if p.name != "truth"), None, None)
    watched = _Watched(store)
    start = time.perf_counter()
    report = load(delivery.delivered, watched, ledger, loaded_on=TODAY, by="bench")
    took = time.perf_counter() - start
    return Loaded(
        people, uri, ledger_uri, store, ledger, report, took, watched.seconds, watched.frames, files
    )


def bare_copy_seconds(frames: Frames) -> float:
    """The same frames through nothing but the engine's own COPY into a new file, checkpoint included."""
    schema, place = load_schema(), FOLDER / "bare"
    for beside in FOLDER.glob("bare*"):
        beside.unlink()
    ready = whole(frames, schema)
    database = ladybug.Database(place, buffer_pool_size=2 << 30, checkpoint_threshold=1 << 30)
    connection = ladybug.Connection(database)
    for statement in tables(schema):
        connection.execute(statement)

    def copy() -> None:
        for kind, frame in ready.nodes.items():
            _copy(connection, copy_nodes(schema.nodes[kind]), frame)
        for ends, frame in ready.edges.items():
            _copy(connection, copy_edges(schema.edges[ends.edge], ends.start, ends.end), frame)
        connection.execute("CHECKPOINT")

    took = seconds(copy)
    connection.close()
    database.close()
    return took


def _copy(connection: ladybug.Connection, text: str, frame: pl.DataFrame) -> None:
    if frame.height:
        connection.execute(text)


def remove(path: Path) -> None:
    """Remove an embedded store and all that is kept beside it."""
    for beside in path.parent.glob(f"{path.name}*"):
        shutil.rmtree(beside) if beside.is_dir() else beside.unlink()
