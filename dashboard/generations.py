"""Which generation each person stands in: parents one row above their children, partners and co-parents
level. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from graph.codes.relationship import canonical, family

PARENTS = frozenset({"parent", "adoptive", "step", "foster"})
LEVEL = frozenset({"partner", "sibling"})
Tie = tuple[str, str, str]


def generations(people: Iterable[str], ties: Sequence[Tie]) -> dict[str, int]:
    """Rows, 0 for the oldest generation, of those whom the ties place; the others are left out.

    ties: (person, other, what person is to other, a code of relationship.yaml). Where ties contradict
    each other (two people, each the other's parent) the first one stands.
    """
    known = set(people)
    above = _parents([tie for tie in ties if {tie[0], tie[1]} <= known])
    level = [(a, b) for a, b, code in ties if {a, b} <= known and family(code) in LEVEL]
    group = _grouped(known, [*level, *_co_parents(above)])
    rows = _lowest_rows({(group[parent], group[child]) for parent, child in above})
    placed = {person for pair in (*above, *level) for person in pair}
    return {person: rows.get(group[person], 0) for person in sorted(placed)}


def _parents(ties: Iterable[Tie]) -> list[tuple[str, str]]:
    pairs: dict[tuple[str, str], None] = {}
    for person, other, code in ties:
        stored, turned = canonical(code)
        older, younger = (other, person) if turned else (person, other)
        if family(stored) in PARENTS and (younger, older) not in pairs:
            pairs[older, younger] = None
    return list(pairs)


def _co_parents(above: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    parents: dict[str, list[str]] = {}
    for parent, child in above:
        parents.setdefault(child, []).append(parent)
    return [pair for several in parents.values() for pair in combinations(several, 2)]


def _grouped(people: Iterable[str], level: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each person's group of those who stand level, by the smallest id in it."""
    group = {person: person for person in people}
    for one, other in level:
        kept, gone = sorted((group[one], group[other]))
        group = {person: kept if at == gone else at for person, at in group.items()}
    return group


def _lowest_rows(above: set[tuple[str, str]]) -> Mapping[str, int]:
    """Each group directly above its highest child, counted from the bottom, so that a grandparent's row
    and an absent father's row come out by themselves. Circles are cut after as many rounds as groups."""
    pairs = [(parent, child) for parent, child in sorted(above) if parent != child]
    height: dict[str, int] = {group: 0 for pair in pairs for group in pair}
    for _ in range(len(height)):
        changed = False
        for parent, child in pairs:
            if height[parent] < height[child] + 1 <= len(height):
                height[parent], changed = height[child] + 1, True
        if not changed:
            break
    top = max(height.values(), default=0)
    return {group: top - up for group, up in height.items()}
