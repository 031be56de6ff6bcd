"""The one door over a real store: scenario 1, what is cut, and what is written to the trail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from graph.codes import Category, KnowledgeState, Lens, RestrictionClass, Role
from graph.errors import NotFound, NotPermitted, StoreUnavailable
from graph.ledger import TrailEntry
from graph.store import Store, open_store
from queries.explorer import Explorer
from queries.results import FamilyView, KnownView
from queries.viewer import CaseRelation, DeclaredRelation, Viewer, demonstration_viewer
from tests.contract.kerr_family import ALDER, CARE, HEALTH, HOUSING, POLICE, SCHOOL, TODAY, kerr_family
from tests.contract.small_graph import SmallGraph

STORES = ("ladybug",)
OpenBuilt = Callable[[SmallGraph], Store]


class Trail:
    """A trail in memory; `broken` refuses to write."""

    def __init__(self, *, broken: bool = False) -> None:
        self.entries: list[TrailEntry] = []
        self._broken = broken

    def append_trail(self, entry: TrailEntry) -> str:
        if self._broken:
            raise StoreUnavailable("The trail cannot be written.")
        self.entries.append(entry)
        return "hash"


@pytest.fixture(params=STORES)
def built(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenBuilt]:
    """Builds a store of the given kind from a graph; all are closed at the end."""
    opened: list[Store] = []

    def build(graph: SmallGraph) -> Store:
        store = open_store(f"{request.param}:{tmp_path}/{len(opened)}/db", writing=True)
        opened.append(store)
        store.ensure_schema()
        store.build(graph.frames())
        return store

    yield build
    for store in opened:
        store.close()


def explorer(store: Store, viewer: Viewer | None = None, trail: Trail | None = None) -> Explorer:
    return Explorer(store, trail or Trail(), viewer or demonstration_viewer(), clock=lambda: TODAY)


@pytest.fixture
def door(built: OpenBuilt) -> Explorer:
    """The Kerr family, asked by somebody from whom nothing can be hidden."""
    return explorer(built(kerr_family()))


def ids(family: FamilyView) -> list[str]:
    return [member.person_id for member in family.members]


def states(known: KnownView, person: str) -> list[tuple[str, date | None]]:
    cells = [known.cell(person, column) for column in (CARE, SCHOOL, POLICE, HOUSING, HEALTH, "gp")]
    return [(cell.state.value, cell.last_event_on) for cell in cells if cell]


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


def test_before_he_was_born_joel_was_no_member(door: Explorer) -> None:
    family = door.family("maya", as_of=date(2023, 1, 1))
    assert ids(family) == ["maya", "dana"]
    assert any("as linked today" in words for words in family.words)


def test_nothing_is_known_before_it_was_loaded(door: Explorer) -> None:
    with pytest.raises(NotFound):
        door.family("maya", by=date(2026, 5, 10))


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
