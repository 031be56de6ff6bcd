"""Correcting, restricting and disputing a record: at once, through later deliveries, and undone again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from graph.codes import DecisionGround, RecordDecision, RestrictionClass
from graph.errors import UsageFault
from graph.search import parse
from graph.time import as_loaded
from loaders import decided
from loaders.decided import (
    Made,
    correct,
    dispute,
    erase,
    lift_restriction,
    restrict,
    undo_correction,
    withdraw_dispute,
)
from loaders.decided.applied import OVERTAKEN
from tests.feeds import NHS, Hub, person

DAY, DECIDED, LATER = date(2026, 5, 12), date(2026, 5, 20), date(2026, 6, 9)
KEY = "housing/people/T1"
RESTRICTED = str(RestrictionClass.RESTRICTED_BY_DECISION)


def made(ground: DecisionGround, on: date = DECIDED) -> Made:
    """A decision of that day."""
    return Made(ground, "d.officer", on, on)


INACCURATE, UNDONE = made(DecisionGround.INACCURATE), made(DecisionGround.SETTLED)
CONTESTED, DISPUTED = made(DecisionGround.ACCURACY_CONTESTED), made(DecisionGround.PERSON_DISPUTES)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    """A hub with two tenants."""
    hub = Hub(tmp_path / "hub")
    hub.people("housing", *tenants())
    yield hub
    hub.close()


def tenants(**cells: str) -> list[dict[str, str]]:
    """The rows of the feed; cells: of the first in place of his own."""
    first = {
        "Given": "Lee",
        "Born": "04/03/1987",
        "NHS": NHS[0],
        "Address": "1 Alder Street",
        "Team": "North",
    }
    return [person("T1", **{**first, **cells}), person("T2", Address="1 Alder Street")]


def record(hub: Hub, key: str = KEY) -> dict[str, object]:
    """All properties of a record."""
    (row,) = hub.store.nodes("Record", [key])
    return dict(row)


def restrictions(hub: Hub) -> dict[str, object]:
    """The restriction of everything that the first tenant's record states, and of the second's home."""
    text = (
        "MATCH (r:Record {id: 'housing/people/T1'})-[d:DESCRIBES]->(p:Person)-[l:LIVES_AT]->(:Residence) "
        "MATCH (p)-[h:HAS_INVOLVEMENT]->(i:Involvement)-[w:`WITH`]->(:Service) "
        "MATCH (r)-[n:HAS_IDENTIFIER]->(:Identifier) "
        "MATCH (:Record {id: 'housing/people/T2'})-[:DESCRIBES]->(:Person)-[o:LIVES_AT]->(:Residence) "
        "RETURN r.restriction AS record, d.restriction AS describes, l.restriction AS lives, h.restriction AS has, "
        "i.restriction AS involvement, w.restriction AS with_, n.restriction AS identifier, o.restriction AS other"
    )
    (row,) = hub.ask(text)
    return dict(row)


def test_a_correction_stands_at_once_and_search_knows_it(hub: Hub) -> None:
    correct(hub.store, hub.ledger, KEY, "given_names", "Leander", INACCURATE)
    assert record(hub)["given_names"] == "Leander"
    assert [row["record_id"] for row in hub.store.search(parse("leander kerr"), limit=1)] == [KEY]
    (entry,) = hub.ledger.decisions(kind="correct", subject=KEY)
    assert (entry.rule, entry.by, entry.on.date()) == ("inaccurate", "d.officer", DECIDED)


def test_a_question_by_an_earlier_day_answers_as_it_did(hub: Hub) -> None:
    before = record(hub)
    correct(hub.store, hub.ledger, KEY, "birth_date", "1978-03-04", INACCURATE)
    then = as_loaded(record(hub), date(2026, 5, 19))
    now = as_loaded(record(hub), DECIDED)
    assert then is not None
    assert now is not None
    assert (then["birth_date"], now["birth_date"]) == (date(1987, 3, 4), date(1978, 3, 4))
    assert {**then, "earlier": None} == {**before, "earlier": None}


def test_a_source_that_says_the_same_leaves_the_correction(hub: Hub) -> None:
    correct(hub.store, hub.ledger, KEY, "given_names", "Leander", INACCURATE)
    before = hub.graph(whole=True)
    report = hub.people("housing", *tenants(), on=LATER)
    assert hub.graph(whole=True) == before
    assert (report.counts.changed, report.findings) == (0, {})


def test_a_source_that_corrects_itself_changes_nothing(hub: Hub) -> None:
    correct(hub.store, hub.ledger, KEY, "given_names", "Leander", INACCURATE)
    before = hub.graph(whole=True)
    report = hub.people("housing", *tenants(Given="Leander"), on=LATER)
    assert hub.graph(whole=True) == before
    assert report.findings == {}


def test_a_source_that_says_something_new_wins_and_a_finding_says_so(hub: Hub) -> None:
    correct(hub.store, hub.ledger, KEY, "given_names", "Leander", INACCURATE)
    report = hub.people("housing", *tenants(Given="Leonard"), on=LATER)
    assert record(hub)["given_names"] == "Leonard"
    assert report.findings == {OVERTAKEN: 1}
    (found,) = [one for one in hub.ledger.findings_of() if one.kind == OVERTAKEN]
    assert (found.record_key, found.field, found.value) == (KEY, "given_names", "Leonard")


def test_a_value_that_nobody_recorded_can_be_put_in_and_taken_out(hub: Hub) -> None:
    correct(hub.store, hub.ledger, KEY, "sex", "male", made(DecisionGround.INCOMPLETE))
    hub.people("housing", *tenants(), on=LATER)
    assert record(hub)["sex"] == "male"
    correct(hub.store, hub.ledger, KEY, "birth_date", "", INACCURATE)
    hub.people("housing", *tenants(), on=LATER)
    assert record(hub)["birth_date"] is None


def test_a_correction_of_a_correction_still_knows_what_the_source_said(hub: Hub) -> None:
    correct(hub.store, hub.ledger, KEY, "given_names", "Leander", INACCURATE)
    correct(hub.store, hub.ledger, KEY, "given_names", "Leandro", INACCURATE)
    hub.people("housing", *tenants(), on=LATER)
    assert record(hub)["given_names"] == "Leandro"
    undo_correction(hub.store, hub.ledger, KEY, "given_names", UNDONE)
    assert record(hub)["given_names"] == "Lee"
    hub.people("housing", *tenants(), on=LATER)
    assert record(hub)["given_names"] == "Lee"


def test_a_store_that_is_built_anew_is_corrected_and_restricted_too(hub: Hub, tmp_path: Path) -> None:
    correct(hub.store, hub.ledger, KEY, "given_names", "Leander", INACCURATE)
    restrict(hub.store, hub.ledger, KEY, CONTESTED)
    dispute(hub.store, hub.ledger, KEY, DISPUTED, said_by=None, said_on=DECIDED, words="I never lived there.")
    anew = Hub(tmp_path / "anew")
    anew.ledger.close()
    anew.ledger = hub.ledger
    anew.people("housing", *tenants())
    assert anew.graph() == hub.graph()
    then = as_loaded(record(anew), date(2026, 5, 19))
    assert then is not None
    assert then["given_names"] == "Lee"
    anew.store.close()


@pytest.mark.parametrize(
    ("field", "to", "words"),
    [
        ("given_name", "Lee", "Did you mean 'given_names'"),
        ("address", "2 Alder Street", "no value of a record that can be corrected"),
        ("own_id", "T9", "no value of a record that can be corrected"),
        ("birth_date", "04/03/1987", "Write it as 2017-03-04"),
        ("sex", "man", "not a code of sex"),
        ("given_names", "Lee", "is that already"),
    ],
)
def test_what_cannot_be_corrected_is_refused_and_nothing_recorded(
    hub: Hub, field: str, to: str, words: str
) -> None:
    with pytest.raises(UsageFault, match=words):
        correct(hub.store, hub.ledger, KEY, field, to, INACCURATE)
    assert hub.ledger.decisions() == []


def test_a_restriction_closes_all_that_the_record_states_and_no_more(hub: Hub) -> None:
    assert restrict(hub.store, hub.ledger, KEY, CONTESTED) == 0
    found = restrictions(hub)
    assert found.pop("other") is None
    assert set(found.values()) == {RESTRICTED}
    assert hub.store.search(parse("lee kerr"), limit=1)[0]["restriction"] == RESTRICTED


def test_a_restriction_outlasts_deliveries_and_covers_what_they_bring(hub: Hub) -> None:
    restrict(hub.store, hub.ledger, KEY, CONTESTED)
    before = hub.graph(whole=True)
    assert hub.people("housing", *tenants(), on=LATER).counts.changed == 0
    assert hub.graph(whole=True) == before
    hub.people("housing", *tenants(Address="9 New Street"), on=LATER)
    text = (
        "MATCH (:Person)-[l:LIVES_AT]->(:Residence) WHERE l.ended_on IS NULL AND l.restriction IS NOT NULL "
    )
    (row,) = hub.ask(text + "RETURN l.address_as_recorded AS a")
    assert row["a"] == "9 New Street"


def test_a_lifted_restriction_leaves_no_trace_that_would_hide_it(hub: Hub) -> None:
    before = hub.graph(whole=True)
    restrict(hub.store, hub.ledger, KEY, CONTESTED)
    lift_restriction(hub.store, hub.ledger, KEY, UNDONE)
    assert hub.graph(whole=True) == before
    restrict(hub.store, hub.ledger, KEY, CONTESTED)
    hub.people("housing", *tenants(Given="Leander", Address="9 New Street"), on=LATER)
    lift_restriction(hub.store, hub.ledger, KEY, UNDONE)
    hub.people("housing", *tenants(Given="Leander", Address="9 New Street"), on=LATER)
    assert not [line for line in hub.graph(whole=True) if RESTRICTED in line]


def test_what_its_source_has_restricted_keeps_that_class(tmp_path: Path) -> None:
    hub = Hub(tmp_path / "refuge")
    hub.people("housing", *tenants(), words={"category: housing": "category: housing, restriction: refuge"})
    assert restrict(hub.store, hub.ledger, KEY, CONTESTED) > 0
    assert record(hub)["restriction"] == "refuge"
    with pytest.raises(UsageFault, match="not restricted"):
        lift_restriction(hub.store, hub.ledger, "housing/people/T2", UNDONE)
    lift_restriction(hub.store, hub.ledger, KEY, UNDONE)
    assert record(hub)["restriction"] == "refuge"
    hub.close()


def disputes(hub: Hub) -> list[tuple[object, ...]]:
    """Each dispute: what it says, about which record, by which person's record, and how it ended."""
    text = (
        "MATCH (w:Wish)-[:ABOUT]->(r:Record) MATCH (w)-[:BY]->(:Person)<-[:DESCRIBES]-(b:Record) "
        "RETURN w.words AS words, w.expressed_on AS day, r.id AS about, b.id AS by_, w.ending AS ending ORDER BY words"
    )
    return [tuple(row.values()) for row in hub.ask(text)]


