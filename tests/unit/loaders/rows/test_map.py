"""One row to many nodes and edges."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from graph.frames import EdgeEnds, Frames
from loaders.rows.gather import Gathered
from tests.feeds import gathered, mapping, rows_of, write

FAMILY = """
mapping: 1
feed: {id: school/roll, title: Roll, agency: school, category: education, restriction: RESTRICTION}
files: roll.csv
tables:
  - read: {format: csv}
    columns:
      Id: {required: true}
      Name: text
      Class: {codes: restriction_class}
      Address: text
      Postcode: text
      UPRN: text
      Contact 1: text
      Contact 1 is: {codes: relationship}
      Contact 2: text
      Contact 2 is: {codes: relationship}
      Phones: text
      School: text
    split: {Phones: ";"}
    nodes:
      pupil: {kind: Record, key: [Id], restriction: Class, set: {own_id: Id, given_names: Name}}
      home: {kind: Residence, set: {address: Address, postcode: Postcode, uprn: UPRN}}
      phone: {kind: ContactPoint, set: {system: {const: telephone}, value: Phones}}
      case: {kind: Involvement, of: csc/cases, key: [Id]}
      enrolment: {kind: Involvement, key: [Id], when: School, set: {involvement_kind: {const: school_enrolment}}}
      school: {kind: Service, set: {name: School}}
      contact{n}:
        repeat: [1, 2]
        kind: Record
        key: [Id, {const: "{n}"}]
        when: "Contact {n}"
        named_in: pupil
        set: {name_as_given: "Contact {n}"}
    edges:
      - {edge: LIVES_AT, from: pupil, to: home, set: {address_as_recorded: Address}}
      - {edge: HAS_CONTACT_POINT, from: pupil, to: phone}
      - {edge: HAS_INVOLVEMENT, from: pupil, to: case}
      - {edge: HAS_INVOLVEMENT, from: pupil, to: enrolment}
      - {edge: WITH, from: enrolment, to: school}
      - {repeat: [1, 2], edge: RELATED_TO, from: "contact{n}", to: pupil, set: {relationship: "Contact {n} is"}}
