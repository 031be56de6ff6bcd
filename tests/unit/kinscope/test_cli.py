"""The command line as a person meets it: what it prints, and exit statuses 0, 1 and 2."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from graph.stores import open_store
from loaders.borough import generate
from tests.commands import ROWS, TENANCIES, Place

SECONDS = 240
VIEWER = "name: A. Analyst\nrole: mash_analyst\npurpose: testing\n"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, str]:
    """A demonstration of 800 people, made by the command, and what it printed."""
    place = Place(tmp_path_factory.mktemp("demo"))
    place.store = place.folder / "shown" / "store"
    place.environment["KINSCOPE_STORE"] = f"ladybug:{place.store}"
    place.environment["KINSCOPE_LEDGER"] = f"sqlite:///{place.folder / 'shown' / 'ledger.sqlite'}"
    out, _ = place.run("demo", "--people", "800", "--seed", "7", "--folder", "shown", "--no-serve", status=0)
    return place, out


def test_the_demonstration_shows_a_family_and_what_is_known_of_it(demo: tuple[Place, str]) -> None:
    _, out = demo
    assert "made-up people" in out
    for feed in ("schools/census", "gp_practices/registrations", "police/incidents", "housing/tenancies"):
        assert feed in out
    assert "Extended household on 12 May 2026" in out
    assert "What is known of " in out
    assert "holds parental responsibility for" in out
    assert "no mapping fits" not in out


def test_a_generated_store_answers_without_a_viewer_file_in_the_documented_forms(
    demo: tuple[Place, str],
) -> None:
    place, _ = demo
    out, _ = place.run("find", "smith", "--limit", "3", "--json", status=0)
    found = json.loads(out)
    assert found["format"] == "kinscope.find/1"
    assert len(found["matches"]) == 3
    person = found["matches"][0]["person_id"]
    out, _ = place.run(
        "family", person, "--lens", "extended_household", "--as-of", "2026-01-31", "--json", status=0
    )
    family = json.loads(out)
    assert (family["format"], family["as_of"]) == ("kinscope.family/1", "2026-01-31")
    assert person in {member["person_id"] for member in family["members"]}
    out, _ = place.run("known", person, "--json", status=0)
    known = json.loads(out)
    assert known["format"] == "kinscope.known/1"
    assert {cell["person_id"] for cell in known["cells"]} >= {person}
    out, _ = place.run("schema", "--json", status=0)
    assert json.loads(out)["format"] == "kinscope.schema/1"


def test_words_that_find_nobody_or_several_end_in_2_and_say_so(demo: tuple[Place, str]) -> None:
    place, _ = demo
    assert "answers to 'Xqwv Bnmrt'" in place.run("family", "Xqwv", "Bnmrt", status=2)[1]
    assert "may be one of several people" in place.run("known", "smith", status=2)[1]
    assert "is no way to say who counts as family" in place.run("family", "x", "--lens", "kith", status=2)[1]
    assert "Nothing that can be shown to you" in place.run("find", "Xqwv", "Bnmrt", status=0)[0]


def test_a_demonstration_in_somebody_elses_folder_is_refused(place: Place) -> None:
    place.written("mine/kept.txt", "kept")
    assert "no demonstration made" in place.run("demo", "--folder", "mine", "--no-serve", status=2)[1]
    assert [path.name for path in (place.folder / "mine").iterdir()] == ["kept.txt"]


def test_generate_writes_a_borough_once(place: Place) -> None:
    out, _ = place.run("generate", "--people", "300", "--seed", "2", "--out", "b", status=0)
    assert "made-up people" in out
    assert (place.folder / "b" / "truth" / "borough.json").is_file()
    assert "holds something already" in place.run("generate", "--out", "b", status=2)[1]
    assert "people" in place.run("generate", "--people", "0", "--out", "c", status=2)[1]


def test_generate_says_what_it_made_as_data(place: Place) -> None:
    out, _ = place.run("generate", "--people", "300", "--seed", "2", "--out", "b", "--json", status=0)
    made = json.loads(out)
    assert made["format"] == "kinscope.generated/1"
    assert made["people"] >= 300
    assert set(made["records"]) >= {"police", "housing", "schools"}


def test_a_whole_borough_loads_and_its_truth_is_passed_over(place: Place) -> None:
    place.run("generate", "--people", "300", "--seed", "2", "--out", "b", status=0)
    out, _ = place.run("load", "b", "--loaded-on", "2026-05-12", "--json", status=0)
    report = json.loads(out)
    assert report["format"] == "kinscope.load/1"
    assert report["loaded_on"] == "2026-05-12"
    assert report["no_mapping"] == []
    assert all(feed["read"] == feed["loaded"] + feed["quarantined"] for feed in report["feeds"])
    again = json.loads(place.run("load", "b", "--loaded-on", "2026-05-12", "--json", status=0)[0])
    assert sum(feed["created"] + feed["changed"] + feed["ended"] for feed in again["feeds"]) == 0


def test_wrong_usage_ends_in_2(place: Place) -> None:
    assert "No such command" in place.run("nonsense", status=2)[1]
    assert "Missing argument" in place.run("find", status=2)[1]
    assert "Nothing to load" in place.run("load", status=2)[1]
    assert "--as-of" in place.run("family", "x", "--as-of", "yesterday", status=2)[1]


def test_help_is_a_page_and_a_process_ends_with_its_status(place: Place) -> None:
    out, _ = place.started("--help").communicate(timeout=SECONDS)
    for command in ("demo", "generate", "load", "find", "family", "known", "schema", "serve"):
        assert command in out
    process = place.started("load", "nowhere.csv")
    _, said = process.communicate(timeout=SECONDS)
    assert process.returncode == 1
    assert said == "kinscope: nowhere.csv: there is no such file or folder. Check the path.\n"


def test_a_mapping_is_checked_alone(place: Place) -> None:
    good = place.written("good.yaml", TENANCIES)
    assert "no fault found" in place.run("load", "--check", good, status=0)[0]
    wrong = place.written("wrong.yaml", TENANCIES.replace("columns:", "colums:"))
    said = place.run("load", "--check", wrong, status=1)[1]
    assert "wrong.yaml, line 11" in said
    assert "Did you mean 'columns'?" in said
    assert "cannot be read" in place.run("load", "--check", "nowhere.yaml", status=1)[1]
    assert not place.store.exists()


def test_a_file_with_faulty_rows_is_loaded_but_for_them(place: Place) -> None:
    mapping = place.written("mine/tenancies.yaml", TENANCIES)
    file = place.written("tenancies.csv", ROWS + "3,Craig,Dunn,31/02/1988\n")
    out, _ = place.run("load", file, "--mapping", mapping, status=1)
    assert "tenancies.csv, line 4, field 'Born'" in out
    assert "(found: '31/02/1988')" in out
    report = json.loads(place.run("load", file, "--mapping", mapping, "--json", status=1)[0])
    assert [(row["line"], row["field"]) for row in report["feeds"][0]["quarantine"]] == [(4, "Born")]
    assert (report["feeds"][0]["read"], report["feeds"][0]["loaded"]) == (3, 2)


def test_a_broken_file_is_refused_with_its_place_and_the_others_go_on(place: Place) -> None:
    place.written("mine/tenancies.yaml", TENANCIES)
    place.environment["KINSCOPE_MAPPINGS"] = "mine"
    place.written("in/tenancies.csv", ROWS.replace("Born", "Bron"))
    place.run("generate", "--people", "100", "--out", "b", status=0)
    out, _ = place.run("load", "in", "b/register", status=1)
    assert "the file lacks a column that the mapping reads" in out
    assert "Did you mean 'Bron'?" in out
    assert "refused" in out
    assert "family_support/agencies" in out


def test_own_mappings_come_first_and_what_fits_none_is_named(place: Place) -> None:
    place.written("mine/tenancies.yaml", TENANCIES.replace("files: tenancies.csv", "files: housing/*.csv"))
    place.environment["KINSCOPE_MAPPINGS"] = "mine"
    place.written("in/housing/tenancies.csv", ROWS)
    place.written("in/notes.txt", "a note")
    out, _ = place.run("load", "in", status=1)
    assert "landlord/tenancies" in out
    assert "notes.txt: no mapping fits this file" in " ".join(out.split())
    place.environment["KINSCOPE_MAPPINGS"] = "elsewhere"
    assert "is no folder" in place.run("load", "in", status=2)[1]


def test_a_file_that_two_mappings_fit_is_not_guessed(place: Place) -> None:
    place.written("mine/one.yaml", TENANCIES)
    place.written("mine/two.yaml", TENANCIES.replace("landlord", "council"))
    place.environment["KINSCOPE_MAPPINGS"] = "mine"
    file = place.written("tenancies.csv", ROWS)
    assert "fits several mappings" in place.run("load", file, status=2)[1]
    assert not place.store.exists()


def test_a_store_of_real_files_opens_for_a_named_viewer_only(place: Place) -> None:
    mapping = place.written("mine/tenancies.yaml", TENANCIES)
    place.run("load", place.written("tenancies.csv", ROWS), "--mapping", mapping, status=0)
    assert "who is looking and why" in place.run("find", "Kerr", status=2)[1]
    place.environment["KINSCOPE_VIEWER"] = place.written("viewer.yaml", VIEWER)
    assert "Dana Kerr" in place.run("find", "Kerr", status=0)[0]
    place.environment["KINSCOPE_VIEWER"] = place.written("odd.yaml", VIEWER.replace("role:", "rolle:"))
    said = place.run("find", "Kerr", status=1)[1]
    assert "odd.yaml, line 2" in said
    place.environment["KINSCOPE_VIEWER"] = str(place.folder / "nobody.yaml")
    assert "cannot be read" in place.run("find", "Kerr", status=1)[1]


def test_there_is_nothing_to_ask_where_nothing_was_loaded(place: Place) -> None:
    assert "kinscope: " in place.run("find", "Kerr", status=2)[1]


def test_another_writer_is_told_who_serves(demo: tuple[Place, str]) -> None:
    place, _ = demo
    with served(place) as process:
        said = place.run("load", place.written("x.csv", ROWS), "--mapping",
                         place.written("mine/tenancies.yaml", TENANCIES), status=2)[1]  # fmt: skip
        assert "The store is being written by" in said
        assert str(process.pid) in said
        again = place.run("demo", "--people", "100", "--folder", "shown", "--no-serve", status=2)[1]
        assert "The store is being written by" in again
        place.run("find", "smith", status=0)


@contextmanager
def served(place: Place) -> Iterator[subprocess.Popen[str]]:
    """The dashboard, served until the end of the block and then ended as by Ctrl-C."""
    process = place.started("serve", "--port", "0")
    assert process.stdout is not None
    try:
        assert "http://127.0.0.1:" in process.stdout.readline()
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=SECONDS)
    assert "Traceback" not in said


def test_ctrl_c_in_a_load_leaves_what_was_committed_and_a_rerun_goes_on(place: Place) -> None:
    generate(1_000, 3, place.folder / "b")
    day = ("--loaded-on", "2026-05-12")
    rest = ("b/gp_practices", "b/housing", "b/health_visiting")
    place.run("load", "b/schools", *day, status=0)
    before = _everything(place.store, "schools/census")
    process = place.started("load", *rest, *day)
    _until(process, lambda: _loads(place.folder / "ledger.sqlite") > 1)
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=SECONDS)
    assert process.returncode == 2, out + said
    assert "Stopped. What was committed before stays" in said
    assert "Traceback" not in said
    assert _everything(place.store, "schools/census") == before
    place.run("load", *rest, *day, status=0)
    whole = Place(place.folder)
    whole.environment["KINSCOPE_STORE"] = f"ladybug:{place.folder / 'other'}"
    whole.run("load", "b/schools", *rest, *day, status=0)
    for feed in (
        "schools/census",
        "gp_practices/registrations",
        "housing/tenancies",
        "health_visiting/caseload",
    ):
        assert _everything(place.store, feed) == _everything(place.folder / "other", feed)


def _until(process: subprocess.Popen[str], reached: Callable[[], bool]) -> None:
    while process.poll() is None and not reached():
        time.sleep(0.01)
    assert process.poll() is None, "it had ended before it was interrupted"


def _loads(ledger: Path) -> int:
    """How many loads have begun."""
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as base:
        return int(base.execute("SELECT count(*) FROM loads").fetchone()[0])


def _everything(store: Path, feed: str) -> dict[str, list[str]]:
    """All that a feed says in a store, by kind."""
    with closing(open_store(f"ladybug:{store}", writing=False)) as opened:
        held = opened.held(feed)
        return {str(name): sorted(map(str, frame.rows())) for name, frame in held if frame.height}


def test_a_first_load_can_be_handed_to_the_importer_of_neo4j(place: Place) -> None:
    handed = place.folder / "handed"
    admin = place.written(
        "neo4j-admin",
        '#!/bin/sh\n[ "$2" = info ] && { echo "Database does not exist"; exit 1; }\n'
        f"grep -h Kerr {place.folder}/waiting/files/*.csv > {handed}\n",
    )
    Path(admin).chmod(0o755)
    place.environment["KINSCOPE_STORE"] = f"neo4j-import:{place.folder}/waiting?admin={admin}"
    tenants, mapping = place.written("tenancies.csv", ROWS), place.written("landlord.yaml", TENANCIES)
    report, said = place.run("load", tenants, "--mapping", mapping, status=0)
    assert "landlord/tenancies" in report
    assert "Start Neo4j" in said
    assert '"Dana","Kerr"' in handed.read_text("utf-8")
    assert not list((place.folder / "waiting").iterdir())
    assert "Start the server" in place.run("find", "dana kerr", status=2)[1]


def test_a_database_is_loaded_by_its_address_and_one_that_is_away_is_named_without_its_password(
    place: Place,
) -> None:
    with closing(sqlite3.connect(place.folder / "housing.db")) as base:
        base.executescript(
            "CREATE TABLE tenants (Ref, 'Given names', 'Family name', Born);"
            "INSERT INTO tenants VALUES (1, 'Dana', 'Kerr', '17/06/1994'), (2, 'Lee', 'Marsh', 'never');"
        )
    text = TENANCIES.replace("{format: csv}", "{format: sql, table: tenants}")
    mapping = place.written("housing.yaml", text)
    out, _ = place.run("load", "sqlite:///housing.db", "--mapping", mapping, status=1)
    assert "sqlite:///housing.db, line 2, field 'Born'" in " ".join(out.split())
    place.environment["KINSCOPE_DATABASE_PASSWORD"] = "opensesame"
    away = "postgresql://someone@127.0.0.1:1/housing"
    out, said = place.run("load", away, "--mapping", mapping, "--json", status=1)
    (feed,) = json.loads(out)["feeds"]
    assert feed["files"] == ["postgresql://someone:***@127.0.0.1:1/housing"]
    assert "cannot be reached" in feed["refused"]
    assert "sesame" not in out + said
