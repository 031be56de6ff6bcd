"""JSON: one document with the list of rows at its top or at a declared path."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graph.errors import InputFault
from loaders.readers.chunks import Gathered
from loaders.readers.files import column_names, nearest
from loaders.readers.json_lines import add_row
from loaders.readers.json_values import DECODER, NotReadable, Step, compile_columns, compile_path
from loaders.readers.spec import Chunk, ReadSpec
from loaders.readers.text_lines import check_encoding
from loaders.readers.values import CUT_AFTER, shown

DOCUMENT_LIMIT = 64 * 1024 * 1024
_PLAIN = json.JSONDecoder(parse_int=str, parse_float=str)
_SPACE = re.compile(r"[ \t\r\n]*")


def read(path: Path, spec: ReadSpec, chunk_rows: int) -> Iterator[Chunk]:
    """Yield the elements of the list; `_line` is the line on which an element starts.

    A document is held whole while it is checked, and so may have at most DOCUMENT_LIMIT bytes.
    """
    text = _text(path, spec)
    start, columns = _checked(path, spec, text)
    gathered = Gathered(column_names(path, columns, None), spec)
    yielded = False
    for line, value, raw in _elements(path, text, start):
        add_row(gathered, line, value, raw, columns)
        if gathered.is_full(chunk_rows):
            yield gathered.chunk()
            yielded = True
    if len(gathered) or not yielded:
        yield gathered.chunk()


def header(path: Path, spec: ReadSpec) -> list[str]:
    """Return the declared columns, or every key of any object in the list by first appearance."""
    return column_names(path, _checked(path, spec, _text(path, spec))[1], None)


def tables(path: Path, spec: ReadSpec) -> list[str]:
    """Return [''], as a document is one table."""
    return [""]


def _text(path: Path, spec: ReadSpec) -> str:
    size = path.stat().st_size
    if size > DOCUMENT_LIMIT:
        raise InputFault(
            str(path),
            f"the document has {size:,} bytes, more than the {DOCUMENT_LIMIT:,} that are held at once",
            fix="Ask for NDJSON (one object a line), which may be of any size.",
        )
    return path.read_text(encoding=check_encoding(path, spec))


def _checked(path: Path, spec: ReadSpec, text: str) -> tuple[int, dict[str, tuple[Step, ...]]]:
    """Walk the whole document; return where the list starts, and the columns. InputFault if damaged."""
    keys: dict[str, None] = {}
    position = _gap(text, 0)
    end = _value(path, text, position)[1]
    if _gap(text, end) != len(text):
        raise _damaged(path, text, _gap(text, end), "there is more after the end of the document")
    start = _list_start(path, spec, text, position)
    for _, value, _ in _elements(path, text, start):
        if not spec.columns and isinstance(value, dict):
            keys.update(dict.fromkeys(value))
    return start, compile_columns(path, spec, keys)


def _list_start(path: Path, spec: ReadSpec, text: str, position: int) -> int:
    steps = compile_path(path, "rows", spec.rows) if spec.rows else ()
    for step in steps:
        if not isinstance(step, str):
            reason, fix = "only keys may lead to the rows", "Name them joined by dots."
            raise InputFault(str(path), reason, field="rows", value=spec.rows, fix=fix)
        position = _enter(path, text, position, step)
    if text[position] != "[":
        raise InputFault(
            str(path),
            "there is no list of rows here",
            line=_line(text, position),
            field="rows",
            value=spec.rows,
            fix="Declare 'rows' with the keys that lead to the list, joined by dots.",
        )
    return position


def _enter(path: Path, text: str, position: int, key: str) -> int:
    """Return where the value of `key` starts in the object that starts at `position`."""
    seen: list[str] = []
    if text[position] == "{":
        position = _gap(text, position + 1)
        while text[position] == '"':
            name, position = _value(path, text, position)
            position = _gap(text, _gap(text, position) + 1)
            if name == key:
                return position
            seen.append(name)
            position = _gap(text, _value(path, text, position)[1])
            position = _gap(text, position + 1) if text[position] == "," else position
    fix = f"Did you mean '{nearest(key, seen)}'?" if seen else "Check the path."
    reason, line = "this key is not in the document", _line(text, position)
    raise InputFault(str(path), reason, line=line, field="rows", value=key, fix=fix)


def _elements(path: Path, text: str, start: int) -> Iterator[tuple[int, Any, str]]:
    """Yield line, value (or the NotReadable that spoils this element alone) and text of each element."""
    position = _gap(text, start + 1)
    line, counted = 1, 0
    while text[position] != "]":
        line, counted = line + text.count("\n", counted, position), position
        try:
            value, end = DECODER.raw_decode(text, position)
        except NotReadable as problem:
            value, end = problem, _value(path, text, position)[1]
        yield line, value, text[position : min(end, position + CUT_AFTER + 1)]
        position = _gap(text, end)
        position = _gap(text, position + 1) if text[position] == "," else position


def _value(path: Path, text: str, position: int) -> tuple[Any, int]:
    try:
        return _PLAIN.raw_decode(text, position)
    except RecursionError as problem:
        raise _damaged(path, text, position, "the document is nested too deeply") from problem
    except json.JSONDecodeError as problem:
        raise _damaged(path, text, problem.pos, problem.msg) from problem


def _damaged(path: Path, text: str, position: int, reason: str) -> InputFault:
    column = position - text.rfind("\n", 0, position)
    return InputFault(
        str(path),
        f"the document is not valid JSON: {reason} (column {column})",
        line=_line(text, position),
        value=shown(text[position : position + 40]) or None,
        fix="Have the document exported again.",
    )


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _gap(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position
