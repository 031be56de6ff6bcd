"""What the door shows to whom, what it refuses, and what it writes to the trail."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from graph.codes import Category, KnowledgeState, Lens, Role
from graph.errors import NotFound, NotPermitted, StoreUnavailable
from graph.frames import EdgeEnds
from queries.explorer import Explorer
from queries.viewer import CaseRelation, DeclaredRelation, Viewer, demonstration_viewer
from tests.contract.explorer.asking import OpenBuilt, Trail, explorer, ids
from tests.contract.explorer.kerr_family import ALDER, CARE, HOUSING, POLICE, SCHOOL, kerr_family


def test_unknown_and_hidden_people_are_refused_alike(built: OpenBuilt) -> None:
    graph = kerr_family()
    graph.restrict("kyle", "adoption")
    viewer = replace(demonstration_viewer(), clearances=frozenset())
    door = explorer(built(graph), viewer)
    refusals = set()
    for person in ("kyle", "nobody"):
        with pytest.raises(NotFound) as refused:
            door.family(person)
        refusals.add(str(refused.value))
    assert len(refusals) == 1


def test_what_is_hidden_leaves_no_trace(built: OpenBuilt) -> None:
    """The answer is the one that a graph gives in which the secret was never loaded."""
    secret = kerr_family()
    record = secret.record(POLICE, "S", "lodger", "Lodger One", restriction="marac")
    secret.home(POLICE, "lodger", ALDER, record_id=record, restriction="marac")
    secret.incident(POLICE, "P3", date(2026, 5, 1), {"maya": "present"}, restriction="marac")
    viewer = replace(demonstration_viewer(), clearances=frozenset())
    answers = []
    for graph in (secret, kerr_family()):
        door = explorer(built(graph), viewer)
        family = door.family("maya", lens=Lens.EXTENDED_HOUSEHOLD)
        answers.append((family, door.known(family)))
    assert answers[0] == answers[1]


def test_a_family_from_elsewhere_shows_nothing_that_the_door_does_not(built: OpenBuilt) -> None:
    graph = kerr_family()
    family = explorer(built(graph)).family("kyle")
    graph.restrict("kyle", "adoption")
    door = explorer(built(graph), replace(demonstration_viewer(), clearances=frozenset()))
    with pytest.raises(NotFound):
        door.known(family)


def test_a_viewer_whom_no_policy_permits_sees_nothing(built: OpenBuilt) -> None:
    viewer = replace(demonstration_viewer(), role=Role.RESEARCHER)
    with pytest.raises(NotFound):
        explorer(built(kerr_family()), viewer).family("maya")


def test_a_practitioner_sees_what_their_own_agency_says(built: OpenBuilt) -> None:
    viewer = Viewer("E. Teacher", Role.AGENCY_PRACTITIONER, "school", "Safeguarding")
    door = explorer(built(kerr_family()), viewer)
    family = door.family("maya", lens=Lens.EXTENDED_HOUSEHOLD)
    known = door.known(family)
    assert ids(family) == ["maya"]
    assert {said.agency for cell in known.cells for said in cell.evidence} == {"school"}
    with pytest.raises(NotFound):
        door.family("craig")


def test_a_lead_practitioner_is_told_that_police_hold_something_and_no_more(built: OpenBuilt) -> None:
    agreed = frozenset({Category.HOUSING, Category.EDUCATION})
    case = CaseRelation("Kerr", "lead practitioner", agreed, frozenset({f"{SCHOOL}/M1"}))
    viewer = Viewer("L. Lead", Role.LEAD_PRACTITIONER, "support", "Family help", case_relations=(case,))
    door = explorer(built(kerr_family()), viewer)
    family = door.family("maya")
    cells = {
        column: cell
        for column in (HOUSING, SCHOOL, POLICE, CARE)
        if (cell := door.known(family).cell("maya", column))
    }
    assert cells[HOUSING].state is KnowledgeState.CURRENT
    assert cells[POLICE].state is KnowledgeState.HELD_NOT_SHOWN
    assert cells[POLICE].words == "held, not shown: ring Police (no telephone recorded)"
    assert (cells[POLICE].last_event_on, cells[POLICE].evidence) == (None, ())
    assert cells[CARE].state is KnowledgeState.NOT_SHOWN_OR_NOT_FOUND
    assert [held.agency for held in family.held] == ["police"]


def test_a_declared_relation_bars_the_whole_family(built: OpenBuilt) -> None:
    relation = DeclaredRelation("Kerr", "Dana", None, "neighbour")
    viewer = replace(demonstration_viewer(), declared_relations=(relation,))
    trail = Trail()
    door = explorer(built(kerr_family()), viewer, trail)
    with pytest.raises(NotPermitted) as by_family:
        door.family("maya")
    with pytest.raises(NotPermitted) as by_text:
        door.find("Dana Kerr")
    assert str(by_family.value) == str(by_text.value)
    assert [entry.shown for entry in trail.entries] == [(), ()]


def test_every_answer_is_on_the_trail_with_the_records_shown(built: OpenBuilt) -> None:
    trail = Trail()
    door = explorer(built(kerr_family()), trail=trail)
    door.known(door.family("maya"))
    assert [entry.question for entry in trail.entries] == ["family", "known"]
    assert f"{HOUSING}/maya" in trail.entries[0].shown
    assert trail.entries[0].parameters["people"] == ["maya"]
    assert trail.entries[0].purpose == demonstration_viewer().purpose


def test_without_the_trail_there_is_no_answer(built: OpenBuilt) -> None:
    store = built(kerr_family())
    with pytest.raises(StoreUnavailable):
        explorer(store, trail=Trail(broken=True)).family("maya")


def test_a_door_that_got_ready_answers_the_same_and_has_asked_nothing(built: OpenBuilt) -> None:
    store, trail = built(kerr_family()), Trail()
    door = explorer(store, trail=trail)
    door.get_ready()
    assert trail.entries == []
    assert door.family("maya") == explorer(store).family("maya")
    store.close()
    with pytest.raises(StoreUnavailable):
        explorer(store).get_ready()


def test_find_gives_people_once_with_reasons_and_agencies(door: Explorer) -> None:
    found = door.find("Maya Kerr")
    assert found.matches[0].person_id == "maya"
    assert found.matches[0].best.label == "Maya Kerr"
    assert found.matches[0].agencies == ("Children's social care", "Housing", "Police", "School")
    assert found.matches[0].reasons


def test_find_stops_at_its_limit_and_says_that_there_are_more(door: Explorer) -> None:
    found = door.find("Kerr", limit=2)
    assert len(found.matches) == 2
    assert found.more
    assert not door.find("Kerr", limit=20).more


def test_find_passes_over_what_is_hidden(built: OpenBuilt) -> None:
    graph = kerr_family()
    graph.restrict("maya", "adoption")
    viewer = replace(demonstration_viewer(), clearances=frozenset())
    found = explorer(built(graph), viewer).find("Maya Kerr")
    assert "maya" not in [match.person_id for match in found.matches]


def test_a_search_takes_down_the_records_of_those_it_lists_and_not_what_it_read_on_the_way(
    built: OpenBuilt,
) -> None:
    trail, graph = Trail(), kerr_family()
    describes = graph.frames().edges[EdgeEnds("DESCRIBES", "Record", "Person")]
    found = explorer(built(graph), trail=trail).find("Kerr", limit=1)
    assert found.more
    (match,) = found.matches
    (entry,) = trail.entries
    assert set(entry.shown) == set(describes.filter(pl.col("end") == match.person_id)["start"])
