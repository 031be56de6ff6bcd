"""What was fetched and has not changed since: rows as the store holds them, for one version of it.

An answer is asked for again and again with little changed: the agencies beside the network, another day, another
viewer of the same family. What is kept here is uncut; whoever takes it cuts it, for each viewer and answer anew.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence

from graph.query import Row
from graph.store import Store
from queries.catalogue import catalogue

ANSWERS_KEPT = 20_000
WHOLE_GRAPH = ""


class KeptRows:
    """The last answers of one store, the longest unused of them given up first. Usable from many threads.

    Rows that it gives are not to be changed.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._version: int | None = None
        self._rows: OrderedDict[tuple[str, str], Sequence[Row]] = OrderedDict()

    def whole(self, name: str, version: int) -> Sequence[Row]:
        """All rows of the named question about the whole graph, at that version."""
        kept = self._kept(name, [WHOLE_GRAPH], version)
        if kept:
            return kept[WHOLE_GRAPH]
        found = self._store.run(catalogue()[name], {})
        self._keep(name, {WHOLE_GRAPH: found}, version)
        return found

    def each(self, name: str, keys: Sequence[str], version: int) -> Mapping[str, Sequence[Row]]:
        """The rows of the named question for each key, at that version."""
        kept = self._kept(name, keys, version)
        new = [key for key in keys if key not in kept]
        if not new:
            return kept
        found = self._store.run_each(catalogue()[name], new)
        self._keep(name, found, version)
        return {**kept, **found}

    def _kept(self, name: str, keys: Sequence[str], version: int) -> dict[str, Sequence[Row]]:
        with self._lock:
            if self._version != version:
                self._version = version
                self._rows.clear()
            there = [key for key in keys if (name, key) in self._rows]
            for key in there:
                self._rows.move_to_end((name, key))
            return {key: self._rows[(name, key)] for key in there}

    def _keep(self, name: str, found: Mapping[str, Sequence[Row]], version: int) -> None:
        with self._lock:
            if self._version != version:
                return
            self._rows.update({(name, key): rows for key, rows in found.items()})
            while len(self._rows) > ANSWERS_KEPT:
                self._rows.popitem(last=False)
