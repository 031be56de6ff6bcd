"""A store that is read and never written: what a rehearsal of a load would change is dropped."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import polars as pl

from graph.frames import Changes, Frames
from graph.query import NamedQuery, Row
from graph.search import SearchQuery
from graph.store import Progress, Store, StoreFacts, no_progress


class UnwrittenStore:
    """Reads come from the store behind it, which may be open for reading only."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def ensure_schema(self) -> None:
        """See Store. Nothing is made."""

    def facts(self) -> StoreFacts:
        """See Store."""
        return self._store.facts()

    def version(self) -> int:
        """See Store."""
        return self._store.version()

    def mark(self, *, generated: bool, today: date | None) -> None:
        """See Store. Nothing is marked."""

    def is_empty(self) -> bool:
        """See Store."""
        return self._store.is_empty()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """See Store. Nobody is kept from writing: another's change may stand beside what was read."""
        yield

    def build(
        self, frames: Frames, progress: Progress = no_progress, then: Callable[[], Frames] | None = None
    ) -> None:
        """See Store. Nothing is built, and the rest is made, as whoever loads learns from it whom records describe."""
        if then:
            then()

    def held(self, source: str) -> Frames:
        """See Store."""
        return self._store.held(source)

    def all_of(self, nodes: Collection[str], edges: Collection[str]) -> Frames:
        """See Store."""
        return self._store.all_of(nodes, edges)

    def links(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """See Store."""
        return self._store.links()

    def edges_of(self, kind: str, ids: Sequence[str]) -> Frames:
        """See Store."""
        return self._store.edges_of(kind, ids)

    def nodes(self, kind: str, ids: Iterable[str]) -> list[Row]:
        """See Store."""
        return self._store.nodes(kind, ids)

    def write(self, changes: Changes, progress: Progress = no_progress) -> None:
        """See Store. Nothing is written."""

    def erase(self, changes: Changes, progress: Progress = no_progress) -> None:
        """See Store. Nothing is erased."""

    def run(self, query: NamedQuery, parameters: Mapping[str, object]) -> list[Row]:
        """See Store."""
        return self._store.run(query, parameters)

    def run_each(
        self, query: NamedQuery, keys: Sequence[str], parameters: Mapping[str, object] | None = None
    ) -> dict[str, list[Row]]:
        """See Store."""
        return self._store.run_each(query, keys, parameters)

    def search(self, query: SearchQuery, *, limit: int, offset: int = 0) -> list[Row]:
        """See Store."""
        return self._store.search(query, limit=limit, offset=offset)

    @property
    def recovered_log(self) -> Path | None:
        """See Store."""
        return self._store.recovered_log

    def read_ahead(self) -> None:
        """See Store."""
        self._store.read_ahead()

    def checkpoint(self) -> None:
        """See Store. Nothing is folded in."""

    def close(self) -> None:
        """See Store."""
        self._store.close()