def test_a_dispute_stands_beside_its_record_until_it_is_withdrawn(hub: Hub) -> None:
    second = "housing/people/T2"
    number = dispute(
        hub.store, hub.ledger, KEY, DISPUTED, said_by=second, said_on=date(2026, 5, 18), words="Not so."
    )
    stands = ("Not so.", date(2026, 5, 18), KEY, second)
    assert disputes(hub) == [(*stands, None)]
    hub.people("housing", *tenants(), on=LATER)
    assert disputes(hub) == [(*stands, None)]
    withdraw_dispute(hub.store, hub.ledger, number, UNDONE)
    assert disputes(hub) == [(*stands, "withdrawn")]
    with pytest.raises(UsageFault, match="No dispute of that number"):
        withdraw_dispute(hub.store, hub.ledger, number, UNDONE)


def test_a_dispute_goes_with_the_record_that_it_is_about(hub: Hub) -> None:
    dispute(
        hub.store,
        hub.ledger,
        KEY,
        DISPUTED,
        said_by="housing/people/T2",
        said_on=DECIDED,
        words="Lee is wrong.",
    )
    erase(hub.store, hub.ledger, [KEY], made(DecisionGround.UNLAWFUL))
    assert hub.ask("MATCH (w:Wish) RETURN w.id AS id") == []
    hub.people("housing", *tenants(), on=LATER)
    assert hub.ask("MATCH (w:Wish) RETURN w.id AS id") == []


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (made(DecisionGround.UNLAWFUL), "is no ground for this. Valid here: inaccurate, incomplete"),
        (Made(DecisionGround.INACCURATE, " ", DECIDED, DECIDED), "Say who decided"),
        (Made(DecisionGround.INACCURATE, "d.officer", LATER, DECIDED), "has not been made yet"),
    ],
)
def test_a_decision_has_a_ground_a_decider_and_a_day(hub: Hub, one: Made, words: str) -> None:
    with pytest.raises(UsageFault, match=words):
        correct(hub.store, hub.ledger, KEY, "given_names", "Leander", one)
    assert record(hub)["given_names"] == "Lee"


def test_every_decision_is_offered(hub: Hub) -> None:
    assert {kind.value for kind in RecordDecision} <= {*decided.__all__}
