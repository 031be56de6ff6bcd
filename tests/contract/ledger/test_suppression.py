"""The suppression list, decisions with details of their own, and who was shown a record, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from graph.ledger import ERASED, Decision, Ledger, open_ledger
from tests.contract.ledger.places import Place
from tests.contract.ledger.test_erasure import secrets_in
from tests.contract.ledger.test_ledger import CLASH
from tests.contract.ledger.test_trail import ENTRY

KEY, CASE = "csc/cin/4711", "csc/cin/4711/case"
ERASE = Decision(
    "erase", KEY, None, "unlawful", "d.officer", datetime(2026, 6, 1, tzinfo=UTC), {"ids": [KEY]}
)


def test_an_empty_list_holds_nothing_and_needs_no_secret(ledger: Ledger, place: Place) -> None:
    assert not ledger.suppression()
    assert not ledger.suppression().holds(KEY)
    assert secrets_in(place) == {}


def test_what_was_erased_is_known_again_and_cannot_be_read(place: Place) -> None:
    with open_ledger(place.uri) as ledger:
        ledger.decide_to_erase(ERASE, [KEY, CASE])
    with open_ledger(place.uri) as again:
        held = again.suppression()
        assert held
        assert held.among([KEY, "csc/cin/1", CASE]) == {KEY, CASE}
        again.forget(KEY)
        assert again.suppression().holds(KEY)
    assert place.rows("SELECT count(*) FROM suppressed") == [(2,)]
    assert KEY.encode() not in place.everything()
    assert KEY not in repr(held)


def test_an_id_stands_on_the_list_once(ledger: Ledger, place: Place) -> None:
    ledger.decide_to_erase(ERASE, [KEY, KEY])
    ledger.decide_to_erase(ERASE, [CASE, KEY])
    assert place.rows("SELECT count(*) FROM suppressed") == [(2,)]


def test_two_ledgers_hash_the_same_id_differently(ledger: Ledger, place: Place) -> None:
    ledger.decide_to_erase(ERASE, [KEY])
    first = ledger.suppression()
    other = replace(first, secret=bytes(32))
    assert first.holds(KEY)
    assert not other.holds(KEY)


def test_details_that_name_a_third_record_are_forgotten_on_their_own(ledger: Ledger) -> None:
    ledger.decide([replace(CLASH, details={"records": ["csc/cin/1", KEY, "csc/cin/9"]})])
    (before,) = ledger.decisions()
    assert before.key_name is not None
    ledger.forget(before.key_name)
    (after,) = ledger.decisions()
    assert after.details is ERASED
    assert (after.subject, after.other) == (CLASH.subject, CLASH.other)


def test_names_are_forgotten_together(ledger: Ledger, place: Place) -> None:
    ledger.append_trail(replace(ENTRY, shown=[KEY, "csc/cin/1"]))
    assert ledger.forget_all([KEY, "trail/1", "nobody", KEY], by="d.officer", ground="unlawful") == 2
    (entry,) = ledger.trail()
    assert (entry.parameters, entry.shown) == (ERASED, (ERASED, "csc/cin/1"))
    assert place.rows("SELECT DISTINCT by, ground FROM erasures") == [("d.officer", "unlawful")]
    assert ledger.verify_trail().ok


def test_who_was_shown_a_record(ledger: Ledger) -> None:
    for number in range(1, 13):
        ledger.append_trail(replace(ENTRY, shown=[f"csc/cin/{number}"]))
    ledger.append_trail(replace(ENTRY, shown=["csc/cin/2", "csc/cin/1"], question="family"))
    assert [entry.sequence for entry in ledger.trail_of("csc/cin/1")] == [1, 13]
    assert ledger.trail_of("csc/cin/99") == []
    ledger.forget("csc/cin/1")
    assert ledger.trail_of("csc/cin/1") == []


def test_a_ledger_of_the_first_layout_gains_the_list_and_keeps_its_decisions(place: Place) -> None:
    with open_ledger(place.uri) as ledger:
        ledger.decide([CLASH])
    place.drop_guards()
    place.execute(
        "DROP TABLE suppressed", "DELETE FROM ledger_layout",
        "INSERT INTO ledger_layout (version, at) VALUES (1, 'before')",
        "ALTER TABLE decisions DROP COLUMN details_key_id", "ALTER TABLE decisions DROP COLUMN key_name",
        "DELETE FROM decisions",
    )  # fmt: skip
    with open_ledger(place.uri) as ledger:
        ledger.decide_to_erase(ERASE, [KEY])
        assert ledger.suppression().holds(KEY)
        assert [entry.details for entry in ledger.decisions()] == [{"ids": [KEY]}]
