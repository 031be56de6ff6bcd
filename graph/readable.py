"""Text on its way to a message or a terminal: on one line, without signs that command or deceive, and not too long."""

from __future__ import annotations

import re

# Controls, among them those that command a terminal; marks without a width; what turns the direction of writing or ends
# a line (Unicode Technical Report 36); and halves of surrogate pairs, which stand for bytes of a name that is no UTF-8.
_UNREADABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)


def readable(text: str, most: int | None = None) -> str:
    r"""The text with such signs written out (\n, \x1b, \ufeff), cut after `most` characters and ended with '…'.

    most: None for a text that may be of any length.
    """
    cut = text if most is None or len(text) <= most else text[:most] + "…"
    return _UNREADABLE.sub(lambda sign: sign[0].encode("unicode_escape").decode("ascii"), cut)
