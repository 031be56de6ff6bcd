"""Late deliveries: what they add, what they leave as it is, and from when on this hub knows it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from graph.ledger import open_ledger
from loaders.delivered import Delivered
from loaders.report import Withheld
from tests.feeds import NHS, UPN, Hub, mapping, person, write
from tests.known_by import facts, known_by

MARCH, APRIL, MAY, JUNE, JULY = (date(2026, month, 12) for month in (3, 4, 5, 6, 7))
CAME = date(2026, 6, 20)
ADDITIONS = {"title: People,": "title: People, delivery: additions,"}


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    """An empty store, and a ledger whose clock stands at the day on which the late files come."""
    made = Hub(tmp_path)
    made.ledger.close()
    made.ledger = open_ledger(
        f"sqlite:///{tmp_path / 'late.sqlite'}",
        clock=lambda: datetime(CAME.year, CAME.month, CAME.day, 9, tzinfo=UTC),
    )
    yield made
    made.close()


def ended(hub: Hub, kind: str, key: str) -> tuple[object, ...]:
    part = facts(hub.store)[kind, key]
    return part["loaded_on"], part["ended_on"], part["ending"]


def homes(hub: Hub) -> dict[str, tuple[object, ...]]:
    text = "MATCH (:Person)-[l:LIVES_AT]->(h:Residence) RETURN l.address_as_recorded AS address, l AS l"
    rows = {str(row["address"]): row["l"] for row in hub.ask(text)}
    return {address: (one["loaded_on"], one["ended_on"], one["ending"]) for address, one in rows.items()
            if isinstance(one, dict)}  # fmt: skip


def test_what_a_later_extract_no_longer_says_is_on_record_as_ended_at_once(hub: Hub) -> None:
    hub.people("housing", person("1", Address="1 Elm St"), on=APRIL)
    hub.people("housing", person("1", Address="1 Elm St"), on=JUNE)
    late = hub.people("housing", person("1", Address="9 Oak Rd"), person("2", NHS=NHS[0]), on=MAY)
    assert (late.withheld, late.findings) == (Withheld.OVERTAKEN, {"late_delivery": 1})
    assert late.counts.changed == late.counts.ended == 0
    assert ended(hub, "Record", "housing/people/2") == (CAME, CAME, "withdrawn")
    assert homes(hub) == {"1 Elm St": (APRIL, None, None), "9 Oak Rd": (CAME, CAME, "corrected")}
    (words,) = [found.words for found in hub.ledger.findings_of() if found.kind == "late_delivery"]
    assert str(words).startswith("This delivery is of 2026-05-12 and comes after one of 2026-06-12")


def test_nothing_changes_in_what_was_known_by_any_day(hub: Hub) -> None:
    hub.people("housing", person("1", Address="1 Elm St"), person("3"), on=APRIL)
    hub.people("housing", person("1", Family="Marsh", Address="2 Elm St"), on=JUNE)
    days = [APRIL, MAY, JUNE, CAME - timedelta(days=1), CAME, JULY]
    before = [known_by(facts(hub.store), day) for day in days]
    hub.people("housing", person("1", Address="9 Oak Rd"), person("2"), person("3", Family="Shaw"), on=MAY)
    assert [known_by(facts(hub.store), day) for day in days] == before
    assert len(facts(hub.store)) > len(before[0] | before[2])


def test_the_same_late_delivery_again_and_the_next_in_its_turn_change_nothing_of_it(hub: Hub) -> None:
    hub.people("housing", person("1"), on=APRIL)
    hub.people("housing", person("1"), on=JUNE)
    rows = [person("1"), person("2", NHS=NHS[0], Team="North", Address="9 Oak Rd")]
    hub.people("housing", *rows, on=MAY)
    graph = hub.graph(whole=True)
    again = hub.people("housing", *rows, on=MAY)
    assert (again.counts.created, again.counts.changed, again.counts.ended) == (0, 0, 0)
    following = hub.people("housing", person("1"), on=JULY)
    assert (following.withheld, following.counts.ended, following.counts.changed) == (None, 0, 0)
    assert hub.graph(whole=True) == graph


def test_a_number_that_a_later_delivery_corrected_does_not_link(hub: Hub) -> None:
    hub.people("housing", person("1", NHS=NHS[0]), on=JUNE)
    hub.people("school", person("7", NHS=NHS[1]), on=JUNE)
    hub.people("housing", person("1", NHS=NHS[1]), on=MAY)
    assert hub.groups() == [["housing/people/1"], ["school/people/7"]]
    hub.people("csc", person("4"), on=JULY)
    assert hub.groups() == [["csc/people/4"], ["housing/people/1"], ["school/people/7"]]


def test_a_record_that_only_the_late_one_holds_is_linked_by_what_it_said(hub: Hub) -> None:
    hub.people("housing", person("1"), on=JUNE)
    hub.people("school", person("7", NHS=NHS[1]), on=JUNE)
    hub.people("housing", person("2", NHS=NHS[1]), on=MAY)
    linked = [["housing/people/1"], ["housing/people/2", "school/people/7"]]
    assert hub.groups() == linked
    hub.people("school", person("7", NHS=NHS[1]), on=JULY)
    assert hub.groups() == linked


def test_where_a_later_one_may_hold_it_among_rows_that_could_not_be_read_it_stands(hub: Hub) -> None:
    hub.people("housing", person("1"), on=APRIL)
    hub.people("housing", person("1"), person("2", Born="soon"), on=JUNE)
    hub.people("housing", person("1"), person("2"), on=MAY)
    assert ended(hub, "Record", "housing/people/2") == (CAME, None, None)
    hub.people("housing", person("1"), on=JULY)
    assert ended(hub, "Record", "housing/people/2") == (CAME, JULY, "withdrawn")


POLICE = """
mapping: 1
feed:
  id: police/incidents
  title: Police incidents
  agency: police
  category: police_incident
  delivery: rolling_window
  window_days: 30
  covers: {as_of: {column: As of}, from: 2026-01-01, to: {column: As of}, area: all, ages: all}
