"""Loads, quarantined rows, findings, decisions and facts, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from graph.errors import UsageFault
from graph.ledger import (
    INTERRUPTED,
    Decision,
    Finding,
    Ledger,
    LoadCounts,
    LoadId,
    QuarantinedRow,
    open_ledger,
)
from tests.contract.ledger.places import Place

COUNTS = LoadCounts(read=10, loaded=8, quarantined=2, created=5, changed=1, ended=1, unchanged=2)
ROW = QuarantinedRow(
    file="children.csv",
    table=None,
    line=7,
    field="date_of_birth",
    value="31/02/2019",
    reason="not a date",
    fix="Write it as DD/MM/YYYY.",
    row={"name": "Aurelia Quill", "date_of_birth": "31/02/2019", "upn": None},
)
FINDING = Finding(
    kind="end_before_start",
    file="children.csv",
    line=9,
    record_key="csc/cin/4711",
    field="closed",
    value="2019-01-01",
    words="closed on 2019-01-01, before it was opened",
)
CLASH = Decision(
    kind="link_clash",
    subject="csc/cin/4711",
    other="school/pupils/A12",
    rule="one_upn_two_birth_dates",
    by="linker",
    on=datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
    details={"birth_dates": [date(2019, 1, 2), date(2019, 2, 1)], "agrees": {"upn": True}},
)


def begin(ledger: Ledger, source: str = "csc") -> LoadId:
    return ledger.begin_load(
        source, f"{source}.csv", "ab" * 32, source, "cd" * 32, date(2026, 3, 2), "a.person"
    )


def test_a_load_has_a_beginning_and_an_end_of_its_own(ledger: Ledger) -> None:
    load = begin(ledger)
    ledger.finish_load(load, COUNTS, "loaded")
    (entry,) = ledger.loads()
    assert (entry.id, entry.source, entry.file, entry.sha256) == (load, "csc", "csc.csv", "ab" * 32)
    assert (entry.mapping, entry.mapping_sha256, entry.by) == ("csc", "cd" * 32, "a.person")
    assert entry.loaded_on == date(2026, 3, 2)
    assert (entry.outcome, entry.counts, entry.interrupted) == ("loaded", COUNTS, False)
    assert entry.finished_at is not None
    assert entry.finished_at - entry.begun_at == timedelta(seconds=1)


def test_a_load_without_an_end_is_interrupted(ledger: Ledger) -> None:
    begin(ledger)
    (entry,) = ledger.loads()
    assert (entry.outcome, entry.interrupted) == (INTERRUPTED, True)
    assert (entry.finished_at, entry.counts) == (None, None)


def test_a_load_keeps_the_command_that_carries_it_out_once_more(ledger: Ledger) -> None:
    begin(ledger)
    day = date(2026, 3, 2)
    ledger.begin_load("csc", "a.csv", "ab" * 32, "csc", "cd" * 32, day, "a.person", "kinscope load a.csv")
    assert [entry.command for entry in ledger.loads()] == [None, "kinscope load a.csv"]


def test_loads_come_newest_last_and_by_source(ledger: Ledger) -> None:
    first, second, third = begin(ledger), begin(ledger, "police"), begin(ledger)
    assert [entry.id for entry in ledger.loads()] == [first, second, third]
    assert [entry.id for entry in ledger.loads("csc")] == [first, third]
    assert ledger.loads("housing") == []


def test_a_load_ends_once(ledger: Ledger) -> None:
    load = begin(ledger)
    ledger.finish_load(load, COUNTS, "loaded")
    with pytest.raises(UsageFault, match="has ended already"):
        ledger.finish_load(load, COUNTS, "failed")
    assert [entry.outcome for entry in ledger.loads()] == ["loaded"]


def test_an_unknown_load_takes_nothing(ledger: Ledger) -> None:
    for attempt in (
        lambda: ledger.finish_load(LoadId(99), COUNTS, "loaded"),
        lambda: ledger.quarantine(LoadId(99), [ROW]),
        lambda: ledger.findings(LoadId(99), [FINDING]),
    ):
        with pytest.raises(UsageFault, match="no load 99"):
            attempt()


def test_counts_add_up_only_when_every_row_went_somewhere() -> None:
    assert COUNTS.adds_up
    assert not replace(COUNTS, loaded=7).adds_up


def test_quarantined_rows_read_back_as_they_went_in(ledger: Ledger) -> None:
    load, other = begin(ledger), begin(ledger)
    sheet = replace(ROW, table="Sheet 2", line=None, field=None, value=None)
    assert ledger.quarantine(load, iter([ROW, sheet])) == 2
    ledger.quarantine(other, [ROW])
    first, second = ledger.quarantined(load)
    assert (first.load, first.file, first.table, first.line, first.field) == (
        load,
        "children.csv",
        None,
        7,
        "date_of_birth",
    )
    assert (first.value, first.reason, first.fix) == (ROW.value, ROW.reason, ROW.fix)
    assert first.row == ROW.row
    assert (second.table, second.line, second.field, second.value) == ("Sheet 2", None, None, None)
    assert len(ledger.quarantined()) == 3


def test_more_rows_than_one_batch_are_all_kept_in_order(ledger: Ledger) -> None:
    load = begin(ledger)
    assert ledger.quarantine(load, (replace(ROW, line=line) for line in range(1, 2302))) == 2301
    assert [entry.line for entry in ledger.quarantined(load)] == list(range(1, 2302))


def test_findings_read_back_and_are_counted_by_kind(ledger: Ledger) -> None:
    load, other = begin(ledger), begin(ledger)
    future = replace(FINDING, kind="born_in_future", record_key=None, value=None, line=None)
    assert ledger.findings(load, [FINDING, future]) == 2
    ledger.findings(other, [FINDING])
    first, second = ledger.findings_of(load)
    assert (first.kind, first.record_key, first.key_name) == (FINDING.kind, "csc/cin/4711", "csc/cin/4711")
    assert (first.value, first.words, first.line) == (FINDING.value, FINDING.words, 9)
    assert (second.record_key, second.value, second.line) == (None, None, None)
    assert str(second.key_name).startswith("finding/")
    assert ledger.count_findings() == {"born_in_future": 1, "end_before_start": 2}
    assert ledger.count_findings(load) == {"born_in_future": 1, "end_before_start": 1}
    assert len(ledger.findings_of()) == 3


def test_decisions_read_back_by_kind_and_subject(ledger: Ledger) -> None:
    review = replace(CLASH, kind="review", subject="school/pupils/A12", other=None, by="r.viewer", details={})
    assert ledger.decide([CLASH, review]) == 2
    (entry,) = ledger.decisions("link_clash")
    assert (entry.subject, entry.other, entry.rule) == (CLASH.subject, CLASH.other, CLASH.rule)
    assert (entry.by, entry.on) == ("linker", CLASH.on)
    assert entry.details == {"birth_dates": ["2019-01-02", "2019-02-01"], "agrees": {"upn": True}}
    (about,) = ledger.decisions(subject="school/pupils/A12")
    assert (about.kind, about.other, about.details) == ("review", None, {})
    assert ledger.decisions("review", "csc/cin/4711") == []
    assert ledger.decisions(subject="nobody/knows/this") == []
    assert len(ledger.decisions()) == 2


def test_a_time_without_a_zone_is_refused(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="aware"):
        ledger.decide([replace(CLASH, on=datetime(2026, 3, 1))])
    assert ledger.decisions() == []


def test_a_fact_keeps_its_earlier_values_on_record(ledger: Ledger, place: Place) -> None:
    assert ledger.meta("store") is None
    ledger.meta_set("store", "first")
    ledger.meta_set("store", "second")
    assert ledger.meta("store") == "second"
    assert place.rows("SELECT value FROM ledger_facts ORDER BY id") == [("first",), ("second",)]


def test_nothing_personal_stands_in_clear(ledger: Ledger, place: Place) -> None:
    load = begin(ledger)
    ledger.quarantine(load, [ROW])
    ledger.findings(load, [FINDING])
    ledger.decide([CLASH])
    held = place.everything()
    assert b"date_of_birth" in held
    for personal in (
        b"Aurelia Quill",
        b"31/02/2019",
        b"cin/4711",
        b"2019-01-01",
        b"pupils/A12",
        b"not a date",
    ):
        assert personal not in held


def test_a_ledger_is_found_again_when_it_is_opened_again(place: Place) -> None:
    with open_ledger(place.uri) as first:
        load = begin(first)
        first.quarantine(load, [ROW])
        first.decide([CLASH])
        first.meta_set("store", "here")
    with open_ledger(place.uri) as again:
        assert [entry.id for entry in again.loads()] == [load]
        assert again.quarantined(load)[0].row == ROW.row
        assert again.decisions()[0].subject == CLASH.subject
        assert again.meta("store") == "here"


def test_text_of_any_alphabet_survives(ledger: Ledger) -> None:
    load = begin(ledger)
    row = {"name": "Zoë Ní Dhómhnaill 王", "note": "a\x00b\n\t'\"", "empty": ""}
    ledger.quarantine(load, [replace(ROW, row=row, value="\ud800")])
    (entry,) = ledger.quarantined(load)
    assert entry.row == row
    assert entry.value == "\ud800"
