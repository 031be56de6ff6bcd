"""Every case of this folder runs on both engines; only this file knows which."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from graph.ledger import Ledger, open_ledger
from tests.contract.ledger.places import Place, postgres_place, sqlite_place


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """An empty place to keep a ledger in."""
    monkeypatch.delenv("KINSCOPE_LEDGER_KEY", raising=False)
    if request.param == "sqlite":
        with sqlite_place(tmp_path) as place:
            yield place
    else:
        with postgres_place(request.getfixturevalue("postgres_uri")) as place:
            yield place


class Clock:
    """A clock that goes on by one second at every look, from noon on 2 March 2026."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(place: Place, clock: Clock) -> Iterator[Ledger]:
    """A new ledger at `place`."""
    with open_ledger(place.uri, clock=clock) as ledger:
        yield ledger