files: incidents.csv
tables:
  - read: {format: csv}
    columns:
      As of: {type: date, format: "%Y-%m-%d"}
      Number: {required: true}
      Happened: {type: date, format: "%Y-%m-%d"}
    nodes:
      person: {kind: Record, key: [Number], set: {family_name: {const: Kerr}}}
      incident: {kind: Incident, key: [Number], set: {happened_on: Happened}}
    edges: [{edge: INVOLVED_IN, from: person, to: incident, set: {role: {const: named}}}]
"""


def incidents(hub: Hub, as_of: date, *happened: date) -> Delivered:
    rows = "".join(f"{as_of},{day:I%m%d},{day}\n" for day in happened)
    folder = hub.folder / f"police {as_of} {len(list(hub.folder.iterdir()))}"
    return Delivered(mapping(POLICE), (write(folder / "incidents.csv", f"As of,Number,Happened\n{rows}"),))


def test_a_late_file_of_a_rolling_window_adds_what_fell_between_as_its_window_has_it(hub: Hub) -> None:
    """The window of 12 June begins on 14 May: what happened before has left it, what happened since was withdrawn."""
    hub.deliver(incidents(hub, APRIL, APRIL), on=APRIL)
    hub.deliver(incidents(hub, JUNE, JUNE), on=JUNE)
    hub.deliver(incidents(hub, date(2026, 5, 20), date(2026, 5, 13), date(2026, 5, 14)), on=date(2026, 5, 20))
    found = {key: ended(hub, "Incident", f"police/incidents/{key}") for key in ("I0513", "I0514", "I0612")}
    assert found == {
        "I0513": (CAME, CAME, "left_window"), "I0514": (CAME, CAME, "withdrawn"), "I0612": (JUNE, None, None),
    }  # fmt: skip
    assert ended(hub, "Source", "police/incidents")[0] == JUNE


def test_a_rolling_window_tells_withdrawn_from_left(hub: Hub) -> None:
    hub.deliver(incidents(hub, APRIL, date(2026, 3, 20), APRIL), on=APRIL)
    hub.deliver(incidents(hub, date(2026, 4, 20), date(2026, 4, 19)), on=date(2026, 4, 20))
    found = {key: ended(hub, "Incident", f"police/incidents/{key}")[2] for key in ("I0320", "I0412", "I0419")}
    assert found == {"I0320": "left_window", "I0412": "withdrawn", "I0419": None}
    assert ended(hub, "Record", "police/incidents/I0412")[2] == "withdrawn"


def test_additions_stand_and_change_only_what_is_older(hub: Hub) -> None:
    words = ADDITIONS
    hub.people("housing", person("1", Family="March"), person("2", Family="March"), on=MARCH, words=words)
    hub.people("housing", person("2", Family="June"), on=JUNE, words=words)
    late = [person("1", Family="May"), person("2", Family="May"), person("3", Family="May")]
    hub.people("housing", *late, on=MAY, words=words)
    names = {key: facts(hub.store)["Record", f"housing/people/{key}"] for key in "123"}
    assert [part["family_name"] for part in names.values()] == ["May", "June", "May"]
    assert [part["loaded_on"] for part in names.values()] == [CAME, JUNE, CAME]
    assert known_by(facts(hub.store), JUNE)["Record", "housing/people/1"]["family_name"] == "March"


def test_two_late_additions_speak_in_the_order_of_their_days(hub: Hub) -> None:
    for day, name in ((MARCH, "March"), (JUNE, None), (MAY, "May"), (APRIL, "April")):
        rows = [person("1", Family=name)] if name else [person("2")]
        hub.people("housing", *rows, on=day, words=ADDITIONS)
    assert facts(hub.store)["Record", "housing/people/1"]["family_name"] == "May"


LOG = """
mapping: 1
feed:
  id: gp/log
  title: Log
  agency: gp
  category: health_visiting
  delivery: additions
  covers: {as_of: {column: Day}, from: {column: Day}, to: {column: Day}, area: all, ages: all}
