"""Frames into Neo4j: rows as lists, ten thousand a transaction."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import polars as pl

from graph.addresses import normalised_lines
from graph.frames import Changes, EdgeEnds, Frames
from graph.render import neo4j as render
from graph.schema import Schema
from graph.store import Progress
from graph.stores.neo4j import meta
from graph.stores.neo4j.commits import Commits
from graph.stores.neo4j.lock import WriterLock
from graph.stores.neo4j.server import Server, Transaction, fetch
from graph.stores.steps import Action, Step, transactions

ROWS_A_TRANSACTION = 10_000
WRITERS = 4
Work = Callable[[Transaction], object]


def write(commits: Commits, lock: WriterLock, changes: Changes, schema: Schema, progress: Progress) -> None:
    """Carry out changes, a transaction a batch; the lock is held. See Store.write."""
    total, done = changes.rows(), 0
    for batch in transactions(changes, ROWS_A_TRANSACTION):
        commits.write(partial(_carry_out, lock, batch, schema))
        done += sum(step.rows.height for step in batch)
        progress("Writing", done, total)


def erase(commits: Commits, lock: WriterLock, changes: Changes, schema: Schema) -> None:
    """Carry out changes in one transaction, and let go of name tokens that no record has any more; the lock is held."""
    steps = [step for batch in transactions(changes, max(1, changes.rows())) for step in batch]

    def work(transaction: Transaction) -> None:
        _carry_out(lock, steps, schema, transaction)
        kept = {token for (token,) in fetch(transaction, render.NAMES_KEPT, {})}
        held = {token for (token,) in fetch(transaction, render.NAMES_HELD, {})}
        fetch(transaction, render.FORGET_NAMES, {"tokens": sorted(kept - held)})

    commits.write(work)


def _carry_out(lock: WriterLock, batch: list[Step], schema: Schema, transaction: Transaction) -> None:
    lock.renew(transaction)
    for step in batch:
        _statement(transaction, step, schema)
    meta.count_up(transaction)


def _statement(transaction: Transaction, step: Step, schema: Schema) -> None:
    if isinstance(step.target, EdgeEnds):
        kind = schema.edges[step.target.edge]
        statement = {
            Action.CREATE_EDGES: render.merge_edges,
            Action.CHANGE_EDGES: render.change_edges,
            Action.DELETE_EDGES: render.delete_edges,
        }[step.action]
        rows = step.rows.select(render.edge_row(kind)).rows()
        fetch(transaction, statement(kind, step.target.start, step.target.end), {"rows": rows})
    elif step.action is Action.DELETE_NODES:
        fetch(
            transaction,
            render.delete_nodes(schema.nodes[step.target]),
            {"rows": step.rows.select("id").rows()},
        )
    else:
        _nodes(transaction, render.merge_nodes(schema.nodes[step.target]), step.target, step.rows, schema)


def _nodes(transaction: Transaction, text: str, kind: str, rows: pl.DataFrame, schema: Schema) -> None:
    if kind == "Record":
        rows = with_folded_address(rows)
        fetch(transaction, render.NEW_NAMES, {"tokens": name_tokens(rows)})
    fetch(transaction, text, {"rows": rows.select(render.node_row(schema.nodes[kind])).rows()})


def with_folded_address(records: pl.DataFrame) -> pl.DataFrame:
    """Records with what the store keeps beside the properties of their kind."""
    return records.with_columns(normalised_lines(pl.col("address")).alias(render.FOLDED_ADDRESS))


def name_tokens(records: pl.DataFrame) -> list[str]:
    """All name tokens of these records, each once."""
    tokens = records["name_tokens"].drop_nulls().str.split(" ").explode().unique().sort()
    return [token for token in tokens if token]


def build(server: Server, lock: WriterLock, frames: Frames, schema: Schema, progress: Progress) -> None:
    """Create everything, a transaction a batch; the lock is held and the store marked as being built.

    Several transactions are under way at a time, so that some are sent while others are carried out. Edges wait for all
    nodes; two that meet at one node may wait for each other, and are then tried again by the driver.
    """
    total, done = frames.rows(), 0
    for part in (Frames(frames.nodes, {}), Frames({}, frames.edges)):
        works = (
            (rows.height, partial(server.write, partial(_create, lock, name, rows, schema)))
            for name, rows in _pieces(part)
        )
        for height in _several_at_a_time(works):
            done += height
            progress("Building", done, total)


def _several_at_a_time(works: Iterable[tuple[int, Callable[[], object]]]) -> Iterator[int]:
    """The number of each work as it ends, in their order. At most one waits for its turn, and none is begun after
    one that failed."""
    with ThreadPoolExecutor(WRITERS, thread_name_prefix="kinscope-write") as pool:
        running: deque[tuple[int, Future[object]]] = deque()
        try:
            for height, work in works:
                running.append((height, pool.submit(work)))
                if len(running) > WRITERS:
                    yield _ended(running.popleft())
            while running:
                yield _ended(running.popleft())
        finally:
            pool.shutdown(cancel_futures=True)


def _ended(one: tuple[int, Future[object]]) -> int:
    one[1].result()
    return one[0]


def _create(
    lock: WriterLock, name: str | EdgeEnds, rows: pl.DataFrame, schema: Schema, transaction: Transaction
) -> None:
    if isinstance(name, EdgeEnds):
        kind = schema.edges[name.edge]
        text = render.create_edges(kind, name.start, name.end)
        fetch(transaction, text, {"rows": rows.select(render.edge_row(kind)).rows()})
    else:
        _nodes(transaction, render.create_nodes(schema.nodes[name]), name, rows, schema)
    # Last, as renewing holds the lock's node until the end of the transaction, and the others would wait for it.
    lock.renew(transaction)


def _pieces(frames: Frames) -> Iterator[tuple[str | EdgeEnds, pl.DataFrame]]:
    for name, rows in frames:
        for piece in rows.iter_slices(ROWS_A_TRANSACTION):
            if piece.height:
                yield name, piece
