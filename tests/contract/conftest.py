"""Every case of this folder runs on both stores; only this file and tests/stores.py know which."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.store import Store
from tests.stores import STORES, StorePlace, store_place


@pytest.fixture(params=STORES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StorePlace]:
    """An empty place to keep a store in."""
    place = store_place(request.param, tmp_path, lambda: str(request.getfixturevalue("neo4j_uri")))
    yield place
    place.close()


@pytest.fixture
def store(place: StorePlace) -> Store:
    """An empty store with its schema, open for writing."""
    store = place.open()
    store.ensure_schema()
    return store
