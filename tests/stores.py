"""A place to keep a store in, on either engine: what tests need to open it, twice or from another process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from neo4j import GraphDatabase
from neo4j.exceptions import Neo4jError

from graph.schema import Schema
from graph.store import Store
from graph.stores.ladybug import LadybugStore
from graph.stores.neo4j import Neo4jStore
from graph.stores.neo4j.server import Address

STORES = ("ladybug", "neo4j")
ENGINE_FAULTS = (RuntimeError, Neo4jError)
"""What an engine raises for a statement that it cannot carry out."""

MANY_NODES = 100_000


class StorePlace:
    """Where a store is or will be. uri: as `open_store` takes it."""

    def __init__(self, uri: str, open_: Callable[[bool, Schema | None], Store]) -> None:
        self.uri, self._open = uri, open_
        self._opened: list[Store] = []

    def open(self, *, writing: bool = True, schema: Schema | None = None) -> Store:
        """Open the store; it is closed at the end of the test. schema: of another version of Kinscope."""
        store = self._open(writing, schema)
        self._opened.append(store)
        return store

    def close(self) -> None:
        """Close all that was opened; closing twice does no harm."""
        for store in self._opened:
            store.close()


def store_place(kind: str, folder: Path, neo4j_uri: Callable[[], str]) -> StorePlace:
    """An empty place of that kind (one of STORES): a file in `folder`, or the emptied database of a server."""
    if kind == "ladybug":
        path = folder / "store" / "graph.db"
        return StorePlace(
            f"ladybug:{path}",
            lambda writing, schema: LadybugStore.open(str(path), writing=writing, schema=schema),
        )
    uri = neo4j_uri()
    empty_neo4j(uri)
    return StorePlace(uri, lambda writing, schema: Neo4jStore.open(uri, schema=schema))


def empty_neo4j(uri: str) -> None:
    """Empty the database and mark it as one for tests. Refuses one that holds anything and bears no such mark."""
    address = Address.of(uri)
    auth = (address.user, address.password)
    with GraphDatabase.driver(address.uri, auth=auth, notifications_min_severity="OFF") as driver:

        def count(text: str) -> int:
            found = driver.execute_query(text, database_=address.database).records[0][0]
            return int(found)

        nodes = count("MATCH (n) RETURN count(n)")
        if nodes and not count("MATCH (n:KinscopeTests) RETURN count(n)"):
            raise RuntimeError(
                f"The Neo4j database at {address.uri} holds a graph that no test has made, so no test empties it. "
                "Let NEO4J_URI name an empty database, or empty this one."
            )
        with driver.session(database=address.database) as session:
            if nodes > MANY_NODES:
                # A hub and all its edges in one transaction can be more than the server has room for.
                session.run("MATCH ()-[r]->() CALL (r) { DELETE r } IN TRANSACTIONS OF 10000 ROWS").consume()
            session.run(
                "MATCH (n) WHERE NOT n:KinscopeTests CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS"
            ).consume()
            session.run("MERGE (n:KinscopeTests) SET n.about = 'emptied before every test'").consume()
