"""Disputes, beside what they are about: that somebody says a record is wrong travels with the record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from graph.query import Row
from queries.people import Met, People
from queries.reading import Reading, part_of
from queries.words import day_words


def dispute_words(reading: Reading, people: People, members: Iterable[str]) -> Iterator[str]:
    """A sentence for every dispute about the records of these people that the viewer may see."""
    disputed = {row["record_id"] for row in reading.door.whole("wishes/disputed_records")}
    met = [one for person in members if (one := people.get(person)) is not None]
    about = {str(one.record["id"]): of for of in met for one in of.records if one.record["id"] in disputed}
    for record, rows in reading.each("records/disputes", sorted(about)).items():
        for row in sorted(rows, key=lambda row: str(part_of(row, "wish")["id"])):
            yield _sentence(reading, people, about[record], row)


def _sentence(reading: Reading, people: People, about: Met, row: Row) -> str:
    wish, record = part_of(row, "wish"), part_of(row, "record")
    agency = reading.agency_name(str(record["agency"]))
    day, words = wish.get("expressed_on"), wish.get("words")
    since = f" since {day_words(day)}" if isinstance(day, date) else ""
    said = f": “{words}”" if words else ""
    return f"{agency}'s record of {about.best.label} is disputed{since}{_by(people, about, row)}{said}"


def _by(people: People, about: Met, row: Row) -> str:
    """Who says so, where the viewer sees them in this answer; nobody is looked up for it."""
    person = str(part_of(row, "person")["id"])
    if person == about.person_id:
        return " by the person themself"
    return f" by {people.label(person)}" if people.get(person) else " by somebody else"
