"""Telephone numbers and email addresses: one plain form each, and whether they can be right.

Each question has a form for one value and one for a column of text. What cannot be right is kept as recorded.
"""

from __future__ import annotations

import re

import polars as pl

from graph.folding import Rules

# Ofcom's National Telephone Numbering Plan: what follows +44. 800 numbers have as few as seven digits.
UK_SHAPE = r"^\+44(1[0-9]{8,9}|2[0-9]{9}|3[0-9]{9}|5[56][0-9]{8}|7[0-9]{9}|8[0-9]{6,9}|9[0-9]{9})$"
ABROAD_SHAPE = r"^\+([1-35-9][0-9]|4[0-35-9])[0-9]{6,13}$"
EMAIL_SHAPE = r"^[A-Za-z0-9._%+'&-]+@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$"
# One digit over and over after the code is what people type where they have no number.
REPEATED_TAIL = r"(0{7}|1{7}|2{7}|3{7}|4{7}|5{7}|6{7}|7{8}|8{7}|9{7})$"

_TELEPHONE = Rules([
    (r"(?i)^\s*tel(ephone)?[.:\s]+", ""),
    (r"(?i)\s*(ext(ension)?|x)[.:\s]*[0-9]+\s*$", ""),
    (r"\(0\)", ""),
    (r"[\s().\-/]", ""),
    (r"^00", "+"),
    (r"^\+440", "+44"),
    (r"^0([1-9])", r"+44\1"),
    # A spreadsheet drops the leading zero of a number that it takes for a figure.
    (r"^([1237][0-9]{9})$", r"+44\1"),
])  # fmt: skip
_EMAIL = Rules([(r"(?i)^\s*mailto:", ""), (r"^\s+|\s+$", "")])


def normalise_telephone(text: str) -> str:
    """'0113 496 0303', '+44 (0)113 4960303', '00441134960303' -> '+441134960303'; no extension."""
    return _TELEPHONE.text(text)


def normalised_telephone(column: pl.Expr) -> pl.Expr:
    """`normalise_telephone` for a column of text; null stays null."""
    return _TELEPHONE.column(column)


def is_valid_telephone(text: str) -> bool:
    """Whether it is a number of the United Kingdom's plan, or has the length of one abroad."""
    plain = normalise_telephone(text)
    shaped = re.search(UK_SHAPE, plain) or re.search(ABROAD_SHAPE, plain)
    return shaped is not None and re.search(REPEATED_TAIL, plain) is None


def valid_telephone(column: pl.Expr) -> pl.Expr:
    """`is_valid_telephone` for a column of text, as booleans; null is not valid."""
    plain = normalised_telephone(column)
    shaped = plain.str.contains(UK_SHAPE) | plain.str.contains(ABROAD_SHAPE)
    return (shaped & ~plain.str.contains(REPEATED_TAIL)).fill_null(False)


def kept_telephone(column: pl.Expr) -> pl.Expr:
    """The plain form where it is valid, else exactly what was recorded; null stays null."""
    return pl.when(valid_telephone(column)).then(normalised_telephone(column)).otherwise(column)


def normalise_email(text: str) -> str:
    """Lower case without surrounding blanks or 'mailto:'."""
    return _EMAIL.text(text).lower()


def normalised_email(column: pl.Expr) -> pl.Expr:
    """`normalise_email` for a column of text; null stays null."""
    return _EMAIL.column(column).str.to_lowercase()


def is_valid_email(text: str) -> bool:
    """Whether it reads as one mailbox at a named domain; nothing is sent or looked up."""
    return re.search(EMAIL_SHAPE, normalise_email(text)) is not None


def valid_email(column: pl.Expr) -> pl.Expr:
    """`is_valid_email` for a column of text, as booleans; null is not valid."""
    return normalised_email(column).str.contains(EMAIL_SHAPE).fill_null(False)


def kept_email(column: pl.Expr) -> pl.Expr:
    """The plain form where it is valid, else exactly what was recorded; null stays null."""
    return pl.when(valid_email(column)).then(normalised_email(column)).otherwise(column)
