"""Opening a LadybugDB file: the one place that does it.

What is avoided here, each seen to lose or refuse data: a default buffer pool that takes most of the memory; a copy
that is gone when the process ends without a checkpoint (`auto_checkpoint=False`); a torn log that refuses to open or,
opened carelessly, silently drops what follows the damage.
"""

from __future__ import annotations

import contextlib
import fcntl
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path

import ladybug

from graph.errors import StoreBusy, StoreUnavailable
from graph.stores.holder import this_process
from graph.stores.ladybug import disk

BUFFER_POOL_BYTES = 2 << 30
CHECKPOINT_THRESHOLD_BYTES = 1 << 30
READ_ONLY_ATTEMPTS = 20
LOGS = (".wal", ".wal.checkpoint")
"""What the engine calls its log, and its log while a checkpoint folds it in."""
BESIDE = (*LOGS, ".shadow", ".lock", ".checkpoint.intent.lock", ".checkpoint.apply.lock")
"""What the engine keeps beside a database file while it works."""
ENGINE_FAULTS = (RuntimeError, MemoryError, ValueError, IndexError, OverflowError)
"""What opening raises: the engine's own errors, and those of C++ by the names that Python has for them."""


@dataclass(frozen=True)
class Opened:
    """A database handle; `recovered_log`: where the damaged log was copied, or None where nothing was damaged."""

    database: ladybug.Database
    recovered_log: Path | None


def open_database(path: Path, *, writing: bool) -> Opened:
    """Open the file. A damaged log is copied aside and the database opened at the last whole commit.

    Raises StoreUnavailable with the engine's reason.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not writing:
        return Opened(_open_read_only(path), None)
    try:
        return Opened(_open(path, strict_log=True), None)
    except ENGINE_FAULTS as error:
        logs = [log for log in _logs(path) if log.exists()]
        if _is_locked(error, path) or not logs:
            raise StoreUnavailable(f"The store {path} cannot be opened: {error}") from error
    # Damage in the log shows as any of these faults: a wrong checksum, an assertion, a length beyond all memory.
    aside, *_ = [_copied_aside(log) for log in logs]
    try:
        return Opened(_open(path, strict_log=False), aside)
    except ENGINE_FAULTS as error:
        raise StoreUnavailable(
            f"The store {path} cannot be opened, nor recovered from its log (kept as {aside}): {error}. "
            "Move the store aside and load the deliveries again."
        ) from error


def _open(path: Path, *, strict_log: bool) -> ladybug.Database:
    return ladybug.Database(
        path,
        buffer_pool_size=BUFFER_POOL_BYTES,
        auto_checkpoint=True,
        checkpoint_threshold=CHECKPOINT_THRESHOLD_BYTES,
        throw_on_wal_replay_failure=strict_log,
    )


def _open_read_only(path: Path) -> ladybug.Database:
    """Beside a writer the opening can fail for a moment, so it is tried again."""
    if not path.exists():
        raise StoreUnavailable(
            f"There is no store at {path}. Load a delivery first, or check KINSCOPE_STORE."
        )
    for attempt in range(READ_ONLY_ATTEMPTS):
        try:
            return ladybug.Database(path, buffer_pool_size=BUFFER_POOL_BYTES, read_only=True)
        except ENGINE_FAULTS as error:
            if attempt == READ_ONLY_ATTEMPTS - 1:
                raise StoreUnavailable(
                    f"The store {path} cannot be opened for reading: {error}. If its log is damaged, "
                    "open it once for writing, by `kinscope load` or `kinscope serve`: that recovers it."
                ) from error
            time.sleep(0.1)
    raise StoreUnavailable(f"The store {path} cannot be opened for reading.")


def building_at(path: Path) -> Path:
    """Where a new file for the database at `path` is built."""
    return Path(f"{path}.building")


def _is_locked(error: Exception, path: Path) -> bool:
    # The engine's sentence names the file, and a folder may be called anything.
    return "lock" in str(error).replace(str(path), "").lower()


def _logs(path: Path) -> list[Path]:
    return [Path(f"{path}{name}") for name in LOGS]


def _copied_aside(log: Path) -> Path:
    aside = Path(f"{log}.damaged-{time.strftime('%Y%m%dT%H%M%S')}")
    shutil.copy2(log, aside)
    return aside


@contextlib.contextmanager
def fresh_database(path: Path) -> Iterator[ladybug.Database]:
    """A new database file at `path`, checkpointed and closed at the end; what was there before is removed, and it
    itself where an error ends the block. Raises StoreUnavailable where the disk fails."""
    remove_database(path)
    try:
        database = _open(path, strict_log=True)
    except ENGINE_FAULTS as error:
        remove_database(path)
        raise StoreUnavailable(f"The store {path} cannot be made: {error}") from error
    try:
        with disk.in_words(database):
            yield database
            database.close()
    except BaseException as error:
        if not isinstance(error, disk.DiskFault):
            database.close()
        remove_database(path)
        raise


def remove_database(path: Path) -> None:
    """Remove the file and what the engine keeps beside it."""
    path.unlink(missing_ok=True)
    remove_beside(path)


def remove_beside(path: Path) -> None:
    """Remove what the engine keeps beside a file that is not open; a log that it has not folded in is lost."""
    for name in BESIDE:
        Path(f"{path}{name}").unlink(missing_ok=True)


class WriterLock:
    """One writing process a store: an advisory lock on a file beside it, which names its holder."""

    def __init__(self, file: TextIOWrapper) -> None:
        self._file = file

    @classmethod
    def take(cls, path: Path) -> WriterLock:
        """Take the lock. Raises StoreBusy with the holder's process id and command."""
        path.parent.mkdir(parents=True, exist_ok=True)
        file = Path(f"{path}.writer").open("a+", encoding="utf-8")  # noqa: SIM115 - held until release
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            holder = file.read().strip() or "another process"
            file.close()
            raise StoreBusy(holder) from error
        file.seek(0)
        file.truncate()
        file.write(this_process())
        file.flush()
        return cls(file)

    def release(self) -> None:
        """Give the lock back."""
        self._file.close()
