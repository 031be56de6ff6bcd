"""Reading one state of a store, however many questions that takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from graph.errors import StoreUnavailable
from graph.store import Store

T = TypeVar("T")
ATTEMPTS = 10


def consistently(store: Store, work: Callable[[int], T]) -> T:
    """What `work` makes of one state of the store: where a change was committed meanwhile it is done again, so that
    no answer mixes what was with what is.

    work: gets the version that it reads. Raises what it raises, and StoreUnavailable where the store kept changing.
    """
    for _ in range(ATTEMPTS):
        version = store.version()
        found = work(version)
        if store.version() == version:
            return found
    raise StoreUnavailable(
        "The store was changed again and again while it was being read. Ask again when the load has finished."
    )
