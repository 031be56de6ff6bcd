"""Files of one feed together: every row accounted for, and what is odd found."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import InputFault
from loaders.rows.gather import SourceFile
from tests.feeds import DAY, NHS, gathered, mapping, people, person, rows_of, write, write_csv

CELLS = st.text(alphabet='ab1/,";\n\r\t \x00é0', max_size=6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=5), max_size=6), st.sampled_from(["\n", "\r\n"]))
def test_read_is_loaded_and_quarantined_whatever_the_file_holds(rows: list[list[str]], end: str) -> None:
    text = """
    mapping: 1
    feed: {id: a/b, title: T, agency: a, category: housing}
    files: x.csv
    tables:
      - read: {format: csv}
        columns: {Id: text, Number: integer, Born: {type: date, format: "%d/%m/%Y"}, Note: {required: true}}
        split: {Note: ";"}
        nodes: {person: {kind: Record, key: [Id, Note], set: {own_id: Id}}}
    """
    lines = ["Id,Number,Born,Note", *(",".join(row) for row in rows)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        path.write_bytes((end.join(lines) + end).encode())
        found = gathered(mapping(text), SourceFile.of(path))
    assert found.read == found.loaded + len(found.rejected)
    assert all(row.reason and row.fix and row.line > 1 for _, row in found.rejected)
    assert len({record for (record,) in rows_of(found.frames, "Record", "id")}) == len(
        found.frames.nodes["Record"]
    )
    assert found.loaded >= 0


def test_a_row_without_anything_that_makes_an_id_is_quarantined(tmp_path: Path) -> None:
    feed = people(**{"Id: {required: true}": "Id: text"})
    found = gathered(feed, write_csv(tmp_path / "housing.csv", [person("1"), {"Given": "Nobody"}]))
    assert (found.read, found.loaded) == (2, 1)
    ((_, row),) = found.rejected
    assert (row.line, row.field) == (3, None)
    assert row.row["Given"] == "Nobody"


def test_a_row_whose_nodes_are_not_wanted_is_loaded(tmp_path: Path) -> None:
    feed = people(**{"person: {kind: Record, key: [Id],": "person: {kind: Record, key: [Id], when: Family,"})
    found = gathered(feed, write_csv(tmp_path / "housing.csv", [{"Id": "1"}]))
    assert (found.read, found.loaded) == (1, 1)
    assert rows_of(found.frames, "Record", "id") == []


def test_rows_that_begin_on_one_line_are_counted_apart(tmp_path: Path) -> None:
    text = """
    mapping: 1
    feed: {id: a/b, title: T, agency: a, category: housing}
    files: x.xml
    tables:
      - read: {format: xml, rows: p}
        columns: {id: text, n: integer}
        nodes: {person: {kind: Record, key: [id], set: {own_id: id}}}
    """
    xml = "<m><p><id>1</id></p><p/><p><id>3</id><n>x</n></p><p><id>4</id></p></m>"
    found = gathered(mapping(text), write(tmp_path / "x.xml", xml))
    assert (found.read, found.loaded, len(found.rejected)) == (4, 2, 2)
    assert rows_of(found.frames, "Record", "id") == [("a/b/1",), ("a/b/4",)]


def test_a_column_that_the_mapping_reads_must_be_there(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "housing.csv", [], columns=("Id", "NHS", "UPN", "Givn", "Family", "Born"))
    with pytest.raises(InputFault) as caught:
        gathered(people(), file)
    assert (caught.value.file, caught.value.line, caught.value.field) == ("housing.csv", 1, "Given")
    assert "'Givn'" in caught.value.fix


def test_findings_stop_no_row_and_name_their_place(tmp_path: Path) -> None:
    text = """
    mapping: 1
    feed: {id: a/b, title: T, agency: a, category: housing}
    files: x.csv
    tables:
      - read: {format: csv}
        columns:
          Id: text
          NHS: text
          Phone: text
          Postcode: text
          UPRN: text
          Born: {type: date, format: "%Y-%m-%d"}
          From: {type: date, format: "%Y-%m-%d"}
          To: {type: date, format: "%Y-%m-%d"}
        ignore: [Rent]
        expect:
          id_without_digit: {column: Id, pattern: '\\d', words: An id has a digit.}
          odd_postcode: {column: Postcode, among: [M1 1AE], words: Not here.}
          from_is_not_to: {column: From, equals: To, words: These differ.}
        nodes:
          person: {kind: Record, key: [Id], set: {own_id: Id, birth_date: Born}}
          nhs: {kind: Identifier, set: {scheme: {const: nhs_number}, value: NHS}}
          phone: {kind: ContactPoint, set: {system: {const: telephone}, value: Phone}}
          home: {kind: Residence, set: {postcode: Postcode, uprn: UPRN}}
        edges:
          - {edge: LIVES_AT, from: person, to: home, set: {valid_from: From, valid_to: To}}
    """
    good = f"1,{NHS[0]},01632 960001,M1 1AE,100,2017-03-04,2020-01-01,2020-01-01,9,\n"
    bad = "x,9990000019,12,M1,0,2026-05-13,2020-01-02,2020-01-01,9,\n"
    empty = "3,,,,,,,,,\n"
    header = "Id,NHS,Phone,Postcode,UPRN,Born,From,To,Rent,Extra\n"
    found = gathered(mapping(text), write(tmp_path / "x.csv", header + good + bad + empty))
    assert found.loaded == 3
    assert [(f.kind, f.line, f.field, f.value) for _, f in found.findings] == [
        ("column_not_read", 1, "Extra", None),
        ("birth_date_in_the_future", 3, "Born", "2026-05-13"),
        ("end_before_start", 3, "To", "2020-01-01"),
        ("from_is_not_to", 3, "From", "2020-01-02"),
        ("id_without_digit", 3, "Id", "x"),
        ("invalid_contact_point", 3, "Phone", "12"),
        ("invalid_identifier", 3, "NHS", "9990000019"),
        ("invalid_postcode", 3, "Postcode", "M1"),
        ("invalid_uprn", 3, "UPRN", "0"),
        ("odd_postcode", 3, "Postcode", "M1"),
    ]
    assert ("nhs_number:9990000019", False) in rows_of(found.frames, "Identifier", "id", "valid")


def test_what_is_not_wanted_on_a_row_is_not_found_fault_with(tmp_path: Path) -> None:
    feed = people(**{"nhs: {kind: Identifier,": "nhs: {kind: Identifier, when: Team,"})
    file = write_csv(tmp_path / "housing.csv", [person("1", NHS="1"), person("2", NHS="1", Team="North")])
    assert [(f.line, f.kind) for _, f in gathered(feed, file).findings] == [(3, "invalid_identifier")]


def test_rows_that_contradict_are_found_and_the_first_stands(tmp_path: Path) -> None:
    rows = [
        person("1", Born="01/02/2003", Team="North"),
        person("1", Born="02/02/2003", Team="North"),
        person("2", Since="01/02/2003", Address="1 Elm Rd"),
        person("2", Since="01/02/2003", Address="1 Elm Road"),
    ]
    found = gathered(people(), write_csv(tmp_path / "housing.csv", rows))
    words = [f.words for _, f in found.findings if f.kind == "rows_contradict"]
    assert len(words) == 2
    assert "housing/people/1: birth_date" in words[0]
    assert "LIVES_AT of housing/people/2 to address:1 ELM ROAD: address_as_recorded" in words[1]
    assert rows_of(found.frames, "Record", "id", "birth_date") == [
        ("housing/people/1", date(2003, 2, 1)), ("housing/people/2", None),
    ]  # fmt: skip


def test_rows_that_complete_each_other_are_no_contradiction(tmp_path: Path) -> None:
    rows = [person("1", Family=""), person("1", Born="01/02/2003", Family="Marsh")]
    found = gathered(people(), write_csv(tmp_path / "housing.csv", rows))
    assert found.findings == []
    assert rows_of(found.frames, "Record", "family_name", "birth_date") == [("Marsh", date(2003, 2, 1))]


def test_a_second_table_adds_to_a_record_and_its_names_stay_findable(tmp_path: Path) -> None:
    adds = "person: {kind: Record, key: [Id], set: {own_id: Id, address: Address}}"
    text = TWO_FILES.replace("person: {kind: Record, key: [Id]}\n", f"{adds}\n")
    files = [
        write(tmp_path / "people_1.csv", "Id,Name\n1,Maya\n"),
        write(tmp_path / "homes.csv", "Id,Address\n1,12 Alder St\n"),
    ]
    found = gathered(mapping(text), *files)
    assert rows_of(found.frames, "Record", "given_names", "address", "name_tokens") == [
        ("Maya", "12 Alder St", "maya")
    ]
    assert found.findings == []


def test_the_order_of_files_does_not_decide_which_row_is_the_first(tmp_path: Path) -> None:
    one = write_csv(tmp_path / "housing_1.csv", [person("1", Family="Kerr")])
    two = write_csv(tmp_path / "housing_2.csv", [person("1", Family="Marsh")])
    for files in ((one, two), (two, one)):
        assert rows_of(gathered(people(), *files).frames, "Record", "family_name") == [("Kerr",)]


TWO_FILES = """
mapping: 1
feed: {id: a/b, title: T, agency: a, category: housing}
files: [people*.csv, homes.csv]
tables:
  - name: people
    files: people*.csv
    read: {format: csv}
    columns: {Id: text, Name: text}
    nodes: {person: {kind: Record, key: [Id], set: {own_id: Id, given_names: Name}}}
  - name: homes
    files: homes.csv
    read: {format: csv}
    columns: {Id: text, Address: text}
    nodes:
      person: {kind: Record, key: [Id]}
      home: {kind: Residence, set: {address: Address}}
    edges: [{edge: LIVES_AT, from: person, to: home}]
