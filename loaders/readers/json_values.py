"""JSON decoded without loss, and dotted paths into it.

A path is keys joined by dots, each followed by any number of `[n]` (the n-th element, from 0) or `[*]`
(all of them, joined by the unit separator): `person.names[0].family`, `contacts[*].email`. A `/` before it leaves
the rows that stand in a list inside each object: `/case.number` counts from that object.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from graph.errors import InputFault
from loaders.readers.spec import JOINED_BY, ReadSpec
from loaders.readers.values import is_text, shown

EVERY = "*"
WHOLE = "/"
Step = str | int | tuple[str]
_PART = re.compile(r"([^.\[\]]+)((?:\[(?:\d+|\*)\])*)")


class NotReadable(ValueError):
    """A row that cannot be read. args: reason, and the column where it is one column's fault."""


class Number(str):
    """A number with the digits of the file, so that 1.50 stays 1.50."""

    __slots__ = ()


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise NotReadable(f"the key '{twice}' is there more than once")
    return found


def _no_constant(text: str) -> Any:
    raise NotReadable(f"{text} is not JSON")


DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=Number, parse_float=Number, parse_constant=_no_constant
)


def compile_path(path: Path, column: str, text: str) -> tuple[Step, ...]:
    """Return the steps of a dotted path: a key, an index, or EVERY in a tuple; WHOLE first where it leaves the rows.

    Raises InputFault.
    """
    steps: list[Step] = [WHOLE] if text.startswith(WHOLE) else []
    for part in text.removeprefix(WHOLE).split("."):
        match = _PART.fullmatch(part)
        if match is None:
            fix = "Write keys joined by dots, with [0] or [*] after a list, such as 'names[0].family'."
            raise InputFault(str(path), "this is no path into JSON", field=column, value=text, fix=fix)
        steps.append(match[1])
        for index in re.findall(r"\[(\d+|\*)\]", match[2]):
            steps.append((EVERY,) if index == EVERY else int(index))
    return tuple(steps)


def compile_columns(path: Path, spec: ReadSpec, keys: Iterable[str]) -> dict[str, tuple[Step, ...]]:
    """Return name to steps: the declared columns, or each of the keys as its own column."""
    if spec.columns:
        return {name: compile_path(path, name, text) for name, text in spec.columns.items()}
    return {key: (key,) for key in keys}


def rows_in(value: Any, steps: Sequence[Step]) -> list[Any]:
    """Return the elements of the list at a path in an object, each an object that also holds the whole under WHOLE;
    [] where there is no list, and a NotReadable where there is something else than a list."""
    if isinstance(value, NotReadable):
        return [value]
    if not isinstance(value, dict):
        return [NotReadable(f"the row is {_kind(value)}, not an object")]
    try:
        found = _values(value, "rows", steps)[0]
    except NotReadable as problem:
        return [NotReadable(str(problem.args[0]))]
    if found is None:
        return []
    if not isinstance(found, list):
        return [NotReadable(f"there is {_kind(found)} where the list of rows was declared")]
    return [{**one, WHOLE: value} if isinstance(one, dict) else one for one in found]


def row_of(value: Any, columns: Mapping[str, Sequence[Step]], missing: Collection[str]) -> list[str | None]:
    """Return the texts of one row, in the order of the columns; raise NotReadable.

    Of several values of one column, those that are missing are left out.
    """
    if isinstance(value, NotReadable):
        raise value
    if not isinstance(value, dict):
        raise NotReadable(f"the row is {_kind(value)}, not an object")
    return [_column(value, name, steps, missing) for name, steps in columns.items()]


def _column(row: dict[str, Any], name: str, steps: Sequence[Step], missing: Collection[str]) -> str | None:
    if len(steps) == 1 and isinstance(steps[0], str):
        value = row.get(steps[0])
        if value is None or (isinstance(value, str) and value.isascii()):
            return value
    found = (_text(value) for value in _values(row, name, steps))
    texts = [text for text in found if text is not None and text not in missing]
    joined = JOINED_BY.join(texts) if texts else None
    if joined is not None and not is_text(joined):
        raise NotReadable("the text holds half a character (an unpaired surrogate)", name)
    return joined


def _values(value: Any, name: str, steps: Sequence[Step]) -> list[Any]:
    if value is None or not steps:
        return [value]
    step, rest = steps[0], steps[1:]
    if isinstance(step, str):
        if not isinstance(value, dict):
            raise NotReadable(f"there is {_kind(value)} where an object with '{step}' was declared", name)
        return _values(value.get(step), name, rest)
    if not isinstance(value, list):
        raise NotReadable(f"there is {_kind(value)} where a list was declared", name)
    if isinstance(step, int):
        return _values(value[step], name, rest) if step < len(value) else []
    return [found for item in value for found in _values(item, name, rest)]


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return None
    return _written(value)


def _written(value: Any) -> str:
    """Return compact JSON for what is nested below a column, numbers as the file wrote them."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{_written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_written, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, Number):
        return "a number"
    if isinstance(value, dict):
        return "an object"
    return "a list" if isinstance(value, list) else "a text"


def texts_of(value: Any, raw: str) -> dict[str, str | None]:
    """Return what can be shown of a row that was rejected: its keys if it is an object, else its text."""
    if isinstance(value, dict):
        return {key: shown(_text(item)) for key, item in value.items() if key != WHOLE}
    return {"(line)": shown(raw.strip())}
