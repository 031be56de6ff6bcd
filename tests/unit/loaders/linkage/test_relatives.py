"""Relatives: what records say of each other, by record, whether people stand in the edges yet or not."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from graph.frames import EdgeEnds, Frames
from loaders.linkage.relatives import MEMBERS, RELATIONS, members, relations

RELATED, MEMBER = EdgeEnds("RELATED_TO", "Person", "Person"), EdgeEnds("MEMBER_OF", "Person", "Household")


def frames(ends: EdgeEnds, *rows: dict[str, Any]) -> Frames:
    """Frames of these edges alone."""
    return Frames({}, {ends: pl.DataFrame(list(rows), infer_schema_length=None)})


def test_a_relation_goes_by_the_records_that_state_it() -> None:
    as_mapped = {"start": "a/1/mother", "end": "a/1", "relationship": "mother", "key": "k"}
    in_store = {
        "start": "person 1", "end": "person 2", "record_id": "a/1/mother", "other_record_id": "a/1",
        "relationship": "mother", "key": "k",
    }  # fmt: skip
    for row in (as_mapped, in_store):
        assert relations(frames(RELATED, row)).rows() == [("a/1/mother", "a/1", "mother")]


def test_what_has_ended_by_a_later_file_counts_no_more() -> None:
    row = {"start": "a/1", "end": "a/2", "relationship": "mother", "key": "k", "ended_on": date(2026, 1, 1)}
    assert relations(frames(RELATED, row)).is_empty()


def test_members_of_a_household() -> None:
    rows = [{"start": one, "end": "h", "key": one} for one in ("a/2", "a/1")]
    assert members(frames(MEMBER, *rows)).rows() == [("a/1", "h"), ("a/2", "h")]


def test_nobody_is_related() -> None:
    assert dict(relations(Frames({}, {})).schema) == RELATIONS
    assert dict(members(Frames({}, {})).schema) == MEMBERS
