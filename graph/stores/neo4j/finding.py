"""Search on Neo4j: its indexes find which records may answer, `graph.stores.scoring` says how well.

Lucene's own fuzzy search looks at the fifty nearest words only, so whether a record is found would depend on what
else is kept. So the store keeps every name token that its records ever had in nodes of their own; this process reads
the new ones before it searches, matches what was typed against them, and asks the index for exact words.

Thousands answer to a common name. So the records that fit everything are read and scored first, and the others level by
level: what an index leads to by a token that is worth so many points has so many, and none of it is read but its key.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import lru_cache

from graph.query import Row
from graph.render import neo4j_search as render
from graph.schema import Schema
from graph.search import SearchQuery, Vocabulary
from graph.stores import scoring
from graph.stores.neo4j import search_plan as plan
from graph.stores.neo4j.server import Server, Transaction, fetch, fetch_named
from graph.stores.neo4j.values import plain

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

        def ask(transaction: Transaction) -> list[Row]:
            names = self._names(transaction, query)
            numbered = _numbered(transaction, query)
            best = _best(transaction, query, names, numbered, limit, offset)
            rows = fetch_named(transaction, render.SHOWN, {"ids": list(best)})
            shown = {
                row["record_id"]: {name: plain(value, self._schema) for name, value in row.items()}
                for row in rows
            }
            return [
                scoring.answer(query, shown[record], points, numbered)
                for record, points in best.items()
                if record in shown
            ]

        return self._server.read(ask)

    def _names(self, transaction: Transaction, query: SearchQuery) -> list[dict[str, int]]:
        """For each typed name the recorded tokens that it matches, with their points."""
        with self._refreshing:
            new = fetch(transaction, render.NAMES_SINCE, {"since": self._since})
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


def _best(
    transaction: Transaction,
    query: SearchQuery,
    names: plan.Names,
    numbered: frozenset[str],
    limit: int,
    offset: int,
) -> dict[str, int]:
    """One page of the records that answer, in order, with their points."""
    asked = _parameters(query, names, numbered)
    if scoring.parts_asked(query) > 2:
        page = {"through": plan.all_ways(query, names).parameters(), "limit": limit, "offset": offset}
        needed = {"parts_needed": scoring.parts_needed(query)}
        return dict(fetch(transaction, render.SCORED + render.PAGE, asked | page | needed))
    wanted = offset + limit
    found = _fitting_all(transaction, query, names, asked | {"limit": wanted, "offset": 0})
    for step in plan.steps(plan.levels(query, names)):
        highest, _ = step[0]
        if sum(points > highest for points in found.values()) >= wanted:
            break
        # Nobody in it has fewer points than it says, so whoever comes after as many as are wanted is not among these.
        reached = fetch(transaction, render.REACHED, asked | plan.reaching(step) | {"limit": wanted})
        found = dict(reached) | found
    ordered = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return dict(ordered[offset:wanted])


def _fitting_all(
    transaction: Transaction, query: SearchQuery, names: plan.Names, asked: Mapping[str, object]
) -> dict[str, int]:
    """The first records that fit both parts of what was asked for, or have a number that was; their points."""
    parts = scoring.parts_asked(query)
    if parts < 2 and not asked["own_ids"] and not asked["numbered"]:
        return {}
    ways = plan.ways_to_all_parts(query, names) if parts == 2 else plan.Ways()
    through = {**asked, "through": ways.parameters(), "parts_needed": max(1, parts)}
    return dict(fetch(transaction, render.SCORED + render.PAGE, through))


def _parameters(query: SearchQuery, names: plan.Names, numbered: frozenset[str]) -> dict[str, object]:
    ways = plan.all_ways(query, names).parameters()
    return {
        **{name: ways[name] for name in ("birth_dates", "year_from", "year_to", "postcodes")},
        "names": names,
        "address": list(query.address_words),
        "own_ids": scoring.own_ids(query),
        "numbered": sorted(numbered),
        "birth_date_points": scoring.BIRTH_DATE,
        "birth_year_points": scoring.BIRTH_YEAR,
        "place_points": scoring.PLACE,
        "number_points": scoring.NUMBER,
    }
