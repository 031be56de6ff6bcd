"""A server that falls silent in the midst of a change: who waits for it waits once, and is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.errors import StoreUnavailable
from graph.stores.neo4j.commits import Commits
from graph.stores.neo4j.lock import WriterLock
from graph.stores.neo4j.server import NoAnswer, Server, Transaction


class Silent(Server):
    """Answers until told otherwise, and counts how often it is asked."""

    def __init__(self) -> None:
        self.answers, self.asked = True, 0

    def write(self, work: Callable[[Transaction], object]) -> None:  # type: ignore[override]
        """Take anything without doing it."""
        self.asked += 1
        if not self.answers:
            raise NoAnswer("It does not answer.")


def test_a_change_that_nobody_answers_is_given_up_at_once() -> None:
    server = Silent()
    server.answers = False
    with pytest.raises(NoAnswer):
        Commits(server).write(lambda transaction: None)
    assert server.asked == 1


def test_a_change_that_failed_otherwise_is_counted_to_its_end() -> None:
    server = Silent()
    write, said = server.write, [StoreUnavailable("It is overburdened.")]

    def failing(work: Callable[[Transaction], object]) -> None:
        write(work)
        if said:
            raise said.pop()

    server.write = failing  # type: ignore[method-assign]
    with pytest.raises(StoreUnavailable, match="overburdened"):
        Commits(server).write(lambda transaction: None)
    assert server.asked == 2


@pytest.mark.parametrize(("answers", "asked"), [(True, 2), (False, 1)])
def test_a_lock_is_not_given_back_to_a_server_that_is_silent(answers: bool, asked: int) -> None:
    server = Silent()
    with pytest.raises(StoreUnavailable), WriterLock(server).held():
        raise StoreUnavailable("It is overburdened.") if answers else NoAnswer("It does not answer.")
    assert server.asked == asked
