"""Linkage columns: what a record says is there in every form, and what it doesn't say is missing."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from graph.frames import EdgeEnds, Frames
from loaders.linkage.columns import COLUMNS, linkage_columns

RECORD = {"id": "a/feed/1", "source": "a/feed", "given_names": "Ann Jane", "family_name": "O'Brien"}
Rows = list[dict[str, Any]]


def columns_of(
    record: dict[str, Any] | None = None,
    nodes: dict[str, Rows] | None = None,
    edges: dict[EdgeEnds, Rows] | None = None,
) -> dict[str, Any]:
    """The one row of a record that says this beside its name."""
    said = {"Record": [{**RECORD, **(record or {})}], **(nodes or {})}
    frames = Frames(
        {kind: pl.DataFrame(rows, infer_schema_length=None) for kind, rows in said.items()},
        {ends: pl.DataFrame(rows, infer_schema_length=None) for ends, rows in (edges or {}).items()},
    )
    found = linkage_columns(frames)
    assert dict(found.schema) == COLUMNS
    (row,) = found.rows(named=True)
    return row


def test_a_name_is_its_tokens_with_preferred_and_former_ones_last() -> None:
    row = columns_of({"preferred_name": "Annie", "former_family_name": "Smith-Jones"})
    assert row["given_names"] == ["ann", "jane", "annie"]
    assert row["family_names"] == ["obrien", "smith", "jones"]


@pytest.mark.parametrize(
    ("whole", "given", "family"),
    [
        ("Mrs Ann Jane O'Brien", ["ann", "jane"], ["obrien"]),
        ("O'Brien, Dr Ann", ["ann"], ["obrien"]),
        ("Ann", ["ann"], ["ann"]),
        ("Smith,", ["smith"], ["smith"]),
        ("Mr", [], []),
        (None, [], []),
    ],
)
def test_a_name_that_the_source_does_not_part(whole: str | None, given: list[str], family: list[str]) -> None:
    row = columns_of({"given_names": None, "family_name": None, "name_as_given": whole})
    assert (row["given_names"], row["family_names"]) == (given, family)


def test_a_name_in_one_text_says_nothing_beside_a_parted_one() -> None:
    assert columns_of({"name_as_given": "Somebody Else"})["family_names"] == ["obrien"]


@pytest.mark.parametrize(
    ("accuracy", "parts"),
    [
        (None, (12, 3, 2015)),
        ("AAA", (12, 3, 2015)),
        ("UAA", (None, 3, 2015)),
        ("UUA", (None, None, 2015)),
        ("UUE", (None, None, None)),
        ("EAA", (None, 3, 2015)),
    ],
)
def test_only_accurate_parts_of_a_birth_date_count(
    accuracy: str | None, parts: tuple[int | None, ...]
) -> None:
    row = columns_of({"birth_date": date(2015, 3, 12), "birth_date_accuracy": accuracy})
    assert tuple(row[f"birth_{part}"] for part in ("day", "month", "year")) == parts


def test_what_is_not_recorded_is_missing() -> None:
    row = columns_of()
    assert {name for name, value in row.items() if value} == {
        "record",
        "source",
        "given_names",
        "family_names",
    }
    assert row["birth_year"] is None
    assert row["residences"] == []


@pytest.mark.parametrize(("sex", "compared"), [("female", "female"), ("not_known", None), (None, None)])
def test_a_sex_that_is_not_known_is_no_sex(sex: str | None, compared: str | None) -> None:
    assert columns_of({"sex": sex})["sex"] == compared


def test_all_addresses_count_and_a_communal_one_does_not() -> None:
    lives_at = EdgeEnds("LIVES_AT", "Person", "Residence")
    row = columns_of(
        {"postcode": "NM1 1AA"},
        {"Residence": [{"id": "b", "postcode": "NM2 2BB"}, {"id": "c", "postcode": "NM3 3CC"}]},
        {
            lives_at: [
                {"start": RECORD["id"], "end": "b", "valid_to": date(2020, 1, 1), "communal": None},
                {"start": RECORD["id"], "end": "c", "valid_to": None, "communal": None},
                {"start": "another/feed/2", "end": "c", "valid_to": None, "communal": True},
            ]
        },
    )
    assert row["residences"] == ["b"]
    assert row["postcodes"] == ["NM1 1AA", "NM2 2BB"]


def test_a_communal_address_is_none_in_the_record_that_gives_it_however_it_is_written() -> None:
    lives_at = EdgeEnds("LIVES_AT", "Person", "Residence")
    home = {"id": "c", "address": "1 Hostel Road, Northmoor", "postcode": "NM3 3CC"}
    said = {"start": "another/feed/2", "end": "c", "communal": True}
    written_alike = {"address": "1 Hostel Rd, Northmoor", "postcode": "NM3 3CC"}
    row = columns_of(written_alike, {"Residence": [home]}, {lives_at: [said]})
    assert (row["streets"], row["postcodes"]) == ([], [])
    lived_in = {"start": RECORD["id"], "end": "c", "communal": None}
    written_otherwise = {"address": "The Hostel", "postcode": "NM3 3CC"}
    row = columns_of(written_otherwise, {"Residence": [home]}, {lives_at: [said, lived_in]})
    assert (row["streets"], row["postcodes"]) == ([], [])
    row = columns_of(
        {"address": "9 Hostel Road", "postcode": "NM3 3CC"}, {"Residence": [home]}, {lives_at: [said]}
    )
    assert (row["streets"], row["postcodes"]) == (["9 HOSTEL ROAD"], ["NM3 3CC"])


def test_valid_telephones_and_emails_count_and_ended_ones_do_not() -> None:
    points: Rows = [
        {"id": "t", "system": "telephone", "value": "01632960001", "valid": True},
        {"id": "u", "system": "telephone", "value": "none", "valid": False},
        {"id": "e", "system": "email", "value": "a@b.example", "valid": True},
        {"id": "f", "system": "email", "value": "gone@b.example", "valid": True},
    ]
    ended: dict[str, date] = {"f": date(2026, 1, 1)}
    edges = [
        {"start": RECORD["id"], "end": one["id"], "ended_on": ended.get(str(one["id"]))} for one in points
    ]
    row = columns_of(
        None, {"ContactPoint": points}, {EdgeEnds("HAS_CONTACT_POINT", "Record", "ContactPoint"): edges}
    )
    assert (row["telephones"], row["emails"]) == (["01632960001"], ["a@b.example"])


@pytest.mark.parametrize("record", [{"ended_on": date(2026, 1, 1)}, {"source": None}])
def test_a_record_that_has_ended_or_is_only_mentioned_is_not_compared(record: dict[str, Any]) -> None:
    frames = Frames({"Record": pl.DataFrame([{**RECORD, **record}])}, {})
    assert linkage_columns(frames).is_empty()


def test_nothing_gives_nothing() -> None:
    assert dict(linkage_columns(Frames()).schema) == COLUMNS
