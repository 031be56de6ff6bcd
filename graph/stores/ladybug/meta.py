"""What a LadybugDB store says of itself: one row in a table of its own, outside the family graph."""

from __future__ import annotations

from datetime import date

import ladybug

from graph.render.ladybug import add_column, add_ends, tables
from graph.schema import EdgeKind, NodeKind, Schema
from graph.store import StoreFacts
from graph.stores.ladybug.connections import rows
from graph.stores.versions import check_version, version_text

TABLE = (
    "CREATE NODE TABLE IF NOT EXISTS `KinscopeStore`("
    "id STRING, schema_version STRING, generated BOOLEAN, generation INT64, today DATE, PRIMARY KEY(id))"
)
READ = "MATCH (s:`KinscopeStore` {id: 'store'}) RETURN s"
READ_GENERATION = "MATCH (s:`KinscopeStore` {id: 'store'}) RETURN s.generation AS generation"


def read_facts(connection: ladybug.Connection) -> StoreFacts | None:
    """The row, or None in a file that holds no Kinscope store yet."""
    names = [row["name"] for row in rows(connection, "CALL show_tables() RETURN name", {})]
    if "KinscopeStore" not in names:
        return None
    found = rows(connection, READ, {})
    if not found:
        return None
    row = found[0]["s"]
    assert isinstance(row, dict)
    return StoreFacts(row["schema_version"], bool(row["generated"]), int(row["generation"]), row["today"])


def read_generation(connection: ladybug.Connection) -> int:
    """The generation of a store that is known to be one."""
    generation = rows(connection, READ_GENERATION, {})[0]["generation"]
    assert isinstance(generation, int)
    return generation


def make_tables(connection: ladybug.Connection, schema: Schema) -> None:
    """All tables of the schema and the row that names its version; an older one that only lacks kinds, columns or
    ends of edges is taken over.

    Raises StoreVersion where the store was written by a later or an incompatible version.
    """
    facts = read_facts(connection)
    version = version_text(schema)
    if facts is not None:
        check_version(facts.schema_version, schema)
        if facts.schema_version == version:
            return
    for statement in tables(schema):
        connection.execute(statement)
    if facts is None:
        connection.execute(TABLE)
        connection.execute(
            "CREATE (:`KinscopeStore` {id: 'store', schema_version: $version, generated: false, generation: 0})",
            {"version": version},
        )
        return
    _add_columns_and_ends(connection, schema)
    connection.execute(
        "MATCH (s:`KinscopeStore` {id: 'store'}) SET s.schema_version = $version", {"version": version}
    )


def _add_columns_and_ends(connection: ladybug.Connection, schema: Schema) -> None:
    kinds: list[NodeKind | EdgeKind] = [*schema.nodes.values(), *schema.edges.values()]
    for kind in kinds:
        present = {row["name"] for row in rows(connection, f"CALL table_info('{kind.name}') RETURN name", {})}
        for prop in kind.properties:
            if prop.name not in present:
                connection.execute(add_column(kind, prop))
    for edge in schema.edges.values():
        for statement in add_ends(edge):
            connection.execute(statement)


def set_facts(connection: ladybug.Connection, *, generated: bool, today: date | None) -> None:
    """Mark the store as generated, with its own today."""
    if today is None:
        connection.execute("MATCH (s:`KinscopeStore` {id: 'store'}) SET s.generated = $g", {"g": generated})
        return
    connection.execute(
        "MATCH (s:`KinscopeStore` {id: 'store'}) SET s.generated = $g, s.today = $t",
        {"g": generated, "t": today},
    )


def count_up(connection: ladybug.Connection, after: int = 0) -> None:
    """Count the generation up, in the transaction of the change itself. after: a generation to be beyond."""
    connection.execute(
        "MATCH (s:`KinscopeStore` {id: 'store'}) "
        "SET s.generation = CASE WHEN s.generation > $after THEN s.generation ELSE $after END + 1",
        {"after": after},
    )
