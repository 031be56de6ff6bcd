"""The four times, applied in one place: what stood by a day, for this hub and for an agency."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.query import Row
from graph.time import FOREVER
from queries.times import Moment, holds, items, standing, within_window

TODAY = date(2026, 5, 12)
DAYS = st.dates(date(2000, 1, 1), date(2030, 1, 1))


def edge(**changed: Any) -> dict[str, Any]:
    said = {"key": "k", "record_id": "police/r", "source": "police/incidents", "agency": "police"}
    times = {"recorded_on": date(2026, 2, 1), "loaded_on": date(2026, 3, 1), "ended_on": None, "ending": None}
    return {**said, **times, "earlier": None, **changed}


def stood(fact: dict[str, Any], by: date = FOREVER, known_to: str | None = None, **received: date) -> bool:
    told = {("record", key): day for key, day in received.items()}
    return standing({"lives": fact}, Moment(TODAY, by, known_to), told) is not None


@given(loaded=DAYS, by=DAYS)
def test_this_hub_knows_what_it_had_loaded(loaded: date, by: date) -> None:
    assert stood(edge(loaded_on=loaded), by) is (loaded <= by)


@given(loaded=DAYS, length=st.integers(1, 3000), by=DAYS, ending=st.sampled_from(["withdrawn", "corrected"]))
def test_what_ended_stands_between_loading_and_end(loaded: date, length: int, by: date, ending: str) -> None:
    ended = loaded + timedelta(days=length)
    fact = edge(loaded_on=loaded, ended_on=ended, ending=ending)
    assert stood(fact, by) is (loaded <= by < ended)
    assert not stood(fact)


@pytest.mark.parametrize("ending", ["left_window", "erased"])
def test_what_left_the_window_or_was_erased_is_never_shown(ending: str) -> None:
    assert not stood(edge(ended_on=date(2026, 4, 1), ending=ending), date(2026, 3, 15))


def test_what_stood_then_and_is_no_longer_said_is_marked() -> None:
    row = standing(
        {"lives": edge(ended_on=date(2026, 4, 1), ending="withdrawn")}, Moment(TODAY, date(2026, 3, 15)), {}
    )
    assert row is not None
    lives = row["lives"]
    assert isinstance(lives, dict)
    assert (lives["ended_on"], lives["ending"]) == (date(2026, 4, 1), "withdrawn")


def test_a_former_state_stands_by_an_earlier_day() -> None:
    former = json.dumps([{"area": "Ashby", "until": "2026-04-01"}])
    fact = edge(area="Elmshire", earlier=former)
    for by, area in ((date(2026, 3, 31), "Ashby"), (date(2026, 4, 1), "Elmshire")):
        row = standing({"lives": fact}, Moment(TODAY, by), {})
        assert row is not None
        lives = row["lives"]
        assert isinstance(lives, dict)
        assert (lives["area"], "earlier" in lives) == (area, False)


@given(recorded=DAYS, by=DAYS)
def test_an_agency_knows_what_it_recorded(recorded: date, by: date) -> None:
    assert stood(edge(recorded_on=recorded), by, "police") is (recorded <= by)
    assert not stood(edge(recorded_on=recorded), by, "school")


def test_without_a_day_of_recording_the_delivery_counts() -> None:
    fact = edge(recorded_on=None)
    assert not stood(fact, date(2026, 2, 28), "police")
    assert stood(fact, date(2026, 3, 1), "police")


def test_another_agency_knows_what_it_received() -> None:
    fact, told = edge(), {"police/r": date(2026, 4, 1)}
    assert not stood(fact, date(2026, 3, 31), "school", **told)
    assert stood(fact, date(2026, 4, 1), "school", **told)


def test_linkage_is_always_todays() -> None:
    row: Row = {"described": edge(loaded_on=date(2026, 5, 1)), "person": {"id": "p", "restriction": None}}
    assert standing(row, Moment(TODAY, date(2020, 1, 1)), {}) == row


def test_sharing_can_be_about_the_record_and_the_incident() -> None:
    incident = {"id": "police/P1", "loaded_on": TODAY}
    assert items({"involved": edge(), "incident": incident}) == {
        ("record", "police/r"),
        ("incident", "police/P1"),
    }


def test_half_open() -> None:
    home = {"valid_from": date(2020, 1, 1), "valid_to": date(2021, 1, 1)}
    days = (date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1))
    assert [holds(home, day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize(("feed", "begins"), [
    ({"delivery": "rolling_window", "window_days": 30}, date(2026, 4, 13)),
    ({"delivery": "rolling_window", "window_days": 30, "as_of": date(2026, 3, 31)}, date(2026, 3, 2)),
    ({"delivery": "rolling_window", "window_days": 3000}, date(2026, 1, 1)),
    ({"delivery": "whole", "window_days": None}, date(2026, 1, 1)),
])  # fmt: skip
def test_a_rolling_feed_covers_what_its_window_still_reaches_back_to(
    feed: dict[str, Any], begins: date
) -> None:
    then = {"covers_from": date(2026, 1, 1), "covers_to": date(2026, 2, 1)}
    now = {**then, "loaded_on": TODAY, "as_of": None, **feed}
    assert within_window(then, now) == {"covers_from": begins, "covers_to": date(2026, 2, 1)}


def test_a_rolling_feed_that_does_not_say_since_when_does_not_say_it() -> None:
    then = {"covers_from": None}
    assert within_window(then, {"delivery": "rolling_window", "window_days": 30, "loaded_on": TODAY}) == then
