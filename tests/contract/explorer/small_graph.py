"""A small graph written out by hand, fact by fact, as the frames that any store can be built from."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from graph.frames import EdgeEnds, Frames
from graph.schema import load_schema
from graph.search import search_columns

LOADED = date(2026, 5, 11)


class SmallGraph:
    """Facts are added one by one; `frames` gives them in the shape of the schema.

    A feed's id is 'agency/name'; a record's key is the feed's id and the agency's own id.
    """

    def __init__(self, loaded_on: date = LOADED) -> None:
        self._loaded_on = loaded_on
        self._nodes: dict[str, dict[str, dict[str, Any]]] = {}
        self._edges: dict[EdgeEnds, list[dict[str, Any]]] = {}
        self._feeds: dict[str, dict[str, Any]] = {}

    def agency(self, agency: str, name: str, telephone: str | None = None, **values: Any) -> None:
        """An agency, whether or not it gives a feed."""
        self._node("Agency", agency, name=name, telephone=telephone, **values)

    def feed(self, feed: str, category: str, title: str, **covers: Any) -> None:
        """A feed and what it covers; ages and area default to everybody."""
        agency = feed.partition("/")[0]
        self._feeds[feed] = {
            "source": feed,
            "agency": agency,
            "category": category,
            "loaded_on": self._loaded_on,
        }
        bounds = {"covers_age_from": 0, "covers_age_to": 120, "covers_area": "all", **covers}
        self._node("Source", feed, title=title, **bounds, **self._feeds[feed])
        self._edge("FROM", ("Source", feed), ("Agency", agency), feed)

    def record(self, feed: str, own_id: str, person: str, name: str, **values: Any) -> str:
        """A record that describes a person; gives its key. name: given names and family name."""
        key = f"{feed}/{own_id}"
        given, _, family = name.rpartition(" ")
        names = {"given_names": given or None, "family_name": family}
        self._node("Record", key, own_id=own_id, **{**names, **self._feeds[feed], **values})
        self._nodes.setdefault("Person", {}).setdefault(person, {"id": person})
        self._edge("DESCRIBES", ("Record", key), ("Person", person), feed, record_id=key)
        return key

    def restrict(self, person: str, restriction: str) -> None:
        """Put a restriction over everything about a person."""
        self._nodes["Person"][person]["restriction"] = restriction

    def identifier(self, feed: str, record: str, scheme: str, value: str, *, valid: bool = True) -> None:
        """An identifier that a record holds."""
        key = f"{scheme}:{value}"
        self._node("Identifier", key, scheme=scheme, value=value, valid=valid)
        self._edge("HAS_IDENTIFIER", ("Record", record), ("Identifier", key), feed, record_id=record)

    def home(self, feed: str, person: str, address: str, **values: Any) -> None:
        """A person's home, as a feed says."""
        self._node("Residence", address)
        recorded = {"address_as_recorded": address, **values}
        self._edge("LIVES_AT", ("Person", person), ("Residence", address), feed, **recorded)

    def household(self, feed: str, own_id: str, *people: str) -> None:
        """A household as a source names it."""
        key = f"{feed}/household/{own_id}"
        self._node("Household", key, own_id=own_id, **self._feeds[feed])
        for person in people:
            self._edge("MEMBER_OF", ("Person", person), ("Household", key), feed)

    def related(self, feed: str, person: str, relationship: str, other: str, **values: Any) -> None:
        """person is relationship of other."""
        told = {"relationship": relationship, **values}
        self._edge("RELATED_TO", ("Person", person), ("Person", other), feed, **told)

    def responsible(self, feed: str, holder: str, state: str, child: str, **values: Any) -> None:
        """Parental responsibility as stated."""
        told = {"state": state, **values}
        self._edge("HAS_RESPONSIBILITY_FOR", ("Person", holder), ("Person", child), feed, **told)

    def involvement(self, feed: str, own_id: str, person: str, kind: str, **values: Any) -> str:
        """An involvement; values are of the person's edge to it. Gives its id."""
        key = f"{feed}/involvement/{own_id}"
        self._node("Involvement", key, own_id=own_id, involvement_kind=kind, **self._feeds[feed])
        self._edge("HAS_INVOLVEMENT", ("Person", person), ("Involvement", key), feed, **values)
        return key

    def service(self, feed: str, involvement: str, name: str) -> None:
        """The service that an involvement is with."""
        self._node("Service", name, name=name)
        self._edge("WITH", ("Involvement", involvement), ("Service", name), feed)

    def lead(self, feed: str, involvement: str, name: str, **values: Any) -> None:
        """Who leads an involvement."""
        self._node("Professional", name, name=name)
        self._edge("LEADS", ("Professional", name), ("Involvement", involvement), feed, **values)

    def incident(self, feed: str, own_id: str, day: date, roles: dict[str, str], **values: Any) -> str:
        """An incident with people in roles; gives its id."""
        key = f"{feed}/incident/{own_id}"
        self._node("Incident", key, own_id=own_id, happened_on=day, **{**self._feeds[feed], **values})
        for person, role in roles.items():
            self._edge("INVOLVED_IN", ("Person", person), ("Incident", key), feed, role=role, **values)
        return key

    def contact(self, feed: str, own_id: str, person: str, **values: Any) -> None:
        """A contact about a person."""
        key = f"{feed}/contact/{own_id}"
        self._node("Contact", key, own_id=own_id, **{**self._feeds[feed], **values})
        self._edge("SUBJECT_OF", ("Person", person), ("Contact", key), feed)

    def sharing(self, feed: str, own_id: str, about: tuple[str, str], to: str, day: date) -> None:
        """An act of sharing: about (kind, id), to an agency."""
        key = f"{feed}/sharing/{own_id}"
        self._node("Sharing", key, own_id=own_id, act="shared", happened_on=day, **self._feeds[feed])
        self._edge("ABOUT", ("Sharing", key), about, feed)
        self._edge("TO", ("Sharing", key), ("Agency", to), feed)

    def frames(self) -> Frames:
        """Everything, each frame in the shape of its kind."""
        schema = load_schema()
        nodes = {kind: _frame(list(rows.values()), schema.nodes[kind]) for kind, rows in self._nodes.items()}
        if "Record" in nodes:
            nodes["Record"] = search_columns(
                nodes["Record"].with_columns(other_names=pl.col("former_family_name"))
            )
        edges = {ends: _frame(rows, schema.edges[ends.edge]) for ends, rows in self._edges.items()}
        return Frames(nodes, edges)

    def _node(self, kind: str, key: str, **values: Any) -> None:
        self._nodes.setdefault(kind, {}).setdefault(key, {"id": key, **values})

    def _edge(
        self, kind: str, start: tuple[str, str], end: tuple[str, str], feed: str, **values: Any
    ) -> None:
        rows = self._edges.setdefault(EdgeEnds(kind, start[0], end[0]), [])
        key = f"{kind}/{start[1]}/{end[1]}/{feed}/{len(rows)}"
        rows.append({"start": start[1], "end": end[1], "key": key, **self._feeds[feed], **values})


def _frame(rows: list[dict[str, Any]], kind: Any) -> pl.DataFrame:
    columns = {prop.name: prop.type.polars for prop in kind.properties}
    ends = {"start": pl.String(), "end": pl.String()} if "start" in rows[0] else {}
    return pl.DataFrame(rows, schema={**ends, **columns}, orient="row")
