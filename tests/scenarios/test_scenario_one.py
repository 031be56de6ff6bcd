"""Scenario 1, the partner nobody joined: household, extended household, responsibility and knowledge, exactly.

Loaded from files written for it, by mappings, through the whole road, and asked through the one door. Linking is by
identifier, so Craig and the 'Craig D.' of Health visiting stay apart: what follows from a reviewer's link is not here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.codes import KnowledgeState, Lens, ResponsibilityState
from graph.ledger import Ledger, open_ledger
from graph.store import Store
from queries import Explorer, FamilyView, demonstration_viewer
from tests.scenarios.loading import TODAY, load_scenario

AGENCIES = ("csc", "school", "police", "housing", "health_visiting", "gp")


@dataclass(frozen=True)
class Scenario:
    door: Explorer
    ledger: Ledger

    def person(self, text: str) -> str:
        """The best answer to a search."""
        return self.door.find(text).matches[0].person_id

    def family(self, text: str, lens: Lens = Lens.HOUSEHOLD) -> FamilyView:
        return self.door.family(self.person(text), lens=lens)

    def cells(self, text: str) -> list[str]:
        """Words of the states of one person, in the order of AGENCIES."""
        family = self.family(text)
        known = self.door.known(family)
        of = {cell.agency: cell for cell in known.cells if cell.person_id == family.focus[0]}
        assert set(of) == set(AGENCIES)
        return [of[agency].words for agency in AGENCIES]

    def states(self, text: str) -> list[KnowledgeState]:
        family = self.family(text)
        known = self.door.known(family)
        of = {cell.agency: cell.state for cell in known.cells if cell.person_id == family.focus[0]}
        return [of[agency] for agency in AGENCIES]


@pytest.fixture
def scenario(store: Store, tmp_path: Path) -> Iterator[Scenario]:
    ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    load_scenario("one", store, ledger)
    yield Scenario(Explorer(store, ledger, demonstration_viewer(), clock=lambda: TODAY), ledger)
    ledger.close()


def names(family: FamilyView) -> set[str]:
    return {member.best.label for member in family.members}


def test_the_household_is_dana_maya_and_joel(scenario: Scenario) -> None:
    assert names(scenario.family("maya kerr")) == {"Dana Kerr", "Maya Kerr", "Joel Kerr"}


def test_the_household_is_the_same_from_any_member(scenario: Scenario) -> None:
    for name in ("dana kerr", "joel kerr"):
        assert names(scenario.family(name)) == {"Dana Kerr", "Maya Kerr", "Joel Kerr"}


def test_the_extended_household_adds_lee(scenario: Scenario) -> None:
    family = scenario.family("maya kerr", Lens.EXTENDED_HOUSEHOLD)
    assert names(family) == {"Dana Kerr", "Maya Kerr", "Joel Kerr", "Lee Marsh"}
    lee = next(member for member in family.members if member.best.label == "Lee Marsh")
    assert [home.address for home in lee.residences] == ["7 Poplar Ct"]
    assert "father of Maya Kerr" in lee.why[0].words


def test_joels_father_is_unknown_and_named_by_health_visiting(scenario: Scenario) -> None:
    family = scenario.family("joel kerr", Lens.EXTENDED_HOUSEHOLD)
    assert [one.words for one in family.unidentified] == [
        "unknown; Health visiting says 'Craig D.', not linked: for review"
    ]


def test_every_member_says_why(scenario: Scenario) -> None:
    for member in scenario.family("maya kerr", Lens.EXTENDED_HOUSEHOLD).members:
        assert member.why, member.best.label
        assert member.is_focus or all(why.said for why in member.why)


def test_parental_responsibility(scenario: Scenario) -> None:
    family = scenario.family("maya kerr", Lens.EXTENDED_HOUSEHOLD)
    held = {(one.holder_name, one.child_name): one.state for one in family.responsibilities}
    assert held[("Lee Marsh", "Maya Kerr")] is ResponsibilityState.HOLDS
    assert held[("Dana Kerr", "Joel Kerr")] is ResponsibilityState.HOLDS
    lee = next(one for one in family.responsibilities if one.holder_name == "Lee Marsh")
    assert [(said.agency, str(said.recorded_on)) for said in lee.said] == [("csc", "2024-10-03")]
    fathers = [
        state for (holder, child), state in held.items() if child == "Joel Kerr" and holder != "Dana Kerr"
    ]
    assert fathers == [ResponsibilityState.UNKNOWN]


K = KnowledgeState


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("maya kerr", [K.HISTORIC, K.CURRENT, K.RECORDED, K.CURRENT, K.NOT_COVERED, K.NOT_LOADED]),
        ("joel kerr", [K.NOTHING_FOUND, K.NOT_COVERED, K.RECORDED, K.CURRENT, K.CURRENT, K.NOT_LOADED]),
        ("craig dunn", [K.NAMED, K.NOT_COVERED, K.RECORDED, K.NOTHING_FOUND, K.NOT_COVERED, K.NOT_LOADED]),
    ],
)
def test_knowledge_cells(scenario: Scenario, person: str, expected: list[KnowledgeState]) -> None:
    assert scenario.states(person) == expected


def test_knowledge_in_words(scenario: Scenario) -> None:
    maya, joel, craig = (scenario.cells(name) for name in ("maya kerr", "joel kerr", "craig dunn"))
    assert "14 Feb 2026" in maya[2]
    assert "28 Apr 2026" in joel[2]
    assert "28 Apr 2026" in craig[2]
    assert "named in Kyle's record" in craig[0]
    assert "telephone" in maya[5]


def test_lead_practitioner_last_contact_and_whom_to_call(scenario: Scenario) -> None:
    kyle = scenario.door.known(scenario.family("kyle dunn"))
    open_case = next(
        cell for cell in kyle.cells if cell.agency == "csc" and cell.person_id == kyle.family.focus[0]
    )
    assert open_case.lead is not None
    assert open_case.lead.name == "A. Osei"
    assert str(open_case.since) == "2026-01-06"
    joel = scenario.door.known(scenario.family("joel kerr"))
    seen = next(
        cell
        for cell in joel.cells
        if cell.agency == "health_visiting" and cell.person_id == joel.family.focus[0]
    )
    assert str(seen.last_contact) == "2026-03-12"
    assert "01632 960500" in seen.whom_to_call


def test_a_misspelt_name_finds_maya(scenario: Scenario) -> None:
    assert scenario.door.find("maia ker").matches[0].best.label == "Maya Kerr"


def test_what_was_asked_and_shown_is_on_the_trail(scenario: Scenario) -> None:
    scenario.family("maya kerr")
    asked = [entry.question for entry in scenario.ledger.trail()]
    assert asked[-2:] == ["find", "family"]
    assert scenario.ledger.verify_trail().ok
