"""Erasing a record: gone from every file, back with no delivery, and nothing else changed."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from graph.codes import DecisionGround
from graph.errors import UsageFault
from graph.ledger import ERASED, TrailEntry
from loaders import ids
from loaders.decided import Made, erase
from loaders.decided.applied import LEFT_OUT
from tests.feeds import NHS, UPN, Hub, person

ROOT = Path(__file__).parents[4]
DAY, LATER = date(2026, 5, 12), date(2026, 6, 9)
MADE = Made(DecisionGround.UNLAWFUL, "d.officer", date(2026, 5, 20), date(2026, 5, 20))
ZEB = person(
    "Z77", Given="Zebedee", Family="Quillfeather", NHS=NHS[3], Born="19/11/2013", Address="41 Gannet Row", Team="North"
)  # fmt: skip
KEY = "housing/people/Z77"
WORDS = (
    "Zebedee",
    "zebedee",
    "Quillfeather",
    "quillfeather",
    "Z77",
    NHS[3],
    "Gannet",
    "19/11/2013",
    "2013-11-19",
)
TRACES = [word.encode() for word in WORDS]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    hub = Hub(tmp_path / "hub")
    yield hub
    hub.close()


def others() -> list[dict[str, str]]:
    """Two people, one of whom lives where Zebedee lives."""
    return [
        person("T1", NHS=NHS[0], Address="1 Alder Street", Team="North"),
        person("T2", NHS=NHS[1], Address="2 Alder Street", Since="01/02/2020"),
    ]


def traces(hub: Hub) -> list[tuple[str, bytes]]:
    """The files of store, search copy and ledger that hold a trace, and which."""
    kept = [path for path in hub.folder.rglob("*") if path.is_file() and path.suffix != ".csv"]
    return [(path.name, trace) for path in kept for trace in TRACES if trace in path.read_bytes()]


def test_nothing_of_it_is_left_in_any_file_and_the_trail_holds(hub: Hub) -> None:
    hub.people("housing", *others(), ZEB)
    hub.people("school", person("P1", NHS=NHS[0]))
    assert traces(hub)
    done = erase(hub.store, hub.ledger, [KEY], MADE)
    assert traces(hub) == []
    assert (done.records, hub.ledger.verify_trail().ok) == (1, True)
    hub.close()
    assert traces(hub) == []


def test_the_graph_is_as_if_it_had_never_been_loaded(hub: Hub, tmp_path: Path) -> None:
    hub.people("housing", *others(), ZEB)
    erase(hub.store, hub.ledger, [KEY], MADE)
    without = Hub(tmp_path / "without")
    without.people("housing", *others())
    assert hub.graph() == without.graph()
    without.close()


@pytest.mark.parametrize("on", [DAY, LATER])
def test_no_delivery_brings_it_back(hub: Hub, on: date) -> None:
    hub.people("housing", *others(), ZEB)
    erase(hub.store, hub.ledger, [KEY], MADE)
    before = hub.graph(whole=True)
    report = hub.people("housing", *others(), ZEB, on=on)
    assert hub.graph(whole=True) == before
    assert (report.counts.read, report.counts.loaded, report.counts.quarantined) == (3, 3, 0)
    assert (report.findings[LEFT_OUT], report.swept) == (1, True)
    assert traces(hub) == []


def test_a_store_that_is_built_anew_lacks_it_too(hub: Hub, tmp_path: Path) -> None:
    hub.people("housing", *others(), ZEB)
    erase(hub.store, hub.ledger, [KEY], MADE)
    graph = hub.graph()
    anew = Hub(tmp_path / "anew")
    anew.ledger.close()
    anew.ledger = hub.ledger
    anew.people("housing", *others(), ZEB)
    assert anew.graph() == graph
    anew.store.close()


def test_an_erased_row_with_a_fault_goes_into_no_quarantine_and_withholds_nothing(hub: Hub) -> None:
    hub.people("housing", *others(), ZEB)
    erase(hub.store, hub.ledger, [KEY], MADE)
    report = hub.people("housing", others()[0], {**ZEB, "Born": "31/02/2013"}, on=LATER)
    assert (report.counts.read, report.counts.loaded, report.counts.quarantined) == (2, 2, 0)
    assert report.swept
    assert report.counts.ended
    assert [(rows.read, rows.quarantined) for rows in report.rows] == [(2, 0)]
    assert [row for row in hub.ledger.quarantined() if row.row is not ERASED] == []
    found = [one for one in hub.ledger.findings_of() if one.kind == LEFT_OUT]
    assert [(one.line, one.field, one.value, one.record_key) for one in found] == [(None, None, None, None)]


def test_a_later_finding_about_it_is_not_kept(hub: Hub) -> None:
    hub.people("housing", *others(), ZEB)
    erase(hub.store, hub.ledger, [KEY], MADE)
    report = hub.people("housing", *others(), {**ZEB, "NHS": "9434765918", "Born": "19/11/2033"}, on=LATER)
    assert set(report.findings) == {LEFT_OUT}


def test_what_the_ledger_held_of_it_is_forgotten_and_that_it_was_decided_stays(hub: Hub) -> None:
    hub.people("housing", *others(), {**ZEB, "Born": "31/02/2013"})
    hub.people(
        "housing", *others(), {**ZEB, "NHS": "9434765918"}, {**others()[0], "Id": "Q9", "Born": "99/99"}
    )
    for question, asked in (("find", {"text": "zebedee quillfeather"}), ("family", {"lens": "household"})):
        entry = TrailEntry("v", "mash_analyst", "hub", "s47", question, asked, [KEY, "housing/people/T1"])
        hub.ledger.append_trail(entry)
    erase(hub.store, hub.ledger, [KEY], MADE)
    first, second = hub.ledger.trail()
    assert (first.parameters, first.shown) == (ERASED, (ERASED, "housing/people/T1"))
    assert (second.parameters, second.shown) == ({"lens": "household"}, (ERASED, "housing/people/T1"))
    assert [row.row is ERASED for row in hub.ledger.quarantined()] == [True, False]
    (invalid,) = [one for one in hub.ledger.findings_of() if one.field == "NHS"]
    assert (invalid.value, invalid.words) == (ERASED, ERASED)
    (decided,) = hub.ledger.decisions(kind="erase")
    assert (decided.subject, decided.rule, decided.by, decided.details) == (
        ERASED,
        "unlawful",
        "d.officer",
        ERASED,
    )
    assert decided.on.date() == date(2026, 5, 20)
    assert hub.ledger.verify_trail().ok


def test_a_row_that_was_corrected_to_be_of_the_record_is_forgotten_with_it(hub: Hub) -> None:
    """The row as it came had no id, so that only what somebody made of it says whose it is."""
    hub.people("housing", *others(), ZEB, {**ZEB, "Id": ""}, {**others()[0], "Id": ""})
    first, second = hub.ledger.quarantined()
    hub.ledger.correct_row(first, ZEB, "a.clerk")
    erase(hub.store, hub.ledger, [KEY], MADE)
    assert [row.row is ERASED for row in hub.ledger.quarantined()] == [True, False]
    assert hub.ledger.quarantined()[1].row == second.row
    assert [one.row for one in hub.ledger.row_corrections()] == [ERASED]


def test_the_other_records_of_a_person_stay_with_a_new_id(hub: Hub) -> None:
    """The smallest record key makes the person's id, so erasing it moves all that hangs there."""
    hub.people("clinic", person("C1", NHS=NHS[0], Address="9 Mill Road", Team="West"))
    hub.people("housing", *others())
    (person_before,) = {
        row["p"]
        for row in hub.ask(
            "MATCH (:Record {id: 'clinic/people/C1'})-[:DESCRIBES]->(p:Person) RETURN p.id AS p"
        )
    }
    erase(hub.store, hub.ledger, ["clinic/people/C1"], MADE)
    assert hub.groups() == [["housing/people/T1"], ["housing/people/T2"]]
    text = "MATCH (r:Record {id: 'housing/people/T1'})-[:DESCRIBES]->(p:Person) RETURN p AS p"
    (row,) = hub.ask(text)
    assert isinstance(row["p"], dict)
    assert row["p"]["id"] != person_before
    assert row["p"]["former_ids"] is None
    assert len(hub.ask("MATCH (p:Person)-[:LIVES_AT]->(h:Residence) RETURN h.id AS h")) == 2
    before = hub.graph()
    hub.people("housing", *others(), on=LATER)
    assert hub.graph() == before


