"""The command line in a process of its own that says where it is: `python -m tests.crashes.child OUT IN WORDS…`.

OUT: a file descriptor on which each part of the work is named as it begins, a line each; IN: one from which a byte is
read after each line, so that whoever started the process can do something just there. IN of -1: nothing is waited for.
"""

from __future__ import annotations

import functools
import importlib
import os
import sys
import threading
from collections.abc import Callable
from typing import Any

from kinscope.cli import main

PARTS = {
    "opening": (
        "graph.stores.ladybug.store:LadybugStore.ensure_schema",
        "graph.stores.neo4j.store:Neo4jStore.ensure_schema",
    ),
    "reading": ("loaders.take_in:gather",),
    "linking": ("loaders.write:link",),
    "moving": ("loaders.write:move",),
    "building": ("graph.stores.ladybug.store:LadybugStore.build", "graph.stores.neo4j.store:Neo4jStore.build"),
    "copying": ("graph.stores.ladybug.writing:_with_frame", "graph.stores.neo4j.writing:_create"),
    "taking its place": ("graph.stores.ladybug.connections:Connections.replace",),
    "writing": ("graph.stores.ladybug.store:LadybugStore.write", "graph.stores.neo4j.store:Neo4jStore.write"),
    "a step": ("graph.stores.ladybug.store:carry_out", "graph.stores.neo4j.writing:_statement"),
    "searching": ("graph.stores.search_copy:SearchCopy.prepare", "graph.stores.search_copy:SearchCopy.publish"),
    "checkpoint": ("graph.stores.ladybug.store:LadybugStore.checkpoint",),
    "ledger": (
        "graph.ledger:Ledger.begin_load", "graph.ledger:Ledger.quarantine", "graph.ledger:Ledger.findings",
        "graph.ledger:Ledger.decide", "graph.ledger:Ledger.finish_load",
    ),
    "closing": ("graph.stores.ladybug.store:LadybugStore.close", "graph.stores.neo4j.store:Neo4jStore.close"),
}  # fmt: skip
"""Parts of a load, and the functions with which each begins."""


def announce(out: int, wait: int) -> None:
    """Let every function of PARTS name its part before it does its work."""
    one_at_a_time = threading.Lock()

    def say(part: str) -> None:
        with one_at_a_time:
            os.write(out, f"{part}\n".encode())
            if wait >= 0:
                os.read(wait, 1)

    for part, places in PARTS.items():
        for place in places:
            _wrap(place, part, say)


def _wrap(place: str, part: str, say: Callable[[str], None]) -> None:
    module, _, path = place.partition(":")
    owner: Any = importlib.import_module(module)
    *parents, name = path.split(".")
    for parent in parents:
        owner = getattr(owner, parent)
    whole = getattr(owner, name)

    @functools.wraps(whole)
    def said(*arguments: Any, **named: Any) -> Any:
        say(part)
        return whole(*arguments, **named)

    setattr(owner, name, said)


if __name__ == "__main__":
    announce(int(sys.argv[1]), int(sys.argv[2]))
    sys.argv = ["kinscope", *sys.argv[3:]]
    main()
