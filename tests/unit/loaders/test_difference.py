"""What a delivery changes in what is held, and what stays on record of what was said before."""

from __future__ import annotations

from datetime import date

import polars as pl

from graph.codes import Ending
from graph.frames import EdgeEnds, Frames, edge_columns, node_columns, shaped
from graph.schema import load_schema
from graph.time import as_loaded, former_states
from loaders.difference import Difference, difference, differing
from loaders.report import KindCounts

MONDAY, TUESDAY, FRIDAY = date(2026, 5, 11), date(2026, 5, 12), date(2026, 5, 15)
SCHEMA = load_schema()
ENDS = EdgeEnds("LIVES_AT", "Person", "Residence")


def records(*rows: dict[str, object], on: date = MONDAY) -> Frames:
    frame = pl.DataFrame([{"loaded_on": on, "source": "a/b", **row} for row in rows])
    return Frames({"Record": shaped(frame, node_columns(SCHEMA.nodes["Record"]))})


def homes(*rows: dict[str, object], on: date = MONDAY) -> Frames:
    frame = pl.DataFrame([{"loaded_on": on, "source": "a/b", **row} for row in rows])
    return Frames({}, {ENDS: shaped(frame, edge_columns(SCHEMA.edges["LIVES_AT"]))})


def compared(
    held: Frames, wanted: Frames, on: date = TUESDAY, ending: Ending | None = Ending.WITHDRAWN
) -> Difference:
    return difference(held, wanted, SCHEMA, on, ending)


def counts(found: Difference) -> tuple[int, int, int, int]:
    return found.created, found.changed, found.ended, found.unchanged


def kept(frame: pl.DataFrame) -> dict[str, object]:
    (row,) = frame.iter_rows(named=True)
    return row


def test_a_new_feed_is_new_and_nothing_else() -> None:
    found = compared(Frames(), records({"id": "1"}, {"id": "2"}))
    assert counts(found) == (2, 0, 0, 0)
    assert found.changes.new_nodes["Record"]["id"].to_list() == ["1", "2"]
    assert found.changes.rows() == 2


def test_the_same_again_changes_nothing() -> None:
    held = records({"id": "1", "family_name": "Kerr"})
    found = compared(held, records({"id": "1", "family_name": "Kerr"}, on=TUESDAY))
    assert counts(found) == (0, 0, 0, 1)
    assert found.changes.rows() == 0


def test_a_change_keeps_what_was_said_before() -> None:
    held = records({"id": "1", "family_name": "Kerr", "birth_date": MONDAY})
    found = compared(held, records({"id": "1", "family_name": "Marsh"}, on=TUESDAY))
    assert counts(found) == (0, 1, 0, 0)
    row = kept(found.changes.merged_nodes["Record"])
    assert (row["family_name"], row["birth_date"], row["loaded_on"]) == ("Marsh", None, TUESDAY)
    assert former_states(row["earlier"]) == [
        {"family_name": "Kerr", "birth_date": MONDAY, "loaded_on": MONDAY, "until": TUESDAY}
    ]
    before = as_loaded(row, MONDAY)
    assert before is not None
    assert (before["family_name"], before["birth_date"]) == ("Kerr", MONDAY)
    assert as_loaded(row, date(2026, 5, 10)) is None


def test_what_is_missing_is_ended_on_that_day_in_that_way() -> None:
    found = compared(records({"id": "1"}, {"id": "2"}), records({"id": "2"}), ending=Ending.LEFT_WINDOW)
    assert counts(found) == (0, 0, 1, 1)
    row = kept(found.changes.merged_nodes["Record"])
    assert (row["id"], row["ended_on"], row["ending"]) == ("1", TUESDAY, "left_window")
    before = as_loaded(row, MONDAY)
    assert before is not None
    assert before["ended_on"] is None


def test_what_has_ended_does_not_end_again() -> None:
    held = records({"id": "1", "ended_on": MONDAY, "ending": "withdrawn"}, {"id": "2"})
    assert counts(compared(held, records({"id": "2"}))) == (0, 0, 0, 1)


def test_without_an_ending_nothing_is_ended() -> None:
    found = compared(records({"id": "1"}), records({"id": "2"}), ending=None)
    assert counts(found) == (1, 0, 0, 0)
    assert "Record" not in found.changes.merged_nodes


def test_what_had_ended_and_is_said_again_stands_again_and_the_gap_stays_on_record() -> None:
    ended = compared(records({"id": "1"}, {"id": "2"}), records({"id": "2"}))
    held = Frames({"Record": ended.changes.merged_nodes["Record"]})
    again = compared(held, records({"id": "1"}, on=FRIDAY), on=FRIDAY)
    assert counts(again) == (0, 1, 0, 0)
    row = kept(again.changes.merged_nodes["Record"])
    assert (row["ended_on"], row["ending"]) == (None, None)
    states = [as_loaded(row, day) for day in (MONDAY, TUESDAY, FRIDAY)]
    assert [state and state["ended_on"] for state in states] == [None, TUESDAY, None]


def test_an_edge_keeps_the_ends_that_linkage_gave_it() -> None:
    held = homes({"start": "somebody else", "end": "home", "key": "k", "tenure": "tenant"})
    found = compared(held, homes({"start": "person", "end": "home", "key": "k", "tenure": "owner"}))
    row = kept(found.changes.changed_edges[ENDS])
    assert (row["start"], row["tenure"]) == ("somebody else", "owner")
    same = compared(held, homes({"start": "person", "end": "home", "key": "k", "tenure": "tenant"}))
    assert counts(same) == (0, 0, 0, 1)


def test_only_shared_nodes_that_the_store_lacks_or_would_change_are_written() -> None:
    schema = node_columns(SCHEMA.nodes["Service"])
    wanted = pl.DataFrame({"id": ["a", "b", "c", "d"], "name": ["A", "B", None, "D"]})
    held = pl.DataFrame({"id": ["a", "b", "c"], "name": ["A", "C", "C"]})
    combining = [prop for prop in SCHEMA.nodes["Service"].own if prop.combine]
    found = differing(shaped(wanted, schema), shaped(held, schema), combining)
    assert found["id"].to_list() == ["b", "d"]


def test_what_changes_is_counted_by_kind_too() -> None:
    said = records({"id": "1", "family_name": "Marsh"}, {"id": "3"}, on=TUESDAY)
    home = homes({"start": "p", "end": "r", "key": "k"}, on=TUESDAY)
    held = records({"id": "1", "family_name": "Kerr"}, {"id": "2"})
    found = compared(held, Frames(said.nodes, home.edges))
    assert dict(found.kinds) == {"LIVES_AT": KindCounts(created=1), "Record": KindCounts(1, 1, 1)}
    assert counts(found)[:3] == (2, 1, 1)
