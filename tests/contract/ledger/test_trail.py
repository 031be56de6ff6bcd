"""The audit trail: its chain, what breaks it, many writers, kill -9. On both engines."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from threading import Barrier

import pytest

from graph.ledger import Ledger, LedgerDamaged, TrailEntry, open_ledger
from tests.contract.ledger.places import Place

ROOT = Path(__file__).parents[3]
ENTRY = TrailEntry(
    viewer="d.maker",
    role="mash_decision_maker",
    agency="hub",
    purpose="s47",
    question="family",
    parameters={"person": "Aurelia Quill", "as_of": "2026-03-02"},
    shown=["csc/cin/4711", "school/pupils/A12", "csc/cin/4711"],
    withheld={"refuge": 2},
)


def fill(ledger: Ledger, number: int = 5) -> list[str]:
    return [ledger.append_trail(ENTRY) for _ in range(number)]


def test_an_entry_reads_back_as_it_went_in(ledger: Ledger) -> None:
    reported = ledger.append_trail(ENTRY)
    (record,) = ledger.trail()
    assert (record.sequence, record.hash) == (1, reported)
    assert (record.viewer, record.role, record.agency) == ("d.maker", "mash_decision_maker", "hub")
    assert (record.purpose, record.question) == ("s47", "family")
    assert record.parameters == ENTRY.parameters
    assert record.shown == tuple(ENTRY.shown)
    assert record.withheld == {"refuge": 2}


def test_an_empty_trail_is_whole(ledger: Ledger) -> None:
    check = ledger.verify_trail()
    assert (check.entries, check.ok, check.first_bad) == (0, True, None)
    assert ledger.head() == "0" * 64
    assert list(ledger.trail()) == []


def test_the_head_is_the_hash_of_the_last_entry(ledger: Ledger) -> None:
    hashes = fill(ledger)
    assert len(set(hashes)) == 5
    assert ledger.head() == hashes[-1]
    check = ledger.verify_trail()
    assert (check.entries, check.ok) == (5, True)


def test_the_chain_can_be_checked_with_nothing_but_sha_256(ledger: Ledger, place: Place) -> None:
    fill(ledger, 3)
    previous = "0" * 64
    columns = "sequence, at, viewer, role, agency, purpose, payload"
    for *covered, stored in place.rows(f"SELECT {columns}, hash FROM trail ORDER BY sequence"):
        text = json.dumps([previous, *map(str, covered)], separators=(",", ":"))
        previous = hashlib.sha256(text.encode()).hexdigest()
        assert previous == stored


def test_the_trail_is_read_by_time_and_viewer_across_pages(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.ledger.ledger._PAGE", 10)
    for turn in range(33):
        ledger.append_trail(TrailEntry(f"viewer {turn % 2}", "mash_analyst", "hub", "s47", "find"))
    assert [record.sequence for record in ledger.trail()] == list(range(1, 34))
    assert [record.sequence for record in ledger.trail(viewer="viewer 1")] == list(range(2, 34, 2))
    third = next(islice(ledger.trail(), 2, None))
    assert next(ledger.trail(since=third.at)).sequence == 3
    assert list(ledger.trail(since=datetime(2027, 1, 1, tzinfo=UTC))) == []


def test_nothing_asked_or_shown_stands_in_clear(ledger: Ledger, place: Place) -> None:
    fill(ledger)
    held = place.everything()
    assert b"d.maker" in held
    for personal in (b"Aurelia Quill", b"cin/4711", b"pupils/A12"):
        assert personal not in held


TAMPERING = {
    "a viewer changed": ("UPDATE trail SET viewer = 'nobody' WHERE sequence = 3", 3, "changed"),
    "a time changed": ("UPDATE trail SET at = 'x' || at WHERE sequence = 3", 3, "changed"),
    "a payload changed": (
        "UPDATE trail SET payload = replace(payload, 'refuge', 'nothing') WHERE sequence = 3",
        3,
        "changed",
    ),
    "a payload of another entry": (
        "UPDATE trail SET payload = (SELECT payload FROM trail AS t WHERE t.sequence = 2) WHERE sequence = 3",
        3,
        "changed",
    ),
    "the first missing": ("DELETE FROM trail WHERE sequence = 1", 1, "missing"),
    "one missing": ("DELETE FROM trail WHERE sequence = 3", 3, "missing"),
    "the last missing": ("DELETE FROM trail WHERE sequence = 5", 5, "end of the trail is missing"),
    "all missing": ("DELETE FROM trail", 1, "end of the trail is missing"),
    "the end's row missing": ("DELETE FROM trail_head", 6, "where the trail ends is missing"),
    "the end's hash changed": (
        "UPDATE trail_head SET hash = 'other'",
        5,
        "not the one that was last written",
    ),
    "the end moved back": ("UPDATE trail_head SET sequence = 4", 5, "added"),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_tampering_is_found_where_it_was_done(ledger: Ledger, place: Place, what: str) -> None:
    statement, first_bad, words = TAMPERING[what]
    fill(ledger)
    place.drop_guards()
    place.execute(statement)
    check = ledger.verify_trail()
    assert (check.ok, check.first_bad) == (False, first_bad)
    assert words in check.words


def test_two_entries_that_changed_places_are_found(ledger: Ledger, place: Place) -> None:
    fill(ledger)
    place.drop_guards()
    place.execute(
        "UPDATE trail SET sequence = 99 WHERE sequence = 2",
        "UPDATE trail SET sequence = 2 WHERE sequence = 3",
        "UPDATE trail SET sequence = 3 WHERE sequence = 99",
    )
    assert ledger.verify_trail().first_bad == 2


def test_a_missing_entry_whose_gap_was_closed_is_found(ledger: Ledger, place: Place) -> None:
    fill(ledger)
    place.drop_guards()
    place.execute(
        "DELETE FROM trail WHERE sequence = 3",
        "UPDATE trail SET sequence = 3 WHERE sequence = 4",
        "UPDATE trail SET sequence = 4 WHERE sequence = 5",
        "UPDATE trail_head SET sequence = 4",
    )
    assert ledger.verify_trail().first_bad == 3


def test_an_entry_swapped_for_one_that_is_sound_in_itself_is_found(
    ledger: Ledger, place: Place, clone: Callable[[], dict[str, str]]
) -> None:
    fill(ledger)
    other = clone()
    place.drop_guards()
    place.execute(
        "UPDATE trail SET (at, viewer, payload, previous_hash, hash) = "
        "(:at, :viewer, :payload, :previous, :hash) WHERE sequence = 2",
        **other,
    )
    check = ledger.verify_trail()
    assert check.first_bad == 2
    assert "does not follow" in check.words


@pytest.fixture
def clone(tmp_path: Path) -> Callable[[], dict[str, str]]:
    """A function that gives the second entry of another ledger, whole and with a right hash."""
    from tests.contract.ledger.places import sqlite_place

    def second_entry() -> dict[str, str]:
        folder = tmp_path / "other"
        folder.mkdir()
        with sqlite_place(folder) as elsewhere:
            with open_ledger(elsewhere.uri) as other:
                fill(other, 2)
            (row,) = elsewhere.rows(
                "SELECT at, viewer, payload, previous_hash, hash FROM trail WHERE sequence = 2"
            )
        return dict(zip(("at", "viewer", "payload", "previous", "hash"), row, strict=True))

    return second_entry


def test_without_its_end_row_the_trail_takes_no_entry(ledger: Ledger, place: Place) -> None:
    fill(ledger, 1)
    place.drop_guards()
    place.execute("DELETE FROM trail_head")
    with pytest.raises(LedgerDamaged, match="where the audit trail ends"):
        ledger.append_trail(ENTRY)


def test_a_payload_of_another_form_is_named_damage(ledger: Ledger, place: Place) -> None:
    fill(ledger, 1)
    place.drop_guards()
    place.execute("UPDATE trail SET payload = '[]'")
    with pytest.raises(LedgerDamaged, match="Verify the trail"):
        list(ledger.trail())


def test_eight_threads_make_one_chain(ledger: Ledger) -> None:
    with ThreadPoolExecutor(8) as pool:
        reported = [hash_ for hashes in pool.map(lambda _: fill(ledger, 20), range(8)) for hash_ in hashes]
    check = ledger.verify_trail()
    assert (check.entries, check.ok) == (160, True)
    assert {record.hash for record in ledger.trail()} == set(reported)


def test_eight_who_open_an_empty_place_at_once_find_one_ledger(place: Place) -> None:
    together = Barrier(8)

    def open_and_append(_: int) -> str:
        together.wait()
        with open_ledger(place.uri) as ledger:
            return ledger.append_trail(ENTRY)

    with ThreadPoolExecutor(8) as pool:
        reported = list(pool.map(open_and_append, range(8)))
    with open_ledger(place.uri) as ledger:
        assert ledger.verify_trail().ok
        assert {record.hash for record in ledger.trail()} == set(reported)


def start_appender(place: Place, viewer: str, number: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.contract.ledger.appender", place.uri, viewer, str(number)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_several_processes_make_one_chain_in_a_ledger_none_of_them_found(place: Place) -> None:
    children = [start_appender(place, f"process {number}", 30) for number in range(3)]
    reported = {line for child in children for line in child.communicate()[0].split()}
    assert [child.returncode for child in children] == [0, 0, 0]
    with open_ledger(place.uri) as ledger:
        check = ledger.verify_trail()
        assert (check.entries, check.ok) == (90, True)
        assert {record.hash for record in ledger.trail()} == reported


def test_no_reported_entry_is_lost_to_kill_9(place: Place) -> None:
    reported: list[str] = []
    for turn in range(4):
        with start_appender(place, f"turn {turn}", 0) as child:
            assert child.stdout is not None
            reported += [line.strip() for line in islice(child.stdout, 15 + 10 * turn)]
            child.kill()
            reported += [line.strip() for line in child.stdout if line.endswith("\n")]
        assert child.returncode == -9
    with open_ledger(place.uri) as ledger:
        check = ledger.verify_trail()
        assert check.ok, check.words
        assert check.entries >= len(reported) >= 120
        assert set(reported) <= {record.hash for record in ledger.trail()}
