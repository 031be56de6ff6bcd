"""The Store protocol on LadybugDB."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import ladybug
import polars as pl

from graph.errors import StoreUnavailable
from graph.frames import Changes, EdgeEnds, Frames, whole
from graph.query import NamedQuery, Row
from graph.render import ladybug as render
from graph.schema import Schema, load_schema
from graph.search import SearchQuery
from graph.store import Progress, StoreFacts, no_progress
from graph.stores.ladybug import meta
from graph.stores.ladybug.connections import Connections, frame, rows
from graph.stores.ladybug.opening import WriterLock, fresh_database, open_database, remove_database
from graph.stores.search_copy import SearchCopy

ROWS_A_TRANSACTION = 100_000


class LadybugStore:
    """One LadybugDB file. Reads from many threads; writing where this process holds the writer's lock."""

    name = "ladybug"

    def __init__(self, path: Path, connections: Connections, lock: WriterLock | None, schema: Schema) -> None:
        self._path, self._connections, self._lock, self._schema = path, connections, lock, schema
        self._search = SearchCopy(Path(f"{path}.search"))
        self.recovered_log: Path | None = None

    @classmethod
    def open(cls, path: str, *, writing: bool) -> LadybugStore:
        """Open the file; `writing` takes the writer's lock. Raises StoreBusy, StoreUnavailable, StoreVersion."""
        where = Path(path)
        lock = WriterLock.take(where) if writing else None
        try:
            opened = open_database(where, writing=writing)
        except BaseException:
            if lock:
                lock.release()
            raise
        store = cls(where, Connections(opened.database), lock, load_schema())
        store.recovered_log = opened.recovered_log
        return store

    def ensure_schema(self) -> None:
        """See Store."""
        with self._connections.alone() as connection:
            meta.make_tables(connection, self._schema)

    def facts(self) -> StoreFacts:
        """See Store. Raises StoreUnavailable where the file holds no Kinscope store."""
        with self._connections.reader() as connection:
            found = meta.read_facts(connection)
        if found is None:
            raise StoreUnavailable(f"{self._path} holds no Kinscope store yet. Load a delivery first.")
        meta.check_version(found.schema_version, self._schema)
        return found

    def mark(self, *, generated: bool, today: date | None) -> None:
        """See Store."""
        with self._connections.transaction() as connection:
            meta.set_facts(connection, generated=generated, today=today)

    def is_empty(self) -> bool:
        """See Store."""
        with self._connections.reader() as connection:
            return not rows(connection, "MATCH (r:Record) RETURN r.id AS id LIMIT 1", {})

    def build(self, frames: Frames, progress: Progress = no_progress) -> None:
        """See Store. A new file is made beside the old one and takes its place in one step."""
        facts = self.facts()
        if not self.is_empty():
            raise StoreUnavailable("Only an empty store can be built; write the changes instead.")
        building = Path(f"{self._path}.building")
        with fresh_database(building) as database:
            connection = ladybug.Connection(database)
            meta.make_tables(connection, self._schema)
            copy_all(connection, whole(frames, self._schema), self._schema, progress)
            meta.set_facts(connection, generated=facts.generated, today=facts.today)
            meta.count_up(connection)
            connection.execute("CHECKPOINT")
            connection.close()
        self._take_place(building)
        self._refresh_search()

    def _take_place(self, building: Path) -> None:
        self._connections.close()
        Path(f"{self._path}.wal").unlink(missing_ok=True)
        os.replace(building, self._path)
        remove_database(building)
        self._connections = Connections(open_database(self._path, writing=True).database)

    def held(self, source: str) -> Frames:
        """See Store."""
        with self._connections.reader() as connection:

            def pull(text: str) -> pl.DataFrame:
                return frame(connection, text, {"source": source})

            nodes = {kind.name: pull(render.nodes_of_source(kind)) for kind in self._schema.owned}
            edges = {
                EdgeEnds(kind.name, start, end): pull(render.edges_of_source(kind, start, end))
                for kind, start, end in self._schema.edge_pairs()
            }
        found = Frames(
            {name: part for name, part in nodes.items() if part.height},
            {ends: part for ends, part in edges.items() if part.height},
        )
        return whole(found, self._schema)

    def links(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """See Store."""
        with self._connections.reader() as connection:
            people = frame(connection, render.RECORDS_AND_PEOPLE, {})
            identifiers = frame(connection, render.LINKING_IDENTIFIERS, {})
        return (
            people.cast(dict.fromkeys(("record", "person"), pl.String())),
            identifiers.cast(dict.fromkeys(("record", "scheme", "value"), pl.String())),
        )

    def edges_of_people(self, people: Sequence[str]) -> Frames:
        """See Store."""
        found: dict[EdgeEnds, pl.DataFrame] = {}
        with self._connections.reader() as connection:
            for kind, start, end in self._schema.edge_pairs():
                sides = [side for side, name in (("start", start), ("end", end)) if name == "Person"]
                parts = [
                    frame(connection, render.edges_at(kind, start, end, side), {"key": person})
                    for side in sides
                    for person in people
                ]
                parts = [part for part in parts if part.height]
                if parts:
                    found[EdgeEnds(kind.name, start, end)] = pl.concat(parts, how="vertical_relaxed").unique()
        return whole(Frames({}, found), self._schema)

    def nodes(self, kind: str, ids: Iterable[str]) -> list[Row]:
        """See Store."""
        text = f"MATCH (n:`{self._schema.nodes[kind].name}` {{id: $key}}) RETURN n"
        with self._connections.reader() as connection:
            found = [rows(connection, text, {"key": key}) for key in ids]
        return [row for answer in found for row in (hit["n"] for hit in answer) if isinstance(row, dict)]

    def write(self, changes: Changes, progress: Progress = no_progress) -> None:
        """See Store."""
        steps = list(_steps(changes, self._schema))
        total, done = sum(step.rows for step in steps), 0
        for batch in _batches(steps):
            with self._connections.transaction() as connection:
                for step in batch:
                    step.carry_out(connection)
                meta.count_up(connection)
            done += sum(step.rows for step in batch)
            progress("Writing", done, total)
        if steps:
            self._refresh_search()

    def checkpoint(self) -> None:
        """Fold the log into the file; at the end of a load, never while somebody waits for an answer."""
        with self._connections.alone() as connection:
            connection.execute("CHECKPOINT")

    def run(self, query: NamedQuery, parameters: Mapping[str, object]) -> list[Row]:
        """See Store."""
        with self._connections.reader() as connection:
            return rows(connection, query.text, parameters)

    def run_each(
        self, query: NamedQuery, keys: Sequence[str], parameters: Mapping[str, object] | None = None
    ) -> dict[str, list[Row]]:
        """See Store. A call a key: a question that starts from a list of keys scans."""
        with self._connections.reader() as connection:
            return {key: rows(connection, query.text, {**(parameters or {}), "key": key}) for key in keys}

    def search(self, query: SearchQuery, *, limit: int, offset: int = 0) -> list[Row]:
        """See Store."""
        generation = self.facts().generation
        if not self._search.has(generation):
            self._refresh_search()
        return self._search.search(query, generation, self._by_number(query), limit=limit, offset=offset)

    def _by_number(self, query: SearchQuery) -> frozenset[str]:
        """Records that hold an identifier or a contact point that was typed."""
        keys = [(render.RECORDS_WITH_IDENTIFIER, f"{one.scheme}:{one.value}") for one in query.identifiers]
        points = {"telephone": query.telephone, "email": query.email}
        keys += [
            (render.RECORDS_WITH_CONTACT_POINT, f"{system}:{value}")
            for system, value in points.items()
            if value
        ]
        with self._connections.reader() as connection:
            found = [row["id"] for text, key in keys for row in rows(connection, text, {"key": key})]
        return frozenset(str(record) for record in found)

    def _refresh_search(self) -> None:
        with self._connections.reader() as connection:
            records = frame(connection, render.SEARCHABLE, {})
        self._search.replace(records, self.facts().generation)

    def close(self) -> None:
        """See Store."""
        self._connections.close()
        if self._lock:
            self._lock.release()


def copy_all(connection: ladybug.Connection, frames: Frames, schema: Schema, progress: Progress) -> None:
    """COPY every frame into the tables of a new file, nodes first."""
    total, done = frames.rows(), 0
    for name, part in frames:
        if isinstance(name, EdgeEnds):
            text = render.copy_edges(schema.edges[name.edge], name.start, name.end)
        else:
            text = render.copy_nodes(schema.nodes[name])
        _with_frame(connection, text, part)
        done += part.height
        progress("Building", done, total)


def _with_frame(connection: ladybug.Connection, text: str, frame: pl.DataFrame) -> None:
    # The engine finds `frame` by the name of this variable.
    if frame.height:
        connection.execute(text)


class _Step:
    """A part of the changes that fits into one transaction: a frame and what to do with it."""

    def __init__(self, text: str, part: pl.DataFrame, by_row: tuple[str, ...] | None = None) -> None:
        self._text, self._part, self._by_row = text, part, by_row
        self.rows = part.height

    def carry_out(self, connection: ladybug.Connection) -> None:
        if self._by_row is None:
            _with_frame(connection, self._text, self._part)
            return
        # One by one, from the start node: matched by a set of keys, the engine scans the whole table.
        text = connection.prepare(self._text)
        for row in self._part.select(self._by_row).iter_rows(named=True):
            connection.execute(text, row)


def _steps(changes: Changes, schema: Schema) -> Iterator[_Step]:
    for name, part in changes.new_nodes.items():
        yield from _cut(render.merge_nodes(schema.nodes[name]), part)
    for name, part in changes.merged_nodes.items():
        yield from _cut(render.merge_nodes(schema.nodes[name]), part)
    for ends, part in changes.deleted_edges.items():
        yield from _cut(
            render.delete_edge(schema.edges[ends.edge], ends.start, ends.end), part, ("start", "key")
        )
    for ends, part in changes.new_edges.items():
        yield from _cut(render.create_edges(schema.edges[ends.edge], ends.start, ends.end), part)
    for ends, part in changes.changed_edges.items():
        kind = schema.edges[ends.edge]
        names = ("start", *(prop.name for prop in kind.properties))
        yield from _cut(render.change_edge(kind, ends.start, ends.end), part, names)
    for name, part in changes.deleted_nodes.items():
        yield from _cut(render.delete_node(schema.nodes[name]), part, ("id",))


def _cut(text: str, part: pl.DataFrame, by_row: tuple[str, ...] | None = None) -> Iterator[_Step]:
    for piece in part.iter_slices(ROWS_A_TRANSACTION):
        yield _Step(text, piece, by_row)


def _batches(steps: Sequence[_Step]) -> Iterator[list[_Step]]:
    batch: list[_Step] = []
    size = 0
    for step in steps:
        if batch and size + step.rows > ROWS_A_TRANSACTION:
            yield batch
            batch, size = [], 0
        batch.append(step)
        size += step.rows
    if batch:
        yield batch
