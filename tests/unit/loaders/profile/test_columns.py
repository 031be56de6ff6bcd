"""What is made of one column: by its name and its values together, and with the reason."""

from __future__ import annotations

import polars as pl
import pytest

from loaders.profile.guess import Guess, guesses

NHS = ("9990000018", "9990000026", "9990000034", "9990000042", "9434765919", "9434765870")
DAYS = ("04/03/2017", "30/11/2019", "17/06/1994", "02/02/1990", "25/12/2001", "01/01/2011")
WORDS = ("Ann", "Zoë", "Jean-Luc", "O'Neil", "Mary Jane", "Ng")
IDS = ("C1", "C2", "C3", "C4", "C5", "C6")


def of(**columns: tuple[str | None, ...]) -> dict[str, Guess]:
    return {one.column: one for one in guesses(pl.DataFrame(columns))}


def one(name: str, values: tuple[str | None, ...]) -> Guess:
    return of(**{name: values})[name]


@pytest.mark.parametrize(
    ("name", "values", "meaning", "place"),
    [
        ("NHS No", NHS, "nhs_number", "identifier"),
        ("UPN", ("P000000000001",) * 6, "upn", "identifier"),
        ("Former UPN", ("P000000000001",) * 6, "former_upn", "identifier"),
        ("NINO", ("QQ123456C",) * 6, "national_insurance_number", "identifier"),
        ("UPRN", ("100070000001", "10012345678"), "uprn", "residence"),
        ("Post Code", ("M1 1AE", "LS1 4AP"), "postcode", "residence"),
        ("Mobile", ("07700 900123", "0113 496 0303"), "telephone", "contact"),
        ("E-mail address", ("a@example.org", "b@example.org"), "email", "contact"),
        ("DOB", DAYS, "birth_date", "record"),
        ("PersonBirthDate", DAYS, "birth_date", "record"),
        ("Date of Birth (dd/mm/yyyy)", DAYS, "birth_date", "record"),
        ("Pupil Date of Birth", DAYS, "birth_date", "record"),
        ("Date of death", DAYS, "death_date", "record"),
        ("Expected date of delivery", DAYS, "expected_birth_date", "record"),
        ("Gender", ("M", "F"), "sex", "record"),
        ("SEX", ("1", "2"), "sex", "record"),
        ("firstName", WORDS, "given_names", "record"),
        ("Child's Forename", WORDS, "given_names", "record"),
        ("Legal Surname", WORDS, "family_name", "record"),
        ("maiden_name", WORDS, "former_family_name", "record"),
        ("Known as", WORDS, "preferred_name", "record"),
        ("Child", ("Maya Kerr", "Joel Kerr"), "name_as_given", "record"),
        ("Child", IDS, "own_id", "key"),
        ("LAchildID", IDS, "own_id", "key"),
        ("Ref", IDS, "own_id", "key"),
        ("Address Line 1", ("12 Alder Street", "Flat 3"), "address_line", "address"),
        ("Town", ("Calderby", "Westholme"), "address_part", "address"),
        ("Ethnic group", ("WBRI", "MWBC"), "ethnicity", "record"),
    ],
)  # fmt: skip
def test_a_name_and_values_that_agree_are_mapped(
    name: str, values: tuple[str, ...], meaning: str, place: str
) -> None:
    found = one(name, values)
    assert found.meaning is not None
    assert (found.meaning.name, found.place) == (meaning, place)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("Mother NHS number", NHS), ("Contact Phone", ("07700 900123",) * 6), ("MC_DOB", DAYS), ("School Name", WORDS),
        ("Social worker", WORDS), ("Emergency contact surname", WORDS), ("Parent 1 Forename", WORDS),
        ("PL_POST", ("M1 1AE", "LS1 4AP") * 3), ("Worker email", ("a@example.org",) * 6), ("SEX_ADOPTR", ("M", "F")),
        ("Date of referral", DAYS), ("Placement postcode", ("M1 1AE",) * 6),
    ],
)  # fmt: skip
def test_what_may_be_somebody_elses_is_not_mapped(name: str, values: tuple[str, ...]) -> None:
    assert one(name, values).place is None


@pytest.mark.parametrize(
    ("name", "values", "why"),
    [
        ("NHS number", ("yes", "no"), "by its name NHS number, but 0 of 2 have a valid check digit"),
        ("Postcode", ("2119", "3165"), "by its name postcode, but 0 of 2 have its form"),
        ("Surname", ("123", "9/4"), "by its name surname, but 0 of 2 are letters"),
        ("Date of birth", ("young", "old"), "by its name date of birth, but 0 of 2 are dates"),
    ],
)
def test_values_that_contradict_the_name_are_not_mapped_and_the_reason_is_given(
    name: str, values: tuple[str, ...], why: str
) -> None:
    found = one(name, values)
    assert (found.place, found.why[0]) == (None, why)


