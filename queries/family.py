"""One family under one lens: who is in it and why, with what is stated of them.

What each lens counts is declared in `queries/lenses`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from graph.codes.people import Lens
from graph.errors import NotFound
from graph.time import FOREVER
from queries.disputes import dispute_words
from queries.households import (
    Place,
    homes_of,
    households_of,
    households_that_add,
    residence_line,
    with_residents,
)
from queries.lenses import DeclaredLens, declared_lens
from queries.people import Met, People
from queries.reading import Reading
from queries.relations import (
    Related,
    namesakes,
    relation_facts,
    relations_of,
    responsibilities,
    said_of,
    unidentified_parents,
)
from queries.results import FamilyView, HouseholdGroup, Member, WhyIn
from queries.words import day_words, listed

LINKED_TODAY = "Who is who is as linked today, also in a question about the past."
MAY_BE_MORE = "Some people and records are never listed here; this may not be everybody."


Homes = dict[str, list[Place]]
"""Places by person."""


class Family:
    """One family being put together, step by step; `view` gives the answer."""

    def __init__(self, reading: Reading, people: People, focus: Sequence[str], lens: Lens) -> None:
        self._reading, self._people, self._focus = reading, people, tuple(dict.fromkeys(focus))
        self._lens: DeclaredLens = declared_lens(lens)
        self._day = reading.moment.as_of
        self._why: dict[str, list[WhyIn]] = {}
        self._sentences: list[str] = []
        self._not_followed: list[str] = []
        self._communal: set[str] = set()

    def view(self, today: date) -> FamilyView:
        """The answer. Raises NotFound where one of those asked about is not to be seen, NotPermitted where a
        relation that the viewer has declared is among the family."""
        self._people.meet(self._focus)
        for person in self._focus:
            if self._people.get(person) is None:
                raise NotFound()
            self._why[person] = [WhyIn("asked about", ())]
        self._add_household()
        self._add_parents_elsewhere()
        return self._assembled(today)

    def _add_household(self) -> None:
        own = [*homes_of(self._reading, self._focus).values()] if "residence" in self._lens.together else []
        own += (
            households_of(self._reading, self._focus).values() if "household" in self._lens.together else []
        )
        places = with_residents(self._reading, (place for of_one in own for place in of_one))
        self._people.meet(person for place in places if not place.communal for person in place.people)
        for place in places:
            if place.communal:
                self._leave_out(place)
            else:
                self._add_residents(place)

    def _leave_out(self, place: Place) -> None:
        """Say what is not followed; of a restricted place neither word nor number."""
        self._communal.add(place.id)
        others = len(place.people.keys() - set(self._focus))
        if others and not place.restricted:
            people = "1 person" if others == 1 else f"{others} people"
            self._not_followed.append(f"not followed: {people} at {place.label}")

    def _add_residents(self, place: Place) -> None:
        asked = [person for person in self._focus if person in place.people]
        for person in place.people:
            met = self._people.get(person)
            if met is None or person in self._focus:
                continue
            if met.named_only:
                self._mention(met, f"at {place.label}")
                continue
            edges = [edge for one in (person, *asked) for edge in place.people[one]]
            names = listed(self._people.label(one) for one in asked)
            words = (
                f"lives at {place.label} with {names}"
                if place.is_residence
                else f"in one household with {names}"
            )
            self._why.setdefault(person, []).append(WhyIn(words, self._reading.said_by(edges)))

    def _add_parents_elsewhere(self) -> None:
        household = list(self._why)
        children = [person for person in household if self._met(person).is_child(self._day)]
        self._relations = relations_of(self._reading, household)
        self._people.meet(one.person for one in self._relations if one.is_parent and one.other in children)
        for one in self._relations:
            parent = self._people.get(one.person)
            wanted = one.relationship in self._lens.parents_elsewhere and one.other in children
            if wanted and parent and not parent.named_only and one.person not in household:
                self._why.setdefault(one.person, []).append(self._parent_words(one))
        self._relations = relations_of(self._reading, self._why)

    def _parent_words(self, one: Related) -> WhyIn:
        return WhyIn(
            f"{one.word} of {self._people.label(one.other)}, not in the household",
            said_of(self._reading, [one]),
        )

    def _assembled(self, today: date) -> FamilyView:
        moment = self._reading.moment
        members = self._ordered(self._why)
        children = [one for one in members if self._may_be_child(one)]
        about_children = [one for one in self._relations if one.other in children]
        self._people.meet(one.person for one in about_children if one.is_parent)
        self._mention_namesakes(about_children)
        homes = homes_of(self._reading, members)
        return FamilyView(
            focus=self._focus,
            lens=self._lens.lens,
            as_of=moment.as_of,
            by=moment.by,
            known_to=moment.known_to,
            members=tuple(self._member(person, homes[person]) for person in members),
            households=self._groups(members, homes),
            relations=relation_facts(self._reading, self._people, self._relations, members),
            responsibilities=responsibilities(self._reading, self._people, about_children, children),
            unidentified=unidentified_parents(self._reading, self._people, about_children),
            not_followed=tuple(self._not_followed),
            held=self._reading.held(members),
            words=(
                self._lens.words,
                *self._caveats(today),
                *dict.fromkeys(self._sentences),
                *self._same_twice(members),
                *dispute_words(self._reading, self._people, members),
            ),
        )

    def _member(self, person: str, homes: Sequence[Place]) -> Member:
        met = self._met(person)
        return Member(
            person_id=person,
            best=met.best,
            why=tuple(self._why[person]),
            age=met.age(self._day),
            is_focus=person in self._focus,
            residences=tuple(residence_line(place, person, self._reading) for place in homes),
        )

    def _groups(self, members: Sequence[str], homes: Homes) -> tuple[HouseholdGroup, ...]:
        """The members who live at one address, or belong to one household, on the day."""
        addresses = self._outlines(members, homes)
        recorded = self._outlines(members, households_of(self._reading, members))
        return tuple(
            sorted(
                (*addresses, *households_that_add(recorded, addresses)), key=lambda one: (one.label, one.id)
            )
        )

    def _outlines(self, members: Sequence[str], places: Homes) -> list[HouseholdGroup]:
        lived: dict[str, list[tuple[str, Place]]] = {}
        for person in members:
            for place in places[person]:
                if place.communal:
                    self._communal.add(place.id)
                lived.setdefault(place.id, []).append((person, place))
        groups = [
            _group(self._reading, found) for found in lived.values() if not any(p.communal for _, p in found)
        ]
        # A home known by its UPN and by its address is two residences and one outline.
        return list({(group.label, group.member_ids): group for group in reversed(groups)}.values())

    def _mention(self, met: Met, where: str) -> None:
        agencies = listed(sorted({one.said.agency_name for one in met.records}))
        alike = namesakes(self._people, met)
        linked = f"the record is not linked to {alike[0].best.label} of that name" if alike else "not linked"
        self._sentences.append(f"{agencies} names '{met.best.label}' {where}; {linked}: for review")

    def _mention_namesakes(self, relations: Iterable[Related]) -> None:
        for one in relations:
            parent = self._people.get(one.person)
            if one.is_parent and parent and parent.named_only and namesakes(self._people, parent):
                self._mention(parent, f"as {one.word} of {self._people.label(one.other)}")

    def _same_twice(self, members: Sequence[str]) -> list[str]:
        """Members of one name and birth date: their records carry nothing in common, so nobody joined them."""
        alike: dict[tuple[str, date], int] = {}
        for person in members:
            best = self._met(person).best
            if best.birth_date:
                one = (best.label, best.birth_date.value)
                alike[one] = alike.get(one, 0) + 1
        return [
            f"{name}, born {day_words(born)}, stands here {count} times: the records share no identifier and are "
            "not linked: for review"
            for (name, born), count in alike.items()
            if count > 1
        ]

    def _caveats(self, today: date) -> list[str]:
        door, moment = self._reading.door, self._reading.moment
        past = [LINKED_TODAY] if moment.by != FOREVER or moment.as_of < today else []
        return past + ([MAY_BE_MORE] if door.book.could_hide(door.viewer) else [])

    def _ordered(self, people: Iterable[str]) -> list[str]:
        return sorted(
            people, key=lambda person: (person not in self._focus, *_eldest_first(self._met(person)))
        )

    def _may_be_child(self, person: str) -> bool:
        met = self._met(person)
        return met.is_child(self._day) or met.best.birth_date is None

    def _met(self, person: str) -> Met:
        met = self._people.get(person)
        if met is None:
            raise NotFound()
        return met


def _eldest_first(met: Met) -> tuple[date, str, str]:
    born = met.best.birth_date or met.best.expected_birth_date
    return (born.value if born else date.max, met.best.label, met.person_id)


def _group(reading: Reading, found: Sequence[tuple[str, Place]]) -> HouseholdGroup:
    edges = [edge for person, place in found for edge in place.people[person]]
    first = found[0][1]
    return HouseholdGroup(first.id, first.label, tuple(person for person, _ in found), reading.said_by(edges))