"""
HEADER = "Id,Name,Class,Address,Postcode,UPRN,Contact 1,Contact 1 is,Contact 2,Contact 2 is,Phones,School\n"


def roll(folder: Path, *rows: str, restriction: str = "~") -> Gathered:
    feed = mapping(FAMILY, RESTRICTION=restriction)
    return gathered(feed, write(folder / "roll.csv", HEADER + "\n".join(rows) + "\n"))


def edges(frames: Frames, kind: str, start: str, end: str) -> pl.DataFrame:
    return frames.edges[EdgeEnds(kind, start, end)]


def test_one_row_gives_its_pupil_contacts_home_telephones_and_school(tmp_path: Path) -> None:
    row = "7,Maya,,12 Alder St,,,Dana Kerr,mother,Lee Marsh,father,01632 960001;01632 960002,Elm Primary"
    frames = roll(tmp_path, row).frames
    assert rows_of(frames, "Record", "id", "named_in", "name_as_given") == [
        ("school/roll/7", None, None),
        ("school/roll/7/1", "school/roll/7", "Dana Kerr"),
        ("school/roll/7/2", "school/roll/7", "Lee Marsh"),
    ]
    assert rows_of(frames, "ContactPoint", "id", "valid") == [
        ("telephone:+441632960001", True), ("telephone:+441632960002", True),
    ]  # fmt: skip
    assert rows_of(frames, "HAS_CONTACT_POINT", "start") == [("school/roll/7",)] * 2
    assert rows_of(frames, "Service", "id", "name") == [("school/elm-primary", "Elm Primary")]
    assert rows_of(frames, "RELATED_TO", "start", "end", "relationship", "record_id", "other_record_id") == [
        ("school/roll/7/1", "school/roll/7", "mother", "school/roll/7/1", "school/roll/7"),
        ("school/roll/7/2", "school/roll/7", "father", "school/roll/7/2", "school/roll/7"),
    ]


def test_a_name_is_made_findable(tmp_path: Path) -> None:
    frames = roll(tmp_path, "7,Maya,,,,,Dana O'Brien,mother,,,,").frames
    assert rows_of(frames, "Record", "name_tokens") == [("dana obrien",), ("maya",)]


def test_a_relationship_is_kept_in_one_direction_with_the_word_of_the_source(tmp_path: Path) -> None:
    frames = roll(tmp_path, "7,Maya,,,,,Joel,son,,,,").frames
    assert rows_of(frames, "RELATED_TO", "start", "end", "record_id", "other_record_id") == [
        ("school/roll/7", "school/roll/7/1", "school/roll/7", "school/roll/7/1")
    ]
    assert rows_of(frames, "RELATED_TO", "relationship", "stated_as") == [("parent", "son")]


def test_a_relationship_that_is_not_said_is_none(tmp_path: Path) -> None:
    assert rows_of(roll(tmp_path, "7,Maya,,,,,Joel,,,,,").frames, "RELATED_TO", "start") == []


def test_a_node_that_is_not_wanted_on_a_row_takes_its_edges_with_it(tmp_path: Path) -> None:
    frames = roll(tmp_path, "7,Maya,,,,,,mother,,,,").frames
    assert rows_of(frames, "Record", "id") == [("school/roll/7",)]
    assert rows_of(frames, "Involvement", "id") == []
    assert rows_of(frames, "WITH", "start") == []


def test_another_feeds_node_is_mentioned_and_not_described(tmp_path: Path) -> None:
    found = roll(tmp_path, "7,Maya,,,,,,,,,,")
    assert found.mentioned["Involvement"].to_list() == ["csc/cases/7"]
    assert rows_of(found.frames, "HAS_INVOLVEMENT", "end", "source") == [("csc/cases/7", "school/roll")]


def test_where_a_uprn_is_known_the_address_is_kept_too_so_that_agencies_meet(tmp_path: Path) -> None:
    frames = roll(
        tmp_path, "7,Maya,,12 Alder St,M1 1AE,100,,,,,,", "8,Joel,,12 Alder Street,M1 1AE,,,,,,,"
    ).frames
    by_address = "address:12 ALDER STREET M1 1AE"
    assert rows_of(frames, "Residence", "id", "uprn", "address", "postcode") == [
        (by_address, None, "12 ALDER STREET", "M1 1AE"), ("uprn:100", "100", None, None),
    ]  # fmt: skip
    assert rows_of(frames, "LIVES_AT", "start", "end") == [
        ("school/roll/7", by_address), ("school/roll/7", "uprn:100"), ("school/roll/8", by_address),
    ]  # fmt: skip


def test_an_invalid_postcode_does_not_make_two_of_one_address(tmp_path: Path) -> None:
    frames = roll(tmp_path, "7,Maya,,12 Alder St,XX,,,,,,,", "8,Joel,,12 Alder St,YY,,,,,,,").frames
    assert rows_of(frames, "Residence", "id", "postcode") == [("address:12 ALDER STREET", None)]


@pytest.mark.parametrize(
    ("row_class", "feed_class", "kept"),
    [
        ("", "~", None),
        ("adoption", "~", "adoption"),
        ("", "refuge", "refuge"),
        ("adoption", "refuge", "adoption"),
    ],
)
def test_a_class_of_restriction_covers_the_node_and_the_edges_at_it(
    tmp_path: Path, row_class: str, feed_class: str, kept: str | None
) -> None:
    row = f"7,Maya,{row_class},12 Alder St,,,Dana,mother,,,,Elm"
    frames = roll(tmp_path, row, restriction=feed_class).frames
    assert ("school/roll/7", kept) in rows_of(frames, "Record", "id", "restriction")
    for kind in ("LIVES_AT", "HAS_INVOLVEMENT", "RELATED_TO"):
        assert {found[0] for found in rows_of(frames, kind, "restriction")} == {kept}
    assert all(found[0] is (None if feed_class == "~" else "refuge") or found[0] == feed_class
               for found in rows_of(frames, "WITH", "restriction"))  # fmt: skip


def test_a_class_at_the_far_end_covers_the_edge_as_well(tmp_path: Path) -> None:
    text = FAMILY.replace(
        "when: School, set: {involvement_kind",
        "when: School, restriction: {const: refuge}, set: {involvement_kind",
    )
    feed = mapping(text, RESTRICTION="~")
    frames = gathered(feed, write(tmp_path / "roll.csv", HEADER + "7,Maya,,,,,,,,,,Elm\n")).frames
    assert ("school/roll/7", "refuge") in rows_of(frames, "HAS_INVOLVEMENT", "end", "restriction")
    assert rows_of(frames, "WITH", "restriction") == [("refuge",)]
    assert rows_of(frames, "Record", "restriction") == [(None,)]


def test_edges_have_a_key_of_their_own_that_no_order_of_rows_changes(tmp_path: Path) -> None:
    rows = ("7,Maya,,12 Alder St,,,,,,,,Elm", "8,Joel,,12 Alder St,,,,,,,,Elm")
    one = roll(tmp_path / "a", *rows).frames
    other = roll(tmp_path / "b", *reversed(rows)).frames
    for kind in ("LIVES_AT", "HAS_INVOLVEMENT", "WITH"):
        keys = rows_of(one, kind, "key")
        assert len(set(keys)) == len(keys) > 0
        assert keys == rows_of(other, kind, "key")


def test_a_slash_in_an_own_id_makes_no_other_key(tmp_path: Path) -> None:
    assert rows_of(roll(tmp_path, "7/1,Maya,,,,,,,,,,").frames, "Record", "id") == [("school/roll/7-1",)]
