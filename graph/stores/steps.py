"""Changes cut into steps, and steps gathered into transactions: the same for all stores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from graph.frames import Changes, EdgeEnds


class Action(StrEnum):
    """What is done with the rows of a step."""

    MERGE_NODES = "merge nodes"
    DELETE_EDGES = "delete edges"
    CREATE_EDGES = "create edges"
    CHANGE_EDGES = "change edges"
    DELETE_NODES = "delete nodes"


@dataclass(frozen=True)
class Step:
    """Rows of one kind with what is to be done with them. target: a kind of node, or an edge kind with its ends."""

    action: Action
    target: str | EdgeEnds
    rows: pl.DataFrame


def transactions(changes: Changes, size: int) -> list[list[Step]]:
    """The steps in the order of Changes, gathered into transactions of at most `size` rows.

    Where edges are deleted everything goes into one transaction, however large: these are edges on their way from
    one person to another, and half of a move would be a loss.
    """
    whole = [step for step in _steps(changes) if step.rows.height]
    if changes.deleted_edges:
        return [whole] if whole else []
    return list(_gathered([piece for step in whole for piece in _cut(step, size)], size))


def _steps(changes: Changes) -> Iterator[Step]:
    for name, rows in (*changes.new_nodes.items(), *changes.merged_nodes.items()):
        yield Step(Action.MERGE_NODES, name, rows)
    for ends, rows in changes.deleted_edges.items():
        yield Step(Action.DELETE_EDGES, ends, rows)
    for ends, rows in changes.new_edges.items():
        yield Step(Action.CREATE_EDGES, ends, rows)
    for ends, rows in changes.changed_edges.items():
        yield Step(Action.CHANGE_EDGES, ends, rows)
    for name, rows in changes.deleted_nodes.items():
        yield Step(Action.DELETE_NODES, name, rows)


def _cut(step: Step, size: int) -> Iterator[Step]:
    for piece in step.rows.iter_slices(size):
        yield Step(step.action, step.target, piece)


def _gathered(steps: Sequence[Step], size: int) -> Iterator[list[Step]]:
    batch: list[Step] = []
    held = 0
    for step in steps:
        if batch and held + step.rows.height > size:
            yield batch
            batch, held = [], 0
        batch.append(step)
        held += step.rows.height
    if batch:
        yield batch
