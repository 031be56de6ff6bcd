"""Scenario 3, not a secret list: who is listed, told and flagged, and which incident reached us when.

Reports to lead practitioners belong to a later issue; what they will rest on stands in the graph.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from graph.codes import KnowledgeState
from graph.store import Store
from loaders.pipeline import load
from tests.scenarios.asking import Asked, asked, names, person, states
from tests.scenarios.loading import HERE, TODAY, delivery, load_scenario

LISTED = {
    "Ahmed": (date(2026, 2, 2), None, date(2026, 2, 2), None, "Priya Shah", {"Imran", "Sara", "Yusuf"}),
    "Brook": (date(2026, 3, 9), None, date(2026, 3, 9), None, "Priya Shah", {"Nia", "Kit"}),
    "Doyle": (date(2026, 3, 2), None, None, date(2026, 3, 16), "Tom Ward", {"Sean", "Orla", "Finn"}),
    "Ellis": (date(2025, 9, 1), date(2026, 4, 30), date(2025, 9, 1), None, "Tom Ward", {"Kim"}),
}
INCIDENTS = {
    # incident: happened, recorded, reached us
    "I1": (date(2026, 5, 10), date(2026, 5, 11), date(2026, 5, 12)),
    "I2": (date(2026, 5, 2), date(2026, 5, 11), date(2026, 5, 12)),
    "I3": (date(2026, 5, 11), date(2026, 5, 11), date(2026, 5, 12)),
    "I4": (date(2026, 5, 11), date(2026, 5, 11), date(2026, 5, 12)),
    "I5": (date(2026, 5, 9), date(2026, 5, 9), date(2026, 5, 10)),
}


@pytest.fixture
def scenario(store: Store, tmp_path: Path) -> Iterator[Asked]:
    with asked(store, tmp_path) as opened:
        load_scenario("three", store, opened.ledger)
        yield opened


@pytest.mark.parametrize("family", LISTED)
def test_a_family_as_listed(scenario: Asked, family: str) -> None:
    *days, lead, members = LISTED[family]
    found = scenario.rows(
        f"MATCH (l:FamilyListing {{id: 'family_support/listings/{family}'}})<-[r:LEADS]-(p:Professional) "
        "RETURN l.listed_on AS listed, l.closed_on AS closed, l.told_on AS told, l.tell_by AS due, p.name AS lead"
    )
    assert found == {(*days, lead)}
    listed = scenario.rows(
        f"MATCH (l:FamilyListing {{id: 'family_support/listings/{family}'}})<-[e:LISTED_IN]-(:Person)<-[:DESCRIBES]-"
        "(r:Record) WHERE r.source = e.source RETURN r.given_names AS name, e.valid_from AS since, e.valid_to AS until"
    )
    assert listed == {(name, days[0], days[1]) for name in members}


@pytest.mark.parametrize("incident", INCIDENTS)
def test_when_an_incident_happened_was_recorded_and_reached_us(scenario: Asked, incident: str) -> None:
    found = scenario.rows(
        f"MATCH (i:Incident {{id: 'police/incidents/{incident}'}}) "
        "RETURN i.happened_on AS happened, i.recorded_on AS recorded, i.loaded_on AS loaded, i.ended_on AS ended"
    )
    assert found == {(*INCIDENTS[incident], None)}


def test_who_was_in_which_incident(scenario: Asked) -> None:
    found = scenario.rows(
        "MATCH (r:Record)-[:DESCRIBES]->(:Person)-[e:INVOLVED_IN]->(i:Incident) WHERE r.source = e.source "
        "RETURN i.own_id AS incident, r.given_names AS name, e.role AS role"
    )
    assert found == {
        ("I1", "Imran", "named"), ("I2", "Sean", "victim"), ("I3", "Kim", "named"), ("I4", "Omar", "named"),
        ("I5", "Imran", "named"),
    }  # fmt: skip
    late = scenario.rows("MATCH (i:Incident {id: 'police/incidents/I1'}) RETURN i.happened_at AS moment")
    assert late == {(datetime(2026, 5, 10, 23, 10),)}


def test_the_police_feed_says_up_to_when_it_reached_us(scenario: Asked) -> None:
    found = scenario.rows(
        "MATCH (s:Source {id: 'police/incidents'}) RETURN s.as_of AS as_of, s.covers_to AS until, s.delivery AS kind"
    )
    assert found == {(TODAY, TODAY, "additions")}


def test_police_already_record_three_of_the_listed(scenario: Asked) -> None:
    both = scenario.rows(
        "MATCH (m:Record)-[:DESCRIBES]->(:Person)<-[:DESCRIBES]-(x:Record) "
        "WHERE m.source = 'family_support/listings' AND x.source = 'police/incidents' RETURN m.given_names AS name"
    )
    assert both == {("Imran",), ("Sean",), ("Kim",)}


def test_a_flag_goes_out_only_for_people_whom_police_record_and_is_removed_at_closure(
    scenario: Asked,
) -> None:
    found = scenario.rows(
        "MATCH (a:Agency {id: 'police'})<-[:TO]-(s:Sharing)-[:ABOUT]->(r:Record) "
        "RETURN s.own_id AS flag, s.act AS act, s.level AS level, s.happened_on AS day, r.given_names AS name, "
        "s.family_told_on AS told"
    )
    assert found == {
        ("F1", "shared", "flag", date(2026, 2, 3), "Imran", date(2026, 2, 2)),
        ("F2", "shared", "flag", date(2026, 3, 3), "Sean", None),
        ("F3", "shared", "flag", date(2025, 9, 2), "Kim", date(2025, 9, 1)),
        ("F3-E", "ended", "flag", date(2026, 4, 30), "Kim", None),
    }


def test_nothing_about_brook_ever_went_to_police(scenario: Asked) -> None:
    about = scenario.rows(
        "MATCH (a:Agency {id: 'police'})<-[:TO]-(s:Sharing)-[:ABOUT]->(l:FamilyListing) RETURN l.own_id AS family"
    )
    assert about == {("Ahmed",), ("Doyle",), ("Ellis",)}


def test_who_outside_the_programme_knows_of_each_listing(scenario: Asked) -> None:
    agencies = scenario.rows(
        "MATCH (a:Agency)<-[:TO]-(s:Sharing)-[:ABOUT]->(l:FamilyListing) WHERE s.act = 'shared' "
        "RETURN l.own_id AS family, a.id AS told, s.happened_on AS day"
    )
    assert agencies == {
        ("Ahmed", "police", date(2026, 2, 3)), ("Doyle", "police", date(2026, 3, 3)),
        ("Ellis", "police", date(2025, 9, 2)), ("Brook", "elm_primary", date(2026, 5, 8)),
    }  # fmt: skip
    readers = scenario.rows(
        "MATCH (r:Record)-[:DESCRIBES]->(:Person)<-[:TO]-(s:Sharing)-[:ABOUT]->(l:FamilyListing) "
        "RETURN l.own_id AS family, r.given_names AS told, s.happened_on AS day"
    )
    assert readers == {("Brook", "Nia", date(2026, 3, 9))}


def test_elm_was_told_when_it_had_said_why_and_nia_had_agreed(scenario: Asked) -> None:
    found = scenario.rows(
        "MATCH (s:Sharing {id: 'family_support/sharing_log/E1'})-[a:ABOUT]->(r:Record) "
        "RETURN s.requested_by AS asker, s.requested_on AS asked, s.asked AS question, s.purpose AS purpose, "
        "s.decided_on AS decided, s.what AS what, r.given_names AS person, a.consent_state AS agreed"
    )
    assert found == {
        ("Elm Primary", date(2026, 5, 7), "is Brook listed?", "breakfast club", date(2026, 5, 8),
         "flag and lead's number", "Nia", "given")
    }  # fmt: skip
    agreed = scenario.rows(
        "MATCH (p:Person)<-[:`FOR`]-(c:Consent)-[:GIVEN_BY]->(q:Person) WHERE p.id = q.id "
        "RETURN c.state AS state, c.starts_on AS since"
    )
    assert agreed == {("given", date(2026, 5, 8))}


def test_a_brother_is_no_member(scenario: Asked) -> None:
    found = scenario.rows(
        "MATCH (a:Record)-[:DESCRIBES]->(:Person)-[e:RELATED_TO]->(:Person)<-[:DESCRIBES]-(b:Record) "
        "WHERE b.source = 'family_support/listings' "
        "RETURN a.given_names AS one, e.relationship AS relationship, b.given_names AS other"
    )
    assert found == {("Omar", "brother", "Imran")}


def test_an_empty_file_changes_nothing_and_withdraws_nothing(scenario: Asked, tmp_path: Path) -> None:
    head = (HERE / "three" / "files" / "police_incidents.csv").read_text(encoding="utf-8").splitlines()[0]
    (tmp_path / "police_incidents.csv").write_text(head + "\n", encoding="utf-8")
    tomorrow = date(2026, 5, 13)
    report = load(
        delivery("three", tmp_path), scenario.store, scenario.ledger, loaded_on=tomorrow, by="scenario"
    )
    assert [(feed.counts.read, feed.counts.ended) for feed in report.feeds] == [(0, 0)]
    standing = scenario.rows("MATCH (i:Incident) WHERE i.ended_on IS NULL RETURN i.own_id AS incident")
    assert standing == {(incident,) for incident in INCIDENTS}


def test_what_the_programme_and_police_know_of_each(scenario: Asked) -> None:
    door = scenario.door()
    # Nobody says in which area they live, so the silence of a feed that covers one area says nothing.
    assert states(door, "imran ahmed") == {
        "family_support/agreements": KnowledgeState.CANNOT_BE_SAID,
        "family_support/listings": KnowledgeState.CURRENT,
        "police/incidents": KnowledgeState.RECORDED,
        "elm_primary": KnowledgeState.NOT_LOADED,
    }
    assert states(door, "kim ellis")["family_support/listings"] is KnowledgeState.HISTORIC
    assert states(door, "nia brook")["police/incidents"] is KnowledgeState.CANNOT_BE_SAID


def test_nobody_lives_with_anybody_as_no_source_says_so(scenario: Asked) -> None:
    door = scenario.door()
    assert names(door.family(person(door, "imran ahmed"))) == {"Imran Ahmed"}
