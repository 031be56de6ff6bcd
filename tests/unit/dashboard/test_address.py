"""The address bar holds the whole view, and faults in it are said in words."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.address import FamilyAddress, family_address, family_link, find_link, parameters
from graph.codes.people import Lens
from graph.errors import UsageFault


@pytest.mark.parametrize(
    "address",
    [
        FamilyAddress("p1"),
        FamilyAddress("p1", Lens.EXTENDED_HOUSEHOLD, date(2026, 5, 12), "p2"),
        FamilyAddress("p1", as_of=date(1999, 1, 1)),
    ],
)
def test_what_is_written_is_read_again(address: FamilyAddress) -> None:
    search = family_link(address).partition("?")[2]
    assert family_address("p1", parameters(search)) == address


def test_ids_and_searches_cannot_break_out_of_the_address() -> None:
    assert family_link(FamilyAddress("a/b?c")) == "/family/a%2Fb%3Fc"
    assert find_link("o'neil & 1/2/2015") == "/?q=o%27neil+%26+1%2F2%2F2015"


@pytest.mark.parametrize(
    ("given", "named"),
    [({"as_of": "12/5/2026"}, "12/5/2026"), ({"lens": "network"}, "network"), ({"lens": "x"}, "'x'")],
)
def test_a_fault_names_what_was_found(given: dict[str, str], named: str) -> None:
    with pytest.raises(UsageFault, match=named):
        family_address("p1", given)
