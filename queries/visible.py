"""The cut: the only place in Kinscope that redacts.

What a query fetched comes in, with everything in it; what this viewer may see goes out, and all that
follows (who counts as family, best-known values, ranking, counts, limits, pictures, exports) is made from
that alone. So whoever adds a question, a page or an export has nothing to hide and must not try: a second
place that hides is a place that leaks, by a count that differs or by a gap that is visible. What may be
seen is never decided here either, but in `queries/policies/*.cedar`; a new case is a new policy.

What an *item* is: a dictionary with `source`, `agency` and `category` in a row, that is the properties of
an edge or of a node that one feed owns; a row that has these itself, with `restriction` (an answer to a
search); and anything with a `restriction`, such as a Person. What no agency says (people, addresses,
identifiers) is not an item: it rides along with the edges of its row, and never makes a row by itself.

What happens to a row: where any item is hidden, the row goes without trace; else where any is held, it
becomes a placeholder; else it is shown whole. Everything here is a pure function of rows, viewer and
policies.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from graph.query import NamedQuery, Row
from graph.time import former_states
from queries.barred import bars_record
from queries.policies import NOTHING_PERMITS, ItemClass, Level, PolicyBook, Tie, Verdict
from queries.viewer import Viewer

PERSON = "Person"
PROVENANCE = ("source", "agency", "category")
DECIDED_ON = (*PROVENANCE[1:], "restriction")
TRAIL_ONLY = frozenset({"key", "former_ids", "earlier"})
Item = Mapping[str, Any]
_NAMED_PART = re.compile(r"[(\[]\s*(\w+)\s*:\s*`?([\w|]+)")
_RETURNED = re.compile(r"^\s*(\w+)(?:\s+AS\s+(\w+))?\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Placeholder:
    """Something held that is not shown. ring: whom to ring, None where that is not known; policies: ids
    of those that let the viewer know that it is held."""

    agency: str
    category: str
    ring: str | None
    policies: tuple[str, ...]


@dataclass(frozen=True)
class Cut:
    """What is left. rows: shown whole, in the order in which they came; held: one for each agency and
    category, however many rows were held, in order of name; withheld: how many rows each policy kept
    back, for the audit trail alone (`for_caller` takes it out)."""

    rows: tuple[Row, ...]
    held: tuple[Placeholder, ...]
    withheld: Mapping[str, int]

    def for_caller(self) -> Cut:
        """The same without what only the audit trail may have."""
        return Cut(tuple(for_answer(row) for row in self.rows), self.held, {})


def visible(
    rows: Sequence[Row],
    viewer: Viewer,
    book: PolicyBook,
    *,
    kinds: Mapping[str, str] | None = None,
    rings: Mapping[str, str] | None = None,
) -> Cut:
    """Cut the rows of one query to what this viewer may see.

    kinds: kind of node or edge by column (`column_kinds` reads it from a query); a column without one is
    taken for something said of a family, never for a part of the public register. rings: whom to ring, by
    agency. A row without an item is not shown to anybody. Raises NotPermitted where the policies are
    broken, also for no rows at all.
    """
    agreed = _agreed(viewer)
    classed = [_classes(row, viewer, kinds or {}, agreed) for row in rows]
    verdicts = book.decide(viewer, {item for classes in classed for item in classes})
    shown: list[Row] = []
    held: dict[tuple[str, str], set[str]] = {}
    withheld: Counter[str] = Counter()
    for row, classes in zip(rows, classed, strict=True):
        level, decided = _together(classes, verdicts)
        if level is Level.CONTENT:
            shown.append(row)
            continue
        policies = {policy for item in decided for policy in verdicts[item].policies}
        withheld.update(policies or {NOTHING_PERMITS})
        for item in decided if level is Level.HELD else ():
            held.setdefault((item.agency or "", item.category or ""), set()).update(verdicts[item].policies)
    return Cut(tuple(shown), _placeholders(held, rings or {}), dict(sorted(withheld.items())))


def _together(
    classes: Collection[ItemClass], verdicts: Mapping[ItemClass, Verdict]
) -> tuple[Level, list[ItemClass]]:
    """The level of a row, and the items that brought it down."""
    for level in (Level.HIDDEN, Level.HELD):
        decided = [item for item in classes if verdicts[item].level is level]
        if decided:
            return level, decided
    return (Level.CONTENT, []) if _says_something(classes) else (Level.HIDDEN, [])


def _says_something(classes: Collection[ItemClass]) -> bool:
    """Linkage makes people, no agency says them: a row of people alone rests on nothing that was checked."""
    return any(item.kind != PERSON for item in classes)


def _placeholders(
    held: Mapping[tuple[str, str], set[str]], rings: Mapping[str, str]
) -> tuple[Placeholder, ...]:
    return tuple(
        Placeholder(agency, category, rings.get(agency), tuple(sorted(policies)))
        for (agency, category), policies in sorted(held.items())
    )


def _classes(
    row: Row, viewer: Viewer, kinds: Mapping[str, str], agreed: Mapping[str, frozenset[str]]
) -> frozenset[ItemClass]:
    found = list(_items(row, kinds)) or _standing_alone(row, kinds)
    ties = _ties([item for _, item in found], viewer, agreed)
    return frozenset(
        one for (kind, item), tie in zip(found, ties, strict=True) for one in _of_all_times(kind, item, tie)
    )


def _standing_alone(row: Row, kinds: Mapping[str, str]) -> list[tuple[str | None, Item]]:
    """The nodes of a row in which no agency says anything, such as an agency by itself: the policies know
    the kind."""
    return [(kinds[name], value) for name, value in row.items() if name in kinds and isinstance(value, dict)]


def _items(row: Row, kinds: Mapping[str, str]) -> Iterator[tuple[str | None, Item]]:
    if all(name in row for name in (*PROVENANCE, "restriction")) and _said(row):
        yield None, row
    for name, value in row.items():
        yield from _items_in(value, kinds.get(name))


def _items_in(value: object, kind: str | None) -> Iterator[tuple[str | None, Item]]:
    if isinstance(value, list | tuple):
        for inner in value:
            yield from _items_in(inner, kind)
    elif isinstance(value, dict):
        if _said(value):
            yield kind, value
        elif value.get("restriction") is not None:
            yield kind or PERSON, value
        for inner in value.values():
            if isinstance(inner, dict | list | tuple):
                yield from _items_in(inner, None)


def _said(value: Item) -> bool:
    return any(isinstance(value.get(name), str) for name in PROVENANCE)


def _of_all_times(kind: str | None, item: Item, tie: Tie) -> Iterator[ItemClass]:
    """The class of an item now, and those of its former states: a question about an earlier day would
    show them, so what was ever restricted stays restricted."""
    states = [item]
    earlier = item.get("earlier")
    if isinstance(earlier, str) and any(f'"{name}"' in earlier for name in DECIDED_ON):
        for former in reversed(former_states(earlier)):
            states.append({**states[-1], **former})
    for state in states:
        agency, category, restriction = (_text(state.get(name)) for name in DECIDED_ON)
        yield ItemClass(kind, agency, category, restriction, tie)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _agreed(viewer: Viewer) -> dict[str, frozenset[str]]:
    """The categories agreed for each record of the families that this viewer works with."""
    agreed: dict[str, frozenset[str]] = {}
    for case in viewer.case_relations:
        for record in case.records:
            agreed[record] = agreed.get(record, frozenset()) | case.categories
    return agreed


def _ties(items: Sequence[Item], viewer: Viewer, agreed: Mapping[str, frozenset[str]]) -> list[Tie]:
    """How the viewer stands to whom each item of a row is about. What is about no record, such as an
    involvement, goes with the edges of its row that come from the same feed."""
    of_record = [agreed.get(str(item.get("record_id") or item.get("id"))) for item in items]
    of_feed: dict[object, frozenset[str]] = {}
    for item, categories in zip(items, of_record, strict=True):
        if categories is not None:
            of_feed[item.get("source")] = of_feed.get(item.get("source"), frozenset()) | categories
    return [
        _tie(
            item,
            viewer,
            categories if item.get("record_id") else categories or of_feed.get(item.get("source")),
        )
        for item, categories in zip(items, of_record, strict=True)
    ]


def _tie(item: Item, viewer: Viewer, agreed: frozenset[str] | None) -> Tie:
    if bars_record(viewer, item):
        return Tie.DECLARED_RELATION
    if agreed is None:
        return Tie.NONE
    return Tie.AGREED_CATEGORY if item.get("category") in agreed else Tie.OTHER_CATEGORY


def column_kinds(query: NamedQuery) -> dict[str, str]:
    """The kind of node or edge in each column, as far as the text says so: `MATCH (f:Source) … RETURN f
    AS feed` gives feed: Source. A name with two kinds, or one that the query makes anew, has none, and so
    has a UNION."""
    return dict(_column_kinds(query.text))


@cache
def _column_kinds(text: str) -> dict[str, str]:
    *before, returned = re.split(r"\bRETURN\b(?:\s+DISTINCT\b)?", text, flags=re.IGNORECASE)
    if re.search(r"\bUNION\b", text, re.IGNORECASE):
        return {}
    columns = re.split(r"\bORDER\s+BY\b|\bLIMIT\b|\bSKIP\b", returned, flags=re.IGNORECASE)[0].split(",")
    found = [match for match in map(_RETURNED.match, columns) if match]
    named = _kinds_by_name(" ".join(before))
    return {match[2] or match[1]: named[match[1]] for match in found if match[1] in named}


def _kinds_by_name(text: str) -> dict[str, str]:
    """Names that stand for one kind throughout a Cypher text."""
    kinds: dict[str, set[str]] = {}
    for name, kind in _NAMED_PART.findall(text):
        kinds.setdefault(name, set()).update(kind.split("|"))
    anew = set(re.findall(r"\bAS\s+(\w+)", text, re.IGNORECASE))
    return {name: min(found) for name, found in kinds.items() if len(found) == 1 and name not in anew}


def shown_people(described: Cut, column: str = "person") -> frozenset[str]:
    """Ids of the people whom at least one visible record describes. described: the cut of a question
    whose rows hold a record, its DESCRIBES edge and, in that column, the person (node or id). Nobody else
    exists for this viewer."""
    return frozenset(_id(row.get(column)) for row in described.rows)


def of_people(cut: Cut, people: Collection[str], columns: Collection[str] = (PERSON.lower(),)) -> Cut:
    """The same without the rows that hold, in one of these columns, somebody who is not among `people`."""
    kept = tuple(row for row in cut.rows if all(_id(row.get(name)) in people for name in columns))
    gone = len(cut.rows) - len(kept)
    withheld = Counter(cut.withheld) + Counter({NOTHING_PERMITS: gone})
    return replace(cut, rows=kept, withheld=dict(sorted(withheld.items())))


def _id(value: object) -> str:
    return str(value.get("id")) if isinstance(value, dict) else str(value)


def shown_records(cut: Cut) -> tuple[str, ...]:
    """Keys of all records that the visible rows rest on, sorted: what the audit trail takes down as shown."""
    return tuple(sorted({key for row in cut.rows for key in _record_keys(row)}))


def _record_keys(value: object) -> Iterable[str]:
    if isinstance(value, list | tuple):
        for inner in value:
            yield from _record_keys(inner)
    elif isinstance(value, dict):
        if value.get("record_id"):
            yield str(value["record_id"])
        for inner in value.values():
            if isinstance(inner, dict | list | tuple):
                yield from _record_keys(inner)


def for_answer(row: Row) -> Row:
    """A visible row without what only the audit trail and the lenses may have: keys of edges, former ids
    (they tell how linkage moved) and former states."""
    return {name: _without_trail(value) for name, value in row.items() if name not in TRAIL_ONLY}


def _without_trail(value: object) -> object:
    if isinstance(value, dict):
        return for_answer(value)
    return [_without_trail(inner) for inner in value] if isinstance(value, list | tuple) else value
