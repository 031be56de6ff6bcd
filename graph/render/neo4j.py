"""Schema to Neo4j: constraints, indexes, and the statements that write and fetch rows.

Rows travel as lists (`r[0]`, `r[1]` …): twice to three times the rate of dictionaries over Bolt.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from graph.schema import EdgeKind, NodeKind, Property, PropertyType, Schema

SEARCH_INDEX = "record_search"
FOLDED_ADDRESS = "search_address"
"""Kept with a Record beside the properties of its kind: its address as one folded line. No question sees it."""

OWN_KINDS = {"KinscopeStore": "id", "KinscopeLock": "id", "KinscopeCommits": "id", "KinscopeName": "token"}
"""What the store keeps for itself, and by what each is found: facts, the writer's lock, commits, all name tokens."""

IMPORTED_TYPES = {
    PropertyType.STRING: "string",
    PropertyType.DATE: "date",
    PropertyType.DATETIME: "localdatetime",
    PropertyType.INTEGER: "long",
    PropertyType.NUMBER: "double",
    PropertyType.BOOLEAN: "boolean",
}
"""What the importer calls the types that come over Bolt."""

IMPORTED_STORE = {
    "id": "ID(KinscopeStore)", "schema_version": "string", "generated": "boolean", "generation": "long",
    "today": "date", "imported": "boolean",
}  # fmt: skip
"""Columns of the one KinscopeStore node in an import. imported: its indexes are still to be made."""

IMPORTED_NAMES = {"token": "ID(KinscopeName)", "since": "long"}
"""Columns of the KinscopeName nodes in an import."""


def imported_nodes(kind: NodeKind) -> dict[str, str]:
    """Columns of an import of nodes, in the order of `node_row`, each with what the importer is to make of it."""
    types = {prop.name: IMPORTED_TYPES[prop.type] for prop in kind.properties}
    return {name: types.get(name, "string") for name in node_row(kind)} | {"id": f"ID({kind.name})"}


def imported_edges(kind: EdgeKind, start: str, end: str) -> dict[str, str]:
    """Columns of an import of edges, in the order of `edge_row`, each with what the importer is to make of it."""
    ends = {"start": f"START_ID({start})", "end": f"END_ID({end})"}
    return ends | {prop.name: IMPORTED_TYPES[prop.type] for prop in kind.properties}


def import_header(columns: Mapping[str, str]) -> str:
    """The line over an import: `id:ID(Person),restriction:string`. The ends of an edge are no properties of it."""
    names = {name: "" if kind.startswith(("START_ID", "END_ID")) else name for name, kind in columns.items()}
    return ",".join(f"{names[name]}:{kind}" for name, kind in columns.items())


def constraints(schema: Schema) -> list[str]:
    """Unique ids, indexes by feed, and what search uses; safe to run again."""
    keys = {**dict.fromkeys(schema.nodes, "id"), **OWN_KINDS}
    unique = [
        f"CREATE CONSTRAINT `{kind}_{key}` IF NOT EXISTS FOR (n:`{kind}`) REQUIRE n.{key} IS UNIQUE"
        for kind, key in keys.items()
    ]
    by_source = [
        f"CREATE INDEX `{kind.name}_source` IF NOT EXISTS FOR (n:`{kind.name}`) ON (n.source)"
        for kind in schema.owned
    ]
    edges = [
        f"CREATE INDEX `{kind.name}_edge_source` IF NOT EXISTS FOR ()-[r:`{kind.name}`]-() ON (r.source)"
        for kind in schema.edges.values()
    ]
    return [*unique, *by_source, *edges, *_search_indexes()]


