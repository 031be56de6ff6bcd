"""`kinscope load --new` as a person meets it: printed or written, never over a file, and refused in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands import Place
from tests.unit.loaders.profile.finishing import finished

PUPILS = "Pupil ID,Forename,Surname,DOB\nP1,Maya,Kerr,04/03/2017\nP2,Joel,Kerr,30/11/2023\n"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    made.written("pupils.csv", PUPILS)
    return made


def test_a_mapping_is_begun_checked_finished_and_loaded(place: Place) -> None:
    out, _ = place.run("load", "--new", "pupils.csv", "--out", "pupils.yaml", status=0)
    assert "pupils.yaml: 12 places are marked FILL_IN" in out
    _, said = place.run("load", "--check", "pupils.yaml", status=1)
    assert "pupils.yaml, line 8, field 'feed.id': is still to be filled in (found: 'FILL_IN')" in said
    assert "Write the agency and the feed's own name" in said
    text = (place.folder / "pupils.yaml").read_text(encoding="utf-8")
    place.written("pupils.yaml", finished(text))
    out, _ = place.run("load", "--check", "pupils.yaml", status=0)
    assert "no fault found" in out
    out, _ = place.run("load", "pupils.csv", "--mapping", "pupils.yaml", "--json", status=0)
    (feed,) = json.loads(out)["feeds"]
    assert (feed["read"], feed["loaded"], feed["quarantine"]) == (2, 2, [])


def test_without_out_it_is_printed_and_nothing_is_written(place: Place) -> None:
    before = sorted(place.folder.iterdir())
    out, _ = place.run("load", "--new", "pupils.csv", status=0)
    assert out.startswith("mapping: 1\n")
    assert "# date of birth: 2 of 2 are dates" in out
    assert sorted(place.folder.iterdir()) == before


def test_a_file_that_is_there_is_never_written_over(place: Place) -> None:
    place.written("pupils.yaml", "mine")
    _, said = place.run("load", "--new", "pupils.csv", "--out", "pupils.yaml", status=2)
    assert "pupils.yaml is there already and was left as it is. Give another name." in said
    assert (place.folder / "pupils.yaml").read_text(encoding="utf-8") == "mine"


def test_a_file_that_no_mapping_can_be_begun_from_leaves_none(place: Place) -> None:
    place.written("pupils.csv", "Pupil ID,DOB\n")
    _, said = place.run("load", "--new", "pupils.csv", "--out", "pupils.yaml", status=1)
    assert "no row that can be read" in said
    assert not (place.folder / "pupils.yaml").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("--out", "pupils.yaml"), ("--new", "pupils.csv", "pupils.csv"), ("--new", "pupils.csv", "--json"),
        ("--new", "pupils.csv", "--check", "x.yaml"), ("--new", "pupils.csv", "--mapping", "x.yaml"),
        ("--new", "pupils.csv", "--template", "sharing_log"),
    ],
)  # fmt: skip
def test_it_stands_alone(place: Place, words: tuple[str, ...]) -> None:
    _, said = place.run("load", *words, status=2)
    assert "stands alone: nothing is loaded or checked" in said
