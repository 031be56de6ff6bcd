"""Schema to LadybugDB: tables, and the statements that write frames into them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.schema import EdgeKind, NodeKind, Property, PropertyType, Schema

TYPES = {
    PropertyType.STRING: "STRING",
    PropertyType.DATE: "DATE",
    PropertyType.DATETIME: "TIMESTAMP",
    PropertyType.INTEGER: "INT64",
    PropertyType.NUMBER: "DOUBLE",
    PropertyType.BOOLEAN: "BOOLEAN",
}


def tables(schema: Schema) -> list[str]:
    """CREATE statements for every kind; safe to run again."""
    return [_node_table(kind) for kind in schema.nodes.values()] + [
        _edge_table(kind) for kind in schema.edges.values()
    ]


def _column(prop: Property) -> str:
    return f"`{prop.name}` {TYPES[prop.type]}"


def _node_table(kind: NodeKind) -> str:
    columns = ", ".join(_column(prop) for prop in kind.properties)
    return f"CREATE NODE TABLE IF NOT EXISTS `{kind.name}`({columns}, PRIMARY KEY(`id`))"


def _edge_table(kind: EdgeKind) -> str:
    pairs = ", ".join(f"FROM `{start}` TO `{end}`" for start, end in kind.ends)
    columns = ", ".join(_column(prop) for prop in kind.properties)
    return f"CREATE REL TABLE IF NOT EXISTS `{kind.name}`({pairs}, {columns})"


def add_column(kind: NodeKind | EdgeKind, prop: Property) -> str:
    """The additive migration: one new column."""
    return f"ALTER TABLE `{kind.name}` ADD IF NOT EXISTS {_column(prop)}"


def add_ends(kind: EdgeKind) -> list[str]:
    """The additive migration of an edge: each pair of ends, where the table lacks it."""
    return [
        f"ALTER TABLE `{kind.name}` ADD IF NOT EXISTS FROM `{start}` TO `{end}`" for start, end in kind.ends
    ]


def copy_nodes(kind: NodeKind) -> str:
    """COPY from a frame named `frame` whose columns are those of the table, in order."""
    return f"COPY `{kind.name}` FROM frame"


def copy_edges(kind: EdgeKind, start: str, end: str) -> str:
    """COPY from a frame named `frame`: start id, end id, then the properties in order."""
    several = f" (from='{start}', to='{end}')" if len(kind.ends) > 1 else ""
    return f"COPY `{kind.name}` FROM frame{several}"


def merge_nodes(kind: NodeKind) -> str:
    """Create a node or take over its new values; a combining property keeps one of both."""
    sets = ", ".join(f"n.`{prop.name}` = {_value(prop)}" for prop in kind.properties if prop.name != "id")
    return f"LOAD FROM frame MERGE (n:`{kind.name}` {{id: `id`}})" + (f" SET {sets}" if sets else "")


def _value(prop: Property) -> str:
    if prop.combine is None:
        return f"`{prop.name}`"
    new, old = f"`{prop.name}`", f"n.`{prop.name}`"
    if prop.combine == "latest":
        return f"CASE WHEN {new} IS NULL THEN {old} WHEN {new} = '' THEN NULL ELSE {new} END"
    sign = "<" if prop.combine == "least" else ">"
    return f"CASE WHEN {old} IS NULL OR {new} {sign} {old} THEN {new} ELSE {old} END"


def create_edges(kind: EdgeKind, start: str, end: str) -> str:
    """Create the edges of a frame with columns start, end and the properties. Two MATCHes, not one with a comma:
    the comma makes a cross product that exhausts the buffer pool."""
    sets = ", ".join(f"`{prop.name}`: `{prop.name}`" for prop in kind.properties)
    return (
        f"LOAD FROM frame MATCH (a:`{start}` {{id: `start`}}) MATCH (b:`{end}` {{id: `end`}}) "
        f"CREATE (a)-[:`{kind.name}` {{{sets}}}]->(b)"
    )


def delete_edge(kind: EdgeKind, start: str, end: str) -> str:
    """Delete one edge by the id of its start and its own key; `end` says where it ended, and no row that it was not."""
    return f"{_one_edge(kind, start, end)} DELETE r RETURN b.id AS `end`"


def _one_edge(kind: EdgeKind, start: str, end: str) -> str:
    return f"MATCH (a:`{start}` {{id: $start}})-[r:`{kind.name}`]->(b:`{end}`) WHERE r.key = $key"


def delete_node(kind: NodeKind) -> str:
    """Delete one node that has no edges left."""
    return f"MATCH (n:`{kind.name}` {{id: $id}}) DELETE n"


def all_nodes(kind: NodeKind) -> str:
    """All nodes of a kind."""
    columns = ", ".join(f"n.`{prop.name}` AS `{prop.name}`" for prop in kind.properties)
    return f"MATCH (n:`{kind.name}`) RETURN {columns}"


def all_edges(kind: EdgeKind, start: str, end: str) -> str:
    """All edges between these ends."""
    columns = ", ".join(f"r.`{prop.name}` AS `{prop.name}`" for prop in kind.properties)
    return (
        f"MATCH (a:`{start}`)-[r:`{kind.name}`]->(b:`{end}`) RETURN a.id AS `start`, b.id AS `end`, {columns}"
    )


def count_edges(kind: EdgeKind, start: str, end: str) -> str:
    """How many edges there are between these ends."""
    return f"MATCH (:`{start}`)-[r:`{kind.name}`]->(:`{end}`) RETURN count(r) AS count"


def nodes_of_source(kind: NodeKind) -> str:
    """All nodes of one feed."""
    columns = ", ".join(f"n.`{prop.name}` AS `{prop.name}`" for prop in kind.properties)
    return f"MATCH (n:`{kind.name}`) WHERE n.source = $source RETURN {columns}"


def edges_of_source(kind: EdgeKind, start: str, end: str) -> str:
    """All edges of one feed between these ends."""
    columns = ", ".join(f"r.`{prop.name}` AS `{prop.name}`" for prop in kind.properties)
    return (
        f"MATCH (a:`{start}`)-[r:`{kind.name}`]->(b:`{end}`) WHERE r.source = $source "
        f"RETURN a.id AS `start`, b.id AS `end`, {columns}"
    )


def keys_of_source(kind: EdgeKind, start: str, end: str) -> str:
    """Ends and keys of one feed's edges, `$asked`; a scan."""
    return f"MATCH (a:`{start}`)-[r:`{kind.name}`]->(b:`{end}`) WHERE r.source = $asked {KEYS}"


