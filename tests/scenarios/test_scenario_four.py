"""Scenario 4, inside one household: agreements, items, who was told what on which basis, and who asked what of whom.

Summaries and what a lead practitioner sees of it belong to later issues; what they rest on stands in the graph.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from graph.codes import Lens, Role
from graph.store import Store
from queries import Viewer
from tests.scenarios.asking import Asked, asked, names, person
from tests.scenarios.loading import load_scenario

OF_FAMILY = "(f:Record)-[:DESCRIBES]->(:Person)"
UNCLEARED = Viewer("B. Lowe", Role.MASH_DECISION_MAKER, None, "enquiry")


@pytest.fixture
def scenario(store: Store, tmp_path: Path) -> Iterator[Asked]:
    with asked(store, tmp_path) as opened:
        load_scenario("four", store, opened.ledger)
        yield opened


def test_five_people_and_their_relations(scenario: Asked) -> None:
    assert len(scenario.rows("MATCH (p:Person) RETURN p.id AS id")) == 5
    found = scenario.rows(
        "MATCH (f:Record)-[:DESCRIBES]->(:Person)-[e:RELATED_TO]->(:Person)<-[:DESCRIBES]-(o:Record) "
        "WHERE f.source = 'family_help/families' AND o.source = 'family_help/families' "
        "RETURN f.given_names AS one, e.relationship AS relationship, o.given_names AS other"
    )
    assert found == {
        ("Ewa", "mother", "Zofia"), ("Ewa", "mother", "Adam"), ("Piotr", "husband", "Ewa"),
        ("Piotr", "stepfather", "Zofia"), ("Piotr", "father", "Adam"), ("Marek", "father", "Zofia"),
    }  # fmt: skip


def test_household_and_extended_household(scenario: Asked) -> None:
    door = scenario.door()
    at_home = {"Ewa Nowak", "Piotr Nowak", "Zofia Lis", "Adam Nowak"}
    assert names(door.family(person(door, "adam nowak"))) == at_home
    extended = door.family(person(door, "adam nowak"), lens=Lens.EXTENDED_HOUSEHOLD)
    assert names(extended) == at_home | {"Marek Lis"}
    (marek,) = [member for member in extended.members if member.best.label == "Marek Lis"]
    assert [home.address for home in marek.residences] == ["9 Well St"]


def test_agreements_with_their_state_and_time(scenario: Asked) -> None:
    found = scenario.rows(
        f"MATCH {OF_FAMILY}<-[:`FOR`]-(c:Consent) WHERE f.source = 'family_help/families' "
        "RETURN c.own_id AS id, f.given_names AS person, c.state AS state, c.starts_on AS since, c.ends_on AS until, "
        "c.scope AS scope, c.competence AS competence"
    )
    first, last, scope = date(2026, 1, 10), date(2026, 4, 10), "with school and housing"
    assert found == {
        ("A1", "Ewa", "given", first, last, scope, None), ("A1", "Adam", "given", first, last, scope, None),
        ("A2", "Zofia", "declined", date(2026, 1, 12), None, None, "assessed as competent"),
        ("A3", "Piotr", "not_sought", None, None, None, None), ("A4", "Marek", "not_sought", None, None, None, None),
    }  # fmt: skip
    given = scenario.rows(
        f"MATCH {OF_FAMILY}<-[:GIVEN_BY]-(c:Consent) WHERE f.source = 'family_help/families' "
        "RETURN c.own_id AS id, f.given_names AS person"
    )
    assert given == {("A1", "Ewa"), ("A2", "Zofia")}


def test_the_items_with_their_days(scenario: Asked) -> None:
    found = scenario.rows(
        f"MATCH {OF_FAMILY}-[:SUBJECT_OF]->(o:Observation) WHERE f.source = 'family_help/families' "
        "RETURN o.source AS feed, f.given_names AS person, o.observation_kind AS kind, o.observed_on AS day, "
        "o.value AS value, o.words AS words, o.said_by AS said_by, o.restriction AS restriction"
    )
    assert found == {
        ("school/attendance", "Adam", "attendance", date(2026, 2, 12), 71.0, None, None, None),
        ("school/attendance", "Adam", "attendance", date(2026, 5, 4), 64.0, None, None, None),
        ("school/notes", "Piotr", "note", date(2026, 2, 3), None, "smelt of drink", "class teacher", None),
        ("housing/arrears", "Ewa", "arrears", date(2026, 2, 18), None, None, None, None),
        ("school_nursing/visits", "Zofia", "visit to the school nurse", date(2026, 3, 5), None, None, None,
         "sensitive_health"),
        ("family_help/family_says", "Zofia", "said to the lead practitioner", date(2026, 3, 2), None, "she sees Marek",
         "Zofia", "childs_own_account"),
    }  # fmt: skip
    referred = scenario.rows(
        f"MATCH {OF_FAMILY}-[s:SUBJECT_OF]->(r:Referral) WHERE f.source = 'family_help/families' "
        "RETURN f.given_names AS person, r.received_on AS day, r.category AS category"
    )
    assert referred == {("Zofia", date(2026, 2, 20), "mental_health")}


def test_who_told_whom_what_on_which_basis(scenario: Asked) -> None:
    found = scenario.rows(
        "MATCH (g:Agency)<-[:BY]-(s:Sharing)-[:TO]->(a:Agency) "
        "RETURN s.own_id AS id, g.id AS giver, a.id AS told, s.happened_on AS day, s.basis AS basis, "
        "s.family_told_on AS family_told, s.not_told_because AS because, "
        "s.article_6 AS article, s.schedule_1 AS schedule"
    )
    assert found == {
        ("D1", "school", "family_help", date(2026, 2, 12), "agreement", date(2026, 2, 13), None, None, None),
        ("D2", "school", "family_help", date(2026, 5, 4), "agreement", date(2026, 5, 5), None, None, None),
        ("H1", "housing", "family_help", date(2026, 2, 20), "agreement", None, None, None, None),
        (
            "D3",
            "police",
            "csc",
            date(2026, 5, 6),
            "public task",
            None,
            "would prejudice",
            "public_task",
            "18",
        ),
    }
    about = scenario.rows(
        "MATCH (s:Sharing)-[:ABOUT]->(o:Observation) RETURN s.own_id AS id, o.own_id AS item, o.value AS value"
    )
    assert about == {("D1", "AT1", 71.0), ("D1", "N1", None), ("D2", "AT2", 64.0), ("H1", "AR1", None)}
    people = scenario.rows(
        "MATCH (s:Sharing)-[a:ABOUT]->(r:Record) RETURN s.own_id AS id, r.given_names AS person, a.role AS part"
    )
    assert people == {("D3", "Piotr", "subject")}


def test_the_lapsed_agreement_that_is_relied_on(scenario: Asked) -> None:
    """One of three that rest on agreement: D2, 24 days after its end; D3 rests on something else."""
    (end,) = {day for (day,) in scenario.rows("MATCH (c:Consent {own_id: 'A1'}) RETURN c.ends_on AS day")}
    resting = scenario.rows(
        "MATCH (s:Sharing) WHERE s.basis = 'agreement' RETURN s.own_id AS id, s.happened_on AS day"
    )
    assert len(resting) == 3
    assert isinstance(end, date)
    after = {name: (day - end).days for name, day in resting if isinstance(day, date) and day >= end}
    assert after == {"D2": 24}


def test_what_people_asked(scenario: Asked) -> None:
    found = scenario.rows(
        f"MATCH {OF_FAMILY}<-[:BY]-(w:Wish)-[:ABOUT]->(o:Observation) WHERE f.source = 'family_help/families' "
        "RETURN f.given_names AS who, w.wish_kind AS kind, w.expressed_on AS day, o.id AS about"
    )
    assert found == {
        ("Piotr", "disputed", date(2026, 2, 20), "school/notes/N1"),
        ("Ewa", "do_not_tell", date(2026, 2, 20), "housing/arrears/AR1"),
        ("Zofia", "do_not_tell", date(2026, 3, 2), "family_help/family_says/S1"),
    }
    against = scenario.rows(
        f"MATCH {OF_FAMILY}<-[:AGAINST]-(w:Wish) WHERE f.source = 'family_help/families' "
        "RETURN w.own_id AS wish, f.given_names AS against"
    )
    assert against == {("W2", "Piotr"), ("W2", "Zofia"), ("W2", "Adam"), ("W3", "Ewa")}


def test_each_log_says_what_it_covers(scenario: Asked) -> None:
    found = scenario.rows(
        "MATCH (s:Source)-[:FROM]->(a:Agency) WHERE s.category = 'sharing_log' "
        "RETURN a.id AS agency, s.covers_from AS since, s.covers_to AS until"
    )
    assert found == {
        (agency, date(2024, 1, 1), date(2026, 5, 12)) for agency in ("school", "housing", "police")
    }


@pytest.mark.parametrize("hidden", ["school nurse", "school_nursing/visits", "she sees Marek"])
def test_what_is_restricted_shows_nowhere_to_the_uncleared(scenario: Asked, hidden: str) -> None:
    def shown(viewer: Viewer | None) -> str:
        door = scenario.door(viewer)
        family = door.family(person(door, "zofia lis"))
        return str((family, door.known(family)))

    assert hidden not in shown(UNCLEARED)
    assert "school_nursing/visits" in shown(None)
