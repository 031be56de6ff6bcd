"""What a store holds around records: pulled until it is sure what goes with them and what others hold."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import polars as pl

from graph.frames import Frames
from graph.query import NamedQuery
from graph.store import Store
from loaders import ids
from loaders.decided.stated import STAYS, Stated, stated
from loaders.linkage.link import DESCRIBES

NAMED_IN = NamedQuery(
    "records/named_in",
    "MATCH (record:Record) WHERE record.named_in = $key RETURN record.id AS id",
    {"key": "string"},
    {"id": "string"},
    "Who is only named in this record?",
)
EDGE = ("start", "end", "key")


def with_named(store: Store, records: Collection[str]) -> set[str]:
    """These records, and those of people who are only named in them."""
    found, new = set(records), set(records)
    while new:
        new = {str(row["id"]) for key in sorted(new) for row in store.run(NAMED_IN, {"key": key})} - found
        found |= new
    return found


class Around:
    """The edges that were pulled so far; grows while it is asked."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pulled: set[tuple[str, str]] = set()
        self.frames = Frames()

    def pull(self, kind: str, wanted: Collection[str]) -> None:
        """All edges at these nodes."""
        new = sorted(key for key in wanted if (kind, key) not in self._pulled)
        if not new:
            return
        self._pulled.update((kind, key) for key in new)
        for ends, frame in self._store.edges_of(kind, new).edges.items():
            known = self.frames.edges.get(ends)
            both = frame if known is None else pl.concat([known, frame])
            self.frames.edges[ends] = both.unique(EDGE, maintain_order=True)

    def stated_by(self, records: Collection[str]) -> Stated:
        """What these records state, and nobody else. Whatever seems to go for want of edges is asked for its own."""
        self.pull("Record", records)
        self.pull("Person", self.people_of(records))
        while True:
            found = stated(self.frames, {"Record": records})
            if not any(self._not_pulled(found)):
                return found
            for kind in found.nodes.keys() - STAYS:
                self.pull(kind, found.nodes[kind])

    def people_of(self, records: Collection[str]) -> set[str]:
        """The people whom these records describe; of one that is only mentioned, the person whom its key makes."""
        described = self.frames.edges.get(DESCRIBES)
        rows = [] if described is None else described.select("start", "end").rows()
        found = {person for record, person in rows if record in records}
        return found | set(ids.hashes(sorted(set(records) - {record for record, _ in rows})))

    def _not_pulled(self, found: Stated) -> Iterator[tuple[str, str]]:
        for kind in found.nodes.keys() - STAYS:
            yield from ((kind, key) for key in found.nodes[kind] if (kind, key) not in self._pulled)
