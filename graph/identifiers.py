"""Identifiers of people and places: their plain form, whether they can be right, whether they may link.

Every question has a form for one value (`normalise`, `is_valid`, `is_linkable`) and one for a column of text
(`normalised`, `valid`, `linkable`). One that cannot be right is kept as recorded, marked, and never links.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from graph.codes import IdentifierScheme, entry
from graph.folding import Rules

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
PNC_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
NHS_WEIGHTS = range(10, 1, -1)

NHS_SHAPE = r"^[0-9]{10}$"
UPN_SHAPE = r"^[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]$"
TEMPORARY_UPN_SHAPE = r"^[A-HJ-NP-RT-Z][0-9]{11}[A-HJ-NP-RT-Z]$"
UPRN_SHAPE = r"^[1-9][0-9]{0,11}$"
PNC_SHAPE = r"^[0-9]{4}/[0-9]{7}[A-HJ-NP-RT-Z]$"
# HMRC's manual, NIM39110: letters and pairs that are never issued.
NINO_SHAPE = r"^[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z][0-9]{6}$"
NINO_NEVER = r"^(BG|GB|KN|NK|NT|TN|ZZ)"
LOCAL_SHAPE = r"[1-9A-Z]"
LOCAL_PLACEHOLDER = r"^(N/?A|NONE|NULL|NIL|UNKNOWN|NOT KNOWN|TBC|X+)$"

_BLANKS = Rules([(r"[\s\-.]", "")])
_PNC = Rules([
    (r"[\s\-.]", ""),
    (r"^([0-9]{4})/?([0-9]{7}[A-Z])$", r"\1/\2"),
    # The Police National Computer began in 1974 and took in older files; two-digit years from 40 on are 19xx.
    (r"^([4-9][0-9])/?([0-9]{1,7}[A-Z])$", r"19\1/\2"),
    (r"^([0-3][0-9])/?([0-9]{1,7}[A-Z])$", r"20\1/\2"),
    (r"^([0-9]{4})/([0-9]{1,6}[A-Z])$", r"\1/000000\2"),
    (r"^([0-9]{4})/0*([0-9]{7}[A-Z])$", r"\1/\2"),
])  # fmt: skip
_NINO = Rules([(r"[\s\-.]", ""), (r"^([A-Z]{2}[0-9]{6})[A-D]$", r"\1")])
_UPRN = Rules([(r"\s", ""), (r"^0+([0-9])", r"\1")])
_LOCAL = Rules([(r"\s+", " "), (r"^ | $", "")])


@dataclass(frozen=True)
class _Scheme:
    rules: Rules
    text: Callable[[str], bool]
    series: Callable[[pl.Series], pl.Series]


def normalise(scheme: IdentifierScheme, text: str) -> str:
    """The plain form in which two spellings of one identifier are equal; no blanks, upper case.

    nhs_number '943 476 5919' -> '9434765919'; pnc_id '08/56H' -> '2008/0000056H'; uprn loses leading zeros;
    national_insurance_number loses its suffix letter, which does not identify.
    """
    return _SCHEMES[scheme].rules.text(text.upper().strip())


def normalised(scheme: IdentifierScheme, column: pl.Expr) -> pl.Expr:
    """`normalise` for a column of text; null stays null."""
    return _SCHEMES[scheme].rules.column(column.str.to_uppercase().str.strip_chars())


def is_valid(scheme: IdentifierScheme, text: str) -> bool:
    """Whether the identifier has the form, and where it has one the check digit or letter, of its scheme."""
    return _SCHEMES[scheme].text(normalise(scheme, text))


def valid(scheme: IdentifierScheme, column: pl.Expr) -> pl.Expr:
    """`is_valid` for a column of text, as booleans; null is not valid."""
    # As one step over a series: as an expression, its parts would each be worked out again for every digit.
    plain = normalised(scheme, column)
    checked = plain.map_batches(_SCHEMES[scheme].series, return_dtype=pl.Boolean, is_elementwise=True)
    return checked.fill_null(False)


def keep(scheme: IdentifierScheme, text: str) -> str:
    """What is kept of an identifier: its plain form where it is valid, else exactly what was recorded."""
    return normalise(scheme, text) if is_valid(scheme, text) else text


def kept(scheme: IdentifierScheme, column: pl.Expr) -> pl.Expr:
    """`keep` for a column of text; null stays null."""
    return pl.when(valid(scheme, column)).then(normalised(scheme, column)).otherwise(column)


def is_linkable(scheme: IdentifierScheme, text: str, *, same_register: bool = False) -> bool:
    """Whether two records may be linked because both carry this identifier.

    same_register: both records come from the register that gave the identifier; without it local identifiers
    and temporary pupil numbers never link. A UPRN names a place and links no people.
    """
    if not is_valid(scheme, text) or not _links(scheme, same_register):
        return False
    plain = normalise(scheme, text)
    temporary = _is_pupil_number(scheme) and re.search(TEMPORARY_UPN_SHAPE, plain) is not None
    return same_register or not temporary


def linkable(scheme: IdentifierScheme, column: pl.Expr, *, same_register: bool = False) -> pl.Expr:
    """`is_linkable` for a column of text, as booleans; null never links."""
    if not _links(scheme, same_register):
        return valid(scheme, column) & pl.lit(False)
    if same_register or not _is_pupil_number(scheme):
        return valid(scheme, column)
    temporary = normalised(scheme, column).str.contains(TEMPORARY_UPN_SHAPE)
    return valid(scheme, column) & ~temporary.fill_null(False)


def link_scheme(scheme: IdentifierScheme) -> IdentifierScheme:
    """The scheme under which values are compared: a former pupil number is compared with pupil numbers."""
    return IdentifierScheme.UPN if scheme is IdentifierScheme.FORMER_UPN else scheme


def _links(scheme: IdentifierScheme, same_register: bool) -> bool:
    where = entry(scheme).facts["links"]
    return where == "anywhere" or (where == "same_register" and same_register)


def _is_pupil_number(scheme: IdentifierScheme) -> bool:
    return link_scheme(scheme) is IdentifierScheme.UPN


def nhs_check_digit(first_nine: str) -> int | None:
    """The tenth digit of an NHS number by modulus 11; None where the nine digits are never issued."""
    total = sum(weight * int(digit) for weight, digit in zip(NHS_WEIGHTS, first_nine, strict=True))
    check = (11 - total % 11) % 11
    return None if check == 10 else check


def upn_check_letter(last_twelve: str) -> str:
    """The first letter of a unique pupil number from its other twelve characters, by modulus 23."""
    values = (int(c) if c.isdigit() else UPN_LETTERS.index(c) for c in last_twelve)
    return UPN_LETTERS[sum(place * value for place, value in enumerate(values, start=2)) % 23]


def pnc_check_letter(year: str, serial: str) -> str:
    """The last letter of a PNC id: last two digits of the year and seven of the serial number, modulus 23."""
    return PNC_LETTERS[int(year[-2:] + serial.zfill(7)) % 23]


def _nhs_text(value: str) -> bool:
    # Ten equal digits pass the check and are what people type where they have no number.
    if not re.search(NHS_SHAPE, value) or len(set(value)) == 1:
        return False
    return nhs_check_digit(value[:9]) == int(value[9])


def _weighted(number: pl.Series, weights: Sequence[int]) -> pl.Series:
    """Sum of the decimal digits of whole numbers, each times its weight, from the last digit on."""
    total = number * 0
    for weight in weights:
        total = total + number % 10 * weight
        number = number // 10
    return total


def _nhs_series(value: pl.Series) -> pl.Series:
    number = value.cast(pl.Int64, strict=False)
    repeated = number % 1_111_111_111 == 0
    return value.str.contains(NHS_SHAPE) & (_weighted(number, range(1, 11)) % 11 == 0) & ~repeated


def _upn_text(value: str) -> bool:
    return re.search(UPN_SHAPE, value) is not None and upn_check_letter(value[1:]) == value[0]


def _letter_value(letter: pl.Series, letters: str) -> pl.Series:
    """Place of a letter in the check alphabet; a digit is its own value; null for anything else."""
    values = {c: i for i, c in enumerate(letters)} | {str(d): d for d in range(10)}
    return letter.replace_strict(list(values), list(values.values()), default=None, return_dtype=pl.Int64)


def _upn_series(value: pl.Series) -> pl.Series:
    number = value.str.slice(1, 11).cast(pl.Int64, strict=False)
    last = _letter_value(value.str.slice(12, 1), UPN_LETTERS)
    total = _weighted(number, range(12, 1, -1)) + last * 13
    return value.str.contains(UPN_SHAPE) & (total % 23 == _letter_value(value.str.slice(0, 1), UPN_LETTERS))


def _pnc_text(value: str) -> bool:
    return re.search(PNC_SHAPE, value) is not None and pnc_check_letter(value[:4], value[5:12]) == value[12]


def _pnc_series(value: pl.Series) -> pl.Series:
    number = (value.str.slice(2, 2) + value.str.slice(5, 7)).cast(pl.Int64, strict=False)
    return value.str.contains(PNC_SHAPE) & (number % 23 == _letter_value(value.str.slice(12, 1), PNC_LETTERS))


def _nino_text(value: str) -> bool:
    return re.search(NINO_SHAPE, value) is not None and re.search(NINO_NEVER, value) is None


def _nino_series(value: pl.Series) -> pl.Series:
    return value.str.contains(NINO_SHAPE) & ~value.str.contains(NINO_NEVER)


def _uprn_text(value: str) -> bool:
    return re.search(UPRN_SHAPE, value) is not None


def _uprn_series(value: pl.Series) -> pl.Series:
    return value.str.contains(UPRN_SHAPE)


def _local_text(value: str) -> bool:
    return re.search(LOCAL_SHAPE, value) is not None and re.search(LOCAL_PLACEHOLDER, value) is None


def _local_series(value: pl.Series) -> pl.Series:
    return value.str.contains(LOCAL_SHAPE) & ~value.str.contains(LOCAL_PLACEHOLDER)


_PUPIL = _Scheme(_BLANKS, _upn_text, _upn_series)
_LOCAL_ID = _Scheme(_LOCAL, _local_text, _local_series)
_SCHEMES = {
    IdentifierScheme.NHS_NUMBER: _Scheme(_BLANKS, _nhs_text, _nhs_series),
    IdentifierScheme.UPN: _PUPIL,
    IdentifierScheme.FORMER_UPN: _PUPIL,
    IdentifierScheme.UPRN: _Scheme(_UPRN, _uprn_text, _uprn_series),
    IdentifierScheme.PNC_ID: _Scheme(_PNC, _pnc_text, _pnc_series),
    IdentifierScheme.NATIONAL_INSURANCE_NUMBER: _Scheme(_NINO, _nino_text, _nino_series),
    IdentifierScheme.LOCAL_AUTHORITY_CHILD_ID: _LOCAL_ID,
    IdentifierScheme.AGENCY_LOCAL_ID: _LOCAL_ID,
}
