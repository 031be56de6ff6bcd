"""Agencies that a column names: found by name or code and day, and otherwise a finding or a row set apart."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph.errors import InputFault
from graph.schema import load_schema
from loaders.agencies.register import AgencyNamed, AgencyRegister, Succession
from loaders.delivered import Delivered
from loaders.rows.gather import Gathered, gather
from tests.feeds import DAY, Hub, mapping, rows_of, write

MERGER = date(2023, 4, 1)
REGISTER = AgencyRegister(
    (
        AgencyNamed("Elmshire County Council", "name", "elm", None, MERGER),
        AgencyNamed("Elmshire", "other_name", "elm", None, MERGER),
        AgencyNamed("999", "education_number", "elm", None, MERGER),
        AgencyNamed("Elmshire Council", "name", "new_elm", MERGER),
        AgencyNamed("Elmshire", "other_name", "new_elm", MERGER),
        AgencyNamed("Housing", "name", "housing"),
    ),
    (Succession("elm", "new_elm"),),
)
CONTACTS = """
mapping: 1
feed: {id: hub/contacts, title: Contacts, agency: hub, category: childrens_social_care, covers: {area: all, ages: all}}
files: contacts*.csv
tables:
  - read: {format: csv}
    columns:
      Id: {required: true}
      From: text
      Received: {type: date, format: "%Y-%m-%d"}
    nodes:
      contact: {kind: Contact, key: [Id], set: {own_id: Id, received_on: Received}}
      sender: {kind: Agency, look_up: {LOOK_UP}}
    edges:
      - {edge: RECORDED_BY, from: contact, to: sender}
"""
BY_NAME = "column: From, by: name, on: Received"
NAMES = """
mapping: 1
feed: {id: county/names, title: Names, agency: county, category: agency_register, covers: {area: all, ages: all}}
files: names*.csv
tables:
  - read: {format: csv}
    columns:
      Id: {required: true}
      Name: text
      Until: {type: date, format: "%Y-%m-%d"}
      Next: text
    nodes:
      listed: {kind: Agency, key: Id}
      next: {kind: Agency, key: Next}
      name: {kind: AgencyName, key: [Id], set: {own_id: Id, text: Name, naming: {const: name}}}
    edges:
      - {edge: MEANS, from: name, to: listed, set: {valid_to: Until}}
      - {edge: SUCCEEDED_BY, from: listed, to: next, set: {valid_from: Until}}
