"""Relink: when records turn out to describe somebody else than before, the facts that carry their keys move along.

A record is never changed by this. The edges that a record states hang from the person it describes, so they are
created anew at the other person and deleted at the former one, in one transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import polars as pl

from graph.frames import Changes, Frames, node_columns, shaped
from graph.query import NamedQuery
from graph.schema import Schema
from graph.store import Progress, Store
from loaders import ids
from loaders.linkage.link import DESCRIBES, LINKER

MENTIONED = NamedQuery(
    "records/mentioned",
    "MATCH (record:Record) WHERE record.source IS NULL RETURN record.id AS id",
    {},
    {"id": "string"},
    "Which records are mentioned by a feed and described by none yet?",
)


NOT_BY_IDENTIFIERS = NamedQuery(
    "links/not_by_identifiers",
    "MATCH (:Record)-[link:DESCRIBES]->(:Person) WHERE link.decided_by <> $linker RETURN link.key AS key LIMIT 1",
    {"linker": "string"},
    {"key": "string"},
    "Was anybody linked by more than identifiers?",
)


def is_linked_by_model(store: Store) -> bool:
    """Whether a model, or a person, decided about any link of the store."""
    return bool(store.run(NOT_BY_IDENTIFIERS, {"linker": LINKER}))


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
    moved = moved_records(held, people)
    if moved.is_empty():
        return 0
    store.write(changes_to(store, moved, people, schema), progress)
    return moved.height


def moved_records(held: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """`record`, `person` and `person new` of the records that describe somebody else now."""
    both = held.select("record", "person").join(
        people.select("record", "person"), on="record", suffix=" new", maintain_order="left"
    )
    return both.filter(pl.col("person") != pl.col("person new"))


def changes_to(store: Store, moved: pl.DataFrame, people: pl.DataFrame, schema: Schema) -> Changes:
    """What moves with these records. people: `record`, `person`, as everybody is described after it."""
    if moved.is_empty():
        return Changes()
    person_of = dict(moved.select("record", "person new").iter_rows())
    former = moved["person"].unique().sort()
    found = store.edges_of("Person", former.to_list())
    stays = set(people["person"].unique())
    gone = [person for person in former if person not in stays]
    return changes_of_move(found, person_of, moved, former_ids_of(store, moved), gone, schema)


def former_ids_of(store: Store, moved: pl.DataFrame) -> dict[str, str]:
    """The ids that people had before, separated by blanks, by person: of those at both ends of a move that have any."""
    touched = sorted({*moved["person"], *moved["person new"]})
    return {
        str(row["id"]): str(row["former_ids"]) for row in store.nodes("Person", touched) if row["former_ids"]
    }


@dataclass(frozen=True)
class Relinking:
    """changes: what to write. before, after: the DESCRIBES edges that change, in one order. former_ids: by person, as
    they are before it."""

    changes: Changes
    before: pl.DataFrame
    after: pl.DataFrame
    former_ids: Mapping[str, str]


def relinking(store: Store, held: pl.DataFrame, wanted: pl.DataFrame, schema: Schema) -> Relinking:
    """What it takes that records describe whom they are to describe. held, wanted: the DESCRIBES edges of all records
    as they are and as they are to be, in one order."""
    people = wanted.select(record="start", person="end")
    moved = moved_records(held.select(record="start", person="end"), people)
    changes = changes_to(store, moved, people, schema)
    differs = differing_rows(held, wanted, ("end", "probability", "rule", "decided_by", "decided_on"))
    before, after = held.filter(differs), wanted.filter(differs)
    other_end = before["end"] != after["end"]
    for part in (changes.deleted_edges, changes.new_edges):
        part.pop(DESCRIBES, None)
    for part, edges in (
        (changes.deleted_edges, before.filter(other_end)),
        (changes.new_edges, after.filter(other_end)),
        (changes.changed_edges, after.filter(~other_end)),
    ):
        if edges.height:
            part[DESCRIBES] = edges
    return Relinking(changes, before, after, former_ids_of(store, moved))


def differing_rows(one: pl.DataFrame, other: pl.DataFrame, columns: Collection[str]) -> pl.Series:
    """Whether two frames of one order differ in any of these columns, row by row."""
    pairs = pl.DataFrame({name: one[name].ne_missing(other[name]) for name in columns})
    return pairs.select(pl.any_horizontal(pl.all())).to_series()


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
