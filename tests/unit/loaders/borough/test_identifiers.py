"""Identifiers are right in form and belong to nobody."""

from __future__ import annotations

import re

from stdnum.gb import nhs, upn

from loaders.borough.identifiers import (
    Identifiers,
    is_nhs_number,
    is_upn,
    nhs_check_digit,
    upn_check_letter,
    wrong_check_digit,
)
from loaders.borough.places import CARE_HOME, HOSTEL, OUTSIDE, address

POSTCODE = re.compile(r"[A-PR-UWYZ][A-HK-Y][0-9]{1,2} [0-9][ABD-HJLNP-UW-Z]{2}")


def test_nhs_numbers_are_valid_distinct_and_in_the_test_range() -> None:
    maker = Identifiers(offset=12_345)
    numbers = [maker.nhs() for _ in range(5_000)]
    assert len(set(numbers)) == 5_000
    assert all(nhs.is_valid(number) and number.startswith("999") for number in numbers)


def test_nhs_numbers_stay_distinct_and_valid_beyond_the_first_prefix() -> None:
    maker = Identifiers(offset=5, _nhs=999_990)
    numbers = [maker.nhs() for _ in range(50)]
    assert {number[:3] for number in numbers} == {"999", "998"}
    assert all(nhs.is_valid(number) for number in numbers)


def test_the_known_check_digit_and_a_stem_that_is_never_used() -> None:
    assert nhs_check_digit("943476591") == 9
    assert is_nhs_number("9434765919")
    assert not is_nhs_number("9434765918")
    unused = next(
        stem for stem in (f"{n:09d}" for n in range(999_000_000, 999_000_100)) if nhs_check_digit(stem) == 10
    )
    assert not any(is_nhs_number(unused + str(digit)) for digit in range(10))


def test_a_wrong_check_digit_is_wrong() -> None:
    maker = Identifiers(offset=1)
    assert not any(nhs.is_valid(wrong_check_digit(maker.nhs())) for _ in range(500))


def test_upns_have_the_right_letter_and_an_authority_that_does_not_exist() -> None:
    maker = Identifiers(offset=0)
    numbers = [maker.upn(2001 + place % 3, 2019 + place % 5) for place in range(2_000)]
    assert len(set(numbers)) == 2_000
    for number in numbers:
        assert is_upn(number)
        assert number[0] == upn.calc_check_digit(number[1:])
        assert number[1:4] == "990"
        assert int(number[1:4]) not in upn._la_numbers
    assert upn_check_letter(numbers[0][1:]) == numbers[0][0]


def test_national_insurance_numbers_have_an_administrative_prefix() -> None:
    maker = Identifiers(offset=77)
    numbers = [maker.nino() for _ in range(5_000)]
    assert len({number[:8] for number in numbers}) == 5_000
    assert all(re.fullmatch(r"MW[0-9]{6}[ABCD]", number) for number in numbers)


def test_police_ids_carry_their_year_and_a_letter() -> None:
    maker = Identifiers(offset=0)
    assert re.fullmatch(r"2011/9000001[A-Z]", maker.pnc(2011))
    assert re.fullmatch(r"1999/9000002[A-Z]", maker.pnc(1999))


def test_addresses_lie_in_an_area_and_a_range_that_are_not_allotted() -> None:
    dwellings = [
        *range(1, 3_000),
        2_000_000,
        OUTSIDE,
        OUTSIDE + 999_999,
        HOSTEL,
        HOSTEL + 399,
        CARE_HOME + 400,
    ]
    found = [address(dwelling) for dwelling in dwellings]
    assert len({one.uprn for one in found}) == len(dwellings)
    for one in found:
        assert POSTCODE.fullmatch(one.postcode), one
        assert one.postcode.startswith("ZK")
        assert re.fullmatch(r"999[0-9]{9}", one.uprn)
