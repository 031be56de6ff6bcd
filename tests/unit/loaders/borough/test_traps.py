"""Every trap is there from 2,000 people on, and is what the truth says it is."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from loaders.borough import generate
from loaders.borough.identifiers import is_nhs_number
from loaders.borough.planting import KINDS
from tests.unit.loaders.borough import files
from tests.unit.loaders.borough.files import Row

TODAY = date(2026, 5, 12).isoformat()


def _people(out: Path) -> dict[str, Row]:
    return {row["person_id"]: row for row in files.truth(out, "people.csv")}


def _traps(out: Path, kind: str) -> list[list[Row]]:
    people = _people(out)
    found = [[people[person] for person in trap] for trap in files.by_trap(out, kind)]
    assert found
    return found


def _own_ids(out: Path, person: str, agency: str) -> list[str]:
    return [
        row["own_id"]
        for row in files.truth(out, "records.csv")
        if row["person_id"] == person and row["agency"] == agency
    ]


def _homes(out: Path, person: str) -> list[Row]:
    return [row for row in files.truth(out, "households.csv") if row["person_id"] == person]


def _parents(out: Path, person: str) -> dict[str, str]:
    return {
        row["person_id"]: row["relationship"]
        for row in files.truth(out, "relationships.csv")
        if row["other_person_id"] == person and row["responsibility"]
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_two_thousand_people_hold_every_kind(tmp_path: Path, seed: int) -> None:
    assert set(generate(2_000, seed, tmp_path / "out").traps) == set(KINDS)


def test_traps_grow_with_the_borough(tmp_path: Path) -> None:
    traps = generate(7_500, 1, tmp_path / "out").traps
    assert traps["adoption"] == traps["refuge"] == traps["twins_same_sex"] == 3


def test_every_trap_points_at_records_of_its_people(borough: Path) -> None:
    records = {
        f"{row['agency']}/{row['file']}:{row['own_id']}:{row['part']}": row["person_id"]
        for row in files.truth(borough, "records.csv")
    }
    for trap in files.truth(borough, "traps.csv"):
        people = set(trap["person_ids"].split(";"))
        places = trap["where"].split(";")
        assert trap["must"]
        assert {records[place] for place in places} <= people


@pytest.mark.parametrize(("kind", "alike"), [("twins_same_sex", True), ("twins_mixed", False)])
def test_twins_share_all_but_the_given_name(borough: Path, kind: str, alike: bool) -> None:
    for first, second in _traps(borough, kind):
        for name in ("born", "family", "household_id"):
            assert first[name] == second[name]
        assert first["given"] != second["given"]
        assert (first["sex"] == second["sex"]) is alike
        assert first["nhs_number"] != second["nhs_number"]
        assert _parents(borough, first["person_id"]) == _parents(borough, second["person_id"])


def test_father_and_son_of_one_name_live_at_one_address(borough: Path) -> None:
    for father, son in _traps(borough, "father_and_son_of_one_name"):
        assert (father["given"], father["family"], father["sex"]) == (son["given"], son["family"], son["sex"])
        assert father["household_id"] == son["household_id"]
        assert father["born"] < son["born"]
        assert _parents(borough, son["person_id"])[father["person_id"]] == "father"


def test_a_mover_s_practice_has_the_former_address_and_the_school_the_new_one(borough: Path) -> None:
    addresses = pl.read_parquet(borough / "gp_practices" / "addresses.parquet")
    for members in _traps(borough, "mover"):
        former, new = [row["address"] for row in _homes(borough, members[0]["person_id"])[-2:]]
        assert former != new
        for person in members:
            for patient in _own_ids(borough, person["person_id"], "gp_practices"):
                lived = addresses.filter(pl.col.patient_id == patient)
                assert new not in lived["address_line"].to_list()
                assert lived["address_to"].to_list()[-1] is None


@pytest.mark.parametrize("kind", ["surname_changed_by_marriage", "surname_changed_by_separation"])
def test_a_changed_surname_stands_in_one_agency_and_the_former_in_another(borough: Path, kind: str) -> None:
    registrations = files.registrations(borough)
    for (person,) in _traps(borough, kind):
        assert person["former_family"]
        assert person["former_family"] != person["family"]
        assert person["renamed_on"] < TODAY
        patients = _own_ids(borough, person["person_id"], "gp_practices")
        names = registrations.filter(pl.col.patient_id.is_in(patients))["family_name"].to_list()
        assert _own_ids(borough, person["person_id"], "schools")
        assert person["family"] not in names


def test_an_adopted_child_s_two_identities_share_nothing(borough: Path) -> None:
    for before, after in _traps(borough, "adoption"):
        assert before["identity"] == "before adoption"
        assert after["identity"] == "after adoption"
        assert before["ended"] == after["begun"] <= TODAY
        assert before["born"] == after["born"]
        for name in ("nhs_number", "upn"):
            assert before[name]
            assert after[name]
            assert before[name] != after[name]
        for name in ("family", "household_id"):
            assert before[name] != after[name]
        assert not set(_parents(borough, before["person_id"])) & set(_parents(borough, after["person_id"]))
        rows = [
            {
                (r["file"], r["own_id"])
                for r in files.truth(borough, "records.csv")
                if r["person_id"] == one["person_id"]
            }
            for one in (before, after)
        ]
        assert rows[0]
        assert rows[1]
        assert not rows[0] & rows[1]


def test_no_agency_s_record_of_the_adopted_child_holds_what_the_other_identity_has(borough: Path) -> None:
    pupils, registrations = files.pupils(borough), files.registrations(borough)
    for pair in _traps(borough, "adoption"):
        for one, other in (pair, reversed(pair)):
            schools = _own_ids(borough, one["person_id"], "schools")
            for row in pupils:
                if row["Pupil ID"] in schools:
                    assert row["UPN"] in ("", one["upn"])
                    assert row["Surname"] != other["family"]
                    assert (row["Leaving Date"] == "") is (one["identity"] == "after adoption")
            patients = registrations.filter(
                pl.col.patient_id.is_in(_own_ids(borough, one["person_id"], "gp_practices"))
            )
            assert other["nhs_number"] not in patients["nhs_number"].to_list()
            assert other["family"] not in patients["family_name"].to_list()


def test_the_refuge_s_address_is_nowhere_and_others_keep_the_former_one(borough: Path) -> None:
    rows = files.rows(borough / "family_support" / "refuge.csv")
    assert not {"address", "town", "postcode", "uprn"} & set(rows[0])
    assert all(row["restricted"] == "yes" for row in rows)
    for woman, child in _traps(borough, "refuge"):
        assert woman["restricted"] == child["restricted"] == "yes"
        for person in (woman, child):
            last = _homes(borough, person["person_id"])[-1]
            assert (last["kind"], last["address"], last["postcode"], last["until"]) == ("refuge", "", "", "")
            assert len(_own_ids(borough, person["person_id"], "family_support")) >= 1
        former = _homes(borough, woman["person_id"])[-2]["address"]
        addresses = pl.read_parquet(borough / "gp_practices" / "addresses.parquet")
        for patient in _own_ids(borough, woman["person_id"], "gp_practices"):
            lived = addresses.filter(pl.col.patient_id == patient)
            assert lived["address_line"].to_list()[-1] == former
            assert lived["address_to"].to_list()[-1] is None


@pytest.mark.parametrize("kind", ["hostel", "care_home"])
def test_communal_residents_share_an_address_and_no_household(borough: Path, kind: str) -> None:
    for residents in _traps(borough, kind):
        stays = [
            row
            for person in residents
            for row in _homes(borough, person["person_id"])
            if row["place"] == kind
        ]
        assert len(residents) == len(stays) >= 6
        assert len({row["uprn"] for row in stays}) == 1
        assert len({row["household_id"] for row in stays}) == len(residents)
    gone = [row for row in stays if row["until"] and row["until"] <= TODAY]
    assert bool(gone) is (kind == "hostel")


def test_a_report_nobody_received_is_in_no_log_and_in_no_contact(borough: Path) -> None:
    log = {row["incident_ref"] for row in files.rows(borough / "police" / "sharing_log.csv")}
    assert log
    for people in _traps(borough, "report_nobody_received"):
        refs = {ref for person in people for ref in _own_ids(borough, person["person_id"], "police")}
        incidents = Counter(
            incident
            for incident, ref in files.police(borough, "SELECT incident_ref, person_ref FROM incident_person")
            if ref in refs
        )
        unheard = [
            incident
            for incident, number in incidents.items()
            if number == len(people) and incident not in log
        ]
        assert unheard


def test_strangers_of_one_name_have_nothing_else_in_common(borough: Path) -> None:
    for first, second in _traps(borough, "strangers_of_one_name"):
        assert (first["given"], first["family"], first["sex"]) == (
            second["given"],
            second["family"],
            second["sex"],
        )
        for name in ("born", "household_id", "nhs_number", "ni_number"):
            assert first[name] != second[name]


def test_the_planted_nhs_numbers_are_the_only_wrong_ones(borough: Path) -> None:
    frames = [
        files.registrations(borough).select("patient_id", "nhs_number").rows(),
        files.caseload(borough).select("Client No", "NHS Number").cast(pl.String).rows(),
    ]
    wrong = {own for rows in frames for own, number in rows if number and not is_nhs_number(number)}
    planted = {
        place.split(":")[1]
        for row in files.truth(borough, "traps.csv")
        if row["kind"] == "nhs_number_wrong_check_digit"
        for place in row["where"].split(";")
    }
    assert wrong
    assert wrong <= planted


def test_one_pupil_is_born_after_the_census_and_one_tenancy_ends_before_it_begins(borough: Path) -> None:
    (pupil,) = [
        row["Pupil ID"] for row in files.pupils(borough) if row["DOB"][6:] + row["DOB"][3:5] > "202605"
    ]
    (born,) = [
        row["where"] for row in files.truth(borough, "traps.csv") if row["kind"] == "birth_date_in_future"
    ]
    assert f":{pupil}:" in born
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    def day(text: str) -> tuple[int, int, int]:
        return int(text[7:]), months.index(text[3:6]), int(text[:2])

    ended = [
        f"{row['tenancy_ref']}/{row['person_ref']}"
        for row in files.tenants(borough)
        if row["tenancy_end"] and day(row["tenancy_end"]) < day(row["tenancy_start"])
    ]
    (planted,) = [
        row["where"] for row in files.truth(borough, "traps.csv") if row["kind"] == "end_before_start"
    ]
    assert ended
    assert all(f":{own}:" in planted for own in ended)


def test_nothing_else_ends_before_it_begins_or_happens_after_its_feed(borough: Path) -> None:
    feeds = {
        row["agency_id"]: row["as_of"]
        for row in files.rows(borough / "register" / "feeds.csv")
        if row["feed"] != "sharing_log"
    }
    for case in files.cases(borough):
        involvements, contacts = case["involvements"], case["contacts"]
        assert isinstance(involvements, list)
        assert isinstance(contacts, list)
        days = [(one["started"], one["ended"] or "9999") for one in involvements]
        assert all(started < ended for started, ended in days)
        assert all(one["received"][:10] <= feeds["childrens_social_care"] for one in contacts)
    for row in files.truth(borough, "households.csv"):
        assert row["since"] < (row["until"] or "9999")
    for row in files.rows(borough / "family_support" / "listings.csv"):
        assert row["listed_on"] < (row["closed_on"] or "9999")
    recorded = files.police(borough, "SELECT happened_on, recorded_on FROM incident")
    assert all(happened <= written <= feeds["police"] for happened, written in recorded)
    for client in files.clients(borough):
        for episode in client.findall("Episode"):
            assert episode.attrib["started"] < episode.attrib.get("ended", "9999")
    registered = files.registrations(borough).drop_nulls("registered_to")
    assert (registered["registered_from"] <= registered["registered_to"]).all()
    addresses = pl.read_parquet(borough / "gp_practices" / "addresses.parquet").drop_nulls("address_to")
    assert (addresses["address_from"] <= addresses["address_to"]).all()


def test_a_placed_child_keeps_the_birth_name_away_from_the_birth_family(borough: Path) -> None:
    for child, *carers in _traps(borough, "placement"):
        ties = _parents(borough, child["person_id"])
        assert len(carers) == 2
        for carer in carers:
            assert ties[carer["person_id"]] == "prospective_adopter"
            assert carer["household_id"] == child["household_id"]
        mothers = [person for person, kind in ties.items() if kind == "mother"]
        assert _people(borough)[mothers[0]]["household_id"] != child["household_id"]
        (case,) = [
            row
            for row in files.cases(borough)
            if row["case_number"] in _own_ids(borough, child["person_id"], "childrens_social_care")
        ]
        involvements = case["involvements"]
        assert isinstance(involvements, list)
        assert [one["kind"] for one in involvements if one["ended"] is None] == ["LAC"]
