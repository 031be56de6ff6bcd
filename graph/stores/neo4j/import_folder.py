"""The folder in which files wait for Neo4j's importer: one process's at a time, and empty again when it is done.

What lies in it meanwhile is everything that the agencies said, so nobody else may read it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path

from graph.errors import StoreBusy, UsageFault
from graph.stores.holder import this_process

HOLDER, BEGUN, FILES = "holder", "begun", "files"


class ImportFolder:
    """One such folder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock: TextIOWrapper | None = None

    def take(self) -> None:
        """Have it for this process; what a broken-off load left in it is removed. Taking it again does no harm.

        Raises StoreBusy with the holder, UsageFault where anything else lies in it.
        """
        if self._lock is not None:
            return
        self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if others := {one.name for one in self._path.iterdir()} - {HOLDER, BEGUN, FILES}:
            raise UsageFault(
                f"{self._path} holds something that no import made ({min(others)}). Name an empty or a new folder."
            )
        self._lock = self._locked()
        shutil.rmtree(self._path / FILES, ignore_errors=True)

    def _locked(self) -> TextIOWrapper:
        file = (self._path / HOLDER).open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            holder = file.read().strip() or "another process"
            file.close()
            raise StoreBusy(holder) from error
        file.truncate(0)
        file.write(this_process())
        file.flush()
        return file

    @contextlib.contextmanager
    def files(self) -> Iterator[Path]:
        """A new folder for files, which goes with all that is in it."""
        folder = self._path / FILES
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def has_begun(self) -> bool:
        """Whether an import from here has begun and not ended well."""
        return (self._path / BEGUN).exists()

    def begin(self) -> None:
        """Note, for whoever comes after a crash, that what is in the database from now on was put there by us."""
        with (self._path / BEGUN).open("w", encoding="utf-8") as note:
            note.write(f"An import by {this_process()} began and has not ended.\n")
            note.flush()
            os.fsync(note.fileno())

    def end(self) -> None:
        """The import has ended well."""
        (self._path / BEGUN).unlink()

    def release(self) -> None:
        """Give the folder back."""
        if self._lock is not None:
            (self._path / HOLDER).unlink(missing_ok=True)
            self._lock.close()
            self._lock = None
