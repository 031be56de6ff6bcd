"""Answers as plain data: the documented, versioned JSON forms of docs/json-forms.md."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum

from queries.results import FamilyView, FindView, KnownView, View

FORMATS: dict[type, str] = {
    FamilyView: "kinscope.family/1",
    KnownView: "kinscope.known/1",
    FindView: "kinscope.find/1",
}


def as_data(view: View) -> dict[str, object]:
    """The answer as dicts, lists, texts, numbers, booleans and None: `format` first, then the fields of
    its class.

    Dates are ISO text, codes are codes; every field of `queries.results` keeps its name.
    """
    return {"format": FORMATS[type(view)], **_fields(view)}


def _fields(thing: object) -> dict[str, object]:
    return {field.name: _plain(getattr(thing, field.name)) for field in fields(thing)}  # type: ignore[arg-type]


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return _fields(value) if is_dataclass(value) else value
