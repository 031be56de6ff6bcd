"""Hubs whose records are linked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.linking.people import ADA, HOME, linker
from tests.feeds import Hub, person
from tests.stores import StorePlace


@pytest.fixture
def hub(place: StorePlace, tmp_path: Path) -> Iterator[Hub]:
    (tmp_path / "hub").mkdir()
    hub = Hub(tmp_path / "hub", place.uri)
    yield hub
    hub.close()


@pytest.fixture
def two_agencies(hub: Hub) -> Hub:
    """One child in two agencies' files without a number in common, and somebody else in each."""
    hub.people(
        "housing", person("1", **ADA, **HOME), person("2", Given="Piotr", Family="Nowak", Born="11/11/1980")
    )
    hub.people(
        "school",
        person("8", **ADA, **HOME, Team="Elm"),
        person("9", Given="Chloe", Family="Marsh", Born="19/07/2012"),
    )
    return hub


@pytest.fixture
def linking(place: StorePlace, tmp_path: Path) -> Iterator[Hub]:
    """A hub in which every delivery is linked by the model."""
    (tmp_path / "linking").mkdir()
    hub = Hub(tmp_path / "linking", place.uri, linker)
    yield hub
    hub.close()
