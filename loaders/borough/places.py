"""Addresses of the borough. A dwelling is a number; its address follows from the number.

Postcodes lie in the area ZK, which passes every check of form and which Royal Mail has not allotted.
UPRNs are twelve digits from 999,000,000,000, beyond every block that has been allotted.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from loaders.borough.names import OUTSIDE_TOWNS, STREET_KINDS, STREETS, TOWNS

POSTCODE_AREA = "ZK"
UPRN_BASE = 999_000_000_000
OUTSIDE = 1_000_000_000
HOSTEL = 2_000_000_000
CARE_HOME = 2_100_000_000
SAFE_ADDRESS = -1
"""The dwelling of somebody in a refuge: it has no address anywhere, in the truth neither."""

_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


class Address(NamedTuple):
    """One address: UPRN and postcode as text, line as an agency would write it, kind of dwelling in one
    word."""

    uprn: str
    line: str
    town: str
    postcode: str
    kind: str


@lru_cache(maxsize=20_000)
def address(dwelling: int) -> Address:
    """The address of a dwelling; kind is home, hostel, care_home or outside (not in the borough)."""
    if dwelling >= HOSTEL:
        return _communal(dwelling)
    if dwelling >= OUTSIDE:
        return _outside(dwelling - OUTSIDE)
    street = dwelling // 40
    line = f"{dwelling % 40 + 1} {_street(street)}"
    return Address(
        str(UPRN_BASE + dwelling), line, TOWNS[street // 3 % len(TOWNS)], _postcode(dwelling // 16, 1), "home"
    )


def _outside(serial: int) -> Address:
    line = f"{serial % 40 + 1} {_street(serial // 40)}"
    town = OUTSIDE_TOWNS[serial // 40 % len(OUTSIDE_TOWNS)]
    return Address(str(UPRN_BASE + 500_000_000 + serial), line, town, _postcode(serial // 16, 80), "outside")


def _communal(dwelling: int) -> Address:
    serial, kind, word = (
        (dwelling - CARE_HOME, "care_home", "Care Home")
        if dwelling >= CARE_HOME
        else (dwelling - HOSTEL, "hostel", "Hostel")
    )
    line = f"{STREETS[serial * 7 % len(STREETS)]} House {word}, 1 {_street(serial * 11 + 5)}"
    uprn = UPRN_BASE + 900_000_000 + serial + (50_000_000 if kind == "care_home" else 0)
    return Address(str(uprn), line, TOWNS[serial % len(TOWNS)], _postcode(serial + 100, 79), kind)


def _street(serial: int) -> str:
    return f"{STREETS[serial % len(STREETS)]} {STREET_KINDS[serial // len(STREETS) % len(STREET_KINDS)]}"


def _postcode(unit: int, first_district: int) -> str:
    district = first_district + unit // 4000
    inward = f"{unit // 400 % 10}{_LETTERS[unit // 20 % 20]}{_LETTERS[unit % 20]}"
    return f"{POSTCODE_AREA}{district} {inward}"
