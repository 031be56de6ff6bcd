"""Who knows what: the states that must never be confused, in scenario 1."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from graph.codes import KnowledgeState, Lens, RestrictionClass
from queries.explorer import Explorer
from queries.viewer import demonstration_viewer
from tests.contract.explorer.asking import OpenBuilt, explorer, ids, states
from tests.contract.explorer.kerr_family import CARE, HEALTH, HOUSING, POLICE, SCHOOL, kerr_family


def test_knowledge_of_scenario_one(door: Explorer) -> None:
    known = door.known(door.family("maya"))
    assert states(known, "maya") == [
        ("historic", date(2024, 10, 3)), ("current", None), ("recorded", date(2026, 2, 14)), ("current", None),
        ("not_covered", None), ("not_loaded", None),
    ]  # fmt: skip
    assert states(known, "joel") == [
        ("nothing_found", None), ("not_covered", None), ("recorded", date(2026, 4, 28)), ("current", None),
        ("current", None), ("not_loaded", None),
    ]  # fmt: skip
    assert [column.agency_name for column in known.columns][-1] == "GP"
    assert all(column.category != "sharing_log" for column in known.columns)


def test_knowledge_of_a_man_who_is_only_named(door: Explorer) -> None:
    known = door.known(door.family("craig"))
    assert states(known, "craig") == [
        ("named", None), ("not_covered", None), ("recorded", date(2026, 4, 28)), ("nothing_found", None),
        ("not_covered", None), ("not_loaded", None),
    ]  # fmt: skip
    named = known.cell("craig", CARE)
    assert named is not None
    assert named.words == "named in Kyle's record"


def test_after_a_reviewer_links_him_he_is_family(built: OpenBuilt) -> None:
    door = explorer(built(kerr_family(joels_father="craig")))
    family = door.family("maya", lens=Lens.EXTENDED_HOUSEHOLD)
    named = door.known(family).cell("craig", HEALTH)
    assert sorted(ids(family)) == ["craig", "dana", "joel", "lee", "maya"]
    assert family.unidentified == ()
    assert named is not None
    assert (named.state, named.words) == (KnowledgeState.NAMED, "named in Joel's record")


def test_cells_say_it_in_words(door: Explorer) -> None:
    known = door.known(door.family("maya"))
    words = {(person, column): cell.words for person in ("maya", "joel") for column in (CARE, HOUSING, HEALTH, POLICE)
             if (cell := known.cell(person, column))}  # fmt: skip
    assert words["maya", CARE] == "known, closed 3 Oct 2024 (no further action)"
    assert words["maya", HOUSING] == "known, open since 3 Sep 2019"
    assert words["maya", POLICE] == "in its records, last event on 14 Feb 2026"
    assert words["maya", HEALTH] == "Health visiting leaves this person out: ages (it covers ages 0 to 5)"
    assert words["joel", CARE] == "nothing found in Children's social care, 9 Nov 2023 to 11 May 2026"


def test_lead_practitioner_is_whom_to_call(door: Explorer) -> None:
    cell = door.known(door.family("kyle")).cell("kyle", CARE)
    assert cell is not None
    assert cell.lead is not None
    assert cell.whom_to_call == "ring A. Osei (social worker), 01632 960111"
    assert cell.since == date(2026, 1, 6)


@pytest.mark.parametrize(("by", "state", "event"), [
    (date(2026, 2, 14), KnowledgeState.CANNOT_BE_SAID, None),
    (date(2026, 5, 12), KnowledgeState.RECORDED, date(2026, 2, 14)),
])  # fmt: skip
def test_what_an_agency_knew_is_what_it_recorded_and_was_told(
    built: OpenBuilt, by: date, state: KnowledgeState, event: date | None
) -> None:
    door = explorer(built(kerr_family(date(2026, 1, 5))))
    family = door.family("maya", by=by, known_to="school")
    known = door.known(family)
    told, own = known.cell("maya", POLICE), known.cell("maya", SCHOOL)
    assert ids(family) == ["maya"]
    assert told is not None
    assert (told.state, told.last_event_on) == (state, event)
    assert own is not None
    assert own.state is KnowledgeState.CURRENT


def test_where_anything_could_be_hidden_one_constant_sentence_stands(built: OpenBuilt) -> None:
    viewer = replace(
        demonstration_viewer(), clearances=frozenset(RestrictionClass) - {RestrictionClass.REFUGE}
    )
    door = explorer(built(kerr_family()), viewer)
    cell = door.known(door.family("joel")).cell("joel", CARE)
    assert cell is not None
    assert cell.state is KnowledgeState.NOT_SHOWN_OR_NOT_FOUND
    assert cell.words.startswith(
        "Nothing we can show you from Children's social care; some records are never"
    )


def test_an_agency_whose_feeds_are_hidden_is_not_one_that_gave_none(built: OpenBuilt) -> None:
    graph = kerr_family()
    graph.agency("haven", "Haven")
    graph.feed("haven/stays", "refuge", "Haven", restriction="refuge")
    viewer = replace(demonstration_viewer(), clearances=frozenset())
    door = explorer(built(graph), viewer)
    assert "Haven" not in {column.agency_name for column in door.known(door.family("maya")).columns}


def test_councils_of_a_register_are_not_agencies_that_gave_no_feed(built: OpenBuilt) -> None:
    graph = kerr_family()
    graph.agency("local_authority_oldfold", "Oldfold Council", agency_kind="local_authority")
    door = explorer(built(graph))
    names = {column.agency_name for column in door.known(door.family("maya")).columns}
    assert "GP" in names
    assert "Oldfold Council" not in names
