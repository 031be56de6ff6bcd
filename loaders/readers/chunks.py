"""From rows of text to chunks: frame, nulls, and the rows that no column can hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from loaders.readers.spec import LINE_COLUMN, Chunk, ReadSpec, RejectedRow, RowFinding
from loaders.readers.values import shown

NUL = "\x00"
MARK = "\ufeff"
HAS_NUL = (
    "the field holds a NUL byte, which is no text",
    "Have the row exported again; the file may have been damaged on its way.",
)
# Nobody sees it, and a number that begins with it is another number.
BEGINS_WITH_MARK = (
    "the field begins with the mark that stands at the start of a file",
    "If two files were joined here, part them; else take out the invisible sign before the text.",
)
TEXT_LIMIT = 32 * 1024 * 1024


@dataclass
class Gathered:
    """Rows on their way into a chunk. `size` counts characters, where the format knows them."""

    names: Sequence[str]
    spec: ReadSpec
    table: str = ""
    rows: list[Sequence[str | None]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)
    findings: list[RowFinding] = field(default_factory=list)
    size: int = 0

    def __len__(self) -> int:
        return len(self.rows) + len(self.rejected)

    def is_full(self, chunk_rows: int) -> bool:
        """Tell whether the chunk has to go out: by rows, by text held, or by findings that pile up."""
        return len(self) >= chunk_rows or self.size >= TEXT_LIMIT or len(self.findings) >= chunk_rows

    def add(self, line: int, row: Sequence[str | None]) -> None:
        """Take a row whose fields stand in the order of the names."""
        self.lines.append(line)
        self.rows.append(row)

    def chunk(self) -> Chunk:
        """Return what was gathered, and start afresh."""
        frame = _frame(self.names, self.rows, self.lines)
        chunk = finish(frame, self.spec, self.table, self.rejected, self.findings)
        self.rows, self.lines, self.rejected, self.findings, self.size = [], [], [], [], 0
        return chunk


def _frame(names: Sequence[str], rows: Sequence[Sequence[str | None]], lines: Sequence[int]) -> pl.DataFrame:
    columns: Sequence[Sequence[str | None]] = list(zip(*rows, strict=True)) if rows else [[] for _ in names]
    series = [pl.Series(name, values, dtype=pl.String) for name, values in zip(names, columns, strict=True)]
    return pl.DataFrame([*series, pl.Series(LINE_COLUMN, lines, dtype=pl.Int64)])


def finish(
    frame: pl.DataFrame,
    spec: ReadSpec,
    table: str,
    rejected: Sequence[RejectedRow] = (),
    findings: Sequence[RowFinding] = (),
) -> Chunk:
    """Strip the texts, turn what means "not recorded" into null, and reject rows with a NUL byte."""
    texts = pl.all().exclude(LINE_COLUMN)
    stripped = frame.with_columns(texts.str.strip_chars())
    absent = [text.strip() for text in spec.missing]
    clean = stripped.with_columns(pl.when(~texts.is_in(absent)).then(texts).name.keep())
    found = texts.str.contains(NUL, literal=True) | texts.str.starts_with(MARK)
    mask = clean.select(pl.any_horizontal(found.fill_null(False)).alias("spoilt")).to_series()
    if not mask.any():
        return Chunk(clean, tuple(rejected), tuple(findings))
    spoilt = [_spoilt_row(table, row) for row in clean.filter(mask).iter_rows(named=True)]
    ordered = sorted([*rejected, *spoilt], key=lambda row: row.line)
    return Chunk(clean.filter(~mask), tuple(ordered), tuple(findings))


def _spoilt_row(table: str, row: Mapping[str, str | int | None]) -> RejectedRow:
    texts = {name: shown(value) for name, value in row.items() if isinstance(value, str) or value is None}
    field, value = next(
        (name, value)
        for name, value in row.items()
        if isinstance(value, str) and (NUL in value or value.startswith(MARK))
    )
    reason, fix = HAS_NUL if NUL in value else BEGINS_WITH_MARK
    return RejectedRow(table, int(row[LINE_COLUMN] or 0), field, texts[field], reason, fix, texts)
