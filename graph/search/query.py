"""What somebody typed into the one search field, taken apart into what can be looked for."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from graph.addresses import is_valid_postcode, normalise_lines, normalise_postcode
from graph.codes import IdentifierScheme
from graph.contact_points import is_valid_email, is_valid_telephone, normalise_email, normalise_telephone
from graph.identifiers import is_valid, normalise
from graph.search.terms import name_tokens

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_STREETS = (
    "street|str|st|road|rd|avenue|ave|av|close|cl|court|ct|crescent|cres|drive|dr|gardens|gdns|green|grn"
    "|grove|gro|gr|lane|ln|place|pl|park|pk|parade|square|sq|terrace|terr|ter|walk|way|mews|row|rise|view"
    "|hill|house|buildings|estate"
)
_EMAIL = r"\S+@\S+\.\S+"
_UPN = r"\b[A-Za-z] ?\d{11}[\dA-Za-z]\b"
_NINO = r"\b[A-Za-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-Da-d]?\b"
_PNC = r"\b\d{2}(?:\d{2})?/\d{1,7}[A-Za-z]\b"
_DATES = (
    r"\b(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})\b",
    r"\b(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4}|\d{2})\b",
    rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ -](?P<m>{'|'.join(MONTHS)})[a-z]*,?[ -](?P<y>\d{{4}}|\d{{2}})\b",
)
_TELEPHONE = r"(?:\+44|\b0)[ ()\d-]{8,15}\d\b"
_NHS_NUMBER = r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b"
_POSTCODE = r"\b[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}\b"
_UNIT = r"(?:\b(?:flat|apt|apartment|unit|room)\.? (?:no\.? ?)?\w+,? +)?"
_ADDRESS = rf"{_UNIT}\b\d{{1,4}} ?[a-z]?,? +(?:[^\W\d]['\w]* +){{1,3}}?(?:{_STREETS})\b\.?"
_HOUSE_AND_WORD = rf"{_UNIT}\b\d{{1,3}}[a-z]?,? +[^\W\d_]['\w]{{2,}}"
_YEAR = r"\b(?:19|20)\d{2}\b"
_LOCAL_ID = r"\b(?=[\w/-]*\d)[A-Za-z\d][\w/-]{2,}\b"


@dataclass(frozen=True)
class NameWord:
    """One token of a name as it is looked for, and the word as it was typed."""

    token: str
    typed: str


@dataclass(frozen=True)
class IdentifierCandidate:
    """What may be an identifier: its scheme and its plain form, whether or not the check digit fits."""

    scheme: IdentifierScheme
    value: str
    valid: bool


@dataclass(frozen=True)
class SearchQuery:
    """What is looked for; every part may be empty. Each part that is there was asked for.

    birth_dates: all dates that were meant, more than one only for a year of two figures; birth_year: a year
    alone; address_words: upper case, as in an address key; not_understood: what looks like a date and is not.
    """

    text: str
    names: tuple[NameWord, ...] = ()
    birth_dates: tuple[date, ...] = ()
    birth_year: int | None = None
    identifiers: tuple[IdentifierCandidate, ...] = ()
    postcode: str | None = None
    telephone: str | None = None
    email: str | None = None
    address_words: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()

    @property
    def name_tokens(self) -> tuple[str, ...]:
        """The tokens of the names, as kept with records."""
        return tuple(word.token for word in self.names)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for that can be looked for."""
        return not any((self.names, self.birth_dates, self.birth_year, self.identifiers, self.postcode,
                        self.telephone, self.email, self.address_words))  # fmt: skip


class _Rest:
    """The text that no part has taken yet."""

    def __init__(self, text: str) -> None:
        self.text = text

    def take(self, pattern: str) -> Iterator[re.Match[str]]:
        """Every match, in order; what the caller does not `give_back` is gone from the rest."""
        for found in list(re.finditer(pattern, self.text, re.IGNORECASE)):
            start, end = found.span()
            self.text = self.text[:start] + "\0" * (end - start) + self.text[end:]
            yield found

    def give_back(self, found: re.Match[str]) -> None:
        """Puts a match back where it was."""
        start, end = found.span()
        self.text = self.text[:start] + found.group() + self.text[end:]

    def words(self) -> str:
        """What is left, with blanks where something was taken."""
        return self.text.replace("\0", " ")


