"""The people met while one question is answered: each with the visible records that describe them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from graph.errors import NotPermitted
from graph.query import Row
from graph.time import years_old
from queries.barred import barred_words, bars_record
from queries.best_known import SaidRecord, best_known, same_name, whole_name
from queries.reading import Reading, part_of
from queries.results import BestKnown

ADULT = 18


@dataclass(frozen=True)
class Met:
    """A person whom at least one visible record describes. named_only: known by name alone from other
    people's records, with no birth date and no valid identifier, so that nobody can say who it is."""

    person_id: str
    records: tuple[SaidRecord, ...]
    best: BestKnown
    named_only: bool

    @property
    def names(self) -> frozenset[str]:
        """All names in the records, in a form in which equal names are equal."""
        return frozenset(same_name(name) for one in self.records if (name := whole_name(one.record)))

    def age(self, day: date) -> int | None:
        """Whole years on that day; None where the birth date is not known, or later."""
        born = self.best.birth_date
        return None if born is None or born.value > day else years_old(born.value, day)

    def is_child(self, day: date) -> bool:
        """Under 18 on that day, or not yet born. Of unknown age is not a child: it is unknown."""
        if self.best.birth_date is None:
            return self.best.expected_birth_date is not None
        return years_old(self.best.birth_date.value, day) < ADULT


class People:
    """Meets people by id, each once. A person none of whose records is visible does not exist here.

    refuse_barred: whether to refuse the whole question where one of them is a relation that the viewer has
    declared.
    """

    def __init__(self, reading: Reading, *, refuse_barred: bool = True) -> None:
        self._reading = reading
        self._refuses = refuse_barred
        self._met: dict[str, Met | None] = {}
        self._barred: set[str] = set()

    def meet(self, ids: Iterable[str]) -> None:
        """Fetch the records of those not met yet. Raises NotPermitted where one of them is a relation that
        the viewer has declared: that bars the whole family."""
        new = [one for one in dict.fromkeys(ids) if one not in self._met]
        rows = self._reading.each("people/records", new, inspect=self._look_for_relations)
        described = {person: self._records(rows[person]) for person in new}
        identified = self._identified(described)
        for person, records in described.items():
            self._met[person] = _met(person, records, identified) if records else None

    def get(self, person: str) -> Met | None:
        """Somebody already met; None where there is nobody to be seen."""
        return self._met.get(person)

    def label(self, person: str) -> str:
        """Their name, or a phrase in its place."""
        met = self.get(person)
        return met.best.label if met else BestKnown().label

    def all(self) -> list[Met]:
        """Everybody met so far, in order of id."""
        return [met for _, met in sorted(self._met.items()) if met is not None]

    def _records(self, rows: Iterable[Row]) -> tuple[SaidRecord, ...]:
        found = [part_of(row, "record") for row in rows]
        found.sort(key=lambda record: str(record["id"]))
        return tuple(SaidRecord(record, self._reading.said(record)) for record in found)

    def _identified(self, described: dict[str, tuple[SaidRecord, ...]]) -> set[str]:
        """Keys of the records with a valid identifier, of those people for whom it matters."""
        doubtful = [records for records in described.values() if _name_alone(records)]
        keys = [str(one.record["id"]) for records in doubtful for one in records]
        rows = self._reading.each("records/identifiers", keys)
        return {key for key in keys if any(_valid(row) for row in rows[key])}

    def is_barred(self, person: str) -> bool:
        """Whether the viewer has declared a relation to somebody who may be this person."""
        return person in self._barred

    def _look_for_relations(self, row: Row) -> None:
        if bars_record(self._reading.door.viewer, part_of(row, "record")):
            self._barred.add(str(row["key"]))
            if self._refuses:
                raise NotPermitted((), barred_words())


def _met(person: str, records: tuple[SaidRecord, ...], identified: set[str]) -> Met:
    named_only = _name_alone(records) and not any(one.record["id"] in identified for one in records)
    return Met(person, records, best_known(records), named_only)


def _name_alone(records: tuple[SaidRecord, ...]) -> bool:
    return bool(records) and all(
        one.record.get("named_in") is not None and one.record.get("birth_date") is None for one in records
    )


def _valid(row: Row) -> bool:
    return part_of(row, "identifier").get("valid") is True
