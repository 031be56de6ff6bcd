"""A record whose key is written otherwise in the next delivery, and one that stands in it twice."""

from __future__ import annotations

from datetime import date

from tests.feeds import NHS, Hub, person
from tests.known_by import facts

NEXT, LATER = date(2026, 6, 12), date(2026, 7, 12)


def test_white_space_around_a_key_makes_no_other_record(hub: Hub) -> None:
    hub.people("housing", person("ab1", Given="Maya"), person("2", Given="Lee"))
    again = hub.people("housing", person(" ab1 ", Given="Maya"), person("2", Given="Lee"), on=NEXT)
    assert (again.counts.created, again.counts.changed, again.counts.ended) == (0, 0, 0)


def test_other_capitals_make_another_record_and_the_first_is_withdrawn(hub: Hub) -> None:
    """Some systems tell keys apart by case. A number that both bear says that they are one person's."""
    hub.people("housing", person("ab1", Given="Maya", NHS=NHS[0]))
    hub.people("housing", person("AB1", Given="Maya", NHS=NHS[0]), on=NEXT)
    held = facts(hub.store)
    first, second = (held["Record", f"housing/people/{key}"] for key in ("ab1", "AB1"))
    assert (first["ended_on"], first["ending"]) == (NEXT, "withdrawn")
    assert (second["loaded_on"], second["ended_on"]) == (NEXT, None)
    assert hub.groups() == [["housing/people/AB1", "housing/people/ab1"]]


def test_the_same_row_twice_is_said_once(hub: Hub) -> None:
    row = person("1", Address="1 Elm St", Team="North")
    once = hub.people("housing", row)
    twice = hub.people("housing", row, row, on=NEXT)
    assert (twice.counts.read, twice.counts.loaded, twice.findings) == (2, 2, {})
    assert (twice.counts.unchanged, twice.counts.created) == (once.counts.created, 0)


def test_what_is_corrected_back_and_forth_keeps_every_state(hub: Hub) -> None:
    for day, name in ((date(2026, 5, 12), "Kerr"), (NEXT, "Marsh"), (LATER, "Kerr")):
        hub.people("housing", person("1", Family=name), on=day)
    record = facts(hub.store)["Record", "housing/people/1"]
    assert (record["family_name"], record["loaded_on"]) == ("Kerr", LATER)
    assert str(record["earlier"]).count('"until"') == 2
