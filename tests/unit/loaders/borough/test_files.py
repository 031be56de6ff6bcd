"""What is written: the same by seed, readable, complete in the truth, and free of anything real."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from graph.errors import UsageFault
from loaders.borough import VERSION, generate
from loaders.borough.agencies.health_visiting import ANTENATAL, CASELOAD
from loaders.borough.agencies.housing import HEADER as TENANTS
from loaders.borough.agencies.schools import HEADER as PUPILS
from loaders.borough.identifiers import is_upn
from loaders.borough.truth import HEADERS
from tests.unit.loaders.borough import files

AGENCIES = {
    "childrens_social_care": ["children.ndjson"],
    "schools": ["census.csv"],
    "health_visiting": ["caseload.xlsx"],
    "gp_practices": ["addresses.parquet", "registrations.parquet"],
    "police": ["police.sqlite", "sharing_log.csv"],
    "housing": ["tenants_and_occupants.tsv"],
    "adult_social_care": ["clients.xml"],
    "family_support": ["agreements.csv", "listings.csv", "refuge.csv", "sharing_log.csv"],
}
TELEPHONE = re.compile(r"\b0[0-9]{4} [0-9]{6}\b")
SAFE_TELEPHONE = re.compile(r"01632 960[0-9]{3}|07700 900[0-9]{3}")


def _hashes(out: Path) -> dict[str, str]:
    return {
        str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


def _text(out: Path) -> str:
    """Everything that the agencies' files say, in one text."""
    plain = "".join(
        path.read_text(encoding="cp1252" if path.parent.name == "schools" else "utf-8")
        for path in sorted(out.rglob("*"))
        if path.suffix in (".csv", ".tsv", ".ndjson", ".xml") and path.parent.name != "truth"
    )
    frames = [files.caseload(out), files.caseload(out, "Antenatal"), files.registrations(out)]
    frames.append(pl.read_parquet(out / "gp_practices" / "addresses.parquet"))
    tables = "\n".join(frame.write_csv() for frame in frames)
    police = "\n".join(
        str(row)
        for table in ("person", "incident", "incident_person")
        for row in files.police(out, f"SELECT * FROM {table}")
    )
    return plain + tables + police


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("one", 3), ("two", 3), ("three", 4)):
        generate(2_600, seed, tmp_path / name)
    first, second, other = (_hashes(tmp_path / name) for name in ("one", "two", "three"))
    assert first == second
    changed = {name for name, digest in first.items() if other[name] != digest}
    assert changed == set(first) - {"register/agencies.csv", "register/feeds.csv"}


def test_every_agency_writes_its_own_files_and_two_of_them_a_sharing_log(borough: Path) -> None:
    written = {
        folder.name: sorted(path.name for path in folder.iterdir())
        for folder in borough.iterdir()
        if folder.name not in ("register", "truth")
    }
    assert written == AGENCIES
    register = files.rows(borough / "register" / "agencies.csv")
    assert {row["agency_id"] for row in register if row["gives_feed"] == "yes"} == set(AGENCIES)
    assert {row["agency_id"] for row in register if row["gives_feed"] == "no"} == {
        "probation",
        "mental_health",
    }
    listed = {
        (row["agency_id"], name)
        for row in files.rows(borough / "register" / "feeds.csv")
        for name in row["files"].split(";")
    }
    assert listed == {(agency, name) for agency, names in AGENCIES.items() for name in names}


def test_the_formats_are_readable_and_have_their_columns(borough: Path) -> None:
    assert tuple(files.pupils(borough)[0]) == PUPILS
    assert tuple(files.tenants(borough)[0]) == TENANTS
    assert tuple(files.caseload(borough).columns) == CASELOAD
    assert tuple(files.caseload(borough, "Antenatal").columns) == ANTENATAL
    assert files.caseload(borough)["Date of Birth"].dtype == pl.Date
    assert files.registrations(borough)["date_of_birth"].dtype == pl.Date
    assert {"case_number", "family", "contacts", "referrals", "involvements"} <= set(files.cases(borough)[0])
    assert all(client.find("Name/Family") is not None for client in files.clients(borough))
    assert files.police(borough, "PRAGMA integrity_check") == [("ok",)]
    roles = {role for (role,) in files.police(borough, "SELECT DISTINCT role FROM incident_person")}
    assert roles == {"VIC", "SUS", "WIT", "PRE"}
    for name, header in HEADERS.items():
        assert tuple(files.truth(borough, name)[0]) == header


def test_the_school_census_is_windows_1252_and_nothing_else(borough: Path) -> None:
    raw = (borough / "schools" / "census.csv").read_bytes()
    assert "O’" in raw.decode("cp1252")
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")


def _own_ids(out: Path) -> set[tuple[str, str, str]]:
    """(agency, own id, part) of everyone whom an agency's file names in a row, as the docs say they are keyed."""
    found = {("gp_practices", row, "patient") for row in files.registrations(out)["patient_id"]}
    found |= {("police", ref, "person") for (ref,) in files.police(out, "SELECT person_ref FROM person")}
    found |= {
        ("housing", f"{row['tenancy_ref']}/{row['person_ref']}", "person") for row in files.tenants(out)
    }
    found |= {
        ("family_support", row["member_ref"], "member")
        for row in files.rows(out / "family_support" / "listings.csv")
    }
    for row in files.rows(out / "family_support" / "refuge.csv"):
        found.add(("family_support", f"{row['refuge_ref']}/{row['part']}", row["part"]))
    for pupil in files.pupils(out):
        found.add(("schools", pupil["Pupil ID"], "pupil"))
        found |= {
            ("schools", pupil["Pupil ID"], f"contact{n}") for n in (1, 2, 3) if pupil[f"Contact{n} Surname"]
        }
    for client in files.clients(out):
        found.add(("adult_social_care", client.attrib["id"], "client"))
        found |= {("adult_social_care", client.attrib["id"], "carer") for _ in client.findall("Carer")}
    return found | _own_ids_of_children(out)


