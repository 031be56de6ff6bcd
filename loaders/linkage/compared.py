"""Compared: what linkage reads of a store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from graph.frames import EdgeEnds, Frames, edge_columns, shaped
from graph.schema import load_schema
from graph.store import Store
from loaders.linkage.columns import linkage_columns
from loaders.linkage.link import DESCRIBES
from loaders.linkage.relatives import members, relations

NODES: Final = ("Record", "Residence", "Identifier", "ContactPoint")
EDGES: Final = (
    "DESCRIBES", "HAS_IDENTIFIER", "HAS_CONTACT_POINT", "LIVES_AT", "MEMBER_OF", "NOT_SAME_AS", "RELATED_TO",
)  # fmt: skip
NOT_SAME_AS: Final = EdgeEnds("NOT_SAME_AS", "Record", "Record")


@dataclass(frozen=True)
class Compared:
    """columns, relations, members: as `resolve` takes them. describes: the DESCRIBES edges as they are. apart: `left`,
    `right` of the NOT_SAME_AS edges that stand."""

    columns: pl.DataFrame
    relations: pl.DataFrame
    members: pl.DataFrame
    describes: pl.DataFrame
    apart: pl.DataFrame


def read_compared(store: Store) -> Compared:
    """What linkage compares of all records of a store."""
    return compared(store.all_of(NODES, EDGES))


def compared(frames: Frames) -> Compared:
    """The same, of frames: as mapped, or as a store holds them. Pure."""
    kinds = load_schema().edges
    described = shaped(frames.edges.get(DESCRIBES, pl.DataFrame()), edge_columns(kinds["DESCRIBES"]))
    apart = shaped(frames.edges.get(NOT_SAME_AS, pl.DataFrame()), edge_columns(kinds["NOT_SAME_AS"]))
    return Compared(
        linkage_columns(frames),
        relations(frames),
        members(frames),
        described,
        apart.filter(pl.col("ended_on").is_null()).select(left="start", right="end"),
    )
