"""Relink: when records turn out to describe somebody else than before, the facts that carry their keys move along.

A record is never changed by this. The edges that a record states hang from the person it describes, so they are
created anew at the other person and deleted at the former one, in one transaction.
"""

from __future__ import annotations

import polars as pl

from graph.frames import Changes, Frames, node_columns, shaped
from graph.query import NamedQuery
from graph.schema import Schema
from graph.store import Progress, Store
from loaders import ids

MENTIONED = NamedQuery(
    "records/mentioned",
    "MATCH (record:Record) WHERE record.source IS NULL RETURN record.id AS id",
    {},
    {"id": "string"},
    "Which records are mentioned by a feed and described by none yet?",
)


def only_mentioned(store: Store) -> pl.DataFrame:
    """`record` and `person` of records that are mentioned and not described yet. Nothing links these, so the person
    at whom their facts hang follows from the record's key."""
    records = sorted(str(row["id"]) for row in store.run(MENTIONED, {}))
    rows = list(zip(records, ids.hashes(records), strict=True))
    return pl.DataFrame(rows, schema={"record": pl.String, "person": pl.String}, orient="row")


def move(store: Store, held: pl.DataFrame, people: pl.DataFrame, schema: Schema, progress: Progress) -> int:
    """Move what is stated by records whose person changed. held, people: `record`, `person`, before and after.

    Returns how many records moved.
    """
    moved = held.join(people, on="record", suffix=" new").filter(pl.col("person") != pl.col("person new"))
    if moved.is_empty():
        return 0
    person_of = dict(moved.select("record", "person new").iter_rows())
    former = moved["person"].unique().sort()
    found = store.edges_of("Person", former.to_list())
    stays = set(people["person"].unique())
    gone = [person for person in former if person not in stays]
    touched = sorted({*former, *moved["person new"]})
    earlier = {
        str(row["id"]): str(row["former_ids"]) for row in store.nodes("Person", touched) if row["former_ids"]
    }
    store.write(changes_of_move(found, person_of, moved, earlier, gone, schema), progress)
    return moved.height


def changes_of_move(
    found: Frames,
    person_of: dict[str, str],
    moved: pl.DataFrame,
    earlier: dict[str, str],
    gone: list[str],
    schema: Schema,
) -> Changes:
    """Pure: the edges at the former people, and who each moved record describes now, to changes.

    earlier: ids that a person had before, by person, separated by blanks.
    """
    changes = Changes()
    changes.merged_nodes["Person"] = _new_people(moved, earlier, schema)
    for ends, frame in found.edges.items():
        now = frame
        if ends.end == "Person":
            now = _moved(now, "end", "other_record_id" if ends.start == "Person" else "record_id", person_of)
        if ends.start == "Person":
            now = _moved(now, "start", "record_id", person_of)
        differs = (now["start"] != frame["start"]) | (now["end"] != frame["end"])
        if differs.any():
            changes.deleted_edges[ends] = frame.filter(differs)
            changes.new_edges[ends] = now.filter(differs)
    if gone:
        changes.deleted_nodes["Person"] = pl.DataFrame({"id": gone}, schema={"id": pl.String})
    return changes


def _new_people(moved: pl.DataFrame, earlier: dict[str, str], schema: Schema) -> pl.DataFrame:
    """The people that records moved to, with the ids under which they were known before as aliases."""
    aliases: dict[str, set[str]] = {}
    for former, now in moved.select("person", "person new").unique().iter_rows():
        known = aliases.setdefault(now, set(earlier.get(now, "").split()))
        known.update((former, *earlier.get(former, "").split()))
    rows = [(now, " ".join(sorted(known - {now}))) for now, known in sorted(aliases.items())]
    people = pl.DataFrame(rows, schema={"id": pl.String, "former_ids": pl.String}, orient="row")
    return shaped(people, node_columns(schema.nodes["Person"]))


def _moved(frame: pl.DataFrame, side: str, record: str, person_of: dict[str, str]) -> pl.DataFrame:
    new = pl.col(record).replace_strict(person_of, default=None, return_dtype=pl.String)
    return frame.with_columns(pl.coalesce(new, pl.col(side)).alias(side))