def _own_ids_of_children(out: Path) -> set[tuple[str, str, str]]:
    found = set()
    for case in files.cases(out):
        members = case["family"]
        assert isinstance(members, list)
        number = str(case["case_number"])
        found.add(("childrens_social_care", number, "child"))
        found |= {("childrens_social_care", number, member["person_number"]) for member in members}
    for row in files.caseload(out).rows(named=True):
        found.add(("health_visiting", row["Client No"], "child"))
        found |= {("health_visiting", row["Client No"], "mother") for _ in [1] if row["Mother Surname"]}
        found |= {("health_visiting", row["Client No"], "father") for _ in [1] if row["Father (as given)"]}
    for row in files.caseload(out, "Antenatal").rows(named=True):
        found |= {("health_visiting", row["Notice No"], part) for part in ("unborn", "mother")}
        found |= {("health_visiting", row["Notice No"], "father") for _ in [1] if row["Father (as given)"]}
    return found


def test_the_truth_knows_every_record_and_no_other(borough: Path) -> None:
    records = files.truth(borough, "records.csv")
    people = {row["person_id"] for row in files.truth(borough, "people.csv")}
    keys = [(row["agency"], row["own_id"], row["part"]) for row in records]
    assert len(keys) == len(set(keys))
    assert set(keys) == _own_ids(borough)
    assert {row["person_id"] for row in records} <= people
    summary = json.loads((borough / "truth" / "borough.json").read_text(encoding="utf-8"))
    assert summary["records"] == dict(Counter(row["agency"] for row in records))
    assert (summary["seed"], summary["version"], summary["today"]) == (7, VERSION, "2026-05-12")


def test_no_agency_file_gives_the_truth_away_or_names_anything_real(borough: Path) -> None:
    text = _text(borough)
    assert not re.search(r"\bT[PH][0-9]{8}\b", text)
    telephones = TELEPHONE.findall(text)
    assert len(telephones) > 1_000
    assert all(SAFE_TELEPHONE.fullmatch(number) for number in telephones)
    postcodes = re.findall(r"\b[A-Z]{1,2}[0-9]{1,2} [0-9][A-Z]{2}\b", text)
    assert len(postcodes) > 1_000
    assert {postcode[:2] for postcode in postcodes} == {"ZK"}
    assert {number[:2] for number in re.findall(r"\b[A-Z]{2}[0-9]{6}[A-D]\b", text)} == {"MW"}
    assert all(number.startswith("999") for number in re.findall(r"\b[0-9]{10}\b", text))
    upns = {row["UPN"] for row in files.pupils(borough)} - {""}
    assert all(is_upn(number) and number[1:4] == "990" for number in upns)


def test_about_a_fifth_of_records_share_no_identifier(borough: Path) -> None:
    """In the records that agencies key for themselves: those with neither NHS number, UPN nor NI number."""
    pupils, tenants, cases = files.pupils(borough), files.tenants(borough), files.cases(borough)
    gp = files.registrations(borough)["nhs_number"].to_list()
    health = files.caseload(borough)["NHS Number"].to_list()
    has = [bool(row["UPN"]) for row in pupils] + [bool(row["ni_number"]) for row in tenants]
    has += [bool(case["nhs_number"] or case["upn"]) for case in cases] + [
        bool(number) for number in gp + health
    ]
    has += [client.find("NHSNumber") is not None for client in files.clients(borough)]
    has += [False] * len(files.police(borough, "SELECT 1 FROM person"))
    assert 0.12 < has.count(False) / len(has) < 0.28


def test_another_today_moves_every_coverage_with_it(tmp_path: Path) -> None:
    generate(300, 1, tmp_path / "out", today=date(2025, 1, 15))
    feeds = {
        (row["agency_id"], row["feed"]): row
        for row in files.rows(tmp_path / "out" / "register" / "feeds.csv")
    }
    police = feeds["police", "incidents"]
    days = [day for (day,) in files.police(tmp_path / "out", "SELECT happened_on FROM incident")]
    assert days
    assert all(police["period_from"] <= day <= police["as_of"] == "2025-01-13" for day in days)
    assert feeds["schools", "census"]["period_from"] == "2024-09-01"


def test_progress_reaches_the_end_and_the_size_is_what_was_asked(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    summary = generate(5_200, 5, tmp_path / "out", progress=lambda made, of: seen.append((made, of)))
    assert seen[-1] == (5_200, 5_200)
    assert seen == sorted(seen)
    assert 5_200 <= summary.people <= 5_200 * 1.02
    assert summary.people == len(files.truth(tmp_path / "out", "people.csv"))


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("kept", encoding="utf-8")
    with pytest.raises(UsageFault, match="holds something"):
        generate(100, 1, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


@pytest.mark.parametrize("people", [0, -5, 5_000_001])
def test_a_size_out_of_range_is_refused(tmp_path: Path, people: int) -> None:
    with pytest.raises(UsageFault, match="people"):
        generate(people, 1, tmp_path / "out")
    assert not (tmp_path / "out").exists()
