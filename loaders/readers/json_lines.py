"""NDJSON: one JSON object a line, or a list of them in each line's object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from loaders.readers.chunks import Gathered
from loaders.readers.files import column_names
from loaders.readers.json_paths import (
    AROUND,
    Step,
    compile_columns,
    compile_path,
    row_of,
    rows_in,
    texts_of,
)
from loaders.readers.json_values import NotReadable, decoded
from loaders.readers.spec import Chunk, ReadSpec, RejectedRow
from loaders.readers.text_lines import LINE_FEED, LINE_LIMIT, check_encoding, codec_of, physical_lines

WRITE_AGAIN = "Have this row written again as one JSON object with the declared keys."


def read(path: Path, spec: ReadSpec, chunk_rows: int) -> Iterator[Chunk]:
    """Yield the objects of the file, or those at `rows` in each of them; `_line` is the line. Blank lines are no
    rows."""
    columns, rows = _columns(path, spec), _rows(path, spec)
    gathered = Gathered(column_names(path, columns, None), spec)
    yielded = False
    for line, text in _lines(path, spec):
        gathered.size += len(text)
        for value in _values(text, rows):
            add_row(gathered, line, value, text, columns)
        if gathered.is_full(chunk_rows):
            yield gathered.chunk()
            yielded = True
    if len(gathered) or not yielded:
        yield gathered.chunk()


def header(path: Path, spec: ReadSpec) -> list[str]:
    """Return the declared columns, or every key of any object in the file by first appearance."""
    return column_names(path, _columns(path, spec), None)


def tables(path: Path, spec: ReadSpec) -> list[str]:
    """Return [''], as a file of lines is one table."""
    return [""]


def add_row(
    gathered: Gathered, line: int, value: Any, raw: str, columns: Mapping[str, Sequence[Step]]
) -> None:
    """Take one decoded value, or the NotReadable that came of decoding `raw`, as a row or a rejected one."""
    try:
        gathered.add(line, row_of(value, columns, gathered.spec.missing))
    except NotReadable as problem:
        reason = str(problem.args[0])
        field = str(problem.args[1]) if len(problem.args) > 1 else None
        row = texts_of(value, raw)
        found = row.get(field or "(line)")
        gathered.rejected.append(RejectedRow("", line, field, found, reason, WRITE_AGAIN, row))
    except RecursionError:
        reason = "a value of the row is nested too deeply"
        gathered.rejected.append(RejectedRow("", line, None, None, reason, WRITE_AGAIN, texts_of(None, raw)))


def _columns(path: Path, spec: ReadSpec) -> dict[str, tuple[Step, ...]]:
    check_encoding(path, spec)
    keys: dict[str, None] = {}
    if not spec.columns:
        rows = _rows(path, spec)
        for _, text in _lines(path, spec):
            for value in _values(text, rows):
                keys.update(
                    dict.fromkeys(key for key in value if key not in AROUND)
                    if isinstance(value, dict)
                    else {}
                )
    return compile_columns(path, spec, keys)


def _rows(path: Path, spec: ReadSpec) -> tuple[tuple[Step, ...], ...]:
    return tuple(compile_path(path, "rows", text) for text in (spec.rows, *spec.or_rows) if text)


def _values(text: str, rows: Sequence[Sequence[Step]]) -> Sequence[Any]:
    value = _decoded(text)
    if not rows or isinstance(value, NotReadable):
        return (value,)
    return [found for steps in rows for found in rows_in(value, steps)]


def _lines(path: Path, spec: ReadSpec) -> Iterator[tuple[int, str]]:
    with path.open(encoding=codec_of(path, spec), newline=LINE_FEED) as file:
        for number, line in enumerate(physical_lines(file), start=1):
            if not line.isspace():
                yield number, line


def _decoded(text: str) -> Any:
    """Return the value on a line, or the NotReadable that says why there is none."""
    if len(text) >= LINE_LIMIT:
        return NotReadable(f"the line is longer than {LINE_LIMIT:,} characters")
    try:
        return decoded(text)
    except NotReadable as problem:
        return problem
    except RecursionError:
        return NotReadable("the line is nested too deeply")
    except ValueError as problem:
        return NotReadable(f"the line is not valid JSON: {problem}")
