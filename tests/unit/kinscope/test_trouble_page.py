"""The page for whoever loads deliveries has what is said where something goes wrong, in the words of the program."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGE = " ".join((ROOT / "docs" / "loading-a-delivery.md").read_text(encoding="utf-8").split())
SAID = {
    "kinscope/unfinished.py": ("has no end on record: it was broken ", "It took in hand ", "To finish it: "),
    "kinscope/cli.py": ("Stopped. What was committed before stays; running the command again goes on.",),
    "kinscope/opening.py": (
        "The end of the store's log was damaged. The store stands at its last whole commit",
    ),
    "graph/stores/ladybug/disk.py": (
        "The disk that holds the store ",
        "MB are needed.",
        "The store's files could not be read or written",
    ),
    "graph/stores/ladybug/store.py": ("was removed or replaced while this process was writing to it",),
    "graph/ledger/connect.py": ("was removed or replaced while it was in use",),
    "graph/errors.py": ("Wait until it has finished, or end it, then try again.",),
    "loaders/delivered/sources.py": ("the file was changed while it was being loaded",),
    "graph/stores/neo4j/server.py": ("does not answer.",),
    "graph/stores/neo4j/meta.py": ("The first load of this store, by ",),
}


@pytest.mark.parametrize("module", SAID)
def test_what_is_said_stands_on_the_page(module: str) -> None:
    code = (ROOT / module).read_text(encoding="utf-8")
    for words in SAID[module]:
        assert words in code
        assert words in PAGE
