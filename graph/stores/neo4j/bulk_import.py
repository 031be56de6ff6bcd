"""The first load of a Neo4j database through its importer, while its server stands still.

The importer takes a whole graph in one go, several times faster than Bolt, and makes a database of its own. So this
store only ever has two states: nothing, or imported. What asks for more waits for the server.
"""

from __future__ import annotations

import contextlib
import shlex
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs

import polars as pl

from graph.errors import StoreUnavailable, UsageFault
from graph.frames import Changes, Frames, whole, with_rest
from graph.query import NamedQuery, Row
from graph.schema import Schema, load_schema
from graph.search import SearchQuery
from graph.store import Progress, StoreFacts, no_progress
from graph.stores.neo4j.import_files import ImportFile, write_files
from graph.stores.neo4j.import_folder import ImportFolder
from graph.stores.neo4j.importer import Database, Importer
from graph.stores.neo4j.reading import IDENTIFIERS, PEOPLE
from graph.stores.versions import version_text

SCHEME = "neo4j-import:"
SERVER_NEXT = "Start the server and use its own address, neo4j://… or bolt://…, for anything more."
EXAMPLE = f"{SCHEME}FOLDER?database=neo4j&admin=neo4j-admin"


@dataclass(frozen=True)
class ImportAddress:
    """Where the files are written meanwhile, which database is made, and how `neo4j-admin` is called."""

    folder: Path
    database: str
    command: tuple[str, ...]

    @classmethod
    def of(cls, uri: str) -> ImportAddress:
        """`neo4j-import:FOLDER?database=neo4j&admin=neo4j-admin`, both parameters optional; admin is split as a shell
        splits words, so that it may be `java -cp /opt/neo4j/lib/* org.neo4j.cli.AdminTool`. Raises UsageFault."""
        folder, _, rest = uri.removeprefix(SCHEME).partition("?")
        given = parse_qs(rest, keep_blank_values=True)
        database, command = given.pop("database", ["neo4j"])[0], given.pop("admin", ["neo4j-admin"])[0]
        try:
            words = tuple(shlex.split(command))
        except ValueError as error:
            raise UsageFault(f"The command of the import cannot be read ({error}): {command}") from error
        if given or not (folder and database and words):
            raise UsageFault(f"The address of the import cannot be read. Write it as {EXAMPLE}.")
        if "," in folder:
            raise UsageFault("Neo4j's importer takes no folder with a comma in its name. Name another one.")
        return cls(Path(folder).resolve(), database, words)


