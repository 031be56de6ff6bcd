"""`kinscope link` by the command line: what it says, that a dry run writes nothing, its history and taking back."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from graph.ledger import open_ledger
from graph.stores import open_store
from loaders.linkage.history import readable
from loaders.linkage.model import MODELS, shipped_model
from tests.commands import TENANCIES, Place
from tests.graphs import question

HEAD = "Ref,Given names,Family name,Born\n"
ADA = "Adaeze,Okonkwo-Bell,03/02/2015\n"
TWINS = (f"7,{ADA}", "8,Nneka,Okonkwo-Bell,03/02/2015\n")
APART = [["landlord/tenancies/1"], ["landlord/tenancies/2"], ["landlord/visits/8"], ["landlord/visits/9"]]
TOGETHER = [["landlord/tenancies/1", "landlord/visits/8"], ["landlord/tenancies/2"], ["landlord/visits/9"]]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A hub with two feeds that share no number; one child is in both."""
    made = Place(tmp_path)
    made.written("mine/tenancies.yaml", TENANCIES)
    made.written("mine/visits.yaml", TENANCIES.replace("tenancies", "visits"))
    made.environment["KINSCOPE_MAPPINGS"] = "mine"
    delivered(
        made,
        "may",
        tenancies=f"1,{ADA}2,Piotr,Nowak,11/11/1980\n",
        visits=f"8,{ADA}9,Chloe,Marsh,19/07/2012\n",
    )
    return made


def delivered(place: Place, month: str, **rows: str) -> None:
    """A delivery of these rows, by the name of their file."""
    for name, of_feed in rows.items():
        place.written(f"{month}/{name}.csv", HEAD + of_feed)
    place.run("load", month, "--loaded-on", "2026-05-12", status=0)


def printed(place: Place, *words: str) -> dict[str, Any]:
    """The JSON form that a command prints."""
    found: dict[str, Any] = json.loads(place.run(*words, "--json", status=0)[0])
    return found


def people(place: Place) -> list[list[str]]:
    """The records that describe one person, by person."""
    text = "MATCH (r:Record)-[:DESCRIBES]->(p:Person) RETURN p.id AS person, r.id AS record"
    store = open_store(f"ladybug:{place.store}")
    try:
        rows = store.run(question(text), {})
    finally:
        store.close()
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(str(row["person"]), []).append(str(row["record"]))
    return sorted(sorted(records) for records in found.values())


