"""Opening a ledger of another layout, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text

from graph.errors import StoreVersion
from graph.ledger import TrailEntry, open_ledger
from graph.ledger.connect import connect
from graph.ledger.layout import ensure_layout
from graph.ledger.tables import LAYOUT_VERSION, metadata
from tests.contract.ledger.places import Place

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ENTRY = TrailEntry("v", "mash_analyst", "hub", "s47", "find")


def next_layout() -> MetaData:
    """Today's tables again, to be added to."""
    tables = MetaData()
    for table in metadata.sorted_tables:
        table.to_metadata(tables)
    return tables


def take_over(place: Place, tables: MetaData) -> None:
    database = connect(place.uri)
    try:
        ensure_layout(database, NOW, tables=tables, version=LAYOUT_VERSION + 1)
    finally:
        database.close()


def test_an_older_layout_is_taken_over_where_that_is_additive(place: Place) -> None:
    with open_ledger(place.uri) as ledger:
        ledger.append_trail(ENTRY)
    tables = next_layout()
    tables.tables["loads"].append_column(Column("note", Text))
    Table("reviews", tables, Column("id", Integer, primary_key=True))
    take_over(place, tables)
    assert place.rows("SELECT max(version) FROM ledger_layout") == [(LAYOUT_VERSION + 1,)]
    assert place.rows("SELECT note FROM loads") == []
    assert place.rows("SELECT * FROM reviews") == []
    assert place.rows("SELECT count(*) FROM trail") == [(1,)]


def test_a_change_that_is_more_than_an_addition_is_refused_whole(place: Place) -> None:
    open_ledger(place.uri).close()
    tables = next_layout()
    Table("reviews", tables, Column("id", Integer, primary_key=True))
    tables.tables["trail"].append_column(Column("must_be_there", Text, nullable=False))
    with pytest.raises(StoreVersion, match=r"table trail .* Open it with the Kinscope that wrote it"):
        take_over(place, tables)
    assert place.rows("SELECT max(version) FROM ledger_layout") == [(LAYOUT_VERSION,)]
    with open_ledger(place.uri) as ledger:
        ledger.append_trail(ENTRY)


def test_a_newer_layout_is_refused_with_a_way_on(place: Place) -> None:
    open_ledger(place.uri).close()
    place.execute("INSERT INTO ledger_layout (version, at) VALUES (900, 'later')")
    with pytest.raises(StoreVersion, match=r"layout 900.* Upgrade Kinscope"):
        open_ledger(place.uri)


def test_tables_of_unknown_origin_are_left_alone(place: Place) -> None:
    place.execute("CREATE TABLE trail (anything INTEGER)")
    with pytest.raises(StoreVersion, match=r"\(trail\) without saying which layout"):
        open_ledger(place.uri)
    assert place.rows("SELECT * FROM trail") == []


def test_a_database_that_holds_other_tables_can_hold_a_ledger(place: Place) -> None:
    place.execute("CREATE TABLE somebody_elses (anything INTEGER)")
    with open_ledger(place.uri) as ledger:
        ledger.append_trail(ENTRY)
        assert ledger.verify_trail().ok
