"""Where hundreds answer, a page holds the very records that scoring each one alone puts there."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from graph.frames import Frames
from graph.search import SearchQuery, Vocabulary, parse
from graph.store import Store
from graph.stores import scoring
from graph.stores.neo4j.writing import with_folded_address
from tests.contract.explorer.small_graph import SmallGraph

FEED = "school/roll"
GIVEN = ("Ann", "Anna", "Annie", "Joel", "Joe", "Jo", "Maya", "Mia", "Mohammed", "Muhammad", "Zoe", "Bea")
FAMILY = ("Smith", "Smyth", "Smithson", "Hussain", "Hussein", "Kerr", "Ker", "Carr", "Ann", "Jones")
STREETS = ("Alder Street", "Mill Road", "Park Close")
RECORDS = 400
PAGE = 7
TYPED = [
    "smith", "ann", "a", "j k", "ann smith", "joel kerr", "mohamed husain", "anna ann", "smiht maya", "b smith",
    "zoe smithson", "kerr 1991", "1992", "kerr 1991-02-01", "M1 1AE", "jones M1 1AE", "12 mill road",
    "ann 12 mill road", "12 mill road M1 1AE", "ann smith 1991", "ann smith joel", "smith R-7", "R-7", "R-7 1991",
    "mia carr 1992 M1 1AE", "999 000 0018", "smith 999 000 0018", "xyzzy", "xyzzy smith",
]  # fmt: skip


def crowd() -> SmallGraph:
    """People whose names, birth dates and addresses are drawn from so few that most are like many others."""
    drawn, graph = random.Random(7), SmallGraph()
    graph.agency("school", "Alder School")
    graph.feed(FEED, "education", "Pupils")
    for number in range(RECORDS):
        values: dict[str, Any] = {
            "birth_date": date(drawn.randint(1990, 1993), drawn.randint(1, 2), 1) if number % 9 else None,
            "address": f"{drawn.randint(11, 13)} {drawn.choice(STREETS)}" if number % 5 else None,
            "postcode": drawn.choice(("M1 1AE", "M2 2BB")),
            "ended_on": date(2026, 5, 1) if number % 11 == 0 else None,
        }
        name = f"{drawn.choice(GIVEN)} {drawn.choice(FAMILY)}"
        graph.record(FEED, f"R-{number}", f"p{number}", name, **values)
    graph.identifier(FEED, f"{FEED}/R-5", "nhs_number", "9990000018")
    return graph


@pytest.fixture(scope="module")
def frames() -> Frames:
    """The crowd in the shape of the schema."""
    return crowd().frames()


def expected(frames: Frames, query: SearchQuery) -> list[tuple[str, float]]:
    """All answers in order: every record scored by itself, from the words of the rule."""
    records = with_folded_address(frames.nodes["Record"]).to_dicts()
    tokens = {token for record in records for token in str(record["name_tokens"]).split()}
    vocabulary = Vocabulary.of(sorted(tokens))
    names = [scoring.name_points(vocabulary, typed.token) for typed in query.names]
    found = []
    for record in records:
        points = [
            *(
                max((tokens_worth.get(token, 0) for token in record["name_tokens"].split()), default=0)
                for tokens_worth in names
            ),
            *others(query, record),
        ]
        worth = sum(points) + scoring.NUMBER * has_number(query, record)
        fitting = sum(1 for one in points if one)
        fits = fitting >= scoring.parts_needed(query) or worth >= scoring.NUMBER
        if fits and record["ended_on"] is None:
            found.append((str(record["id"]), worth / scoring.ONE))
    return sorted(found, key=lambda one: (-one[1], one[0]))


def others(query: SearchQuery, record: Mapping[str, Any]) -> list[int]:
    """The points for birth date, birth year, postcode and address."""
    born, lines = record["birth_date"], str(record["search_address"] or "").split()
    return [
        scoring.BIRTH_DATE * (born in query.birth_dates),
        scoring.BIRTH_YEAR * (born is not None and born.year == query.birth_year),
        scoring.PLACE * (query.postcode is not None and record["postcode"] == query.postcode),
        scoring.PLACE * (bool(query.address_words) and set(query.address_words) <= set(lines)),
    ]


def has_number(query: SearchQuery, record: Mapping[str, Any]) -> bool:
    """Whether a number that was typed is on the record."""
    values = {one.value for one in query.identifiers}
    return record["own_id"] in values or (record["own_id"] == "R-5" and "9990000018" in values)


def test_every_page_is_what_scoring_each_record_gives(store: Store, frames: Frames) -> None:
    store.build(frames)
    sizes = []
    for typed in TYPED:
        query = parse(typed)
        wanted = expected(frames, query)
        for offset in range(0, 5 * PAGE, PAGE):
            page = store.search(query, limit=PAGE, offset=offset)
            found = [(row["record_id"], row["score"]) for row in page]
            assert found == wanted[offset : offset + PAGE], (typed, offset)
        assert len(store.search(query, limit=RECORDS)) == len(wanted), typed
        sizes.append(len(wanted))
    assert max(sizes) > 200
    assert sum(1 for size in sizes if size > 5 * PAGE) > 15