def files(folder: Path) -> dict[str, str]:
    """Every file below, with a hash of its bytes."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def refused(place: Place, *words: str) -> str:
    """The one sentence with which a command ends that has done nothing."""
    out, said = place.run(*words, status=2)
    assert out.strip() == ""
    (line,) = said.splitlines()
    assert line.startswith("kinscope: ")
    return line.removeprefix("kinscope: ")


def test_it_links_what_shares_no_number_and_says_how_to_take_it_back(place: Place) -> None:
    assert people(place) == APART
    out, _ = place.run("link", status=0)
    assert people(place) == TOGETHER
    (run,) = printed(place, "link", "history")["runs"]
    assert "4 records describe 3 people." in out
    assert f"kinscope link undo {run['id']} takes it back" in " ".join(out.split())
    assert "Adaeze" not in out


def test_its_json_form_counts_what_it_did(place: Place) -> None:
    done = printed(place, "link")
    run = done["run"]
    assert (done["format"], done["dry_run"]) == ("kinscope.link/1", False)
    assert (done["records"], done["people"]) == (4, 3)
    assert (done["joined"], done["split"], done["moved"]) == (1, 0, 1)
    assert (done["review"], done["apart"], done["blocking_left_out"]) == (0, [], [])
    assert (run["model"], run["model_sha256"]) == ("people 1", shipped_model().sha256)
    assert (run["moved"], run["pairs_joined"], run["pairs_for_review"], run["undone"]) == (1, 1, 0, False)
    assert printed(place, "link", "history")["runs"] == [run]


def test_a_second_run_says_that_nothing_is_linked_anew(place: Place) -> None:
    place.run("link", status=0)
    before = place.graph()
    assert "Nothing is linked in another way than before." in place.run("link", status=0)[0]
    assert printed(place, "link")["run"] is None
    assert place.graph() == before
    assert len(printed(place, "link", "history")["runs"]) == 1


def test_a_dry_run_says_the_same_and_changes_no_byte(place: Place) -> None:
    before, version = files(place.folder), place.graph()
    said = printed(place, "link", "--dry-run")
    out, _ = place.run("link", "--dry-run", status=0)
    assert "4 records describe 3 people." in out
    assert "takes it back" not in out
    assert files(place.folder) == before
    assert place.graph() == version
    done = printed(place, "link")
    assert (said.pop("dry_run"), done.pop("dry_run")) == (True, False)
    for one in (said, done):
        one["run"].pop("id")
        one["run"].pop("on")
    assert said == done


def test_pairs_left_to_a_person_are_counted(place: Place) -> None:
    delivered(place, "june", tenancies=TWINS[0], visits=TWINS[1])
    done = printed(place, "link")
    assert done["review"] == done["run"]["pairs_for_review"] > 0
    again = place.run("link", status=0)[0]
    assert "pairs of records are left apart until a person decides about them" in " ".join(again.split())


def test_a_feed_that_gives_each_person_one_record_is_taken_at_its_word(place: Place) -> None:
    delivered(place, "june", visits=f"8,{ADA}9,{ADA}")
    place.run("link", "--one-each", "landlord/visits", status=0)
    assert not any({"landlord/visits/8", "landlord/visits/9"} <= set(records) for records in people(place))
    place.run("link", status=0)
    assert ["landlord/tenancies/1", "landlord/visits/8", "landlord/visits/9"] in people(place)


def test_a_history_without_a_run_says_so(place: Place) -> None:
    assert "The linker has not run yet." in place.run("link", "history", status=0)[0]
    assert printed(place, "link", "history") == {"format": "kinscope.link.history/1", "runs": []}


def test_the_history_names_each_run_the_oldest_first(place: Place) -> None:
    first = printed(place, "link")["run"]["id"]
    delivered(place, "june", visits=f"8,{ADA}9,Chloe,Marsh,19/07/2012\n10,Piotr,Nowak,11/11/1980\n")
    second = printed(place, "link")["run"]["id"]
    assert [run["id"] for run in printed(place, "link", "history")["runs"]] == [first, second]
    out, _ = place.run("link", "history", status=0)
    assert out.index(first) < out.index(second)
    assert "people 1" in out


def test_taking_a_run_back_leaves_the_graph_as_it_was_and_stays_in_the_history(place: Place) -> None:
    before = place.graph()
    run = printed(place, "link")["run"]["id"]
    undone = printed(place, "link", "undo", run)
    assert undone == {"format": "kinscope.link.undo/1", "run": run, "joined": 0, "split": 1, "moved": 1}
    assert place.graph() == before
    assert [one["undone"] for one in printed(place, "link", "history")["runs"]] == [True]
    assert "taken back" in place.run("link", "history", status=0)[0]
    assert printed(place, "link")["joined"] == 0
    assert people(place) == APART


def test_taking_a_run_back_is_said_in_words(place: Place) -> None:
    run = printed(place, "link")["run"]["id"]
    out, _ = place.run("link", "undo", run, status=0)
    assert f"Run {run} is taken back." in out
    with open_ledger(place.environment["KINSCOPE_LEDGER"]) as ledger:
        ((subject, entry, _),) = readable(ledger, "link_run_undone")
    assert (subject, entry.rule) == (run, "people 1")


def test_a_run_that_is_not_there_or_was_taken_back_is_told_in_a_sentence(place: Place) -> None:
    assert "no run of the linker 0123456789ab" in refused(place, "link", "undo", "0123456789ab")
    run = printed(place, "link")["run"]["id"]
    place.run("link", "undo", run, status=0)
    before = place.graph()
    assert f"no run of the linker {run}" in refused(place, "link", "undo", run)
    assert place.graph() == before


def test_a_run_that_another_built_on_is_named_with_the_other(place: Place) -> None:
    first = printed(place, "link")["run"]["id"]
    delivered(place, "june", visits=f"8,{ADA}9,Chloe,Marsh,19/07/2012\n10,Piotr,Nowak,11/11/1980\n")
    second = printed(place, "link")["run"]["id"]
    assert f"The run {first} was followed by {second}" in refused(place, "link", "undo", first)


def test_a_model_of_ones_own_is_taken_from_its_file(place: Place) -> None:
    text = (MODELS / "people.yaml").read_text("utf-8")
    place.written("ours.yaml", text.replace("version: 1", "version: 7", 1))
    run = printed(place, "link", "--model", "ours.yaml")["run"]
    assert run["model"] == "people 7"
    assert run["model_sha256"] != shipped_model().sha256


def test_a_model_that_there_is_none_of_is_told_with_those_that_there_are(place: Place) -> None:
    before = files(place.folder)
    said = refused(place, "link", "--model", "ancestors")
    assert said.startswith("There is no linkage model ancestors.")
    assert "people" in said
    assert "none.yaml" in refused(place, "link", "--model", "none.yaml")
    assert files(place.folder) == before


@pytest.mark.parametrize(
    "text",
    ["id: people\nversion: 1\nbands: {link: 2}\n", "comparisons: [", "just words\n", ""],
)
def test_a_broken_model_file_is_named_with_its_fault(place: Place, text: str) -> None:
    place.written("broken.yaml", text)
    before = files(place.folder)
    assert refused(place, "link", "--model", "broken.yaml").startswith("broken.yaml")
    assert files(place.folder) == before


def test_a_store_that_another_process_writes_is_left_and_its_holder_named(place: Place) -> None:
    run = printed(place, "link")["run"]["id"]
    holder = open_store(f"ladybug:{place.store}", writing=True)
    try:
        assert "The store is being written by process" in refused(place, "link")
        assert "The store is being written by process" in refused(place, "link", "undo", run)
        assert printed(place, "link", "--dry-run")["run"] is None
    finally:
        holder.close()
    assert people(place) == TOGETHER


def test_a_store_without_records_is_told_what_to_do_first(tmp_path: Path) -> None:
    empty = Place(tmp_path)
    assert "holds no record that could be linked" in refused(empty, "link")
    assert "Load a delivery first" in refused(empty, "link", "--dry-run")


def test_what_waits_for_a_person_is_listed_without_its_likelihood(place: Place) -> None:
    delivered(place, "june", tenancies=TWINS[0], visits=TWINS[1])
    place.run("link", status=0)
    found = printed(place, "link", "open")
    assert (found["format"], found["count"]) == ("kinscope.link.open/1", 1)
    (pair,) = found["pairs"]
    assert pair["records"] == ["landlord/tenancies/7", "landlord/visits/8"]
    assert (pair["rule"], pair["child"], pair["answers"]) == ("possible twin", True, [])
    assert "probability" not in pair
    (scored,) = printed(place, "link", "open", "--scores")["pairs"]
    assert 0 < scored["probability"] <= 1
    assert "possible twin" in place.run("link", "open", status=0)[0]


def test_an_answer_is_taken_and_kept_to(place: Place) -> None:
    delivered(place, "june", tenancies=TWINS[0], visits=TWINS[1])
    place.run("link", status=0)
    pair = ("landlord/visits/8", "landlord/tenancies/7")
    said = printed(
        place, "link", "answer", *pair, "same", "--note", "one birth certificate", "--by", "A. Reviewer"
    )
    assert said["records"] == sorted(pair)
    assert (said["answer"], said["by"], said["note"]) == ("same", "A. Reviewer", "one birth certificate")
    assert "No pair of records waits" in place.run("link", "open", status=0)[0]
    place.run("link", status=0)
    assert sorted(pair) in people(place)


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("landlord/tenancies/1", "landlord/visits/8", "perhaps"), "'perhaps' is no answer. Valid: same"),
        (("landlord/tenancies/1", "landlord/visits/99", "same"), "No record here has that key"),
        (("landlord/tenancies/1", "landlord/tenancies/1", "same"), "Name two records"),
        (("landlord/tenancies/1", "landlord/visits/8", "same", "--by", " "), "Say who decided"),
    ],
)
def test_an_answer_that_makes_no_sense_is_refused(place: Place, words: tuple[str, ...], fault: str) -> None:
    assert fault in place.run("link", "answer", *words, status=2)[1]
    assert printed(place, "link", "open")["count"] == 0


def test_a_load_can_link_by_the_model(tmp_path: Path, place: Place) -> None:
    by_model = Place(tmp_path / "by model")
    for name in ("tenancies", "visits"):
        by_model.written(f"mine/{name}.yaml", (place.folder / "mine" / f"{name}.yaml").read_text("utf-8"))
        by_model.written(f"may/{name}.csv", (place.folder / "may" / f"{name}.csv").read_text("utf-8"))
    by_model.environment["KINSCOPE_MAPPINGS"] = "mine"
    by_model.run("load", "may", "--link-by", "model", "--loaded-on", "2026-05-12", status=0)
    assert people(by_model) == TOGETHER
    assert "Valid: identifiers, model" in by_model.run("load", "may", "--link-by", "luck", status=2)[1]


def test_a_load_says_that_its_new_records_wait_for_the_linker(place: Place) -> None:
    place.run("link", status=0)
    place.written("june/visits.csv", HEAD + f"8,{ADA}9,Chloe,Marsh,19/07/2012\n10,Dana,Kerr,17/06/1994\n")
    printed_ = place.run("load", "june", "--loaded-on", "2026-06-12", status=0)[0]
    assert "stand alone until it has looked at them" in printed_
    assert TOGETHER[0] in people(place)
