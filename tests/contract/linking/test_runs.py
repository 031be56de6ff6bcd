"""A run of the linker over a store: what it writes, what is on record, and that it can be taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from graph.errors import UsageFault
from loaders.linkage.history import JOINED, read_runs, readable
from loaders.linkage.model import shipped_model
from loaders.linkage.run import link_store
from loaders.linkage.undo import undo_run
from tests.contract.linking.people import ADA, APART, HOME, NOW, TODAY, TOGETHER, link, linker
from tests.feeds import NHS, Hub, person


def test_a_run_links_what_shares_no_number_and_moves_what_is_said(two_agencies: Hub) -> None:
    hub = two_agencies
    assert hub.groups() == APART
    done = link(hub)
    assert hub.groups() == TOGETHER
    assert (done.compared, done.people["person"].n_unique(), done.changes.joined) == (4, 3, 1)
    described = hub.ask(
        "MATCH (r:Record)-[d:DESCRIBES]->(:Person) RETURN r.id AS record, d.probability AS probability, "
        "d.rule AS rule, d.decided_by AS decided_by, d.decided_on AS decided_on"
    )
    of = {row["record"]: row for row in described}
    joined = of["school/people/8"]
    assert float(str(joined["probability"])) > 0.99
    assert (joined["rule"], joined["decided_by"]) == ("likeness of what they record", "people 1")
    assert joined["decided_on"] == TODAY
    assert of["school/people/9"]["probability"] is None
    homes = hub.ask("MATCH (p:Person)-[:LIVES_AT]->(:Residence) RETURN DISTINCT p.id AS person")
    assert len(homes) == 1


def test_a_second_run_changes_nothing(two_agencies: Hub) -> None:
    link(two_agencies)
    before, version = two_agencies.graph(whole=True), two_agencies.store.version()
    again = link(two_agencies)
    assert again.run is None
    assert two_agencies.graph(whole=True) == before
    assert two_agencies.store.version() == version


def test_each_pair_that_was_joined_is_on_record_with_its_weights(two_agencies: Hub) -> None:
    done = link(two_agencies)
    assert done.run
    ((left, entry, details),) = readable(two_agencies.ledger, JOINED)
    assert (left, entry.other, entry.by) == ("housing/people/1", "school/people/8", "people 1")
    assert details["run"] == done.run.id
    assert details["model_sha256"] == shipped_model().sha256
    assert details["levels"]["birth_date"] > 0 > details["levels"]["telephones"]
    assert [(run.id, run.by, run.moved, run.undone) for run in read_runs(two_agencies.ledger)] == [
        (done.run.id, "an analyst", 1, False)
    ]


def test_a_run_that_is_taken_back_leaves_the_graph_as_it_was(two_agencies: Hub) -> None:
    hub = two_agencies
    before = hub.graph(whole=True)
    done = link(hub)
    assert done.run
    assert hub.graph(whole=True) != before
    undo_run(hub.store, hub.ledger, done.run.id, by="an analyst", now=NOW)
    assert hub.graph(whole=True) == before
    assert [run.undone for run in read_runs(hub.ledger)] == [True]


def test_what_was_taken_back_the_same_model_does_not_join_again(two_agencies: Hub) -> None:
    hub = two_agencies
    done = link(hub)
    assert done.run
    undo_run(hub.store, hub.ledger, done.run.id, by="an analyst", now=NOW)
    assert link(hub).changes.joined == 0
    assert hub.groups() == APART


def test_only_the_last_run_can_be_taken_back(two_agencies: Hub) -> None:
    hub = two_agencies
    first = link(hub).run
    hub.people("police", person("5", **ADA, **HOME))
    second = link(hub).run
    assert first
    assert second
    with pytest.raises(UsageFault, match=f"followed by {second.id}"):
        undo_run(hub.store, hub.ledger, first.id, by="an analyst", now=NOW)
    before_first = [*APART[:2], ["police/people/5"], *APART[2:]]
    undo_run(hub.store, hub.ledger, second.id, by="an analyst", now=NOW)
    undo_run(hub.store, hub.ledger, first.id, by="an analyst", now=NOW)
    assert hub.groups() == before_first
    with pytest.raises(UsageFault, match="no run of the linker"):
        undo_run(hub.store, hub.ledger, first.id, by="an analyst", now=NOW)


def test_a_record_that_ended_stays_with_its_person(two_agencies: Hub) -> None:
    hub = two_agencies
    link(hub)
    hub.people("school", person("9", Given="Chloe", Family="Marsh", Born="19/07/2012"), on=date(2026, 6, 12))
    link(hub)
    assert hub.groups() == TOGETHER


def test_records_that_share_a_number_are_linked_by_it(hub: Hub) -> None:
    hub.people("housing", person("1", **ADA, NHS=NHS[0]))
    hub.people("school", person("8", **ADA, NHS=NHS[0]))
    link(hub)
    rules = hub.ask("MATCH (:Record)-[d:DESCRIBES]->(:Person) RETURN DISTINCT d.rule AS rule")
    assert [row["rule"] for row in rules] == ["shared identifier"]


def test_an_empty_store_links_nobody(hub: Hub) -> None:
    done = link(hub)
    assert (done.run, done.compared, done.people.height) == (None, 0, 0)


def test_what_shared_a_number_before_a_run_that_was_taken_back_stays_linked(hub: Hub) -> None:
    hub.people("housing", person("1", **ADA, **HOME, NHS=NHS[0]))
    hub.people("school", person("8", **ADA, **HOME, NHS=NHS[0]))
    hub.people("csc", person("5", **ADA, **HOME))
    done = link(hub)
    assert done.run
    undo_run(hub.store, hub.ledger, done.run.id, by="an analyst", now=NOW)
    linked = [["csc/people/5"], ["housing/people/1", "school/people/8"]]
    assert hub.groups() == linked
    link(hub)
    assert hub.groups() == linked


def test_a_feed_that_there_is_none_of_cannot_give_each_person_one_record(two_agencies: Hub) -> None:
    with pytest.raises(UsageFault, match="no record of nobody/nowhere"):
        link_store(two_agencies.store, replace(linker(two_agencies.ledger), one_each=("nobody/nowhere",)))
