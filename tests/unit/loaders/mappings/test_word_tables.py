"""Words for codes that come with Kinscope, as a mapping uses them."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import InputFault
from loaders.rows.gather import Gathered
from tests.feeds import gathered, mapping, rows_of, write

RELATIVES = """
mapping: 1
feed: {id: school/contacts, title: Contacts, agency: school, category: education, covers: {area: all, ages: all}}
files: contacts*.csv
tables:
  - read: {format: csv}
    columns:
      Id: {required: true}
      Name: text
      Is: {READING}
    DERIVE
    nodes:
      pupil: {kind: Record, key: [Id], set: {own_id: Id}}
      contact: {kind: Record, key: [Id, {const: contact}], named_in: pupil, set: {own_id: Id, name_as_given: Name}}
    edges:
      - {edge: RELATED_TO, from: contact, to: pupil, set: {relationship: COLUMN}}
"""


def taken_in(folder: Path, reading: str, *words: str) -> Gathered:
    lines = [f'{number},Somebody,"{word}"' for number, word in enumerate(words)]
    file = write(folder / "contacts.csv", "\n".join(["Id,Name,Is", *lines]) + "\n")
    return gathered(mapping(RELATIVES, READING=reading, DERIVE="ignore: [Odd]", COLUMN="Is"), file)


def codes(found: Gathered) -> list[object]:
    rows = rows_of(found.frames, "RELATED_TO", "record_id", "other_record_id", "stated_as")
    return [said for _, said in sorted((min(str(one), str(other)), said) for one, other, said in rows)]


def test_words_are_read_however_they_are_written(tmp_path: Path) -> None:
    found = taken_in(
        tmp_path, "codes: relationship, values: everyday", "Mum", "step-dad", "M.G.M.", "", "Aunt / Uncle"
    )
    assert codes(found) == ["mother", "stepfather", "maternal_grandmother", "aunt_or_uncle"]
    assert (found.loaded, found.findings) == (5, [])


def test_what_stands_first_knows_best(tmp_path: Path) -> None:
    reading = "codes: relationship, values: [{Nan: neighbour, Carer: in_place_of_parent}, hmpps, standard, everyday]"
    found = taken_in(tmp_path, reading, "nan", "carer", "DAU", "NMTH", "mum", "SWO")
    assert codes(found) == [
        "neighbour", "in_place_of_parent", "daughter", "natural_mother", "mother", "professional",
    ]  # fmt: skip


def test_a_word_that_no_table_knows_quarantines_its_row_and_names_the_nearest(tmp_path: Path) -> None:
    found = taken_in(tmp_path, "codes: relationship, values: everyday", "mum", "step dadd", "carer")
    assert (found.read, found.loaded) == (3, 1)
    rows = [row for _, row in found.rejected]
    assert [(row.line, row.field, row.value) for row in rows] == [(3, "Is", "step dadd"), (4, "Is", "carer")]
    assert rows[0].fix.endswith(" Nearest word: stepdad (stepfather).")


def test_with_otherwise_the_row_is_loaded_and_the_word_a_finding(tmp_path: Path) -> None:
    reading = "codes: relationship, values: everyday, otherwise: unknown_relation"
    found = taken_in(tmp_path, reading, "mum", "step dadd", "", "zzz")
    assert codes(found) == ["mother", "unknown_relation", "unknown_relation"]
    assert [(one.line, one.kind, one.field, one.value) for _, one in found.findings] == [
        (3, "word_not_known", "Is", "step dadd"),
        (5, "word_not_known", "Is", "zzz"),
    ]
    taken = "No table of words knows this: taken as 'relation not known'."
    assert [one.words for _, one in found.findings] == [f"{taken} Nearest word: stepdad (stepfather).", taken]


def test_a_derived_column_reads_words_alike(tmp_path: Path) -> None:
    derive = (
        'derive: {Word: {column: Is, pattern: "^([^(]+) "}, '
        "Code: {column: Word, codes: relationship, values: everyday, otherwise: other_relation}}"
    )
    feed = mapping(RELATIVES, READING="type: text", DERIVE=derive, COLUMN="Code")
    file = write(tmp_path / "contacts.csv", "Id,Name,Is\n1,A,Mum (main)\n2,B,Zzz (2)\n")
    found = gathered(feed, file)
    assert codes(found) == ["mother", "other_relation"]
    assert [(one.line, one.kind, one.field, one.value) for _, one in found.findings] == [
        (3, "word_not_known", "Code", "Zzz"),
    ]


@pytest.mark.parametrize(
    ("reading", "field"),
    [
        ("codes: relationship, values: everday", "values"),
        ("codes: relationship, values: [everyday, [hmpps]]", "values"),
        ("codes: relationship, values: [{mum: mothr}]", "values.0.mum"),
        ("codes: decision, values: everyday", "values"),
        ("values: everyday", "codes"),
        ("type: boolean, values: everyday", "values"),
        ("codes: relationship, values: everyday, otherwise: unknwon", "otherwise"),
    ],
)
def test_a_faulty_table_is_refused_with_its_place(reading: str, field: str) -> None:
    with pytest.raises(InputFault) as fault:
        mapping(RELATIVES, READING=reading, DERIVE="ignore: [Odd]", COLUMN="Is")
    assert str(fault.value.field).endswith(field)
    assert fault.value.line == 10


def test_a_cell_is_split_but_not_within_what_belongs_together(tmp_path: Path) -> None:
    split = 'split: {Name: {at: ",", keep: ", "}}'
    feed_with_names = RELATIVES.replace("{const: contact}]", "{const: contact}, Name]")
    feed = mapping(feed_with_names, READING="codes: relationship", DERIVE=split, COLUMN="Is")
    file = write(tmp_path / "contacts.csv", 'Id,Name,Is\n1,"Kerr, Dana,Lee, B.,,Sam",friend\n')
    names = rows_of(gathered(feed, file).frames, "Record", "name_as_given")
    assert names == [("Kerr, Dana",), ("Lee, B.",), ("Sam",), (None,)]


@pytest.mark.parametrize(
    ("split", "field"), [('{at: ",", keep: ";"}', "keep"), ('{keep: ","}', "at"), ("{on: x}", "on")]
)
def test_a_faulty_split_is_refused_with_its_place(split: str, field: str) -> None:
    with pytest.raises(InputFault) as fault:
        mapping(RELATIVES, READING="codes: relationship", DERIVE=f"split: {{Name: {split}}}", COLUMN="Is")
    assert str(fault.value.field).endswith(field)
