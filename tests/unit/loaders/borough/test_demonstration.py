"""Which child is shown first."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import UsageFault
from loaders.borough import demonstration_child, generate
from tests.unit.loaders.borough import files

QUIET = ("adoption", "placement", "refuge")


def test_the_child_has_a_parent_elsewhere_and_nothing_is_kept_quiet_of_it(borough: Path) -> None:
    words = demonstration_child(borough)
    people = {row["person_id"]: row for row in files.truth(borough, "people.csv")}
    child = next(
        person for person, row in people.items() if f"{row['given']} {row['family']} {row['born']}" == words
    )
    homes = {
        people[row["person_id"]]["household_id"] == people[child]["household_id"]
        for row in files.truth(borough, "relationships.csv")
        if row["other_person_id"] == child and row["responsibility"] == "holds"
    }
    assert homes == {True, False}
    known_to = {row["agency"] for row in files.truth(borough, "records.csv") if row["person_id"] == child}
    assert len(known_to) >= 4
    assert not any(child in trap for kind in QUIET for trap in files.by_trap(borough, kind))


def test_even_a_small_borough_has_a_child_to_show(tmp_path: Path) -> None:
    generate(60, 1, tmp_path / "small")
    assert demonstration_child(tmp_path / "small") == demonstration_child(tmp_path / "small")


def test_a_folder_that_is_no_borough_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageFault, match="no generated borough"):
        demonstration_child(tmp_path)
