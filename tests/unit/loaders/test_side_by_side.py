"""Several feeds are gathered at once: in order, faults in their place, and nothing goes on that nobody waits for."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from graph.errors import InputFault
from loaders.side_by_side import Stopped, side_by_side

GoOn = Callable[[], None]


def test_results_come_in_order_and_a_fault_stands_in_its_place() -> None:
    second_is_done = threading.Event()
    fault = InputFault("a.csv", "is cut", fix="Ask for it again.")

    def first(go_on: GoOn) -> str:
        assert second_is_done.wait(20)
        return "first"

    def second(go_on: GoOn) -> str:
        second_is_done.set()
        raise fault

    assert list(side_by_side([first, second, lambda go_on: "third"])) == ["first", fault, "third"]


def test_another_error_ends_what_still_runs() -> None:
    begun = threading.Event()
    ended: list[str] = []

    def broken(go_on: GoOn) -> str:
        assert begun.wait(20)
        raise MemoryError

    def long(go_on: GoOn) -> str:
        begun.set()
        try:
            while True:
                go_on()
        except Stopped:
            ended.append("long")
            raise

    with pytest.raises(MemoryError):
        list(side_by_side([broken, long]))
    assert ended == ["long"]
