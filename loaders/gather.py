"""Gather: all files of one feed in one delivery, read, typed and mapped, with what went wrong on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from graph.errors import InputFault
from graph.frames import EdgeEnds, Frames, edge_columns, joined, node_columns, shaped
from graph.schema import Schema
from loaders import ids
from loaders.checks import row_findings
from loaders.feed import FeedFacts, feed_facts, feed_frames
from loaders.map import map_rows
from loaders.mapping import Mapping, TableRule
from loaders.mapping.document import nearest
from loaders.readers import LINE_COLUMN, RejectedRow, RowFinding, header, read
from loaders.typed import typed

KEPT_APART = "nothing can be made of this row: what makes its ids is empty"


@dataclass(frozen=True)
class SourceFile:
    """One file of a delivery and the SHA-256 of its bytes."""

    path: Path
    sha256: str

    @classmethod
    def of(cls, path: Path) -> SourceFile:
        """Hash the file. Raises OSError where it cannot be read."""
        with path.open("rb") as file:
            return cls(path, hashlib.file_digest(file, "sha256").hexdigest())


@dataclass
class Gathered:
    """One feed's delivery: frames in the shape of the schema (a record's key where a person stands), what is only
    mentioned, and the count of rows: read = loaded + quarantined."""

    mapping: Mapping
    files: tuple[SourceFile, ...]
    frames: Frames
    mentioned: dict[str, pl.Series]
    read: int
    loaded: int
    rejected: list[tuple[str, RejectedRow]] = field(default_factory=list)
    findings: list[tuple[str, RowFinding]] = field(default_factory=list)


def gather(
    mapping: Mapping,
    files: Sequence[SourceFile],
    schema: Schema,
    loaded_on: date,
    progress: Callable[[int], None] = lambda rows: None,
) -> Gathered:
    """Read and map every file of the feed. Raises InputFault for what spoils a whole file; faulty rows are set apart."""
    result = Gathered(mapping, tuple(files), Frames(), {}, 0, 0)
    parts: list[Frames] = []
    facts = FeedFacts()
    for file in files:
        for table in mapping.tables:
            check_columns(file.path, table, result)
            for chunk in read(file.path, table.read):
                facts = facts.merged(feed_facts(mapping.feed.covers, chunk.frame, table))
                parts.append(_chunk(chunk.frame, table, file, result, schema, loaded_on))
                result.rejected += [(file.path.name, row) for row in chunk.rejected]
                result.findings += [(file.path.name, found) for found in chunk.findings]
                result.read += chunk.frame.height + len(chunk.rejected)
                progress(result.read)
    whole = joined([_shaped(part, schema) for part in parts])
    whole = joined([whole, _shaped(feed_frames(mapping.feed, facts, loaded_on), schema)])
    result.frames = Frames(
        {kind: _one_each(kind, frame, result, schema) for kind, frame in whole.nodes.items()},
        {ends: _keyed(ends, frame, schema) for ends, frame in whole.edges.items()},
    )
    result.loaded = result.read - len(result.rejected)
    result.findings = list(dict.fromkeys(result.findings))
    return result


def check_columns(path: Path, table: TableRule, result: Gathered) -> None:
    """Every declared column must be in the file; one that the mapping does not read is a finding."""
    present = header(path, table.read)
    for column in table.columns.values():
        if column.name not in present and not column.optional:
            raise InputFault(
                path.name, "the file lacks a column that the mapping reads", line=table.read.header,
                field=column.name, fix=nearest(column.name, present),
            )  # fmt: skip
    for name in present:
        if name not in table.columns and name not in table.ignored:
            words = f"Column '{name}' is not read by the mapping {result.mapping.file}."
            result.findings.append(
                (path.name, RowFinding(table.name, table.read.header, name, None, "column_not_read", words))
            )


def _chunk(
    frame: pl.DataFrame, table: TableRule, file: SourceFile, result: Gathered, schema: Schema, loaded_on: date
) -> Frames:
    ready = typed(frame, table)
    result.rejected += [(file.path.name, row) for row in ready.rejected]
    mapped = map_rows(ready.frame, table, result.mapping.feed, schema, loaded_on)
    for kind, found in mapped.mentioned.items():
        earlier = result.mentioned.get(kind)
        result.mentioned[kind] = found if earlier is None else pl.concat([earlier, found]).unique()
    result.rejected += [(file.path.name, row) for row in _empty_rows(frame, table, mapped.empty_lines)]
    result.findings += [
        (file.path.name, found) for found in row_findings(ready.frame, table, result.mapping.feed, loaded_on)
    ]
    return mapped.frames


def _empty_rows(frame: pl.DataFrame, table: TableRule, lines: tuple[int, ...]) -> Iterator[RejectedRow]:
    if not lines:
        return
    for row in frame.filter(pl.col(LINE_COLUMN).is_in(lines)).iter_rows(named=True):
        line = row.pop(LINE_COLUMN)
        yield RejectedRow(
            table.name,
            line,
            None,
            None,
            KEPT_APART,
            "Fill in the columns that make the key, or take the row out.",
            row,
        )


def _shaped(part: Frames, schema: Schema) -> Frames:
    return Frames(
        {kind: shaped(frame, node_columns(schema.nodes[kind])) for kind, frame in part.nodes.items()},
        {ends: shaped(frame, edge_columns(schema.edges[ends.edge])) for ends, frame in part.edges.items()},
    )


def _one_each(kind: str, frame: pl.DataFrame, result: Gathered, schema: Schema) -> pl.DataFrame:
    """One row a node. Rows that say different things of one node are a finding; the first to say a thing stands."""
    unique = frame.unique(maintain_order=True)
    repeated = unique.filter(pl.col("id").is_duplicated())
    if repeated.is_empty():
        return unique
    others = [name for name in frame.columns if name != "id"]
    grouped = repeated.group_by("id", maintain_order=True)
    if schema.nodes[kind].owned:
        clash = grouped.agg(pl.col(name).drop_nulls().n_unique() for name in others).filter(
            pl.any_horizontal(pl.col(name) > 1 for name in others)
        )
        for row in clash.iter_rows(named=True):
            names = ", ".join(name for name in others if row[name] > 1)
            words = f"Rows of this delivery say different things of {row['id']}: {names}. The first stands."
            result.findings.append(
                (result.files[0].path.name, RowFinding("", None, names, None, "rows_contradict", words))
            )
    merged = grouped.agg(pl.col(name).drop_nulls().first() for name in others).select(frame.columns)
    return pl.concat([unique.filter(~pl.col("id").is_duplicated()), merged])


def _keyed(ends: EdgeEnds, frame: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """Give every edge its key: a hash of kind, ends, what tells it apart, and start; one row a key."""
    kind = schema.edges[ends.edge]
    parts = [
        pl.lit(kind.name),
        pl.col("start"),
        pl.col("end"),
        *(pl.col(name) for name in kind.told_apart_by),
    ]
    # What the record at the start says is another statement than what another record says.
    parts += [pl.col("record_id"), pl.col("source"), pl.col("valid_from").cast(pl.String)]
    texts = frame.select(pl.concat_str([part.fill_null("") for part in parts], separator="\x1f")).to_series()
    keyed = frame.with_columns(pl.Series("key", ids.hashed(texts), dtype=pl.String))
    return keyed.unique("key", keep="first", maintain_order=True)
