"""JSON: one document with the list of rows at its top or at a declared path."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

from graph.errors import InputFault
from loaders.readers.chunks import Gathered
from loaders.readers.files import column_names, nearest
from loaders.readers.json_lines import add_row
from loaders.readers.json_paths import (
    AROUND,
    EVERY,
    Step,
    Where,
    compile_columns,
    compile_path,
    rows_in,
)
from loaders.readers.json_values import DECODER, NotReadable
from loaders.readers.spec import Chunk, ReadSpec
from loaders.readers.text_lines import check_encoding
from loaders.readers.values import CUT_AFTER, shown

DOCUMENT_LIMIT = 64 * 1024 * 1024
_PLAIN = json.JSONDecoder(parse_int=str, parse_float=str)
_SPACE = re.compile(r"[ \t\r\n]*")


def read(path: Path, spec: ReadSpec, chunk_rows: int) -> Iterator[Chunk]:
    """Yield the rows; `_line` is the line on which the element of the outermost list starts that they are in.

    A document is held whole while it is checked, and so may have at most DOCUMENT_LIMIT bytes.
    """
    text = _text(path, spec)
    starts, columns = _checked(path, spec, text)
    gathered = Gathered(column_names(path, columns, None), spec)
    yielded = False
    for line, value, raw in _rows(path, text, starts):
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


@dataclass(frozen=True)
class _Start:
    """Where in the text the list begins, or the one object, and which steps lead on from each element."""

    position: int
    steps: tuple[Step, ...]


def _checked(path: Path, spec: ReadSpec, text: str) -> tuple[list[_Start], dict[str, tuple[Step, ...]]]:
    """Walk the whole document; return where its rows start, and the columns. InputFault if damaged."""
    keys: dict[str, None] = {}
    position = _gap(text, 0)
    end = _value(path, text, position)[1]
    if _gap(text, end) != len(text):
        raise _damaged(path, text, _gap(text, end), "there is more after the end of the document")
    starts = _starts(path, spec, text, position)
    for _, value, _ in () if spec.columns else _rows(path, text, starts):
        if isinstance(value, dict):
            keys.update(dict.fromkeys(key for key in value if key not in AROUND))
    return starts, compile_columns(path, spec, keys)


def _starts(path: Path, spec: ReadSpec, text: str, position: int) -> list[_Start]:
    """One start for each path of rows that the document has. InputFault where it has none of them."""
    wanted = [declared for declared in (spec.rows, *spec.or_rows) if declared]
    if not wanted:
        return _start(path, text, position, (), None)
    found: list[_Start] = []
    missing: list[InputFault] = []
    for declared in wanted:
        steps = compile_path(path, "rows", declared)
        keys = tuple(takewhile(lambda step: isinstance(step, str), steps))
        try:
            inside = _entered(path, text, position, keys)
        except InputFault as fault:
            missing.append(fault)
        else:
            found += _start(path, text, inside, steps[len(keys) :], declared)
    if len(missing) == len(wanted):
        raise missing[0]
    return found


def _entered(path: Path, text: str, position: int, keys: Sequence[Step]) -> int:
    for key in keys:
        position = _enter(path, text, position, str(key))
    return position


def _start(
    path: Path, text: str, position: int, steps: tuple[Step, ...], declared: str | None
) -> list[_Start]:
    """The start of the rows at a position; none where there is one object that is not meant."""
    if steps and isinstance(steps[0], int):
        reason, fix = "only keys may lead to the rows", "Name them joined by dots."
        raise InputFault(str(path), reason, field="rows", value=declared, fix=fix)
    if text[position] == "{" and steps and isinstance(steps[0], Where):
        return [_Start(position, steps)] if steps[0].holds(_value(path, text, position)[0]) else []
    if text[position] != "[":
        raise InputFault(
            str(path),
            "there is no list of rows here",
            line=_line(text, position),
            field="rows",
            value=declared,
            fix="Declare 'rows' with the keys that lead to the list, joined by dots.",
        )
    return [_Start(position, steps[1:] if steps and steps[0] == (EVERY,) else steps)]


def _rows(path: Path, text: str, starts: Sequence[_Start]) -> Iterator[tuple[int, Any, str]]:
    """Yield line, value (or the NotReadable that spoils it alone) and text of each row."""
    for start in starts:
        for line, value, raw in _elements(path, text, start.position):
            found = rows_in(value, start.steps, is_element=True) if start.steps else [value]
            yield from ((line, one, raw) for one in found)


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
    """Yield line, value (or the NotReadable that spoils this element alone) and text of each element of the list that
    starts there, or of the one object."""
    is_list = text[start] == "["
    position = _gap(text, start + 1) if is_list else start
    line, counted = 1, 0
    while text[position] != "]":
        line, counted = line + text.count("\n", counted, position), position
        try:
            value, end = DECODER.raw_decode(text, position)
        except NotReadable as problem:
            value, end = problem, _value(path, text, position)[1]
        except RecursionError:
            value, end = NotReadable("the row is nested too deeply"), _value(path, text, position)[1]
        yield line, value, text[position : min(end, position + CUT_AFTER + 1)]
        if not is_list:
            return
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
