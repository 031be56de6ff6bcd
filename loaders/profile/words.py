"""Columns with few words: the code list that they are from, and which of them may be written into a mapping."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from graph.codes import code_list
from graph.codes.words import word_table, word_tables
from graph.folding import squeezed
from graph.plain_yaml import plain_yaml
from graph.search import nicknames_of
from loaders.profile.meanings import words_of

# Counts of one to five people are never given away; a word on fewer rows may be one person's.
ROWS_BEFORE_A_WORD_IS_LISTED = 6
MOST_WORDS = 25
MOST_WORDS_OF_A_LIST = 100
SHORT, LONGEST_WORD = 3, 12
MOST_DISTINCT_SHARE = 0.1
NO_WORDS = ("y", "n", "yes", "no", "true", "false")
_ENUMERATED = re.compile(r"^[a-z]{1,2}\)\s*")
_LIKE_DATA = re.compile(r"\d{4,}|@|\d/\d|\d-\d|[A-Za-z]{1,2}\d[A-Za-z0-9]? ?\d[A-Za-z]{2}")


def known_words(name: str, values: pl.Series, *, with_numbers: bool) -> dict[str, str]:
    """The distinct values that are known words of a code list, each with its code. Blanks, case and an enumeration
    before it ('a) Male') do not count; numbers, 'y' and 'n' only with_numbers."""
    vocabulary = _vocabulary(name)
    found = {}
    distinct = values.unique().sort()
    for value in distinct if len(distinct) <= MOST_WORDS_OF_A_LIST else ():
        plain = _plain(value)
        code = vocabulary.get(plain)
        if code is not None and (with_numbers or not (plain.isdigit() or plain in NO_WORDS)):
            found[value] = code
    return found


def likely_list(column: str, values: pl.Series) -> tuple[str, dict[str, str]] | None:
    """The code list of which every value is a word (with at least two of them, or a column named after the list),
    and the words; None where there is none."""
    distinct = values.n_unique()
    for name in _document()["lists"]:
        is_named = _is_called(column, name)
        words = known_words(name, values, with_numbers=is_named)
        share = len(words) / distinct if distinct else 0.0
        if (is_named and share >= 0.5) or (share == 1 and distinct > 1):
            return name, words
    return None


def yes_and_no(values: pl.Series) -> dict[str, str] | None:
    """Each value with 'true' or 'false', where all are words for that and they are at most one word each way."""
    meant = {word: truth for truth, words in _document()["yes_and_no"].items() for word in words}
    distinct = values.unique().sort().to_list()
    found = {value: meant[_plain(value)] for value in distinct if _plain(value) in meant}
    return found if len(found) == len(distinct) <= 2 else None


def listable(column: str, values: pl.Series) -> tuple[list[str], int] | None:
    """Of a column with few words that repeat: those that may be written into a mapping, in order, and how many are
    left out, which is all of them where one may be somebody's name, place or number. None: it has too many words."""
    distinct = values.n_unique()
    if distinct > MOST_WORDS or distinct > MOST_DISTINCT_SHARE * len(values):
        return None
    counts = values.value_counts(name="rows")
    if _is_never_listed(column) or any(_may_be_somebody(str(word)) for word in counts[values.name]):
        return [], distinct
    words = counts.filter(pl.col("rows") >= ROWS_BEFORE_A_WORD_IS_LISTED)[values.name].sort().to_list()
    return words, distinct - len(words)


def seen_missing(frame: pl.DataFrame) -> tuple[str, ...]:
    """Texts of these columns that mean 'not recorded', in the order of `words.yaml`."""
    held: set[str] = set()
    for column in frame.columns:
        held |= set(frame[column].unique()) & set(_document()["missing"])
    return tuple(text for text in _document()["missing"] if text in held)


def _is_called(column: str, name: str) -> bool:
    joined = " ".join(words_of(column))
    return any(called == joined or joined.endswith(f" {called}") for called in _document()["lists"][name])


def _is_never_listed(column: str) -> bool:
    return not set(words_of(column)).isdisjoint(_document()["never_listed"])


def _may_be_somebody(word: str) -> bool:
    """Whatever is longer than a code and has no digit, is somebody's first name, or has the digits of data."""
    is_code = len(word) <= SHORT or (len(word) <= LONGEST_WORD and any(letter.isdigit() for letter in word))
    return not is_code or bool(_LIKE_DATA.search(word)) or bool(nicknames_of(word.lower()))


@cache
def _vocabulary(name: str) -> Mapping[str, str]:
    """Every squeezed word for a code of the list: the code, its word, and those of its tables of words."""
    own = {squeezed(text): one.code for one in code_list(name).codes for text in (one.code, one.word)}
    tables = [word_table(name, table) for table in word_tables(name)]
    return {word: code for table in (*reversed(tables), own) for word, code in table.items()}


def _plain(text: str) -> str:
    return squeezed(_ENUMERATED.sub("", text.strip().lower()))


@cache
def _document() -> dict[str, Any]:
    path = Path(__file__).with_name("words.yaml")
    document: dict[str, Any] = plain_yaml(path.read_text(encoding="utf-8"))
    return document
