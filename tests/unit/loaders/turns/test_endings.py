"""How what a source says no longer has ended: left the window, withdrawn or corrected, told apart."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from graph.codes import Delivery, Ending
from graph.frames import EdgeEnds, Frames, edge_columns, node_columns, shaped
from graph.schema import load_schema
from loaders.difference import difference
from loaders.turns.endings import HAPPENED, window_start
from tests.feeds import people

SCHEMA = load_schema()
BEFORE, START, TODAY = date(2026, 2, 10), date(2026, 2, 12), date(2026, 5, 12)
SAID = {"source": "a/b", "record_id": "a/b/1", "loaded_on": BEFORE}

LIVES = EdgeEnds("LIVES_AT", "Person", "Residence")
INVOLVED = EdgeEnds("INVOLVED_IN", "Person", "Incident")
NUMBERED = EdgeEnds("HAS_IDENTIFIER", "Record", "Identifier")
RELATED = EdgeEnds("RELATED_TO", "Person", "Person")
SERVED = EdgeEnds("WITH", "Involvement", "Service")


def nodes(kind: str, *rows: dict[str, Any]) -> dict[str, pl.DataFrame]:
    frame = pl.DataFrame([{**SAID, **row} for row in rows])
    return {kind: shaped(frame, node_columns(SCHEMA.nodes[kind]))}


def edges(ends: EdgeEnds, *rows: dict[str, Any]) -> dict[EdgeEnds, pl.DataFrame]:
    frame = pl.DataFrame([{**SAID, "start": "p", "end": "e", **row} for row in rows])
    return {ends: shaped(frame, edge_columns(SCHEMA.edges[ends.edge]))}


def ended(
    held: Frames, wanted: Frames, usual: Ending = Ending.WITHDRAWN, window_from: date | None = None
) -> dict[str, str]:
    """Id or key of what ended, and how."""
    changes = difference(held, wanted, SCHEMA, TODAY, usual, window_from).changes
    of_nodes = [frame.select(pl.col("id").alias("of"), "ending") for kind, frame in changes.merged_nodes.items()
                if SCHEMA.nodes[kind].owned]  # fmt: skip
    of_edges = [frame.select(pl.col("key").alias("of"), "ending") for frame in changes.changed_edges.values()]
    return dict(pl.concat([*of_nodes, *of_edges]).drop_nulls().iter_rows())


def test_the_first_day_of_a_window() -> None:
    words = {"title: People,": "title: People, delivery: rolling_window, window_days: 90,"}
    assert window_start(people(**words).feed, TODAY) == START
    assert window_start(people().feed, TODAY) is None
    assert people().feed.delivery is Delivery.WHOLE


def test_every_day_of_a_happening_is_in_the_schema() -> None:
    days = {prop.name for kind in SCHEMA.nodes.values() for prop in kind.own if prop.type.value == "date"}
    assert set(HAPPENED) <= days


@pytest.mark.parametrize(
    ("day", "ending"), [(BEFORE, "left_window"), (START, "withdrawn"), (None, "left_window")]
)
def test_an_incident_ends_by_whether_the_window_still_reaches_back_to_it(
    day: date | None, ending: str
) -> None:
    """And so do those who were in it, their records and their numbers, which bear no day of their own."""
    held = Frames(
        {**nodes("Incident", {"id": "e", "happened_on": day}), **nodes("Record", {"id": "a/b/1"})},
        {
            **edges(INVOLVED, {"key": "in"}),
            **edges(NUMBERED, {"key": "nhs", "start": "a/b/1", "end": "nhs_number:1"}),
        },
    )
    found = ended(held, Frames(), Ending.LEFT_WINDOW, START)
    assert found == dict.fromkeys(("e", "a/b/1", "in", "nhs"), ending)


@pytest.mark.parametrize(
    ("days", "ending"),
    [
        ({"valid_from": BEFORE}, "left_window"),
        ({"valid_from": BEFORE, "valid_to": START}, "withdrawn"),
        ({"valid_from": BEFORE, "recorded_on": START}, "left_window"),
        ({"recorded_on": START}, "withdrawn"),
    ],
)  # fmt: skip
def test_what_lasted_counts_by_its_last_day_and_recording_counts_where_nothing_else_does(
    days: dict[str, date], ending: str
) -> None:
    assert ended(Frames({}, edges(LIVES, {"key": "k", **days})), Frames(), Ending.LEFT_WINDOW, START) == {
        "k": ending
    }


def test_a_window_says_nothing_of_what_is_missing_from_a_whole_extract() -> None:
    held = Frames(nodes("Incident", {"id": "e", "happened_on": BEFORE}))
    assert ended(held, Frames(), Ending.WITHDRAWN, None) == {"e": "withdrawn"}


def test_another_number_of_the_same_register_corrects_the_first() -> None:
    numbers = [
        {"key": name, "start": "a/b/1", "end": name} for name in ("nhs_number:1", "nhs_number:2", "upn:3")
    ]
    held = Frames({}, edges(NUMBERED, numbers[0], numbers[2]))
    assert ended(held, Frames({}, edges(NUMBERED, numbers[1]))) == {
        "nhs_number:1": "corrected",
        "upn:3": "withdrawn",
    }


def test_another_role_in_the_same_incident_corrects_the_first() -> None:
    roles = [{"key": role, "role": role} for role in ("victim", "suspect")]
    held = Frames({}, edges(INVOLVED, roles[0], {"key": "other", "role": "victim", "end": "f"}))
    found = ended(held, Frames({}, edges(INVOLVED, roles[1])))
    assert found == {"victim": "corrected", "other": "withdrawn"}


def test_another_mother_corrects_the_first_and_a_father_does_not() -> None:
    def parent(key: str, relationship: str) -> dict[str, str]:
        return {
            "key": key,
            "start": key,
            "end": "child",
            "relationship": relationship,
            "other_record_id": f"a/b/{key}",
        }

    held = Frames({}, edges(RELATED, parent("dana", "mother")))
    assert ended(held, Frames({}, edges(RELATED, parent("eve", "mother")))) == {"dana": "corrected"}
    assert ended(held, Frames({}, edges(RELATED, parent("lee", "father")))) == {"dana": "withdrawn"}


def test_what_another_record_says_corrects_nothing() -> None:
    held = Frames({}, edges(LIVES, {"key": "k"}))
    assert ended(held, Frames({}, edges(LIVES, {"key": "l", "record_id": "a/b/2"}))) == {"k": "withdrawn"}


def test_a_case_that_goes_over_to_another_service() -> None:
    held = Frames({}, edges(SERVED, {"key": "k", "start": "a/b/case", "end": "north", "record_id": None}))
    there = edges(SERVED, {"key": "l", "start": "a/b/case", "end": "south", "record_id": None})
    assert ended(held, Frames({}, there)) == {"k": "corrected"}
