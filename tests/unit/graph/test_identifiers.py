from collections.abc import Sequence

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.gb import nhs as independent_nhs
from stdnum.gb import upn as independent_upn

from graph.codes import IdentifierScheme as Scheme
from graph.identifiers import (
    UPN_LETTERS,
    is_linkable,
    is_valid,
    keep,
    kept,
    link_scheme,
    linkable,
    nhs_check_digit,
    normalise,
    normalised,
    pnc_check_letter,
    upn_check_letter,
    valid,
)

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def column(values: Sequence[str | None], expression: pl.Expr) -> list[object]:
    return (
        pl.DataFrame({"value": values}, schema={"value": pl.String}).select(expression).to_series().to_list()
    )


VALUE = pl.col("value")


@given(st.text(DIGITS, min_size=10, max_size=10))
def test_nhs_number_agrees_with_an_independent_check(number: str) -> None:
    expected = independent_nhs.is_valid(number) and len(set(number)) > 1
    assert is_valid(Scheme.NHS_NUMBER, number) is expected


@given(st.text(DIGITS, min_size=9, max_size=9).filter(lambda nine: len(set(nine)) > 1))
def test_an_nhs_number_is_right_with_one_last_digit_at_most(nine: str) -> None:
    right = [digit for digit in DIGITS if is_valid(Scheme.NHS_NUMBER, nine + digit)]
    check = nhs_check_digit(nine)
    assert right == ([] if check is None else [str(check)])


@pytest.mark.parametrize("digit", DIGITS)
def test_ten_equal_digits_are_no_nhs_number(digit: str) -> None:
    assert independent_nhs.is_valid(digit * 10)
    assert not is_valid(Scheme.NHS_NUMBER, digit * 10)
    assert column([digit * 10], valid(Scheme.NHS_NUMBER, VALUE)) == [False]


@given(st.text(DIGITS, min_size=11, max_size=11), st.sampled_from(DIGITS + UPN_LETTERS))
def test_upn_check_letter_agrees_with_an_independent_one(digits: str, last: str) -> None:
    letter = upn_check_letter(digits + last)
    assert letter == independent_upn.calc_check_digit(digits + last)
    assert is_valid(Scheme.UPN, letter + digits + last)
    wrong = UPN_LETTERS[(UPN_LETTERS.index(letter) + 1) % 23]
    assert not is_valid(Scheme.UPN, wrong + digits + last)


@pytest.mark.parametrize("last", ["I", "O", "S"])
def test_letters_that_look_like_figures_end_no_upn(last: str) -> None:
    assert not any(is_valid(Scheme.UPN, f"{first}80120000500{last}") for first in UPN_LETTERS)


@pytest.mark.parametrize(
    ("scheme", "recorded", "plain", "right"),
    [
        (Scheme.NHS_NUMBER, " 943 476 5919 ", "9434765919", True),
        (Scheme.NHS_NUMBER, "943-476-5919", "9434765919", True),
        (Scheme.NHS_NUMBER, "943 476 5910", "9434765910", False),
        (Scheme.NHS_NUMBER, "943476591", "943476591", False),
        (Scheme.NHS_NUMBER, "94347659190", "94347659190", False),
        (Scheme.NHS_NUMBER, "not known", "NOTKNOWN", False),
        (Scheme.NHS_NUMBER, "", "", False),
        (Scheme.UPN, "b801200005001", "B801200005001", True),
        (Scheme.UPN, "B 8012 0000 5001", "B801200005001", True),
        (Scheme.UPN, "A801200005001", "A801200005001", False),
        (Scheme.UPN, "801200005001", "801200005001", False),
        (Scheme.FORMER_UPN, "B801200005001", "B801200005001", True),
        (Scheme.UPRN, "000000199356", "199356", True),
        (Scheme.UPRN, "100023336956", "100023336956", True),
        (Scheme.UPRN, "0000", "0", False),
        (Scheme.UPRN, "1234567890123", "1234567890123", False),
        (Scheme.UPRN, "12a", "12A", False),
        (Scheme.NATIONAL_INSURANCE_NUMBER, "ab 12 34 56 c", "AB123456", True),
        (Scheme.NATIONAL_INSURANCE_NUMBER, "AB123456", "AB123456", True),
        (Scheme.NATIONAL_INSURANCE_NUMBER, "QQ123456C", "QQ123456", False),
        (Scheme.NATIONAL_INSURANCE_NUMBER, "GB123456A", "GB123456", False),
        (Scheme.NATIONAL_INSURANCE_NUMBER, "TN010190M", "TN010190M", False),
        (Scheme.NATIONAL_INSURANCE_NUMBER, "AO123456A", "AO123456", False),
        (Scheme.AGENCY_LOCAL_ID, " csc-0042 ", "CSC-0042", True),
        (Scheme.AGENCY_LOCAL_ID, "n/a", "N/A", False),
        (Scheme.AGENCY_LOCAL_ID, "0", "0", False),
        (Scheme.LOCAL_AUTHORITY_CHILD_ID, "unknown", "UNKNOWN", False),
    ],
)
def test_plain_form_and_validity(scheme: Scheme, recorded: str, plain: str, right: bool) -> None:
    assert normalise(scheme, recorded) == plain
    assert is_valid(scheme, recorded) is right
    assert column([recorded], normalised(scheme, VALUE)) == [plain]
    assert column([recorded], valid(scheme, VALUE)) == [right]
    assert keep(scheme, recorded) == (plain if right else recorded)


