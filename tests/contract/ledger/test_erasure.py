"""Destroying a record's key, and the master key, on both engines."""

from __future__ import annotations

import base64
import os
from dataclasses import replace

import pytest

from graph.errors import StoreUnavailable, UsageFault
from graph.ledger import ERASED, Ledger, LedgerDamaged, Replay, open_ledger
from tests.contract.ledger.places import Place
from tests.contract.ledger.test_ledger import CLASH, FINDING, ROW, begin
from tests.contract.ledger.test_trail import ENTRY


def secrets_in(place: Place) -> dict[int, bytes]:
    return {id_: bytes(secret) for id_, secret in place.rows("SELECT id, secret FROM record_keys")}


def test_what_belongs_to_a_forgotten_record_reads_back_as_erased(ledger: Ledger) -> None:
    load = begin(ledger)
    other_person = replace(FINDING, record_key="csc/cin/1")
    ledger.findings(load, [FINDING, other_person])
    assert ledger.forget("csc/cin/4711") is True
    erased, kept = ledger.findings_of(load)
    assert (erased.record_key, erased.key_name, erased.value, erased.words) == (ERASED,) * 4
    assert (erased.kind, erased.line) == (FINDING.kind, 9)
    assert (kept.record_key, kept.value) == ("csc/cin/1", FINDING.value)
    assert str(ERASED) == "erased"


def test_a_quarantined_row_and_a_finding_of_nobody_are_forgotten_by_their_own_names(ledger: Ledger) -> None:
    load = begin(ledger)
    ledger.quarantine(load, [ROW, ROW])
    ledger.findings(load, [replace(FINDING, record_key=None)])
    first, _ = ledger.quarantined(load)
    (finding,) = ledger.findings_of(load)
    ledger.forget(first.key_name)
    ledger.forget(str(finding.key_name))
    first, second = ledger.quarantined(load)
    assert (first.value, first.reason, first.fix, first.row) == (ERASED,) * 4
    assert (first.file, first.line) == (ROW.file, ROW.line)
    assert second.row == ROW.row
    (after,) = ledger.findings_of(load)
    assert (after.value, after.words, after.record_key) == (ERASED, ERASED, None)
    assert after.key_name == finding.key_name


@pytest.mark.parametrize("side", ["subject", "other"])
def test_details_of_a_pair_end_with_either_record(ledger: Ledger, side: str) -> None:
    ledger.decide([CLASH])
    ledger.forget(str(getattr(CLASH, side)))
    (entry,) = ledger.decisions()
    read = {"subject": entry.subject, "other": entry.other}
    assert read == {"subject": CLASH.subject, "other": CLASH.other} | {side: ERASED}
    assert entry.details is ERASED
    assert (entry.kind, entry.rule) == (CLASH.kind, CLASH.rule)


def test_the_trail_verifies_after_a_record_and_an_entry_were_forgotten(ledger: Ledger) -> None:
    for _ in range(3):
        ledger.append_trail(ENTRY)
    ledger.forget("csc/cin/4711")
    ledger.forget(next(ledger.trail()).key_name)
    first, second, third = ledger.trail()
    assert first.shown == (ERASED, "school/pupils/A12", ERASED)
    assert first.parameters is ERASED
    assert (first.viewer, first.question, first.withheld) == ("d.maker", "family", {"refuge": 2})
    assert second.parameters == third.parameters == ENTRY.parameters
    ledger.append_trail(ENTRY)
    check = ledger.verify_trail()
    assert (check.entries, check.ok) == (4, True)


def test_a_record_that_comes_back_gets_a_new_key_and_the_old_stays_erased(ledger: Ledger) -> None:
    load = begin(ledger)
    for _ in range(2):
        ledger.findings(load, [FINDING])
        ledger.decide([CLASH])
        ledger.forget("csc/cin/4711")
    ledger.findings(load, [FINDING])
    ledger.decide([CLASH])
    assert [entry.record_key for entry in ledger.findings_of()] == [ERASED, ERASED, "csc/cin/4711"]
    assert len(ledger.decisions(subject="csc/cin/4711")) == 1


def test_forgetting_leaves_neither_key_nor_name_and_one_row_of_proof(ledger: Ledger, place: Place) -> None:
    ledger.append_trail(replace(ENTRY, shown=["csc/cin/4711"], parameters={}))
    before = secrets_in(place)
    names = {name for (name,) in place.rows("SELECT name FROM record_keys")}
    ledger.forget("csc/cin/4711", by="d.officer", ground="loaded in error")
    ((key_id, by, ground),) = place.rows("SELECT key_id, by, ground FROM erasures")
    assert (by, ground) == ("d.officer", "loaded in error")
    after = secrets_in(place)
    assert after[key_id] == bytes(len(before[key_id]))
    assert {id_ for id_ in before if before[id_] != after[id_]} == {key_id}
    assert len(names & {name for (name,) in place.rows("SELECT name FROM record_keys")}) == len(names) - 1


