"""Gather: all files of one feed in one delivery, read, typed and mapped, with what went wrong on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from graph.codes import Delivery
from graph.errors import InputFault
from graph.frames import EdgeEnds, Frames, edge_columns, joined, node_columns, shaped
from graph.schema import Schema
from loaders import ids
from loaders.agencies.look_up import look_up_agencies
from loaders.agencies.register import NO_AGENCIES, AgencyRegister
from loaders.delivered.layout import Layout, layouts
from loaders.delivered.sources import OpenSource, Source
from loaders.delivered.sources import SourceFile as SourceFile
from loaders.mapping import Mapping, TableRule
from loaders.mapping.elsewhere import columns_asked_of
from loaders.readers import LINE_COLUMN, Chunk, RejectedRow, RowFinding
from loaders.report import FileRows, Withheld
from loaders.rows.checks import row_findings
from loaders.rows.elsewhere import Elsewhere
from loaders.rows.feed import FeedFacts, feed_facts, feed_frames
from loaders.rows.map import map_rows
from loaders.rows.row_records import with_records
from loaders.rows.searchable import searchable
from loaders.rows.typed import TypedTable, typed, values_of
from loaders.rows.unknown_words import unknown_words

QUARANTINE_LIMIT = 200_000
KEPT_APART = "nothing can be made of this row: what makes its ids is empty"


@dataclass
class Gathered:
    """One feed's delivery: frames in the shape of the schema (a record's key where a person stands), what is only
    mentioned, and the count of rows: read = loaded + quarantined. is_whole: whether no table is absent; is_part:
    corrected rows of a delivery that was loaded, so that nothing is closed and what it covers stays as it is; rows: by
    file."""

    mapping: Mapping
    files: tuple[Source, ...]
    agencies: AgencyRegister = NO_AGENCIES
    frames: Frames = field(default_factory=Frames)
    mentioned: dict[str, pl.Series] = field(default_factory=dict)
    read: int = 0
    loaded: int = 0
    rejected: list[tuple[str, RejectedRow]] = field(default_factory=list)
    findings: list[tuple[str, RowFinding]] = field(default_factory=list)
    is_whole: bool = True
    is_part: bool = False
    rows: list[FileRows] = field(default_factory=list)

    @property
    def withheld(self) -> Withheld | None:
        """Why what is missing from this delivery may not be closed. None: every row was read, and all rows are here."""
        if self.is_part:
            return Withheld.CORRECTED_ROWS_ONLY
        if self.mapping.feed.delivery is Delivery.ADDITIONS:
            return Withheld.ADDITIONS_ONLY
        if self.rejected:
            return Withheld.ROWS_QUARANTINED
        return None if self.is_whole else Withheld.TABLE_NOT_DELIVERED

    @property
    def swept(self) -> bool:
        """Whether what is missing from this delivery may be closed."""
        return self.withheld is None


def gather(
    mapping: Mapping,
    files: Sequence[Source],
    schema: Schema,
    loaded_on: date,
    progress: Callable[[int], None] = lambda rows: None,
    agencies: AgencyRegister = NO_AGENCIES,
    *,
    is_part: bool = False,
) -> Gathered:
    """Read and map every file and database of the feed. Raises InputFault for what spoils one of them
    as a whole; faulty rows are set apart.

    They are taken by name, so that which of two contradicting rows is the first does not depend on their order.
    agencies: the names by which its mapping may look agencies up. is_part: see Gathered.
    """
    in_order = tuple(sorted(files, key=lambda file: (file.name, file.sha256)))
    result = Gathered(mapping, in_order, agencies, is_part=is_part)
    parts, facts = _read_all(result, schema, loaded_on, progress)
    of_feed = Frames() if is_part else _shaped(feed_frames(mapping.feed, facts, loaded_on), schema)
    whole = joined([*parts, of_feed])
    nodes = {kind: _one_each(kind, frame, result, schema) for kind, frame in whole.nodes.items()}
    if "Record" in nodes:
        nodes["Record"] = searchable(nodes["Record"])
    edges = {ends: _keyed(ends, frame, result, schema) for ends, frame in whole.edges.items()}
    result.frames = Frames(nodes, edges)
    result.loaded = result.read - len(result.rejected)
    result.findings = list(dict.fromkeys(result.findings))
    return result


def _read_all(
    result: Gathered, schema: Schema, loaded_on: date, progress: Callable[[int], None]
) -> tuple[list[Frames], FeedFacts]:
    with ExitStack() as opening:
        opened = [opening.enter_context(file.opened()) for file in result.files]
        return _read_opened(result, opened, schema, loaded_on, progress)


def _read_opened(
    result: Gathered, opened: Sequence[OpenSource], schema: Schema, loaded_on: date,
    progress: Callable[[int], None],
) -> tuple[list[Frames], FeedFacts]:  # fmt: skip
    parts: list[Frames] = []
    facts = FeedFacts()
    counted = {id(one): Counter[str]() for one in opened}
    here = layouts(result.mapping, opened)
    result.is_whole = not here.absent
    result.findings += [(result.files[0].name, finding) for finding in here.findings()]
    elsewhere = _elsewhere(result.mapping, here.found)
    for layout in here.found:
        of_columns = layout.of_columns(result.mapping.file)
        result.findings += [(layout.source.name, finding) for finding in of_columns]
        for chunk in layout.chunks():
            ready = typed(chunk.frame, layout.table, elsewhere)
            facts = facts.merged(feed_facts(result.mapping.feed.covers, ready.frame))
            rejected = len(result.rejected)
            parts.append(_shaped(_chunk(chunk, ready, layout, result, schema, loaded_on, elsewhere), schema))
            read = chunk.frame.height + len(chunk.rejected)
            result.read += read
            counted[id(layout.source)] += Counter(read=read, quarantined=len(result.rejected) - rejected)
            _require_few_rejected(result)
            progress(result.read)
    of_files = [(one.name, counted[id(one)]) for one in opened]
    result.rows = [FileRows(name, count["read"], count["quarantined"]) for name, count in of_files]
    return parts, facts


def _require_few_rejected(result: Gathered) -> None:
    """A file of which so much cannot be read is not the file that the mapping means; its rows would fill the memory."""
    if len(result.rejected) <= QUARANTINE_LIMIT:
        return
    file, first = result.rejected[0]
    raise InputFault(
        file, f"more than {QUARANTINE_LIMIT:,} rows cannot be read, as here: {first.reason}",
        line=first.line, field=first.field, value=first.value,
        fix=f"Hold the mapping against the file, or ask for it again. {first.fix}",
    )  # fmt: skip


def _elsewhere(mapping: Mapping, found: Sequence[Layout]) -> Elsewhere:
    """What stands in the columns in which another table looks something up; these tables are read twice."""
    values: dict[tuple[str, str], list[pl.Series]] = {}
    for layout in found:
        asked = columns_asked_of(layout.table.name, mapping.tables)
        for chunk in layout.chunks() if asked else ():
            for name, column in values_of(chunk.frame, layout.table, asked).items():
                values.setdefault((layout.table.name, name), []).append(column)
    return {place: pl.concat(parts).unique() for place, parts in values.items()}


def _chunk(
    chunk: Chunk, ready: TypedTable, layout: Layout, result: Gathered, schema: Schema, loaded_on: date,
    elsewhere: Elsewhere,
) -> Frames:  # fmt: skip
    table, feed, file = layout.table, result.mapping.feed, layout.source.name
    looked_up = look_up_agencies(ready.frame, table, result.agencies, loaded_on)
    mapped = map_rows(looked_up.rows, table, feed, schema, loaded_on)
    for kind, found in mapped.mentioned.items():
        earlier = result.mentioned.get(kind)
        result.mentioned[kind] = found if earlier is None else pl.concat([earlier, found]).unique()
    unresolved = looked_up.rejected(table.name, chunk.frame)
    empty = _empty_rows(chunk.frame, table, mapped.empty_rows)
    rejected = (*chunk.rejected, *ready.rejected, *unresolved, *empty)
    result.rejected += [(file, layout.rejection(row)) for row in rejected]
    of_rows = row_findings(looked_up.rows, table, feed, loaded_on, elsewhere)
    unknown = unknown_words(chunk.frame, ready.frame, table)
    findings = (*chunk.findings, *unknown, *looked_up.findings(table.name), *of_rows)
    of_records = with_records(findings, looked_up.rows, table, feed)
    result.findings += [(file, layout.finding(found)) for found in of_records]
    return mapped.frames


def _empty_rows(frame: pl.DataFrame, table: TableRule, rows: tuple[int, ...]) -> Iterator[RejectedRow]:
    for number in rows:
        row = frame.row(number, named=True)
        line = row.pop(LINE_COLUMN)
        fix = "Fill in the columns that make the key, or take the row out."
        yield RejectedRow(table.name, line, None, None, KEPT_APART, fix, row)


def _shaped(part: Frames, schema: Schema) -> Frames:
    return Frames(
        {kind: shaped(frame, node_columns(schema.nodes[kind])) for kind, frame in part.nodes.items()},
        {ends: shaped(frame, edge_columns(schema.edges[ends.edge])) for ends, frame in part.edges.items()},
    )


def _one_each(kind: str, frame: pl.DataFrame, result: Gathered, schema: Schema) -> pl.DataFrame:
    """One row a node. Rows that say different things of one node are a finding; the first to say a thing stands."""
    if not schema.nodes[kind].owned:
        return combined(frame, kind, schema)
    found = _first_stands(frame, "id", lambda row: str(row["id"]), result)
    # A record without a name has empty search texts, never null.
    return (
        found.with_columns(pl.col("name_tokens", "name_sounds").fill_null("")) if kind == "Record" else found
    )


def combined(frame: pl.DataFrame, kind: str, schema: Schema) -> pl.DataFrame:
    """One row a node of a shared kind that several rows name; the same whichever came first."""
    if not frame["id"].is_duplicated().any():
        return frame
    unique = frame.unique()
    rules = [
        (pl.col(prop.name).max() if prop.combine == "greatest" else pl.col(prop.name).min())
        for prop in schema.nodes[kind].own
    ]
    return unique.group_by("id").agg(rules).select(frame.columns).sort("id")


def _first_stands(
    frame: pl.DataFrame, by: str, name: Callable[[dict[str, Any]], str], result: Gathered
) -> pl.DataFrame:
    if not frame[by].is_duplicated().any():
        return frame
    unique = frame.unique(maintain_order=True)
    repeated = unique.filter(pl.col(by).is_duplicated())
    if repeated.is_empty():
        return unique
    others = [column for column in frame.columns if column != by]
    grouped = repeated.group_by(by, maintain_order=True)
    merged = grouped.agg(pl.col(column).drop_nulls().first() for column in others).select(frame.columns)
    counted = grouped.agg(pl.col(column).drop_nulls().n_unique() for column in others)
    _contradictions(merged, counted, others, name, result)
    return pl.concat([unique.filter(~pl.col(by).is_duplicated()), merged])


def _contradictions(
    merged: pl.DataFrame, counted: pl.DataFrame, others: Sequence[str], name: Callable[[dict[str, Any]], str],
    result: Gathered,
) -> None:  # fmt: skip
    differ = counted.select(pl.any_horizontal(pl.col(others) > 1)).to_series()
    pairs = zip(
        merged.filter(differ).iter_rows(named=True), counted.filter(differ).iter_rows(named=True), strict=True
    )
    for row, counts in pairs:
        differing = ", ".join(column for column in others if counts[column] > 1)
        words = f"Rows of this delivery say different things of {name(row)}: {differing}. The first stands."
        said_by = row.get("record_id") or row.get("id")
        finding = RowFinding("", None, differing, None, "rows_contradict", words, said_by)
        result.findings.append((result.files[0].name, finding))


def _keyed(ends: EdgeEnds, frame: pl.DataFrame, result: Gathered, schema: Schema) -> pl.DataFrame:
    """Give every edge its key: a hash of kind, ends, what tells it apart, who says so, and start; one row a key."""
    kind = schema.edges[ends.edge]
    frame = frame.unique(maintain_order=True) if frame["record_id"].is_null().all() else frame
    parts = ["start", "end", *kind.told_apart_by, "record_id", "source", "valid_from"]
    texts = [pl.col(part).cast(pl.String).fill_null("") for part in parts]
    whole = pl.concat_str([pl.lit(kind.name), *texts], separator="\x1f")
    keyed = frame.with_columns(ids.hashed(whole).alias("key"))
    return _first_stands(keyed, "key", lambda row: f"{kind.name} of {row['start']} to {row['end']}", result)
