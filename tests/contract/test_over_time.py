"""Over time, on both stores: deliveries change, end, come back, come late and do not come, and no answer about an
earlier day turns round."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from graph.codes import KnowledgeState
from loaders.delivered import Delivered
from queries import Explorer, demonstration_viewer
from queries.results import KnownCell
from tests.feeds import PEOPLE, Hub, mapping, person, write_csv
from tests.known_by import facts
from tests.replays import Replay, Step
from tests.stores import StorePlace

TODAY = date(2026, 6, 12)
LEFT = "People leaves this person out: period (it covers a period that has left its window)"
YEAR = [
    Step("housing", 0, 0, {"1": 0, "2": 1}),
    Step("school", 0, 0, {"1": 2, "3": 3}, "rows twice"),
    Step("police", 7, 0, {"1": 5, "2": 0}),
    Step("housing", 28, 0, {"1": 1}, "spaces in keys"),
    Step("police", 31, 0, {"2": 0}),
    Step("housing", 7, 14, {"1": 4, "3": 2}),
    Step("school", 28, 31, {"1": 5, "2": 0}),
    Step("housing", 31, 0, {"1": 0, "2": 1}, "a faulty row"),
    Step("housing", 28, 0, {"2": 1}, "twice"),
]


@pytest.fixture
def hub(place: StorePlace, tmp_path: Path) -> Iterator[Hub]:
    """An empty hub over either store."""
    made = Hub(tmp_path, place.uri)
    yield made
    made.close()


def test_a_year_of_deliveries_and_every_answer_by_every_day(place: StorePlace, tmp_path: Path) -> None:
    replay = Replay.at(tmp_path, numbered=False, uri=place.uri)
    try:
        replay.play(YEAR)
        endings = {part["ending"] for part in facts(replay.hub.store).values()}
        assert endings >= {"withdrawn", "corrected", "left_window", None}
        assert replay.noted.keys() == replay.answered.keys()
        assert len(replay.noted) == 8
    finally:
        replay.hub.close()


def deliver(hub: Hub, agency: str, as_of: date, *rows: dict[str, str], said: str = "delivery: whole") -> None:
    """A delivery of a feed that covers everybody from 2025 to its day, loaded on that day."""
    covers = f"covers: {{as_of: {as_of}, from: 2025-01-01, to: {as_of}, area: all, ages: all}}, {said}"
    words = {"covers: {area: all, ages: all}": covers, "category: housing": "category: education"}
    file = write_csv(hub.folder / f"{agency} {as_of}" / f"{agency}.csv", rows)
    feed = mapping(PEOPLE, **words, AGENCY=agency)
    assert hub.deliver(Delivered(feed, (file,)), on=as_of).feeds[0].fault is None


def cell(hub: Hub, record: str, feed: str, by: date) -> KnownCell | None:
    """What a feed says of whom a record describes, by a day."""
    door = Explorer(hub.store, hub.ledger, demonstration_viewer(), clock=lambda: TODAY)
    text = f"MATCH (r:Record {{id: '{record}'}})-[:DESCRIBES]->(p:Person) RETURN p.id AS id"
    (someone,) = hub.ask(text)
    return door.known(door.family(str(someone["id"]), as_of=by, by=by)).cell(str(someone["id"]), feed)


def test_what_has_left_its_window_is_never_nothing_found(hub: Hub) -> None:
    months = [date(2026, month, 12) for month in (1, 3, 5)]
    rolling = "delivery: rolling_window, window_days: 60"
    deliver(hub, "school", months[0], person("1"))
    for day in months:
        deliver(hub, "police", day, person("7", Team="North", Since=f"{day:%d/%m/%Y}"), said=rolling)
    begins = months[-1] - timedelta(days=59)
    cells = [cell(hub, "school/people/1", "police/people", day) for day in months]
    assert [(one and one.state.value, one and one.words) for one in cells] == [
        ("not_covered", LEFT), ("not_covered", LEFT),
        ("nothing_found", f"nothing found in People, {begins.day} Mar 2026 to 12 May 2026"),
    ]  # fmt: skip


def test_a_feed_that_did_not_arrive_is_never_nothing_found(hub: Hub) -> None:
    """Asked in June of a feed that came last in March, silence is told of up to March; asked by a day before it first
    came, there is no such feed; and what came late was not known before it came."""
    deliver(hub, "school", date(2026, 1, 12), person("1"))
    deliver(hub, "police", date(2026, 3, 12), person("7"))
    now = cell(hub, "school/people/1", "police/people", TODAY)
    assert now is not None
    assert (now.state, now.words) == (
        KnowledgeState.NOTHING_FOUND,
        "nothing found in People, 1 Jan 2025 to 12 Mar 2026",
    )
    assert cell(hub, "school/people/1", "police/people", date(2026, 2, 12)) is None
    agency = cell(hub, "school/people/1", "police", date(2026, 2, 12))
    assert agency is not None
    assert agency.state is KnowledgeState.NOT_LOADED
    deliver(hub, "police", date(2026, 5, 12), person("7"))
    deliver(hub, "police", date(2026, 4, 12), person("8"))
    by_march = cell(hub, "school/people/1", "police/people", date(2026, 4, 30))
    assert by_march is not None
    assert by_march.words == "nothing found in People, 1 Jan 2025 to 12 Mar 2026"


@pytest.mark.parametrize(("second", "ending"), [
    ([person("2")], "withdrawn"),
    ([person("1", Address="2 Elm St"), person("2")], "corrected"),
    ([person("1", Address="1 Elm St", Family="Marsh"), person("2")], None),
])  # fmt: skip
def test_an_answer_about_an_earlier_day_says_what_has_become_of_it(
    hub: Hub, second: list[dict[str, str]], ending: str | None
) -> None:
    first, later, again = (date(2026, month, 12) for month in (1, 2, 3))
    deliver(hub, "housing", first, person("1", Address="1 Elm St"), person("2"))
    deliver(hub, "housing", later, *second)
    door = Explorer(hub.store, hub.ledger, demonstration_viewer(), clock=lambda: TODAY)
    (someone,) = hub.ask(
        "MATCH (:Record {id: 'housing/people/1'})-[:DESCRIBES]->(p:Person) RETURN p.id AS id"
    )
    family = door.family(str(someone["id"]), as_of=first, by=first)
    (member,) = family.members
    (home,) = member.residences
    assert (home.address, member.best.label) == ("1 Elm St", "Given 1 Kerr")
    assert [(said.ended_on, said.ending) for said in home.said] == [(later if ending else None, ending)]
    deliver(hub, "housing", again, person("1", Address="1 Elm St"), person("2"))
    home = door.family(str(someone["id"]), as_of=first, by=first).members[0].residences[0]
    assert [(said.ended_on, said.ending) for said in home.said] == [(None, None)]
