"""JSON decoded without loss, and its values as text."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from loaders.readers.values import is_text


class NotReadable(ValueError):
    """A row that cannot be read. args: reason, and the column where it is one column's fault."""


class Number(str):
    """A number with the digits of the file, so that 1.50 stays 1.50."""

    __slots__ = ()


def _written_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if not all(is_text(key) for key, _ in pairs):
        raise NotReadable("a key holds half a character (an unpaired surrogate)")
    return _object(pairs)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise NotReadable(f"the key '{twice}' is there more than once")
    return found


def _no_constant(text: str) -> Any:
    raise NotReadable(f"{text} is not JSON")


def _decoder(of_object: Callable[[list[tuple[str, Any]]], dict[str, Any]]) -> json.JSONDecoder:
    return json.JSONDecoder(
        object_pairs_hook=of_object, parse_int=Number, parse_float=Number, parse_constant=_no_constant
    )


DECODER = _decoder(_written_object)
PLAIN_DECODER = _decoder(_object)
"""For text without an escape, which alone can bring half a character into what was decoded from bytes."""
ESCAPE = "\\u"


def decoded(text: str) -> Any:
    """The value that a JSON text stands for. Raises NotReadable, or ValueError for what is not JSON."""
    return (DECODER if ESCAPE in text else PLAIN_DECODER).decode(text)


def text_of(value: Any) -> str | None:
    """A value as text; None where it is not recorded."""
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


def kind_of(value: Any) -> str:
    """What a value is, in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, Number):
        return "a number"
    if isinstance(value, dict):
        return "an object"
    return "a list" if isinstance(value, list) else "a text"
