"""What a store says was known here by a day, written out fact by fact, to compare it with what it said before."""

from __future__ import annotations

from datetime import date

from graph.codes import Ending
from graph.query import Row
from graph.schema import load_schema
from graph.store import Store
from queries.times import Moment, standing
from tests.graphs import question

MARKS = ("ended_on", "ending")
"""What an answer says beside a fact of what has become of it since."""
Facts = dict[tuple[str, str], Row]
"""By kind and id or key."""


def facts(store: Store) -> Facts:
    """Every node and edge that a feed says, as it is held: ended ones too."""
    schema = load_schema()
    found: Facts = {}
    for kind in schema.owned:
        for row in store.run(
            question(f"MATCH (n:`{kind.name}`) WHERE n.source IS NOT NULL RETURN n AS n"), {}
        ):
            found[kind.name, str(_part(row)["id"])] = _part(row)
    for edge in schema.edges.values():
        for row in store.run(question(f"MATCH (a)-[n:`{edge.name}`]->(b) RETURN n AS n"), {}):
            # Since when linkage has believed what it believes is linkage's, and today's.
            part = {name: value for name, value in _part(row).items() if name != "decided_on"}
            found[edge.name, str(part["key"])] = part
    return found


def known_by(held: Facts, day: date) -> Facts:
    """Those of these facts that stood by the end of that day, as they stood."""
    found: Facts = {}
    for name, part in held.items():
        row = standing({"fact": part}, Moment(day, by=day), {})
        if row is not None:
            found[name] = {prop: value for prop, value in _part(row, "fact").items() if prop not in MARKS}
    return found


def still_shown(known: Facts, held: Facts) -> Facts:
    """Of what was known once, what may be shown still: without what has left the window since, or was erased."""
    never = (Ending.LEFT_WINDOW, Ending.ERASED)
    return {name: part for name, part in known.items() if held[name]["ending"] not in never}


def _part(row: Row, column: str = "n") -> Row:
    part = row[column]
    assert isinstance(part, dict)
    return part
