"""What a schema is: kinds of nodes and edges with their properties."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import polars as pl


class PropertyType(StrEnum):
    """Types that both stores know."""

    STRING = "string"
    DATE = "date"
    DATETIME = "datetime"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"

    @property
    def polars(self) -> pl.DataType:
        """The same type in a frame."""
        return _POLARS[self]


_POLARS: dict[PropertyType, pl.DataType] = {
    PropertyType.STRING: pl.String(),
    PropertyType.DATE: pl.Date(),
    PropertyType.DATETIME: pl.Datetime("us"),
    PropertyType.INTEGER: pl.Int64(),
    PropertyType.NUMBER: pl.Float64(),
    PropertyType.BOOLEAN: pl.Boolean(),
}


class Keeping(StrEnum):
    """How a kind of node is kept.

    owned: said by one feed; its id is the feed and the agency's own id, its earlier states are kept in `earlier`;
    shared: stands for itself whoever mentions it, so everything in it follows from its id or combines without order;
    linked: made by linkage (Person).
    """

    OWNED = "owned"
    SHARED = "shared"
    LINKED = "linked"


@dataclass(frozen=True)
class Property:
    """One property. `codes`: the code list its values come from, or None. `combine`: for shared kinds, which of
    two values stays, so that the order of files does not matter: 'least', 'greatest', or 'latest': the new one where
    one is given, of which an empty text takes the old one away."""

    name: str
    type: PropertyType
    description: str
    codes: str | None = None
    combine: str | None = None


def _provenance(*extra: Property) -> tuple[Property, ...]:
    return (
        *extra,
        Property("source", PropertyType.STRING, "Feed that says so."),
        Property("agency", PropertyType.STRING, "Agency that says so."),
        Property("category", PropertyType.STRING, "Category of information.", codes="category"),
        Property(
            "restriction", PropertyType.STRING, "Class of restriction; null: none.", codes="restriction_class"
        ),
        Property("recorded_on", PropertyType.DATE, "Day the agency recorded it; null: not said."),
        Property("loaded_on", PropertyType.DATE, "Day it was delivered to this hub."),
        Property("ended_on", PropertyType.DATE, "Day on which it ceased to stand here; null: it stands."),
        Property("ending", PropertyType.STRING, "Why it ceased to stand.", codes="ending"),
        Property(
            "earlier", PropertyType.STRING, "What it said before, oldest first, as JSON; null: always this."
        ),
    )


OWNED_PROPERTIES = _provenance()
EDGE_PROPERTIES = _provenance(
    Property("key", PropertyType.STRING, "Hash of kind, record, other end, role and start."),
    Property("record_id", PropertyType.STRING, "Key of the record that says so; null: no person's record."),
    Property("valid_from", PropertyType.DATE, "First day on which it is true; null: unknown."),
    Property(
        "valid_to", PropertyType.DATE, "First day on which it is no longer true; null: no end recorded."
    ),
)
OTHER_RECORD = Property(
    "other_record_id", PropertyType.STRING, "Key of the record at the other end, where both ends are people."
)
ID = Property("id", PropertyType.STRING, "Key of the node.")


@dataclass(frozen=True)
class NodeKind:
    """A kind of node: `own` are the properties its file declares, `properties` all of them, `id` first."""

    name: str
    plural: str
    description: str
    keeping: Keeping
    caption: str
    shape: str
    colour: str
    own: tuple[Property, ...]

    @cached_property
    def properties(self) -> tuple[Property, ...]:
        kept = OWNED_PROPERTIES if self.keeping is Keeping.OWNED else ()
        return (ID, *self.own, *kept)

    @property
    def owned(self) -> bool:
        return self.keeping is Keeping.OWNED


@dataclass(frozen=True)
class EdgeKind:
    """A kind of edge. `ends`: allowed (start, end) kinds; `told_apart_by`: own properties that are part of its key."""

    name: str
    description: str
    reading: str
    ends: tuple[tuple[str, str], ...]
    told_apart_by: tuple[str, ...]
    own: tuple[Property, ...]

    @cached_property
    def properties(self) -> tuple[Property, ...]:
        between_people = (OTHER_RECORD,) if ("Person", "Person") in self.ends else ()
        return (*self.own, *EDGE_PROPERTIES, *between_people)


@dataclass(frozen=True)
class Schema:
    """All kinds, and a version: (major, minor). A larger minor adds only; another major cannot be taken over."""

    version: tuple[int, int]
    nodes: dict[str, NodeKind]
    edges: dict[str, EdgeKind]

    def kind(self, name: str) -> NodeKind | EdgeKind:
        """The kind of that name. KeyError where there is none."""
        return self.nodes[name] if name in self.nodes else self.edges[name]

    @cached_property
    def owned(self) -> tuple[NodeKind, ...]:
        return tuple(kind for kind in self.nodes.values() if kind.owned)

    def edge_pairs(self) -> list[tuple[EdgeKind, str, str]]:
        """Every edge kind with each pair of ends, in order."""
        return [(edge, start, end) for edge in self.edges.values() for start, end in edge.ends]
