"""A whole delivery as the person sees it who loads one every month: what fits, what lacks, what came before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands import ROWS, TENANCIES, Place

VIEWER = "name: A. Analyst\nrole: mash_analyst\npurpose: testing\n"

VISITS = TENANCIES.replace("tenancies", "visits").replace("Tenancies", "Visits").replace("Born:", "Seen:")
VISITS = VISITS.replace("birth_date: Born", "birth_date: Seen")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A hub with two mappings of its own."""
    made = Place(tmp_path)
    made.written("mine/tenancies.yaml", TENANCIES)
    made.written("mine/visits.yaml", VISITS)
    made.environment["KINSCOPE_MAPPINGS"] = "mine"
    return made


def loaded(place: Place, folder: str, day: str, *words: str, status: int = 0) -> dict[str, Any]:
    """The report of a load as data."""
    out, _ = place.run("load", folder, "--loaded-on", day, "--json", *words, status=status)
    report: dict[str, Any] = json.loads(out)
    return report


def test_a_file_that_two_mappings_fit_by_name_goes_by_its_columns(place: Place) -> None:
    for name in ("tenancies", "visits"):
        text = (place.folder / "mine" / f"{name}.yaml").read_text()
        place.written(f"mine/{name}.yaml", text.replace(f"files: {name}.csv", "files: '*.csv'"))
    place.written("in/a.csv", ROWS)
    place.written("in/b.csv", ROWS.replace("Born", "Seen"))
    report = loaded(place, "in", "2026-05-12")
    assert {feed["feed"]: feed["files"] for feed in report["feeds"]} == {
        "landlord/tenancies": ["a.csv"], "landlord/visits": ["b.csv"],
    }  # fmt: skip
    place.written("in/c.csv", "Ref,Given names,Family name,Born,Seen\n")
    place.written("in/d.csv", "Other\n")
    said = place.run("load", "in", status=2)[1]
    for name in ("c.csv", "d.csv"):
        assert f"{name} fits several mappings (landlord/tenancies, landlord/visits)" in said
    assert "a.csv" not in said


def test_what_fits_none_is_named_with_the_nearest_mapping_and_what_it_lacks(place: Place) -> None:
    place.written("in/tenants.csv", ROWS.replace("Born", "Birthday"))
    place.written("in/tenancies may.csv", ROWS)
    place.written("in/old.zip", "PK")
    out, _ = place.run("load", "in", status=1)
    assert "The nearest is landlord/tenancies (tenancies.yaml); the file lacks its columns 'Born'." in out
    assert (
        "It has the columns of landlord/tenancies (tenancies.yaml), which takes files named 'tenancies.csv'"
        in out
    )
    assert "archives are not opened" in out
    report = loaded(place, "in", "2026-05-12", status=1)
    assert {Path(str(one["file"])).name: one["lacks"] for one in report["nearest"]} == {
        "tenants.csv": ["Born"], "tenancies may.csv": [],
    }  # fmt: skip


def test_a_feed_that_did_not_come_is_named_with_its_last_day(place: Place) -> None:
    place.written("may/tenancies.csv", ROWS)
    place.written("may/visits.csv", ROWS.replace("Born", "Seen"))
    assert loaded(place, "may", "2026-05-12")["missing"] == []
    place.written("june/tenancies.csv", ROWS + "3,Craig,Dunn,31/01/1988\n")
    report = loaded(place, "june", "2026-06-12")
    assert report["missing"] == [{"feed": "landlord/visits", "last_on": "2026-05-12", "file": "visits.csv"}]
    out, _ = place.run("load", "june", "--loaded-on", "2026-06-12", status=0)
    assert "landlord/visits: not in this delivery; the last one is of 12 May 2026 (visits.csv)" in out
    file = str(place.folder / "june" / "tenancies.csv")
    assert loaded(place, file, "2026-06-12")["missing"] is None


def test_what_came_before_is_said_and_changes_nothing(place: Place) -> None:
    place.written("may/tenancies.csv", ROWS)
    assert loaded(place, "may", "2026-05-12")["arrived_before"] == []
    report = loaded(place, "may", "2026-05-20")
    (again,) = report["arrived_before"]
    assert (again["file"], again["load"], again["later_delivery_on"]) == ("tenancies.csv", 1, None)
    (feed,) = report["feeds"]
    assert (feed["created"], feed["changed"], feed["ended"]) == (0, 0, 0)
    place.written("june/tenancies.csv", ROWS + "3,Craig,Dunn,31/01/1988\n")
    loaded(place, "june", "2026-06-12")
    out, _ = place.run("load", "may", "--loaded-on", "2026-06-20", status=0)
    assert "but landlord/tenancies was delivered again on 12 Jun 2026" in out


def test_two_files_of_the_same_bytes_in_one_delivery_are_said(place: Place) -> None:
    place.written("in/north/tenancies.csv", ROWS)
    place.written("in/south/tenancies.csv", ROWS)
    report = loaded(place, "in", "2026-05-12")
    assert report["same_bytes"] == [["tenancies.csv (landlord/tenancies)"] * 2]
    assert [(one["read"], one["loaded"]) for one in report["feeds"][0]["rows"]] == [(2, 2), (2, 2)]


def test_the_report_is_by_file_kind_and_people_and_says_why_nothing_was_closed(place: Place) -> None:
    place.written("in/tenancies.csv", ROWS + "3,Craig,Dunn,31/02/1988\n")
    place.written("in/~$tenancies.csv", "x")
    report = loaded(place, "in", "2026-05-12", status=1)
    (feed,) = report["feeds"]
    assert (feed["mapping"], feed["not_closed_because"]) == ("tenancies.yaml", "rows_quarantined")
    assert feed["rows"] == [{"file": "tenancies.csv", "read": 3, "loaded": 2, "quarantined": 1}]
    assert {"kind": "Record", "created": 2, "changed": 0, "ended": 0} in feed["kinds"]
    assert report["people_changes"] == {"new": 2, "joined": 0, "split": 0, "moved": 0}
    assert report["passed_over"] == [{"name": "~$tenancies.csv", "why": "temporary"}]
    out, _ = place.run("load", "in", status=1)
    assert "landlord/tenancies: nothing that is missing was closed, because rows are in quarantine." in out
    assert "~$tenancies.csv: passed over" in out
    assert "People: nobody new, joined, split or moved." in out


def test_a_feed_that_is_overdue_is_named_under_the_answer_and_its_states_stay(place: Place) -> None:
    due = TENANCIES.replace("  covers: {as_of", "  every: month\n  covers: {as_of")
    place.written("mine/tenancies.yaml", due)
    place.written("may/tenancies.csv", ROWS)
    loaded(place, "may", "2026-05-12")
    place.environment["KINSCOPE_VIEWER"] = place.written("viewer.yaml", VIEWER)
    sentence = "one was due by 1 Jun 2026"
    in_time, _ = place.run("known", "Dana Kerr", "--as-of", "2026-06-01", status=0)
    assert sentence not in in_time
    late, _ = place.run("known", "Dana Kerr", "--as-of", "2026-06-02", status=0)
    assert "Feeds that did not come" in late
    assert f"all ages, all areas; last delivery as of 1 May 2026, {sentence}" in " ".join(late.split())
    column = json.loads(place.run("known", "Dana Kerr", "--as-of", "2026-06-02", "--json", status=0)[0])[
        "columns"
    ][0]
    assert column["next_due_on"] == "2026-06-01"
