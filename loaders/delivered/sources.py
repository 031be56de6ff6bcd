"""Where the rows of a delivery are: in files, or in a database that is reached by its address."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from graph.errors import InputFault
from graph.readable import readable
from loaders.readers import SQL, Chunk, ReadSpec, header, read, tables
from loaders.readers.sql import DatabaseAddress, Snapshot, snapshot


class OpenSource(Protocol):
    """A file or a database that is being read. All questions raise InputFault."""

    @property
    def name(self) -> str:
        """What faults, reports and the ledger call it; it holds no password."""
        ...

    @property
    def holds(self) -> str:
        """What has its columns: 'file' or 'table'."""
        ...

    def matches(self, pattern: str) -> bool:
        """Tell whether a shell pattern of a mapping fits it."""
        ...

    def ways(self, specs: Iterable[ReadSpec]) -> list[ReadSpec]:
        """Those ways of reading that are for it, with the format that it has."""
        ...

    def header(self, spec: ReadSpec) -> list[str]:
        """Return the column names of a table."""
        ...

    def tables(self, spec: ReadSpec) -> list[str]:
        """Return the names of its tables, [''] where it is one table itself."""
        ...

    def read(self, spec: ReadSpec) -> Iterator[Chunk]:
        """Yield the rows of a table, at least one chunk."""
        ...


class Source(Protocol):
    """A file or a database of a delivery. sha256: what tells one delivery of it from another, for the ledger."""

    @property
    def name(self) -> str:
        """What faults, reports and the ledger call it; it holds no password."""
        ...

    @property
    def sha256(self) -> str:
        """Of a file: of its bytes."""
        ...

    def opened(self) -> AbstractContextManager[OpenSource]:
        """Open it: what is read until the end of the block is of one moment. Raises InputFault."""
        ...


class FileState(NamedTuple):
    """What tells that a file is still the same one and that nobody wrote to it."""

    number: int
    bytes: int
    written_at: int

    @classmethod
    def of(cls, stat: os.stat_result) -> FileState:
        """The state that `stat` gives."""
        return cls(stat.st_ino, stat.st_size, stat.st_mtime_ns)


@dataclass(frozen=True)
class SourceFile:
    """One file of a delivery and the SHA-256 of its bytes. state: the file when it was hashed."""

    path: Path
    sha256: str
    state: FileState = field(compare=False)
    holds = "file"

    @classmethod
    def of(cls, path: Path) -> SourceFile:
        """Hash the file. Raises OSError where it cannot be read."""
        with path.open("rb") as file:
            state = FileState.of(os.fstat(file.fileno()))
            return cls(path, hashlib.file_digest(file, "sha256").hexdigest(), state)

    @property
    def name(self) -> str:
        """The file's name, without its folder, as it can be written anywhere."""
        return readable(self.path.name)

    @contextmanager
    def opened(self) -> Iterator[OpenSource]:
        """Give itself; each reading opens the file anew. Raises InputFault where the file was changed, exchanged or
        removed since it was hashed: half a file that reads well would end what its other half says."""
        try:
            yield self
        except (InputFault, OSError) as problem:
            if (fault := self._disturbed()) is not None:
                raise fault from problem
            raise
        if (fault := self._disturbed()) is not None:
            raise fault

    def _disturbed(self) -> InputFault | None:
        try:
            if FileState.of(self.path.stat()) == self.state:
                return None
            what = "the file was changed while it was being loaded"
        except OSError:
            what = "the file was removed while it was being loaded"
        return InputFault(self.name, what, fix="Load it again once nobody writes to it any more.")

    def matches(self, pattern: str) -> bool:
        """Tell whether a shell pattern fits the end of its path."""
        return self.path.match(pattern)

    def ways(self, specs: Iterable[ReadSpec]) -> list[ReadSpec]:
        """Those ways of reading that are for files, with the format that this file has."""
        return [spec.of_file(self.path) for spec in specs if spec.format != SQL]

    def header(self, spec: ReadSpec) -> list[str]:
        """Return the column names of a table."""
        return header(self.path, spec)

    def tables(self, spec: ReadSpec) -> list[str]:
        """Return its sheets or tables, [''] where its format has none."""
        return tables(self.path, spec)

    def read(self, spec: ReadSpec) -> Iterator[Chunk]:
        """Yield the rows of a table, at least one chunk."""
        return read(self.path, spec)


@dataclass(frozen=True)
class SourceDatabase:
    """A database of a delivery. sha256: of its address and of the moment at which it was asked. Its rows have no bytes
    of their own to hash; that the same rows change nothing is the work of the difference."""

    address: DatabaseAddress
    sha256: str

    @classmethod
    def of(cls, address: DatabaseAddress, asked: datetime) -> SourceDatabase:
        """A delivery of what the database holds at that moment; nothing is reached yet."""
        words = f"{address.shown}\n{asked.isoformat()}"
        return cls(address, hashlib.sha256(words.encode()).hexdigest())

    @property
    def name(self) -> str:
        """Its address, without password and options."""
        return self.address.shown

    @contextmanager
    def opened(self) -> Iterator[OpenSource]:
        """Connect, and read within one transaction. Raises InputFault where it cannot be reached."""
        with snapshot(self.address) as found:
            yield _OpenDatabase(self.address, found)


@dataclass(frozen=True)
class _OpenDatabase:
    """A database at one moment."""

    address: DatabaseAddress
    snapshot: Snapshot
    holds = "table"

    @property
    def name(self) -> str:
        return self.address.shown

    def matches(self, pattern: str) -> bool:
        return self.address.matches(pattern)

    def ways(self, specs: Iterable[ReadSpec]) -> list[ReadSpec]:
        return [spec for spec in specs if spec.format == SQL]

    def header(self, spec: ReadSpec) -> list[str]:
        return self.snapshot.header(spec)

    def tables(self, spec: ReadSpec) -> list[str]:
        return self.snapshot.tables()

    def read(self, spec: ReadSpec) -> Iterator[Chunk]:
        return self.snapshot.read(spec)
