"""One canonical text for the values that are not text in their file."""

from __future__ import annotations

import math
from decimal import Decimal

CUT_AFTER = 2_000


def number_text(value: float) -> str | None:
    """Return the shortest decimal digits that stand for the number, never with an exponent or '.0'.

    A NaN is how some programs write "nothing here", and gives None.
    """
    if math.isnan(value):
        return None
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    digits = format(Decimal(repr(value)), "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def is_text(value: str) -> bool:
    """Tell whether the text holds only characters that can be written (no halves of a surrogate pair)."""
    if value.isascii():
        return True
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def shown(value: str | None) -> str | None:
    """Return a text as it may stand in a message or a quarantined row: writable, and cut where it is long."""
    if value is None:
        return None
    cut = value if len(value) <= CUT_AFTER else value[:CUT_AFTER] + "…"
    return cut if is_text(cut) else cut.encode("utf-8", "replace").decode("utf-8")