def test_a_person_who_stays_is_no_longer_known_by_an_id_that_it_made(hub: Hub) -> None:
    """The clinic's key is smaller than the landlord's, so the person went by the landlord's first."""
    text = "MATCH (:Record {id: 'clinic/people/C1'})-[:DESCRIBES]->(p:Person) RETURN p.id AS p, p.former_ids AS known"
    hub.people("housing", *others())
    hub.people("clinic", person("C1", NHS=NHS[0]), person("C2", NHS=NHS[1]))
    (before,) = hub.ask(text)
    (former,) = ids.hashes(["housing/people/T1"])
    assert before["known"] == former
    erase(hub.store, hub.ledger, ["housing/people/T1"], MADE)
    assert hub.ask(text) == [{"p": before["p"], "known": None}]
    assert not any(former in line for line in hub.graph(whole=True))
    known = hub.ask("MATCH (p:Person) WHERE p.former_ids IS NOT NULL RETURN p.former_ids AS known")
    assert [row["known"] for row in known] == ids.hashes(["housing/people/T2"])


def test_other_former_ids_of_a_person_who_stays_are_kept(hub: Hub) -> None:
    for agency in ("school", "housing", "clinic"):
        hub.people(agency, person("1", NHS=NHS[0]))
    first, second = ids.hashes(["housing/people/1", "school/people/1"])
    text = "MATCH (p:Person) RETURN DISTINCT p.former_ids AS known"
    assert hub.ask(text) == [{"known": " ".join(sorted((first, second)))}]
    erase(hub.store, hub.ledger, ["housing/people/1"], MADE)
    assert hub.ask(text) == [{"known": second}]