files: log.csv
tables:
  - read: {format: csv}
    columns: {Number: {required: true}, Day: {type: date, format: "%Y-%m-%d"}}
    nodes: {person: {kind: Record, key: [Number], set: {own_id: Number}}}
"""


def log(hub: Hub, first: date, last: date) -> Delivered:
    rows = "".join(f"{day:%m%d},{day}\n" for day in (first, last))
    return Delivered(mapping(LOG), (write(hub.folder / str(first) / "log.csv", f"Number,Day\n{rows}"),))


def test_the_period_of_additions_grows_without_ever_bridging_one_that_did_not_come(hub: Hub) -> None:
    months = [(date(2026, month, 1), date(2026, month + 1, 1) - timedelta(days=1)) for month in (1, 2, 3, 4)]
    periods = []
    for first, last in (months[0], months[2], months[3], months[1]):
        hub.deliver(log(hub, first, last), on=last)
        source = facts(hub.store)["Source", "gp/log"]
        periods.append((source["covers_from"], source["covers_to"], source["as_of"]))
    january, march, april = months[0], months[2], months[3]
    assert periods == [
        (*january, january[1]), (*march, march[1]), (march[0], april[1], april[1]),
        (months[1][0], april[1], april[1]),
    ]  # fmt: skip


def test_records_of_two_feeds_in_one_delivery_take_their_turns_apart(hub: Hub) -> None:
    hub.people("housing", person("1", NHS=NHS[0]), on=JUNE)
    school = hub.of_people("school", person("7", UPN=UPN))
    report = hub.deliver(hub.of_people("housing", person("2")), school, on=MAY)
    assert {feed.feed: feed.withheld for feed in report.feeds} == {
        "housing/people": Withheld.OVERTAKEN, "school/people": None,
    }  # fmt: skip
    assert ended(hub, "Record", "housing/people/2") == (CAME, CAME, "withdrawn")
    assert ended(hub, "Record", "school/people/7") == (MAY, None, None)
