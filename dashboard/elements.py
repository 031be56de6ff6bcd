"""A family as elements for the picture: what each person, home and tie looks like, and where it stands.

Every node has the same keys, and every edge has the same keys: a browser that is given a node again keeps
the old value of a key that is left out, so that nothing may ever be left out. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from dashboard.layout import Picture, unidentified_id
from graph.codes.people import Sex
from graph.codes.relationship import canonical, family, relationship_word
from graph.codes.states import ResponsibilityState
from queries.results import FamilyView, HouseholdGroup, Member, ResponsibilityFact, UnidentifiedParent

MOST_SHOWN = 300
"""More people than this make a picture that nobody can read."""

RESPONSIBILITY_MARKS = {
    ResponsibilityState.HOLDS: "PR ✓",
    ResponsibilityState.DOES_NOT: "PR ×",
    ResponsibilityState.UNKNOWN: "PR ?",
}
_SHAPES = {Sex.MALE: "male", Sex.FEMALE: "female"}
_RECORDED_OTHER = frozenset({Sex.INDETERMINATE})


@dataclass(frozen=True)
class NodeData:
    """What the browser holds of a node. parent: the household whose box it stands in; mark: 'question',
    'deceased' or None."""

    id: str
    label: str
    parent: str | None
    kind: str
    mark: str | None


@dataclass(frozen=True)
class EdgeData:
    """What the browser holds of an edge."""

    id: str
    label: str
    source: str
    target: str
    kind: str


Element = dict[str, object]


def elements(view: FamilyView, members: Sequence[Member], picture: Picture) -> list[Element]:
    """Boxes, then people, then unidentified parents, then ties: those of these members alone."""
    shown = {member.person_id for member in members}
    boxes = [_household(group, picture) for group in view.households if shown & set(group.member_ids)]
    people = [_person(view, member, picture) for member in members]
    unidentified = [one for one in view.unidentified if one.child in shown]
    unknown = [_unidentified(one, picture) for one in unidentified]
    edges = [*_ties(view, shown), *map(_unidentified_tie, unidentified), *_second_homes(view, shown, picture)]
    return [*boxes, *people, *unknown, *(_edge(edge) for edge in edges)]


def shape(member: Member) -> str:
    """male (square), female (circle), other (diamond) or unknown (diamond with a question mark): from what
    a record says, never inferred; unborn (triangle) where no birth is recorded and one is expected."""
    best = member.best
    if best.birth_date is None and best.expected_birth_date is not None:
        return "unborn"
    if best.sex is None:
        return "unknown"
    recorded = Sex(best.sex.value)
    return _SHAPES.get(recorded, "other" if recorded in _RECORDED_OTHER else "unknown")


def age_words(member: Member, day: date) -> str:
    """'9', 'under 1', 'unborn', 'died' (by that day) or 'age not known'."""
    if shape(member) == "unborn":
        return "unborn"
    if has_died(member, day):
        return "died"
    if member.age is None:
        return "age not known"
    return "under 1" if member.age == 0 else str(member.age)


def has_died(member: Member, day: date) -> bool:
    """Whether a record gives a day of death that is not after that day."""
    return member.best.death_date is not None and member.best.death_date.value <= day


def _person(view: FamilyView, member: Member, picture: Picture) -> Element:
    drawn = shape(member)
    mark = "deceased" if has_died(member, view.as_of) else "question" if drawn == "unknown" else None
    label = f"{member.best.label}\n{age_words(member, view.as_of)}"
    data = NodeData(member.person_id, label, picture.homes.get(member.person_id), "person", mark)
    classes = ["person", drawn, *(["focus"] if member.is_focus else []), *([f"mark-{mark}"] if mark else [])]
    return _node(data, classes, picture)


def _unidentified(one: UnidentifiedParent, picture: Picture) -> Element:
    data = NodeData(
        unidentified_id(one.child, one.record_id),
        f"“{one.name}”\nnot linked",
        None,
        "unidentified",
        "question",
    )
    return _node(data, ["person", "unknown", "unidentified", "mark-question"], picture)


def _household(group: HouseholdGroup, picture: Picture) -> Element:
    data = NodeData(group.id, group.label, None, "household", None)
    return _node(data, ["household", *(["empty"] if group.id in picture.places else [])], picture)


def _node(data: NodeData, classes: Sequence[str], picture: Picture) -> Element:
    place = picture.places.get(data.id)
    element: Element = {"data": asdict(data), "classes": " ".join(classes), "grabbable": False}
    if data.kind == "household":
        element["selectable"] = False
    if place is not None:
        element["position"] = asdict(place)
    return element


def _edge(data: EdgeData) -> Element:
    return {"data": asdict(data), "classes": data.kind, "selectable": False}


def _ties(view: FamilyView, shown: set[str]) -> list[EdgeData]:
    """One line for each two people and direction, with all that is said of them on it."""
    sexes = {one.person_id: one.best.sex.value if one.best.sex else None for one in view.members}
    labels: dict[tuple[str, str], dict[str, None]] = {}
    marks: dict[tuple[str, str], str] = {}
    kinds: dict[tuple[str, str], str] = {}
    for fact in view.relations:
        if {fact.person, fact.other} <= shown:
            code, turned = canonical(fact.relationship)
            pair = (fact.other, fact.person) if turned else (fact.person, fact.other)
            labels.setdefault(pair, {})[relationship_word(code, sexes.get(pair[0]))] = None
            kinds.setdefault(pair, f"tie {family(code)}")
    for responsibility in view.responsibilities:
        pair = (responsibility.holder, responsibility.child)
        if set(pair) <= shown:
            labels.setdefault(pair, {})
            marks[pair] = RESPONSIBILITY_MARKS[responsibility.state]
            kinds.setdefault(pair, "tie responsibility")
    return [
        EdgeData(f"{one}>{other}", _label(words, marks.get((one, other))), one, other, kinds[one, other])
        for (one, other), words in labels.items()
    ]


def _label(words: Iterable[str], mark: str | None) -> str:
    return "\n".join(line for line in (", ".join(words), mark) if line)


def _unidentified_tie(one: UnidentifiedParent) -> EdgeData:
    source = unidentified_id(one.child, one.record_id)
    return EdgeData(
        f"{source}>{one.child}", f"{relationship_word(one.relationship)}, not linked", source, one.child,
        "tie unidentified",
    )  # fmt: skip


def _second_homes(view: FamilyView, shown: set[str], picture: Picture) -> list[EdgeData]:
    return [
        EdgeData(f"{person}@{group.id}", "also lives here", person, group.id, "tie also-home")
        for group in view.households
        for person in group.member_ids
        if person in shown and picture.homes.get(person) != group.id
    ]


def outside(view: FamilyView, shown: set[str]) -> list[ResponsibilityFact]:
    """Responsibilities that the picture cannot show, because their holder is not in it."""
    return [one for one in view.responsibilities if one.holder not in shown]
