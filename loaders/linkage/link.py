"""Link: which records describe one person. Here by valid identifiers alone; records are never merged.

Two records that carry the same valid identifier describe one person, unless the person would then have two
different numbers of a register that gives each person one. Such a group is left apart, and said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from graph.frames import EdgeEnds, Frames
from loaders import ids
from loaders.linkage.components import connected

DESCRIBES = EdgeEnds("DESCRIBES", "Record", "Person")
LINKED: Final[dict[str, pl.DataType]] = {
    "record": pl.String(), "person": pl.String(), "probability": pl.Float64(), "rule": pl.String(),
}  # fmt: skip
"""One row a record: whom it describes, how sure that is, and by which rule."""
RULE = "shared identifier"
LINKER = "kinscope identifiers 1"
ONE_A_PERSON = ("nhs_number", "national_insurance_number", "pnc_id")
STRENGTH = ("nhs_number", "upn", "national_insurance_number", "pnc_id")


@dataclass(frozen=True)
class Clash:
    """Records that share identifiers and were left apart: `records` and the two `values` that exclude each other."""

    records: tuple[str, ...]
    scheme: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Links:
    """people: `record`, `person`, and `probability` and `rule` of the link, one row a record; clashes: what was left
    apart; decided_by: the linker, or None where nobody decided yet."""

    people: pl.DataFrame
    clashes: tuple[Clash, ...] = ()
    decided_by: str | None = LINKER

    @classmethod
    def none(cls) -> Links:
        """Nobody."""
        return cls(pl.DataFrame(schema=LINKED))


def named(groups: pl.DataFrame) -> pl.DataFrame:
    """`record`, `person` in order of record: a person's id is the hash of the smallest key of the group. groups:
    `record`, `group`, one row a record."""
    smallest = groups.group_by("group").agg(pl.col("record").min().alias("smallest"))
    hashed = smallest.with_columns(ids.hashed(pl.col("smallest")).alias("person"))
    return groups.join(hashed, on="group").select("record", "person").sort("record")


def as_held(records: pl.Series, held: pl.DataFrame) -> Links:
    """Every record with the person whom it describes; a new one alone, until linkage decides about it. held: `record`,
    `person`."""
    new = records.unique().to_frame("record").join(held, on="record", how="anti").sort("record")
    alone = new.with_columns(ids.hashed(pl.col("record")).alias("person"))
    people = pl.concat([held.select("record", "person"), alone]).unique("record", keep="first")
    return Links(_with_facts(people, None, None).sort("record"), decided_by=None)


def _with_facts(people: pl.DataFrame, probability: float | None, rule: str | None) -> pl.DataFrame:
    facts = {"probability": probability, "rule": rule}
    found = people.with_columns(pl.lit(value).alias(name) for name, value in facts.items())
    return found.select(pl.col(name).cast(kind) for name, kind in LINKED.items())


def link(records: pl.Series, identifiers: pl.DataFrame) -> Links:
    """Who each record describes.

    records: keys of all records. identifiers: `record`, `scheme`, `value` of valid, linking identifiers.
    A person's id is the hash of the smallest record key of the group, so that no order of loading matters.
    """
    records = records.unique().sort()
    held = in_registers(identifiers.unique().join(records.to_frame("record"), on="record", how="semi"))
    groups = _components(records, held)
    clashing = held.join(groups.filter(pl.col("group").is_in(_clashing(groups, held))), on="record")
    clashes: list[Clash] = []
    members: list[list[str]] = []
    for part in clashing.sort("group").partition_by("group", include_key=False, maintain_order=True):
        apart, found = _split(part)
        members += apart
        clashes += found
    groups = _replaced(groups, members)
    return Links(_with_facts(named(groups), 1.0, RULE), tuple(clashes))


def in_registers(held: pl.DataFrame) -> pl.DataFrame:
    """`record`, `scheme`, `value`: local numbers with the register that gave them, so that equal ones of two registers
    never meet."""
    keys = held.select("scheme", pl.col("record").str.extract(ids.FEED_OF_RECORD, 1).alias("feed")).unique()
    rows = [
        (scheme, feed, "".join(f"{part}:" for part in ids.register_of(scheme, feed or "")))
        for scheme, feed in keys.rows()
    ]
    schema = {"scheme": pl.String, "feed": pl.String, "register": pl.String}
    registers = pl.DataFrame(rows, schema=schema, orient="row")
    found = held.with_columns(pl.col("record").str.extract(ids.FEED_OF_RECORD, 1).alias("feed"))
    found = found.join(registers, on=["scheme", "feed"], nulls_equal=True)
    return found.select("record", "scheme", pl.concat_str("register", "value").alias("value"))


def _components(records: pl.Series, held: pl.DataFrame) -> pl.DataFrame:
    return connected(
        records, held.select("record", pl.concat_str("scheme", "value", separator=":").alias("thing"))
    )


def _clashing(groups: pl.DataFrame, held: pl.DataFrame) -> list[int]:
    exclusive = held.filter(pl.col("scheme").is_in(ONE_A_PERSON)).join(groups, on="record")
    counted = exclusive.group_by("group", "scheme").agg(pl.col("value").n_unique().alias("values"))
    return sorted(counted.filter(pl.col("values") > 1)["group"].unique())


def _split(held: pl.DataFrame) -> tuple[list[list[str]], list[Clash]]:
    """Join the records of one clashing group again, strongest register first, never so that two numbers of one
    person's register meet."""
    group_of = {record: {record} for record in sorted(held["record"].unique())}
    numbers: dict[str, dict[str, set[str]]] = {record: {} for record in group_of}
    for record, scheme, value in held.iter_rows():
        numbers[record].setdefault(scheme, set()).add(value)
    clashes: list[Clash] = []
    ranked = {scheme: place for place, scheme in enumerate(STRENGTH)}
    shared = held.group_by("scheme", "value").agg(pl.col("record").unique().sort())
    in_order = sorted(shared.iter_rows(), key=lambda row: (ranked.get(row[0], len(ranked)), *row[:2]))
    for _, _, records in in_order:
        for other in records[1:]:
            first, second = group_of[records[0]], group_of[other]
            if first is second:
                continue
            clash = _exclusive_clash(first, second, numbers)
            if clash:
                clashes.append(Clash(tuple(sorted(first | second)), *clash))
                continue
            first |= second
            for record in second:
                group_of[record] = first
    groups = {id(group): sorted(group) for group in group_of.values()}
    return sorted(groups.values()), clashes


