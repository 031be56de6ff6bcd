"""What people say about two records, and what waits for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from graph.codes import LinkAnswer
from graph.errors import UsageFault
from loaders.linkage.answers import Answer
from loaders.linkage.history import OPEN, readable
from loaders.linkage.review import answer_pair, open_pairs
from loaders.linkage.undo import undo_run
from tests.contract.linking.people import ADA, APART, HOME, NOW, PUPILS, TODAY, TOGETHER, link, say
from tests.feeds import Hub, person


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
