"""When the next delivery of a feed is due: agreed in the mapping, counted from the as-of day of the last."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from graph.errors import InputFault
from loaders.rows.feed import next_due_on
from tests.feeds import DAY, Hub, mapping, people, person

AS_OF = "covers: {area: all, ages: all"


@pytest.mark.parametrize(
    ("every", "as_of", "due"),
    [
        ("day", date(2026, 12, 31), date(2027, 1, 1)),
        ("week", date(2026, 5, 1), date(2026, 5, 8)),
        ("month", date(2026, 1, 31), date(2026, 2, 28)),
        ("month", date(2026, 12, 5), date(2027, 1, 5)),
        ("quarter", date(2026, 11, 30), date(2027, 2, 28)),
        ("year", date(2024, 2, 29), date(2025, 2, 28)),
    ],
)
def test_the_next_delivery_is_due_an_interval_later(every: str, as_of: date, due: date) -> None:
    feed = replace(people().feed, every=every)
    assert next_due_on(feed, as_of) == due
    assert next_due_on(replace(feed, days_to_arrive=10), as_of) == date.fromordinal(due.toordinal() + 10)
    assert next_due_on(feed, None) is None
    assert next_due_on(people().feed, as_of) is None


def test_an_interval_needs_a_day_to_count_from(hub: Hub) -> None:
    text = """
    mapping: 1
    feed: {id: a/b, title: T, agency: a, category: housing, EVERY}
    files: x.csv
    tables:
      - {read: {format: csv}, columns: {Id: text}, nodes: {person: {kind: Record, key: [Id], set: {own_id: Id}}}}
    """
    with pytest.raises(InputFault, match="needs an as-of day"):
        mapping(text, EVERY="every: month")
    with pytest.raises(InputFault, match="Did you mean 'month'"):
        mapping(text, EVERY="every: months, covers: {as_of: 2026-05-01}")
    with pytest.raises(InputFault, match="without 'every'"):
        mapping(text, EVERY="days_to_arrive: 3")


def test_the_feed_in_the_graph_says_when_the_next_is_due(hub: Hub) -> None:
    words = {AS_OF: "every: month, days_to_arrive: 14, covers: {as_of: 2026-05-01, area: all, ages: all"}
    hub.people("housing", person("1"), words=words, on=DAY)
    (feed,) = hub.store.nodes("Source", ["housing/people"])
    assert feed["next_due_on"] == date(2026, 6, 15)
