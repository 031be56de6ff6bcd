"""The values of a record that can be corrected, as text and as the schema has them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from graph.codes import code_list
from graph.errors import UsageFault
from graph.schema import Property, PropertyType, load_schema
from graph.schema.parse import nearest

NOT_CORRECTED = frozenset({"own_id", "named_in", "address", "postcode", "name_tokens", "name_sounds"})
"""Keys, what follows from other values, and the address, which is a dated statement of its own (LIVES_AT)."""


def correctable() -> Mapping[str, Property]:
    """The properties of a record that can be corrected, by name."""
    own = load_schema().nodes["Record"].own
    return {prop.name: prop for prop in own if prop.name not in NOT_CORRECTED}


def property_of(field: str) -> Property:
    """The property of that name. Raises UsageFault, naming the nearest, where it cannot be corrected."""
    known = correctable()
    if field not in known:
        raise UsageFault(f"'{field}' is no value of a record that can be corrected. {nearest(field, known)}")
    return known[field]


def parsed(field: str, text: str) -> str | date | None:
    """What a person typed, as the schema has it; an empty text is no value. Raises UsageFault."""
    prop, typed = property_of(field), text.strip()
    if not typed:
        return None
    if prop.type is PropertyType.DATE:
        return _day(field, typed)
    if prop.codes is not None:
        return code_list(prop.codes)[typed].code
    return typed


def as_text(value: object) -> str | None:
    """A value as the ledger keeps it."""
    return None if value is None else str(value)


def as_stored(field: str, text: str | None) -> pl.Expr:
    """A value of the ledger in the type of its column."""
    kind = property_of(field).type
    value = date.fromisoformat(text) if text is not None and kind is PropertyType.DATE else text
    return pl.lit(value, dtype=kind.polars)


def _day(field: str, typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise UsageFault(f"'{typed}' is no day for {field}. Write it as 2017-03-04.") from None