def test_forgetting_what_was_never_known_changes_nothing(ledger: Ledger, place: Place) -> None:
    ledger.append_trail(ENTRY)
    before = place.everything()
    assert ledger.forget("csc/cin/none") is False
    assert place.everything() == before


def test_a_value_moved_to_another_key_is_named_damage(ledger: Ledger, place: Place) -> None:
    load = begin(ledger)
    ledger.quarantine(load, [ROW, ROW])
    place.drop_guards()
    place.execute("UPDATE quarantine SET key_id = 1")
    with pytest.raises(LedgerDamaged, match="does not fit its key"):
        ledger.quarantined()


@pytest.fixture
def master(monkeypatch: pytest.MonkeyPatch, place: Place) -> str:
    """A master key in the environment (after `place` has cleared it)."""
    key = base64.b64encode(os.urandom(32)).decode()
    monkeypatch.setenv("KINSCOPE_LEDGER_KEY", key)
    return key


def test_with_a_master_key_the_keys_are_wrapped(place: Place, master: str) -> None:
    with open_ledger(place.uri) as ledger:
        ledger.append_trail(ENTRY)
    with open_ledger(place.uri) as again:
        assert next(again.trail()).parameters == ENTRY.parameters
        again.forget("csc/cin/4711")
        assert next(again.trail()).shown[0] is ERASED
    assert place.rows("SELECT count(*) FROM record_keys WHERE NOT wrapped") == [(0,)]
    assert base64.b64decode(master) not in place.everything()


def test_without_its_master_key_a_ledger_stays_shut(
    place: Place, master: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_ledger(place.uri).close()
    monkeypatch.delenv("KINSCOPE_LEDGER_KEY")
    with pytest.raises(StoreUnavailable, match="Set KINSCOPE_LEDGER_KEY"):
        open_ledger(place.uri)
    other = base64.b64encode(os.urandom(32)).decode()
    monkeypatch.setenv("KINSCOPE_LEDGER_KEY", other)
    with pytest.raises(StoreUnavailable, match="another key") as caught:
        open_ledger(place.uri)
    assert other not in str(caught.value)


def test_a_master_key_set_later_wraps_the_keys_made_from_then_on(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_ledger(place.uri) as ledger:
        ledger.append_trail(ENTRY)
    monkeypatch.setenv("KINSCOPE_LEDGER_KEY", base64.b64encode(os.urandom(32)).decode())
    with open_ledger(place.uri) as again:
        again.append_trail(replace(ENTRY, shown=["csc/cin/2"]))
        assert [record.shown[-1] for record in again.trail()] == ["csc/cin/4711", "csc/cin/2"]
    assert place.rows("SELECT count(*) FROM record_keys WHERE wrapped") == [(2,)]


@pytest.mark.parametrize("unusable", ["abc", "x" * 44, base64.b64encode(b"too short").decode()])
def test_an_unusable_master_key_is_not_repeated(
    place: Place, monkeypatch: pytest.MonkeyPatch, unusable: str
) -> None:
    monkeypatch.setenv("KINSCOPE_LEDGER_KEY", unusable)
    with pytest.raises(UsageFault, match="32 bytes in base64") as caught:
        open_ledger(place.uri)
    assert unusable not in str(caught.value)


def test_the_correction_of_a_row_stays_beside_it_and_is_forgotten_with_it(ledger: Ledger) -> None:
    load = begin(ledger)
    ledger.quarantine(load, [ROW])
    (row,) = ledger.quarantined()
    ledger.correct_row(row, {**ROW.row, "Born": "2019-02-28"}, "a clerk")
    (corrected,) = ledger.row_corrections()
    assert (corrected.quarantine_id, corrected.by, corrected.columns) == (row.id, "a clerk", ("Born",))
    assert corrected.row == {**ROW.row, "Born": "2019-02-28"}
    assert ledger.quarantined() == [row]
    ledger.record_replays([Replay(load, row.id, corrected.id)])
    assert ledger.replays() == [Replay(load, row.id, corrected.id)]
    ledger.forget(row.key_name)
    (erased,) = ledger.row_corrections()
    assert (erased.row, erased.columns) == (ERASED, ERASED)
    with pytest.raises(UsageFault, match="is erased"):
        ledger.correct_row(ledger.quarantined()[0], {"Born": "x"}, "a clerk")
