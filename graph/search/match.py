"""How what was typed matches what is recorded, and in which order records are shown: by likeness alone."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import takewhile
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from graph.codes import IdentifierScheme, word
from graph.search.query import NameWord, SearchQuery
from graph.search.terms import name_tokens, nicknames_of, sound


class Way(StrEnum):
    """How a typed token matched a recorded one."""

    EXACT = "exact"
    NICKNAME = "nickname"
    PREFIX = "prefix"
    SOUND = "sound"
    MISSPELLING = "misspelling"


class TokenMatch(NamedTuple):
    """A recorded token that a typed one matched, how, and how well (0 to 1)."""

    token: str
    way: Way
    quality: float


@dataclass(frozen=True)
class Vocabulary:
    """All distinct name tokens of a store, indexed for matching."""

    tokens: frozenset[str]
    ordered: Sequence[str]
    by_sound: dict[str, list[str]]
    by_length: dict[int, list[str]]

    @classmethod
    def of(cls, tokens: Sequence[str], sounds: Sequence[str] | None = None) -> Vocabulary:
        """tokens: distinct, as `name_tokens` makes them; sounds: their codes in order, else worked out."""
        codes = [sound(token) for token in tokens] if sounds is None else sounds
        by_sound, by_length = defaultdict(list), defaultdict(list)
        for token, code in zip(tokens, codes, strict=True):
            by_length[len(token)].append(token)
            if code:
                by_sound[code].append(token)
        return cls(frozenset(tokens), sorted(tokens), dict(by_sound), dict(by_length))


def allowed_distance(length: int) -> int:
    """How many slips of the pen a word of that length may have: a letter more, less, other, or two exchanged.

    None up to two letters, one up to five, two up to nine, three beyond.
    """
    return (length > 2) + (length > 5) + (length > 9)


def compare(typed: str, token: str) -> TokenMatch | None:
    """How well a typed token matches a recorded one, by the best of all ways; None where it does not."""
    if typed == token:
        return TokenMatch(token, Way.EXACT, 1.0)
    if token in nicknames_of(typed):
        return TokenMatch(token, Way.NICKNAME, 0.9)
    if len(typed) == 1:
        return _prefix(typed, token) if token.startswith(typed) else None
    distance = OSA.distance(typed, token)
    likeness = 1 - distance / max(len(typed), len(token))
    found = []
    if token.startswith(typed):
        found.append((_prefix(typed, token).quality, Way.PREFIX))
    if sound(typed) and sound(typed) == sound(token):
        found.append((0.6 + 0.25 * likeness, Way.SOUND))
    if distance <= allowed_distance(min(len(typed), len(token))):
        found.append((0.4 + 0.4 * likeness, Way.MISSPELLING))
    return TokenMatch(token, max(found)[1], round(max(found)[0], 4)) if found else None


def _prefix(typed: str, token: str) -> TokenMatch:
    return TokenMatch(token, Way.PREFIX, round(0.6 + 0.3 * len(typed) / len(token), 4))


def candidates(vocabulary: Vocabulary, typed: str) -> list[TokenMatch]:
    """All recorded tokens that a typed token matches, best first, then by alphabet. Nothing is cut off here.

    A single letter is an initial: it matches what begins with it, and neither sounds nor slips are tried.
    """
    near = {typed} & vocabulary.tokens | nicknames_of(typed) & vocabulary.tokens
    if len(typed) > 1:
        near.update(vocabulary.by_sound.get(sound(typed), ()))
        near.update(_misspelt(vocabulary, typed))
    matches = [match for token in near if (match := compare(typed, token)) is not None]
    matches += [_prefix(typed, token) for token in _beginning(vocabulary, typed) if token not in near]
    return sorted(matches, key=lambda match: (-match.quality, match.token))


def _beginning(vocabulary: Vocabulary, typed: str) -> Iterable[str]:
    first = bisect_left(vocabulary.ordered, typed)
    following = (vocabulary.ordered[place] for place in range(first, len(vocabulary.ordered)))
    return takewhile(lambda token: token.startswith(typed), following)


def _misspelt(vocabulary: Vocabulary, typed: str) -> Iterable[str]:
    reach = allowed_distance(len(typed))
    for length in range(len(typed) - reach, len(typed) + reach + 1):
        allowed = allowed_distance(min(len(typed), length))
        tokens = vocabulary.by_length.get(length, ())
        for token, _, _ in process.extract(
            typed, tokens, scorer=OSA.distance, score_cutoff=allowed, limit=None
        ):
            yield token


@dataclass(frozen=True)
class Candidate:
    """One record for ranking: names as recorded; telephones, postcode and identifiers in plain form.

    identifiers: (scheme, value); address: folded lines. The order never depends on other candidates.
    """

    record_id: str
    given_names: str | None = None
    family_name: str | None = None
    other_names: str | None = None
    preferred_name: str | None = None
    birth_date: date | None = None
    identifiers: frozenset[tuple[str, str]] = frozenset()
    postcode: str | None = None
    telephones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    address: str | None = None


@dataclass(frozen=True)
class Ranked:
    """A candidate with how much of what was asked it fits (0 to 1) and why, in words."""

    candidate: Candidate
    likeness: float
    reasons: tuple[str, ...]


@dataclass
class _Tally:
    asked: float = 0.0
    met: float = 0.0
    reasons: list[str] = field(default_factory=list)

    def add(self, weight: float, quality: float, reason: str) -> None:
        self.asked += weight
        self.met += weight * quality
        if quality:
            self.reasons.append(reason)


def rank(query: SearchQuery, found: Iterable[Candidate]) -> list[Ranked]:
    """Candidates that fit any part of the query, best first; equal ones by name, birth date and record id.

    Likeness to what was typed is all that counts. A candidate's place beside another depends on these two
    alone, so taking a third away never changes it.
    """
    ranked = (_ranked(query, candidate) for candidate in found)
    return sorted((one for one in ranked if one.reasons), key=_order)


def _order(ranked: Ranked) -> tuple[float, str, str, date, str]:
    record = ranked.candidate
    names = (" ".join(name_tokens(record.family_name)), " ".join(name_tokens(record.given_names)))
    return (-ranked.likeness, *names, record.birth_date or date.max, record.record_id)


def _ranked(query: SearchQuery, record: Candidate) -> Ranked:
    tally = _Tally()
    _count_names(query, record, tally)
    _count_birth(query, record, tally)
    _count_numbers(query, record, tally)
    _count_address(query, record, tally)
    likeness = round(tally.met / tally.asked, 4) if tally.asked else 0.0
    return Ranked(record, likeness, tuple(tally.reasons))


_PARTS = (
    ("surname", "family_name"),
    ("first name", "given_names"),
    ("known as", "preferred_name"),
    ("other name", "other_names"),
)


def _count_names(query: SearchQuery, record: Candidate, tally: _Tally) -> None:
    """Each typed name with the best recorded one that no other typed name has taken."""
    free = {
        token: part for part, column in reversed(_PARTS) for token in name_tokens(getattr(record, column))
    }
    exact_first = sorted(query.names, key=lambda typed: typed.token not in free)
    reasons: dict[str, tuple[float, str]] = {}
    for typed in exact_first:
        best = _best(typed, free)
        if best is not None:
            reasons[typed.token] = (best.quality, _name_reason(free.pop(best.token), typed, best))
    for typed in query.names:
        tally.add(1.0, *reasons.get(typed.token, (0.0, "")))


def _best(typed: NameWord, free: dict[str, str]) -> TokenMatch | None:
    matches = [match for token in free if (match := compare(typed.token, token)) is not None]
    return min(matches, key=lambda match: (-match.quality, match.token), default=None)


def _name_reason(part: str, typed: NameWord, match: TokenMatch) -> str:
    said = {
        Way.EXACT: "is",
        Way.NICKNAME: "is another form of",
        Way.PREFIX: "begins with",
        Way.SOUND: "sounds like",
        Way.MISSPELLING: "is spelt nearly like",
    }[match.way]
    return f"{part} {said} '{typed.typed}'"


def _count_birth(query: SearchQuery, record: Candidate, tally: _Tally) -> None:
    if query.birth_dates:
        best = max(
            (_birth_likeness(asked, record.birth_date) for asked in query.birth_dates), default=(0.0, "")
        )
        tally.add(2.0, *best)
    if query.birth_year:
        same = record.birth_date is not None and record.birth_date.year == query.birth_year
        tally.add(1.0, float(same), "birth year equal")


def _birth_likeness(asked: date, recorded: date | None) -> tuple[float, str]:
    if recorded is None:
        return 0.0, ""
    if asked == recorded:
        return 1.0, "birth date equal"
    if (asked.year, asked.month, asked.day) == (recorded.year, recorded.day, recorded.month):
        return 0.7, "birth date equal with day and month exchanged"
    if OSA.distance(f"{asked:%Y%m%d}", f"{recorded:%Y%m%d}") == 1:
        return 0.5, "birth date differs in one place"
    if asked.year == recorded.year:
        return 0.2, "birth year equal"
    return 0.0, ""


def _count_numbers(query: SearchQuery, record: Candidate, tally: _Tally) -> None:
    values = {value: scheme for scheme, value in sorted(record.identifiers)}
    for value in dict.fromkeys(one.value for one in query.identifiers):
        name = word(IdentifierScheme(values[value])) if value in values else ""
        tally.add(4.0, float(value in values), f"{name} equal")
    if query.telephone:
        tally.add(3.0, float(query.telephone in record.telephones), "telephone equal")
    if query.email:
        tally.add(3.0, float(query.email in record.emails), "email equal")


def _count_address(query: SearchQuery, record: Candidate, tally: _Tally) -> None:
    if query.postcode:
        tally.add(2.0, float(query.postcode == record.postcode), "postcode equal")
    if query.address_words:
        known = set((record.address or "").split())
        shared = [one for one in query.address_words if one in known]
        enough = len(shared) == len(query.address_words)
        tally.add(2.0, float(enough), f"address has '{' '.join(shared)}'")
