"""Birth date accuracy: three letters for day, month and year, each A, E or U."""

from __future__ import annotations

import re

from graph.codes.code_list import code_list

PARTS = ("day", "month", "year")


def valid_date_accuracy(text: str | None) -> bool:
    """Whether the text is three letters of A (accurate), E (estimated), U (unknown), as in 'AAE'."""
    return text is not None and re.fullmatch("[AEU]{3}", text.strip().upper()) is not None


def date_accuracy_words(text: str | None) -> str:
    """'UEA' -> 'day unknown, month estimated, year accurate'; anything else -> 'accuracy not known'."""
    if text is None or not valid_date_accuracy(text):
        return "accuracy not known"
    codes = code_list("date_accuracy")
    entries = (codes.from_standard(letter) for letter in text.strip())
    return ", ".join(f"{part} {entry.word}" for part, entry in zip(PARTS, entries, strict=True) if entry)
