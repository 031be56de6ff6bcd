"""The rule of docs/best-known.md."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from queries.best_known import SaidRecord, best_known, whole_name
from queries.results import Said


def record(agency: str, own_id: str = "1", recorded_on: date | None = None, **values: Any) -> SaidRecord:
    key = f"{agency}/feed/{own_id}"
    said = Said(f"{agency}/feed", agency.title(), agency, agency.title(), "housing", key, recorded_on, None)
    return SaidRecord({"id": key, **values}, said)


def test_most_agencies_win_and_an_agency_counts_once() -> None:
    records = [
        record("police", "1", family_name="Ker"),
        record("police", "2", family_name="Ker"),
        record("police", "3", family_name="Ker"),
        record("housing", family_name="Kerr"),
        record("school", family_name="KERR"),
    ]
    best = best_known(records).family_name
    assert best is not None
    assert best.value == "Kerr"
    assert [said.agency for said in best.said] == ["housing", "school"]


def test_among_equals_the_most_recently_recorded_then_the_smallest_key() -> None:
    older = record("housing", recorded_on=date(2020, 1, 1), birth_date=date(2000, 1, 1))
    newer = record(
        "school", recorded_on=date(2021, 1, 1), birth_date=date(2000, 1, 2), birth_date_accuracy="AEA"
    )
    undated = record("care", birth_date=date(2000, 1, 3))
    best = best_known([older, newer, undated])
    assert best.birth_date is not None
    assert best.birth_date_accuracy is not None
    assert (best.birth_date.value, best.birth_date_accuracy.value) == (date(2000, 1, 2), "AEA")
    tied = best_known([record("school", sex="male"), record("care", sex="female")]).sex
    assert tied is not None
    assert tied.value == "female"


def test_how_sure_a_day_of_death_is_comes_from_the_record_that_gave_it() -> None:
    tree = record(
        "tree", death_date=date(1808, 1, 1), death_date_accuracy="UUE", recorded_on=date(2020, 1, 1)
    )
    other = record("school", death_date=date(1809, 1, 1), death_date_accuracy="AAA")
    best = best_known([other, tree])
    assert best.death_date is not None
    assert best.death_date_accuracy is not None
    assert (best.death_date.value, best.death_date_accuracy.value) == (date(1808, 1, 1), "UUE")
    assert best.death_date_accuracy.said == (tree.said,)


def test_what_says_nothing_is_no_value() -> None:
    best = best_known(
        [record("school", sex="not_known", family_name=""), record("care", sex="not_specified")]
    )
    assert (best.sex, best.family_name, best.birth_date, best.label) == (
        None,
        None,
        None,
        "name not recorded",
    )


def test_a_whole_name_is_its_parts_or_the_text_as_given() -> None:
    assert (
        whole_name({"given_names": "Dana", "family_name": "Kerr", "name_as_given": "KERR, D"}) == "Dana Kerr"
    )
    assert whole_name({"given_names": None, "family_name": None, "name_as_given": "Craig D."}) == "Craig D."
    assert whole_name({"given_names": None}) is None


AGENCIES = st.sampled_from(["care", "housing", "police", "school"])
RECORDS = st.lists(
    st.builds(
        record, AGENCIES, st.sampled_from("123"), st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2020, 1, 5))),
        family_name=st.sampled_from(["Kerr", "Ker", None]), birth_date=st.one_of(st.none(), st.just(date(2000, 1, 1))),
    ),
    unique_by=lambda one: one.said.record_id, max_size=8,
)  # fmt: skip


@given(records=RECORDS, seed=st.randoms())
def test_it_does_not_depend_on_the_order_of_records(records: list[SaidRecord], seed: Any) -> None:
    shuffled = list(records)
    seed.shuffle(shuffled)
    assert best_known(shuffled) == best_known(records)


@given(records=RECORDS)
def test_no_value_that_loses_is_said_by_more_agencies(records: list[SaidRecord]) -> None:
    best = best_known(records).family_name
    said = {
        name: {one.said.agency for one in records if one.record["family_name"] == name}
        for name in ("Kerr", "Ker")
    }
    assert (best is None) == (not any(said.values()))
    if best:
        assert len(said[best.value]) == max(map(len, said.values()))
