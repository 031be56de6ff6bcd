"""Graphs for tests: one with everything in it, and any store's graph written out in a form to compare."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from graph.frames import EdgeEnds, Frames, edge_columns, node_columns
from graph.query import NamedQuery, Row
from graph.schema import EdgeKind, NodeKind, Property, PropertyType, Schema, load_schema
from graph.store import Store

DAY = date(2024, 2, 29)
FEED = "agency/everything"
LONG = "Said over many visits. " * 2_000
WORDS = 'Zoë O\'Brien-Łukasz 家族 "quoted" \\ back; {brace} $key `tick`\nnext line'


def question(text: str, **columns: str) -> NamedQuery:
    """A question that no file declares."""
    return NamedQuery("test/question", text, {}, columns, "A question of a test.")


def everything(schema: Schema | None = None) -> Frames:
    """Two nodes of every kind and two edges of every kind and pair of ends: one with every property, one with as few
    as there can be."""
    schema = schema or load_schema()
    nodes = {
        kind.name: pl.DataFrame(_nodes(kind), schema=node_columns(kind)) for kind in schema.nodes.values()
    }
    edges = {
        EdgeEnds(kind.name, start, end): pl.DataFrame(_edges(kind, start, end), schema=edge_columns(kind))
        for kind, start, end in schema.edge_pairs()
    }
    return Frames(nodes, edges)


def _nodes(kind: NodeKind) -> list[dict[str, Any]]:
    full = _values(kind.properties)
    few = {"source": FEED} if kind.owned else {}
    return [{**full, "id": f"{kind.name}/full"}, {**dict.fromkeys(full), **few, "id": f"{kind.name}/few"}]


def _edges(kind: EdgeKind, start: str, end: str) -> list[dict[str, Any]]:
    full = _values(kind.properties)
    between = {"start": f"{start}/full", "end": f"{end}/few"}
    key = f"{kind.name}/{start}/{end}"
    back = {"start": f"{start}/few", "end": f"{end}/full"}
    return [
        {**full, **between, "key": f"{key}/full"},
        {**dict.fromkeys(full), **back, "key": f"{key}/few", "source": FEED},
    ]


def _values(properties: Iterable[Property]) -> dict[str, Any]:
    return {
        prop.name: FEED if prop.name == "source" else _value(prop, place)
        for place, prop in enumerate(properties)
    }


def _value(prop: Property, place: int) -> object:
    texts = {
        "name_tokens": "zoe obrien",
        "name_sounds": "S BRN",
        "earlier": '[{"name": "Zoë"}]',
        "words": LONG,
    }
    return {
        PropertyType.STRING: texts.get(prop.name, f"{prop.name}: {WORDS}"),
        PropertyType.DATE: DAY - timedelta(days=place * 400),
        PropertyType.DATETIME: datetime(2024, 2, 29, 23, 59, 59, 123_456 + place),
        PropertyType.INTEGER: 2**40 + place,
        PropertyType.NUMBER: 0.1 + place,
        PropertyType.BOOLEAN: True,
    }[prop.type]


def canonical(store: Store, *, without: Collection[str] = ("loaded_on",)) -> list[str]:
    """The whole graph as sorted lines of JSON, people named by the records that describe them.

    Two stores hold the same graph when these are equal. without: properties that are left out.
    """
    schema = load_schema()
    names = _names_of_people(store)
    lines = []
    for kind in schema.nodes.values():
        for row in store.run(question(f"MATCH (n:`{kind.name}`) RETURN n AS n"), {}):
            found = _properties(row["n"], without)
            lines.append(_line(kind.name, [], {**found, "id": names.get(str(found["id"]), found["id"])}))
    for edge in schema.edges.values():
        text = f"MATCH (a)-[r:`{edge.name}`]->(b) RETURN a.id AS a, b.id AS b, r AS r"
        for row in store.run(question(text), {}):
            ends = [names.get(str(key), str(key)) for key in (row["a"], row["b"])]
            lines.append(_line(edge.name, ends, _properties(row["r"], without)))
    return sorted(lines)


def _properties(found: object, without: Collection[str]) -> Row:
    assert isinstance(found, dict)
    return {name: value for name, value in found.items() if name not in without}


def _line(kind: str, ends: list[str], properties: Row) -> str:
    return json.dumps([kind, ends, properties], sort_keys=True, ensure_ascii=False, default=repr)


def _names_of_people(store: Store) -> dict[str, str]:
    text = "MATCH (r:Record)-[:DESCRIBES]->(p:Person) RETURN p.id AS person, r.id AS record"
    records: dict[str, set[str]] = {}
    for row in store.run(question(text), {}):
        records.setdefault(str(row["person"]), set()).add(str(row["record"]))
    return {person: "described by " + ", ".join(sorted(found)) for person, found in records.items()}
