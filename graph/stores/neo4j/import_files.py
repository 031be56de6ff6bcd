"""A graph as the files that Neo4j's importer takes: one CSV a kind, headed by what each column is.

A text is always quoted and a missing value never is: so the importer tells an empty text from none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from polars import selectors

from graph.frames import EdgeEnds, Frames
from graph.render import neo4j as render
from graph.schema import Schema
from graph.stores.neo4j.writing import name_tokens, with_folded_address

BYTES_OF_OTHER_COLUMNS = 4096
INFINITE = {"inf": "Infinity", "-inf": "-Infinity"}


@dataclass(frozen=True)
class ImportFile:
    """One file. option: what it is for the importer, such as `--nodes=Person`; has_line_ends: whether a line end
    stands in any of its texts; longest_row: no row takes more bytes."""

    option: str
    path: Path
    has_line_ends: bool
    longest_row: int


def write_files(
    frames: Frames, store: Mapping[str, object], schema: Schema, folder: Path
) -> Iterator[ImportFile]:
    """Write a whole graph into an empty folder, a file at a time.

    frames: every frame in the shape of its kind; store: what the KinscopeStore node says.
    """
    records = frames.nodes.get("Record", pl.DataFrame(schema={"name_tokens": pl.String()}))
    own_types = {"today": pl.Date()}
    own = pl.DataFrame([store], schema=list(render.IMPORTED_STORE), schema_overrides=own_types, orient="row")
    tokens = pl.DataFrame({"token": name_tokens(records)}, schema={"token": pl.String()}).with_columns(
        since=1
    )
    yield _write(own, render.IMPORTED_STORE, "--nodes=KinscopeStore", folder)
    yield _write(tokens, render.IMPORTED_NAMES, "--nodes=KinscopeName", folder)
    for name, frame in frames:
        if frame.height:
            yield _of_kind(name, frame, schema, folder)


def _of_kind(name: str | EdgeEnds, frame: pl.DataFrame, schema: Schema, folder: Path) -> ImportFile:
    if isinstance(name, EdgeEnds):
        columns = render.imported_edges(schema.edges[name.edge], name.start, name.end)
        return _write(frame, columns, f"--relationships={name.edge}", folder)
    rows = with_folded_address(frame) if name == "Record" else frame
    return _write(rows, render.imported_nodes(schema.nodes[name]), f"--nodes={name}", folder)


def _write(frame: pl.DataFrame, columns: Mapping[str, str], option: str, folder: Path) -> ImportFile:
    path = folder / f"{len(list(folder.iterdir())):03}.csv"
    ready = frame.select(list(columns)).with_columns(selectors.float().cast(pl.String).replace(INFINITE))
    with path.open("wb") as file:
        file.write(f"{render.import_header(columns)}\n".encode())
        ready.write_csv(file, include_header=False, quote_style="non_numeric")
    return ImportFile(option, path, _has_line_ends(frame), _longest_row(frame))


def _has_line_ends(frame: pl.DataFrame) -> bool:
    return bool(frame.select(pl.any_horizontal(selectors.string().str.contains("[\r\n]").any())).item())


def _longest_row(frame: pl.DataFrame) -> int:
    """At most: a quote within a text is written twice."""
    texts = pl.sum_horizontal(2 * selectors.string().str.len_bytes().cast(pl.Int64))
    return int(frame.select(texts.max()).item() or 0) + BYTES_OF_OTHER_COLUMNS
