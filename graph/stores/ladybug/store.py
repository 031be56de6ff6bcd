"""The Store protocol on LadybugDB."""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import ladybug
import polars as pl

from graph.errors import StoreUnavailable
from graph.frames import Changes, EdgeEnds, Frames, joined, node_columns, whole
from graph.query import NamedQuery, Row
from graph.render import ladybug as render
from graph.same_file import file_at
from graph.schema import Schema, load_schema
from graph.search import SearchQuery
from graph.store import Progress, StoreFacts, no_progress
from graph.stores import scoring
from graph.stores.ladybug import disk, meta
from graph.stores.ladybug.connections import CLOSED, READERS, Connections, frame, plain, rows
from graph.stores.ladybug.generation import Generation
from graph.stores.ladybug.leftovers import remove_leftovers
from graph.stores.ladybug.opening import (
    WriterLock,
    building_at,
    fresh_database,
    open_database,
    remove_beside,
    remove_database,
)
from graph.stores.ladybug.writing import Part, carry_out, copy_all, count_all, edges_at, everything
from graph.stores.search_copy import SEARCH_COLUMNS, SearchCopy, searchable, with_people
from graph.stores.steps import transactions
from graph.stores.versions import check_version

ROWS_A_TRANSACTION = 100_000
ASKED_BY_TWO = 2


