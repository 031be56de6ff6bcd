"""What is best known of a person. The rule, and why, is docs/best-known.md.

A value wins that most agencies record; among equals the one recorded most recently, then the one of the
smallest record key. Only records that the viewer may see are given to this module."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.codes.people import Sex
from queries.results import Best, BestKnown, Said

SAYS_NOTHING = frozenset({None, "", Sex.NOT_KNOWN, Sex.NOT_SPECIFIED})


@dataclass(frozen=True)
class SaidRecord:
    """A record (its properties) and who says it."""

    record: Mapping[str, Any]
    said: Said


def best_known(records: Sequence[SaidRecord]) -> BestKnown:
    """From a person's visible records to best-known values, each with the records that gave it. None:
    none says."""
    birth_date: Best[date] | None = _best(records, _property("birth_date"))
    death_date: Best[date] | None = _best(records, _property("death_date"))
    return BestKnown(
        name=_best(records, whole_name),
        given_names=_best(records, _property("given_names")),
        family_name=_best(records, _property("family_name")),
        birth_date=birth_date,
        birth_date_accuracy=_accuracy(records, birth_date, "birth_date_accuracy"),
        death_date=death_date,
        death_date_accuracy=_accuracy(records, death_date, "death_date_accuracy"),
        expected_birth_date=_best(records, _property("expected_birth_date")),
        sex=_best(records, _property("sex")),
    )


def whole_name(record: Mapping[str, Any]) -> str | None:
    """Given names and family name, else the name as one text; None where the record holds no name."""
    in_parts = " ".join(str(record[part]) for part in ("given_names", "family_name") if record.get(part))
    return in_parts or record.get("name_as_given") or None


def same_name(name: str) -> str:
    """A form in which two writings of one name are equal: case and spaces do not count."""
    return " ".join(name.casefold().split())


def _property(name: str) -> Callable[[Mapping[str, Any]], Any]:
    return lambda record: record.get(name)


def _best(records: Iterable[SaidRecord], value: Callable[[Mapping[str, Any]], Any]) -> Best[Any] | None:
    groups: dict[Any, list[SaidRecord]] = {}
    for record in records:
        found = value(record.record)
        if found not in SAYS_NOTHING:
            groups.setdefault(same_name(found) if isinstance(found, str) else found, []).append(record)
    if not groups:
        return None
    winner = min((sorted(group, key=_recency) for group in groups.values()), key=_rank)
    return Best(value(winner[0].record), tuple(record.said for record in winner))


def _rank(group: list[SaidRecord]) -> tuple[int, int, str]:
    agencies = len({record.said.agency for record in group})
    return (-agencies, *_recency(group[0]))


def _recency(record: SaidRecord) -> tuple[int, str]:
    recorded = record.said.recorded_on
    return (-recorded.toordinal() if recorded else 0, record.said.record_id or "")


def _accuracy(records: Sequence[SaidRecord], day: Best[date] | None, name: str) -> Best[str] | None:
    if day is None:
        return None
    giver = day.said[0]
    accuracy = next(record.record.get(name) for record in records if record.said == giver)
    return Best(accuracy, (giver,)) if accuracy else None
