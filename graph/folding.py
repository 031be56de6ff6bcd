"""Folding text to a plain form, by one set of rules for a single value and for a whole column.

A rule is a regular expression that reads the same in Python and in Polars (no look-around, ASCII classes),
and what takes the place of a match. Single values go through `re`, columns through Polars; a test holds
the two together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

# Letters that Unicode does not take apart into a base letter and a mark.
SPECIAL_LETTERS = {
    "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ħ": "h", "Ħ": "H",
    "þ": "th", "Þ": "TH", "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ı": "i",
    "ə": "a", "ŋ": "ng", "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "‐": "-", "‑": "-", "–": "-",
    "—": "-", "−": "-",
}  # fmt: skip


def without_marks(text: str) -> str:
    """Letters without their diacritics: Małgorzata -> Malgorzata, Siân -> Sian; other scripts stay."""
    plain = "".join(SPECIAL_LETTERS.get(letter, letter) for letter in text)
    apart = unicodedata.normalize("NFKD", plain)
    return "".join(letter for letter in apart if unicodedata.category(letter)[0] != "M")


def without_marks_column(column: pl.Expr) -> pl.Expr:
    """`without_marks` for a column of text."""
    plain = column.str.replace_many(list(SPECIAL_LETTERS), list(SPECIAL_LETTERS.values()))
    return plain.str.normalize("NFKD").str.replace_all(r"\p{M}", "")


@dataclass(frozen=True)
class Rules:
    """Replacements in order; `\\1` stands for the first group of a match."""

    steps: Sequence[tuple[str, str]]

    def text(self, value: str) -> str:
        """One value through all rules."""
        for pattern, replacement in self.steps:
            value = re.sub(pattern, replacement, value)
        return value

    def column(self, column: pl.Expr) -> pl.Expr:
        """A column of text through all rules; null stays null."""
        for pattern, replacement in self.steps:
            column = column.str.replace_all(pattern, re.sub(r"\\(\d)", r"${\1}", replacement))
        return column


@dataclass(frozen=True)
class Words:
    """Whole words that take the place of others, in a text of words with one blank between them."""

    meaning: Mapping[str, str]

    def text(self, value: str) -> str:
        """One value with each known word replaced."""
        return " ".join(self.meaning.get(word, word) for word in value.split(" "))

    def column(self, column: pl.Expr) -> pl.Expr:
        """A column of text with each known word replaced; null stays null."""
        # With two blanks between words each has a blank of its own on either side, so matches never overlap.
        spaced = pl.lit(" ") + column.str.replace_all(" ", "  ", literal=True) + pl.lit(" ")
        words = [f" {word} " for word in self.meaning]
        replaced = spaced.str.replace_many(words, [f" {word} " for word in self.meaning.values()])
        return replaced.str.strip_chars(" ").str.replace_all("  ", " ", literal=True)


LETTERS_AND_DIGITS = Rules((("&", "and"), ("[^0-9a-z]+", "")))


def squeezed(text: str) -> str:
    """Nothing but small letters and digits: 'Step-Dad', 'step dad' and 'stepDad' all become 'stepdad'."""
    return LETTERS_AND_DIGITS.text(without_marks(text).lower())


def squeezed_column(column: pl.Expr) -> pl.Expr:
    """`squeezed` for a column of text; null stays null."""
    return LETTERS_AND_DIGITS.column(without_marks_column(column).str.to_lowercase())
