"""How well a record answers to a search: one rule for all stores.

Points are whole ten-thousandths, so that no order of adding changes a sum. A record's points follow from what was
typed and from the record alone: nothing that stands beside it (how common a name is, how many answer) has a part in
them, so taking a record away leaves the order of the others as it is. The order is points, then record id.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from graph.query import Row
from graph.search import Candidate, SearchQuery, Vocabulary, candidates, rank

ONE = 10_000
BIRTH_DATE, BIRTH_YEAR, PLACE, NUMBER = 2 * ONE, ONE, 2 * ONE, 3 * ONE


def name_points(vocabulary: Vocabulary, typed: str) -> dict[str, int]:
    """Every recorded name token that a typed one matches, with its points."""
    return {match.token: round(match.quality * ONE) for match in candidates(vocabulary, typed)}


def parts_asked(query: SearchQuery) -> int:
    """How many parts were asked for; numbers are none, as a record found by one needs no part beside it."""
    others = (query.birth_dates, query.birth_year, query.address_words, query.postcode)
    return len(query.names) + sum(1 for part in others if part)


def parts_needed(query: SearchQuery) -> int:
    """How many of the parts that were asked for a record must fit: all but one, and at least one. A record found by
    a number (`NUMBER` points or more) needs no other part."""
    return max(1, parts_asked(query) - 1)


def own_ids(query: SearchQuery) -> list[str]:
    """What may be an agency's own id for a person."""
    return sorted({one.value for one in query.identifiers})


def number_keys(query: SearchQuery) -> tuple[list[str], list[str]]:
    """Ids of the Identifiers, and of the ContactPoints, that were typed."""
    points = {"telephone": query.telephone, "email": query.email}
    return (
        sorted({f"{one.scheme}:{one.value}" for one in query.identifiers}),
        [f"{system}:{value}" for system, value in points.items() if value],
    )


def answer(query: SearchQuery, row: Mapping[str, object], points: int, numbered: frozenset[str]) -> Row:
    """One row of a search. row: the record's search columns, `folded` (its address as one folded line) among them;
    numbered: keys of records that hold an identifier or a contact point that was typed."""
    ranked = rank(query, [candidate(row)])
    reasons = list(ranked[0].reasons) if ranked else []
    if row["record_id"] in numbered or row["own_id"] in own_ids(query):
        reasons.insert(0, "this number is on the record")
    named = ("record_id", "person", "source", "agency", "category", "restriction")
    found = {name: row[name] for name in named}
    return {**found, "score": points / ONE, "reason": "; ".join(dict.fromkeys(reasons))}


def candidate(row: Mapping[str, object]) -> Candidate:
    """A record's search columns as what `rank` compares."""

    def text(name: str) -> str | None:
        value = row.get(name)
        return None if value is None else str(value)

    born = row.get("birth_date")
    others = " ".join(part for part in (text("former_family_name"), text("name_as_given")) if part)
    return Candidate(
        record_id=str(row["record_id"]),
        given_names=text("given_names"),
        family_name=text("family_name"),
        other_names=others or None,
        preferred_name=text("preferred_name"),
        birth_date=born if isinstance(born, date) else None,
        postcode=text("postcode"),
        address=text("folded"),
    )
