"""What LadybugDB does where its disk fails, put into words for a person.

A write that fails (no room, the folder gone, a fault of the disk) is an error that can be caught. But the engine then
ends the process when its database is let go of: it tries the write again where an error cannot be raised. So after
such a fault the database is kept until the process ends; the next opening finds the last whole commit.

Where the disk fills in the midst of a checkpoint it ends the process there and then. So there must be room before
anything is written; what another program takes meanwhile leaves the last whole commit too, without words.
"""

from __future__ import annotations

import contextlib
import ctypes
import shutil
from collections.abc import Iterator
from pathlib import Path

import ladybug

from graph.errors import StoreUnavailable

SIGNS = ("IO exception", "post-commit checkpoint failed")
MEGABYTE = 1 << 20
SPARE_BYTES = 64 * MEGABYTE
"""A store without a fact, its log, and what the engine writes twice."""
BYTES_OF_A_NEW_ROW = 300
"""Measured of whole stores: 215 of 200,000 people, 330 of 20,000."""
BYTES_OF_A_CHANGED_ROW = 4096
"""A change far from any other is a page, which a checkpoint writes beside the file first."""


class DiskFault(StoreUnavailable):
    """The engine could not read or write its files. After it the database is of no more use."""


@contextlib.contextmanager
def in_words(database: ladybug.Database) -> Iterator[None]:
    """Turn what the engine raises where its disk fails into DiskFault; any other error passes as it is."""
    try:
        yield
    except RuntimeError as error:
        if not any(sign in str(error) for sign in SIGNS):
            raise
        _keep_to_the_end(database)
        raise DiskFault(
            f"The store's files could not be read or written ({error}). Make sure that the disk has room and that the "
            "folder is there and may be written to, then run the command again: what was committed before stays."
        ) from error


def _keep_to_the_end(database: ladybug.Database) -> None:
    # One reference that nobody gives back: not even the end of the interpreter destroys it.
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(database))


def require_room(path: Path, needed: int) -> None:
    """Raise StoreUnavailable where the disk of the store at `path` has no room for so many bytes, and some to spare."""
    free, all_needed = shutil.disk_usage(path.parent).free, needed + SPARE_BYTES
    if free < all_needed:
        raise StoreUnavailable(
            f"The disk that holds the store {path} has {free // MEGABYTE:,} MB left, and about "
            f"{all_needed // MEGABYTE:,} MB are needed. Make room, then run the command again: what was committed "
            "before stays."
        )
