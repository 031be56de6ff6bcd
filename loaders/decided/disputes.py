"""Disputes as a feed of their own: what people record in Kinscope is kept in the ledger and replayed into the graph.

A dispute is a Wish about a record, by whoever disputes it. There is no Source node for this feed: it covers nobody, and
a column that never says anything would stand in every answer to who knows whom.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import polars as pl

from graph.codes import Category, Ending, WishKind
from graph.frames import EdgeEnds, Frames, edge_columns, node_columns
from graph.query import NamedQuery, Row
from graph.schema import Schema, load_schema
from graph.store import Progress, Store, no_progress
from loaders import ids
from loaders.decided.standing import Dispute, Standing
from loaders.difference import Difference, difference

AGENCY = "kinscope"
FEED = f"{AGENCY}/recorded"
ABOUT, BY = EdgeEnds("ABOUT", "Wish", "Record"), EdgeEnds("BY", "Wish", "Person")
DESCRIBED = NamedQuery(
    "records/described",
    "MATCH (record:Record {id: $key})-[:DESCRIBES]->(person:Person) "
    "RETURN person.id AS person, record.restriction AS restriction",
    {"key": "string"},
    {"person": "string", "restriction": "string"},
    "Whom does this record describe, and how is it restricted?",
)


def replay_disputes(
    store: Store, standing: Standing, today: date, progress: Progress = no_progress
) -> Difference | None:
    """Make the graph say which disputes stand. None where there never was one."""
    if not standing.ever_disputed:
        return None
    schema = load_schema()
    asked = sorted({key for one in standing.disputes.values() for key in (one.record, one.said_by)})
    described = {key: rows[0] for key, rows in store.run_each(DESCRIBED, asked).items() if rows}
    wanted = dispute_frames(standing.disputes.values(), described, today, schema)
    found = difference(store.held(FEED), wanted, schema, today, Ending.WITHDRAWN)
    store.write(found.changes, progress)
    return found


def disputes_in(
    links: pl.DataFrame | None, frames: Frames, standing: Standing, today: date, schema: Schema
) -> Frames:
    """The disputes about the records of a graph that is about to be built. links: DESCRIBES of its records, if any."""
    if not standing.disputes or links is None:
        return Frames()
    asked = sorted({key for one in standing.disputes.values() for key in (one.record, one.said_by)})
    records = frames.nodes["Record"].filter(pl.col("id").is_in(asked)).select("id", "restriction")
    people = links.select(pl.col("start").alias("id"), pl.col("end").alias("person"))
    described = {str(row["id"]): row for row in records.join(people, on="id").iter_rows(named=True)}
    return dispute_frames(standing.disputes.values(), described, today, schema)


def dispute_frames(
    disputes: Iterable[Dispute], described: Mapping[str, Row], today: date, schema: Schema
) -> Frames:
    """The wishes, what each is about and whose it is. described: person and restriction of the records that are here;
    a dispute of one that is not waits until it is delivered."""
    here = [one for one in disputes if one.record in described]
    rows = [(one, _said(one, described[one.record]["restriction"], today)) for one in here]
    wishes = [
        {
            "id": f"{FEED}/{one.id}", "own_id": one.id, "wish_kind": str(WishKind.DISPUTED),
            "expressed_on": one.said_on, "words": one.words, **said,
        }
        for one, said in rows
    ]  # fmt: skip
    about = [_edge(ABOUT, one, one.record, one.record, said) for one, said in rows]
    by = [
        _edge(BY, one, str(described[one.said_by]["person"]), one.said_by, said)
        for one, said in rows
        if one.said_by in described
    ]
    nodes = {"Wish": pl.DataFrame(wishes, schema=node_columns(schema.nodes["Wish"]))}
    edges = {
        ends: pl.DataFrame(rows_of, schema=edge_columns(schema.edges[ends.edge]))
        for ends, rows_of in ((ABOUT, about), (BY, by))
    }
    return Frames(nodes, edges)


def _said(one: Dispute, restriction: object, today: date) -> dict[str, object]:
    """Whoever may not see the record may not learn that it is disputed."""
    return {
        "source": FEED, "agency": AGENCY, "category": str(Category.RECORDED_HERE), "restriction": restriction,
        "recorded_on": one.said_on, "loaded_on": today,
    }  # fmt: skip


def _edge(
    ends: EdgeEnds, one: Dispute, end: str, record: str, said: Mapping[str, object]
) -> dict[str, object]:
    (key,) = ids.hashes(["\x1f".join((ends.edge, one.id, record))])
    wish = f"{FEED}/{one.id}"
    return {"start": wish, "end": end, "key": key, "record_id": record, **said}
