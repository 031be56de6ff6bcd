"""Former states come back as they were: each value of the type that the schema declares."""

from __future__ import annotations

import json
from datetime import date, datetime

import polars as pl
import pytest

from graph.codes import Ending
from graph.frames import Frames
from graph.schema import PropertyType, load_schema
from graph.time import FOREVER, as_loaded, former_states
from loaders.difference import HISTORY, difference
from tests.graphs import everything

SCHEMA = load_schema()
OWNED = [kind.name for kind in SCHEMA.nodes.values() if kind.owned]
MONDAY, TUESDAY = date(2026, 5, 11), date(2026, 5, 12)


@pytest.mark.parametrize("kind", OWNED)
def test_every_property_that_changed_is_given_back_with_its_type(kind: str) -> None:
    held = (
        everything()
        .nodes[kind]
        .head(1)
        .with_columns(ended_on=pl.lit(None, pl.Date), earlier=pl.lit(None, pl.String))
    )
    emptied = held.with_columns(
        pl.lit(None, held.schema[name]).alias(name) for name in held.columns if name not in ("id", "source")
    )
    found = difference(Frames({kind: held}), Frames({kind: emptied}), SCHEMA, TUESDAY, Ending.WITHDRAWN)
    (after,) = found.changes.merged_nodes[kind].to_dicts()
    (before,) = held.to_dicts()
    (former,) = former_states(after["earlier"])
    content = {name for name in before if name not in (*HISTORY, "id", "source")}
    assert {name: former[name] for name in content} == {name: before[name] for name in content}


def test_a_name_means_one_type_of_time_in_every_kind() -> None:
    """Former states are read by the names of their properties, whatever kind they are of."""
    of_nodes = [prop for kind in SCHEMA.nodes.values() for prop in kind.properties]
    of_edges = [prop for kind in SCHEMA.edges.values() for prop in kind.properties]
    found: dict[str, set[PropertyType | None]] = {}
    for prop in (*of_nodes, *of_edges):
        is_time = prop.type in (PropertyType.DATE, PropertyType.DATETIME)
        found.setdefault(prop.name, set()).add(prop.type if is_time else None)
    assert [name for name, kinds in found.items() if len(kinds) > 1] == []


def test_a_text_that_ends_like_a_day_stays_a_text() -> None:
    states = former_states(
        json.dumps([{"told_to": "Dana", "happened_at": "2026-05-11T08:15:00", "until": "2026-05-12"}])
    )
    assert states == [{"told_to": "Dana", "happened_at": datetime(2026, 5, 11, 8, 15), "until": TUESDAY}]


def test_a_state_stands_from_its_day_until_the_next_takes_over() -> None:
    former = {"status": "current", "loaded_on": str(MONDAY), "until": str(TUESDAY)}
    row = {"status": "historic", "loaded_on": TUESDAY, "earlier": json.dumps([former])}
    by_day = {by: as_loaded(row, by) for by in (date(2026, 5, 10), MONDAY, TUESDAY, FOREVER)}
    assert [state and state["status"] for state in by_day.values()] == [
        None,
        "current",
        "historic",
        "historic",
    ]
