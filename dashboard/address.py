"""The address bar: everything that a page shows can be read from it and written into it.

Find is `/?q=TEXT`; a family is `/family/PERSON?as_of=DAY&lens=LENS&person=SELECTED`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, quote, urlencode

from graph.codes.people import Lens
from graph.errors import UsageFault

FAMILY_LENSES = (Lens.HOUSEHOLD, Lens.EXTENDED_HOUSEHOLD)
"""The definitions of a family that the page offers, narrowest first."""


@dataclass(frozen=True)
class FamilyAddress:
    """Which family is asked for. as_of None: today; selected: the person whose agencies are read, None:
    the one asked about."""

    person: str
    lens: Lens = Lens.HOUSEHOLD
    as_of: date | None = None
    selected: str | None = None


def parameters(search: str | None) -> dict[str, str]:
    """The part of an address after '?' as name and value; of a name given twice, the last."""
    return dict(parse_qsl((search or "").removeprefix("?"), keep_blank_values=False))


def family_address(person: str, given: Mapping[str, str]) -> FamilyAddress:
    """Read a family's address. Raises UsageFault for a day or a lens that there is not."""
    return FamilyAddress(person, _lens(given.get("lens")), _day(given.get("as_of")), given.get("person"))


def _lens(text: str | None) -> Lens:
    if text is None:
        return Lens.HOUSEHOLD
    if text not in FAMILY_LENSES:
        raise UsageFault(
            f"The address asks for '{text}' as who counts as family, and this page does not offer that. "
            f"It offers: {', '.join(FAMILY_LENSES)}."
        )
    return Lens(text)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageFault(
            f"'{text}' is not a day. Write the year, month and day, such as 2026-05-12."
        ) from None


def family_link(address: FamilyAddress) -> str:
    """Write a family's address; what is left out is what it would be without."""
    given = {
        "as_of": address.as_of.isoformat() if address.as_of else None,
        "lens": str(address.lens) if address.lens is not Lens.HOUSEHOLD else None,
        "person": address.selected if address.selected != address.person else None,
    }
    query = urlencode({name: value for name, value in given.items() if value})
    return f"/family/{quote(address.person, safe='')}" + (f"?{query}" if query else "")


def find_link(text: str) -> str:
    """Write the address of a search."""
    return f"/?{urlencode({'q': text})}" if text else "/"