"""


def taken_in(folder: Path, rows: str, look_up: str = BY_NAME) -> Gathered:
    file = write(folder / "contacts.csv", f"Id,From,Received\n{rows}")
    feed = mapping(CONTACTS, LOOK_UP=look_up)
    return gather(feed, [file], load_schema(), DAY, agencies=REGISTER)


def recorded_by(found: Gathered) -> list[tuple[object, ...]]:
    return [
        (str(start).rpartition("/")[2], end)
        for start, end in rows_of(found.frames, "RECORDED_BY", "start", "end")
    ]


def test_each_row_names_the_agency_of_its_day(tmp_path: Path) -> None:
    rows = "1,Elmshire,2023-03-31\n2,ELMSHIRE,2023-04-01\n3,Elmshire County Council,2024-01-01\n4,,\n"
    found = taken_in(tmp_path, rows)
    assert recorded_by(found) == [("1", "elm"), ("2", "new_elm"), ("3", "new_elm")]
    assert (found.loaded, found.findings, found.rejected) == (4, [], [])


def test_what_is_not_found_is_a_finding_and_the_row_is_loaded(tmp_path: Path) -> None:
    found = taken_in(tmp_path, "1,Elmshir,2024-01-01\n2,Elmshire,\n3,Elmshire Council,2020-01-01\n")
    assert (found.read, found.loaded, recorded_by(found)) == (3, 3, [])
    assert [(one.line, one.kind, one.field, one.value) for _, one in found.findings] == [
        (2, "agency_unknown", "From", "Elmshir"),
        (3, "agency_ambiguous", "From", "Elmshire"),
        (4, "agency_not_yet", "From", "Elmshire Council"),
    ]
    words = [one.words for _, one in found.findings]
    assert words[0].startswith("No register here names such an agency. Near: Elmshire")
    assert words[1] == "This could be more than one agency. Near: Elmshire Council; Elmshire County Council."


def test_a_row_whose_agency_is_required_is_set_apart_with_its_place(tmp_path: Path) -> None:
    found = taken_in(tmp_path, "1,998,2020-01-01\n2,999,2020-01-01\n3,,2020-01-01\n",
                     f"{BY_NAME.replace('name', 'education_number')}, required: true")  # fmt: skip
    assert (found.read, found.loaded, found.findings) == (3, 2, [])
    assert recorded_by(found) == [("2", "elm")]
    assert len(rows_of(found.frames, "Contact", "id")) == 2
    ((file, row),) = found.rejected
    assert (file, row.line, row.field, row.value) == ("contacts.csv", 2, "From", "998")
    assert row.row == {"Id": "1", "From": "998", "Received": "2020-01-01"}
    assert not found.swept


def test_without_a_day_of_its_own_a_row_speaks_of_the_day_of_the_delivery(tmp_path: Path) -> None:
    assert recorded_by(taken_in(tmp_path, "1,Elmshire,2020-01-01\n", "column: From")) == [("1", "new_elm")]


def test_a_row_on_which_the_agency_is_not_wanted_asks_for_none(tmp_path: Path) -> None:
    found = taken_in(tmp_path, "1,Nobody,\n2,Elmshire,2023-03-31\n", BY_NAME + "}, when: {column: Received")
    assert recorded_by(found) == [("2", "elm")]
    assert found.findings == []


@pytest.mark.parametrize(
    ("look_up", "field"),
    [
        ("column: Form", "column"), ("column: From, by: nam", "by"), ("column: From, on: Id", "on"),
        ("column: From, at: Id", "at"), ("by: name", "column"), ("column: From}, set: {name: From", "set"),
        ("column: From}, key: {const: x", "key"),
    ],
)  # fmt: skip
def test_a_faulty_look_up_is_refused_with_its_place(look_up: str, field: str) -> None:
    with pytest.raises(InputFault) as fault:
        mapping(CONTACTS, LOOK_UP=look_up)
    assert str(fault.value.field).endswith(field)
    assert fault.value.line == 13


def test_only_agencies_are_looked_up() -> None:
    with pytest.raises(InputFault, match="only agencies are looked up"):
        mapping(CONTACTS.replace("{kind: Agency, look_up", "{kind: Service, look_up"), LOOK_UP=BY_NAME)


def names(folder: Path, rows: str) -> Delivered:
    return Delivered(mapping(NAMES), (write(folder / "names.csv", f"Id,Name,Until,Next\n{rows}"),))


def contacts(folder: Path, rows: str) -> Delivered:
    file = write(folder / "contacts.csv", f"Id,From,Received\n{rows}")
    return Delivered(mapping(CONTACTS, LOOK_UP=BY_NAME), (file,))


def asked(hub: Hub) -> list[tuple[str, str]]:
    rows = hub.ask("MATCH (c:Contact)-[r:RECORDED_BY]->(a:Agency) WHERE r.ended_on IS NULL "
                   "RETURN c.own_id AS contact, a.id AS agency")  # fmt: skip
    return sorted((str(row["contact"]), str(row["agency"])) for row in rows)


def test_a_register_counts_from_the_delivery_in_which_it_comes(hub: Hub, tmp_path: Path) -> None:
    given = contacts(tmp_path, "1,Old Borough,2020-01-01\n2,Old Borough,2024-01-01\n")
    register = names(tmp_path, "old,Old Borough,2023-04-01,new\nnew,New Borough,,\n")
    (alone,) = hub.deliver(given).feeds
    assert (asked(hub), alone.findings) == ([], {"agency_unknown": 2})
    reports = {one.feed: one for one in hub.deliver(given, register).feeds}
    assert reports["hub/contacts"].findings == {}
    assert asked(hub) == [("1", "old"), ("2", "new")]
    before = hub.graph(whole=True)
    hub.deliver(given)
    assert hub.graph(whole=True) == before


def test_a_name_that_the_register_no_longer_gives_is_forgotten(hub: Hub, tmp_path: Path) -> None:
    hub.deliver(names(tmp_path, "old,Old Borough,,\n"))
    hub.deliver(names(tmp_path / "later", "old,Other Borough,,\n"))
    hub.deliver(contacts(tmp_path, "1,Old Borough,2020-01-01\n2,Other Borough,2020-01-01\n"))
    assert asked(hub) == [("2", "old")]


def test_agencies_are_known_by_what_their_own_feeds_call_them(hub: Hub, tmp_path: Path) -> None:
    hub.deliver(names(tmp_path, "old,Old Borough,,\n"))
    hub.deliver(contacts(tmp_path, "1,county,2020-01-01\n2,OLD,2020-01-01\n"))
    assert asked(hub) == [("1", "county"), ("2", "old")]
