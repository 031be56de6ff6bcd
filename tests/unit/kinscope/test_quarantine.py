"""Quarantined rows by the command line: seen, corrected, loaded after all, and what later deliveries make of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from graph.ledger import open_ledger
from tests.commands import ROWS, TENANCIES, Place

VIEWER = "name: D. Officer\nrole: data_officer\npurpose: putting rows right\n"
WRONG = "3,Craig,Dunn,31/02/1988\n"
RIGHT = "3,Craig,Dunn,28/02/1988\n"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A hub that has loaded a delivery with one row that cannot be read."""
    made = Place(tmp_path)
    made.written("mine/tenancies.yaml", TENANCIES)
    made.environment["KINSCOPE_MAPPINGS"] = "mine"
    made.environment["KINSCOPE_VIEWER"] = made.written("viewer.yaml", VIEWER)
    delivered(made, "may", ROWS + WRONG, "2026-05-12", status=1)
    return made


def delivered(place: Place, month: str, rows: str, day: str, *, status: int = 0) -> dict[str, Any]:
    """The report of a delivery of these rows."""
    place.written(f"{month}/tenancies.csv", rows)
    found: dict[str, Any] = json.loads(
        place.run("load", month, "--loaded-on", day, "--json", status=status)[0]
    )
    return found


def replayed(place: Place, day: str, *, status: int = 0) -> dict[str, Any]:
    """The report of a replay."""
    found: dict[str, Any] = json.loads(
        place.run("quarantine", "replay", "--loaded-on", day, "--json", status=status)[0]
    )
    return found


def rows(place: Place, *words: str) -> list[dict[str, Any]]:
    """What stands in quarantine."""
    found: list[dict[str, Any]] = json.loads(place.run("quarantine", "list", "--json", *words, status=0)[0])[
        "rows"
    ]
    return found


def standing(place: Place) -> list[str]:
    """Keys of records that have not ended."""
    return sorted(line for line in place.graph() if "Record" in line and '"ended_on": null' in line)


def fixed(place: Place, number: int, *words: str) -> None:
    sets = [part for word in words for part in ("--set", word)]
    place.run("quarantine", "fix", str(number), *sets, status=0)


def test_rows_are_listed_by_place_and_values_only_where_asked_for_and_noted(place: Place) -> None:
    out, _ = place.run("quarantine", "list", status=0)
    assert "landlord/tenancies" in out
    assert "Craig" not in out
    assert "31/02/1988" not in out
    (row,) = rows(place, "--load", "1", "--feed", "landlord/tenancies")
    assert (row["file"], row["line"], row["field"], row["state"]) == ("tenancies.csv", 4, "Born", "open")
    assert "row" not in row
    assert rows(place, "--load", "2") == []
    (shown,) = rows(place, "--values")
    assert (shown["row"]["Given names"], shown["value"]) == ("Craig", "31/02/1988")
    with open_ledger(place.environment["KINSCOPE_LEDGER"]) as ledger:
        (noted,) = ledger.trail()
        assert (noted.viewer, noted.question, noted.parameters) == (
            "D. Officer",
            "quarantine",
            {"rows": [row["id"]]},
        )
        assert list(noted.shown) == ["landlord/tenancies/3"]
        assert ledger.verify_trail().ok
    place.written("viewer.yaml", VIEWER.replace("data_officer", "mash_analyst"))
    assert "data officers" in place.run("quarantine", "list", "--values", status=2)[1]


def test_a_corrected_row_is_loaded_and_a_second_replay_changes_nothing(place: Place) -> None:
    before = len(standing(place))
    fixed(place, 1, "Born=28/02/1988")
    assert [row["state"] for row in rows(place)] == ["corrected"]
    report = replayed(place, "2026-05-13")
    (feed,) = report["feeds"]
    assert (feed["read"], feed["loaded"], feed["not_closed_because"]) == (1, 1, "corrected_rows_only")
    assert len(standing(place)) == before + 1
    assert [row["state"] for row in rows(place)] == ["replayed"]
    whole = place.graph()
    assert replayed(place, "2026-05-14")["feeds"] == []
    assert "No quarantined row is corrected" in place.run("quarantine", "replay", status=0)[0]
    assert place.graph() == whole
    with open_ledger(place.environment["KINSCOPE_LEDGER"]) as ledger:
        (original,), (correction,) = ledger.quarantined(), ledger.row_corrections()
        assert isinstance(original.row, dict)
        assert original.row["Born"] == "31/02/1988"
        assert isinstance(correction.row, dict)
        assert correction.row["Born"] == "28/02/1988"
        assert correction.columns == ("Born",)
        ledger.forget(original.key_name)
        assert str(ledger.row_corrections()[0].row) == "erased"