def keys_from_start(kind: EdgeKind, start: str, end: str) -> str:
    """Ends and keys of the edges that begin at one node, `$asked`."""
    return f"MATCH (a:`{start}` {{id: $asked}})-[r:`{kind.name}`]->(b:`{end}`) {KEYS}"


def edges_at(kind: EdgeKind, start: str, end: str, side: str) -> str:
    """The edges of one node, `$key`, which is at that side."""
    columns = ", ".join(f"r.`{prop.name}` AS `{prop.name}`" for prop in kind.properties)
    from_, to = ("{id: $key}", "") if side == "start" else ("", "{id: $key}")
    return (
        f"MATCH (a:`{start}` {from_})-[r:`{kind.name}`]->(b:`{end}` {to}) "
        f"RETURN a.id AS `start`, b.id AS `end`, {columns}"
    )


COUNTS = ("MATCH (n) RETURN count(n) AS count", "MATCH ()-[r]->() RETURN count(r) AS count")
KEYS = "RETURN a.id AS `start`, b.id AS `end`, r.key AS `key`"
RECORDS_AND_PEOPLE = "MATCH (r:Record)-[d:DESCRIBES]->(p:Person) RETURN r.id AS record, p.id AS person"
LINKING_IDENTIFIERS = (
    "MATCH (r:Record)-[h:HAS_IDENTIFIER]->(i:Identifier) WHERE i.valid "
    "AND (h.ended_on IS NULL OR h.ended_on = r.ended_on) "
    "RETURN r.id AS record, i.scheme AS scheme, i.value AS value"
)


def every_column(schema: Schema) -> Iterator[str]:
    """Questions that between them read every column of every kind, and answer with one row each."""
    for node in schema.nodes.values():
        yield f"MATCH (n:`{node.name}`) RETURN {_greatest('n', node)}"
    for edge, start, end in schema.edge_pairs():
        yield f"MATCH (:`{start}`)-[r:`{edge.name}`]->(:`{end}`) RETURN {_greatest('r', edge)}"


def _greatest(of: str, kind: NodeKind | EdgeKind) -> str:
    return ", ".join(f"max({of}.`{prop.name}`)" for prop in kind.properties)


def standing_records(columns: Sequence[str]) -> str:
    """The standing records, `record_id` and these of their properties, in order of id."""
    wanted = "".join(f", r.`{name}` AS `{name}`" for name in columns)
    return (
        "MATCH (r:Record) WHERE r.ended_on IS NULL AND r.source IS NOT NULL "
        f"RETURN r.id AS record_id{wanted} ORDER BY r.id"
    )


RECORDS_WITH_IDENTIFIER = (
    "MATCH (i:Identifier {id: $key})<-[h:HAS_IDENTIFIER]-(r:Record) "
    "WHERE h.ended_on IS NULL RETURN r.id AS id"
)
RECORDS_WITH_CONTACT_POINT = (
    "MATCH (c:ContactPoint {id: $key})<-[h:HAS_CONTACT_POINT]-(r:Record) "
    "WHERE h.ended_on IS NULL RETURN r.id AS id"
)
