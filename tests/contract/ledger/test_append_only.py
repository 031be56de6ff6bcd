"""The database itself refuses to change what the ledger holds, on both engines."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import DBAPIError

from graph.ledger import Ledger, LoadCounts, Replay, TrailEntry
from graph.ledger.tables import APPEND_ONLY, metadata
from tests.contract.ledger.places import Place
from tests.contract.ledger.test_ledger import CLASH, COUNTS, FINDING, ROW, begin

NAMES = [table.name for table in APPEND_ONLY]


@pytest.fixture
def full(ledger: Ledger) -> Ledger:
    """A ledger with at least one row in every table."""
    load = begin(ledger)
    ledger.quarantine(load, [ROW])
    (row,) = ledger.quarantined()
    ledger.correct_row(row, ROW.row, "a clerk")
    ledger.record_replays([Replay(load, row.id, ledger.row_corrections()[0].id)])
    ledger.findings(load, [FINDING])
    ledger.decide([CLASH])
    ledger.finish_load(load, COUNTS, "loaded")
    ledger.append_trail(TrailEntry("v", "mash_analyst", "hub", "s47", "family", {}, ["csc/cin/4711"], {}))
    ledger.meta_set("store", "here")
    ledger.decide_to_erase(CLASH, ["csc/cin/4711"])
    ledger.forget("csc/cin/4711")
    return ledger


@pytest.mark.parametrize("table", NAMES)
def test_no_row_can_be_changed_or_deleted(full: Ledger, place: Place, table: str) -> None:
    before = place.rows(f"SELECT * FROM {table}")
    assert before
    column = next(table_.columns.keys()[1] for table_ in APPEND_ONLY if table_.name == table)
    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
        with pytest.raises(DBAPIError, match="append-only"):
            place.execute(statement)
    assert place.rows(f"SELECT * FROM {table}") == before


def test_the_end_of_the_trail_only_moves_forward(full: Ledger, place: Place) -> None:
    for statement in (
        "UPDATE trail_head SET sequence = 0",
        "UPDATE trail_head SET hash = 'other'",
        "DELETE FROM trail_head",
    ):
        with pytest.raises(DBAPIError, match="append-only"):
            place.execute(statement)
    assert full.verify_trail().ok


def test_every_table_but_the_keys_is_guarded() -> None:
    assert set(metadata.tables) - set(NAMES) == {"record_keys", "trail_head"}


def test_an_end_on_record_cannot_be_replaced_by_another(full: Ledger, place: Place) -> None:
    with pytest.raises(DBAPIError):
        place.execute(
            "INSERT INTO load_ends SELECT load_id, finished_at, 'better', read, loaded, quarantined, "
            "created, changed, ended, unchanged FROM load_ends"
        )
    assert full.loads()[0].counts == LoadCounts(10, 8, 2, 5, 1, 1, 2)
