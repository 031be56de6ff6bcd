"""Who answers to what somebody typed: pages of records, cut, until enough people are visible or the end."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from graph.query import Row
from graph.search import parse
from queries.people import Met, People
from queries.reading import Reading
from queries.results import FindMatch, FindView

LEAST_PAGE, RECORDS_A_PERSON = 30, 1.5
"""So many records are read for each person wanted, and no fewer at a time, in the hope that one page will do."""
NOBODY = "Nothing that can be shown to you answers to that."


def find_view(reading: Reading, people: People, text: str, limit: int) -> FindView:
    """People whose visible records answer, best first, at most `limit`. A person known to the viewer in
    private life is passed over, as if nothing were held."""
    found: dict[str, list[Row]] = {}
    more = False
    for person, row in _answering(reading, people, text, max(LEAST_PAGE, ceil(limit * RECORDS_A_PERSON))):
        if person not in found and len(found) == limit:
            more = True
            break
        found.setdefault(person, []).append(row)
    listed = [(met, rows) for person, rows in found.items() if (met := people.get(person))]
    reading.only_shown(str(one.record["id"]) for met, _ in listed for one in met.records)
    matches = tuple(_match(reading, met, rows) for met, rows in listed)
    query = parse(text)
    odd = tuple(f"'{part}' is not understood" for part in query.not_understood)
    return FindView(text, matches, more, odd if matches else (NOBODY, *odd))


def _answering(reading: Reading, people: People, text: str, page_rows: int) -> Iterator[tuple[str, Row]]:
    """Each answering record that may be seen, with the visible person whom it describes."""
    query, offset = parse(text), 0
    while page := reading.door.store.search(query, limit=page_rows, offset=offset):
        visible = reading.cut_search(page)
        people.meet(str(row["person"]) for row in visible if row["person"])
        for row in visible:
            person = str(row["person"])
            if _describes(people.get(person), str(row["record_id"])) and not people.is_barred(person):
                yield person, row
        offset += len(page)


def _describes(met: Met | None, record: str) -> bool:
    """Whether one of the visible records of somebody met is this one: the link may be hidden where the record isn't."""
    return met is not None and any(one.record["id"] == record for one in met.records)


def _match(reading: Reading, met: Met, rows: list[Row]) -> FindMatch:
    reasons = dict.fromkeys(str(row["reason"]) for row in rows)
    agencies = sorted({reading.agency_name(str(row["agency"])) for row in rows})
    return FindMatch(met.person_id, met.best, tuple(reasons), tuple(agencies))
