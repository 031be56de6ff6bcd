"""What a store of the family graph must do. Two are kept: LadybugDB (embedded) and Neo4j (shared server)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

import polars as pl

from graph.frames import Changes, Frames
from graph.query import NamedQuery, Row
from graph.search import SearchQuery

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and how much there is in all."""


def no_progress(what: str, done: int, total: int) -> None:
    """Shows nothing."""


@dataclass(frozen=True)
class StoreFacts:
    """What a store says of itself. generated: made by `kinscope generate`, so that it opens without a viewer file;
    generation: counts up with every change; today: the day a generated store takes for today, or None."""

    schema_version: str
    generated: bool
    generation: int
    today: date | None


class Store(Protocol):
    """One graph. Reads may come from many threads at once; writing is one at a time.

    Raises StoreUnavailable, StoreBusy and StoreVersion as their docstrings say.
    """

    def ensure_schema(self) -> None:
        """Make all kinds, or take an older schema over where that only adds. StoreVersion where it cannot."""

    def facts(self) -> StoreFacts:
        """What the store says of itself."""

    def version(self) -> int:
        """A number that is another one after every change. While a change is being committed it waits for its end, so
        that what was read between two equal numbers is never half a change."""

    def mark(self, *, generated: bool, today: date | None) -> None:
        """Mark the store as holding generated people (or not)."""

    def is_empty(self) -> bool:
        """Whether there is no record in it."""

    def writing(self) -> AbstractContextManager[None]:
        """Nobody else writes until the end of the `with` block: what is read and then changed in it fits together.
        The thread in it may enter it again. StoreBusy where another process writes, StoreUnavailable where this one
        may only read."""

    def build(
        self, frames: Frames, progress: Progress = no_progress, then: Callable[[], Frames] | None = None
    ) -> None:
        """First load of an empty store, as fast as the engine can. All or nothing: a crash leaves the empty store.

        then: gives what is to be written after frames, called once; a store may call it in another thread while it
        writes frames, and what it raises is raised here.
        """

    def held(self, source: str) -> Frames:
        """All nodes and edges of one feed, ended ones too."""

    def all_of(self, nodes: Collection[str], edges: Collection[str]) -> Frames:
        """All nodes and edges of these kinds, whoever states them, ended ones too; a kind of which there is none is
        left out."""

    def links(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """What linkage reads: (`record`, `person`) of every record, and (`record`, `scheme`, `value`) of every
        standing identifier that may link."""

    def edges_of(self, kind: str, ids: Sequence[str]) -> Frames:
        """All edges that have one of these nodes of a kind at an end; an edge between two of them once."""

    def nodes(self, kind: str, ids: Iterable[str]) -> list[Row]:
        """The nodes of that kind with these ids; those that are not there are left out."""

    def write(self, changes: Changes, progress: Progress = no_progress) -> None:
        """Carry out the changes, one transaction a batch. Doing it again changes nothing."""

    def erase(self, changes: Changes, progress: Progress = no_progress) -> None:
        """Carry out changes that delete, in one transaction, and leave nothing of what was deleted in the files that
        the store keeps, as far as its engine lets it (docs/decisions.md says how far). With no changes it does the
        second alone, as after an erasure that broke off. A crash leaves the store as before, or without what is
        deleted."""

    def run(self, query: NamedQuery, parameters: Mapping[str, object]) -> list[Row]:
        """Ask. Parameters are never None."""

    def run_each(
        self, query: NamedQuery, keys: Sequence[str], parameters: Mapping[str, object] | None = None
    ) -> dict[str, list[Row]]:
        """Ask the same question, which starts from `$key`, for each key. Every key is in the answer."""

    def search(self, query: SearchQuery, *, limit: int, offset: int = 0) -> list[Row]:
        """Records that answer to a search, best first in a total order: `record_id`, `person` (the id of whom it
        describes), `score`, `reason`, with `source`, `agency`, `category` and `restriction`, so that the answer can
        be cut to a viewer."""

    def read_ahead(self) -> None:
        """Have at hand, in memory, what questions about people read, as far as it fits: so that the first who ask do
        not wait for the disk. For a process that goes on to answer many; it may be called beside such questions."""

    @property
    def recovered_log(self) -> Path | None:
        """Where the store's damaged log was copied when it was opened at its last whole commit; None: it was sound."""

    def checkpoint(self) -> None:
        """Fold what was written into the store's own files; at the end of a load, never while somebody waits."""

    def close(self) -> None:
        """Give everything back. A closed store answers nothing."""