def _exclusive_clash(
    first: set[str], second: set[str], numbers: dict[str, dict[str, set[str]]]
) -> tuple[str, tuple[str, ...]] | None:
    for scheme in ONE_A_PERSON:
        ours = {value for record in first for value in numbers[record].get(scheme, ())}
        theirs = {value for record in second for value in numbers[record].get(scheme, ())}
        if ours and theirs and ours != theirs:
            return scheme, tuple(sorted(ours | theirs))
    return None


def _replaced(groups: pl.DataFrame, members: Sequence[Sequence[str]]) -> pl.DataFrame:
    new = pl.DataFrame(
        [(groups.height + number, record) for number, group in enumerate(members) for record in group],
        schema=groups.schema, orient="row",
    )  # fmt: skip
    return pl.concat([groups.join(new, on="record", how="anti"), new])


def identifiers_of(frames: Frames) -> pl.DataFrame:
    """`record`, `scheme`, `value` of the identifiers in mapped frames that may link."""
    edges = frames.edges.get(EdgeEnds("HAS_IDENTIFIER", "Record", "Identifier"))
    nodes = frames.nodes.get("Identifier")
    if edges is None or nodes is None:
        return pl.DataFrame(schema={"record": pl.String, "scheme": pl.String, "value": pl.String})
    may_link = nodes.filter(pl.col("valid")).unique("id")
    # A record that has ended stays linked as it was; a number that has ended alone links no more.
    records = frames.nodes.get("Record", pl.DataFrame(schema={"id": pl.String, "ended_on": pl.Date}))
    gone = records.filter(pl.col("ended_on").is_not_null())["id"]
    edges = edges.filter(pl.col("ended_on").is_null() | pl.col("start").is_in(gone.implode()))
    return edges.join(may_link, left_on="end", right_on="id").select(
        pl.col("start").alias("record"), "scheme", "value"
    )


def describes(records: pl.DataFrame, links: Links, decided_on: date) -> pl.DataFrame:
    """The edges from records (frame of Record) to the people they describe."""
    said = ("source", "agency", "category", "restriction", "loaded_on", "ended_on", "ending")
    found = records.select("id", *said).join(links.people, left_on="id", right_on="record")
    return found.select(
        pl.col("id").alias("start"),
        pl.col("person").alias("end"),
        "probability",
        "rule",
        pl.lit(links.decided_by, dtype=pl.String).alias("decided_by"),
        pl.lit(decided_on).alias("decided_on"),
        ids.hashed("DESCRIBES\x1f" + pl.col("id")).alias("key"),
        pl.col("id").alias("record_id"),
        *said,
    )


def with_people(frames: Frames, people: pl.DataFrame) -> Frames:
    """The same edges with people where records stood for them."""
    person_of = people.select(pl.col("record"), pl.col("person"))
    edges = dict(frames.edges)
    for ends, frame in frames.edges.items():
        for side, kind in (("start", ends.start), ("end", ends.end)):
            if kind == "Person":
                frame = _exchanged(frame, side, person_of)
        edges[ends] = frame
    return Frames(frames.nodes, edges)


def _exchanged(frame: pl.DataFrame, side: str, person_of: pl.DataFrame) -> pl.DataFrame:
    # Joined by itself, as a join copies every column that takes part in it.
    people = frame.select(side).join(
        person_of, left_on=side, right_on="record", how="left", maintain_order="left"
    )
    return frame.with_columns(people["person"].alias(side))
