"""The stores: a module or package each, behind the Protocol `graph.store.Store`; `open_store` opens one by address."""

from __future__ import annotations

from graph.errors import UsageFault
from graph.store import Store


def open_store(uri: str, *, writing: bool = False) -> Store:
    """Open a store: `ladybug:PATH`, `neo4j://…`, `bolt://…` (also with +s, +ssc), and for the first load of a
    stopped server `neo4j-import:FOLDER?database=neo4j&admin=neo4j-admin`.

    writing: whether this process means to write; an embedded store has one writer. Raises UsageFault for another
    scheme, StoreUnavailable and StoreBusy.
    """
    scheme = uri.partition(":")[0].partition("+")[0]
    if scheme == "ladybug":
        from graph.stores.ladybug import LadybugStore

        return LadybugStore.open(uri.removeprefix("ladybug:"), writing=writing)
    if scheme in ("neo4j", "bolt"):
        from graph.stores.neo4j import Neo4jStore

        return Neo4jStore.open(uri)
    if scheme == "neo4j-import":
        from graph.stores.neo4j.bulk_import import Neo4jImport

        return Neo4jImport.open(uri, writing=writing)
    raise UsageFault(
        f"'{uri}' names no store. Use ladybug:PATH for a file, or neo4j://user:password@host:7687 for a server."
    )
