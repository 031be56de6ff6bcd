"""Files that somebody writes to, exchanges or removes while they are loaded: nothing of them is taken for the whole."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from loaders.delivered.sources import SourceFile
from loaders.pipeline import load
from tests.feeds import DAY, Hub, person

ROWS = [person(str(number)) for number in range(5)]


def cut_at_a_row(file: Path) -> None:
    """What is left is a file without a fault."""
    text = file.read_bytes()
    with file.open("r+b") as opened:
        opened.truncate(text.index(b"\n", text.index(b"\n") + 1) + 1)


def add_a_row(file: Path) -> None:
    with file.open("ab") as opened:
        opened.write(b"9,,,Late,Kerr,,,,\n")


def exchange(file: Path) -> None:
    other = file.with_name("other")
    other.write_bytes(file.read_bytes())
    os.replace(other, file)


DISTURBANCES = {cut_at_a_row: "changed", add_a_row: "changed", exchange: "changed", Path.unlink: "removed"}


@pytest.mark.parametrize(
    ("disturb", "what"), DISTURBANCES.items(), ids=lambda one: getattr(one, "__name__", one)
)
@pytest.mark.parametrize("when", ["before it is read", "while it is read"])
def test_a_file_that_is_disturbed_is_refused_and_ends_nothing(
    hub: Hub, disturb: Callable[[Path], None], what: str, when: str
) -> None:
    hub.people("housing", *ROWS)
    before = hub.graph(whole=True)
    disturbed, sound = hub.of_people("housing", *ROWS), hub.of_people("school", person("9"))
    assert isinstance(disturbed.files[0], SourceFile)
    file = disturbed.files[0].path
    left = [] if when == "before it is read" else [disturb]
    if not left:
        disturb(file)

    def progress(what: str, done: int, total: int) -> None:
        if what.startswith("Reading") and left:
            left.pop()(file)

    report = load([disturbed, sound], hub.store, hub.ledger, loaded_on=DAY, by="a test", progress=progress)
    by_feed = {feed.feed: feed for feed in report.feeds}
    assert by_feed["school/people"].fault is None
    words = str(by_feed["housing/people"].fault)
    assert "housing.csv" in words
    assert f"the file was {what} while it was being loaded" in words
    assert "Load it again" in words
    assert set(before) <= set(hub.graph(whole=True))
    assert [entry.outcome for entry in hub.ledger.loads("housing/people")] == ["done", "refused"]
