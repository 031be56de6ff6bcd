"""Family trees: people, families, and who is whose parent, sibling and partner."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.readers import LINE_COLUMN, ReadSpec, header, tables
from loaders.readers.gedcom import TABLES
from tests.unit.loaders.readers.gedcom_trees import (
    family,
    kinds,
    people,
    person,
    rows,
    set_apart,
    table,
    tree,
)
from tests.unit.loaders.readers.reading import written

PARENTS = ("parent", "child", "pedigree")
COUPLES = ("partner", "other_partner", "state", "valid_from", "valid_to")


def test_a_person_with_all_that_is_read(tmp_path: Path) -> None:
    path = tree(
        tmp_path,
        *person(
            "I1", "1 NAME Lt. Maya \"May\" /de Kerr/ jr.", "2 GIVN Maya", "2 NICK May", "2 SPFX de", "2 SURN Kerr",
            "1 NAME Maya /Osei/", "2 TYPE MARRIED", "1 NAME Maya /Dunn/", "2 TYPE MAIDEN", "1 SEX F", "1 BIRT",
            "2 DATE APR 1917", "2 PLAC Northmere", "1 BIRT", "2 DATE 1918",
            "1 DEAT Y", "2 DATE BEF 1980", "2 PLAC Leam", "1 RESN LOCKED, CONFIDENTIAL",
        ),
        name="kerr.ged",
    )  # fmt: skip
    (row,) = table(path, "individuals").frame.rows(named=True)
    assert row == {
        LINE_COLUMN: 4, "tree": "kerr", "id": "I1", "unparted_name": None, "given_names": "Maya",
        "family_name": "de Kerr", "birth_family_name": "Dunn", "nickname": "May",
        "other_names": "Maya Osei; Maya Dunn", "sex": "F", "birth_date": "1917-04-01", "birth_date_accuracy": "UAA",
        "birth_place": "Northmere", "death_date": "1980-01-01", "death_date_accuracy": "UUE", "death_place": "Leam",
        "notes_on_dates": "death: BEF 1980", "confidential": "yes", "file_date": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("1 NAME Maya /Kerr/",), (None, "Maya", "Kerr")),
        (("1 NAME /Kerr/ Maya",), (None, None, "Kerr")),
        (("1 NAME Maya //",), (None, "Maya", None)),
        (("1 NAME Aka",), ("Aka", None, None)),
        (("1 NAME Maya Kerr", "2 GIVN Maya", "2 SURN Kerr"), (None, "Maya", "Kerr")),
        (("1 NAME", "2 SURN Kerr"), (None, None, "Kerr")),
        (("1 NAME Maya", "2 CONC line /Kerr/"), (None, "Mayaline", "Kerr")),
        ((), (None, None, None)),
    ],
)
def test_names_are_parted_where_the_tree_parts_them(
    tmp_path: Path, lines: tuple[str, ...], expected: tuple[str | None, ...]
) -> None:
    path = tree(tmp_path, *person("I1", *lines))
    assert rows(path, "individuals", "unparted_name", "given_names", "family_name") == [expected]


def test_somebody_of_whom_only_the_death_is_known_is_noted_as_dead(tmp_path: Path) -> None:
    path = tree(tmp_path, *person("I1", "1 DEAT Y"), *person("I2", "1 DEAT N"), *person("I3", "1 NO DEAT"))
    assert rows(path, "individuals", "notes_on_dates") == [("death: no date",), (None,), (None,)]


def test_the_header_says_when_the_file_was_written(tmp_path: Path) -> None:
    text = "0 HEAD\n1 DATE 4 Jan 2026\n1 GEDC\n2 VERS 5.5.1\n0 @I1@ INDI\n0 TRLR\n"
    assert rows(written(tmp_path, "a.ged", text), "individuals", "file_date") == [("2026-01-04",)]


def test_a_child_of_a_mother_and_a_father(tmp_path: Path) -> None:
    path = tree(
        tmp_path, *person("I1", "1 SEX M"), *person("I2", "1 SEX F"), *person("I3", "1 FAMC @F1@"),
        *family("1 HUSB @I1@", "1 WIFE @I2@", "1 CHIL @I3@"),
    )  # fmt: skip
    assert rows(
        path, "parents", LINE_COLUMN, *PARENTS, "role", "parent_sex", "state", "child_is_adopted"
    ) == [
        (13, "I1", "I3", "not_said", "HUSB", "male", "not_said", None),
        (13, "I2", "I3", "not_said", "WIFE", "female", "not_said", None),
    ]
    assert rows(path, "families", "family", "partners", "children") == [("F1", "I1; I2", "I3")]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("2 PEDI BIRTH",), "birth"),
        (("2 PEDI adopted",), "adopted"),
        (("2 PEDI Foster",), "foster"),
        (("2 PEDI SEALING",), "sealing"),
        (("2 PEDI step",), "step"),
        (("2 PEDI OTHER", "3 PHRASE Step child"), "step"),
        (("2 PEDI OTHER", "3 PHRASE raised by"), "other"),
        (("2 PEDI _WARD",), "other"),
        (("2 PEDI unknown",), "not_said"),
        ((), "not_said"),
    ],
)
def test_what_makes_a_child_is_only_what_the_tree_says(
    tmp_path: Path, lines: tuple[str, ...], expected: str
) -> None:
    path = tree(
        tmp_path, *people("I1"), *person("I2", "1 FAMC @F1@", *lines), *family("1 WIFE @I1@", "1 CHIL @I2@")
    )
    assert rows(path, "parents", *PARENTS) == [("I1", "I2", expected)]


def test_a_child_adopted_by_one_partner_alone(tmp_path: Path) -> None:
    adoption = ("1 FAMC @F1@", "1 ADOP", "2 FAMC @F1@", "3 ADOP HUSB")
    path = tree(
        tmp_path, *people("I1", "I2"), *person("I3", *adoption), *family("1 HUSB @I1@", "1 WIFE @I2@", "1 CHIL @I3@")
    )  # fmt: skip
    assert rows(path, "parents", *PARENTS, "child_is_adopted") == [
        ("I1", "I3", "adopted", "yes"), ("I2", "I3", "not_said", "yes"),
    ]  # fmt: skip


def test_a_child_with_birth_parents_and_adoptive_parents_is_marked_in_both_families(tmp_path: Path) -> None:
    path = tree(
        tmp_path, *people("I1", "I2"),
        *person("I3", "1 FAMC @F1@", "2 PEDI BIRTH", "1 FAMC @F2@", "2 PEDI ADOPTED", "2 STAT PROVEN"),
        *family("1 WIFE @I1@", "1 CHIL @I3@"), *family("1 WIFE @I2@", "1 CHIL @I3@", number="F2"),
    )  # fmt: skip
    assert rows(path, "parents", *PARENTS, "state", "child_is_adopted") == [
        ("I1", "I3", "birth", "not_said", "yes"), ("I2", "I3", "adopted", "proven", "yes"),
    ]  # fmt: skip


def test_what_is_said_of_one_parent_stands_over_what_is_said_of_the_family(tmp_path: Path) -> None:
    child = ("1 CHIL @I3@", "2 _FREL Step", "2 _MREL Natural")
    path = tree(
        tmp_path, *people("I1", "I2"), *person("I3", "1 FAMC @F1@", "2 PEDI adopted"),
        *family("1 HUSB @I1@", "1 WIFE @I2@", *child),
    )  # fmt: skip
    assert rows(path, "parents", *PARENTS) == [("I1", "I3", "step"), ("I2", "I3", "birth")]


def test_a_link_said_two_ways_is_two_rows(tmp_path: Path) -> None:
    claims = (
        "1 FAMC @F1@",
        "2 PEDI ADOPTED",
        "2 STAT PROVEN",
        "1 FAMC @F1@",
        "2 PEDI BIRTH",
        "2 STAT DISPROVEN",
    )
    path = tree(tmp_path, *people("I1"), *person("I2", *claims), *family("1 WIFE @I1@", "1 CHIL @I2@"))
    assert rows(path, "parents", "pedigree", "state") == [("adopted", "proven"), ("birth", "disproven")]


def test_the_word_of_a_child_whom_the_family_does_not_list_stands_and_is_found(tmp_path: Path) -> None:
    path = tree(
        tmp_path, *people("I1"), *person("I2", "1 FAMC @F1@", "2 PEDI FOSTER"), *family("1 WIFE @I1@")
    )
    assert rows(path, "parents", LINE_COLUMN, *PARENTS) == [(6, "I1", "I2", "foster")]
    assert kinds(path) == [("one_sided_link", 6, "@F1@")]


def test_unknown_parents_are_told_and_make_nobody(tmp_path: Path) -> None:
    path = tree(
        tmp_path, *person("I1", "1 FAMC @VOID@", "2 PEDI ADOPTED", "1 FAMS @VOID@"), *people("I2"),
        *family("1 HUSB @VOID@", "1 WIFE @I2@", "1 CHIL @I1@", "1 CHIL @VOID@"),
    )  # fmt: skip
    assert rows(path, "parents", *PARENTS, "child_is_adopted") == [("I2", "I1", "not_said", "yes")]
    assert rows(path, "couples", *COUPLES) == []
    assert set_apart(path) == []
    assert kinds(path) == [("not_named", line, "@VOID@") for line in (5, 7, 10, 13)]
    words = table(path, "individuals").findings[0].words
    assert (
        words
        == "The tree says that this person has adoptive parents by the word ADOPTED and does not name them."
    )


def test_children_of_parents_whom_nobody_names_are_siblings(tmp_path: Path) -> None:
    path = tree(
        tmp_path, *people("I1", "I2", "I3"), *family("1 WIFE @VOID@", "1 CHIL @I1@", "1 CHIL @I2@", "1 CHIL @I3@")
    )  # fmt: skip
    assert rows(path, "siblings", "sibling", "other_sibling") == [("I1", "I2"), ("I1", "I3"), ("I2", "I3")]
    named = tree(tmp_path, *people("I1", "I2", "I3"), *family("1 WIFE @I1@", "1 CHIL @I2@", "1 CHIL @I3@"))
    assert rows(named, "siblings", "sibling") == []


def test_more_children_than_a_family_has_make_no_pairs(tmp_path: Path) -> None:
    numbers = [f"I{number}" for number in range(51)]
    path = tree(tmp_path, *people(*numbers), *family(*(f"1 CHIL @{number}@" for number in numbers)))
    assert rows(path, "siblings", "sibling") == []
    assert kinds(path) == [("siblings_not_read", 55, "51")]


@pytest.mark.parametrize("roles", [("HUSB", "WIFE"), ("HUSB", "HUSB"), ("WIFE", "WIFE")])
def test_two_men_are_a_couple_and_both_fathers_however_the_tree_writes_it(
    tmp_path: Path, roles: tuple[str, str]
) -> None:
    path = tree(
        tmp_path, *person("I1", "1 SEX M"), *person("I2", "1 SEX M"), *people("I3"),
        *family(f"1 {roles[0]} @I1@", f"1 {roles[1]} @I2@", "1 CHIL @I3@", "1 MARR", "2 DATE 4 JUL 2014"),
    )  # fmt: skip
    assert rows(path, "couples", *COUPLES) == [("I1", "I2", "married", "2014-07-04", None)]
    assert rows(path, "parents", "parent", "parent_sex") == [("I1", "male"), ("I2", "male")]


def couple(tmp_path: Path, *lines: str) -> list[tuple[object, ...]]:
    """The states of a couple whose family has these events."""
    path = tree(tmp_path, *people("I1", "I2"), *family("1 HUSB @I1@", "1 WIFE @I2@", *lines))
    return [row[2:] for row in rows(path, "couples", *COUPLES)]


def marriage(day: str) -> tuple[str, str]:
    return ("1 MARR", f"2 DATE {day}")


def divorce(day: str) -> tuple[str, str]:
    return ("1 DIV", f"2 DATE {day}")


def test_partners_of_whom_no_marriage_is_said(tmp_path: Path) -> None:
    assert couple(tmp_path) == [("not_said", None, None)]
    assert couple(tmp_path, "1 NO MARR") == [("not_said", None, None)]


def test_a_marriage_of_which_the_day_is_not_said_has_no_first_day(tmp_path: Path) -> None:
    assert couple(tmp_path, *marriage("1768")) == [("married", None, None)]
    assert couple(tmp_path, *marriage("(one summer)")) == [("married", None, None)]


def test_a_divorce_ends_a_marriage(tmp_path: Path) -> None:
    assert couple(tmp_path, *marriage("1 APR 1911"), *divorce("2 MAY 1912")) == [
        ("married", "1911-04-01", "1912-05-02"), ("divorced", "1912-05-02", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "lines", [("1 DIV Y",), ("1 DIV", "2 DATE 1912"), ("1 DIV", "2 DATE ABT 2 MAY 1912")]
)
def test_a_marriage_that_ended_on_a_day_unknown_does_not_seem_to_go_on(
    tmp_path: Path, lines: tuple[str, ...]
) -> None:
    assert couple(tmp_path, *lines, *marriage("1 APR 1911")) == [("divorced", None, None)]


def test_an_annulment_is_said_as_such(tmp_path: Path) -> None:
    assert couple(tmp_path, "1 ANUL") == [("annulled", None, None)]


def test_a_couple_that_married_again(tmp_path: Path) -> None:
    events = (*marriage("1 APR 1911"), *divorce("2 MAY 1912"), *marriage("4 JUL 1914"))
    expected = [
        ("married", "1911-04-01", "1912-05-02"), ("divorced", "1912-05-02", "1914-07-04"),
        ("married", "1914-07-04", None),
    ]  # fmt: skip
    assert couple(tmp_path, *events) == expected
    turned = (*marriage("4 JUL 1914"), *divorce("2 MAY 1912"), *marriage("1 APR 1911"))
    assert couple(tmp_path, *turned) == expected


def test_a_couple_that_married_again_in_a_family_of_its_own_is_one_couple(tmp_path: Path) -> None:
    path = tree(
        tmp_path, *people("I1", "I2"),
        *family("1 HUSB @I1@", "1 WIFE @I2@", *marriage("1 APR 1911"), *divorce("2 MAY 1912")),
        *family("1 HUSB @I2@", "1 WIFE @I1@", *marriage("4 JUL 1914"), number="F2"),
    )  # fmt: skip
    assert rows(path, "couples", *COUPLES) == [
        ("I1", "I2", "married", "1911-04-01", "1912-05-02"), ("I1", "I2", "divorced", "1912-05-02", "1914-07-04"),
        ("I1", "I2", "married", "1914-07-04", None),
    ]  # fmt: skip


def test_a_marriage_held_twice_is_one(tmp_path: Path) -> None:
    assert couple(tmp_path, *marriage("3 MAY 1950"), *marriage("1 APR 1950")) == [
        ("married", "1950-04-01", None)
    ]


def test_somebody_who_married_somebody_else_has_two_couples(tmp_path: Path) -> None:
    path = tree(
        tmp_path, *people("I1", "I2", "I3"), *family("1 HUSB @I1@", "1 WIFE @I2@", "1 DIV Y"),
        *family("1 HUSB @I1@", "1 WIFE @I3@", *marriage("3 JUN 1913"), number="F2"),
    )  # fmt: skip
    assert rows(path, "couples", *COUPLES) == [
        ("I1", "I2", "divorced", None, None), ("I1", "I3", "married", "1913-06-03", None),
    ]  # fmt: skip


def test_what_is_confidential_of_a_person_or_a_family_is_so_in_every_link(tmp_path: Path) -> None:
    path = tree(
        tmp_path, *person("I1", "1 RESN privacy"), *people("I2", "I3", "I4"),
        *family("1 HUSB @I1@", "1 WIFE @I2@", "1 CHIL @I3@"),
        *family("1 WIFE @I2@", "1 CHIL @I4@", "1 RESN CONFIDENTIAL", number="F2"),
    )  # fmt: skip
    assert rows(path, "individuals", "confidential") == [("yes",), (None,), (None,), (None,)]
    assert rows(path, "parents", "parent", "child", "confidential") == [
        ("I1", "I3", "yes"), ("I2", "I3", None), ("I2", "I4", "yes"),
    ]  # fmt: skip
    assert rows(path, "couples", "confidential") == [("yes",)]


def test_every_table_comes_in_chunks_of_any_size(tmp_path: Path) -> None:
    lines = [*people(*(f"I{number}" for number in range(20)))]
    for number in range(6):
        members = (f"1 HUSB @I{number}@", f"1 WIFE @I{number + 6}@", f"1 CHIL @I{number + 12}@")
        lines += family(*members, number=f"F{number}")
    path = tree(tmp_path, *lines, "0 @F9@ FAM", "1 CHIL @I19@", "1 CHIL @I18@")
    for name in TABLES:
        once = table(path, name)
        assert once.frame.equals(table(path, name, chunk_rows=1).frame)
        assert once.frame.height > 0


def test_a_tree_of_nobody_has_every_table(tmp_path: Path) -> None:
    path = tree(tmp_path)
    assert tables(path, ReadSpec("gedcom")) == list(TABLES)
    for name in TABLES:
        spec = ReadSpec("gedcom", table=name)
        assert [*header(path, spec), LINE_COLUMN] == table(path, name).frame.columns
        assert table(path, name).frame.height == 0