def test_the_reason_counts_what_fits_among_what_is_recorded() -> None:
    assert one("NHS", (*NHS, "9990000019", None)).why == ("NHS number: 6 of 7 have a valid check digit",)
    wrong = one("UPN", ("A850728973744", "P000000000001"))
    assert (wrong.place, wrong.why) == (
        "identifier",
        ("unique pupil number: 1 of 2 have a valid check letter",),
    )
    born = one("Born", (*DAYS, "unknown"))
    assert born.why[0] == "date of birth: 6 of 7 are dates"
    assert "quarantined" in born.why[1]


def test_a_check_digit_tells_without_a_name_unless_two_columns_have_it() -> None:
    found = one("Field 7", NHS)
    assert found.place == "identifier"
    assert "make sure that it is this person's" in found.why
    two = of(**{"Field 7": NHS, "Field 8": NHS})
    assert [guess.place for guess in two.values()] == [None, None]
    beside = of(**{"NHS number": NHS, "Field 8": NHS})
    assert [guess.place for guess in beside.values()] == ["identifier", None]


def test_of_two_columns_that_hold_the_same_the_first_is_mapped() -> None:
    found = of(**{"DOB": DAYS, "Date of birth": DAYS})
    assert [guess.place for guess in found.values()] == ["record", None]
    assert found["Date of birth"].why[-1] == "a second such column"
    phones = of(**{"Mobile": ("07700 900123",), "Home phone": ("0113 496 0303",)})
    assert [guess.place for guess in phones.values()] == ["contact", "contact"]


def test_the_own_id_is_the_column_that_names_the_person_even_where_it_repeats() -> None:
    found = of(**{"Id": IDS, "Person Id": ("P1", "P1", "P2", "P3", "P4", "P5")})
    assert {name: guess.place for name, guess in found.items()} == {"Id": None, "Person Id": "key"}
    assert found["Person Id"].why[-1] == "5 different on 6 rows"
    assert found["Id"].why[-1] == "no value repeats"


def test_an_id_that_names_nobody_has_to_be_there_and_unique() -> None:
    assert one("Ref", ("A1", "A1")).place is None
    assert one("Ref", ("A1", None)).place is None
    assert one("Child ID", ("A1", None)).place == "key"


def test_numbers_are_a_sex_only_where_the_name_says_so() -> None:
    assert dict(one("Gender code", ("1", "2", "0")).reading.values) == {
        "1": "male",
        "2": "female",
        "0": "not_known",
    }
    assert one("Convicted", ("1", "2") * 5).place is None
    words = one("Field 3", ("male", "female") * 5)
    assert (words.place, words.reading.codes) == (None, "sex")


@pytest.mark.parametrize(
    ("name", "values", "codes", "words"),
    [
        (
            "Relationship to child",
            ("Mum", "Step dad"),
            "relationship",
            {"Mum": "mother", "Step dad": "stepfather"},
        ),
        ("Relation", ("MTH", "FTH"), "relationship", {"MTH": "mother", "FTH": "father"}),
        ("Case status", ("Open", "Closed"), "involvement_status", {"Open": "current", "Closed": "historic"}),
        ("ReferralSource", ("1A", "6"), "referral_source", {"1A": "individual_family", "6": "police"}),
        ("Gender", ("a) Male", "b) Female"), "sex", {"a) Male": "male", "b) Female": "female"}),
    ],
)
def test_words_of_a_code_list_are_found(
    name: str, values: tuple[str, ...], codes: str, words: dict[str, str]
) -> None:
    found = one(name, values).reading
    assert (found.codes, dict(found.values)) == (codes, words)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (("Y", "N", "Y"), "boolean"), (("3", "41"), "integer"), (("1.5", "2"), "number"), (("007", "008"), "text"),
        (("2026-05-04", "2026-05-05"), "date"), (("2026-05-04T09:30:00",), "datetime"), (("so", "what"), "text"),
    ],
)  # fmt: skip
def test_a_column_that_nothing_names_is_read_by_its_values(values: tuple[str, ...], kind: str) -> None:
    assert one("Field", values).reading.type == kind


def test_an_empty_column_says_so() -> None:
    assert one("DOB", (None, None)).why == ("by its name date of birth; nothing is recorded in it",)


def test_codes_are_listed_but_for_those_on_few_rows() -> None:
    found = one("Legal basis", ("C1",) * 90 + ("C2",) * 6 + ("C3",) * 5)
    assert found.why == ("a code list of 3 words: C1, C2 and 1 on few rows, which are not shown",)
    assert "C3" not in str(found)
    few = one("Legal basis", ("C1", "C2"))
    assert few.why == ("text; 2 recorded, 2 different",)
    hidden = one("Legal basis", ("Wetherby", "C1") * 50)
    assert hidden.why == (
        "a code list of 2 words, not shown here since it may hold names or be about few people",
    )
