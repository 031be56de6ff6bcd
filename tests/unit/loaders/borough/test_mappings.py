"""The shipped mappings of the borough against its truth: every row, who is who, and the traps."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TypeVar

import polars as pl
import pytest

from graph.codes import Lens, Role
from graph.frames import EdgeEnds
from loaders.borough import TODAY, demonstration_child
from loaders.borough.names import BOROUGH, TOWNS
from loaders.mapping import shipped_mappings
from queries import Explorer, Viewer, as_data, demonstration_viewer
from tests.unit.loaders.borough import files
from tests.unit.loaders.borough.loaded import (
    FEED_OF_FILE,
    LoadedBorough,
    agency_paths,
    grouped,
    joined_pairs,
    loaded_borough,
    pairs,
)  # fmt: skip

Name = TypeVar("Name")
REFUGE = "family_support/refuge"
ANALYST = Viewer("A. Analyst", Role.MASH_ANALYST, None, "testing")


@pytest.fixture(scope="module")
def loaded(borough: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoadedBorough]:
    with loaded_borough(borough, tmp_path_factory.mktemp("loaded") / "all") as found:
        yield found


@pytest.fixture(scope="module")
def without_refuge(borough: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoadedBorough]:
    with loaded_borough(borough, tmp_path_factory.mktemp("loaded") / "some", frozenset({REFUGE})) as found:
        yield found


def door(loaded: LoadedBorough, viewer: Viewer) -> Explorer:
    return Explorer(loaded.store, loaded.ledger, viewer, clock=lambda: TODAY)


def test_every_file_has_one_mapping_and_every_row_is_loaded(loaded: LoadedBorough) -> None:
    written = {path.name for folder in agency_paths(loaded.folder) for path in folder.iterdir()}
    assert {name for feed in loaded.report.feeds for name in feed.files} == written
    counts = {
        feed.feed: (feed.counts.read, feed.counts.loaded, feed.counts.quarantined)
        for feed in loaded.report.feeds
    }
    assert not loaded.report.has_faults
    assert all(read == done and left == 0 for read, done, left in counts.values())
    assert counts["schools/census"][0] == len(files.pupils(loaded.folder))
    assert counts["housing/tenancies"][0] == len(files.tenants(loaded.folder))
    nested = sum(
        len(part) for case in files.cases(loaded.folder) for part in case.values() if isinstance(part, list)
    )
    assert counts["childrens_social_care/case_management"][0] == len(files.cases(loaded.folder)) + nested
    rows = sum(
        len(files.police(loaded.folder, f"SELECT 1 FROM {one}"))
        for one in ("person", "incident", "incident_person")
    )
    assert counts["police/incidents"][0] == rows


def test_every_record_that_is_truly_there_is_in_the_graph(loaded: LoadedBorough) -> None:
    held = {key for feed in FEED_OF_FILE.values() for key in loaded.store.held(feed).nodes["Record"]["id"]}
    assert held == set(loaded.true_person)


def test_only_planted_faults_are_found(loaded: LoadedBorough) -> None:
    planted = {row["trap_id"]: row for row in files.truth(loaded.folder, "traps.csv")}
    kinds = [row["kind"] for row in planted.values()]
    found = {
        (feed.feed, kind): count for feed in loaded.report.feeds for kind, count in feed.findings.items()
    }
    tenancies = [row for row in files.tenants(loaded.folder) if row["tenancy_end"] and row["part"] != "O"]
    ends = [row for row in tenancies if _day(row["tenancy_end"]) < _day(row["tenancy_start"])]
    assert kinds.count("nhs_number_wrong_check_digit") == 2
    assert len(ends) >= kinds.count("end_before_start") == 1
    assert found == {
        ("schools/census", "birth_date_in_the_future"): kinds.count("birth_date_in_future"),
        ("housing/tenancies", "end_before_start"): len(ends),
        ("gp_practices/registrations", "invalid_identifier"): 1,
        ("health_visiting/caseload", "invalid_identifier"): 1,
    }


def _day(text: str) -> date:
    return pl.Series([text]).str.to_date("%d-%b-%Y")[0]  # type: ignore[no-any-return]


def test_feeds_cover_what_the_register_says(loaded: LoadedBorough) -> None:
    sources = {feed: loaded.store.held(feed).nodes["Source"].row(0, named=True) for feed in _feeds()}
    with (loaded.folder / "register" / "feeds.csv").open(encoding="utf-8") as file:
        register = {f"{row['agency_id']}/{row['feed']}": row for row in csv.DictReader(file)}
    assert set(register) == {feed for feed, one in sources.items() if one["category"] != "agency_register"}
    for feed, row in register.items():
        source = sources[feed]
        area = ";".join(TOWNS) if row["area"] == BOROUGH else row["area"] or None
        assert source["covers_area"] == area
        for name, said in (("as_of", "as_of"), ("covers_from", "period_from"), ("covers_to", "period_to"),
                           ("covers_age_from", "ages_from"), ("covers_age_to", "ages_to")):  # fmt: skip
            assert str(source[name]) == (row[said] or "None"), (feed, name)


def _feeds() -> list[str]:
    agencies = {agency for agency, _ in FEED_OF_FILE}
    return [
        one.feed.id for one in shipped_mappings() if one.feed.agency in agencies and _is_of_borough(one.files)
    ]


def _is_of_borough(patterns: tuple[str, ...]) -> bool:
    folders = {"register", *(agency for agency, _ in FEED_OF_FILE)}
    return all(pattern.partition("/")[0] in folders for pattern in patterns)


def test_no_two_true_people_are_one_person(loaded: LoadedBorough) -> None:
    right, wrong = joined_pairs(loaded.person, loaded.true_person)
    assert wrong == 0
    # What identifiers alone can join; docs/borough.md has the share.
    assert right / pairs(grouped(loaded.true_person)) > 0.1
    assert loaded.report.clashes == ()


@pytest.mark.parametrize(
    "kind",
    ["adoption", "twins_same_sex", "twins_mixed", "father_and_son_of_one_name", "strangers_of_one_name"],
)
def test_those_who_are_alike_stay_apart(loaded: LoadedBorough, kind: str) -> None:
    for first, second in files.by_trap(loaded.folder, kind):
        assert loaded.people_of(first)
        assert loaded.people_of(second)
        assert not loaded.people_of(first) & loaded.people_of(second)


def test_a_number_with_a_wrong_check_digit_is_kept_marked_and_never_links(loaded: LoadedBorough) -> None:
    faulty = [
        row
        for row in files.truth(loaded.folder, "traps.csv")
        if row["kind"] == "nhs_number_wrong_check_digit"
    ]
    keys = {"gp_practices": "gp_practices/registrations", "health_visiting": "health_visiting/caseload"}
    for row in faulty:
        place, own_id, _ = row["where"].split(";")[0].split(":")
        feed = keys[place.partition("/")[0]]
        held = loaded.store.held(feed).edges[EdgeEnds("HAS_IDENTIFIER", "Record", "Identifier")]
        number = held.filter(pl.col("start") == f"{feed}/{own_id}")["end"].item()
        assert [node["valid"] for node in loaded.store.nodes("Identifier", [number])] == [False]
        person = loaded.person[f"{feed}/{own_id}"]
        assert [key for key, whom in loaded.person.items() if whom == person] == [f"{feed}/{own_id}"]


def test_nothing_in_the_graph_joins_the_two_lives_of_an_adopted_child(loaded: LoadedBorough) -> None:
    for before, after in files.by_trap(loaded.folder, "adoption"):
        edges = loaded.store.edges_of("Person", sorted(loaded.people_of(before))).edges
        later = loaded.people_of(after)
        assert edges
        for frame in edges.values():
            assert not later & {*frame["start"], *frame["end"]}


def test_all_that_the_refuge_says_is_restricted(loaded: LoadedBorough) -> None:
    said = loaded.store.held(REFUGE)
    assert {"Source", "Record", "Involvement", "SafetyMarker", "Household"} == set(_filled(said.nodes))
    for frame in (*said.nodes.values(), *said.edges.values()):
        assert set(frame["restriction"]) <= {"refuge"}
    assert EdgeEnds("LIVES_AT", "Person", "Residence") not in _filled(said.edges)


def _filled(frames: Mapping[Name, pl.DataFrame]) -> dict[Name, pl.DataFrame]:
    return {name: frame for name, frame in frames.items() if frame.height}


def test_without_clearance_the_refuge_was_never_loaded(
    loaded: LoadedBorough, without_refuge: LoadedBorough
) -> None:
    """Whoever is asked about, in all words: what an analyst sees equals what they would see had it never come."""
    with_it, never = door(loaded, ANALYST), door(without_refuge, ANALYST)
    asked: set[str] = set()
    for row in _of_the_refuge(loaded):
        for text in (f"{row['given']} {row['family']}", f"{row['family']} {row['born']}", row["nhs_number"]):
            found = with_it.find(text)
            assert as_data(found) == as_data(never.find(text))
            asked |= {match.person_id for match in found.matches if match.best.label.startswith(row["given"])}
    assert asked
    for person in sorted(asked):
        view, other = (one.family(person, lens=Lens.EXTENDED_HOUSEHOLD) for one in (with_it, never))
        assert as_data(view) == as_data(other)
        assert as_data(with_it.known(view)) == as_data(never.known(other))


def test_who_is_cleared_sees_the_refuge(loaded: LoadedBorough) -> None:
    cleared = door(loaded, demonstration_viewer())
    for row in _of_the_refuge(loaded):
        found = cleared.find(f"{row['given']} {row['family']} {row['born']}")
        known = [cleared.known(cleared.family(match.person_id)) for match in found.matches]
        words = {cell.words for view in known for cell in view.cells if cell.source == REFUGE}
        assert any(word.startswith("known, open since") for word in words)


def _of_the_refuge(loaded: LoadedBorough) -> list[files.Row]:
    wanted = {person for trap in files.by_trap(loaded.folder, "refuge") for person in trap}
    return [row for row in files.truth(loaded.folder, "people.csv") if row["person_id"] in wanted]


@pytest.mark.parametrize("kind", ["hostel", "care_home"])
def test_a_shared_roof_makes_no_family(loaded: LoadedBorough, kind: str) -> None:
    asked = door(loaded, demonstration_viewer())
    trap = files.by_trap(loaded.folder, kind)[0]
    residents = {person: loaded.people_of(person) for person in trap}
    followed: list[str] = []
    for own in residents.values():
        for person in sorted(own):
            family = asked.family(person)
            followed += family.not_followed
            others = {member.person_id for member in family.members} - own
            assert not others & set().union(*residents.values())
            assert not any(kind.replace("_", " ") in group.label.lower() for group in family.households)
    assert followed


def test_a_report_that_nobody_received_has_no_sharing(loaded: LoadedBorough) -> None:
    """Its suspect, victim and child are in it, and no act of sharing is about it."""
    said = loaded.store.held("police/incidents")
    roles = said.edges[EdgeEnds("INVOLVED_IN", "Person", "Incident")]
    shared = loaded.store.held("police/sharing_log").edges[EdgeEnds("ABOUT", "Sharing", "Incident")]
    assert shared.height
    for people in files.by_trap(loaded.folder, "report_nobody_received"):
        them = set().union(*(loaded.people_of(person) for person in people))
        incidents = roles.filter(pl.col("start").is_in(them)).group_by("end").agg(pl.col("role"), pl.len())
        reports = incidents.filter(pl.col("len") == len(people))["end"].to_list()
        assert reports
        assert not set(reports) <= set(shared["end"])


def test_hidden_placements_are_restricted(loaded: LoadedBorough) -> None:
    ties = loaded.store.held("childrens_social_care/case_management").edges[
        EdgeEnds("RELATED_TO", "Person", "Person")
    ]
    placed = ties.filter(pl.col("stated_as") == "PC")
    assert placed.height >= 1
    assert set(placed["restriction"]) == {"adoption"}
    assert ties.filter(pl.col("stated_as") != "PC")["restriction"].null_count() == ties.height - placed.height


def test_the_demonstration_child_is_found_first_and_has_a_family_worth_showing(loaded: LoadedBorough) -> None:
    asked = door(loaded, demonstration_viewer())
    words = demonstration_child(loaded.folder)
    assert words == demonstration_child(loaded.folder)
    child = asked.find(words).matches[0]
    assert child.best.label == words.rpartition(" ")[0]
    view = asked.known(asked.family(child.person_id, lens=Lens.EXTENDED_HOUSEHOLD))
    assert (
        len({cell.agency for cell in view.cells if cell.person_id == child.person_id and cell.evidence}) >= 3
    )
    assert any(cell.agency == "police" and cell.evidence for cell in view.cells)
    assert any("not in the household" in why.words for one in view.family.members for why in one.why)


def test_words_of_every_agency_reach_the_graph(loaded: LoadedBorough) -> None:
    """One thing of each sort that a mapping gives, so that none of them gives nothing without being noticed."""
    kinds: set[str] = set()
    for feed in _feeds():
        said = loaded.store.held(feed)
        kinds |= set(_filled(said.nodes)) | {ends.edge for ends in _filled(said.edges)}
    assert kinds >= {
        "Record", "Household", "Involvement", "Incident", "Contact", "Referral", "FamilyListing", "Observation",
        "SafetyMarker", "Need", "Consent", "Sharing", "HAS_IDENTIFIER", "HAS_CONTACT_POINT", "LIVES_AT", "MEMBER_OF",
        "HAS_INVOLVEMENT", "INVOLVED_IN", "SUBJECT_OF", "LISTED_IN", "RELATED_TO", "HAS_RESPONSIBILITY_FOR", "WITH",
        "PROVIDED_BY", "LEADS", "WORKS_FOR", "RECORDED_BY", "LED_TO", "GIVEN_BY", "FOR", "BY", "TO", "ABOUT",
    }  # fmt: skip
