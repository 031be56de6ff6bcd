"""The generation of an embedded store, kept in memory while nobody changes it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator


class Generation:
    """Read from the store once, and again after every change.

    Only the process that holds the writer's lock changes a store, and one that reads sees it as it was on opening: so
    what was read stays true until this process writes. read: asks the store.
    """

    def __init__(self, read: Callable[[], int]) -> None:
        self._read = read
        self._one_at_a_time = threading.Lock()
        self._changes = 0
        self._known: tuple[int, int] | None = None

    def now(self) -> int:
        """The generation that a question asked now would see, or an earlier one while a change is being committed."""
        changes, known = self._changes, self._known
        if known is not None and known[0] == changes:
            return known[1]
        generation = self._read()
        if changes % 2 == 0:  # else a change is under way, and what was read may be over in a moment
            self._known = (changes, generation)
        return generation

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        """Around every change, its commit included; a second one waits."""
        with self._one_at_a_time:
            self._changes += 1
            try:
                yield
            finally:
                self._changes += 1
