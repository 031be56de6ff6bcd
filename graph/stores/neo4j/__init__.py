"""Neo4j: the shared server, for many people at once."""

from graph.stores.neo4j.store import Neo4jStore

__all__ = ["Neo4jStore"]
