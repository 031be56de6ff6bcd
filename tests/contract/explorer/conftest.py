"""The door over either store, built from a small graph."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.store import Store
from queries.explorer import Explorer
from tests.contract.explorer.asking import OpenBuilt, explorer
from tests.contract.explorer.kerr_family import kerr_family
from tests.contract.explorer.small_graph import SmallGraph
from tests.stores import STORES, StorePlace, store_place


@pytest.fixture(params=STORES)
def built(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenBuilt]:
    """Builds a store from a graph; building another takes its place."""
    places: list[StorePlace] = []

    def build(graph: SmallGraph) -> Store:
        for place in places:
            place.close()
        places.append(
            store_place(
                request.param, tmp_path / str(len(places)), lambda: str(request.getfixturevalue("neo4j_uri"))
            )
        )
        store = places[-1].open()
        store.ensure_schema()
        store.build(graph.frames())
        return store

    yield build
    for place in places:
        place.close()


@pytest.fixture
def door(built: OpenBuilt) -> Explorer:
    """The Kerr family, asked by somebody from whom nothing can be hidden."""
    return explorer(built(kerr_family()))
