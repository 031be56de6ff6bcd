"""What both stores say of how registers name agencies, and which agency followed which."""

from __future__ import annotations

from datetime import date

import polars as pl

from graph.frames import EdgeEnds, Frames, edge_columns, node_columns, shaped
from graph.schema import load_schema
from graph.store import Store
from loaders.agencies.known import MEANS, SUCCEEDED_BY, register_of
from loaders.agencies.register import AgencyNamed, Succession

MERGER = date(2023, 4, 1)
SAID = {"source": "county/names", "agency": "county", "category": "agency_register", "loaded_on": MERGER}


def frames(*, ended: bool = False) -> Frames:
    """Two agencies, one the successor of the other, and a name of the first; ended: the register dropped them."""
    schema = load_schema()
    ending = {"ended_on": MERGER} if ended else {}
    agencies = pl.DataFrame([{"id": "old", "name": "Old Borough"}, {"id": "new", "name": None}])
    names = pl.DataFrame([{"id": "county/names/1", "text": "X99", "naming": "gss_code", **SAID, **ending}])
    means = {"start": "county/names/1", "end": "old", "key": "1", "valid_to": MERGER, **SAID, **ending}
    follows = {"start": "old", "end": "new", "key": "2", "valid_from": MERGER, **SAID, **ending}

    def edges(ends: EdgeEnds, row: dict[str, object]) -> pl.DataFrame:
        return shaped(pl.DataFrame([row]), edge_columns(schema.edges[ends.edge]))

    return Frames(
        {
            "Agency": shaped(agencies, node_columns(schema.nodes["Agency"])),
            "AgencyName": shaped(names, node_columns(schema.nodes["AgencyName"])),
        },
        {MEANS: edges(MEANS, means), SUCCEEDED_BY: edges(SUCCEEDED_BY, follows)},
    )


OWN_NAMES = {
    AgencyNamed("old", "other_name", "old"),
    AgencyNamed("new", "other_name", "new"),
    AgencyNamed("Old Borough", "name", "old"),
}
LISTED = AgencyNamed("X99", "gss_code", "old", None, MERGER)


def test_names_codes_and_successions_are_what_registers_say(store: Store) -> None:
    store.build(frames())
    register = register_of(store, {})
    assert set(register.names) == OWN_NAMES | {LISTED}
    assert register.successions == (Succession("old", "new"),)
    assert register.resolve("x99", on=date(2023, 3, 31)).agency == "old"
    assert register.resolve("x99", on=MERGER).agency == "new"


def test_what_a_register_no_longer_says_does_not_count(store: Store) -> None:
    store.build(frames(ended=True))
    register = register_of(store, {})
    assert (set(register.names), register.successions) == (OWN_NAMES, ())


def test_a_feed_that_is_delivered_anew_takes_the_place_of_what_the_store_holds(store: Store) -> None:
    store.build(frames())
    assert LISTED not in register_of(store, {"county/names": Frames()}).names
    assert LISTED in register_of(store, {"other/names": Frames()}).names
    assert LISTED in register_of(store, {"county/names": frames()}).names
