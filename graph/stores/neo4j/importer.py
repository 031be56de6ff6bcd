"""Neo4j's own importer, `neo4j-admin database import full`: it makes a database while its server stands still."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from graph.errors import StoreUnavailable
from graph.store import Progress
from graph.stores.neo4j.import_files import ImportFile

SMALLEST_BUFFER = 4 << 20
NO_TRANSACTION_YET = 1
"""The number that stands for the last transaction before there is any."""

NOT_THERE = ("does not exist", "must point to a directory")
"""What it says where there is no such database, and where no server was ever started."""

_LAST_TRANSACTION = re.compile(r'"lastCommittedTransaction" *: *"?(\d+)')
_STAGE = re.compile(r"^(?P<name>\w[\w ]*), started ")
_DESTINATION = re.compile(r"^Importing the contents of these files into (?P<folder>.+):$", re.MULTILINE)
_CAUSE = re.compile(r"^Caused by: [\w.$]+: (?P<words>.+?)(?=\n\s+at |\Z)", re.MULTILINE | re.DOTALL)
_STACK = re.compile(r"^\s+(at |\.\.\. )")
LAST_WORDS = 5


class Database(StrEnum):
    """What there is of a database while its server stands still."""

    MISSING = "missing"
    UNUSED = "unused"
    """Nothing was ever committed to it, not even the start of its server: so does an import that broke off leave it."""
    IN_PLACE = "in place"


class Importer:
    """The importer of one database. command: how `neo4j-admin` is called here."""

    def __init__(self, command: Sequence[str], database: str) -> None:
        self._command, self._database = list(command), database

    def look(self) -> Database:
        """What there is of the database. Raises StoreUnavailable where `neo4j-admin` cannot be run, cannot find
        Neo4j, or the server is running."""
        told = self._call("database", "info", self._database, "--format=json")
        if told.returncode == 0 and (last := _LAST_TRANSACTION.search(told.stdout)):
            return Database.UNUSED if int(last[1]) <= NO_TRANSACTION_YET else Database.IN_PLACE
        words = (told.stderr + told.stdout).strip()
        if any(said in words for said in NOT_THERE):
            return Database.MISSING
        if "in use" in words:
            raise StoreUnavailable(
                f"Neo4j is running on the database '{self._database}'. Stop the server: its importer makes a "
                "database only while nothing else has it open."
            )
        raise StoreUnavailable(
            f"{self._command[0]} cannot say what there is of database '{self._database}': {words}"
        )

    def run(self, files: Sequence[ImportFile], folder: Path, progress: Progress, *, overwrite: bool) -> None:
        """Make the database of these files. folder: for what the importer writes about its work.

        A database that the importer leaves half is removed. Raises StoreUnavailable with what the importer said.
        """
        log = folder / "importer.log"
        done = False
        try:
            status = self._watched(self._arguments(files, folder, overwrite=overwrite), log, progress)
            if status != 0:
                raise StoreUnavailable(_failure(log))
            done = True
        finally:
            if not done:
                self._remove_half(log)

    def _arguments(self, files: Sequence[ImportFile], folder: Path, *, overwrite: bool) -> list[str]:
        several = [str(file.path) for file in files if file.has_line_ends]
        buffer = max(SMALLEST_BUFFER, 2 * max(file.longest_row for file in files))
        return [
            # Verbose, or it keeps the reason of a failure to itself; the database first, or it is taken for a file.
            "database", "import", "full", self._database, "--verbose", "--strict=true", f"--read-buffer-size={buffer}",
            f"--report-file={folder / 'report'}", f"--overwrite-destination={str(overwrite).lower()}",
            *([f"--multiline-fields={','.join(several)}", "--multiline-fields-format=v2"] if several else []),
            *(f"{file.option}={file.path}" for file in files),
        ]  # fmt: skip

    def _remove_half(self, log: Path) -> None:
        """Only the folder that the importer itself names, and only where nothing was ever committed to it: somebody may
        have started a server in between."""
        destination = _DESTINATION.search(log.read_text(encoding="utf-8")) if log.exists() else None
        with contextlib.suppress(StoreUnavailable):
            if destination and self.look() is Database.UNUSED:
                shutil.rmtree(destination["folder"], ignore_errors=True)

    def _call(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        with self._in_words():
            return subprocess.run(
                [*self._command, *arguments], capture_output=True, text=True, errors="replace", check=False
            )

    def _watched(self, arguments: Sequence[str], log: Path, progress: Progress) -> int:
        """Run it to its end; all that it says goes into `log`, and nothing outlives this call."""
        with log.open("w", encoding="utf-8") as kept, self._in_words():
            process = subprocess.Popen(
                [*self._command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                errors="replace",
            )  # fmt: skip
            with process:
                try:
                    _follow(process, kept, progress)
                except BaseException:
                    process.kill()
                    raise
            return process.returncode

    @contextlib.contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except (FileNotFoundError, PermissionError) as error:
            raise StoreUnavailable(
                f"'{self._command[0]}' cannot be run ({error.strerror}). Name Neo4j's own tool in the address of the "
                "store: admin=PATH/bin/neo4j-admin (docs/first-load-into-neo4j.md)."
            ) from error


def _follow(process: subprocess.Popen[str], kept: TextIO, progress: Progress) -> None:
    for line in process.stdout or ():
        kept.write(line)
        if stage := _STAGE.match(line):
            progress(f"Neo4j's importer: {stage['name']}", 0, 0)


def _failure(log: Path) -> str:
    """The sentence for an import that failed: the innermost reason, or the importer's last words."""
    said = log.read_text(encoding="utf-8")
    causes = [found["words"] for found in _CAUSE.finditer(said)]
    last = [line for line in said.splitlines() if line.strip() and not _STACK.match(line)][-LAST_WORDS:]
    words = " ".join((causes[-1] if causes else "\n".join(last)).split())
    return f"Neo4j's importer failed, and nothing of this load is in the database. It said: {words}"
