"""The store and the ledger for a dry run: read as they are, and written nowhere."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from graph.ledger import Ledger, open_ledger
from graph.ledger.unwritten import open_unwritten
from graph.store import Store
from graph.stores import open_store
from graph.stores.unwritten import UnwrittenStore
from kinscope.opening import IMPORT, Opened
from kinscope.settings import Settings

EMBEDDED = "ladybug:"


@contextmanager
def rehearsed(settings: Settings) -> Iterator[Opened]:
    """Both, until the end of the block. Where there is none yet, an empty one stands for it in a folder that is thrown
    away; nothing of a delivery is ever written there.

    Raises StoreUnavailable; StoreVersion for a store or a ledger of an older version, which only writing takes over.
    """
    with ExitStack() as closing:
        folder = Path(closing.enter_context(TemporaryDirectory(prefix="kinscope-dry-run-")))
        store = _store(settings.store, folder / "store")
        closing.callback(store.close)
        if not store.is_empty():
            store.facts()
        ledger = closing.enter_context(_ledger(settings.ledger, folder / "ledger.sqlite"))
        yield Opened(UnwrittenStore(store), ledger)


def _store(uri: str, empty: Path) -> Store:
    is_new = uri.startswith(EMBEDDED) and not Path(uri.removeprefix(EMBEDDED)).exists()
    if not is_new and not uri.startswith(IMPORT):
        return open_store(uri)
    store = open_store(f"{EMBEDDED}{empty}", writing=True)
    store.ensure_schema()
    return store


def _ledger(uri: str, empty: Path) -> Ledger:
    environment = dict(os.environ)
    found = open_unwritten(uri, environment)
    if found is None:
        made = f"sqlite:///{empty}"
        open_ledger(made).close()
        found = open_unwritten(made, environment)
    assert found is not None
    return found
