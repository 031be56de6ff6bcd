"""Places in the picture: everybody once, nobody on top of another, homes apart."""

from __future__ import annotations

from itertools import combinations

from dashboard.layout import COLUMN, Picture, picture, unidentified_id
from graph.codes.people import Lens
from queries.results import FamilyView
from tests.journeys.stand_in import kerr_family
from tests.unit.dashboard.families import family_of, person


def drawn(view: FamilyView) -> Picture:
    return picture(view, view.members)


def test_everybody_stands_once_and_apart() -> None:
    view = family_of(
        [person(f"p{number}") for number in range(60)], {"home": tuple(f"p{n}" for n in range(40))}
    )
    places = drawn(view).places
    assert len(places) == 60
    assert len({(place.x, place.y) for place in places.values()}) == 60
    assert all(
        abs(a.x - b.x) >= COLUMN - 1 or abs(a.y - b.y) >= COLUMN - 1
        for a, b in combinations(places.values(), 2)
    )


def test_a_mother_stands_above_her_children_eldest_left() -> None:
    places = drawn(kerr_family()).places
    assert places["dana"].y < places["maya"].y == places["joel"].y
    assert places["maya"].x < places["dana"].x < places["joel"].x


def test_a_father_who_lives_elsewhere_stands_level_with_the_mother_in_a_home_of_his_own() -> None:
    drawing = drawn(kerr_family(Lens.EXTENDED_HOUSEHOLD))
    assert drawing.places["lee"].y == drawing.places["dana"].y
    assert drawing.homes["lee"] == "h-poplar"
    assert drawing.places["lee"].x < drawing.places["maya"].x, "on the side of his child"


def test_an_unidentified_parent_stands_above_the_child_on_its_side() -> None:
    places = drawn(kerr_family()).places
    unknown = places[unidentified_id("joel", "health/7")]
    assert unknown.y < places["joel"].y
    assert unknown.x > places["joel"].x


def test_homes_do_not_overlap() -> None:
    people = [person(name) for name in "abcdef"]
    homes = {"one": ("a", "b", "c"), "two": ("d", "e"), "three": ("f",)}
    places = drawn(family_of(people, homes)).places
    spans = [(min(places[i].x for i in ids), max(places[i].x for i in ids)) for ids in homes.values()]
    assert all(first[1] + COLUMN < last[0] for first, last in combinations(sorted(spans), 2))


def test_the_second_home_of_a_child_has_a_place_of_its_own() -> None:
    drawing = drawn(family_of([person("child", 2018)], {"one": ("child",), "two": ("child",)}))
    assert drawing.homes == {"child": "one"}
    assert set(drawing.places) == {"child", "two"}


def test_widening_keeps_who_stands_beside_whom() -> None:
    before, after = drawn(kerr_family()).places, drawn(kerr_family(Lens.EXTENDED_HOUSEHOLD)).places
    moved = {(after[one].x - before[one].x, after[one].y - before[one].y) for one in before}
    assert len(moved) == 1


def test_the_reading_order_holds_everybody_once() -> None:
    view = kerr_family(Lens.EXTENDED_HOUSEHOLD)
    drawing = drawn(view)
    read = [one for line in drawing.order for one in line]
    assert sorted(read) == sorted(drawing.places)


def test_a_large_family_is_wrapped_and_fits_its_size() -> None:
    drawing = drawn(family_of([person(f"p{number}") for number in range(300)]))
    assert drawing.width < 2400
    assert all(
        0 < place.x < drawing.width and 0 < place.y < drawing.height for place in drawing.places.values()
    )
