"""The common way of writing a graph over Bolt: a list of dictionaries a transaction, unwound and merged.

It is what the drivers' guides show: an index on the key, `UNWIND $rows AS row MERGE … SET n += row`, and the same for
edges between two matched ends. It stores the same properties, keeps no order of batches, and checks nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl
from neo4j import GraphDatabase, ManagedTransaction, Session

from graph.frames import Frames, whole
from graph.schema import load_schema
from graph.stores import open_store
from graph.stores.neo4j.server import Address
from tests.bench.measure import seconds

ROWS_A_TRANSACTION = 10_000
ENDS = ("start", "end")


def dictionaries_seconds(frames: Frames, uri: str) -> float:
    """Write the frames into an empty database the common way."""
    ready, address = whole(frames, load_schema()), Address.of(uri)
    auth = (address.user, address.password)
    with (
        GraphDatabase.driver(address.uri, auth=auth, notifications_min_severity="OFF") as driver,
        driver.session(database=address.database) as session,
    ):
        return seconds(lambda: _write(session, ready))


def build_seconds(frames: Frames, uri: str) -> float:
    """Build the frames in an empty store, as a first load does."""
    store = open_store(uri, writing=True)
    store.ensure_schema()
    taken = seconds(lambda: store.build(frames))
    store.close()
    return taken


def _write(session: Session, frames: Frames) -> None:
    for kind, frame in frames.nodes.items():
        session.run(
            f"CREATE CONSTRAINT `bench {kind}` IF NOT EXISTS FOR (n:`{kind}`) REQUIRE n.id IS UNIQUE"
        ).consume()
        _send(session, f"UNWIND $rows AS row MERGE (n:`{kind}` {{id: row.id}}) SET n += row", frame)
    for ends, frame in frames.edges.items():
        text = (
            f"UNWIND $rows AS row MATCH (a:`{ends.start}` {{id: row.start}}) MATCH (b:`{ends.end}` {{id: row.end}}) "
            f"MERGE (a)-[r:`{ends.edge}` {{key: row.said.key}}]->(b) SET r += row.said"
        )
        _send(session, text, frame.select(*ENDS, pl.struct(pl.exclude(*ENDS)).alias("said")))


def _send(session: Session, text: str, frame: pl.DataFrame) -> None:
    for rows in _batches(frame):
        session.execute_write(_unwind, text, rows)


def _unwind(transaction: ManagedTransaction, text: str, rows: list[dict[str, Any]]) -> None:
    transaction.run(text, rows=rows).consume()


def _batches(frame: pl.DataFrame) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, frame.height, ROWS_A_TRANSACTION):
        yield frame.slice(start, ROWS_A_TRANSACTION).to_dicts()


def drop_constraints(uri: str) -> None:
    """Take away what `dictionaries_seconds` declared, so that nothing else meets it."""
    address = Address.of(uri)
    auth = (address.user, address.password)
    with GraphDatabase.driver(address.uri, auth=auth, notifications_min_severity="OFF") as driver:
        found = driver.execute_query("SHOW CONSTRAINTS YIELD name", database_=address.database).records
        for name in (record["name"] for record in found if record["name"].startswith("bench ")):
            driver.execute_query(f"DROP CONSTRAINT `{name}`", database_=address.database)
