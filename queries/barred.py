"""Declared relations: whom a viewer knows in private life, and may therefore not look up.

Two sides, so that an answer is the same whether or not the family is held: a search that names such a
person is refused from its text alone, before anything is fetched; a record that matches one is hidden by
policy, and a family with such a record in it is refused in the same words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

import jellyfish

from graph.folding import without_marks
from queries.viewer import DeclaredRelation, Viewer

NAME_COLUMNS = (
    "given_names",
    "family_name",
    "former_family_name",
    "preferred_name",
    "name_as_given",
    "name_tokens",
)
_SHORTEST_PREFIX, _SHORTEST_MISSPELT = 3, 4
_WRITTEN_DATE = re.compile(r"\b(\d{1,4})[-./ ](\d{1,2})[-./ ](\d{1,4})\b")


def barred_words() -> str:
    """What a barred viewer reads, whichever relation it is and whether or not anything is held."""
    return (
        "This is not answered for you, because it touches a relation that you have declared. "
        "These words are the same whether or not anything is held. Ask your manager who else can look."
    )


def bars_text(viewer: Viewer, text: str) -> bool:
    """Whether a search names somebody whom this viewer has declared: the family name by itself, or with a
    given name or the birth date. One letter may differ. Depends on the text alone."""
    tokens, dates = name_tokens(text), set(_dates(text))
    return any(_names(relation, tokens, dates) for relation in viewer.declared_relations)


def _names(relation: DeclaredRelation, tokens: frozenset[str], dates: set[date]) -> bool:
    family = name_tokens(relation.family_name)
    if not family or not _all_in(family, tokens):
        return False
    others = {token for token in tokens if not _alike_any(token, family)}
    return not others or relation.birth_date in dates or _some_in(name_tokens(relation.given_names), others)


def bars_record(viewer: Viewer, record: Mapping[str, object]) -> bool:
    """Whether a record (names, `birth_date`) may be about somebody whom this viewer has declared.

    The family name must match, and either the birth date too, or a given name where no two birth dates
    that are both sure contradict each other.
    """
    if not viewer.declared_relations:
        return False
    tokens = name_tokens(" ".join(str(record[name]) for name in NAME_COLUMNS if record.get(name)))
    return any(_matches(relation, tokens, record) for relation in viewer.declared_relations)


def _matches(relation: DeclaredRelation, tokens: frozenset[str], record: Mapping[str, object]) -> bool:
    family = name_tokens(relation.family_name)
    if not family or not _all_in(family, tokens):
        return False
    born = record.get("birth_date")
    if born is not None and born == relation.birth_date:
        return True
    sure = record.get("birth_date_accuracy") in (None, "AAA")
    contradicts = born is not None and relation.birth_date is not None and sure
    return not contradicts and _some_in(name_tokens(relation.given_names), tokens)


def name_tokens(text: str) -> frozenset[str]:
    """The words of a name in a plain form: 'Siân O’Neil-Cole' gives sian, oneil, cole."""
    plain = without_marks(text).casefold().replace("'", "")
    return frozenset(re.findall(r"[^\W\d_]+", plain))


def _all_in(wanted: frozenset[str], tokens: frozenset[str]) -> bool:
    return all(_alike_any(word, tokens) for word in wanted)


def _some_in(wanted: frozenset[str], tokens: frozenset[str] | set[str]) -> bool:
    return any(_alike_any(word, tokens) for word in wanted)


def _alike_any(word: str, tokens: frozenset[str] | set[str]) -> bool:
    return word in tokens or any(_alike(word, token) for token in tokens)


def _alike(first: str, second: str) -> bool:
    short, long = sorted((first, second), key=len)
    if len(short) >= _SHORTEST_PREFIX and long.startswith(short):
        return True
    return len(short) >= _SHORTEST_MISSPELT and bool(jellyfish.damerau_levenshtein_distance(short, long) <= 1)


def _dates(text: str) -> Iterator[date]:
    for first, month, last in _WRITTEN_DATE.findall(text):
        year, day = (first, last) if len(first) > 2 else (last, first)
        try:
            yield date(int(year), int(month), int(day))
        except ValueError:
            continue
