"""What a column can hold, from `meanings.yaml`, and which of it the name of a column says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from graph.plain_yaml import plain_yaml

_BRACKETS = re.compile(r"\([^)]*\)?")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[^\W\d_]+|\d+")
# Names so short that they stand inside the names of all sorts of columns.
TOO_COMMON = {
    "id", "ids", "no", "ref", "name", "number", "reference", "identifier", "house", "street", "road", "flat",
    "town", "city", "address", "building", "village", "county", "born", "child", "pupil", "person", "client", "patient",
    "student", "tenant",
}  # fmt: skip


@dataclass(frozen=True)
class Meaning:
    """One thing that a column can hold; the fields are explained at the top of `meanings.yaml`. becomes: the place,
    such as 'record', and what stands there, such as 'birth_date'."""

    name: str
    title: str
    called: tuple[str, ...]
    test: str
    said: str
    share: float
    alone: float | None
    mapped_alone: bool
    becomes: tuple[str, str]


@dataclass(frozen=True)
class Named:
    """What the name of a column says. meanings: what it may be of the person whom the row is about, likeliest first;
    names_person: the name holds a word for that person; inside: what stands in a longer name, and so may be
    somebody else's, or None."""

    meanings: tuple[Meaning, ...]
    names_person: bool
    inside: Meaning | None


@cache
def meanings() -> tuple[Meaning, ...]:
    """All meanings, in the order in which they are tried."""
    return tuple(
        Meaning(
            one["name"], one["title"], tuple(one["called"]), one["test"], one["said"], one["share"], one.get("alone"),
            one.get("mapped_alone", False), next(iter(one["becomes"].items())),
        )
        for one in _document()["meanings"]
    )  # fmt: skip


def named(column: str) -> Named:
    """What the name of a column says."""
    words = tuple(word for word in words_of(column) if word not in _document()["unsaid"])
    whole = "".join(words).rstrip("0123456789")
    exact = tuple(one for one in meanings() if whole in _exact_names()[one.name])
    persons = {_compact(person) for person in _document()["persons"]}
    return Named(exact, any(person in whole for person in persons), None if exact else _inside(words))


def words_of(column: str) -> tuple[str, ...]:
    """'PersonBirthDate', 'person_birth_date', 'Person birth date (dd/mm/yyyy)' -> ('person', 'birth', 'date')."""
    apart = _CAMEL.sub(" ", _BRACKETS.sub(" ", column)).replace("'", "")
    return tuple(word.lower() for word in _WORD.findall(apart))


def _inside(words: tuple[str, ...]) -> Meaning | None:
    """What the longest known name inside a longer one means."""
    spaced = f" {' '.join(words)} "
    found = [
        (len(name), one)
        for one in meanings()
        for name in one.called
        if name not in TOO_COMMON and f" {name} " in spaced
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else None


@cache
def _exact_names() -> dict[str, frozenset[str]]:
    """Every name of each meaning, with and without a word for the person, written together."""
    persons = [_compact(person) for person in _document()["persons"]]
    return {one.name: frozenset(_spellings(one, persons)) for one in meanings()}


def _spellings(one: Meaning, persons: list[str]) -> set[str]:
    names = {_compact(name) for name in one.called}
    before = {f"{person}{middle}{name}" for person in persons for middle in ("", "s") for name in names}
    return names | before | {f"{name}of{person}" for person in persons for name in names}


def _compact(text: str) -> str:
    return "".join(_WORD.findall(text.lower()))


@cache
def _document() -> dict[str, Any]:
    path = Path(__file__).with_name("meanings.yaml")
    document: dict[str, Any] = plain_yaml(path.read_text(encoding="utf-8"))
    return document