def test_pnc_id_in_all_its_spellings() -> None:
    letter = pnc_check_letter("2008", "56")
    spellings = [
        f"2008/0000056{letter}",
        f"2008/56{letter}",
        f"08/56{letter}",
        f"20080000056{letter.lower()}",
    ]
    assert {normalise(Scheme.PNC_ID, text) for text in spellings} == {f"2008/0000056{letter}"}
    assert column(spellings, valid(Scheme.PNC_ID, VALUE)) == [True] * 4
    assert normalise(Scheme.PNC_ID, "79/123456X").startswith("1979/")
    others = [f"2008/56{other}" for other in LETTERS if other != letter]
    assert column(others, valid(Scheme.PNC_ID, VALUE)) == [False] * 25


@pytest.mark.parametrize("specimen", ["79/163001B", "2003/0062845E", "2001/0171310W", "1981/0154257C"])
def test_specimen_pnc_ids_of_criminal_justice_software_have_the_right_letter(specimen: str) -> None:
    assert is_valid(Scheme.PNC_ID, specimen)
    assert not is_valid(Scheme.PNC_ID, specimen[:-1] + ("A" if specimen[-1] != "A" else "B"))


@given(
    st.sampled_from(list(Scheme)),
    st.lists(
        st.one_of(st.none(), st.text(DIGITS + LETTERS + LETTERS.lower() + " /-.", max_size=16)), max_size=8
    ),
)
def test_a_column_gives_what_single_values_give(scheme: Scheme, values: list[str | None]) -> None:
    assert column(values, normalised(scheme, VALUE)) == [
        None if v is None else normalise(scheme, v) for v in values
    ]
    assert column(values, valid(scheme, VALUE)) == [v is not None and is_valid(scheme, v) for v in values]
    assert column(values, kept(scheme, VALUE)) == [None if v is None else keep(scheme, v) for v in values]
    for same in (False, True):
        expected = [v is not None and is_linkable(scheme, v, same_register=same) for v in values]
        assert column(values, linkable(scheme, VALUE, same_register=same)) == expected


def test_only_what_is_valid_and_names_a_person_links() -> None:
    assert is_linkable(Scheme.NHS_NUMBER, "943 476 5919")
    assert not is_linkable(Scheme.NHS_NUMBER, "943 476 5910")
    assert not is_linkable(Scheme.UPRN, "199356", same_register=True)
    assert not is_linkable(Scheme.AGENCY_LOCAL_ID, "CSC-1")
    assert is_linkable(Scheme.AGENCY_LOCAL_ID, "CSC-1", same_register=True)


def test_a_temporary_pupil_number_links_in_its_own_register_only() -> None:
    temporary = upn_check_letter("80120000500A") + "80120000500A"
    assert is_valid(Scheme.UPN, temporary)
    assert not is_linkable(Scheme.UPN, temporary)
    assert is_linkable(Scheme.UPN, temporary, same_register=True)
    assert column([temporary, "B801200005001"], linkable(Scheme.UPN, VALUE)) == [False, True]


def test_a_former_pupil_number_is_compared_with_pupil_numbers() -> None:
    assert link_scheme(Scheme.FORMER_UPN) is Scheme.UPN
    assert link_scheme(Scheme.NHS_NUMBER) is Scheme.NHS_NUMBER
