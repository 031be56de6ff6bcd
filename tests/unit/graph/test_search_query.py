from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.codes import IdentifierScheme as Scheme
from graph.identifiers import pnc_check_letter
from graph.search import parse

BIRTH = date(2015, 3, 12)


@pytest.mark.parametrize(
    "written",
    [
        "12/3/2015",
        "12.3.2015",
        "12-03-2015",
        "2015-03-12",
        "2015/3/12",
        "12 Mar 2015",
        "12th March, 2015",
        "12-mar-2015",
    ],
)
def test_a_birth_date_is_read_day_first(written: str) -> None:
    query = parse(f"Kerr {written} Maya")
    assert query.birth_dates == (BIRTH,)
    assert query.name_tokens == ("kerr", "maya")
    assert not query.identifiers
    assert not query.not_understood


def test_a_year_of_two_figures_leaves_both_centuries_open() -> None:
    assert parse("12/3/15").birth_dates == (date(1915, 3, 12), BIRTH)


def test_a_date_that_is_none_is_said() -> None:
    query = parse("Dunn 31/2/2015")
    assert query.birth_dates == ()
    assert query.not_understood == ("31/2/2015",)
    assert query.name_tokens == ("dunn",)


def test_a_year_alone() -> None:
    query = parse("kerr 2015")
    assert (query.birth_year, query.birth_dates, query.name_tokens) == (2015, (), ("kerr",))


@pytest.mark.parametrize("written", ["9434765919", "943 476 5919", "943-476-5919"])
def test_an_nhs_number_with_and_without_blanks(written: str) -> None:
    (found,) = parse(f"{written} kerr").identifiers
    assert (found.scheme, found.value, found.valid) == (Scheme.NHS_NUMBER, "9434765919", True)


def test_a_mistyped_number_is_still_looked_for() -> None:
    (found,) = parse("943 476 5910").identifiers
    assert (found.value, found.valid) == ("9434765910", False)


@pytest.mark.parametrize(
    ("written", "scheme", "value"),
    [
        ("b801200005001", Scheme.UPN, "B801200005001"),
        ("AB 12 34 56 C", Scheme.NATIONAL_INSURANCE_NUMBER, "AB123456"),
        (
            f"08/56{pnc_check_letter('08', '56')}",
            Scheme.PNC_ID,
            f"2008/0000056{pnc_check_letter('08', '56')}",
        ),
        ("CSC-10442", Scheme.AGENCY_LOCAL_ID, "CSC-10442"),
    ],
)
def test_other_identifiers(written: str, scheme: Scheme, value: str) -> None:
    (found,) = parse(written).identifiers
    assert (found.scheme, found.value) == (scheme, value)


def test_a_bare_number_may_be_an_agencys_id_or_a_property() -> None:
    assert [found.scheme for found in parse("7190247").identifiers] == [Scheme.AGENCY_LOCAL_ID, Scheme.UPRN]


def test_postcode_telephone_and_email() -> None:
    query = parse("kerr m11ae 0113 496 0303 Jane@Example.org")
    assert (query.postcode, query.telephone, query.email) == ("M1 1AE", "+441134960303", "jane@example.org")
    assert query.name_tokens == ("kerr",)
    assert not query.identifiers


@pytest.mark.parametrize(
    ("written", "words", "names"),
    [
        ("12 alder st", ("12", "ALDER", "STREET"), ()),
        ("Maya 7 Poplar Ct", ("7", "POPLAR", "COURT"), ("maya",)),
        ("Flat 3, 12 Alder St", ("FLAT", "3", "12", "ALDER", "STREET"), ()),
        ("12 alder", ("12", "ALDER"), ()),
        ("12 st john's rd", ("12", "ST", "JOHNS", "ROAD"), ()),
        ("St John", (), ("st", "john")),
        ("David Lane", (), ("david", "lane")),
    ],
)
def test_an_address_begins_with_a_number(
    written: str, words: tuple[str, ...], names: tuple[str, ...]
) -> None:
    query = parse(written)
    assert query.address_words == words
    assert query.name_tokens == names


def test_everything_at_once() -> None:
    query = parse("Maya O'Brien-Kerr, 12/3/2015, 12 Alder St, M1 1AE")
    assert query.name_tokens == ("maya", "obrien", "kerr")
    assert query.birth_dates == (BIRTH,)
    assert query.address_words == ("12", "ALDER", "STREET")
    assert query.postcode == "M1 1AE"
    assert not query.identifiers


def test_names_keep_what_was_typed() -> None:
    assert [(word.token, word.typed) for word in parse("Siân, O'Brien").names] == [
        ("sian", "Siân"), ("obrien", "O'Brien"),
    ]  # fmt: skip


def test_nothing_typed_is_an_empty_query() -> None:
    assert parse("").is_empty
    assert parse(" ,.- ").is_empty
    assert not parse("kerr").is_empty


@given(st.text(max_size=60))
def test_any_text_can_be_parsed(text: str) -> None:
    query = parse(text)
    assert query.text == text
    assert parse(text) == query


@given(st.text("0123456789/-. abcMar@+", max_size=30))
def test_figures_and_signs_in_any_order_can_be_parsed(text: str) -> None:
    assert parse(text).text == text
