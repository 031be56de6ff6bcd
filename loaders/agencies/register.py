"""Which agency a name or a code means on a day. Pure: a register goes in, and nothing is ever guessed.

A name that several agencies have had means the one that was there on the day. An agency that had come to an end by
then stands for its successor; where it has several, or none that a register names, the answer is no agency, and why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from rapidfuzz import process

from graph.codes import AgencyNaming, entry
from graph.folding import squeezed

ANY = "any"
FORMS = ("name", "code")
BY = (ANY, *FORMS, *(naming.value for naming in AgencyNaming))
"""How a mapping may say that it names agencies: anyhow, by some name, by some code, or by one sort of either."""
NEAR = 70
MOST_NEAR = 3


class Meaning(StrEnum):
    """What a name or code came to."""

    FOUND = "found"
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    NOT_YET = "not_yet"
    NO_SUCCESSOR = "no_successor"


@dataclass(frozen=True)
class AgencyNamed:
    """One entry of a register: this name or code means that agency (an id), which acts from the day `since` until
    before the day `until`. None: the register does not say."""

    text: str
    naming: str
    agency: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Succession:
    """The agency came to an end, and the successor acts in its place."""

    agency: str
    successor: str


@dataclass(frozen=True)
class Resolved:
    """What a name or code means on a day. agency: its id, or None; near: names of agencies that it may mean instead
    (those between which it is ambiguous, or those whose names are nearest)."""

    meaning: Meaning
    agency: str | None = None
    near: tuple[str, ...] = ()


@dataclass(frozen=True)
class AgencyRegister:
    """All that registers and feeds say of how agencies are named, and which took the place of which."""

    names: tuple[AgencyNamed, ...] = ()
    successions: tuple[Succession, ...] = ()

    def resolve(self, text: str, *, by: str = ANY, on: date | None) -> Resolved:
        """The agency that a text means.

        by: one of BY. on: the day of which the text speaks; None where the source gives none: then the text must mean
        one agency whatever the day.
        """
        candidates = {one.agency for one in self._by_text.get(squeezed(text), ()) if _is_named(one, by)}
        if not candidates:
            return Resolved(Meaning.UNKNOWN, near=self._nearest(text, by))
        acting = set[str]().union(*(self._acting(agency, on, frozenset()) for agency in candidates))
        if len(acting) == 1:
            return Resolved(Meaning.FOUND, acting.pop())
        if acting:
            return Resolved(Meaning.AMBIGUOUS, near=self._labels(acting))
        is_early = any(self._is_early(agency, on) for agency in candidates)
        before = {one for agency in candidates for one in self._predecessors.get(agency, ())}
        meaning = Meaning.NOT_YET if is_early else Meaning.NO_SUCCESSOR
        return Resolved(meaning, near=self._labels(before if is_early else candidates))

    def _acting(self, agency: str, on: date | None, seen: frozenset[str]) -> set[str]:
        """The agency itself where it is there on that day, else those that act in its place."""
        if on is None:
            return {agency}
        until = self._until.get(agency)
        if until is None or on < until:
            return set() if self._is_early(agency, on) else {agency}
        following = self._successors.get(agency, frozenset()) - seen
        return set[str]().union(*(self._acting(one, on, seen | {agency}) for one in following))

    def _is_early(self, agency: str, on: date | None) -> bool:
        """Whether others, whom the register names, were in its place. Where it names none, its beginning is only where
        the register begins, and the name means the same agency before."""
        since = self._since.get(agency)
        return on is not None and since is not None and on < since and agency in self._predecessors

    @cached_property
    def _by_text(self) -> dict[str, list[AgencyNamed]]:
        return _grouped((squeezed(one.text), one) for one in self.names)

    @cached_property
    def _since(self) -> dict[str, date]:
        return {one.agency: one.since for one in self.names if one.since is not None}

    @cached_property
    def _until(self) -> dict[str, date]:
        return {one.agency: one.until for one in self.names if one.until is not None}

    @cached_property
    def _successors(self) -> dict[str, frozenset[str]]:
        found = _grouped((one.agency, one.successor) for one in self.successions)
        return {agency: frozenset(others) for agency, others in found.items()}

    @cached_property
    def _predecessors(self) -> dict[str, list[str]]:
        return _grouped((one.successor, one.agency) for one in self.successions)

    @cached_property
    def _label(self) -> dict[str, str]:
        """What people call each agency: its own name, else the first that is known."""
        first = {one.agency: one.text for one in reversed(self.names)}
        own = {one.agency: one.text for one in self.names if one.naming == AgencyNaming.NAME}
        return first | own

    def _labels(self, agencies: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(self._label.get(agency, agency) for agency in agencies))

    def _nearest(self, text: str, by: str) -> tuple[str, ...]:
        """Names that are written like the text. A code is right or wrong: none is near another."""
        if by not in (ANY, "name", AgencyNaming.NAME, AgencyNaming.OTHER_NAME):
            return ()
        close = process.extract(squeezed(text), self._name_texts, limit=2 * MOST_NEAR, score_cutoff=NEAR)
        return tuple(dict.fromkeys(self._name_texts_of[found] for found, *_ in close))[:MOST_NEAR]

    @cached_property
    def _name_texts_of(self) -> dict[str, str]:
        return {squeezed(one.text): self._label[one.agency] for one in self.names if _is_named(one, "name")}

    @cached_property
    def _name_texts(self) -> list[str]:
        return list(self._name_texts_of)


NO_AGENCIES = AgencyRegister()
_Value = TypeVar("_Value")


def _is_named(one: AgencyNamed, by: str) -> bool:
    if by in FORMS:
        return entry(AgencyNaming(one.naming)).facts["form"] == by
    return by in (ANY, one.naming)


def _grouped(pairs: Iterable[tuple[str, _Value]]) -> dict[str, list[_Value]]:
    found: dict[str, list[_Value]] = {}
    for key, item in pairs:
        found.setdefault(key, []).append(item)
    return found
