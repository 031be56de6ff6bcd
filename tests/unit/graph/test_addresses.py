import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.addresses import (
    address_key,
    address_keys,
    is_valid_postcode,
    normalise_lines,
    normalise_postcode,
    normalised_lines,
    normalised_postcode,
    residence_id,
    residence_ids,
    valid_postcode,
)


@pytest.mark.parametrize("code", ["M1 1AE", "B33 8TH", "CR2 6XH", "DN55 1PT", "W1A 1HQ", "EC1A 1BB"])
def test_each_current_format_is_valid_however_it_is_written(code: str) -> None:
    for written in (code, code.lower(), code.replace(" ", ""), f" {code.replace(' ', '-')} "):
        assert normalise_postcode(written) == code
        assert is_valid_postcode(written)


@pytest.mark.parametrize(
    "code", ["", "M1", "QM1 1AE", "M1 1CE", "ZZ99 3VZ", "M111 1AE", "1AA 1AA", "AI1 1AA"]
)
def test_what_no_place_has_is_not_valid(code: str) -> None:
    assert not is_valid_postcode(code)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("12 Alder St", "12 ALDER STREET"),
        ("12, alder street,", "12 ALDER STREET"),
        ("No. 12 Alder St.", "12 ALDER STREET"),
        ("7 Poplar Ct", "7 POPLAR COURT"),
        ("Apt No. 3\n12 Alder St\nAnytown", "FLAT 3 12 ALDER STREET ANYTOWN"),
        ("Flat 3, 12 Alder St., Anytown, M1 1AE", "FLAT 3 12 ALDER STREET ANYTOWN"),
        ("12 Saint John's Rd", "12 ST JOHNS ROAD"),
        ("12 St. Johns Road", "12 ST JOHNS ROAD"),
        ("Church St, Leeds", "CHURCH STREET LEEDS"),
        ("12 A High St", "12A HIGH STREET"),
        ("12a High Street, England", "12A HIGH STREET"),
        ("007 Quay Rd", "7 QUAY ROAD"),
        ("5 Ffordd Siân", "5 FFORDD SIAN"),
        ("  ", ""),
    ],
)
def test_spellings_of_one_address_fold_to_one(written: str, folded: str) -> None:
    assert normalise_lines(written) == folded


def test_neighbours_stay_apart() -> None:
    keys = {
        address_key(lines, "M1 1AE")
        for lines in ("12 Alder St", "12A Alder St", "Flat 12 Alder St", "1 2 Alder St")
    }
    assert len(keys) == 4


def test_the_key_takes_a_postcode_from_where_there_is_one() -> None:
    assert address_key("12 Alder St", "m11ae") == "12 ALDER STREET M1 1AE"
    assert address_key("12 Alder St, M1 1AE", None) == "12 ALDER STREET M1 1AE"
    assert address_key("12 Alder St, M1 1AE", "unknown") == "12 ALDER STREET M1 1AE"
    assert address_key("12 Alder St", "unknown") == "12 ALDER STREET"


def test_a_postcode_alone_is_no_address() -> None:
    assert address_key(None, "M1 1AE") is None
    assert address_key(" , ", "M1 1AE") is None
    assert residence_id(None, "M1 1AE", None) is None


def test_a_residence_is_known_by_its_number_where_that_is_valid() -> None:
    assert residence_id("000000199356", "12 Alder St", "M1 1AE") == "uprn:199356"
    assert residence_id("0", "12 Alder St", "M1 1AE") == "address:12 ALDER STREET M1 1AE"
    assert residence_id(None, None, None) is None


PIECES = st.sampled_from(
    ["12", "012", "A", "Flat", "apt", "No.", "St", "st.", "Saint", "John's", "Alder", "Rd", "Ct", "Dr", ",", "\n", ";",
     "-", "/", "M1 1AE", "EC1A1BB", "UK", "England", "Łódź", "é", "  ", "house", "Pl"]
)  # fmt: skip
LINES = st.one_of(st.none(), st.lists(PIECES, max_size=9).map(" ".join))
POSTCODES = st.one_of(st.none(), st.sampled_from(["M1 1AE", "m11ae", "none", "", "ZZ99 3VZ"]))
UPRNS = st.one_of(st.none(), st.sampled_from(["199356", "000199356", "0", "x"]))


@given(st.lists(st.tuples(UPRNS, LINES, POSTCODES), max_size=6))
def test_columns_give_what_single_values_give(rows: list[tuple[str | None, str | None, str | None]]) -> None:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(("uprn", "lines", "code"), pl.String), orient="row")
    answer = frame.select(
        normalised_lines(pl.col("lines")).alias("lines"),
        normalised_postcode(pl.col("code")).alias("code"),
        valid_postcode(pl.col("code")).alias("valid"),
        address_keys(pl.col("lines"), pl.col("code")).alias("key"),
        residence_ids(pl.col("uprn"), pl.col("lines"), pl.col("code")).alias("residence"),
    )
    assert answer["lines"].to_list() == [
        None if lines is None else normalise_lines(lines) for _, lines, _ in rows
    ]
    assert answer["code"].to_list() == [
        None if code is None else normalise_postcode(code) for _, _, code in rows
    ]
    assert answer["valid"].to_list() == [code is not None and is_valid_postcode(code) for _, _, code in rows]
    assert answer["key"].to_list() == [address_key(lines, code) for _, lines, code in rows]
    assert answer["residence"].to_list() == [residence_id(*row) for row in rows]