def _search_indexes() -> list[str]:
    """Both texts are folded before they are kept, so words are parted by blanks and taken as they are."""
    find = [
        f"CREATE INDEX `Record_{name}` IF NOT EXISTS FOR (n:`Record`) ON (n.`{name}`)"
        for name in ("birth_date", "postcode", "own_id")
    ]
    names = "CREATE INDEX `KinscopeName_since` IF NOT EXISTS FOR (n:`KinscopeName`) ON (n.since)"
    text = (
        f"CREATE FULLTEXT INDEX `{SEARCH_INDEX}` IF NOT EXISTS FOR (n:`Record`) "
        f"ON EACH [n.name_tokens, n.{FOLDED_ADDRESS}] "
        "OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}}"
    )
    return [*find, names, text]


def node_row(kind: NodeKind) -> tuple[str, ...]:
    """What a row of nodes of this kind holds, in order."""
    own = tuple(prop.name for prop in kind.properties)
    return (*own, FOLDED_ADDRESS) if kind.name == "Record" else own


def edge_row(kind: EdgeKind) -> tuple[str, ...]:
    """What a row of edges of this kind holds, in order."""
    return ("start", "end", *(prop.name for prop in kind.properties))


def create_nodes(kind: NodeKind) -> str:
    """Create nodes that are known to be new: no look-up."""
    sets = ", ".join(f"n.`{name}` = r[{place}]" for place, name in enumerate(node_row(kind)))
    return f"UNWIND $rows AS r CREATE (n:`{kind.name}`) SET {sets}"


def merge_nodes(kind: NodeKind) -> str:
    """Create a node or take over its new values; a combining property keeps one of both."""
    combined = {prop.name: prop for prop in kind.properties if prop.combine}
    sets = ", ".join(
        f"n.`{name}` = {_combined(combined[name], place) if name in combined else f'r[{place}]'}"
        for place, name in enumerate(node_row(kind))
        if name != "id"
    )
    return f"UNWIND $rows AS r MERGE (n:`{kind.name}` {{id: r[0]}})" + (f" SET {sets}" if sets else "")


def _combined(prop: Property, place: int) -> str:
    old, new = f"n.`{prop.name}`", f"r[{place}]"
    if prop.combine == "latest":
        return f"CASE WHEN {new} IS NULL THEN {old} WHEN {new} = '' THEN NULL ELSE {new} END"
    sign = "<" if prop.combine == "least" else ">"
    return f"CASE WHEN {old} IS NULL OR {new} {sign} {old} THEN {new} ELSE {old} END"


def create_edges(kind: EdgeKind, start: str, end: str) -> str:
    """Create edges that are known to be new."""
    return f"{_ends(start, end)} CREATE (a)-[e:`{kind.name}`]->(b) SET {_sets(kind)}"


def merge_edges(kind: EdgeKind, start: str, end: str) -> str:
    """Create edges, or find them by their ends and key, and set their properties."""
    return f"{_ends(start, end)} MERGE (a)-[e:`{kind.name}` {{key: {_key(kind)}}}]->(b) SET {_sets(kind)}"


def _ends(start: str, end: str) -> str:
    return f"UNWIND $rows AS r {_by_id('a', start, 0)} {_by_id('b', end, 1)}"


def _by_id(name: str, kind: str, place: int) -> str:
    """Named, because a plan that was made while the store was small would look through all of them."""
    return f"MATCH ({name}:`{kind}` {{id: r[{place}]}}) USING INDEX {name}:`{kind}`(id)"


def _sets(kind: EdgeKind) -> str:
    return ", ".join(f"e.`{prop.name}` = r[{place}]" for place, prop in enumerate(kind.properties, start=2))


def _key(kind: EdgeKind) -> str:
    return f"r[{edge_row(kind).index('key')}]"


def change_edges(kind: EdgeKind, start: str, end: str) -> str:
    """Give edges, found by the id of their start and their own key, all their properties anew."""
    return f"{_one_edge(kind, start, end)} SET {_sets(kind)}"


def delete_edges(kind: EdgeKind, start: str, end: str) -> str:
    """Delete edges, found as in `change_edges`."""
    return f"{_one_edge(kind, start, end)} DELETE e"


def _one_edge(kind: EdgeKind, start: str, end: str) -> str:
    return (
        f"UNWIND $rows AS r {_by_id('a', start, 0)} "
        f"MATCH (a)-[e:`{kind.name}`]->(b:`{end}`) WHERE e.key = {_key(kind)}"
    )


