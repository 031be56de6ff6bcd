"""What a database driver returns as one canonical text, the same as the other formats give."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from ipaddress import IPv4Address, IPv4Interface, IPv4Network, IPv6Address, IPv6Interface, IPv6Network
from typing import Any
from uuid import UUID

import polars as pl

from graph.time import LONDON
from loaders.readers.spec import JOINED_BY
from loaders.readers.values import number_text

Convert = Callable[[Any], str | None]


def converter(kind: type) -> Convert | None:
    """Return how values of this type become text; None for bytes and for types that nobody here knows."""
    return _converter(kind)


@cache
def _converter(kind: type) -> Convert | None:
    return next((CONVERTERS[base] for base in kind.__mro__ if base in CONVERTERS), None)


def moment_text(text: str) -> str:
    """Return '2026-05-04 09:30:00.500' as '2026-05-04T09:30:00.5'; a midnight as its date alone.

    A text of another form, such as 'infinity', stays as it is.
    """
    day, _, clock = text.partition(" ")
    if not clock:
        return text
    whole, _, fraction = clock.partition(".")
    fraction = fraction.rstrip("0")
    if whole == "00:00:00" and not fraction:
        return day
    return f"{day}T{whole}.{fraction}" if fraction else f"{day}T{whole}"


def _decimal(value: Decimal) -> str | None:
    if not value.is_finite():
        return number_text(float(value))
    digits = format(value, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _moment(value: datetime) -> str:
    # A moment with a zone is told as a clock in London showed it: mappings declare forms without one.
    try:
        local = value.astimezone(LONDON) if value.tzinfo else value
    except OverflowError:
        # '9999-12-31 23:59' stands for "without end", and has no later hour to be moved to.
        local = value
    return moment_text(local.replace(tzinfo=None).isoformat(" "))


def _time(value: time) -> str:
    text = value.isoformat()
    return text.rstrip("0") if "." in text else text


def _duration(value: timedelta) -> str:
    return str(pl.Series([value]).dt.to_string("iso")[0])


def _list(value: Sequence[object]) -> str | None:
    if any(isinstance(item, list | tuple | dict) for item in value):
        return _json(value)
    texts = [_of(item) for item in value]
    return JOINED_BY.join(text for text in texts if text is not None) or None


def _json(value: object) -> str:
    return json.dumps(value, default=_of, ensure_ascii=False)


def _of(value: object) -> str | None:
    convert = converter(type(value))
    return convert(value) if convert else None


def _enum(value: Enum) -> str | None:
    return _of(value.value)


def _none(_value: None) -> None:
    return None


CONVERTERS: Mapping[type, Convert] = {
    str: str,
    type(None): _none,
    int: str,
    bool: lambda value: "true" if value else "false",
    float: number_text,
    Decimal: _decimal,
    datetime: _moment,
    date: date.isoformat,
    time: _time,
    timedelta: _duration,
    UUID: str,
    Enum: _enum,
    list: _list,
    tuple: _list,
    dict: _json,
    **dict.fromkeys((IPv4Address, IPv4Interface, IPv4Network, IPv6Address, IPv6Interface, IPv6Network), str),
}