class Neo4jImport:
    """A database that is to be made. Its server must stand still; it is started after the load."""

    name = "neo4j-import"

    def __init__(self, address: ImportAddress, schema: Schema) -> None:
        self._importer, self._database = Importer(address.command, address.database), address.database
        self._folder, self._schema = ImportFolder(address.folder), schema
        self._generated, self._imported = False, False
        self._today: date | None = None

    @classmethod
    def open(cls, uri: str, *, writing: bool, schema: Schema | None = None) -> Neo4jImport:
        """uri: as ImportAddress takes it. Raises UsageFault, also for whoever only means to read."""
        if not writing:
            raise UsageFault(
                f"A neo4j-import address takes a first load and answers no question. {SERVER_NEXT}"
            )
        return cls(ImportAddress.of(uri), schema or load_schema())

    def ensure_schema(self) -> None:
        """See Store. Sees that an import is possible: raises StoreUnavailable where the database exists already, its
        server runs, or the importer cannot be run; StoreBusy while another process imports; UsageFault for a folder
        that holds something else."""
        self._folder.take()
        self._overwrites()

    def _overwrites(self) -> bool:
        """Whether an import of ours that broke off is to be overwritten. Raises StoreUnavailable where there is a
        database."""
        found = self._importer.look()
        if found is Database.MISSING:
            return False
        if found is Database.UNUSED and self._folder.has_begun():
            return True
        raise StoreUnavailable(
            f"The database '{self._database}' exists already, and Neo4j's importer only makes a new one. To add to it, "
            "start the server and load through its own address. If it is known to be empty, remove its folders below "
            "data/databases and data/transactions and load again (docs/first-load-into-neo4j.md)."
        )

    def facts(self) -> StoreFacts:
        """See Store."""
        return StoreFacts(version_text(self._schema), self._generated, self.version(), self._today)

    def version(self) -> int:
        """See Store."""
        return int(self._imported)

    def mark(self, *, generated: bool, today: date | None) -> None:
        """See Store. Only before the import: the mark travels with it."""
        self._not_yet_imported()
        self._generated, self._today = generated, today or self._today

    def is_empty(self) -> bool:
        """See Store."""
        return not self._imported

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """See Store. The folder is this process's own from here until the store is closed."""
        self._folder.take()
        yield

    def build(
        self, frames: Frames, progress: Progress = no_progress, then: Callable[[], Frames] | None = None
    ) -> None:
        """See Store: a database that the importer leaves half is removed, or made anew by the next load.

        Raises StoreUnavailable with what the importer said, and as `ensure_schema` does.
        """
        self._not_yet_imported()
        self._folder.take()
        overwrite = self._overwrites()
        with self._folder.files() as folder:
            files = list(self._written(with_rest(frames, then), folder, progress))
            self._folder.begin()
            self._importer.run(files, folder, progress, overwrite=overwrite)
        self._folder.end()
        self._imported = True

    def _written(self, frames: Frames, folder: Path, progress: Progress) -> Iterator[ImportFile]:
        store = {
            "id": "store", "schema_version": version_text(self._schema), "generated": self._generated,
            "generation": 1, "today": self._today, "imported": True,
        }  # fmt: skip
        kinds = sum(1 for _ in frames)
        for done, file in enumerate(write_files(whole(frames, self._schema), store, self._schema, folder)):
            progress("Writing files for Neo4j's importer", min(done, kinds), kinds)
            yield file

    def held(self, source: str) -> Frames:
        """See Store."""
        self._not_yet_imported()
        return Frames()

    def all_of(self, nodes: Collection[str], edges: Collection[str]) -> Frames:
        """See Store."""
        self._not_yet_imported()
        return Frames()

    def links(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """See Store."""
        self._not_yet_imported()
        return pl.DataFrame(schema=PEOPLE), pl.DataFrame(schema=IDENTIFIERS)

    def edges_of(self, kind: str, ids: Sequence[str]) -> Frames:
        """See Store."""
        self._not_yet_imported()
        return Frames()

    def nodes(self, kind: str, ids: Iterable[str]) -> list[Row]:
        """See Store."""
        self._not_yet_imported()
        return []

    def write(self, changes: Changes, progress: Progress = no_progress) -> None:
        """See Store. The importer knows no changes."""
        if changes.rows():
            raise StoreUnavailable(f"An import takes a first load, and no changes. {SERVER_NEXT}")

    def erase(self, changes: Changes, progress: Progress = no_progress) -> None:
        """See Store. There is nothing in it to erase."""
        self.write(changes, progress)

    def run(self, query: NamedQuery, parameters: Mapping[str, object]) -> list[Row]:
        """See Store."""
        self._not_yet_imported()
        return []

    def run_each(
        self, query: NamedQuery, keys: Sequence[str], parameters: Mapping[str, object] | None = None
    ) -> dict[str, list[Row]]:
        """See Store."""
        self._not_yet_imported()
        return {key: [] for key in keys}

    def search(self, query: SearchQuery, *, limit: int, offset: int = 0) -> list[Row]:
        """See Store."""
        self._not_yet_imported()
        return []

    def _not_yet_imported(self) -> None:
        if self._imported:
            raise StoreUnavailable(f"The graph is in the database '{self._database}' now. {SERVER_NEXT}")

    @property
    def recovered_log(self) -> None:
        """See Store. There is no log."""
        return None

    def read_ahead(self) -> None:
        """See Store. Nothing is asked of it."""

    def checkpoint(self) -> None:
        """See Store. The importer leaves nothing to fold."""

    def close(self) -> None:
        """See Store."""
        self._folder.release()
