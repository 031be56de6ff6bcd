"""How a search goes through Neo4j's indexes to the records that may be among the best. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, groupby, pairwise

from graph.render import neo4j as render
from graph.search import SearchQuery
from graph.stores import scoring

WORDS_A_TEXT = 900
LEVELS_AT_ONCE = 6
Names = Sequence[dict[str, int]]
"""For each typed name the recorded tokens that it matches, with their points."""


@dataclass
class Ways:
    """Ways through the indexes: full-text queries, birth dates, birth years and postcodes. within_year: of what the
    queries lead to, only who was born in the year that was asked for."""

    texts: list[str] = field(default_factory=list)
    birth_dates: list[date] = field(default_factory=list)
    birth_years: list[int] = field(default_factory=list)
    postcodes: list[str] = field(default_factory=list)
    within_year: bool = False

    def parameters(self) -> dict[str, object]:
        """As the statements take them. Never None where a date is meant: the server makes a plan for every change of
        type. The year that is nobody's stands for none."""
        year = max(self.birth_years, default=None)
        return {
            "texts": self.texts,
            "birth_dates": self.birth_dates,
            "year_from": date(year, 1, 1) if year else date.min,
            "year_to": date(year + 1, 1, 1) if year else date.min,
            "postcodes": self.postcodes,
            "within_year": self.within_year,
        }


def all_ways(query: SearchQuery, names: Names) -> Ways:
    """To every record that fits all parts but one, by whichever part it has."""
    return Ways(
        texts(query, names, scoring.parts_needed(query)),
        list(query.birth_dates),
        [query.birth_year] if query.birth_year else [],
        [query.postcode] if query.postcode else [],
    )


def ways_to_all_parts(query: SearchQuery, names: Names) -> Ways:
    """To every record that fits every part: one way is enough, so it is one that leads to few."""
    if query.birth_dates:
        return Ways(birth_dates=list(query.birth_dates))
    if query.postcode:
        return Ways(postcodes=[query.postcode])
    asked = texts(query, names, len(names) + bool(query.address_words))
    return Ways(asked, within_year=query.birth_year is not None)


def levels(query: SearchQuery, names: Names) -> dict[int, Ways]:
    """To the records that fit a part, by what the part is worth to them, the most first: one that a way of more points
    has not led to, and that fits no other part, has just these points."""
    by_points: defaultdict[int, Ways] = defaultdict(Ways)
    for points in names:
        for worth, tokens in groupby(sorted(points, key=points.__getitem__), points.__getitem__):
            by_points[worth].texts += _any_of_many(list(tokens))
    if query.address_words:
        by_points[scoring.PLACE].texts.append(_all_of(query.address_words))
    if query.postcode:
        by_points[scoring.PLACE].postcodes.append(query.postcode)
    if query.birth_dates:
        by_points[scoring.BIRTH_DATE].birth_dates += query.birth_dates
    if query.birth_year:
        by_points[scoring.BIRTH_YEAR].birth_years.append(query.birth_year)
    return dict(sorted(by_points.items(), reverse=True))


def steps(found: Mapping[int, Ways]) -> Iterator[list[tuple[int, Ways]]]:
    """Levels as they are asked for: the first, which mostly suffices, then some, then all that are left."""
    whole = list(found.items())
    for first, last in pairwise((0, 1, LEVELS_AT_ONCE, len(whole))):
        if whole[first:last]:
            yield whole[first:last]


def reaching(step: Sequence[tuple[int, Ways]]) -> dict[str, object]:
    """A step as one statement takes it."""
    together = Ways(
        [],
        [day for _, ways in step for day in ways.birth_dates],
        [year for _, ways in step for year in ways.birth_years],
        [postcode for _, ways in step for postcode in ways.postcodes],
    )
    worth = [{"text": text, "points": points} for points, ways in step for text in ways.texts]
    return {**together.parameters(), "texts": worth}


def texts(query: SearchQuery, names: Names, needed: int) -> list[str]:
    """Queries for the full-text index that between them find every record which fits `needed` of the names and the
    address. Where a query would have more words than the index takes at once, it finds more records than that."""
    parts = [list(points) for points in names]
    found: list[str] = []
    if needed < 1:
        return found
    for together in combinations([*parts, *([None] if query.address_words else [])], needed):
        found += _together([part for part in together if part is not None], query, None in together)
    return list(dict.fromkeys(found))


def _together(parts: list[list[str]], query: SearchQuery, with_address: bool) -> list[str]:
    """Queries for records that have a word of every part, and the address; where the words are more than an index
    takes at once, a wider net over the rarest part."""
    address = [_all_of(query.address_words)] if with_address else []
    if not all(parts):
        return []
    if sum(map(len, parts)) <= WORDS_A_TEXT:
        return [" AND ".join(f"({text})" for text in [*map(_any_of, parts), *address])]
    return address or list(_any_of_many(min(parts, key=len)))


def _any_of_many(words: Sequence[str]) -> Iterator[str]:
    for first in range(0, len(words), WORDS_A_TEXT):
        yield _any_of(words[first : first + WORDS_A_TEXT])


def _any_of(words: Iterable[str]) -> str:
    return " OR ".join(f'name_tokens:"{word}"' for word in words)


def _all_of(words: Iterable[str]) -> str:
    return " AND ".join(f'{render.FOLDED_ADDRESS}:"{word}"' for word in words)
