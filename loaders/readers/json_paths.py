"""Paths into JSON.

A path is keys joined by dots, each followed by any number of `[n]` (the n-th element, from 0), `[*]` (all of them,
joined by the unit separator) or `[key=text]` (those, or the one object, of which the key has that text; `!=`: another
one): `person.names[0].family`, `contacts[*].email`, `identifier[system=upn].value`. `../` before it leaves a row for
the object that holds it; `/` leaves for the whole object on the line: `../id`, `/case.number`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.errors import InputFault
from loaders.readers.json_values import NotReadable, kind_of, text_of
from loaders.readers.spec import JOINED_BY, ReadSpec
from loaders.readers.values import is_text, shown

EVERY = "*"
WHOLE = "/"
PARENT = ".."
AROUND = (WHOLE, PARENT)
_PART = re.compile(r"([^.\[\]]*)((?:\[[^\[\]]*\])*)(\.|$)")
_CHOICE = re.compile(r"([^=!]+)(!?=)(.*)")
PATH_FIX = "Write keys joined by dots, with [0], [*] or [key=text] after a list, such as 'names[0].family'."


@dataclass(frozen=True)
class Where:
    """A choice among objects by the text of one key; an absent key has the empty text. is_equal: False for `!=`."""

    key: str
    text: str
    is_equal: bool

    def holds(self, value: Any) -> bool:
        """Whether a value is an object that is meant."""
        return (
            isinstance(value, dict) and ((text_of(value.get(self.key)) or "") == self.text) is self.is_equal
        )


Step = str | int | tuple[str] | Where


def compile_path(path: Path, column: str, text: str) -> tuple[Step, ...]:
    """Return the steps of a dotted path: a key, an index, EVERY in a tuple, or a choice; WHOLE or PARENT first where
    it leaves the row. Only a choice may stand without a key before it.

    Raises InputFault.
    """
    ahead, rest = _ahead(text)
    steps = list(_steps(rest))
    if not steps or None in steps:
        raise InputFault(str(path), "this is no path into JSON", field=column, value=text, fix=PATH_FIX)
    return (*ahead, *(step for step in steps if step is not None))


def _ahead(text: str) -> tuple[tuple[str, ...], str]:
    """WHOLE or any number of PARENT at the beginning, and the rest of the path."""
    if text.startswith(WHOLE):
        return (WHOLE,), text.removeprefix(WHOLE)
    climb = re.match(r"(?:\.\./)*", text)
    up = climb.end() if climb else 0
    return (PARENT,) * (up // len("../")), text[up:]


def _steps(text: str) -> Iterator[Step | None]:
    """The steps of a path; None where it cannot be read."""
    position, ends = 0, False
    while not ends:
        match = _PART.match(text, position)
        if match is None:
            yield None
            return
        brackets = re.findall(r"\[([^\[\]]*)\]", match[2])
        if match[1]:
            yield match[1]
        elif position or not brackets or not _CHOICE.fullmatch(brackets[0]):
            yield None
        yield from map(_bracket, brackets)
        position, ends = match.end(), match[3] == ""


def _bracket(text: str) -> Step | None:
    if text == EVERY:
        return (EVERY,)
    if text.isascii() and text.isdigit():
        return int(text)
    choice = _CHOICE.fullmatch(text)
    return Where(choice[1].strip(), choice[3].strip(), choice[2] == "=") if choice else None


def compile_columns(path: Path, spec: ReadSpec, keys: Iterable[str]) -> dict[str, tuple[Step, ...]]:
    """Return name to steps: the declared columns, or each of the keys as its own column."""
    if spec.columns:
        return {name: compile_path(path, name, text) for name, text in spec.columns.items()}
    return {key: (key,) for key in keys}


def rows_in(value: Any, steps: Sequence[Step], *, is_element: bool = False) -> list[Any]:
    """Return the rows at a path in an object: the elements of a list, or the objects that [*] and [key=text] lead to.
    Each also holds the whole object under WHOLE and the object around it under PARENT. [] where there is nothing, and a
    NotReadable where there is something else. is_element: the object is itself one of a list of rows, so that an object
    may stand at the end of the path."""
    if isinstance(value, NotReadable):
        return [value]
    if not isinstance(value, dict):
        return [NotReadable(f"the row is {kind_of(value)}, not an object")]
    is_list = not is_element and not any(isinstance(step, tuple | Where) for step in steps)
    try:
        found = list(_descend(value, None, steps, is_list))
    except NotReadable as problem:
        return [NotReadable(str(problem.args[0]))]
    return [{**one, WHOLE: value, PARENT: around} if isinstance(one, dict) else one for one, around in found]


def _descend(value: Any, around: Any, steps: Sequence[Step], is_list: bool) -> Iterator[tuple[Any, Any]]:
    """Yield each value at the end of a path with the object around it. is_list: only a list may stand there."""
    if value is None:
        return
    if not steps:
        if is_list and not isinstance(value, list):
            raise NotReadable(f"there is {kind_of(value)} where the list of rows was declared")
        yield from ((one, around) for one in (value if isinstance(value, list) else [value]))
        return
    step, rest = steps[0], steps[1:]
    if isinstance(step, str):
        here = _object_at(value, step)
        yield from _descend(here.get(step), {**here, PARENT: around}, rest, is_list)
        return
    for one in _chosen(value, step):
        yield from _descend(one, around, rest, is_list)


def _object_at(value: Any, key: str, *column: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise NotReadable(f"there is {kind_of(value)} where an object with '{key}' was declared", *column)
    return value


def _chosen(value: Any, step: int | tuple[str] | Where, *column: str) -> list[Any]:
    """The elements of a list that a step means; a choice may also be made of one object."""
    if isinstance(step, Where) and isinstance(value, dict):
        return [value] if step.holds(value) else []
    if not isinstance(value, list):
        raise NotReadable(f"there is {kind_of(value)} where a list was declared", *column)
    if isinstance(step, int):
        return value[step : step + 1]
    return [one for one in value if step.holds(one)] if isinstance(step, Where) else value


def row_of(value: Any, columns: Mapping[str, Sequence[Step]], missing: Collection[str]) -> list[str | None]:
    """Return the texts of one row, in the order of the columns; raise NotReadable.

    Of several values of one column, those that are missing are left out.
    """
    if isinstance(value, NotReadable):
        raise value
    if not isinstance(value, dict):
        raise NotReadable(f"the row is {kind_of(value)}, not an object")
    return [_column(value, name, steps, missing) for name, steps in columns.items()]


def _column(row: dict[str, Any], name: str, steps: Sequence[Step], missing: Collection[str]) -> str | None:
    value: Any = row
    for step in steps:  # mostly keys within keys, to a text: that needs nothing of what follows
        if not (isinstance(step, str) and isinstance(value, dict)):
            break
        value = value.get(step)
        if value is None:
            return None
    else:
        if isinstance(value, str) and value.isascii():
            return value
    found = (text_of(value) for value in _values(row, name, steps))
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
        return _values(_object_at(value, step, name).get(step), name, rest)
    found = _chosen(value, step, name)
    if isinstance(step, Where) and isinstance(value, list) and rest and not isinstance(rest[0], str):
        # What is chosen is a list still, of which the next step takes one or some.
        return _values(found, name, rest)
    return [inner for one in found for inner in _values(one, name, rest)]


def texts_of(value: Any, raw: str) -> dict[str, str | None]:
    """Return what can be shown of a row that was rejected: its keys if it is an object, else its text."""
    if isinstance(value, dict):
        return {key: shown(text_of(item)) for key, item in value.items() if key not in AROUND}
    return {"(line)": shown(raw.strip())}