def delete_nodes(kind: NodeKind) -> str:
    """Rows: id. Only nodes that have no edges left can go."""
    return f"UNWIND $rows AS r MATCH (n:`{kind.name}` {{id: r[0]}}) DELETE n"


def clear(kind: str) -> str:
    """Delete all nodes of a kind with their edges, some thousands a transaction; runs outside a transaction."""
    return f"MATCH (n:`{kind}`) CALL (n) {{ DETACH DELETE n }} IN TRANSACTIONS OF 10000 ROWS"


def nodes_of_source(kind: NodeKind) -> str:
    """All nodes of one feed."""
    columns = ", ".join(f"n.`{prop.name}`" for prop in kind.properties)
    return f"MATCH (n:`{kind.name}` {{source: $source}}) RETURN {columns}"


def edges_of_source(kind: EdgeKind) -> str:
    """All edges of one feed: the kinds at their ends, then columns as in `edge_row`."""
    return f"MATCH (a)-[r:`{kind.name}` {{source: $source}}]->(b) {_whole_edge(kind)}"


def all_nodes(kind: NodeKind) -> str:
    """All nodes of a kind."""
    columns = ", ".join(f"n.`{prop.name}`" for prop in kind.properties)
    return f"MATCH (n:`{kind.name}`) RETURN {columns}"


def all_edges(kind: EdgeKind) -> str:
    """All edges of a kind, as `edges_of_source` gives them."""
    return f"MATCH (a)-[r:`{kind.name}`]->(b) {_whole_edge(kind)}"


def _whole_edge(kind: EdgeKind) -> str:
    properties = ", ".join(f"r.`{prop.name}`" for prop in kind.properties)
    return f"RETURN labels(a)[0], labels(b)[0], a.id, b.id, {properties}"


def edges_at(kind: NodeKind) -> str:
    """The edges of the nodes `$ids` of a kind, each once: its kind, the kinds and ids at its ends, its properties."""
    return (
        f"UNWIND $ids AS asked MATCH (n:`{kind.name}` {{id: asked}})-[r]-() "
        "WITH DISTINCT r, startNode(r) AS a, endNode(r) AS b "
        "RETURN type(r), labels(a)[0], labels(b)[0], a.id, b.id, properties(r)"
    )


def each(text: str) -> str:
    """The one rewriting of a question: the same for every key of `$keys`, each row with its `each_key`."""
    question = re.sub(r"\$key\b", "each_key", text.rstrip().removesuffix(";"))
    return f"UNWIND $keys AS each_key CALL (each_key) {{\n{question}\n}} RETURN *"


KINDS_IN_USE = (
    "CALL db.labels() YIELD label RETURN label AS kind "
    "UNION CALL db.relationshipTypes() YIELD relationshipType RETURN relationshipType AS kind"
)
RECORDS_AND_PEOPLE = "MATCH (r:Record)-[:DESCRIBES]->(p:Person) RETURN r.id, p.id"
LINKING_IDENTIFIERS = (
    "MATCH (r:Record)-[h:HAS_IDENTIFIER]->(i:Identifier) WHERE i.valid "
    "AND (h.ended_on IS NULL OR h.ended_on = r.ended_on) "
    "RETURN r.id, i.scheme, i.value"
)
NEW_NAMES = (
    "MATCH (s:KinscopeStore {id: 'store'}) UNWIND $tokens AS token "
    "MERGE (n:KinscopeName {token: token}) ON CREATE SET n.since = s.generation + 1"
)
NAMES_HELD = "MATCH (r:Record) UNWIND split(coalesce(r.name_tokens, ''), ' ') AS token RETURN DISTINCT token"
NAMES_KEPT = "MATCH (n:KinscopeName) RETURN n.token"
FORGET_NAMES = "UNWIND $tokens AS token MATCH (n:KinscopeName {token: token}) DELETE n"
