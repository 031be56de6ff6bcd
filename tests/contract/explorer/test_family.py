"""Who counts as family, and what is stated of them: scenario 1 and the limits of a lens."""

from __future__ import annotations

from datetime import date

import pytest

from graph.codes import Lens
from graph.errors import NotFound
from queries.explorer import Explorer
from tests.contract.explorer.asking import OpenBuilt, explorer, ids
from tests.contract.explorer.kerr_family import ALDER, CARE, HEALTH, HOUSING, POLICE, SCHOOL, kerr_family


def test_household_is_those_who_live_at_one_address(door: Explorer) -> None:
    family = door.family("maya")
    assert ids(family) == ["maya", "dana", "joel"]
    assert [member.age for member in family.members] == [9, 31, 2]
    assert [group.member_ids for group in family.households] == [("maya", "dana", "joel")]
    dana = family.member("dana")
    assert dana is not None
    assert [why.words for why in dana.why] == ["lives at 12 Alder St with Maya Kerr"]
    assert {said.agency_name for said in dana.why[0].said} == {"Housing"}


def test_extended_household_adds_the_father_across_town(door: Explorer) -> None:
    family = door.family("joel", lens=Lens.EXTENDED_HOUSEHOLD)
    assert ids(family) == ["joel", "lee", "dana", "maya"]
    lee = family.member("lee")
    assert lee is not None
    assert [why.words for why in lee.why] == ["father of Maya Kerr, not in the household"]
    assert [group.label for group in family.households] == [ALDER, "7 Poplar Ct"]
    assert "Lee Marsh is father of Maya Kerr (says Children's social care, School)" in [
        fact.words for fact in family.relations
    ]


def test_a_parent_known_by_name_alone_is_told_and_not_linked(door: Explorer) -> None:
    [unidentified] = door.family("maya").unidentified
    assert (unidentified.child, unidentified.relationship) == ("joel", "father")
    assert unidentified.words == "unknown; Health visiting says 'Craig D.', not linked: for review"


def test_a_namesake_known_by_name_alone_is_neither_linked_nor_counted_twice(built: OpenBuilt) -> None:
    graph = kerr_family()
    named = graph.record(SCHOOL, "M1-contact", "dana-again", "Dana KERR", named_in=f"{SCHOOL}/M1")
    graph.related(SCHOOL, "dana-again", "mother", "maya", record_id=named)
    graph.home(SCHOOL, "dana-again", ALDER, record_id=named)
    family = explorer(built(graph)).family("maya")
    assert ids(family) == ["maya", "dana", "joel"]
    assert [one.name for one in family.unidentified] == ["Craig D."]
    assert [fact.holder for fact in family.responsibilities if fact.child == "maya"] == ["lee", "dana"]
    linked = "the record is not linked to Dana Kerr of that name: for review"
    assert f"School names 'Dana KERR' as mother of Maya Kerr; {linked}" in family.words
    assert f"School names 'Dana KERR' at 12 Alder St; {linked}" in family.words


def test_an_identifier_makes_somebody_of_a_name(built: OpenBuilt) -> None:
    graph = kerr_family()
    graph.identifier(HEALTH, f"{HEALTH}/H1-father", "nhs_number", "9990000000", valid=False)
    assert [one.name for one in explorer(built(graph)).family("maya").unidentified] == ["Craig D."]
    graph.identifier(HEALTH, f"{HEALTH}/H1-father", "nhs_number", "9990000018")
    family = explorer(built(graph)).family("maya", lens=Lens.EXTENDED_HOUSEHOLD)
    assert family.unidentified == ()
    assert "craig-d" in ids(family)


def test_parental_responsibility_is_as_stated_and_else_unknown(door: Explorer) -> None:
    facts = door.family("maya").responsibilities
    assert [(fact.holder_name, fact.state.value) for fact in facts if fact.child == "joel"] == [
        ("Dana Kerr", "holds"),
        ("'Craig D.' (not linked)", "unknown"),
    ]
    assert [(fact.holder_name, fact.state.value) for fact in facts if fact.child == "maya"] == [
        ("Lee Marsh", "holds"),
        ("Dana Kerr", "unknown"),
    ]


def test_before_he_was_born_joel_was_no_member(door: Explorer) -> None:
    family = door.family("maya", as_of=date(2023, 1, 1))
    assert ids(family) == ["maya", "dana"]
    assert any("as linked today" in words for words in family.words)


def test_nothing_is_known_before_it_was_loaded(door: Explorer) -> None:
    with pytest.raises(NotFound):
        door.family("maya", by=date(2026, 5, 10))


@pytest.mark.parametrize(
    ("ending", "stood"), [("withdrawn", True), ("corrected", True), ("left_window", False)]
)
def test_what_is_no_longer_said_stands_only_in_what_was_known_before(
    built: OpenBuilt, ending: str, stood: bool
) -> None:
    graph = kerr_family(date(2026, 1, 5))
    graph.home(POLICE, "craig", ALDER, ended_on=date(2026, 4, 1), ending=ending)
    door = explorer(built(graph))
    assert "craig" not in ids(door.family("maya"))
    assert "craig" not in ids(door.family("maya", by=date(2026, 4, 1)))
    craig = door.family("maya", by=date(2026, 3, 31)).member("craig")
    assert (craig is not None) is stood
    marks = {said.ending for why in craig.why for said in why.said} if craig else set()
    assert marks == ({ending, None} if stood else set())


def test_a_communal_residence_makes_no_family_and_is_told(built: OpenBuilt) -> None:
    graph = kerr_family()
    for own_id in ("1", "2"):
        graph.record(HOUSING, own_id, f"lodger-{own_id}", f"Lodger {own_id}")
        graph.home(HOUSING, f"lodger-{own_id}", "1 Hostel Row", communal=own_id == "1" or None)
    graph.home(HOUSING, "lee", "1 Hostel Row")
    family = explorer(built(graph)).family("lee")
    assert ids(family) == ["lee"]
    assert family.not_followed == ("not followed: 2 people at 1 Hostel Row",)


def test_of_a_restricted_residence_neither_word_nor_number(built: OpenBuilt) -> None:
    graph = kerr_family()
    graph.record(HOUSING, "1", "lodger", "Lodger One")
    graph.home(HOUSING, "lodger", "1 Safe Row", communal=True, restriction="refuge")
    graph.home(HOUSING, "lee", "1 Safe Row", communal=True)
    family = explorer(built(graph)).family("lee")
    assert ids(family) == ["lee"]
    assert family.not_followed == ()


def test_a_household_named_by_a_source_counts(built: OpenBuilt) -> None:
    graph = kerr_family()
    graph.household(CARE, "HH1", "kyle", "craig")
    family = explorer(built(graph)).family("kyle")
    assert ids(family) == ["kyle", "craig"]
    assert [why.words for member in family.members[1:] for why in member.why] == [
        "in one household with Kyle Dunn"
    ]
