"""Records that are erased from a store that a model linked."""

from __future__ import annotations

from graph.codes import DecisionGround
from loaders import ids
from loaders.decided import Made, erase
from loaders.linkage.undo import undo_run
from tests.contract.linking.people import ADA, HOME, NOW, TODAY, TOGETHER, link
from tests.feeds import NHS, Hub, person


def erase_records(hub: Hub, *records: str) -> None:
    erase(hub.store, hub.ledger, records, Made(DecisionGround.UNLAWFUL, "an officer", TODAY, TODAY))


def test_erasing_one_record_leaves_what_the_model_linked(two_agencies: Hub) -> None:
    hub = two_agencies
    link(hub)
    erase_records(hub, "housing/people/2")
    assert hub.groups() == [TOGETHER[0], TOGETHER[2]]
    erase_records(hub, "housing/people/1")
    assert hub.groups() == [["school/people/8"], ["school/people/9"]]
    (home,) = hub.ask("MATCH (p:Person)-[:LIVES_AT]->(:Residence) RETURN DISTINCT p.id AS person")
    assert home["person"] == ids.hashes(["school/people/8"])[0]


def test_no_undoing_brings_back_the_id_that_an_erased_record_gave(hub: Hub) -> None:
    hub.people("clinic", person("1", **ADA, NHS=NHS[0]))
    hub.people("housing", person("1", **ADA, **HOME, NHS=NHS[0]))
    hub.people("albany", person("1", **ADA, **HOME))
    done = link(hub)
    assert hub.groups() == [["albany/people/1", "clinic/people/1", "housing/people/1"]]
    erase_records(hub, "clinic/people/1")
    (erased,) = ids.hashes(["clinic/people/1"])
    assert not any(erased in str(entry.details) for entry in hub.ledger.decisions())
    assert done.run
    undo_run(hub.store, hub.ledger, done.run.id, by="an analyst", now=NOW)
    assert hub.groups() == [["albany/people/1"], ["housing/people/1"]]
    people = hub.ask("MATCH (p:Person) RETURN p.id AS id, p.former_ids AS former")
    assert erased not in str(people)
