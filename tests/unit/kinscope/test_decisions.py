"""Deciding about records on the command line: what is asked for, what is said, what is refused."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from graph.codes import DecisionGround, RecordDecision, grounds_for
from loaders.decided.applied import LEFT_OUT, OVERTAKEN
from tests.commands import ROWS, TENANCIES, Place

DANA, LEE = "landlord/tenancies/1", "landlord/tenancies/2"
BY = ("--decided-by", "d.officer", "--decided-on", "2026-05-20")
ERASE = ("erase", DANA, "--ground", "unlawful", *BY)


class Terminal(io.StringIO):
    """Somebody who types an answer."""

    def isatty(self) -> bool:
        """They sit at a terminal."""
        return True


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A store with two tenants."""
    place = Place(tmp_path)
    files = (place.written("tenancies.csv", ROWS), "--mapping", place.written("m.yaml", TENANCIES))
    place.run("load", *files, "--loaded-on", "2026-05-12", status=0)
    return place


def names(place: Place) -> str:
    """What a viewer is shown of everybody called Kerr or Marsh."""
    place.written(".env", "")
    place.environment["KINSCOPE_VIEWER"] = place.written(
        "viewer.yaml", "name: A. Analyst\nrole: mash_analyst\npurpose: testing\n"
    )
    return "".join(place.run("find", name, status=0)[0] for name in ("kerr", "marsh"))


def test_an_erased_record_is_gone_and_the_decision_is_listed_without_it(place: Place) -> None:
    assert "Dana" in names(place)
    out, _ = place.run(*ERASE, "--yes", status=0)
    assert "Erased: 1 record(s)" in out
    assert "Dana" not in names(place)
    listed, _ = place.run("decisions", status=0)
    assert "2026-05-20" in listed
    assert "d.officer" in listed
    assert "Kerr" not in listed
    assert DANA not in listed
    found = json.loads(place.run("decisions", "--json", status=0)[0])
    assert found["format"] == "kinscope.decisions/1"
    assert found["decisions"] == [
        {
            "decision": "erase", "record": None, "ground": "unlawful", "decided_by": "d.officer",
            "decided_on": "2026-05-20", "details": {},
        }
    ]  # fmt: skip
    assert "erased before" in place.run(*ERASE, "--yes", status=0)[0]


def test_an_erasure_asks_first_and_a_no_erases_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("n\n"))
    out, said = place.run(*ERASE, status=2)
    assert "often forbid to erase" in out
    assert "Nothing was erased." in said
    assert "Dana" in names(place)
    monkeypatch.setattr("sys.stdin", Terminal("y\n"))
    place.run(*ERASE, status=0)
    assert "Dana" not in names(place)


def test_where_nobody_can_be_asked_an_erasure_needs_a_yes(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert "Give --yes" in place.run(*ERASE, status=2)[1]
    monkeypatch.setattr("sys.stdin", Terminal("y\n"))
    assert "Give --yes" in place.run(*ERASE, "--json", status=2)[1]
    assert "Dana" in names(place)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("erase", DANA, *BY, "--yes"), "Official functions and rules on keeping records often forbid"),
        (("erase", DANA, "--ground", "safety", *BY, "--yes"), "'safety' is no ground for this. Valid here: no_longer"),
        (("erase", DANA, "--ground", "unlawful", "--yes"), "--decided-by"),
        (("erase", "landlord/tenancies/9", "--ground", "unlawful", *BY, "--yes"), "No record here has that key"),
        (("correct", DANA, "given_names", "--ground", "inaccurate", *BY), "Give either --to"),
        (("correct", DANA, "nickname", "--to", "D", "--ground", "inaccurate", *BY), "cannot be corrected"),
        (("restrict", DANA, "--undo", "--ground", "settled", *BY), "not restricted by a decision"),
        (("dispute", "0000", "--undo", "--ground", "settled", *BY), "No dispute of that number"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_done(place: Place, words: tuple[str, ...], said: str) -> None:
    _, found = place.run(*words, status=2)
    assert said.replace("cannot be corrected", "no value of a record that can be corrected") in found
    assert LEE not in found
    assert "Nothing was decided" in place.run("decisions", status=0)[0]


def test_a_value_is_corrected_and_the_correction_undone(place: Place) -> None:
    out, _ = place.run(
        "correct", DANA, "given_names", "--to", "Danielle", "--ground", "inaccurate", *BY, status=0
    )
    assert "stands until the source says something else" in out
    assert "Danielle" in names(place)
    place.run("correct", DANA, "given_names", "--undo", "--ground", "decided_in_error", *BY, status=0)
    assert "Danielle" not in names(place)
    listed = json.loads(place.run("decisions", "--json", status=0)[0])["decisions"]
    assert [one["decision"] for one in listed] == ["correct", "undo_correction"]
    assert listed[0]["details"] == {"field": "given_names", "from": "Dana", "to": "Danielle"}


def test_a_restricted_record_is_hidden_from_who_is_not_cleared_until_that_is_lifted(place: Place) -> None:
    place.run("restrict", DANA, "--ground", "safety", *BY, status=0)
    assert "Dana" not in names(place)
    place.run("restrict", DANA, "--undo", "--ground", "settled", *BY, status=0)
    assert "Dana" in names(place)


def test_a_dispute_is_noted_by_number_and_withdrawn(place: Place) -> None:
    out, _ = place.run("dispute", DANA, "--words", "Not me.", "--said-by", LEE, *BY, "--json", status=0)
    noted = json.loads(out)
    assert (noted["format"], noted["decision"]) == ("kinscope.decided/1", "dispute")
    listed = json.loads(place.run("decisions", "--json", status=0)[0])["decisions"]
    assert listed[0]["details"] == {
        "id": noted["dispute"], "said_by": LEE, "said_on": "2026-05-20", "words": "Not me."
    }  # fmt: skip
    place.run("dispute", noted["dispute"], "--undo", "--ground", "settled", *BY, status=0)


def test_the_page_names_every_ground_beside_what_it_is_for_and_every_finding() -> None:
    page = (Path(__file__).parents[3] / "docs" / "decisions.md").read_text(encoding="utf-8")
    assert all(
        f"`{name}`" in page for name in (*DecisionGround, LEFT_OUT, OVERTAKEN, "restricted_by_decision")
    )
    for kind in (
        RecordDecision.ERASE,
        RecordDecision.CORRECT,
        RecordDecision.RESTRICT,
        RecordDecision.DISPUTE,
    ):
        (line,) = [line for line in page.splitlines() if line.startswith(f"| {kind} |")]
        assert all(f"`{ground}`" in line for ground in grounds_for(kind))
        assert f"kinscope {kind} " in page
