"""Postcodes and addresses: one plain form each, and the key under which people at one address meet.

Each question has a form for one value and one for a column of text.
"""

from __future__ import annotations

import re

import polars as pl

from graph.codes import IdentifierScheme
from graph.folding import Rules, Words, without_marks, without_marks_column
from graph.identifiers import is_valid, normalise, normalised, valid

# Royal Mail's current formats: A9 A99 A9A AA9 AA99 AA9A, then 9AA; letters that no place uses are left out.
POSTCODE_SHAPE = (
    r"^([A-PR-UWYZ][0-9][0-9A-HJKPSTUW]?|[A-PR-UWYZ][A-HK-Y][0-9][0-9ABEHMNPRVWXY]?)"
    r" [0-9][ABD-HJLNP-UW-Z]{2}$"
)
POSTCODE_IN_TEXT = r"\b[A-PR-UWYZ][A-HK-Y]?[0-9][0-9A-Z]? ?[0-9][ABD-HJLNP-UW-Z]{2}\s*$"

# Short forms in postal addresses that are nothing else there.
SHORT_FORMS = {
    "RD": "ROAD", "AVE": "AVENUE", "AV": "AVENUE", "CL": "CLOSE", "CT": "COURT", "CRES": "CRESCENT",
    "CRESC": "CRESCENT", "DRV": "DRIVE", "GDNS": "GARDENS", "GDN": "GARDEN", "GRN": "GREEN", "GRO": "GROVE",
    "LN": "LANE", "PL": "PLACE", "PK": "PARK", "PDE": "PARADE", "SQ": "SQUARE", "STR": "STREET",
    "TER": "TERRACE", "TERR": "TERRACE", "TCE": "TERRACE", "WLK": "WALK", "WY": "WAY", "HSE": "HOUSE",
    "BLDG": "BUILDING", "BLDGS": "BUILDINGS", "MNR": "MANOR", "EST": "ESTATE", "FLR": "FLOOR",
    "GND": "GROUND", "LWR": "LOWER", "UPR": "UPPER", "CTGE": "COTTAGE", "SAINT": "ST", "APT": "FLAT",
    "APARTMENT": "FLAT", "FLT": "FLAT",
}  # fmt: skip

# '|' stands for the end of a line until the last step.
_ADDRESS = Rules([
    (r"['’]", ""),
    (r"\s*[\r\n,;|]+\s*", " | "),
    (r"[^A-Z0-9|]+", " "),
    (r"\b(UNITED KINGDOM|ENGLAND|GREAT BRITAIN|UK|GB)\b\s*\|?\s*$", " "),
    (r"(^|\| |\b(FLAT|APT|APARTMENT|ROOM|UNIT|STUDIO) ) *(NUMBER|NO|NUM) ([0-9])", r"\1\4"),
    (r"\b0+([1-9])", r"\1"),
    (r"\b([0-9]+) ([A-Z])( |$)", r"\1\2\3"),
    # ST after a word is a street, after a number or at the start of a line a saint.
    (r"([A-Z][A-Z]) ST( \||$| [A-Z])", r"\1 STREET\2"),
    (r"([A-Z][A-Z]) ST\s*$", r"\1 STREET"),
    (r"([A-Z][A-Z]) DR( |$)", r"\1 DRIVE\2"),
    (r"([A-Z][A-Z]) GR( |$)", r"\1 GROVE\2"),
    (r"[| ]+", " "),
    (r"^ | $", ""),
])  # fmt: skip
_SHORT_FORMS = Words(SHORT_FORMS)
_NOT_POSTCODE = Rules([(r"[^A-Z0-9]", "")])
_POSTCODE = Rules([(r"^(.{2,4})(.{3})$", r"\1 \2")])


def normalise_postcode(text: str) -> str:
    """'m11ae', 'M1-1AE ' -> 'M1 1AE': upper case, one blank before the last three characters."""
    return _POSTCODE.text(_NOT_POSTCODE.text(text.upper()))


def normalised_postcode(column: pl.Expr) -> pl.Expr:
    """`normalise_postcode` for a column of text; null stays null."""
    return _POSTCODE.column(_NOT_POSTCODE.column(column.str.to_uppercase()))


def is_valid_postcode(text: str) -> bool:
    """Whether it has a current format. Stand-ins such as ZZ99 3VZ (no fixed abode) have none."""
    return re.search(POSTCODE_SHAPE, normalise_postcode(text)) is not None


def valid_postcode(column: pl.Expr) -> pl.Expr:
    """`is_valid_postcode` for a column of text, as booleans; null is not valid."""
    return normalised_postcode(column).str.contains(POSTCODE_SHAPE).fill_null(False)


def normalise_lines(lines: str) -> str:
    """An address as one folded line: 'Apt. 3,\\n12 Alder St.' -> 'FLAT 3 12 ALDER STREET'.

    Lines may be parted by line ends, commas or semicolons. A postcode at the end is left off, as it has a
    place of its own; so is the country.
    """
    plain = without_marks(lines).upper()
    return _SHORT_FORMS.text(_ADDRESS.text(re.sub(POSTCODE_IN_TEXT, "", plain)))


def normalised_lines(column: pl.Expr) -> pl.Expr:
    """`normalise_lines` for a column of text; null stays null."""
    plain = without_marks_column(column).str.to_uppercase()
    return _SHORT_FORMS.column(_ADDRESS.column(plain.str.replace(POSTCODE_IN_TEXT, "")))


def address_key(lines: str | None, postcode: str | None) -> str | None:
    """Folded lines and postcode, such as '12 ALDER STREET M1 1AE'; None where the lines hold nothing.

    A postcode alone names a dozen homes and is no address. A postcode that is not valid is left off, and
    one at the end of the lines stands in where there is no other.
    """
    folded = normalise_lines(lines or "")
    code = postcode if postcode and is_valid_postcode(postcode) else _postcode_at_end(lines or "")
    return f"{folded} {normalise_postcode(code)}".strip() if folded else None


def address_keys(lines: pl.Expr, postcode: pl.Expr) -> pl.Expr:
    """`address_key` for two columns of text."""
    folded = normalised_lines(lines).replace("", None)
    at_end = without_marks_column(lines).str.to_uppercase().str.extract(f"({POSTCODE_IN_TEXT})", 1)
    given = pl.when(valid_postcode(postcode)).then(postcode).otherwise(at_end)
    key = pl.concat_str([folded, normalised_postcode(given).fill_null("")], separator=" ")
    return key.str.strip_chars()


def residence_id(uprn: str | None, lines: str | None, postcode: str | None) -> str | None:
    """'uprn:…' where a valid UPRN is known, else 'address:' and the address key, else None."""
    if uprn is not None and is_valid(IdentifierScheme.UPRN, uprn):
        return f"uprn:{normalise(IdentifierScheme.UPRN, uprn)}"
    key = address_key(lines, postcode)
    return None if key is None else f"address:{key}"


def residence_ids(uprn: pl.Expr, lines: pl.Expr, postcode: pl.Expr) -> pl.Expr:
    """`residence_id` for three columns of text."""
    by_number = pl.lit("uprn:") + normalised(IdentifierScheme.UPRN, uprn)
    by_address = pl.lit("address:") + address_keys(lines, postcode)
    return pl.when(valid(IdentifierScheme.UPRN, uprn)).then(by_number).otherwise(by_address)


def _postcode_at_end(lines: str) -> str:
    found = re.search(POSTCODE_IN_TEXT, without_marks(lines).upper())
    return found.group() if found else ""