def test_records_that_only_it_joined_part(hub: Hub) -> None:
    hub.people("clinic", person("C1", NHS=NHS[0]))
    hub.people("school", person("P1", UPN=UPN))
    hub.people("housing", person("T1", NHS=NHS[0], UPN=UPN, Address="1 Alder Street"))
    assert len(hub.groups()) == 1
    erase(hub.store, hub.ledger, ["housing/people/T1"], MADE)
    assert hub.groups() == [["clinic/people/C1"], ["school/people/P1"]]


def test_what_others_use_stays(hub: Hub) -> None:
    hub.people("housing", *others(), {**ZEB, "Address": "1 Alder Street", "NHS": NHS[0]})
    erase(hub.store, hub.ledger, [KEY], MADE)
    found = [row["value"] for row in hub.ask("MATCH (i:Identifier) RETURN i.value AS value")]
    assert sorted(map(str, found)) == [NHS[0], NHS[1]]
    assert len(hub.ask("MATCH (h:Residence) RETURN h.id AS h")) == 2
    assert [row["s"] for row in hub.ask("MATCH (s:Service) RETURN s.name AS s")] == ["North"]


def test_erasing_again_is_done_already_and_a_record_that_is_not_there_names_no_other(hub: Hub) -> None:
    hub.people("housing", *others(), ZEB)
    erase(hub.store, hub.ledger, [KEY], MADE)
    assert erase(hub.store, hub.ledger, [KEY], MADE).records == 0
    before = hub.graph(whole=True)
    with pytest.raises(UsageFault, match="No record here has that key") as caught:
        erase(hub.store, hub.ledger, ["housing/people/T1", "housing/people/T9"], MADE)
    assert "T1 " not in str(caught.value) + " "
    assert hub.graph(whole=True) == before
    assert len(hub.ledger.decisions(kind="erase")) == 1


def test_several_go_at_once(hub: Hub) -> None:
    hub.people("housing", *others(), ZEB)
    done = erase(hub.store, hub.ledger, [KEY, "housing/people/T1"], MADE)
    assert done.records == 2
    assert hub.groups() == [["housing/people/T2"]]
    assert len(hub.ledger.decisions(kind="erase")) == 2


class Crash(Exception):
    """The process ends here."""


@pytest.mark.parametrize(("part", "method"), [("store", "erase"), ("ledger", "forget_all")])
@pytest.mark.parametrize("is_loaded_next", [True, False])
def test_what_broke_off_between_its_steps_is_finished_by_whoever_comes_next(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, part: str, method: str, is_loaded_next: bool
) -> None:
    def crash(*_: object, **__: object) -> None:
        raise Crash

    hub.people("housing", *others(), ZEB)
    with monkeypatch.context() as patch:
        patch.setattr(getattr(hub, part), method, crash)
        with pytest.raises(Crash):
            erase(hub.store, hub.ledger, [KEY], MADE)
    assert [entry.subject for entry in hub.ledger.decisions(kind="erase")] == [KEY]
    if is_loaded_next:
        hub.people("housing", *others(), ZEB)
    else:
        erase(hub.store, hub.ledger, [KEY], MADE)
    assert [entry.subject for entry in hub.ledger.decisions(kind="erase")] == [ERASED]
    assert hub.groups() == [["housing/people/T1"], ["housing/people/T2"]]
    hub.close()
    assert traces(hub) == []


BEGIN = """
import sys
from pathlib import Path
from loaders.decided import erase
from tests.feeds import Hub
from tests.unit.loaders.decided.test_erasing import KEY, MADE

hub = Hub(Path(sys.argv[1]))
print("begun", flush=True)
erase(hub.store, hub.ledger, [KEY], MADE)
"""


@pytest.mark.parametrize("milliseconds", [30, 120, 250, 400])
def test_killed_at_any_moment_it_was_never_decided_or_the_next_load_finishes_it(
    tmp_path: Path, milliseconds: int
) -> None:
    before = Hub(tmp_path / "hub")
    before.people("housing", *others(), ZEB)
    whole, records = before.graph(whole=True), before.groups()
    before.close()
    command = [sys.executable, "-c", BEGIN, str(before.folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(milliseconds / 1000)
        process.kill()
    hub = Hub(before.folder)
    decided = hub.ledger.decisions(kind="erase")
    hub.people("housing", *others(), ZEB)
    if not decided:
        assert hub.graph(whole=True) == whole
    else:
        assert hub.groups() == [group for group in records if group != [KEY]]
        assert [entry.subject for entry in hub.ledger.decisions(kind="erase")] == [ERASED]
        assert hub.ledger.verify_trail().ok
        hub.close()
        assert traces(hub) == []
    hub.close()
