"""Deliveries into a store that a model links."""

from __future__ import annotations

from datetime import date

from loaders.linkage.history import JOINED, read_runs, readable
from loaders.linkage.undo import undo_run
from tests.contract.linking.people import ADA, APART, CHILD, HOME, NOW, OTHERS, PUPILS, TOGETHER, link
from tests.feeds import NHS, Hub, person


def test_a_first_load_links_by_the_model_and_puts_it_on_record(linking: Hub) -> None:
    report = linking.deliver(
        linking.of_people("housing", CHILD, *OTHERS), linking.of_people("school", *PUPILS)
    )
    assert linking.groups() == TOGETHER
    assert report.people == 3
    assert len(readable(linking.ledger, JOINED)) == 1
    (run,) = read_runs(linking.ledger)
    assert link(linking).run is None
    undo_run(linking.store, linking.ledger, run.id, by="an analyst", now=NOW)
    assert linking.groups() == APART


def test_feeds_one_by_one_are_linked_as_they_are_together(linking: Hub) -> None:
    linking.people("housing", CHILD, *OTHERS)
    assert linking.deliver(linking.of_people("school", *PUPILS)).people_changes.joined == 0
    assert linking.groups() == TOGETHER


def test_the_same_delivery_again_links_nothing_anew(linking: Hub) -> None:
    linking.people("housing", CHILD, *OTHERS)
    linking.people("school", *PUPILS)
    before, version = linking.graph(whole=True), linking.store.version()
    linking.people("school", *PUPILS, on=date(2026, 6, 12))
    assert linking.graph(whole=True) == before
    assert linking.store.version() == version


def test_a_record_that_says_something_else_now_is_linked_anew(linking: Hub) -> None:
    linking.people("housing", CHILD, *OTHERS)
    linking.people("school", *PUPILS)
    other = person("8", Given="Grace", Family="Osei", Born="30/10/2011", Team="Elm")
    linking.people("school", other, PUPILS[1], on=date(2026, 6, 12))
    assert linking.groups() == APART
    assert (
        len(linking.ask("MATCH (p:Person)-[:HAS_INVOLVEMENT]->(:Involvement) RETURN DISTINCT p.id AS p")) == 1
    )


def test_a_load_without_the_model_lets_new_records_stand_alone(two_agencies: Hub) -> None:
    hub = two_agencies
    link(hub)
    hub.people("police", person("5", **ADA, **HOME, NHS=NHS[0]))
    assert hub.groups() == [TOGETHER[0], TOGETHER[1], ["police/people/5"], TOGETHER[2]]
    link(hub)
    assert hub.groups()[0] == ["housing/people/1", "police/people/5", "school/people/8"]
