"""The cut: what goes, what is left, and that nothing tells of what went."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.codes import RestrictionClass, Role
from graph.codes.services import Category
from graph.errors import NotPermitted
from graph.query import NamedQuery, Row
from queries.policies import NOTHING_PERMITS, PolicyBook
from queries.viewer import CaseRelation, DeclaredRelation, Viewer, demonstration_viewer
from queries.visible import (
    Cut,
    Placeholder,
    column_kinds,
    for_answer,
    of_people,
    shown_people,
    shown_records,
    visible,
)

BOOK = PolicyBook.load()
DECISION_MAKER = Viewer("A", Role.MASH_DECISION_MAKER, None, "a test")
HOUSING_OFFICER = Viewer("B", Role.AGENCY_PRACTITIONER, "housing", "a test")
LEAD = Viewer(
    "C",
    Role.LEAD_PRACTITIONER,
    "family_help",
    "a test",
    case_relations=(
        CaseRelation(
            "Nowak",
            "lead practitioner",
            frozenset({Category.ATTENDANCE}),
            frozenset({"school/1", "police/1"}),
        ),
    ),
)
AGENCIES = {"housing": "housing", "police": "police_incident", "elm": "attendance"}


def said(agency: str, record: str | None = None, restriction: str | None = None, **more: object) -> Row:
    """The properties of an edge, or of a node that a feed owns."""
    given = {
        "source": f"{agency}/feed",
        "agency": agency,
        "category": AGENCIES[agency],
        "restriction": restriction,
    }
    return {**given, **({"record_id": record} if record else {}), **more}


def lives(agency: str, restriction: str | None = None) -> Row:
    return {"person": {"id": "p1"}, "lives": said(agency, f"{agency}/1", restriction), "home": {"id": "r1"}}


def test_a_row_is_shown_where_all_its_items_are() -> None:
    own, other = lives("housing"), lives("police")
    both: Row = {**own, "involved": said("police", "police/1")}
    assert visible([own, other, both], HOUSING_OFFICER, BOOK).rows == (own,)
    assert visible([own, other, both], DECISION_MAKER, BOOK).rows == (own, other, both)


def test_order_is_kept() -> None:
    rows = [lives("housing"), lives("police"), lives("elm"), lives("housing")]
    assert visible(rows, DECISION_MAKER, BOOK) == Cut(tuple(rows), (), {})


SEES_ALL_AGENCIES = (Role.MASH_DECISION_MAKER, Role.MASH_ANALYST, Role.DATA_PROTECTION_OFFICER)


@pytest.mark.parametrize("role", [role for role in Role if role not in SEES_ALL_AGENCIES])
def test_without_a_policy_that_permits_nothing_is_seen(role: Role) -> None:
    cut = visible([lives("housing"), lives("police")], Viewer("x", role, "elm", "a test"), BOOK)
    assert (cut.rows, cut.held) == ((), ())
    assert sum(cut.withheld.values()) == 2


@pytest.mark.parametrize("role", SEES_ALL_AGENCIES)
def test_these_roles_see_every_agency_and_nothing_restricted(role: Role) -> None:
    rows = [lives("housing"), lives("police"), lives("elm", "refuge")]
    assert visible(rows, Viewer("x", role, None, "a test"), BOOK).rows == (rows[0], rows[1])


def test_a_row_in_which_no_agency_says_anything_is_shown_to_nobody() -> None:
    rows: list[Row] = [
        {"person": {"id": "p1", "restriction": None}},
        {"home": {"id": "r1"}},
        {"count": 3},
        {},
    ]
    kinds = {"person": "Person", "home": "Residence"}
    assert visible(rows, demonstration_viewer(), BOOK, kinds=kinds) == Cut((), (), {NOTHING_PERMITS: 4})


def test_a_marked_person_needs_the_clearance_and_something_said_of_them() -> None:
    marked: Row = {"id": "p1", "restriction": "gender_history"}
    rows: list[Row] = [{"person": marked}, {"person": marked, "lives": said("housing", "housing/1")}]
    cleared = replace(DECISION_MAKER, clearances=frozenset({RestrictionClass.GENDER_HISTORY}))
    assert visible(rows, DECISION_MAKER, BOOK).rows == ()
    assert visible(rows, cleared, BOOK).rows == (rows[1],)
    assert visible(rows, cleared, BOOK, kinds={"person": "Person"}).rows == (rows[1],)


def test_the_register_is_seen_by_all_who_sign_in_unless_it_is_restricted() -> None:
    rows: list[Row] = [
        {"feed": said("police", title="Incidents"), "agency": {"id": "police"}},
        {"feed": said("housing", restriction="refuge", title="Refuge"), "agency": {"id": "housing"}},
        {"agency": {"id": "police", "telephone": "0161 496 0000"}},
    ]
    kinds = {"feed": "Source", "agency": "Agency"}
    researcher = Viewer("R", Role.RESEARCHER, None, "a test")
    assert visible(rows, researcher, BOOK, kinds=kinds).rows == (rows[0], rows[2])
    assert visible(rows, researcher, BOOK).rows == ()
    assert visible(rows, Viewer("F", Role.FAMILY_MEMBER, None, "a test"), BOOK, kinds=kinds).rows == ()


def test_a_search_answer_is_an_item_itself() -> None:
    rows: list[Row] = [
        {"record_id": "housing/1", "score": 1.0, **said("housing")},
        {"record_id": "police/1", "score": 0.9, **said("police")},
        {"record_id": "housing/2", "score": 0.8, **said("housing", restriction="refuge")},
    ]
    assert visible(rows, HOUSING_OFFICER, BOOK).rows == (rows[0],)


def test_items_in_lists_and_inside_items_count_too() -> None:
    secret = said("housing", "housing/2", "marac")
    rows: list[Row] = [
        {"all": [said("housing", "housing/1"), secret]},
        {"edge": said("housing", "housing/1", inner=secret)},
        {"edge": said("housing", "housing/1"), "path": [[{"id": "p", "restriction": "marac"}]]},
    ]
    assert visible(rows, HOUSING_OFFICER, BOOK).rows == ()


def test_a_store_that_leaves_out_nulls_is_cut_alike() -> None:
    bare = {"source": "s", "agency": "police", "category": "police_incident"}
    assert visible([{"edge": bare}], DECISION_MAKER, BOOK).rows == ({"edge": bare},)
    assert visible([{"edge": bare}], HOUSING_OFFICER, BOOK).rows == ()


def incident(record: str, **more: object) -> Row:
    return {
        "involved": said("police", record),
        "incident": said("police", id="police/incident/9", words="a row"),
        **more,
    }


def test_what_is_held_becomes_one_placeholder_however_often() -> None:
    rows = [incident("police/1"), incident("police/1", other="x"), incident("police/2")]
    cut = visible(rows, LEAD, BOOK, rings={"police": "Police duty desk, 0161 496 0000"})
    policy = "lead-practitioner-knows-police-hold"
    ring = "Police duty desk, 0161 496 0000"
    assert cut.rows == ()
    assert cut.held == (Placeholder("police", "police_incident", ring, (policy,)),)
    assert cut.withheld == {policy: 2, NOTHING_PERMITS: 1}
    assert "a row" not in repr(cut.held)


def test_a_row_with_something_hidden_in_it_leaves_no_placeholder() -> None:
    cut = visible([incident("police/1", home=said("elm", "elm/9"))], LEAD, BOOK)
    assert (cut.rows, cut.held) == ((), ())


def test_an_agreed_category_opens_the_family_of_the_case_alone() -> None:
    def attendance(record: str, category: str = "attendance") -> Row:
        edge = {**said("elm", record), "category": category}
        return {"edge": edge, "observation": {**said("elm", id="elm/o/1"), "category": category}}

    rows = [attendance("school/1"), attendance("school/2"), attendance("school/1", "education")]
    assert visible(rows, LEAD, BOOK).rows == (rows[0],)
    record: Row = {"record": said("elm", id="school/1")}
    assert visible([record, {"record": said("elm", id="school/2")}], LEAD, BOOK).rows == (record,)


def test_another_persons_edge_does_not_ride_on_the_case() -> None:
    row: Row = {
        "edge": said("elm", "school/1"),
        "node": said("elm", id="elm/o/1"),
        "other": said("elm", "school/2"),
    }
    assert visible([row], LEAD, BOOK).rows == ()


def test_the_record_of_somebody_declared_is_hidden_from_who_declared_it() -> None:
    noah = said(
        "housing", id="housing/1", given_names="Noah", family_name="Cole", birth_date=date(2018, 9, 2)
    )
    ben = said("housing", id="housing/2", given_names="Ben", family_name="Ray", birth_date=date(2018, 8, 30))
    rows: list[Row] = [{"record": noah}, {"record": ben}]
    declared = (DeclaredRelation("Cole", "Noah", date(2018, 9, 2), "aunt"),)
    cut = visible(rows, replace(HOUSING_OFFICER, declared_relations=declared), BOOK)
    assert cut.rows == (rows[1],)
    assert cut.withheld == {"declared-relation-bars": 1}


def test_what_was_restricted_before_stays_so() -> None:
    earlier = json.dumps(
        [{"until": "2026-03-01", "restriction": "refuge"}, {"until": "2026-04-01", "words": "x"}]
    )
    rows: list[Row] = [{"edge": said("housing", "housing/1", earlier=earlier)}]
    cleared = replace(HOUSING_OFFICER, clearances=frozenset({RestrictionClass.REFUGE}))
    assert visible(rows, HOUSING_OFFICER, BOOK).rows == ()
    assert visible(rows, cleared, BOOK).rows == tuple(rows)
    harmless = json.dumps([{"until": "2026-03-01", "restriction": None, "words": "y"}])
    assert len(visible([{"edge": said("housing", "h", earlier=harmless)}], HOUSING_OFFICER, BOOK).rows) == 1


def test_what_another_agency_said_before_stays_with_it() -> None:
    earlier = json.dumps([{"until": "2026-03-01", "agency": "police"}])
    assert visible([{"edge": said("housing", "h", earlier=earlier)}], HOUSING_OFFICER, BOOK).rows == ()


def test_a_broken_policy_shows_nothing_even_of_nothing(tmp_path: Path) -> None:
    with pytest.raises(NotPermitted):
        visible([], demonstration_viewer(), PolicyBook.load(tmp_path))


restrictions = st.sampled_from([None, None, *RestrictionClass])
items = st.builds(
    said,
    st.sampled_from(sorted(AGENCIES)),
    st.sampled_from(["school/1", "police/1", "other/1"]),
    restrictions,
    id=st.sampled_from(["a", "b"]),
)
people = st.fixed_dictionaries({"id": st.sampled_from(["p1", "p2"]), "restriction": restrictions})
generated_rows = st.lists(
    st.dictionaries(
        st.sampled_from(["person", "first", "second"]), items | people | st.lists(items, max_size=2)
    )
)
viewers = st.builds(
    replace,
    st.sampled_from([DECISION_MAKER, HOUSING_OFFICER, LEAD, *(Viewer(r, r, "elm", "p") for r in Role)]),
    clearances=st.frozensets(st.sampled_from(RestrictionClass)),
)


def restricted(value: object, cleared: frozenset[str]) -> bool:
    """Whether anything in a row carries a restriction that is not cleared."""
    if isinstance(value, list):
        return any(restricted(inner, cleared) for inner in value)
    if isinstance(value, dict):
        mark = value.get("restriction")
        return (mark is not None and mark not in cleared) or any(
            restricted(v, cleared) for v in value.values()
        )
    return False


def shown(cut: Cut) -> tuple[Sequence[Row], Sequence[Placeholder]]:
    return cut.rows, cut.held


@given(generated_rows, viewers)
def test_with_the_secret_as_if_it_had_never_been_loaded(rows: list[Row], viewer: Viewer) -> None:
    without = [row for row in rows if not restricted(row, frozenset(viewer.clearances))]
    assert shown(visible(rows, viewer, BOOK)) == shown(visible(without, viewer, BOOK))


@given(generated_rows, viewers)
def test_the_cut_of_a_cut_is_the_same_and_every_row_is_accounted_for(rows: list[Row], viewer: Viewer) -> None:
    cut = visible(rows, viewer, BOOK)
    assert visible(cut.rows, viewer, BOOK) == Cut(cut.rows, (), {})
    assert len(cut.rows) + sum(cut.withheld.values()) >= len(rows)


@given(generated_rows, viewers)
def test_rows_are_cut_each_by_itself(rows: list[Row], viewer: Viewer) -> None:
    alone = [visible([row], viewer, BOOK) for row in rows]
    assert visible(rows, viewer, BOOK).rows == tuple(row for cut in alone for row in cut.rows)


def test_a_person_exists_for_whom_they_see_a_record() -> None:
    def described(person: object, agency: str, restriction: str | None = None) -> Row:
        edge = said(agency, f"{agency}/1", restriction)
        return {
            "person": person,
            "described": edge,
            "record": said(agency, restriction=restriction, id=f"{agency}/1"),
        }

    rows = [
        described({"id": "p1"}, "housing"),
        described({"id": "p1"}, "police"),
        described({"id": "p2"}, "police"),
        described("p3", "housing"),
        described({"id": "p4"}, "housing", "refuge"),
    ]
    assert shown_people(visible(rows, HOUSING_OFFICER, BOOK)) == {"p1", "p3"}
    assert shown_people(visible(rows, DECISION_MAKER, BOOK)) == {"p1", "p2", "p3"}


def test_rows_about_people_who_do_not_exist_for_a_viewer_go() -> None:
    rows: list[Row] = [
        {"person": {"id": "p1"}, "other": {"id": "p2"}, "edge": said("housing", "housing/1")},
        {"person": {"id": "p1"}, "other": {"id": "p3"}, "edge": said("housing", "housing/1")},
    ]
    cut = of_people(visible(rows, HOUSING_OFFICER, BOOK), {"p1", "p2"}, ("person", "other"))
    assert cut == Cut((rows[0],), (), {NOTHING_PERMITS: 1})


def test_the_trail_gets_the_records_and_the_caller_what_is_left() -> None:
    rows: list[Row] = [
        {
            "person": {"id": "p", "former_ids": "q"},
            "edge": said("housing", "housing/1", key="k", earlier="[]"),
        },
        {"edges": [said("housing", "housing/2")]},
        lives("police"),
    ]
    cut = visible(rows, HOUSING_OFFICER, BOOK)
    assert shown_records(cut) == ("housing/1", "housing/2")
    caller = cut.for_caller()
    assert caller.withheld == {}
    assert caller.rows[0] == {"person": {"id": "p"}, "edge": said("housing", "housing/1")}
    assert for_answer(rows[1]) == rows[1]
    assert cut.rows[0]["person"] == {"id": "p", "former_ids": "q"}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (
            "MATCH (f:Source {id: $key})-[e:FROM]->(a:Agency) RETURN f AS feed, e AS edge, a, a.name AS name",
            {"feed": "Source", "edge": "FROM", "a": "Agency"},
        ),
        ("MATCH (i:Involvement)-[w:`WITH`]->(:Service) RETURN w AS met", {"met": "WITH"}),
        ("MATCH (d:Incident|Contact) RETURN DISTINCT d AS item ORDER BY d.id LIMIT 3", {}),
        ("MATCH (f:Source) WITH f AS x MATCH (r:Record) WITH r AS f RETURN f AS feed", {}),
        ("MATCH (f:Source) RETURN f AS item UNION ALL MATCH (r:Record) RETURN r AS item", {}),
        ("MATCH (a:Agency) MATCH (b:Record) WHERE (a:Source) RETURN a, b ORDER BY b", {"b": "Record"}),
    ],
)
def test_kinds_of_columns_are_read_from_the_text(text: str, kinds: dict[str, str]) -> None:
    assert column_kinds(NamedQuery("topic/name", text, {}, {}, "?")) == kinds
