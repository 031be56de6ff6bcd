"""The Store protocol on Neo4j."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

import polars as pl

from graph.errors import StoreUnavailable
from graph.frames import Changes, Frames, whole, with_rest
from graph.query import NamedQuery, Row
from graph.render import neo4j as render
from graph.schema import Schema, load_schema
from graph.search import SearchQuery
from graph.store import Progress, StoreFacts, no_progress
from graph.stores.holder import this_process
from graph.stores.neo4j import meta, reading, writing
from graph.stores.neo4j.commits import Commits
from graph.stores.neo4j.finding import Finder
from graph.stores.neo4j.lock import WriterLock
from graph.stores.neo4j.server import Address, Server, Transaction, fetch, fetch_named
from graph.stores.neo4j.values import plain


class Neo4jStore:
    """One database of a Neo4j server, shared by any number of processes; one of them writes at a time.

    A first load is too large for one transaction, so here `build` is all or nothing in another way: the store says
    that it is being built, and until that is finished it gives no facts and counts as empty; what a broken-off one
    left is cleared by the next `ensure_schema` or `build`.
    """

    name = "neo4j"

    def __init__(self, server: Server, schema: Schema) -> None:
        self._server, self._schema = server, schema
        self._lock = WriterLock(server)
        self._commits = Commits(server)
        self._finder = Finder(server, schema)

    @classmethod
    def open(cls, uri: str, schema: Schema | None = None) -> Neo4jStore:
        """Reach the server. uri: `neo4j://user:password@host:7687/database`, or bolt, also with +s and +ssc;
        schema: None for the one that ships.

        Raises UsageFault where the address makes no sense, StoreUnavailable where nobody answers or lets us in.
        """
        server = Server(Address.of(uri))
        server.check()
        return cls(server, schema or load_schema())

    def ensure_schema(self) -> None:
        """See Store. Clears what a first load that was broken off left. Raises StoreBusy while one is going on."""
        meta.make(self._server, self._schema)
        if self._building_by() is not None:
            with self._lock.held():
                self._clear()

    def facts(self) -> StoreFacts:
        """See Store. Raises StoreUnavailable where there is no Kinscope store, or one that is being built."""
        return self._server.read(lambda transaction: meta.facts(transaction, self._schema))

    def version(self) -> int:
        """See Store. Raises StoreUnavailable where there is no Kinscope store, or one that is being built."""
        number = self._commits.number()
        while number is None:
            self.facts()
            number = self._commits.number()
        return number

    def mark(self, *, generated: bool, today: date | None) -> None:
        """See Store."""
        self._server.write(lambda transaction: meta.mark(transaction, generated=generated, today=today))

    def is_empty(self) -> bool:
        """See Store."""
        if self._building_by() is not None:
            return True
        text = "MATCH (r:Record) RETURN r.id LIMIT 1"
        return not self._server.read(lambda transaction: fetch(transaction, text, {}))

    def _building_by(self) -> str | None:
        found = self._server.read(meta.read)
        return found[1] if found else None

    def build(
        self, frames: Frames, progress: Progress = no_progress, then: Callable[[], Frames] | None = None
    ) -> None:
        """See Store, and the class for what a crash leaves. Raises StoreBusy."""
        if not self.is_empty():
            raise StoreUnavailable("Only an empty store can be built; write the changes instead.")
        with self._lock.held():
            if self._building_by() is not None:
                self._clear()
            self._commits.write(lambda transaction: meta.set_building(transaction, this_process()))
            ready = whole(with_rest(frames, then), self._schema)
            writing.build(self._server, self._lock, ready, self._schema, progress)
            self._commits.write(self._built)

    def _built(self, transaction: Transaction) -> None:
        self._lock.renew(transaction)
        meta.count_up(transaction)
        meta.set_building(transaction, None)

    def _clear(self) -> None:
        meta.clear(self._server, self._schema)
        self._commits.write(self._built)

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """See Store."""
        with self._lock.held():
            yield

    def held(self, source: str) -> Frames:
        """See Store."""
        return self._server.read(lambda transaction: reading.held(transaction, source, self._schema))

    def all_of(self, nodes: Collection[str], edges: Collection[str]) -> Frames:
        """See Store."""
        return self._server.read(lambda transaction: reading.all_of(transaction, nodes, edges, self._schema))

    def links(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """See Store."""
        return self._server.read(reading.links)

    def edges_of(self, kind: str, ids: Sequence[str]) -> Frames:
        """See Store."""
        return self._server.read(lambda transaction: reading.edges_of(transaction, kind, ids, self._schema))

    def nodes(self, kind: str, ids: Iterable[str]) -> list[Row]:
        """See Store."""
        text = f"UNWIND $keys AS key MATCH (n:`{self._schema.nodes[kind].name}` {{id: key}}) RETURN n"
        found = self._rows(text, {"keys": list(dict.fromkeys(ids))})
        return [node for row in found if isinstance(node := row["n"], dict)]

    def write(self, changes: Changes, progress: Progress = no_progress) -> None:
        """See Store. Raises StoreBusy where another process writes."""
        if changes.rows():
            with self._lock.held():
                writing.write(self._commits, self._lock, changes, self._schema, progress)

    def erase(self, changes: Changes, progress: Progress = no_progress) -> None:
        """See Store. The server's own files keep deleted bytes until it writes over them: docs/decisions.md says what
        an operator does about that. Raises StoreBusy where another process writes."""
        with self._lock.held():
            writing.erase(self._commits, self._lock, changes, self._schema)
            self._finder.forget()
        progress("Writing", changes.rows(), changes.rows())

    def run(self, query: NamedQuery, parameters: Mapping[str, object]) -> list[Row]:
        """See Store."""
        return self._rows(query.text, parameters)

    def run_each(
        self, query: NamedQuery, keys: Sequence[str], parameters: Mapping[str, object] | None = None
    ) -> dict[str, list[Row]]:
        """See Store. One call for all keys."""
        answers: dict[str, list[Row]] = {key: [] for key in keys}
        if answers:
            for row in self._rows(render.each(query.text), {**(parameters or {}), "keys": list(answers)}):
                answers[str(row.pop("each_key"))].append(row)
        return answers

    def _rows(self, text: str, parameters: Mapping[str, object]) -> list[Row]:
        found = self._server.read(lambda transaction: fetch_named(transaction, text, parameters))
        return [{name: plain(value, self._schema) for name, value in row.items()} for row in found]

    def search(self, query: SearchQuery, *, limit: int, offset: int = 0) -> list[Row]:
        """See Store."""
        return self._finder.search(query, limit=limit, offset=offset)

    @property
    def recovered_log(self) -> None:
        """See Store. A server mends its own log."""
        return None

    def read_ahead(self) -> None:
        """See Store. A server keeps what is asked for in memory, for all who ask."""

    def checkpoint(self) -> None:
        """See Store. A server does it by itself."""

    def close(self) -> None:
        """See Store."""
        self._server.close()
