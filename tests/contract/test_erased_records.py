"""Erasing a record that a delivery brought, on every store: with whatever it states, and for good."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from graph.codes import DecisionGround
from graph.search import parse
from loaders.decided import Made, erase, lift_restriction, restrict
from loaders.delivered import Delivered
from tests.feeds import NHS, Hub, mapping, person, write
from tests.stores import StorePlace

DAY = date(2026, 5, 20)
ERASED = Made(DecisionGround.UNLAWFUL, "d.officer", DAY, DAY)
POLICE = """
mapping: 1
feed: {id: police/incidents, title: Incidents, agency: police, category: police_incident, covers: {area: all}}
files: police.csv
tables:
  - read: {format: csv}
    columns: {Ref: text, Person: text, Given: text, Relative: text, Said: text}
    nodes:
      person: {kind: Record, key: [Person], set: {own_id: Person, given_names: Given}}
      relative:
        {kind: Record, key: [Person, {const: relative}], named_in: person, when: Relative, set: {given_names: Relative}}
      incident: {kind: Incident, key: [Ref], set: {own_id: Ref, words: Said}}
    edges:
      - {edge: INVOLVED_IN, from: person, to: incident, set: {role: {const: witness}}}
      - {edge: RECORDED_BY, from: incident, to: agency}
      - {edge: RELATED_TO, from: relative, to: person, set: {relationship: {const: mother}}}
"""
ROWS = (
    "Ref,Person,Given,Relative,Said",
    "X1,1,Zebedee,Quillina,seen",
    "X1,2,Lee,,seen",
    "X2,1,Zebedee,Quillina,alone",
)
KEY = "police/incidents/1"


@pytest.fixture
def hub(place: StorePlace, tmp_path: Path) -> Iterator[Hub]:
    """A hub that holds two people of the police, one of whom housing knows."""
    place.open().close()
    hub = Hub(tmp_path, place.uri)
    deliver(hub, *ROWS)
    hub.people("housing", person("T1", NHS=NHS[0], Given="Lee"))
    yield hub
    hub.close()


def deliver(hub: Hub, *lines: str) -> None:
    """A delivery of the police."""
    number = len(list(hub.folder.iterdir()))
    file = write(hub.folder / str(number) / "police.csv", "\n".join(lines) + "\n")
    hub.deliver(Delivered(mapping(POLICE), (file,)))


def test_it_goes_with_all_that_it_alone_states_and_comes_back_with_no_delivery(hub: Hub) -> None:
    assert hub.store.search(parse("quillina"), limit=5)
    done = erase(hub.store, hub.ledger, [KEY], ERASED)
    assert done.records == 2
    after = hub.graph(whole=True)
    assert not [
        line for line in after if "Zebedee" in line or "Quillina" in line or '/1"' in line or "X2" in line
    ]
    assert [line for line in after if "X1" in line]
    assert hub.store.search(parse("quillina"), limit=5) == []
    deliver(hub, *ROWS)
    assert hub.graph(whole=True) == after
    assert hub.groups() == [["housing/people/T1"], ["police/incidents/2"]]


def test_what_went_with_it_may_come_back_with_somebody_else(hub: Hub) -> None:
    """The incident was erased with the two people in it; that a third was there is another's to say."""
    erase(hub.store, hub.ledger, [KEY, "police/incidents/2"], ERASED)
    assert hub.ask("MATCH (x:Incident) RETURN x.id AS id") == []
    deliver(hub, *ROWS, "X1,3,Ann,,seen")
    text = "MATCH (r:Record)-[:DESCRIBES]->(:Person)-[:INVOLVED_IN]->(x:Incident) "
    assert hub.ask(text + "RETURN r.own_id AS who, x.own_id AS what") == [{"who": "3", "what": "X1"}]


def test_a_restriction_and_its_end_leave_the_graph_as_it_was(hub: Hub) -> None:
    before = hub.graph(whole=True)
    restrict(hub.store, hub.ledger, KEY, Made(DecisionGround.SAFETY, "d.officer", DAY, DAY))
    closed = [line for line in hub.graph(whole=True) if "restricted_by_decision" in line]
    assert {line.split('"')[1] for line in closed} == {
        "Record",
        "DESCRIBES",
        "INVOLVED_IN",
        "Incident",
        "RELATED_TO",
        "RECORDED_BY",
    }
    deliver(hub, *ROWS)
    assert [line for line in hub.graph(whole=True) if "restricted_by_decision" in line] == closed
    lift_restriction(hub.store, hub.ledger, KEY, Made(DecisionGround.SETTLED, "d.officer", DAY, DAY))
    assert hub.graph(whole=True) == before
