"""Every row of a file comes out once: as a row or as a rejected one. And chunks arrive as they are read."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from itertools import accumulate
from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from loaders.readers import LINE_COLUMN, Chunk, ReadSpec, read
from tests.unit.loaders.readers.reading import whole

FIELD = st.text(st.sampled_from('ab ,;"\r\né\x00\u2028\x1c'), max_size=6)
ROW = st.lists(FIELD, min_size=1, max_size=4)
CHUNK_ROWS = st.integers(1, 5)
SPEC = ReadSpec("csv")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder for many small files, made once for all examples."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def csv_text(row: list[str]) -> str:
    """Return one record as Python's csv writes it."""
    out = io.StringIO()
    csv.writer(out).writerow(row)
    return out.getvalue()


def line_ends(text: str) -> int:
    """Return how many lines a text ends."""
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def values(chunk: Chunk) -> list[tuple[str | None, ...]]:
    """Return the rows without their lines."""
    return chunk.frame.drop(LINE_COLUMN).rows()


@given(rows=st.lists(ROW, max_size=12), chunk_rows=CHUNK_ROWS)
@example(rows=[["a", "b\n\nc", "d"], ["", "", ""], ["x"]], chunk_rows=1)
@settings(deadline=None)
def test_csv_rows_add_up(folder: Path, rows: list[list[str]], chunk_rows: int) -> None:
    records = [csv_text(row) for row in rows]
    path = folder / "a.csv"
    path.write_text("one,two,three\n" + "".join(records), encoding="utf-8", newline="")
    found = whole(path, SPEC, chunk_rows)
    assert found.frame.height + len(found.rejected) == len(rows)

    starts = [2 + before for before in accumulate(map(line_ends, records), initial=0)]
    good = [
        (start, row)
        for start, row in zip(starts, rows, strict=False)
        if len(row) == 3 and "\x00" not in "".join(row)
    ]
    assert found.frame[LINE_COLUMN].to_list() == [start for start, _ in good]
    assert sorted([*found.frame[LINE_COLUMN], *[row.line for row in found.rejected]]) == starts[:-1]
    for kept, (_, row) in zip(values(found), good, strict=True):
        assert kept == tuple(pl.Series(row, dtype=pl.String).str.strip_chars().replace("", None))


@given(text=st.text(st.sampled_from('a1 ,"\r\n\x00é'), max_size=80), chunk_rows=CHUNK_ROWS)
@settings(deadline=None)
def test_any_text_is_read_the_same_in_chunks_of_any_size(folder: Path, text: str, chunk_rows: int) -> None:
    path = folder / "b.csv"
    path.write_text("one,two\n" + text, encoding="utf-8", newline="")
    once, often = whole(path, SPEC), whole(path, SPEC, chunk_rows)
    assert once.frame.equals(often.frame)
    assert once.rejected == often.rejected
    lines = [*once.frame[LINE_COLUMN], *[row.line for row in once.rejected]]
    assert len(set(lines)) == len(lines)


JSON_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=2)
    ),
    max_leaves=4,
)
JSON_LINE = JSON_VALUE.map(json.dumps) | st.sampled_from(
    ["{", "nul", '{"a": 1,}', '{"a": 1} x', '{"a": "\\ud800"}']
)


@given(lines=st.lists(JSON_LINE | st.just("  "), max_size=12), chunk_rows=CHUNK_ROWS)
@settings(deadline=None)
def test_json_lines_add_up(folder: Path, lines: list[str], chunk_rows: int) -> None:
    path = folder / "a.ndjson"
    path.write_text("\ufeff" + '{"a": null}\n' + "\n".join(lines), encoding="utf-8")
    found = whole(path, ReadSpec("ndjson"), chunk_rows)
    expected = [1, *[number for number, line in enumerate(lines, start=2) if line.strip()]]
    assert sorted([*found.frame[LINE_COLUMN], *[row.line for row in found.rejected]]) == expected
    assert found.frame.height + len(found.rejected) == len(expected)


@given(rows=st.lists(JSON_VALUE, max_size=8), chunk_rows=CHUNK_ROWS)
@settings(deadline=None)
def test_the_elements_of_a_json_list_add_up(folder: Path, rows: list[object], chunk_rows: int) -> None:
    path = folder / "a.json"
    path.write_text(json.dumps([{"a": 1}, *rows], indent=1), encoding="utf-8")
    found = whole(path, ReadSpec("json"), chunk_rows)
    assert found.frame.height + len(found.rejected) == 1 + len(rows)


def large_files(folder: Path) -> dict[str, tuple[Path, ReadSpec]]:
    """Return a file of 2,000 rows for every format that is read as it goes."""
    ids = [str(number) for number in range(2_000)]
    for name, text in {
        "a.csv": "id\n" + "\n".join(ids),
        "a.ndjson": "\n".join(f'{{"id": {number}}}' for number in ids),
        "a.xml": "<a>" + "\n".join(f"<r><id>{number}</id></r>" for number in ids) + "</a>",
    }.items():
        (folder / name).write_text(text)
    pl.DataFrame({"id": ids}).write_parquet(folder / "a.parquet", row_group_size=100)
    with closing(sqlite3.connect(folder / "a.sqlite")) as connection:
        connection.execute("CREATE TABLE a (id)")
        connection.executemany("INSERT INTO a VALUES (?)", [(number,) for number in ids])
        connection.commit()
    extra = {"xml": {"rows": "r", "columns": {"id": "id"}}}
    return {
        name: (folder / f"a.{name}", ReadSpec(name, **extra.get(name, {})))  # type: ignore[arg-type]
        for name in ("csv", "ndjson", "xml", "parquet", "sqlite")
    }


@pytest.mark.parametrize("name", ["csv", "ndjson", "xml", "parquet", "sqlite"])
def test_chunks_are_no_larger_than_asked_for(tmp_path: Path, name: str) -> None:
    path, spec = large_files(tmp_path)[name]
    heights = [chunk.frame.height for chunk in read(path, spec, chunk_rows=150)]
    assert sum(heights) == 2_000
    assert max(heights) <= 150


class Source:
    """Lines that are counted as they are taken."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines, self.taken = lines, 0

    def __iter__(self) -> Iterator[str]:
        for line in self.lines:
            self.taken += 1
            yield line


@pytest.mark.parametrize(("name", "module"), [("csv", "delimited"), ("ndjson", "json_lines")])
def test_no_more_is_read_than_the_chunks_asked_for(
    tmp_path: Path, name: str, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from loaders.readers.text_lines import physical_lines

    path, _ = large_files(tmp_path)[name]
    sources: list[Source] = []

    def counted(file: io.TextIOBase) -> Iterator[str]:
        sources.append(Source(physical_lines(file)))  # type: ignore[arg-type]
        return iter(sources[-1])

    monkeypatch.setattr(f"loaders.readers.{module}.physical_lines", counted)
    chunks = read(path, ReadSpec(name, columns={"id": "id"} if name == "ndjson" else {}), chunk_rows=100)
    next(chunks)
    assert sources[-1].taken <= 101
    next(chunks)
    assert sources[-1].taken <= 201


def test_long_texts_make_a_chunk_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.readers.chunks.TEXT_LIMIT", 10_000)
    monkeypatch.setattr("loaders.readers.records.BLOCK_TEXT", 10_000)
    path = tmp_path / "a.csv"
    path.write_text("id,note\n" + "".join(f"{number},{'x' * 2_000}\n" for number in range(100)))
    chunks = list(read(path, SPEC))
    assert sum(chunk.frame.height for chunk in chunks) == 100
    assert max(chunk.frame.height for chunk in chunks) <= 10