class LadybugStore:
    """One LadybugDB file. Reads from many threads; writing where this process holds the writer's lock."""

    name = "ladybug"

    def __init__(self, path: Path, connections: Connections, lock: WriterLock | None, schema: Schema) -> None:
        self._path, self._connections, self._lock, self._schema = path, connections, lock, schema
        self._search = SearchCopy(Path(f"{path}.search"))
        self._second = ThreadPoolExecutor(READERS, thread_name_prefix="kinscope-read")
        self._turn = threading.RLock()
        self._file = file_at(path)
        self._generation = Generation(self._read_generation)
        self.recovered_log: Path | None = None

    @classmethod
    def open(cls, path: str, *, writing: bool, schema: Schema | None = None) -> LadybugStore:
        """Open the file; `writing` takes the writer's lock, and removes what a process that ended in its work left
        behind. schema: None for the one that ships.

        Raises StoreBusy and StoreUnavailable.
        """
        where = Path(path)
        lock = WriterLock.take(where) if writing else None
        try:
            opened = open_database(where, writing=writing)
        except BaseException:
            if lock:
                lock.release()
            raise
        store = cls(where, Connections(opened.database), lock, schema or load_schema())
        store.recovered_log = opened.recovered_log
        if writing:
            remove_database(building_at(where))
            store._search.remove_unfinished()
        return store

    def ensure_schema(self) -> None:
        """See Store."""
        self._may_write()
        with self._connections.alone() as connection:
            meta.make_tables(connection, self._schema)

    def facts(self) -> StoreFacts:
        """See Store. Raises StoreUnavailable where the file holds no Kinscope store."""
        with self._connections.reader() as connection:
            found = meta.read_facts(connection)
        if found is None:
            raise StoreUnavailable(f"{self._path} holds no Kinscope store yet. Load a delivery first.")
        check_version(found.schema_version, self._schema, takes_over=self._lock is not None)
        return found

    def version(self) -> int:
        """See Store. Every question sees one whole commit here, so this is the generation."""
        return self._generation.now()

    def _read_generation(self) -> int:
        with self._connections.reader() as connection:
            return meta.read_generation(connection)

    def mark(self, *, generated: bool, today: date | None) -> None:
        """See Store."""
        with self._writer() as connection:
            meta.set_facts(connection, generated=generated, today=today)

    def is_empty(self) -> bool:
        """See Store."""
        with self._connections.reader() as connection:
            return not rows(connection, "MATCH (r:Record) RETURN r.id AS id LIMIT 1", {})

    def build(
        self, frames: Frames, progress: Progress = no_progress, then: Callable[[], Frames] | None = None
    ) -> None:
        """See Store. A new file is made beside the old one and takes its place in one step."""
        self._may_write()
        facts = self.facts()
        if not self.is_empty():
            raise StoreUnavailable("Only an empty store can be built; write the changes instead.")
        ready = whole(frames, self._schema)
        # The engine copies on one core and lets go of the interpreter; the other makes the rest and the search copy.
        with ThreadPoolExecutor(1) as beside:
            rest = beside.submit(lambda: whole(then(), self._schema) if then else Frames())
            search = beside.submit(lambda: self._prepared_search(joined([ready, rest.result()])))

            def stages() -> Iterator[tuple[Frames, int]]:
                yield ready, ready.rows()
                yield rest.result(), rest.result().rows()

            try:
                self._take_place(self._new_file(stages(), facts, progress))
            except BaseException:
                if search.exception() is None:
                    shutil.rmtree(search.result())
                raise
            self._search.publish(search.result(), self.version())

    def _prepared_search(self, frames: Frames) -> Path:
        records = frames.nodes.get("Record")
        blank = pl.DataFrame(schema=node_columns(self._schema.nodes["Record"]))
        described = frames.edges.get(EdgeEnds("DESCRIBES", "Record", "Person"))
        people = (
            pl.DataFrame(schema={"start": pl.String, "end": pl.String}) if described is None else described
        )
        people = people.select(pl.col("start").alias("record"), pl.col("end").alias("person"))
        return self._search.prepare(searchable(blank if records is None else records, people))

    def _new_file(
        self, stages: Iterable[tuple[Iterable[Part], int]], facts: StoreFacts, progress: Progress
    ) -> Path:
        """A whole store in a file beside this one, a generation later. stages: parts, and how many rows they have."""
        building = building_at(self._path)
        with fresh_database(building) as database:
            connection = ladybug.Connection(database)
            meta.make_tables(connection, self._schema)
            for parts, rows in stages:
                disk.require_room(self._path, rows * disk.BYTES_OF_A_NEW_ROW)
                copy_all(connection, parts, rows, self._schema, progress)
            meta.set_facts(connection, generated=facts.generated, today=facts.today)
            meta.count_up(connection, after=facts.generation)
            connection.execute("CHECKPOINT")
            connection.close()
        return building

    def _take_place(self, building: Path) -> None:
        def exchange() -> ladybug.Database:
            remove_beside(self._path)
            os.replace(building, self._path)
            return open_database(self._path, writing=True).database

        try:
            with self._generation.changing():
                self._connections.replace(exchange)
        finally:
            remove_database(building)
        self._file = file_at(self._path)

    def erase(self, changes: Changes, progress: Progress = no_progress) -> None:
        """See Store. The engine leaves the bytes of deleted rows in its file, so all that stays goes into a new one."""
        with self.writing():
            self.write(changes, progress)
            self._fold()
            with self._connections.reader() as connection:
                kept = everything(connection, self._schema)
                building = self._new_file([(kept, count_all(connection))], self.facts(), progress)
            self._take_place(building)
            self._refresh_search()
            self._search.let_go_of_others(self.version())
            remove_leftovers(self._path)

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """See Store. The process holds the writer's lock for as long as the store is open."""
        self._may_write()
        with self._turn:
            yield

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
        return self._that_are_there(nodes, edges)

    def all_of(self, nodes: Collection[str], edges: Collection[str]) -> Frames:
        """See Store."""
        with self._connections.reader() as connection:
            found = {
                name: frame(connection, render.all_nodes(self._schema.nodes[name]), {}) for name in nodes
            }
            between = {
                EdgeEnds(kind.name, start, end): frame(connection, render.all_edges(kind, start, end), {})
                for kind, start, end in self._schema.edge_pairs()
                if kind.name in edges
            }
        return self._that_are_there(found, between)

    def _that_are_there(
        self, nodes: Mapping[str, pl.DataFrame], edges: Mapping[EdgeEnds, pl.DataFrame]
    ) -> Frames:
        found = Frames(
            {name: part for name, part in nodes.items() if part.height},
            {ends: part for ends, part in edges.items() if part.height},
        )
        return whole(found, self._schema)

    def links(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """See Store."""
        with self._connections.reader() as connection:
            people = _people(connection)
            identifiers = frame(connection, render.LINKING_IDENTIFIERS, {})
        return (
            people,
            identifiers.cast(dict.fromkeys(("record", "scheme", "value"), pl.String())),
        )

    def edges_of(self, kind: str, ids: Sequence[str]) -> Frames:
        """See Store."""
        found: dict[EdgeEnds, pl.DataFrame] = {}
        with self._connections.reader() as connection:
            for edge, start, end in self._schema.edge_pairs():
                sides = [side for side, name in (("start", start), ("end", end)) if name == kind]
                parts = edges_at(connection, (edge, start, end), sides, ids) if sides else []
                if parts:
                    found[EdgeEnds(edge.name, start, end)] = pl.concat(parts, how="vertical_relaxed").unique()
        return whole(Frames({}, found), self._schema)

    def nodes(self, kind: str, ids: Iterable[str]) -> list[Row]:
        """See Store."""
        text = f"MATCH (n:`{self._schema.nodes[kind].name}` {{id: $key}}) RETURN n"
        with self._connections.reader() as connection:
            found = [self._rows(connection, text, {"key": key}) for key in dict.fromkeys(ids)]
        return [row for answer in found for row in (hit["n"] for hit in answer) if isinstance(row, dict)]

    def write(self, changes: Changes, progress: Progress = no_progress) -> None:
        """See Store."""
        batches = transactions(changes, ROWS_A_TRANSACTION)
        total, done = changes.rows(), 0
        for batch in batches:
            self._has_room(sum(step.rows.height for step in batch))
            with self._writer() as connection:
                for step in batch:
                    carry_out(connection, step, self._schema)
                meta.count_up(connection)
            done += sum(step.rows.height for step in batch)
            progress("Writing", done, total)

    @contextlib.contextmanager
    def _writer(self) -> Iterator[ladybug.Connection]:
        """A transaction. Raises StoreUnavailable where the store was opened for reading."""
        self._may_write()
        with self._generation.changing(), self._connections.transaction() as connection:
            yield connection
            self._is_still_there()

    def _has_room(self, rows: int) -> None:
        """Raises StoreUnavailable. A checkpoint writes no more pages than the file has."""
        self._is_still_there()
        pages = min(rows * disk.BYTES_OF_A_CHANGED_ROW, self._path.stat().st_size)
        disk.require_room(self._path, pages)

    def _is_still_there(self) -> None:
        """What is written to a file that was removed is gone with the process, without a word from the engine."""
        if file_at(self._path) != self._file:
            raise StoreUnavailable(
                f"The store {self._path} was removed or replaced while this process was writing to it, so nothing more "
                "was written. Put it back, or name another place in KINSCOPE_STORE, and run the command again."
            )

    def _may_write(self) -> None:
        if self._lock is None:
            raise StoreUnavailable(f"The store {self._path} was opened for reading only.")

    def checkpoint(self) -> None:
        """Fold the log into the file, and make the search copy of what is in it now; at the end of a load, never while
        somebody waits for an answer. Until then the first who searches makes the copy."""
        self._fold()
        if not self._search.has(self.version()):
            self._refresh_search()

    def _fold(self) -> None:
        with self._connections.alone() as connection:
            connection.execute("CHECKPOINT")
        self._is_still_there()

    def run(self, query: NamedQuery, parameters: Mapping[str, object]) -> list[Row]:
        """See Store."""
        with self._connections.reader() as connection:
            return self._rows(connection, query.text, parameters)

    def _rows(self, connection: ladybug.Connection, text: str, parameters: Mapping[str, object]) -> list[Row]:
        found = rows(connection, text, parameters)
        return [{name: plain(value, self._schema) for name, value in row.items()} for row in found]

    def run_each(
        self, query: NamedQuery, keys: Sequence[str], parameters: Mapping[str, object] | None = None
    ) -> dict[str, list[Row]]:
        """See Store. A call a key: a question that starts from a list of keys scans."""

        def ask(some: Sequence[str]) -> dict[str, list[Row]]:
            with self._connections.reader() as connection:
                return {
                    key: self._rows(connection, query.text, {**(parameters or {}), "key": key})
                    for key in some
                }

        if len(keys) < ASKED_BY_TWO:
            return ask(keys)
        # The engine lets go of the interpreter while it works, so two halves of a family take little more than half.
        half = len(keys) // 2
        try:
            later = self._second.submit(ask, keys[half:])
        except RuntimeError as error:
            raise StoreUnavailable(CLOSED) from error
        return ask(keys[:half]) | later.result()

    def search(self, query: SearchQuery, *, limit: int, offset: int = 0) -> list[Row]:
        """See Store."""
        generation, numbered = self.facts().generation, self._numbered(query)
        if not self._search.has(generation):
            self._refresh_search()
        try:
            return self._search.search(query, generation, numbered, limit=limit, offset=offset)
        except FileNotFoundError:  # another process let go of this generation's copy in between
            self._refresh_search()
            return self._search.search(query, generation, numbered, limit=limit, offset=offset)

    def _numbered(self, query: SearchQuery) -> frozenset[str]:
        """Records that hold an identifier or a contact point that was typed."""
        identifiers, contact_points = scoring.number_keys(query)
        asked = [(render.RECORDS_WITH_IDENTIFIER, key) for key in identifiers]
        asked += [(render.RECORDS_WITH_CONTACT_POINT, key) for key in contact_points]
        with self._connections.reader() as connection:
            found = [row["id"] for text, key in asked for row in rows(connection, text, {"key": key})]
        return frozenset(str(record) for record in found)

    def read_ahead(self) -> None:
        """See Store."""
        for text in render.every_column(self._schema):
            with self._connections.reader() as connection:
                rows(connection, text, {})

    def _refresh_search(self) -> None:
        generation = self.facts().generation
        with self._connections.reader() as connection:
            records = frame(connection, render.standing_records(SEARCH_COLUMNS), {})
            people = _people(connection)
        self._search.publish(self._search.prepare(with_people(records, people)), generation)

    def close(self) -> None:
        """See Store."""
        self._second.shutdown()
        self._connections.close()
        if self._lock:
            self._lock.release()


def _people(connection: ladybug.Connection) -> pl.DataFrame:
    """`record` and `person`: whom each record describes."""
    found = frame(connection, render.RECORDS_AND_PEOPLE, {})
    return found.cast(dict.fromkeys(("record", "person"), pl.String()))
