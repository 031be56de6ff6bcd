"""How an agency's staff write a person down: nicknames, misspellings, former names, gaps and old
addresses."""

from __future__ import annotations

import random
from dataclasses import dataclass

from loaders.borough.moves import dwelling_at
from loaders.borough.names import NICKNAMES
from loaders.borough.people import Person
from loaders.borough.places import Address, address

_SOUNDS = (
    ("ph", "f"),
    ("ie", "ei"),
    ("ck", "k"),
    ("y", "i"),
    ("ee", "ea"),
    ("th", "t"),
    ("a", "e"),
    ("o", "u"),
)
_POLISH = str.maketrans("ąćęłńśźżĄĆĘŁŃŚŹŻ", "acelnszzACELNSZZ")
_NOWHERE = Address("", "", "", "", "unknown")


def without_polish_letters(text: str) -> str:
    """The text in the letters that Windows-1252 has (ó is one of them)."""
    return text.translate(_POLISH)


def misspell(word: str, chance: random.Random) -> str:
    """The word with one slip: neighbours swapped, a letter left out, one doubled, or written as it sounds."""
    if len(word) < 3:
        return word
    draw = chance.random()
    place = 1 + int(chance.random() * (len(word) - 2))
    if draw < 0.3:
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    if draw < 0.55:
        return word[:place] + word[place + 1 :]
    if draw < 0.75:
        return word[:place] + word[place] + word[place:]
    for heard, written in _SOUNDS:
        if heard in word[1:]:
            return word[0] + word[1:].replace(heard, written, 1)
    return word[:place] + word[place + 1 :]


@dataclass(frozen=True, slots=True)
class Slips:
    """How often an agency writes a person down otherwise than they are, as shares of its records.

    late: the address is the one of up to two years before the as-of day.
    """

    nickname: float
    misspelt: float
    no_birth_date: float
    wrong_birth_date: float
    late: float


class Hand:
    """One agency's way of writing; `chance` is set anew for every block, so that blocks do not depend on
    one another."""

    def __init__(self, agency: str, slips: Slips) -> None:
        self.agency = agency
        self.chance = random.Random(0)
        self._late = slips.late
        self._nickname = slips.nickname
        self._given = slips.nickname + slips.misspelt / 2
        self._family = slips.nickname + slips.misspelt
        self._no_birth = slips.no_birth_date
        self._wrong_birth = slips.no_birth_date + slips.wrong_birth_date

    def name(self, person: Person) -> tuple[str, str]:
        """Given and family name as recorded."""
        given, family = person.given, person.family
        if person.former_in and self.agency in person.former_in:
            family = person.former_family
        draw = self.chance.random()
        if draw >= self._family:
            return given, family
        if draw < self._nickname:
            return NICKNAMES.get(given, given), family
        if draw < self._given:
            return misspell(given, self.chance), family
        return given, misspell(family, self.chance)

    def born(self, person: Person) -> int:
        """Day of birth as recorded; 0 where it is missing."""
        draw = self.chance.random()
        if draw >= self._wrong_birth:
            return person.born
        if draw < self._no_birth:
            return 0
        return person.born + (-365, -30, -10, -1, 1, 2, 9, 31, 365)[int(self.chance.random() * 9)]

    def address(self, person: Person, day: int) -> Address:
        """Address as recorded on a day; sometimes, and always for `late_in`, the one before."""
        if person.late_in and self.agency in person.late_in:
            day -= 60
        elif self.chance.random() < self._late:
            day -= int(self.chance.random() * 730)
        dwelling = dwelling_at(person, day)
        return address(dwelling) if dwelling else _NOWHERE

    def holds(self, share: float) -> bool:
        """Whether this record has a thing that a share of the agency's records have."""
        return self.chance.random() < share
