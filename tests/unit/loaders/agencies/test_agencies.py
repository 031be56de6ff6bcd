"""Which agency a name or code means on a day: small registers, in which each rule can be seen."""

from __future__ import annotations

from datetime import date

import pytest

from loaders.agencies.register import AgencyNamed, AgencyRegister, Meaning, Resolved, Succession

MERGER = date(2023, 4, 1)
SPLIT = date(2021, 4, 1)
REGISTER = AgencyRegister(
    (
        AgencyNamed("Elmshire County Council", "name", "elm", None, MERGER),
        AgencyNamed("Elmshire", "other_name", "elm", None, MERGER),
        AgencyNamed("E10000099", "gss_code", "elm", None, MERGER),
        AgencyNamed("Ashby & Dale District Council", "name", "ashby", None, MERGER),
        AgencyNamed("Elmshire Council", "name", "new_elm", MERGER),
        AgencyNamed("Elmshire", "other_name", "new_elm", MERGER),
        AgencyNamed("Tarn County Council", "name", "tarn", date(1974, 4, 1), SPLIT),
        AgencyNamed("North Tarn Council", "name", "north_tarn", SPLIT),
        AgencyNamed("South Tarn Council", "name", "south_tarn", SPLIT),
        AgencyNamed("Lost Borough Council", "name", "lost", None, SPLIT),
        AgencyNamed("City of Oldfold", "name", "oldfold", date(2005, 6, 18)),
        AgencyNamed("210", "education_number", "oldfold", date(2005, 6, 18)),
        AgencyNamed("210", "ons_code", "tarn", date(1974, 4, 1), SPLIT),
        AgencyNamed("Fold", "other_name", "oldfold", date(2005, 6, 18)),
        AgencyNamed("Fold", "other_name", "north_tarn", SPLIT),
    ),
    (
        Succession("elm", "new_elm"), Succession("ashby", "elm"), Succession("tarn", "north_tarn"),
        Succession("tarn", "south_tarn"),
    ),
)  # fmt: skip


def found(agency: str) -> Resolved:
    return Resolved(Meaning.FOUND, agency)


@pytest.mark.parametrize(
    ("text", "day", "agency"),
    [
        ("elmshire county council", date(2023, 3, 31), "elm"),
        ("Elmshire County Council", MERGER, "new_elm"),
        ("Elmshire", date(2023, 3, 31), "elm"),
        ("Elmshire", MERGER, "new_elm"),
        ("e10000099", date(2024, 1, 1), "new_elm"),
        ("Ashby and Dale District-Council", date(2020, 1, 1), "ashby"),
        ("Tarn County Council", date(2021, 3, 31), "tarn"),
        ("South Tarn Council", SPLIT, "south_tarn"),
    ],
)
def test_a_name_means_the_agency_of_the_day_or_its_successor(text: str, day: date, agency: str) -> None:
    assert REGISTER.resolve(text, on=day) == found(agency)


def test_successors_are_followed_as_far_as_the_day_asks() -> None:
    chain = AgencyRegister(
        (
            AgencyNamed("One", "name", "one", None, date(2019, 4, 1)),
            AgencyNamed("Two", "name", "two", date(2019, 4, 1), date(2023, 4, 1)),
            AgencyNamed("Three", "name", "three", date(2023, 4, 1)),
        ),
        (Succession("one", "two"), Succession("two", "three")),
    )
    days = (date(2019, 3, 31), date(2019, 4, 1), date(2023, 3, 31), date(2023, 4, 1))
    assert [chain.resolve("one", on=day).agency for day in days] == ["one", "two", "two", "three"]


def test_successors_that_go_round_in_a_circle_come_to_an_end() -> None:
    circle = AgencyRegister(
        tuple(AgencyNamed(name, "name", name, None, SPLIT) for name in ("a", "b")),
        (Succession("a", "b"), Succession("b", "a")),
    )
    assert circle.resolve("a", on=MERGER).meaning is Meaning.NO_SUCCESSOR


def test_of_several_successors_none_is_chosen() -> None:
    answer = REGISTER.resolve("Tarn County Council", on=MERGER)
    assert answer == Resolved(Meaning.AMBIGUOUS, near=("North Tarn Council", "South Tarn Council"))


def test_an_end_without_a_successor_is_said() -> None:
    answer = REGISTER.resolve("Lost Borough Council", on=MERGER)
    assert answer == Resolved(Meaning.NO_SUCCESSOR, near=("Lost Borough Council",))


def test_before_its_time_a_successor_is_not_meant_and_those_before_it_are_named() -> None:
    answer = REGISTER.resolve("South Tarn Council", on=date(2020, 1, 1))
    assert answer == Resolved(Meaning.NOT_YET, near=("Tarn County Council",))


def test_where_the_register_begins_late_the_name_means_the_same_agency_before() -> None:
    assert REGISTER.resolve("City of Oldfold", on=date(1990, 1, 1)) == found("oldfold")


def test_two_agencies_of_one_name_on_one_day_are_not_told_apart() -> None:
    answer = REGISTER.resolve("Fold", on=MERGER)
    assert answer == Resolved(Meaning.AMBIGUOUS, near=("City of Oldfold", "North Tarn Council"))
    assert REGISTER.resolve("Fold", on=date(2020, 1, 1)) == found("oldfold")


def test_without_a_day_a_name_must_mean_one_agency_on_every_day() -> None:
    assert REGISTER.resolve("Elmshire Council", on=None) == found("new_elm")
    assert REGISTER.resolve("Elmshire County Council", on=None) == found("elm")
    assert REGISTER.resolve("Elmshire", on=None).meaning is Meaning.AMBIGUOUS


def test_the_sort_of_code_that_is_asked_for_tells_equal_texts_apart() -> None:
    assert REGISTER.resolve("210", on=SPLIT).meaning is Meaning.AMBIGUOUS
    assert REGISTER.resolve("210", by="education_number", on=SPLIT) == found("oldfold")
    assert REGISTER.resolve("210", by="ons_code", on=date(2020, 1, 1)) == found("tarn")
    assert REGISTER.resolve("210", by="name", on=SPLIT).meaning is Meaning.UNKNOWN
    assert REGISTER.resolve("City of Oldfold", by="code", on=SPLIT).meaning is Meaning.UNKNOWN


@pytest.mark.parametrize(
    ("text", "by", "near"),
    [
        ("Elmshire Counsil", "any", ("Elmshire Council", "Elmshire County Council")),
        ("E10000098", "code", ()),
        ("Zzyzx", "any", ()),
        ("", "any", ()),
    ],
)
def test_an_unknown_name_has_near_ones_and_an_unknown_code_none(
    text: str, by: str, near: tuple[str, ...]
) -> None:
    assert REGISTER.resolve(text, by=by, on=MERGER) == Resolved(Meaning.UNKNOWN, near=near)
