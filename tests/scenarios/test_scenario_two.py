"""Scenario 2, the safe address: what its files state stands in the graph, restricted where it must be.

Answers that honour the safety marker belong to the issue on viewers; here are those that the door gives exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from graph.codes import KnowledgeState, ResponsibilityState, RestrictionClass, Role
from graph.ledger import open_ledger
from graph.store import Store
from graph.stores import open_store
from loaders.pipeline import load
from queries import FamilyView, KnownView, Viewer
from tests.scenarios.asking import Asked, asked, names, person, states
from tests.scenarios.loading import TODAY, assert_all_loaded, copied, delivery, load_scenario

BEFORE = date(2026, 3, 1)
RESTRICTED_FEEDS = (
    "domestic_abuse_service/refuge", "domestic_abuse_service/safety_markers", "police/marac",
)  # fmt: skip
HOUSING = Viewer("R. Iqbal", Role.AGENCY_PRACTITIONER, "housing", "tenancy enquiry")
UNCLEARED = Viewer("B. Lowe", Role.MASH_DECISION_MAKER, None, "enquiry")


@pytest.fixture
def scenario(store: Store, tmp_path: Path) -> Iterator[Asked]:
    with asked(store, tmp_path) as opened:
        load_scenario("two", store, opened.ledger)
        yield opened


@pytest.fixture
def never_loaded(tmp_path: Path) -> Iterator[Asked]:
    """The same without the restricted records and the marker."""
    files = copied("two", tmp_path / "files", lambda line: not line.endswith(",yes"))
    store = open_store(f"ladybug:{tmp_path / 'other.db'}", writing=True)
    store.ensure_schema()
    ledger = open_ledger(f"sqlite:///{tmp_path / 'other.sqlite'}")
    kept = [one for one in delivery("two", files) if one.mapping.feed.id not in RESTRICTED_FEEDS]
    assert_all_loaded(load(kept, store, ledger, loaded_on=TODAY, by="scenario"))
    yield Asked(store, ledger)
    ledger.close()
    store.close()


def test_the_people_are_linked_by_their_numbers(scenario: Asked) -> None:
    found = scenario.rows("MATCH (p:Person) RETURN p.id AS id")
    # Ryan, Amara, Noah, Joan and Ben, and six others in the refuge.
    assert len(found) == 5 + 6
    noah = scenario.rows(
        "MATCH (:Record {id: 'csc/children/C20'})-[:DESCRIBES]->(p:Person)<-[:DESCRIBES]-(r:Record) "
        "WHERE r.source <> 'csc/children' RETURN r.source AS source"
    )
    assert noah == {
        ("housing/tenancies",), ("school/census",), ("gp/patients",),
        *((feed,) for feed in RESTRICTED_FEEDS),
    }  # fmt: skip


def test_the_tenancy_and_its_people(scenario: Asked) -> None:
    found = scenario.rows(
        "MATCH (r:Record)-[:DESCRIBES]->(:Person)-[l:LIVES_AT]->(h:Residence) WHERE r.source = 'housing/tenancies' "
        "AND l.source = r.source RETURN r.given_names AS name, l.address_as_recorded AS address, l.valid_from AS since"
    )
    assert found == {
        ("Ryan", "5 Oak Rd", date(2018, 5, 4)), ("Amara", "5 Oak Rd", date(2018, 5, 4)),
        ("Noah", "5 Oak Rd", date(2018, 9, 2)), ("Joan", "9 Oak Rd", date(2017, 2, 1)),
        ("Ben", "9 Oak Rd", date(2018, 8, 30)),
    }  # fmt: skip


def test_the_refuge_has_no_address(scenario: Asked) -> None:
    homes = scenario.rows("MATCH (h:Residence) RETURN h.id AS id")
    assert len(homes) == 2
    lives = scenario.rows("MATCH (:Person)-[l:LIVES_AT]->(:Residence) RETURN l.source AS source")
    assert lives == {("housing/tenancies",)}
    assert scenario.rows("MATCH (:Household)-[:AT]->(r:Residence) RETURN r.id AS id") == set()


def test_the_marker(scenario: Asked) -> None:
    found = scenario.rows(
        "MATCH (p:Person)-[s:SUBJECT_OF]->(m:SafetyMarker) RETURN p.id AS person, m.set_on AS since, "
        "m.set_by AS adviser, m.review_on AS review, m.ring AS ring, m.restriction AS restriction, "
        "s.restriction AS of_edge"
    )
    assert len(found) == 2
    assert {row[1:] for row in found} == {
        (date(2026, 3, 20), "R. Stone, domestic violence adviser", date(2026, 9, 20), "R. Stone", "safety_marker",
         "safety_marker")
    }  # fmt: skip


def test_refuge_gp_conference_and_school_are_restricted_with_their_days(scenario: Asked) -> None:
    stays = scenario.rows(
        "MATCH (:Person)-[h:HAS_INVOLVEMENT]->(i:Involvement) WHERE h.restriction <> 'refuge' "
        "RETURN h.source AS source, i.involvement_kind AS kind, h.valid_from AS since, h.restriction AS restriction"
    )
    assert {row for row in stays if row[0] != "housing/tenancies"} == {
        ("gp/patients", "gp_registration", date(2026, 4, 2), "safety_marker"),
        ("school/census", "school_enrolment", date(2026, 4, 13), "safety_marker"),
    }
    residents = scenario.rows(
        "MATCH (p:Person)-[h:HAS_INVOLVEMENT]->(:Involvement) WHERE h.restriction = 'refuge' "
        "RETURN p.id AS person, h.valid_from AS since"
    )
    assert len(residents) == 8
    assert sum(since == date(2026, 3, 20) for _, since in residents) == 2
    heard = scenario.rows(
        "MATCH (p:Person)-[s:SUBJECT_OF]->(o:Observation) RETURN s.role AS role, o.observed_on AS day, "
        "o.restriction AS restriction"
    )
    assert heard == {(role, date(2026, 4, 2), "marac") for role in ("victim", "child", "alleged")}


@pytest.mark.parametrize("feed", RESTRICTED_FEEDS)
def test_all_of_a_restricted_feed_is_restricted_and_so_is_the_feed(scenario: Asked, feed: str) -> None:
    for kind in ("Source", "Record", "SafetyMarker", "Observation", "Involvement", "Household"):
        found = scenario.rows(
            f"MATCH (n:{kind}) WHERE n.source = '{feed}' RETURN n.restriction AS restriction"
        )
        assert None not in {value for (value,) in found}, kind


def test_parental_responsibility(scenario: Asked) -> None:
    door = scenario.door()
    family = door.family(person(door, "noah cole"), as_of=BEFORE)
    held = {(one.holder_name, one.child_name): one.state for one in family.responsibilities}
    assert held[("Ryan Cole", "Noah Cole")] is ResponsibilityState.HOLDS
    assert held[("Amara Cole", "Noah Cole")] is ResponsibilityState.HOLDS


def test_the_household_before_they_left_is_three(scenario: Asked) -> None:
    door = scenario.door()
    family = door.family(person(door, "noah cole"), as_of=BEFORE)
    assert names(family) == {"Ryan Cole", "Amara Cole", "Noah Cole"}


def test_what_the_cleared_know_of_noah(scenario: Asked) -> None:
    found = states(scenario.door(), "noah cole")
    assert found["housing/tenancies"] is KnowledgeState.CURRENT
    assert found["school/census"] is KnowledgeState.CURRENT
    assert found["gp/patients"] is KnowledgeState.CURRENT
    assert found["domestic_abuse_service/refuge"] is KnowledgeState.CURRENT


def shown(opened: Asked, viewer: Viewer, text: str) -> tuple[FamilyView, KnownView]:
    door = opened.door(viewer)
    family = door.family(person(door, text))
    return family, door.known(family)


def test_a_housing_officer_sees_three_at_oak_road(scenario: Asked) -> None:
    family, _ = shown(scenario, HOUSING, "noah cole")
    assert names(family) == {"Ryan Cole", "Amara Cole", "Noah Cole"}
    assert {home.address for member in family.members for home in member.residences} == {"5 Oak Rd"}
    assert family.held == ()


@pytest.mark.parametrize("viewer", [HOUSING, UNCLEARED], ids=["housing officer", "uncleared decision-maker"])
@pytest.mark.parametrize("text", ["noah cole", "amara cole", "ryan cole", "ben ray"])
def test_an_answer_is_what_it_is_where_nothing_restricted_was_ever_loaded(
    scenario: Asked, never_loaded: Asked, viewer: Viewer, text: str
) -> None:
    assert shown(scenario, viewer, text) == shown(never_loaded, viewer, text)
    assert scenario.door(viewer).find(text) == never_loaded.door(viewer).find(text)


def test_noahs_cells_of_other_agencies_read_like_bens(scenario: Asked) -> None:
    def words(text: str) -> list[tuple[str, str, str]]:
        family, known = shown(scenario, HOUSING, text)
        own = [cell for cell in known.cells if cell.person_id == family.focus[0]]
        return [(cell.column, cell.state, cell.words) for cell in own if cell.agency != "housing"]

    assert words("noah cole") == words("ben ray")
    assert len(words("ben ray")) >= 3


@pytest.mark.parametrize(
    "hidden", ["Willow", "Harbour", "refuge", "MARAC", "R. Stone", "2026, 3, 20", "2026, 4, 2"]
)
def test_no_word_of_it_is_shown_to_the_uncleared(scenario: Asked, hidden: str) -> None:
    for viewer in (HOUSING, UNCLEARED):
        assert hidden not in str(shown(scenario, viewer, "noah cole"))


def test_a_clearance_for_one_class_shows_that_one_alone(scenario: Asked) -> None:
    cleared = Viewer(
        "C. Marr", Role.MASH_DECISION_MAKER, None, "enquiry", frozenset({RestrictionClass.SAFETY_MARKER})
    )
    found = str(shown(scenario, cleared, "noah cole"))
    assert "Willow" in found or "school/census" in found
    assert "refuge" not in found
