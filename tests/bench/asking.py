"""Ask in a process of its own, as `kinscope serve` answers: one that has opened the store and loaded nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from graph.ledger import open_ledger
from graph.stores import open_store
from tests.bench.borough import Loaded
from tests.bench.measure import Timing
from tests.bench.questions import Asked, ask


def asked_apart(loaded: Loaded) -> Asked:
    """The three answers, from another process. Nobody may have an embedded store open meanwhile."""
    places = (loaded.uri, loaded.ledger_uri, str(loaded.files))
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.asking", *places], check=True, capture_output=True, text=True
    )
    return Asked(**{name: Timing(tuple(timing["runs"])) for name, timing in json.loads(done.stdout).items()})


def main() -> None:
    """Print the timings as JSON."""
    uri, ledger_uri, files = sys.argv[1:]
    store, ledger = open_store(uri, writing=True), open_ledger(ledger_uri)
    print(json.dumps(asdict(ask(store, ledger, Path(files)))))
    store.close()
    ledger.close()


if __name__ == "__main__":
    main()
