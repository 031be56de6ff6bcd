"""A load into a store that is only read: it tells what would be done, and does none of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.ledger import Ledger
from graph.ledger.unwritten import open_unwritten
from graph.stores.unwritten import UnwrittenStore
from loaders.delivered import Delivered
from loaders.pipeline import load
from loaders.report import LoadReport, PeopleChanges
from tests.feeds import DAY, NHS, UPN, Hub, person
from tests.stores import StorePlace


@pytest.fixture
def hub(place: StorePlace, tmp_path: Path) -> Iterator[Hub]:
    """An empty store of either kind with its ledger."""
    made = Hub(tmp_path, place.uri)
    yield made
    made.close()


def rehearsed(hub: Hub, *delivered: Delivered) -> LoadReport:
    """What a load would report."""
    ledger = open_unwritten(f"sqlite:///{hub.folder / 'ledger.sqlite'}", {})
    assert isinstance(ledger, Ledger)
    with ledger:
        return load(delivered, UnwrittenStore(hub.store), ledger, loaded_on=DAY, by="a test")


def test_a_rehearsal_leaves_store_and_ledger_and_the_load_after_it_does_the_same(hub: Hub) -> None:
    first = hub.of_people(
        "housing", person("1", NHS=NHS[0]), person("2", UPN=UPN, Born="soon"), person("3", UPN=UPN)
    )
    assert rehearsed(hub, first) == hub.deliver(first)
    graph, loads, version = hub.graph(whole=True), hub.ledger.loads(), hub.store.version()
    joining = [
        hub.of_people("school", person("9", NHS=NHS[0], UPN=UPN)),
        hub.of_people("housing", person("1", NHS=NHS[0]), person("3", UPN=UPN, Family="Marsh")),
    ]
    said = rehearsed(hub, *joining)
    assert (hub.graph(whole=True), hub.store.version()) == (graph, version)
    assert hub.ledger.loads() == loads
    assert (len(hub.ledger.quarantined()), hub.ledger.count_findings()) == (1, {})
    assert said == hub.deliver(*joining)
    assert said.people_changes == PeopleChanges(joined=1, moved=1)
    assert {feed.feed: feed.counts.changed for feed in said.feeds} == {
        "school/people": 0,
        "housing/people": 1,
    }
