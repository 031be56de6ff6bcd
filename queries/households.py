"""Where people live on a day, and who lives there with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.query import Row
from queries.reading import Reading, part_of
from queries.results import HouseholdGroup, ResidenceLine
from queries.times import holds

Edges = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Place:
    """A residence, or a household as a source names it. people: the edges that put somebody there on the
    day, by person; communal: many unrelated people live there; restricted: some say so under a
    restriction."""

    id: str
    label: str
    is_residence: bool
    people: Mapping[str, Edges]
    communal: bool
    restricted: bool


def homes_of(reading: Reading, people: Iterable[str]) -> dict[str, list[Place]]:
    """Where each person lives on the day, as said of that person alone, in order of label."""
    return {
        person: _places(rows, "home", "lives", True, reading)
        for person, rows in reading.each("people/homes", people).items()
    }


def households_of(reading: Reading, people: Iterable[str]) -> dict[str, list[Place]]:
    """The households to which sources say that each person belongs on the day, as said of that person
    alone."""
    return {
        person: _places(rows, "household", "belongs", False, reading)
        for person, rows in reading.each("people/memberships", people).items()
    }


def with_residents(reading: Reading, places: Iterable[Place]) -> list[Place]:
    """The same places, each once, with everybody whom a visible edge puts there on the day."""
    each = {place.id: place for place in places}
    residences = [place.id for place in each.values() if place.is_residence]
    households = [place.id for place in each.values() if not place.is_residence]
    lived = reading.each("residences/residents", residences)
    belonged = reading.each("households/members", households)
    filled = [_filled(each[key], rows, "lives", reading) for key, rows in lived.items()]
    filled += [_filled(each[key], rows, "belongs", reading) for key, rows in belonged.items()]
    return sorted(filled, key=lambda place: (place.label, place.id))


def residence_line(place: Place, person: str, reading: Reading) -> ResidenceLine:
    """One home of one person, each agency's statement of it together."""
    edges = place.people[person]
    starts = [edge["valid_from"] for edge in edges if edge.get("valid_from")]
    ends = [edge["valid_to"] for edge in edges if edge.get("valid_to")]
    areas = Counter(str(edge["area"]) for edge in edges if edge.get("area"))
    return ResidenceLine(
        residence_id=place.id,
        address=place.label,
        area=_commonest(areas),
        valid_from=min(starts, default=None),
        valid_to=max(ends) if len(ends) == len(edges) else None,
        communal=place.communal,
        said=reading.said_by(edges),
    )


def _places(rows: list[Row], node: str, edge: str, is_residence: bool, reading: Reading) -> list[Place]:
    by_id: dict[str, list[Row]] = {}
    for row in rows:
        by_id.setdefault(part_of(row, node)["id"], []).append(row)
    places = [_place(of_one, node, edge, is_residence, reading) for of_one in by_id.values()]
    return sorted((one for one in places if one.people), key=lambda place: (place.label, place.id))


def _place(rows: list[Row], node: str, edge: str, is_residence: bool, reading: Reading) -> Place:
    there = part_of(rows[0], node)
    edges = [part_of(row, edge) for row in rows]
    label = _address(there, edges) if is_residence else _household(there, reading)
    people = {str(row["key"]): _on_the_day(edges, reading) for row in rows}
    held = {person: found for person, found in people.items() if found}
    return Place(there["id"], label, is_residence, held, _communal(edges), _restricted(edges))


def _filled(place: Place, rows: list[Row], edge: str, reading: Reading) -> Place:
    by_person: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_person.setdefault(part_of(row, "person")["id"], []).append(part_of(row, edge))
    people = {
        person: found for person in sorted(by_person) if (found := _on_the_day(by_person[person], reading))
    }
    edges = [part_of(row, edge) for row in rows]
    communal = place.communal or _communal(edges)
    restricted = place.restricted or _restricted(edges)
    return Place(place.id, place.label, place.is_residence, people, communal, restricted)


def _on_the_day(edges: Edges, reading: Reading) -> Edges:
    return [edge for edge in edges if holds(edge, reading.moment.as_of)]


def _communal(edges: Edges) -> bool:
    return any(edge.get("communal") is True for edge in edges)


def _restricted(edges: Edges) -> bool:
    return any(edge.get("restriction") is not None for edge in edges)


def _address(home: Mapping[str, Any], edges: Edges) -> str:
    recorded = Counter(str(edge["address_as_recorded"]) for edge in edges if edge.get("address_as_recorded"))
    return _commonest(recorded) or home.get("address") or home.get("postcode") or "address not recorded"


def _household(household: Mapping[str, Any], reading: Reading) -> str:
    return f"household recorded by {reading.agency_name(household['agency'])}"


def _commonest(found: Counter[str]) -> str | None:
    return min(found, key=lambda value: (-found[value], value), default=None)


def households_that_add(
    recorded: Sequence[HouseholdGroup], addresses: Sequence[HouseholdGroup]
) -> list[HouseholdGroup]:
    """Recorded households that say more than the addresses do: not one that is alone at an address which holds all
    its members, for its outline is there already."""

    def within(household: HouseholdGroup, address: HouseholdGroup) -> bool:
        return set(household.member_ids) <= set(address.member_ids)

    return [
        one
        for one in recorded
        if not any(
            within(one, home) and sum(within(other, home) for other in recorded) == 1 for home in addresses
        )
    ]
