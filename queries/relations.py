"""What sources state of how people are related, and of parental responsibility. Stated facts only: nothing
derived."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.codes.people import Lens
from graph.codes.relationship import relationship_word
from graph.codes.states import ResponsibilityState
from queries.lenses import declared_lens
from queries.people import Met, People
from queries.reading import Reading, part_of
from queries.results import RelationFact, ResponsibilityFact, Said, UnidentifiedParent
from queries.times import holds
from queries.words import says_words

HOLDS_WORDS = {
    ResponsibilityState.HOLDS: "{holder} holds parental responsibility for {child}",
    ResponsibilityState.DOES_NOT: "{holder} does not hold parental responsibility for {child}",
    ResponsibilityState.UNKNOWN: "whether {holder} holds parental responsibility for {child} is unknown",
}


@dataclass(frozen=True)
class Related:
    """One relation on the day: person is relationship of other; edges: who says so."""

    person: str
    other: str
    relationship: str
    edges: Sequence[Mapping[str, Any]]

    @property
    def is_parent(self) -> bool:
        """Whether the person is a parent, by birth or adoption, of the other."""
        return self.relationship in declared_lens(Lens.EXTENDED_HOUSEHOLD).parents_elsewhere

    @property
    def word(self) -> str:
        """'mother'."""
        return relationship_word(self.relationship)


def relations_of(reading: Reading, people: Iterable[str]) -> list[Related]:
    """Who is related to each of these people, as stated of them and true on the day."""
    found: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for person, rows in reading.each("people/relations_in", people).items():
        for row in rows:
            edge = part_of(row, "related")
            if holds(edge, reading.moment.as_of):
                key = (str(part_of(row, "other")["id"]), person, str(edge["relationship"]))
                found.setdefault(key, []).append(edge)
    return [Related(*key, found[key]) for key in sorted(found)]


def relation_facts(
    reading: Reading, people: People, relations: Iterable[Related], members: Iterable[str]
) -> tuple[RelationFact, ...]:
    """The relations among members, each with all who say so."""
    inside = set(members)
    facts = []
    for one in relations:
        if one.person in inside and one.other in inside:
            said = reading.said_by(one.edges)
            words = (
                f"{people.label(one.person)} is {one.word} of {people.label(one.other)} ({says_words(said)})"
            )
            facts.append(RelationFact(one.person, one.other, one.relationship, words, said))
    return tuple(facts)


def unidentified_parents(
    reading: Reading, people: People, relations: Iterable[Related]
) -> tuple[UnidentifiedParent, ...]:
    """Parents known by name alone, whose name is not that of an identified person met in the same
    question."""
    found = []
    for one in relations:
        parent = people.get(one.person)
        if one.is_parent and parent and parent.named_only and not namesakes(people, parent):
            said = reading.said_by(one.edges)
            name = parent.best.label
            agencies = ", ".join(sorted({statement.agency_name for statement in said}))
            words = f"unknown; {agencies} says '{name}', not linked: for review"
            record_id = str(parent.records[0].record["id"])
            found.append(UnidentifiedParent(one.other, one.relationship, name, record_id, words, said))
    return tuple(found)


def namesakes(people: People, nameless: Met) -> list[Met]:
    """Identified people met in this question with a name of somebody known by name alone. Nobody is linked
    by it."""
    return [met for met in people.all() if not met.named_only and met.names & nameless.names]


def responsibilities(
    reading: Reading, people: People, relations: Iterable[Related], children: Sequence[str]
) -> tuple[ResponsibilityFact, ...]:
    """For each child: who holds parental responsibility, who does not, and of which stated parent nobody
    says."""
    stated = _stated(reading, children)
    people.meet(holder for holder, _, _ in stated)
    facts = [_fact(reading, people, key, edges) for key, edges in stated.items() if people.get(key[0])]
    known = {(holder, child) for holder, child, _ in stated}
    for one in relations:
        parent = people.get(one.person)
        if (
            not one.is_parent
            or one.other not in children
            or parent is None
            or (one.person, one.other) in known
        ):
            continue
        if not (parent.named_only and namesakes(people, parent)):
            known.add((one.person, one.other))
            facts.append(_fact(reading, people, (one.person, one.other, ResponsibilityState.UNKNOWN), ()))
    return tuple(
        sorted(
            facts, key=lambda fact: (children.index(fact.child), fact.state, fact.holder_name, fact.holder)
        )
    )


def _stated(
    reading: Reading, children: Iterable[str]
) -> dict[tuple[str, str, ResponsibilityState], list[Mapping[str, Any]]]:
    stated: dict[tuple[str, str, ResponsibilityState], list[Mapping[str, Any]]] = {}
    for child, rows in reading.each("people/responsibilities_in", children).items():
        for row in rows:
            edge = part_of(row, "responsible")
            if holds(edge, reading.moment.as_of):
                state = ResponsibilityState(edge.get("state") or ResponsibilityState.UNKNOWN)
                stated.setdefault((str(part_of(row, "holder")["id"]), child, state), []).append(edge)
    return stated


def _fact(
    reading: Reading,
    people: People,
    key: tuple[str, str, ResponsibilityState],
    edges: Sequence[Mapping[str, Any]],
) -> ResponsibilityFact:
    holder, child, state = key
    said = reading.said_by(edges)
    name, child_name = _holder_name(people, holder), people.label(child)
    words = HOLDS_WORDS[state].format(holder=name, child=child_name)
    return ResponsibilityFact(
        holder=holder,
        holder_name=name,
        child=child,
        child_name=child_name,
        state=state,
        valid_from=_earliest(edge.get("valid_from") for edge in edges),
        valid_to=_latest([edge.get("valid_to") for edge in edges]),
        words=f"{words} ({says_words(said)})" if said else f"{words}: no source says",
        said=said,
    )


def _holder_name(people: People, holder: str) -> str:
    met = people.get(holder)
    return f"'{met.best.label}' (not linked)" if met and met.named_only else people.label(holder)


def _earliest(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day), default=None)


def _latest(days: Sequence[date | None]) -> date | None:
    return max((day for day in days if day), default=None) if None not in days else None


def said_of(reading: Reading, relations: Iterable[Related]) -> tuple[Said, ...]:
    """Who states any of these relations."""
    return reading.said_by(edge for one in relations for edge in one.edges)
