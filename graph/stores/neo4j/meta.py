"""What a Neo4j store says of itself: the node KinscopeStore, outside the family graph."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from graph.errors import StoreUnavailable
from graph.render import neo4j as render
from graph.schema import Schema
from graph.store import StoreFacts
from graph.stores.neo4j.server import Server, Transaction, fetch
from graph.stores.versions import check_version, version_text

READ = (
    "MATCH (s:KinscopeStore {id: 'store'}) "
    "RETURN s.schema_version, s.generated, s.generation, s.today, s.building_by, coalesce(s.imported, false)"
)
MAKE = (
    "MERGE (s:KinscopeStore {id: 'store'}) ON CREATE SET s.generated = false, s.generation = 0 "
    "SET s.schema_version = $version REMOVE s.imported"
)
MARK = (
    "MATCH (s:KinscopeStore {id: 'store'}) SET s.generated = $generated, s.today = coalesce($today, s.today)"
)
COUNT_UP = "MATCH (s:KinscopeStore {id: 'store'}) SET s.generation = s.generation + 1"
BUILDING = "MATCH (s:KinscopeStore {id: 'store'}) SET s.building_by = $by"
SECONDS_FOR_INDEXES = 3600


class Found(NamedTuple):
    """The facts; who is building the store (or broke off doing so); and whether it was imported and has had no indexes
    made since."""

    facts: StoreFacts
    building_by: str | None
    imported: bool


def read(transaction: Transaction) -> Found | None:
    """What is said; None in a database without a store."""
    found = fetch(transaction, READ, {})
    if not found:
        return None
    version, generated, generation, today, building_by, imported = found[0]
    kept = StoreFacts(version, generated, generation, today.to_native() if today else None)
    return Found(kept, building_by, imported)


def facts(transaction: Transaction, schema: Schema) -> StoreFacts:
    """See Store. Raises StoreUnavailable where there is no store or only a part of one, StoreVersion."""
    found = read(transaction)
    if found is None:
        raise StoreUnavailable("This Neo4j database holds no Kinscope store yet. Load a delivery first.")
    check_version(found.facts.schema_version, schema)
    if found.building_by is not None:
        raise StoreUnavailable(
            f"The first load of this store, by {found.building_by}, has not finished. Wait for it; if it was broken "
            "off, load the deliveries again: what it left is then cleared first."
        )
    if found.imported:
        raise StoreUnavailable(
            "This store was imported, and its indexes are not made yet. Open it once for writing, by `kinscope serve` "
            "or `kinscope load`: that makes them."
        )
    return found.facts


def make(server: Server, schema: Schema) -> None:
    """Constraints and indexes of the schema, and its version. Raises StoreVersion.

    An older schema of the same major version only lacks kinds and properties; Neo4j needs no columns for these. The
    importer makes no indexes, so an imported store gets them here.
    """
    found = server.read(read)
    if found is not None:
        check_version(found.facts.schema_version, schema)
        if found.facts.schema_version == version_text(schema) and not found.imported:
            return
    for statement in render.constraints(schema):
        server.command(statement)
    server.command(f"CALL db.awaitIndexes({SECONDS_FOR_INDEXES})")
    server.write(lambda transaction: fetch(transaction, MAKE, {"version": version_text(schema)}))


def mark(transaction: Transaction, *, generated: bool, today: date | None) -> None:
    """Mark the store as generated, with its own today."""
    fetch(transaction, MARK, {"generated": generated, "today": today})


def count_up(transaction: Transaction) -> None:
    """Count the generation up, in the transaction of the change itself."""
    fetch(transaction, COUNT_UP, {})


def set_building(transaction: Transaction, by: str | None) -> None:
    """Say that the store is being built, and by whom; None: it is whole."""
    fetch(transaction, BUILDING, {"by": by})


def clear(server: Server, schema: Schema) -> None:
    """Delete what a first load that was broken off left: nodes of our own kinds, and nothing else."""
    for kind in (*schema.nodes, "KinscopeName"):
        server.command(render.clear(kind))
