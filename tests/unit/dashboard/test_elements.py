"""Elements of the picture: shapes as recorded, ties with their words, keys that are never left out."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest

from dashboard.elements import EdgeData, Element, NodeData, elements, outside, shape
from dashboard.layout import picture
from graph.codes.people import Lens, Sex
from queries.results import Best, BestKnown, FamilyView
from tests.journeys.stand_in import LEE_HOLDS, best, kerr_family, member, said
from tests.unit.dashboard.families import family_of, person


def drawn(view: FamilyView) -> list[Element]:
    return elements(view, view.members, picture(view, view.members))


def data(found: list[Element], name: str) -> dict[str, object]:
    one = next(element for element in found if element["data"]["id"] == name)  # type: ignore[index]
    return {**one["data"], "classes": one["classes"]}  # type: ignore[dict-item]


def test_every_node_and_every_edge_has_every_key() -> None:
    for element in drawn(kerr_family(Lens.EXTENDED_HOUSEHOLD)):
        held = element["data"]
        kind = EdgeData if "source" in held else NodeData  # type: ignore[operator]
        assert set(held) == {one.name for one in fields(kind)}  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("sex", "drawn_as"),
    [
        (Sex.MALE, "male"),
        (Sex.FEMALE, "female"),
        (Sex.INDETERMINATE, "other"),
        (Sex.NOT_KNOWN, "unknown"),
        (Sex.NOT_SPECIFIED, "unknown"),
        (None, "unknown"),
    ],
)
def test_shape_is_what_a_record_says_and_never_inferred(sex: Sex | None, drawn_as: str) -> None:
    mother = member("a", best("Dana Kerr", date(1994, 6, 17), sex), why="mother of Maya", age=31)
    assert shape(mother) == drawn_as


def test_an_expected_birth_is_a_triangle() -> None:
    expected = BestKnown(expected_birth_date=Best(date(2026, 9, 1), said("health")))
    assert shape(member("u", expected, why="unborn", age=None)) == "unborn"


def test_a_death_is_marked_from_its_day_on() -> None:
    died = member("a", best("A B", date(1940, 1, 1), Sex.MALE, date(2026, 5, 1)), why="x", age=86)
    view = family_of([died])
    assert data(drawn(view), "a")["mark"] == "deceased"
    assert str(data(drawn(view), "a")["label"]).endswith("died")
    assert data(drawn(replace(view, as_of=date(2026, 4, 30))), "a")["mark"] is None
    assert str(data(drawn(replace(view, as_of=date(2026, 4, 30))), "a")["label"]).endswith("86")


def test_the_person_asked_about_is_marked() -> None:
    found = drawn(kerr_family())
    assert "focus" in str(data(found, "maya")["classes"]).split()
    assert "focus" not in str(data(found, "dana")["classes"]).split()


def test_people_stand_in_the_box_of_their_home() -> None:
    found = drawn(kerr_family(Lens.EXTENDED_HOUSEHOLD))
    assert data(found, "joel")["parent"] == "h-alder"
    assert data(found, "lee")["parent"] == "h-poplar"
    assert data(found, "h-alder")["label"] == "12 Alder St"


def test_a_child_of_two_homes_has_one_box_and_an_edge() -> None:
    found = drawn(
        family_of([person("child", 2018), person("dad")], {"one": ("child",), "two": ("dad", "child")})
    )
    assert data(found, "child")["parent"] == "one"
    second = data(found, "child@two")
    assert (second["target"], second["label"]) == ("two", "also lives here")


def test_ties_carry_their_words_and_responsibility() -> None:
    found = drawn(kerr_family(Lens.EXTENDED_HOUSEHOLD))
    assert data(found, "lee>maya")["label"] == "father\nPR ✓"
    assert data(found, "dana>maya")["label"] == "mother"


def test_one_line_for_a_tie_said_from_both_ends() -> None:
    found = drawn(
        family_of([person("a"), person("b", 2015)], ties=[("a", "b", "parent"), ("b", "a", "child")])
    )
    edges = [element for element in found if "source" in element["data"]]  # type: ignore[operator]
    assert [one["data"]["id"] for one in edges] == ["a>b"]  # type: ignore[index]


def test_an_unidentified_parent_is_drawn_with_a_question_mark_and_a_broken_line() -> None:
    found = drawn(kerr_family())
    assert data(found, "unidentified:joel:health/7")["mark"] == "question"
    assert "unidentified" in str(data(found, "unidentified:joel:health/7>joel")["classes"])


def test_what_a_cap_leaves_out_is_in_no_element() -> None:
    view = kerr_family(Lens.EXTENDED_HOUSEHOLD)
    few = view.members[:1]
    text = str(elements(view, few, picture(view, few)))
    assert "Maya Kerr" in text
    assert not any(name in text for name in ("Dana", "Joel", "Lee", "Craig", "Poplar"))


def test_a_holder_who_is_not_drawn_is_named() -> None:
    assert outside(kerr_family(), {"maya", "dana", "joel"}) == [LEE_HOLDS]
    assert outside(kerr_family(), {"maya", "lee"}) == []
