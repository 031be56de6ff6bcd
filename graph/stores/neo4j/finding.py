"""Search on Neo4j: its indexes find which records may answer, `graph.stores.scoring` says how well.

Lucene's own fuzzy search looks at the fifty nearest words only, so whether a record is found would depend on what
else is kept. So the store keeps every name token that its records ever had in nodes of their own; this process reads
the new ones before it searches, matches what was typed against them, and asks the index for exact words. The points
are added up in the server from what each token is worth, and only one page travels.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from itertools import combinations

from graph.query import Row
from graph.render import neo4j as render
from graph.schema import Schema
from graph.search import SearchQuery, Vocabulary
from graph.stores import scoring
from graph.stores.neo4j.server import Server, Transaction, fetch, fetch_named
from graph.stores.neo4j.values import plain

WORDS_A_TEXT = 900
KEPT_WORDS = 256


class Finder:
    """Searches one store; usable from many threads."""

    def __init__(self, server: Server, schema: Schema) -> None:
        self._server, self._schema = server, schema
        self._refreshing = threading.Lock()
        self._tokens: set[str] = set()
        self._since = 0
        self._points = _matcher(frozenset())

    def forget(self) -> None:
        """Read the vocabulary anew before the next search."""
        with self._refreshing:
            self._tokens, self._since, self._points = set(), 0, _matcher(frozenset())

    def search(self, query: SearchQuery, *, limit: int, offset: int) -> list[Row]:
        """See Store.search."""
        names = self._names(query)

        def ask(transaction: Transaction) -> list[Row]:
            numbered = _numbered(transaction, query)
            asked = _parameters(query, names, numbered) | {"limit": limit, "offset": offset}
            found = fetch_named(transaction, render.FOUND, asked)
            rows = [{name: plain(value, self._schema) for name, value in row.items()} for row in found]
            return [scoring.answer(query, row, int(str(row["points"])), numbered) for row in rows]

        return self._server.read(ask)

    def _names(self, query: SearchQuery) -> list[dict[str, int]]:
        """For each typed name the recorded tokens that it matches, with their points."""
        with self._refreshing:
            new = self._server.read(lambda tx: fetch(tx, render.NAMES_SINCE, {"since": self._since}))
            if new:
                self._tokens.update(token for token, _ in new)
                self._since = max(since for _, since in new)
                self._points = _matcher(frozenset(self._tokens))
            return [self._points(typed.token) for typed in query.names]


def _matcher(tokens: frozenset[str]) -> Callable[[str], dict[str, int]]:
    """What a typed name is worth against one state of the vocabulary; the last answers are kept."""
    vocabulary = Vocabulary.of(sorted(tokens))
    return lru_cache(maxsize=KEPT_WORDS)(lambda typed: scoring.name_points(vocabulary, typed))


def _numbered(transaction: Transaction, query: SearchQuery) -> frozenset[str]:
    identifiers, contact_points = scoring.number_keys(query)
    if not identifiers and not contact_points:
        return frozenset()
    asked = {"identifiers": identifiers, "contact_points": contact_points}
    return frozenset(record for (record,) in fetch(transaction, render.RECORDS_BY_NUMBER, asked))


def _parameters(
    query: SearchQuery, names: list[dict[str, int]], numbered: frozenset[str]
) -> dict[str, object]:
    # Never None where a date or a text is meant: the server makes a plan for every change of type.
    year = query.birth_year
    return {
        "texts": texts(query, names),
        "names": names,
        "birth_dates": list(query.birth_dates),
        "year_from": date(year, 1, 1) if year else date.min,
        "year_to": date(year + 1, 1, 1) if year else date.min,
        "postcode": query.postcode or "",
        "address": list(query.address_words),
        "own_ids": scoring.own_ids(query),
        "numbered": sorted(numbered),
        "parts_needed": scoring.parts_needed(query),
        "birth_date_points": scoring.BIRTH_DATE,
        "birth_year_points": scoring.BIRTH_YEAR,
        "place_points": scoring.PLACE,
        "number_points": scoring.NUMBER,
    }


def texts(query: SearchQuery, names: list[dict[str, int]]) -> list[str]:
    """Queries for the full-text index that between them find every record which fits enough by names and address.

    A record that also fits a birth date or a postcode is found by these; the others must fit `parts_needed` of the
    parts looked for here, so each query asks for that many at once.
    """
    parts = [list(points) for points in names]
    needed, asked = scoring.parts_needed(query), len(parts) + bool(query.address_words)
    if needed > asked:
        return []
    found: list[str] = []
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
    words = min(parts, key=len)
    return address or [
        _any_of(words[first : first + WORDS_A_TEXT]) for first in range(0, len(words), WORDS_A_TEXT)
    ]


def _any_of(words: list[str]) -> str:
    return " OR ".join(f'name_tokens:"{word}"' for word in words)


def _all_of(words: tuple[str, ...]) -> str:
    return " AND ".join(f'{render.FOLDED_ADDRESS}:"{word}"' for word in words)