"""


def test_a_feed_of_several_files_takes_each_by_its_name(tmp_path: Path) -> None:
    files = [
        write(tmp_path / "people_1.csv", "Id,Name\n1,Maya\n"),
        write(tmp_path / "people_2.csv", "Id,Name\n2,Joel\n"),
        write(tmp_path / "homes.csv", "Id,Address\n1,12 Alder St\n"),
    ]
    found = gathered(mapping(TWO_FILES), *files)
    assert found.read == 3
    assert rows_of(found.frames, "Record", "id") == [("a/b/1",), ("a/b/2",)]
    assert rows_of(found.frames, "LIVES_AT", "start") == [("a/b/1",)]


def test_half_a_delivery_is_refused_since_the_other_half_would_be_closed(tmp_path: Path) -> None:
    with pytest.raises(InputFault, match="lacks a file of this feed") as caught:
        gathered(mapping(TWO_FILES), write(tmp_path / "people_1.csv", "Id,Name\n1,Maya\n"))
    assert caught.value.field == "homes"
    assert "homes.csv" in caught.value.fix


def test_a_file_that_no_table_is_in_is_refused(tmp_path: Path) -> None:
    files = [
        write(tmp_path / name, "Id,Name,Address\n1,M,A\n") for name in ("people.csv", "homes.csv", "pets.csv")
    ]
    with pytest.raises(InputFault, match=r"no table of feed\.yaml") as caught:
        gathered(mapping(TWO_FILES), *files)
    assert caught.value.file == "pets.csv"


def test_coverage_from_columns_is_the_widest_of_all_rows_and_unknown_where_nothing_is_said(
    tmp_path: Path,
) -> None:
    text = """
    mapping: 1
    feed:
      id: a/b
      title: T
      agency: a
      category: housing
      covers: {as_of: {column: AsOf}, from: {column: First}, to: {column: Last}, area: {column: Area}}
    files: x.csv
    tables:
      - read: {format: csv}
        columns:
          Id: text
          AsOf: {type: datetime, format: "%Y-%m-%d %H:%M"}
          From: text
          Last: {type: date, format: "%Y-%m-%d"}
          Area: text
        derive: {First: {column: From, pattern: '(\\S+)', type: date, format: "%Y-%m-%d"}}
        nodes: {person: {kind: Record, key: [Id], set: {own_id: Id}}}
    """
    rows = "1,2026-05-01 10:00,2020-01-01 x,,Northmere\n2,2026-05-02 10:00,2019-01-01,,Southmere\n"
    found = gathered(mapping(text), write(tmp_path / "x.csv", "Id,AsOf,From,Last,Area\n" + rows))
    assert rows_of(
        found.frames, "Source", "as_of", "covers_from", "covers_to", "covers_area", "covers_age_from"
    ) == [(date(2026, 5, 2), date(2019, 1, 1), None, "Northmere;Southmere", None)]
    assert rows_of(found.frames, "Source", "loaded_on") == [(DAY,)]


def test_a_feed_whose_coverage_a_register_says_states_no_source_of_its_own(tmp_path: Path) -> None:
    feed = people(**{"{area: all, ages: all}": "{register: partnership/register}"})
    found = gathered(feed, write_csv(tmp_path / "housing.csv", [person("1")]))
    assert rows_of(found.frames, "Source", "id") == []
    assert rows_of(found.frames, "FROM", "start") == []
    assert rows_of(found.frames, "Agency", "id") == [("housing",)]


def test_rows_are_counted_by_file_and_add_up(tmp_path: Path) -> None:
    good, odd = person("1"), person("2", Born="31/02/1990")
    files = [write_csv(tmp_path / name / "a.csv", rows) for name, rows in (("x", [good]), ("y", [good, odd]))]
    found = gathered(people("a"), *files)
    assert sorted((one.file, one.read, one.quarantined) for one in found.rows) == [
        ("a.csv", 1, 0),
        ("a.csv", 2, 1),
    ]
    assert sum(one.read for one in found.rows) == found.read
