"""The generation kept in memory: read again after every change, and never kept from the midst of one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.stores.ladybug.generation import Generation


class Counted:
    """A store's generation, and how often it was read."""

    def __init__(self) -> None:
        self.generation, self.reads = 1, 0
        self.while_reading: Callable[[], None] = lambda: None

    def read(self) -> int:
        self.reads += 1
        found = self.generation
        self.while_reading()
        return found


def test_it_is_read_once_while_nobody_changes_the_store() -> None:
    store = Counted()
    generation = Generation(store.read)
    assert [generation.now() for _ in range(3)] == [1, 1, 1]
    assert store.reads == 1


def test_it_is_read_again_after_a_change() -> None:
    store = Counted()
    generation = Generation(store.read)
    assert generation.now() == 1
    with generation.changing():
        store.generation = 2
    assert [generation.now(), generation.now()] == [2, 2]
    assert store.reads == 2


def test_nothing_is_kept_from_the_midst_of_a_change() -> None:
    store = Counted()
    generation = Generation(store.read)
    with generation.changing():
        assert generation.now() == 1
        store.generation = 2
        assert generation.now() == 2
    assert generation.now() == 2


def test_what_was_read_while_a_change_went_through_is_not_kept() -> None:
    store = Counted()
    generation = Generation(store.read)

    def change() -> None:
        with generation.changing():
            store.generation = 2

    store.while_reading = change
    assert generation.now() == 1
    store.while_reading = lambda: None
    assert generation.now() == 2


def test_a_change_that_fails_counts_too() -> None:
    store = Counted()
    generation = Generation(store.read)

    def change() -> None:
        with generation.changing():
            store.generation = 2
            raise ValueError("no")

    assert generation.now() == 1
    with pytest.raises(ValueError, match="no"):
        change()
    assert generation.now() == 2
