"""A named question as a store runs it: one Cypher text for all stores, with what goes in and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Row = dict[str, object]
"""One answer row: column name to str, int, float, bool, date, datetime, list, dict or None."""


@dataclass(frozen=True)
class NamedQuery:
    """name: topic/name; text: Cypher; parameters and columns: name to type name (string, date, integer, number,
    boolean, node, edge, strings); words: one sentence that says what it asks."""

    name: str
    text: str
    parameters: Mapping[str, str]
    columns: Mapping[str, str]
    words: str
