"""Registers, as they were last fetched: the feeds and agencies that every answer names, in a graph that few loads
change."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from graph.query import Row
from graph.store import Store
from queries.catalogue import catalogue


class KeptRows:
    """The rows of questions about the whole graph, for the version of the store that was asked about last.

    They are what the store holds, uncut: who takes them cuts them, for each viewer anew. Usable from many threads.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._version: int | None = None
        self._rows: dict[str, Sequence[Row]] = {}

    def rows(self, name: str, version: int) -> Sequence[Row]:
        """All rows of the named question at that version. Not to be changed."""
        with self._lock:
            if self._version != version:
                self._version, self._rows = version, {}
            if name in self._rows:
                return self._rows[name]
        found = self._store.run(catalogue()[name], {})
        with self._lock:
            if self._version == version:
                self._rows[name] = found
        return found
