"""Tried on every published extract that a reader reads: a finished mapping loads it, and offers every column."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.errors import InputFault
from loaders.mapping import Mapping, parse_mapping
from loaders.profile import starting_mapping
from loaders.profile.guess import guesses
from loaders.profile.sample import sampled
from loaders.profile.words import ROWS_BEFORE_A_WORD_IS_LISTED
from loaders.rows.gather import SourceFile
from tests.feeds import gathered
from tests.unit.loaders.profile.finishing import finished, read_all

Shared = Callable[[str], Path]
CIN = "cin_census"
PEOPLE = {
    # file: rows, rows that a finished mapping loads, properties of the record, nodes beside it
    "family_context/csc.csv": (500, 491, "birth_date family_name given_names own_id sex address", "home"),
    "family_context/education.csv": (500, 491, "birth_date family_name given_names own_id sex address", "home"),
    "family_context/private_beta/person.csv": (10, 10, "birth_date family_name given_names own_id sex", ""),
    "family_context/private_beta/police.csv": (1, 1, "own_id", ""),
    "family_context/private_beta/police_offence.csv": (3, 3, "own_id", ""),
    "family_context/private_beta/school.csv": (1, 1, "own_id", ""),
    "family_context/private_beta/housing.csv": (1, 1, "own_id", ""),
    "family_context/private_beta/adult_social_care.csv": (1, 1, "own_id", ""),
    "febrl/dataset1.csv": (1000, 997, "birth_date family_name given_names own_id address", "home"),
    "febrl/dataset4a.csv": (5000, 5000, "birth_date family_name given_names own_id address", "home"),
    "febrl/dataset4b.csv": (5000, 4936, "birth_date family_name given_names own_id address", "home"),
    "splink/fake_1000.csv": (1000, 1000, "birth_date family_name given_names own_id", "email"),
    "ssda903/header.csv": (2675, 2675, "birth_date ethnicity own_id sex", "upn"),
    "ssda903/episodes.csv": (5050, 5050, "own_id", ""),
    "ssda903/missing.csv": (43, 43, "birth_date own_id", ""),
    "ssda903/oc2.csv": (2675, 2675, "birth_date own_id", ""),
    "ssda903/oc3.csv": (53, 53, "birth_date own_id", ""),
    "ssda903/ad1.csv": (29, 29, "birth_date own_id", ""),
    "ssda903/uasc.csv": (132, 132, "birth_date own_id sex", ""),
    "ssda903/placed_for_adoption.csv": (29, 29, "birth_date own_id", ""),
    "ssda903/previous_permanence.csv": (2675, 2675, "birth_date own_id", ""),
    "ssda903/reviews.csv": (12582, 12582, "birth_date own_id", ""),
    "ssda903/sw_episodes.csv": (1, 1, "birth_date own_id", ""),
    "ssda903/fake_903.xml": (253, 253, "birth_date ethnicity own_id sex", "upn"),
    f"{CIN}/fake_CIN_data.xml": (332, 332, "birth_date death_date ethnicity own_id sex", "upn"),
}  # fmt: skip
YEARS = [
    "CIN2rows", "CIN_Census_2021", "CIN_Census_2021_copy", "CIN_Census_2021_no_assessment_factors", "CIN_Census_2024",
    "CIN_Census_2026", "CIN_header_issues_100", "CIN_la_issues_2887Q", "liia_cin-2022",
]  # fmt: skip
ABOUT_NO_PERSON = {
    "agencies/uk_local_authorities_current.csv": 470,
    "census2021_gm/2021_household_composition_la_gm.csv": 140,
    "census2021_gm/2021_household_size_la_gm.csv": 90,
    "relationship_vocab/hackney_personal_relationship_types.csv": 33,
    "relationship_vocab/hackney_historic_label_mapping.csv": 66,
    "relationship_vocab/hmpps_reference_codes.csv": 99,
    "splink/fake_1000_labels.csv": 3176,
    "dfe_cin_statistics/b1_children_in_need_2013_to_2025.csv": 2132,
    "dfe_cin_statistics/b3_cin_primary_need_2013_to_2024.csv": 1967,
    "dfe_cin_statistics/c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv": 2132,
    "dfe_cin_statistics/c3_factors_identified_at_end_of_assessment_2018_to_2025.csv": 1312,
    "dfe_cin_statistics/c5_children_in_need_referrals_by_source_2014_to_2024.csv": 1803,
    "dfe_cin_statistics/d4_cpps_at31march_by_category_of_abuse_2013_to_2024.csv": 1967,
    "family_context/private_beta/datasources.csv": 4,
}
WORKBOOKS = {"2015-01-sample": 5, "example-B-2004": 11, "liia_Annex_A": 59}
TEMPLATES = ["2016-01-sample", "2016-02-sample"]
EVERY = [
    *PEOPLE, *ABOUT_NO_PERSON, *(f"{CIN}/{year}.xml" for year in YEARS),
    *(f"annex_a/{name}.xlsx" for name in (*WORKBOOKS, *TEMPLATES)), "annex_a/liia_social_work_workforce_2022.xml",
]  # fmt: skip


def whole(text: str, *key: str) -> Mapping:
    return parse_mapping("starting.yaml", finished(text, *key))


@pytest.mark.parametrize("file", PEOPLE)
def test_a_file_about_people_loads_once_the_feed_is_named(shared_data: Shared, file: str) -> None:
    rows, loaded, properties, beside = PEOPLE[file]
    path = shared_data(file)
    mapping = whole(starting_mapping(path))
    found = gathered(mapping, SourceFile.of(path))
    assert (found.read, found.loaded) == (rows, loaded)
    (table,) = mapping.tables
    assert set(table.nodes["person"].set) == set(properties.split())
    assert set(table.nodes) == {"agency", "person", *beside.split()}


@pytest.mark.parametrize("year", YEARS)
def test_a_census_return_of_any_year_loads(shared_data: Shared, year: str) -> None:
    path = shared_data(f"{CIN}/{year}.xml")
    mapping = whole(starting_mapping(path))
    found = gathered(mapping, SourceFile.of(path))
    assert found.read == found.loaded + len(found.rejected)
    assert found.loaded >= 1
    (table,) = mapping.tables
    assert table.read.rows == "Children/Child"
    assert {"own_id", "birth_date", "sex"} <= set(table.nodes["person"].set)


@pytest.mark.parametrize("file", ABOUT_NO_PERSON)
def test_a_file_about_no_person_loads_once_somebody_says_what_a_row_is(
    shared_data: Shared, file: str
) -> None:
    path = shared_data(file)
    text = starting_mapping(path)
    with pytest.raises(InputFault, match="what a row is about"):
        whole(text)
    key = sampled(path).tables[0].frame.columns[0]
    assert gathered(whole(read_all(text), key), SourceFile.of(path)).read == ABOUT_NO_PERSON[file]


@pytest.mark.parametrize("name", WORKBOOKS)
def test_workbooks_of_either_sheet_names_load(shared_data: Shared, name: str) -> None:
    path = shared_data(f"annex_a/{name}.xlsx")
    text = starting_mapping(path)
    # Adopters are listed by a number of their own, which nothing marks as a person's.
    found = gathered(whole(read_all(text), "Individual adopter identifier"), SourceFile.of(path))
    assert found.read == WORKBOOKS[name]
    assert found.loaded >= found.read - 1


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_workbook_without_rows_about_people_asks(shared_data: Shared, name: str) -> None:
    text = starting_mapping(shared_data(f"annex_a/{name}.xlsx"))
    assert text.count("column names and no rows") == 11
    with pytest.raises(InputFault, match="what a row is about"):
        whole(text)


def test_a_parquet_file_of_fifty_thousand_is_known_by_its_first_rows(shared_data: Shared) -> None:
    text = starting_mapping(shared_data("splink/historical_figures_with_errors_50k.parquet"))
    (table,) = whole(text).tables
    record = {name: value.column for name, value in table.nodes["person"].set.items()}
    assert record == {
        "own_id": "unique_id", "name_as_given": "full_name", "given_names": "first_name", "family_name": "surname",
        "birth_date": "dob", "sex": "gender",
    }  # fmt: skip
    assert "in the first 1,000 rows" in text
    assert "# postcode_fake: text" in text


@pytest.mark.parametrize(("name", "people"), [("bronte", 14), ("EnglishTudorRoyalFamily", 347)])
def test_a_family_tree_is_read_by_the_mapping_that_all_trees_have(
    shared_data: Shared, name: str, people: int
) -> None:
    path = shared_data(f"gedcom/{name}.ged")
    text = starting_mapping(path)
    assert f"# individuals: {people} rows" in text
    found = gathered(whole(text), SourceFile.of(path))
    assert found.frames.nodes["Record"].height == people


def test_every_family_tree_of_the_standard_is_begun_or_refused_in_words(shared_data: Shared) -> None:
    trees = [
        path for path in shared_data("gedcom/familysearch").rglob("*") if path.suffix in (".ged", ".gdz")
    ]
    begun = 0
    for path in trees:
        try:
            begun += bool(whole(starting_mapping(path)).tables)
        except InputFault as fault:
            assert "0 rows" not in str(fault)  # noqa: PT017
    assert begun >= 15


@pytest.mark.parametrize("file", EVERY)
def test_every_column_is_offered_and_no_rare_value_is_written(shared_data: Shared, file: str) -> None:
    path = shared_data(file)
    sample = sampled(path)
    text = starting_mapping(path)
    read = (
        whole(read_all(text), "any").tables
        if "key: FILL_IN" not in text and "nodes: FILL_IN" not in text
        else ()
    )
    frames = {one.name: one.frame for one in sample.tables}
    for table in read:
        name = table.read.table if isinstance(table.read.table, str) else ""
        assert set(table.columns) == set(frames[name].columns)
    shown = set(re.findall(r"[\w@./' -]+", text))
    written = {word.strip() for line in shown for word in (line, *line.split())}
    named = [
        *frames,
        *(name for name, _ in sample.left_out),
        *(name for one in frames.values() for name in one.columns),
    ]
    names = {word for name in named for word in (name, *re.findall(r"\w+", name))}
    for frame in frames.values():
        for one in guesses(frame):
            counts = frame[one.column].drop_nulls().value_counts(name="rows")
            rare = {str(value) for value, rows in counts.iter_rows() if rows < ROWS_BEFORE_A_WORD_IS_LISTED}
            public = {*one.reading.values, *names}
            assert not {value for value in rare - public if len(value) > 5 and value in written}, one.column