def test_the_graph_is_that_of_a_delivery_that_was_right_at_once(place: Place, tmp_path: Path) -> None:
    fixed(place, 1, "Born=28/02/1988")
    replayed(place, "2026-05-12")
    other = Place(tmp_path / "other")
    other.written("mine/tenancies.yaml", TENANCIES)
    other.environment["KINSCOPE_MAPPINGS"] = "mine"
    delivered(other, "may", ROWS + RIGHT, "2026-05-12")
    assert place.graph() == other.graph()


def test_what_is_wrong_again_is_quarantined_again_and_can_be_fixed_again(place: Place) -> None:
    fixed(place, 1, "Born=30/02/1988")
    report = replayed(place, "2026-05-13", status=1)
    assert [row["value"] for row in report["feeds"][0]["quarantine"]] == ["30/02/1988"]
    assert [(row["id"], row["line"], row["state"]) for row in rows(place)] == [
        (1, 4, "replayed"),
        (2, 4, "open"),
    ]
    fixed(place, 2, "Born=28/02/1988")
    assert replayed(place, "2026-05-14")["feeds"][0]["loaded"] == 1


def test_a_later_delivery_that_is_right_makes_no_duplicate(place: Place) -> None:
    fixed(place, 1, "Born=28/02/1988")
    replayed(place, "2026-05-13")
    before = standing(place)
    report = delivered(place, "june", ROWS + RIGHT, "2026-06-12")
    (feed,) = report["feeds"]
    assert (feed["created"], feed["ended"], feed["closed_what_is_missing"]) == (0, 0, True)
    assert len(standing(place)) == len(before)


def test_a_later_delivery_that_is_still_wrong_undoes_nothing_and_says_so(place: Place) -> None:
    fixed(place, 1, "Born=28/02/1988")
    replayed(place, "2026-05-13")
    before = standing(place)
    report = delivered(place, "june", ROWS + WRONG, "2026-06-12", status=1)
    assert report["corrected_before"] == {"landlord/tenancies": 1}
    assert standing(place) == before
    assert [row["state"] for row in rows(place)] == ["replayed", "corrected"]
    assert replayed(place, "2026-06-13")["feeds"][0]["unchanged"] > 0
    out, _ = place.run("load", "june", "--loaded-on", "2026-06-14", status=1)
    assert "1 of these rows are as wrong as rows that were corrected before" in out
    assert standing(place) == before


def test_rows_of_an_earlier_delivery_are_overtaken_and_not_replayed(place: Place) -> None:
    fixed(place, 1, "Born=28/02/1988")
    delivered(place, "june", ROWS + RIGHT.replace("Craig", "Greg"), "2026-06-12")
    assert [row["state"] for row in rows(place)] == ["overtaken"]
    assert replayed(place, "2026-06-13")["feeds"] == []
    assert any("Greg" in line for line in standing(place))


def test_a_torn_row_is_set_column_by_column(place: Place) -> None:
    delivered(place, "june", ROWS + "3,Craig,Dunn,28/02/1988,one,more\n", "2026-06-12", status=1)
    number = rows(place)[-1]["id"]
    fixed(place, number, "Ref=3", "Given names=Craig", "Family name=Dunn", "Born=28/02/1988")
    assert replayed(place, "2026-06-13")["feeds"][0]["loaded"] == 1


def test_wrong_numbers_and_columns_are_wrong_usage(place: Place) -> None:
    assert (
        "No quarantined row has the number 9"
        in place.run("quarantine", "fix", "9", "--set", "Born=x", status=2)[1]
    )
    assert "Did you mean 'Born'" in place.run("quarantine", "fix", "1", "--set", "Bron=x", status=2)[1]
    assert "COLUMN=VALUE" in place.run("quarantine", "fix", "1", "--set", "Born", status=2)[1]
    assert "Say what is right" in place.run("quarantine", "fix", "1", status=2)[1]
