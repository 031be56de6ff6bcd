"""Linking by identifiers: order independent, transitive, and never two numbers of one register in one person."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from graph.codes import IdentifierScheme
from loaders import ids
from loaders.linkage.link import Links, link

Held = tuple[str, str, str]


def linked(records: Sequence[str], held: Sequence[Held]) -> Links:
    schema = {"record": pl.String, "scheme": pl.String, "value": pl.String}
    return link(
        pl.Series("record", records, dtype=pl.String), pl.DataFrame(held, schema=schema, orient="row")
    )


def groups(links: Links) -> list[list[str]]:
    found = links.people.group_by("person").agg(pl.col("record").sort())
    return sorted(found["record"].to_list())


def test_records_that_share_an_identifier_describe_one_person_and_chains_hold() -> None:
    held = [("a", "nhs_number", "1"), ("b", "nhs_number", "1"), ("b", "upn", "9"), ("c", "upn", "9")]
    assert groups(linked("abcd", held)) == [["a", "b", "c"], ["d"]]


def test_a_person_is_named_after_the_smallest_record_key() -> None:
    links = linked(["z/1", "a/1"], [("z/1", "upn", "9"), ("a/1", "upn", "9")])
    assert links.people["person"].unique().to_list() == ids.hashes(["a/1"])


def test_an_equal_text_of_another_register_is_no_link() -> None:
    assert groups(linked("ab", [("a", "upn", "9"), ("b", "pnc_id", "9")])) == [["a"], ["b"]]


def test_two_numbers_that_one_person_cannot_have_keep_records_apart_and_it_is_said() -> None:
    held = [("a", "nhs_number", "1"), ("a", "upn", "9"), ("b", "nhs_number", "2"), ("b", "upn", "9")]
    links = linked("ab", held)
    assert groups(links) == [["a"], ["b"]]
    (clash,) = links.clashes
    assert (clash.records, clash.scheme, clash.values) == (("a", "b"), "nhs_number", ("1", "2"))


def test_in_a_clash_the_stronger_register_still_links() -> None:
    held = [
        ("a", "nhs_number", "1"), ("b", "nhs_number", "1"), ("b", "upn", "9"), ("c", "upn", "9"),
        ("c", "nhs_number", "2"), ("d", "upn", "9"),
    ]  # fmt: skip
    links = linked("abcd", held)
    assert groups(links) == [["a", "b", "d"], ["c"]]
    assert all(clash.scheme == "nhs_number" for clash in links.clashes)


def test_one_clash_leaves_other_people_alone() -> None:
    held = [
        ("a", "nhs_number", "1"), ("a", "upn", "9"), ("b", "nhs_number", "2"), ("b", "upn", "9"),
        ("c", "upn", "8"), ("d", "upn", "8"), ("e", "nhs_number", "3"), ("e", "upn", "7"), ("f", "nhs_number", "4"),
        ("f", "upn", "7"),
    ]  # fmt: skip
    links = linked("abcdefg", held)
    assert groups(links) == [["a"], ["b"], ["c", "d"], ["e"], ["f"], ["g"]]
    assert len(links.clashes) == 2


RECORDS = "abcdefgh"
held_identifiers = st.lists(
    st.tuples(st.sampled_from(RECORDS), st.sampled_from(["nhs_number", "upn"]), st.sampled_from("1234")),
    max_size=14,
)


@given(held_identifiers, st.randoms(use_true_random=False))
def test_no_order_matters(held: list[Held], random: object) -> None:
    other, records = list(held), list(RECORDS)
    getattr(random, "shuffle")(other)  # noqa: B009 - hypothesis types its random as object
    getattr(random, "shuffle")(records)  # noqa: B009
    first, second = linked(RECORDS, held), linked(records, other)
    assert first.people.equals(second.people)
    assert first.clashes == second.clashes


@given(held_identifiers)
def test_every_record_has_one_person_and_no_person_two_nhs_numbers_by_a_link(held: list[Held]) -> None:
    links = linked(RECORDS, held)
    assert links.people["record"].to_list() == list(RECORDS)
    numbers = {r: {v for record, s, v in held if record == r and s == "nhs_number"} for r in RECORDS}
    for group in groups(links):
        distinct = {frozenset(numbers[record]) for record in group if numbers[record]}
        assert len(distinct) <= 1


def columns(scheme: IdentifierScheme, text: str) -> dict[str, object]:
    frame = pl.DataFrame({"v": [text]})
    keyed = frame.select(id=ids.identifier_id(scheme, pl.col("v"), "csc/cases"))
    return keyed.with_columns(**ids.identifier_properties(scheme, pl.col("id"), "csc/cases")).row(
        0, named=True
    )


def test_an_invalid_identifier_is_kept_and_marked_so_that_it_never_links() -> None:
    assert columns(IdentifierScheme.NHS_NUMBER, "999 000 0019") == {
        "id": "nhs_number:999 000 0019", "scheme": "nhs_number", "value": "999 000 0019", "valid": False,
    }  # fmt: skip
    assert columns(IdentifierScheme.NHS_NUMBER, "999 000 0018")["id"] == "nhs_number:9990000018"


def test_a_former_pupil_number_stands_in_the_register_of_pupil_numbers() -> None:
    now = columns(IdentifierScheme.UPN, "P000000000001")
    assert columns(IdentifierScheme.FORMER_UPN, "p000000000001") == now
    assert now["valid"] is True


def test_a_local_number_links_within_its_register_only() -> None:
    child, own = "local_authority_child_id", "agency_local_id"
    records = ["csc/cases/1", "csc/plans/2", "school/roll/3"]
    assert groups(linked(records, [(record, child, "7") for record in records])) == [records[:2], records[2:]]
    assert groups(linked(records, [(record, own, "7") for record in records])) == [
        [record] for record in records
    ]


def test_a_local_number_carries_its_register() -> None:
    assert columns(IdentifierScheme.AGENCY_LOCAL_ID, "7")["id"] == "agency_local_id:csc/cases:7"
    assert columns(IdentifierScheme.LOCAL_AUTHORITY_CHILD_ID, "7")["id"] == "local_authority_child_id:csc:7"
    assert columns(IdentifierScheme.LOCAL_AUTHORITY_CHILD_ID, "none")["valid"] is False
