"""The shipped mappings on the extracts that others published: exact counts, and each fault with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import permutations
from pathlib import Path

import polars as pl
import pytest

from graph.codes import code_list
from graph.frames import EdgeEnds, Frames
from loaders.delivered import Delivered
from loaders.mapping import Mapping, load_mapping
from loaders.mapping.parse import SHIPPED
from loaders.rows.gather import Gathered, SourceFile
from tests.feeds import Hub, gathered, rows_of

Shared = Callable[[str], Path]
BETA = {
    "person": ["person.csv"],
    "adult_social_care": ["adult_social_care.csv"],
    "housing": ["housing.csv"],
    "school": ["school.csv"],
    "police": ["police.csv", "police_offence.csv"],
    "datasources": ["datasources.csv"],
}


def shipped(name: str) -> Mapping:
    return load_mapping(SHIPPED / f"{name}.yaml")


def read(shared_data: Shared, mapping: str, *files: str) -> Gathered:
    return gathered(shipped(mapping), *(SourceFile.of(shared_data(file)) for file in files))


def heights(frames: Frames) -> dict[str, int]:
    """Rows of each kind of node and edge, edges by their own name."""
    return {name.edge if isinstance(name, EdgeEnds) else name: part.height for name, part in frames}


def statuses(found: Gathered) -> Counter[object]:
    return Counter(status for (status,) in rows_of(found.frames, "HAS_INVOLVEMENT", "status"))


@pytest.mark.parametrize(
    ("feed", "current", "historic", "not_specified", "services"),
    [("csc", 253, 239, 8, 27), ("education", 234, 255, 11, 374)],
)
def test_family_context(
    shared_data: Shared, feed: str, current: int, historic: int, not_specified: int, services: int
) -> None:
    found = read(shared_data, f"family_context/{feed}", f"family_context/{feed}.csv")
    assert (found.read, found.loaded, found.findings) == (500, 500, [])
    assert statuses(found) == {"current": current, "historic": historic, "not_specified": not_specified}
    counts = heights(found.frames)
    assert counts["Record"] == counts["Involvement"] == counts["Residence"] == counts["LIVES_AT"] == 500
    assert (counts["Service"], counts["PROVIDED_BY"], counts["LEADS"]) == (services, services, 500)
    bounds = ("as_of", "covers_from", "covers_to", "covers_area", "covers_age_from", "covers_age_to")
    assert rows_of(found.frames, "Source", *bounds) == [
        (date(2022, 10, 15), date(2018, 1, 1), date(2022, 9, 30), "test", None, None)
    ]
    sexes = Counter(sex for (sex,) in rows_of(found.frames, "Record", "sex"))
    assert sexes == {"female": 264, "male": 227, "indeterminate": 9}


def test_both_family_context_feeds_in_one_graph_meet_at_addresses_and_link_nobody(
    shared_data: Shared, hub: Hub
) -> None:
    delivered = [
        Delivered(
            shipped(f"family_context/{name}"), (SourceFile.of(shared_data(f"family_context/{name}.csv")),)
        )
        for name in ("csc", "education")
    ]
    report = hub.deliver(*delivered)
    assert report.people == 1000
    shared = hub.ask(
        "MATCH (a:Person)-[x:LIVES_AT]->(h:Residence)<-[y:LIVES_AT]-(b:Person) "
        "WHERE x.agency = 'education' AND y.agency = 'childrens_social_care' RETURN h.id AS home"
    )
    assert len({row["home"] for row in shared}) == 493
    graph = hub.graph(whole=True)
    hub.deliver(*delivered)
    assert hub.graph(whole=True) == graph


def beta(shared_data: Shared) -> list[Delivered]:
    folder = "family_context/private_beta"
    return [
        Delivered(
            shipped(f"private_beta/{name}"),
            tuple(SourceFile.of(shared_data(f"{folder}/{file}")) for file in files),
        )
        for name, files in BETA.items()
    ]


def test_the_private_beta_is_one_graph_of_ten_people(shared_data: Shared, hub: Hub) -> None:
    report = hub.deliver(*beta(shared_data))
    assert not report.has_faults
    read_rows = {feed.feed: feed.counts.read for feed in report.feeds}
    assert read_rows == {
        "person_index/private_beta": 10, "adult_social_care/private_beta": 1, "housing/private_beta": 1,
        "school/private_beta": 1, "police/private_beta": 4, "partnership/data_sources": 4,
    }  # fmt: skip
    assert report.people == 10
    known = hub.ask(
        "MATCH (r:Record)-[:DESCRIBES]->(p:Person)-[h:HAS_INVOLVEMENT]->(:Involvement) "
        "RETURN r.id AS record, h.source AS source, h.status AS status, h.valid_from AS since"
    )
    assert sorted((row["record"], row["source"], row["status"], row["since"]) for row in known) == [
        ("person_index/private_beta/1", "school/private_beta", "current", None),
        ("person_index/private_beta/2", "adult_social_care/private_beta", "current", date(2019, 4, 15)),
        ("person_index/private_beta/2", "housing/private_beta", "current", date(2016, 2, 3)),
        ("person_index/private_beta/2", "police/private_beta", "not_specified", None),
    ]
    offences = hub.ask(
        "MATCH (:Person)-[r:INVOLVED_IN]->(i:Incident) RETURN i.happened_on AS day, i.words AS words, r.role AS role"
    )
    assert sorted((row["day"], row["words"], row["role"]) for row in offences) == [
        (date(year, 10, 1), "Offender", "suspect") for year in (2015, 2016, 2017)
    ]
    notes = hub.ask(
        "MATCH (:Person)-[:SUBJECT_OF]->(o:Observation) RETURN o.observation_kind AS kind, o.words AS words"
    )
    assert sorted((row["kind"], row["words"]) for row in notes) == [
        ("anti-social behaviour", "closed"), ("notice seeking possession", "open"), ("rent arrears", "closed"),
    ]  # fmt: skip


def test_the_register_of_data_sources_says_what_each_feed_covers(shared_data: Shared, hub: Hub) -> None:
    hub.deliver(*beta(shared_data))
    asked = "MATCH (s:Source)-[:FROM]->(a:Agency) RETURN s AS feed, a.id AS agency"
    found = {}
    for row in hub.ask(asked):
        feed = row["feed"]
        assert isinstance(feed, dict)
        assert feed["agency"] == row["agency"]
        found[feed["id"]] = feed
    assert set(found) == {
        "adult_social_care/private_beta", "housing/private_beta", "school/private_beta", "police/private_beta",
        "person_index/private_beta", "partnership/data_sources",
    }  # fmt: skip
    housing, police = found["housing/private_beta"], found["police/private_beta"]
    assert (housing["as_of"], housing["covers_from"], housing["covers_to"], housing["explanation"]) == (
        date(2020, 1, 6), date(2000, 1, 1), date(2020, 1, 6), None,
    )  # fmt: skip
    assert (housing["category"], police["category"]) == ("housing", "police_offence")
    assert (police["covers_from"], police["covers_to"], police["covers_area"]) == (None, None, None)
    explained = "covers conviction records from the last 5 years, and suspect records from the last year"
    assert police["explanation"] == explained


def test_the_private_beta_in_any_order_is_the_same_graph(shared_data: Shared, tmp_path: Path) -> None:
    graphs = []
    for number, order in enumerate([*permutations(range(6))][::300]):
        (tmp_path / str(number)).mkdir()
        hub = Hub(tmp_path / str(number))
        delivered = beta(shared_data)
        for place in order:
            hub.deliver(delivered[place])
        graphs.append(hub.graph())
        hub.close()
    assert len(graphs) == 3
    assert all(graph == graphs[0] for graph in graphs)


def census(shared_data: Shared, name: str) -> Gathered:
    return read(shared_data, "cin_census", f"cin_census/{name}.xml")


def kinds(found: Gathered) -> dict[str, int]:
    return dict(Counter(finding.kind for _, finding in found.findings))


def test_a_census_of_332_children_and_402_referrals(shared_data: Shared) -> None:
    found = census(shared_data, "fake_CIN_data")
    assert (found.read, found.loaded) == (1 + 332 + 402, 735)
    counts = heights(found.frames)
    assert (counts["Record"], counts["Referral"], counts["SUBJECT_OF"]) == (332, 402, 402)
    assert (counts["Identifier"], counts["HAS_IDENTIFIER"]) == (664, 664)
    assert rows_of(found.frames, "Source", "as_of", "covers_to", "covers_area") == [
        (date(2022, 7, 21), date(2022, 7, 21), "975")
    ]
    closed = [day for (day,) in rows_of(found.frames, "Referral", "closed_on") if day]
    assert len(closed) == 252
    assert Counter(rows_of(found.frames, "Referral", "no_further_action")) == {(True,): 402}
    assert Counter(rows_of(found.frames, "Record", "sex")) == {
        ("male",): 82, ("female",): 74, ("not_known",): 96, ("not_specified",): 80,
    }  # fmt: skip


def test_every_source_of_referral_leads_to_a_kind_of_agency(shared_data: Shared) -> None:
    found = census(shared_data, "fake_CIN_data")
    sources = code_list("referral_source")
    agencies = Counter(
        sources[str(source)].facts["agency_kind"]
        for (source,) in rows_of(found.frames, "Referral", "referral_source")
    )
    assert agencies == {
        None: 120, "school": 25, "other": 85, "gp_practice": 18, "health_visiting": 17, "health": 74, "housing": 18,
        "adult_social_care": 15, "police": 13, "court": 17,
    }  # fmt: skip
    assert agencies.total() == 402


def test_pupil_numbers_that_cannot_be_right_are_kept_marked_and_found(shared_data: Shared) -> None:
    found = census(shared_data, "fake_CIN_data")
    numbers = found.frames.nodes["Identifier"].filter(pl.col("scheme") == "upn")
    assert (numbers.height, numbers["valid"].sum()) == (332, 12)
    assert kinds(found) == {
        "invalid_identifier": 320, "local_authority_unknown": 1, "reference_date_not_31_march": 1,
    }  # fmt: skip


EPISODES = {
    "assessment": (date(1970, 6, 3), date(1971, 7, 18)),
    "child in need plan": (date(1971, 1, 24), date(1971, 1, 26)),
    "section 47 enquiry": (date(1970, 6, 2), date(1970, 6, 17)),
    "child protection plan": (date(1970, 2, 17), date(1971, 3, 14)),
}


def test_each_section_of_a_child_is_an_involvement_with_its_dates(shared_data: Shared) -> None:
    found = census(shared_data, "CIN_Census_2021")
    episodes = {
        str(end).split("/")[3]: (since, until)
        for end, since, until in rows_of(found.frames, "HAS_INVOLVEMENT", "end", "valid_from", "valid_to")
    }
    assert episodes == EPISODES
    assert sorted(rows_of(found.frames, "Involvement", "involvement_kind", "need"), key=repr) == [
        ("assessment", "2A; 2B"), ("child_in_need", None), ("child_protection", "PHY"),
        ("child_protection", "Section 47 enquiry"),
    ]  # fmt: skip
    assert rows_of(found.frames, "Record", "sex", "expected_birth_date", "death_date", "ethnicity") == [
        ("male", date(1066, 4, 13), date(1980, 10, 8), "WBRI")
    ]
    schemes = rows_of(found.frames, "Identifier", "scheme", "value", "valid")
    assert schemes == [
        ("local_authority_child_id", "DFEX0000001", True),
        ("upn", "A123456789123", False),
        ("upn", "X98765432123B", False),
    ]


STRAY = "stray_text"
DISAGREE = "year_and_reference_date_disagree"


@pytest.mark.parametrize(
    ("name", "read_rows", "quarantined", "expected"),
    [
        ("liia_cin-2022", 7, 0, {}),
        ("CIN_Census_2021", 7, 0, {STRAY: 1}),
        ("CIN_la_issues_2887Q", 7, 0, {STRAY: 1}),
        ("CIN_header_issues_100", 7, 0, {STRAY: 1, "reference_date_not_31_march": 1}),
        ("CIN_Census_2021_copy", 7, 0, {STRAY: 1, DISAGREE: 1}),
        ("CIN_Census_2021_no_assessment_factors", 7, 0, {STRAY: 1, DISAGREE: 1}),
        ("CIN2rows", 8, 0, {STRAY: 1, DISAGREE: 1}),
        ("CIN_Census_2024", 10, 1, {STRAY: 1, DISAGREE: 1, "end_before_start": 1}),
        ("CIN_Census_2026", 10, 1, {STRAY: 1, DISAGREE: 1, "end_before_start": 1}),
    ],
)
def test_every_layout_is_read_and_its_faults_are_found(
    shared_data: Shared, name: str, read_rows: int, quarantined: int, expected: dict[str, int]
) -> None:
    found = census(shared_data, name)
    assert (found.read, len(found.rejected)) == (read_rows, quarantined)
    assert found.loaded == read_rows - quarantined
    assert kinds(found) == {"invalid_identifier": 2, **expected}
    assert all(finding.line for _, finding in found.findings)


def test_faults_of_the_header_are_found_at_the_header(shared_data: Shared) -> None:
    place = {
        f.kind: (f.table, f.line, f.field, f.value)
        for _, f in census(shared_data, "CIN_header_issues_100").findings
    }
    assert place["reference_date_not_31_march"] == ("header", 2, "ReferenceDate", "2023-03-28")
    assert place[STRAY] == ("", 23, "ChildIdentifiers", "PersonBirthDate")


def test_a_sex_that_the_census_does_not_have_is_quarantined_with_its_place(shared_data: Shared) -> None:
    ((file, row),) = census(shared_data, "CIN_Census_2026").rejected
    assert (file, row.table, row.line, row.field, row.value) == (
        "CIN_Census_2026.xml",
        "children",
        85,
        "Sex",
        "M",
    )
    assert row.row["LAchildID"] == "child_fails_assessments"


def test_a_repeated_plan_is_one_plan(shared_data: Shared) -> None:
    assert heights(census(shared_data, "CIN2rows").frames)["Involvement"] == 4


def test_a_later_census_replaces_an_earlier_one_and_keeps_its_state(shared_data: Shared, hub: Hub) -> None:
    for name, day in (("liia_cin-2022", date(2022, 5, 23)), ("CIN_Census_2021", date(2023, 5, 23))):
        file = SourceFile.of(shared_data(f"cin_census/{name}.xml"))
        assert hub.deliver(Delivered(shipped("cin_census"), (file,)), on=day).feeds[0].swept
    (child,) = hub.store.nodes("Record", ["childrens_social_care/cin_census/DfEX0000001"])
    assert child["birth_date"] == date(1965, 3, 27)
    assert '"birth_date": "1966-03-24"' in str(child["earlier"])
