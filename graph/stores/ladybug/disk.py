"""What LadybugDB does where its disk fails, put into words for a person.

A write that fails (no room, the folder gone, a fault of the disk) is an error that can be caught. But the engine then
ends the process when its database is let go of: it tries the write again where an error cannot be raised. So after
such a fault the database is kept until the process ends; the next opening finds the last whole commit.
"""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Iterator

import ladybug

from graph.errors import StoreUnavailable

SIGNS = ("IO exception", "post-commit checkpoint failed")


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
