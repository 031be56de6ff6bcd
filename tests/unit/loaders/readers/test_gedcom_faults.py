"""Broken family trees: what is wrong is said with its line, and the rest is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.readers import ReadSpec
from loaders.readers.gedcom import TABLES, index
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
from tests.unit.loaders.readers.reading import fault, whole, written

SPEC = ReadSpec("gedcom")
OLD_HEAD = "0 HEAD\n1 GEDC\n2 VERS 5.5.1\n1 CHAR {}\n"


def old(folder: Path, char: str, codec: str, name: str = "Zoë /Brontë/") -> Path:
    """A tree of version 5.5.1 whose header names an encoding, written in another or the same."""
    text = OLD_HEAD.format(char) + f"0 @I1@ INDI\n1 NAME {name}\n0 TRLR\n"
    return written(folder, "old.ged", text.encode(codec))


def names(path: Path, spec: ReadSpec = SPEC) -> list[tuple[str | None, ...]]:
    return whole(path, spec).frame.select("given_names", "family_name").rows()


@pytest.mark.parametrize(
    ("char", "codec"),
    [
        ("UTF-8", "utf-8"), ("UTF-8", "utf-8-sig"), ("UNICODE", "utf-16"), ("UNICODE", "utf-16-le"),
        ("UNICODE", "utf-16-be"), ("ANSI", "cp1252"), ("IBMPC", "cp437"), ("MACINTOSH", "mac-roman"),
        ("iso-8859-1", "latin-1"),
    ],
)  # fmt: skip
def test_the_file_says_its_own_encoding(tmp_path: Path, char: str, codec: str) -> None:
    assert names(old(tmp_path, char, codec)) == [("Zoë", "Brontë")]


def test_ansel_writes_the_accent_before_its_letter(tmp_path: Path) -> None:
    raw = OLD_HEAD.format("ANSEL").encode() + b"0 @I1@ INDI\n1 NAME Zo\xe8e /Bront\xe8e/\n0 TRLR\n"
    ((given_names, family_name),) = names(written(tmp_path, "a.ged", raw))
    assert (given_names, family_name) == ("Zoe\u0308", "Bronte\u0308")


def test_version_7_has_no_word_for_its_encoding(tmp_path: Path) -> None:
    assert names(tree(tmp_path, *person("I1", "1 NAME Zoë /Brontë/"))) == [("Zoë", "Brontë")]


def test_an_encoding_that_the_mapping_declares_stands_over_the_header(tmp_path: Path) -> None:
    path = old(tmp_path, "UTF-8", "cp1252")
    found = fault(path, SPEC)
    assert (found.line, found.value) == (6, "0xEB")
    assert names(path, ReadSpec("gedcom", encoding="cp1252")) == [("Zoë", "Brontë")]


@pytest.mark.parametrize(
    ("char", "line", "field", "value"),
    [("ASCII", 6, None, "0xC3"), ("KLINGON", 4, "CHAR", "KLINGON")],
)
def test_bytes_and_encodings_that_cannot_be_read_have_their_line(
    tmp_path: Path, char: str, line: int, field: str | None, value: str
) -> None:
    found = fault(old(tmp_path, char, "utf-8"), SPEC)
    assert (found.line, found.field, found.value) == (line, field, value)


def test_every_end_of_line_is_one(tmp_path: Path) -> None:
    for end in ("\n", "\r\n", "\r"):
        text = end.join(("0 HEAD", "", "0 @I1@ INDI", "  1 NAME Zoë /Brontë/", "0 TRLR", "\x1a"))
        assert whole(written(tmp_path, "a.ged", text), SPEC).frame.rows()[0][-1] == 3


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("0 @I1@ INDI\n0 TRLR\n", 1, "begins with the line '0 HEAD'"),
        ("\n\nname,born\nMaya,2017\n", 3, "begins with the line '0 HEAD'"),
        ("\n \n", 1, "begins with the line '0 HEAD'"),
        ("0 HEAD\n1 GEDC\n0 @I1@ INDI\n1 NAME Ma", 4, "may have been cut off"),
        ("0 HEAD\n0 @I1@ INDI\n0 TRL", 3, "may have been cut off"),
        ("0 HEAD\n0 TRLR\n0 HEAD\n0 TRLR\n", 3, "a second tree begins"),
        ("0 HEAD\n0 HEAD\n0 TRLR\n", 2, "a second tree begins"),
        ("0 HEAD\n0 TRLR\nmore\n", 3, "belongs to none"),
        (b"PK\x03\x04rest", 1, "GEDZIP"),
    ],
)
def test_what_is_no_whole_tree_is_refused(
    tmp_path: Path, content: str | bytes, line: int, words: str
) -> None:
    path = written(tmp_path, "a.ged", content)
    for name in TABLES:
        found = fault(path, ReadSpec("gedcom", table=name))
        assert found.line == line
        assert words in found.reason


def test_a_table_that_a_tree_does_not_have(tmp_path: Path) -> None:
    found = fault(tree(tmp_path), ReadSpec("gedcom", table="individual"))
    assert (found.field, found.value) == ("table", "individual")
    assert "Did you mean 'individuals'?" in found.fix


@pytest.mark.parametrize(
    ("bad", "field", "value"),
    [
        ("3 DATE 1917", "DATE", "3 DATE 1917"),
        ("Northmere", None, "Northmere"),
        ("1", None, "1"),
        ("x DATE 1917", None, "x DATE 1917"),
        ("84, of Liverpool", None, "84, of Liverpool"),
    ],
)
def test_a_person_with_a_faulty_line_is_set_apart_with_that_line(
    tmp_path: Path, bad: str, field: str | None, value: str
) -> None:
    path = tree(
        tmp_path, *person("I1", "1 BIRT", bad), *people("I2", "I3"),
        *family("1 WIFE @I1@", "1 HUSB @I2@", "1 CHIL @I3@"),
    )  # fmt: skip
    assert set_apart(path) == [("individuals", 6, field, value)]
    assert rows(path, "individuals", "id") == [("I2",), ("I3",)]
    assert rows(path, "parents", "parent", "child") == [("I2", "I3")]
    assert rows(path, "couples", "partner") == []


def test_the_word_of_a_person_who_is_set_apart_waits_with_them(tmp_path: Path) -> None:
    path = tree(
        tmp_path, *people("I1"), *person("I2", "1 FAMC @F1@", "3 PEDI ADOPTED"), *family("1 WIFE @I1@")
    )
    assert set_apart(path) == [("individuals", 7, "PEDI", "3 PEDI ADOPTED")]
    assert rows(path, "parents", "child") == []


def test_a_record_whose_first_line_is_faulty_is_set_apart(tmp_path: Path) -> None:
    path = tree(tmp_path, "0 @I1 INDI", "1 NAME Maya /Kerr/", *people("I2"))
    assert set_apart(path) == [("individuals", 4, None, "0 @I1 INDI")]
    assert rows(path, "individuals", "id") == [("I2",)]


def test_text_that_fell_out_of_a_note_is_found_and_the_person_is_read(tmp_path: Path) -> None:
    path = tree(tmp_path, *person("I1", "1 NOTE She lived in", "Northmere for years", "1 SEX F"))
    assert rows(path, "individuals", "sex") == [("F",)]
    assert kinds(path) == [("stray_text", 6, "Northmere for years")]


def test_a_faulty_line_in_a_record_of_another_kind_is_a_finding(tmp_path: Path) -> None:
    path = tree(tmp_path, "0 @S1@ SOUR", "2 PAGE 4", *people("I1"))
    assert (set_apart(path), kinds(path)) == ([], [("line_not_read", 5, "2 PAGE 4")])


def test_a_number_given_twice_means_nobody(tmp_path: Path) -> None:
    path = tree(
        tmp_path, *people("I1", "I2", "I1", "I3"), *family("1 WIFE @I1@", "1 HUSB @I3@", "1 CHIL @I2@")
    )
    assert set_apart(path) == [("individuals", 4, None, "@I1@"), ("individuals", 6, None, "@I1@")]
    assert "lines 4, 6" in table(path, "individuals").rejected[0].reason
    assert rows(path, "parents", "parent", "child") == [("I3", "I2")]
    twice = tree(tmp_path, *people("I1", "I2"), *family("1 WIFE @I1@", "1 CHIL @I2@"), *family("1 WIFE @I2@"))
    assert set_apart(twice) == [("families", 6, None, "@F1@"), ("families", 9, None, "@F1@")]
    assert rows(twice, "parents", "parent") == []


def test_a_person_without_a_number_is_set_apart(tmp_path: Path) -> None:
    path = tree(tmp_path, "0 INDI", "1 NAME Maya /Kerr/")
    assert set_apart(path) == [("individuals", 4, None, None)]


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("1 HUSB @I9@", "HUSB", "@I9@"),
        ("1 CHIL @I9@", "CHIL", "@I9@"),
        ("1 CHIL @F1@", "CHIL", "@F1@"),
        ("1 CHIL Maya", "CHIL", "Maya"),
        ("1 CHIL", "CHIL", ""),
        ("1 HUSB @I1@", "HUSB", "@I1@"),
        ("1 CHIL @I1@", "CHIL", "@I1@"),
    ],
)
def test_a_family_that_points_to_nobody_is_set_apart_and_its_other_links_stand(
    tmp_path: Path, line: str, field: str, value: str
) -> None:
    path = tree(tmp_path, *people("I1", "I2"), *family("1 WIFE @I1@", "1 CHIL @I2@", line))
    assert set_apart(path) == [("families", 9, field, value)]
    assert rows(path, "parents", "parent", "child") == [("I1", "I2")]
    assert rows(path, "couples", "partner") == []


def test_more_partners_than_a_family_has(tmp_path: Path) -> None:
    numbers = [f"I{number}" for number in range(11)]
    path = tree(tmp_path, *people(*numbers), *family(*(f"1 WIFE @{number}@" for number in numbers)))
    assert set_apart(path) == [("families", 15, None, "11")]


def test_a_person_who_points_to_no_family_is_read_and_it_is_found(tmp_path: Path) -> None:
    path = tree(tmp_path, *person("I1", "1 FAMC @F8@", "1 FAMS @F9@"))
    assert set_apart(path) == []
    assert kinds(path) == [("points_to_nobody", 5, "@F8@"), ("points_to_nobody", 6, "@F9@")]


def test_dates_that_are_none_are_found_and_count_as_not_recorded(tmp_path: Path) -> None:
    path = tree(
        tmp_path, *person("I1", "1 BIRT", "2 DATE <unknown>"), *people("I2"),
        *family("1 WIFE @I1@", "1 HUSB @I2@", "1 MARR", "2 DATE 31 FEB 1900"),
    )  # fmt: skip
    assert rows(path, "individuals", "birth_date", "notes_on_dates")[0] == (None, "birth: <unknown>")
    assert rows(path, "couples", "state", "valid_from") == [("married", None)]
    assert kinds(path) == [("date_not_read", 6, "<unknown>"), ("date_not_read", 12, "31 FEB 1900")]


def test_an_endless_line_costs_its_record_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("text_lines", "gedcom.lines"):
        monkeypatch.setattr(f"loaders.readers.{module}.LINE_LIMIT", 1_000)
    path = tree(tmp_path, *person("I1", "1 NOTE " + "x" * 5_000), *people("I2"))
    assert set_apart(path)[0][:2] == ("individuals", 5)
    assert rows(path, "individuals", "id") == [("I2",)]


def test_an_endless_record_is_set_apart_and_what_is_not_read_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loaders.readers.gedcom.lines.RECORD_LIMIT", 5_000)
    notes = [line for number in range(200) for line in (f"1 NOTE {number}", "2 CONT " + "x" * 50)]
    path = tree(tmp_path, *person("I1", *notes), *person("I2", *["1 NAME Maya /Kerr/"] * 200))
    assert rows(path, "individuals", "id") == [("I1",)]
    ((name, line, field, _),) = set_apart(path)
    assert (name, line > 405, field) == ("individuals", True, "NAME")


def test_more_people_than_can_be_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "RECORD_LIMIT", 3)
    found = fault(tree(tmp_path, *people("I1", "I2", "I3", "I4")), SPEC)
    assert (found.line, "more than 3" in found.reason) == (7, True)


def test_more_links_than_can_be_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "CLAIM_LIMIT", 3)
    found = fault(tree(tmp_path, *person("I1", *["1 FAMC @F1@"] * 4)), SPEC)
    assert found.line == 4


PIECE = st.sampled_from(
    [
        "0 @I1@ INDI", "0 @I2@ INDI", "0 INDI", "0 @F1@ FAM", "0 @F1@", "1 HUSB @I1@", "1 WIFE @I2@", "1 CHIL @I2@",
        "1 CHIL @I9@", "1 FAMC @F1@", "2 PEDI ADOPTED", "1 ADOP", "2 FAMC @F1@", "3 ADOP HUSB", "1 MARR", "1 DIV",
        "2 DATE 4 MAR 1900", "2 DATE BET x AND y", "1 NAME A /B/", "2 CONC x", "1 NOTE n", "text", "9 X",
        "1 SEX\x00 M", "", "@", "0", " 0 @S1@ SOUR",
    ]
)  # fmt: skip


@given(lines=st.lists(PIECE, max_size=25))
@settings(deadline=None)
def test_every_record_of_any_tree_is_a_row_or_set_apart(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    path = tree(tmp_path_factory.mktemp("trees"), *lines)
    found = {name: table(path, name) for name in TABLES}
    counted = {name: one.frame.height + len(one.rejected) for name, one in found.items()}
    records = [line for line in lines if line.startswith("0")]
    assert counted["families"] == sum(line.endswith("FAM") for line in records)
    assert counted["individuals"] == len(records) - counted["families"]
    known = set(found["individuals"].frame["id"])
    assert {*found["parents"].frame["parent"], *found["parents"].frame["child"]} <= known


@given(lines=st.lists(PIECE, max_size=10), lost=st.integers(1, 20))
@settings(deadline=None)
def test_a_tree_cut_anywhere_is_refused(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], lost: int
) -> None:
    path = tree(tmp_path_factory.mktemp("trees"), *lines)
    path.write_bytes(path.read_bytes()[:-lost])
    assert fault(path, SPEC).line
