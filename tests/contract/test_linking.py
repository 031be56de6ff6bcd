"""Linking a store by a model: what a run writes, that it can be taken back, and what people's answers change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from graph.codes import DecisionGround, LinkAnswer
from graph.errors import UsageFault
from graph.ledger import Ledger
from loaders import ids
from loaders.decided import Made, erase
from loaders.linkage.answers import Answer, answered, pair_of
from loaders.linkage.history import JOINED, OPEN, read_runs, readable
from loaders.linkage.model import shipped_model
from loaders.linkage.review import answer_pair, open_pairs
from loaders.linkage.run import Linked, Linker, link_store
from loaders.linkage.undo import undo_run
from tests.feeds import NHS, Hub, person
from tests.stores import StorePlace

NOW = datetime(2026, 5, 14, 12, tzinfo=UTC)
TODAY = date(2026, 5, 14)
ADA = {"Given": "Adaeze", "Family": "Okonkwo-Bell", "Born": "03/02/2015"}
HOME = {"Address": "12 Alder Street, Harrow Vale, LS99 1AA", "Since": "01/03/2024"}


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


def link(hub: Hub) -> Linked:
    return link_store(hub.store, linker(hub.ledger))


def linker(ledger: Ledger) -> Linker:
    return Linker(shipped_model(), ledger, "an analyst", NOW, TODAY)


def say(hub: Hub, answer: LinkAnswer, by: str = "a reviewer") -> None:
    pair = pair_of("school/people/8", "housing/people/1")
    hub.ledger.decide([answered(pair, Answer(answer, by, NOW, None))])


APART = [["housing/people/1"], ["housing/people/2"], ["school/people/8"], ["school/people/9"]]
TOGETHER = [["housing/people/1", "school/people/8"], ["housing/people/2"], ["school/people/9"]]


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


def test_a_reviewers_no_parts_two_records_and_holds(two_agencies: Hub) -> None:
    hub = two_agencies
    link(hub)
    say(hub, LinkAnswer.DIFFERENT)
    assert link(hub).changes.split == 1
    assert hub.groups() == APART
    assert link(hub).run is None


def test_a_reviewers_yes_joins_what_the_model_leaves_apart(hub: Hub) -> None:
    hub.people("housing", person("1", **{**ADA, "Given": "Adaeze"}, **HOME))
    hub.people("school", person("8", **{**ADA, "Given": "Nneka"}, **HOME))
    link(hub)
    twins = [["housing/people/1"], ["school/people/8"]]
    assert hub.groups() == twins
    (opened,) = readable(hub.ledger, OPEN)
    assert opened[1].rule == "possible twin"
    say(hub, LinkAnswer.SAME)
    link(hub)
    assert hub.groups() == [["housing/people/1", "school/people/8"]]
    say(hub, LinkAnswer.TAKEN_BACK)
    link(hub)
    assert hub.groups() == twins


def test_reviewers_who_disagree_keep_records_apart(two_agencies: Hub) -> None:
    hub = two_agencies
    say(hub, LinkAnswer.SAME, by="one")
    say(hub, LinkAnswer.DIFFERENT, by="another")
    link(hub)
    assert hub.groups() == APART


def test_unsure_changes_nothing(two_agencies: Hub) -> None:
    say(two_agencies, LinkAnswer.UNSURE)
    link(two_agencies)
    assert two_agencies.groups() == TOGETHER


def test_a_record_that_ended_stays_with_its_person(two_agencies: Hub) -> None:
    hub = two_agencies
    link(hub)
    hub.people("school", person("9", Given="Chloe", Family="Marsh", Born="19/07/2012"), on=date(2026, 6, 12))
    link(hub)
    assert hub.groups() == TOGETHER


def test_a_record_that_ended_does_not_stay_with_one_that_is_said_to_be_another_persons(
    two_agencies: Hub,
) -> None:
    hub = two_agencies
    link(hub)
    hub.people("school", PUPILS[1], on=date(2026, 6, 12))
    say(hub, LinkAnswer.DIFFERENT)
    link(hub)
    assert hub.groups() == APART
    assert link(hub).run is None


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


@pytest.fixture
def linking(place: StorePlace, tmp_path: Path) -> Iterator[Hub]:
    """A hub in which every delivery is linked by the model."""
    (tmp_path / "linking").mkdir()
    hub = Hub(tmp_path / "linking", place.uri, linker)
    yield hub
    hub.close()


CHILD, OTHERS = person("1", **ADA, **HOME), [person("2", Given="Piotr", Family="Nowak", Born="11/11/1980")]
PUPILS = [
    person("8", **ADA, **HOME, Team="Elm"),
    person("9", Given="Chloe", Family="Marsh", Born="19/07/2012"),
]


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


def test_the_queue_shows_children_first_and_lets_go_of_what_is_decided(hub: Hub) -> None:
    grown = {"Family": "Marsh", "Born": "19/07/1984"}
    hub.people("housing", person("1", **ADA, **HOME), person("2", Given="Chloe", **grown, **HOME))
    hub.people(
        "school", person("8", **{**ADA, "Given": "Nneka"}, **HOME), person("9", Given="Isla", **grown, **HOME)
    )
    link(hub)
    queue = open_pairs(hub.store, hub.ledger, TODAY)
    assert [one.pair for one in queue] == [
        ("housing/people/1", "school/people/8"), ("housing/people/2", "school/people/9"),
    ]  # fmt: skip
    assert [(one.rule, one.is_child, one.agencies) for one in queue] == [
        ("possible twin", True, ("housing", "school")), ("possible twin", False, ("housing", "school")),
    ]  # fmt: skip
    unsure = Answer(LinkAnswer.UNSURE, "a reviewer", NOW, "no birth certificate seen")
    answer_pair(hub.store, hub.ledger, "school/people/8", "housing/people/1", unsure)
    first, _ = open_pairs(hub.store, hub.ledger, TODAY)
    assert (first.answers, first.disagree) == ((unsure,), False)
    no, yes = (replace(unsure, answer=answer) for answer in (LinkAnswer.DIFFERENT, LinkAnswer.SAME))
    answer_pair(hub.store, hub.ledger, "school/people/8", "housing/people/1", no)
    answer_pair(hub.store, hub.ledger, "housing/people/2", "school/people/9", yes)
    assert open_pairs(hub.store, hub.ledger, TODAY) == []
    link(hub)
    assert hub.groups() == [
        ["housing/people/1"],
        ["housing/people/2", "school/people/9"],
        ["school/people/8"],
    ]
    answer_pair(
        hub.store, hub.ledger, "housing/people/2", "school/people/9",
        Answer(LinkAnswer.DIFFERENT, "another reviewer", NOW, None),
    )  # fmt: skip
    link(hub)
    (contested,) = open_pairs(hub.store, hub.ledger, TODAY)
    assert (contested.pair, contested.disagree) == (("housing/people/2", "school/people/9"), True)


def test_an_answer_names_two_records_that_are_there(two_agencies: Hub) -> None:
    hub, said = two_agencies, Answer(LinkAnswer.SAME, "a reviewer", NOW, None)
    with pytest.raises(UsageFault, match="No record here has that key"):
        answer_pair(hub.store, hub.ledger, "housing/people/1", "housing/people/77", said)
    with pytest.raises(UsageFault, match="Name two records"):
        answer_pair(hub.store, hub.ledger, "housing/people/1", "housing/people/1", said)
    assert hub.ledger.decisions() == []


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


def test_an_answer_goes_before_what_was_taken_back(two_agencies: Hub) -> None:
    hub = two_agencies
    done = link(hub)
    assert done.run
    undo_run(hub.store, hub.ledger, done.run.id, by="an analyst", now=NOW)
    say(hub, LinkAnswer.SAME)
    link(hub)
    assert hub.groups() == TOGETHER


def test_what_an_answer_links_is_put_down_to_the_answer(hub: Hub) -> None:
    hub.people("housing", person("1", **ADA, **HOME))
    hub.people("school", person("8", **{**ADA, "Given": "Nneka"}, **HOME))
    say(hub, LinkAnswer.SAME)
    link(hub)
    rules = hub.ask("MATCH (:Record)-[d:DESCRIBES]->(:Person) RETURN DISTINCT d.rule AS rule")
    assert [row["rule"] for row in rules] == ["a reviewer's answer"]


def test_what_is_answered_waits_for_nobody(two_agencies: Hub) -> None:
    say(two_agencies, LinkAnswer.DIFFERENT)
    assert link(two_agencies).review == 0
    assert readable(two_agencies.ledger, OPEN) == []


def test_a_feed_that_there_is_none_of_cannot_give_each_person_one_record(two_agencies: Hub) -> None:
    with pytest.raises(UsageFault, match="no record of nobody/nowhere"):
        link_store(two_agencies.store, replace(linker(two_agencies.ledger), one_each=("nobody/nowhere",)))