def parse(text: str) -> SearchQuery:
    """Free text -> SearchQuery. Never raises: what is not recognised is taken for names.

    Dates are read day first. A number that may be an identifier is one, valid or not, because a record
    keeps a wrong number as it was recorded.
    """
    rest = _Rest(" ".join(text.split()))
    email = next((normalise_email(value) for value in _taken(rest, _EMAIL, is_valid_email)), None)
    identifiers = [*_numbers(rest, _UPN, IdentifierScheme.UPN, checked=False),
                   *_numbers(rest, _NINO, IdentifierScheme.NATIONAL_INSURANCE_NUMBER, checked=True),
                   *_numbers(rest, _PNC, IdentifierScheme.PNC_ID, checked=True)]  # fmt: skip
    dates, wrong = _dates(rest)
    telephone = next(
        (normalise_telephone(value) for value in _taken(rest, _TELEPHONE, is_valid_telephone)), None
    )
    identifiers += _numbers(rest, _NHS_NUMBER, IdentifierScheme.NHS_NUMBER, checked=False)
    postcode = next((normalise_postcode(value) for value in _taken(rest, _POSTCODE, is_valid_postcode)), None)
    address = _address(rest)
    year = next((int(found.group()) for found in rest.take(_YEAR)), None)
    identifiers += _local_ids(rest)
    return SearchQuery(
        text=text, names=_names(rest.words()), birth_dates=dates, birth_year=year,
        identifiers=tuple(identifiers), postcode=postcode, telephone=telephone, email=email,
        address_words=address, not_understood=wrong,
    )  # fmt: skip


def _taken(rest: _Rest, pattern: str, fits: Callable[[str], bool]) -> Iterator[str]:
    """Matches that fit; the others go back, to be read as something else."""
    for found in rest.take(pattern):
        if fits(found.group()):
            yield found.group()
        else:
            rest.give_back(found)


def _numbers(
    rest: _Rest, pattern: str, scheme: IdentifierScheme, *, checked: bool
) -> Iterator[IdentifierCandidate]:
    """Candidates of a scheme; `checked` takes only those that are valid."""
    for found in rest.take(pattern):
        valid = is_valid(scheme, found.group())
        if checked and not valid:
            rest.give_back(found)
        else:
            yield IdentifierCandidate(scheme, normalise(scheme, found.group()), valid)


def _dates(rest: _Rest) -> tuple[tuple[date, ...], tuple[str, ...]]:
    meant: list[date] = []
    wrong: list[str] = []
    for pattern in _DATES:
        for found in rest.take(pattern):
            possible = list(_possible(found))
            meant += possible
            if not possible:
                wrong.append(found.group())
    return tuple(meant), tuple(wrong)


def _possible(found: re.Match[str]) -> Iterator[date]:
    month_text, day = found["m"].lower()[:3], int(found["d"])
    month = MONTHS.index(month_text) + 1 if month_text in MONTHS else int(month_text)
    years = (int(found["y"]),) if len(found["y"]) == 4 else (1900 + int(found["y"]), 2000 + int(found["y"]))
    for year in years:
        if year >= 1 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
            yield date(year, month, day)


def _address(rest: _Rest) -> tuple[str, ...]:
    for pattern in (_ADDRESS, _HOUSE_AND_WORD):
        for found in rest.take(pattern):
            return tuple(normalise_lines(found.group()).split())
    return ()


def _local_ids(rest: _Rest) -> Iterator[IdentifierCandidate]:
    for found in rest.take(_LOCAL_ID):
        for scheme in (IdentifierScheme.AGENCY_LOCAL_ID, IdentifierScheme.UPRN):
            value = found.group()
            if scheme is IdentifierScheme.AGENCY_LOCAL_ID or is_valid(scheme, value):
                yield IdentifierCandidate(scheme, normalise(scheme, value), is_valid(scheme, value))


def _names(words: str) -> tuple[NameWord, ...]:
    """Name words with the word typed for each token; 'O Brien' is one token, typed in two."""
    typed = {token: word for word in words.split() for token in name_tokens(word)}
    return tuple(
        NameWord(token, typed.get(token, token.capitalize()).strip(",.;:")) for token in name_tokens(words)
    )
