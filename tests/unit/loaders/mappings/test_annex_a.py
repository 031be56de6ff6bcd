"""Ofsted's Annex A workbooks: the published ones to exact counts, and small workbooks made for one question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from xlsxwriter import Workbook

from graph.errors import InputFault
from kinscope.delivery import find_delivery
from loaders.delivered import Delivered
from loaders.mapping import TableRule, load_mapping
from loaders.mapping.parse import SHIPPED
from loaders.rows.gather import Gathered, SourceFile
from tests.feeds import Hub, gathered, rows_of

Shared = Callable[[str], Path]
Row = Mapping[str, str]
LISTS = load_mapping(SHIPPED / "annex_a.yaml")
FEED = "childrens_social_care/annex_a"


def published(shared_data: Shared, *names: str) -> Gathered:
    return gathered(LISTS, *(SourceFile.of(shared_data(f"annex_a/{name}.xlsx")) for name in names))


def kinds(found: Gathered) -> dict[str, int]:
    return dict(Counter(finding.kind for _, finding in found.findings))


def heights(found: Gathered) -> dict[str, int]:
    return {kind: frame.height for kind, frame in found.frames.nodes.items() if frame.height}


@pytest.mark.parametrize(
    ("name", "read", "quarantined", "records"),
    [
        ("2015-01-sample", 5, 0, 5),
        ("2016-01-sample", 0, 0, 0),
        ("2016-02-sample", 0, 0, 0),
        ("example-B-2004", 11, 1, 8),
        ("liia_Annex_A", 59, 0, 53),
    ],
)
def test_every_published_workbook_loads(
    shared_data: Shared, name: str, read: int, quarantined: int, records: int
) -> None:
    found = published(shared_data, name)
    assert (found.read, found.loaded, len(found.rejected)) == (read, read - quarantined, quarantined)
    assert found.frames.nodes["Record"].height == records


def test_all_eleven_lists_give_what_they_are_about(shared_data: Shared) -> None:
    found = published(shared_data, "liia_Annex_A")
    assert heights(found) == {
        "Agency": 1, "Source": 1, "Record": 53, "Identifier": 48, "Contact": 5, "Referral": 6, "Involvement": 54,
        "Service": 15, "Professional": 25, "Observation": 120, "Order": 15, "Household": 5,
    }  # fmt: skip
    assert Counter(rows_of(found.frames, "Involvement", "involvement_kind")) == {
        ("early_help",): 5, ("unspecified",): 6 + 5, ("assessment",): 5, ("child_protection",): 5 + 7,
        ("child_in_need",): 5, ("looked_after",): 5 + 5, ("care_leaver",): 6,
    }  # fmt: skip
    assert kinds(found) == {
        "error_value": 10, "need_unknown": 1, "placement_postcode_malformed": 1, "rows_contradict": 6,
    }  # fmt: skip


def test_all_workbooks_together_add_up(shared_data: Shared) -> None:
    names = ["2015-01-sample", "2016-01-sample", "2016-02-sample", "example-B-2004", "liia_Annex_A"]
    found = published(shared_data, *names)
    assert (found.read, found.loaded, len(found.rejected)) == (75, 74, 1)


def test_a_birth_date_in_words_is_quarantined_with_its_place(shared_data: Shared) -> None:
    ((file, row),) = published(shared_data, "example-B-2004").rejected
    assert (file, row.table, row.line, row.field, row.value) == (
        "example-B-2004.xlsx", "list 2, early help", 10, "Date of Birth", "May be 8 Jan 2000",
    )  # fmt: skip
    assert row.row["Child Unique ID"] == "1008"


def test_sexes_and_sources_are_known_in_every_wording(shared_data: Shared) -> None:
    found = published(shared_data, "2015-01-sample", "liia_Annex_A")
    sexes = Counter(sex for (sex,) in rows_of(found.frames, "Record", "sex"))
    assert set(sexes) == {"female", "male", "not_known"}
    sources = Counter(source for (source,) in rows_of(found.frames, "Referral", "referral_source"))
    assert sources == {
        "police": 1 + 3, "school": 3 + 1, "other_health": 1, "other": 1, "other_primary_health": 1,
    }  # fmt: skip


def test_the_folder_is_taken_for_the_lists_and_staff_returns_are_not(shared_data: Shared) -> None:
    delivery = find_delivery([shared_data("annex_a")], None, None)
    assert [(one.mapping.feed.id, len(one.files)) for one in delivery.delivered] == [(FEED, 5)]
    left = {str(name).rpartition("/")[2] for name in delivery.unfitted}
    # The workforce census is about social workers, by number, and says nothing of any family.
    assert left == {"SOURCE.txt", "liia_social_work_workforce_2022.xml"}


CHILD = {
    "Child Unique ID": "7", "Gender": "b) Female", "Ethnicity": "a) WBRI", "Date of Birth": "2015-03-04",
    "Age of Child (Years)": "11",
}  # fmt: skip
ADOPTED: Mapping[int, Row] = {
    10: {
        **CHILD, "Family identifier": "F9", "Date the Child Entered Care": "2025-01-02",
        "Date of Placement Order": "2025-06-01", "Date of Matching Child and Prospective Adopters": "2025-07-01",
        "Date Placed for Adoption": "2025-08-01", "Date of Adoption Order": "2026-02-01",
    },
    11: {
        "Individual adopter identifier": "7", "Family identifier": "F9", "Gender": "a) Male",
        "Date enquiry received": "2024-01-01", "Date of Adoption Order": "2026-02-01", "No. of children placed": "1",
    },
}  # fmt: skip


def headings(table: TableRule) -> list[str]:
    return [*table.columns, *table.ignored]


def workbook(
    path: Path, rows: Mapping[int, Row | Sequence[Row]], *, sheet: str = "List_{n}", title: bool = True
) -> SourceFile:
    """All eleven lists with these rows by number of the list."""
    with Workbook(path) as book:
        for number, table in enumerate(LISTS.tables, start=1):
            names = headings(table)
            page = book.add_worksheet(sheet.format(n=number))
            found = rows.get(number, [])
            lines = [found] if isinstance(found, Mapping) else list(found)
            above = [[f"List {number}"]] if title else []
            cells = [[line.get(name, "") for name in names] for line in lines]
            for place, line in enumerate([*above, names, *cells]):
                page.write_row(place, 0, line)
    return SourceFile.of(path)


def one(tmp_path: Path, number: int, **cells: str) -> Gathered:
    """One list with one row about the child; cells: by column, with '_' for a blank."""
    row = {**CHILD, **{name.replace("_", " "): cell for name, cell in cells.items()}}
    return gathered(LISTS, workbook(tmp_path / "annex_a.xlsx", {number: row}))


@pytest.mark.parametrize("sheet", ["List_{n}", "List {n}", "List{n}"])
@pytest.mark.parametrize("title", [True, False])
def test_both_styles_of_sheet_names_and_both_places_of_the_header_give_the_same(
    tmp_path: Path, sheet: str, *, title: bool
) -> None:
    found = gathered(LISTS, workbook(tmp_path / "annex_a.xlsx", ADOPTED, sheet=sheet, title=title))
    assert (found.read, found.rejected, kinds(found)) == (2, [], {})
    assert heights(found) == {
        "Agency": 1, "Source": 1, "Record": 2, "Identifier": 1, "Involvement": 2, "Service": 1, "Observation": 2,
        "Order": 2, "Household": 1,
    }  # fmt: skip


def test_nothing_leads_from_an_adopted_child_to_the_adopters(tmp_path: Path, hub: Hub) -> None:
    file = workbook(tmp_path / "annex_a.xlsx", ADOPTED)
    hub.deliver(Delivered(LISTS, (file,)))
    assert hub.groups() == [[f"{FEED}/7"], [f"{FEED}/adopter/7"]]
    found = gathered(LISTS, file)
    of_child = [
        str(cell)
        for _, frame in found.frames
        for row in frame.rows()
        if f"{FEED}/7" in " ".join(map(str, row))
        for cell in row
    ]
    assert of_child
    assert not [cell for cell in of_child if "F9" in cell or "adopter/" in cell]
    shared = "MATCH (p:Person)-[]->(x)<-[]-(q:Person) WHERE p.id <> q.id RETURN x.id AS shared"
    assert hub.ask(shared) == []
    assert len(hub.ask("MATCH (p:Person)-[:MEMBER_OF]->(h:Household) RETURN h.id AS household")) == 1


def test_adoption_is_restricted_on_both_sides(tmp_path: Path) -> None:
    found = gathered(LISTS, workbook(tmp_path / "annex_a.xlsx", ADOPTED))
    assert {r for (r,) in rows_of(found.frames, "Order", "restriction")} == {"adoption"}
    assert {r for (r,) in rows_of(found.frames, "Observation", "restriction")} == {"adoption"}
    assert rows_of(found.frames, "Record", "id", "restriction") == [
        (f"{FEED}/7", None), (f"{FEED}/adopter/7", "adoption"),
    ]  # fmt: skip
    assert rows_of(found.frames, "Household", "restriction") == [("adoption",)]
    assert rows_of(found.frames, "MEMBER_OF", "restriction", "role") == [("adoption", "adopter")]
    of_adopter = found.frames.nodes["Involvement"].filter(pl.col("id").str.contains("adopter"))
    assert of_adopter["restriction"].to_list() == ["adoption"]


@pytest.mark.parametrize(
    ("cells", "placement", "address"),
    [
        ({"Placement_Type": "d) U4: Foster placement - long term"}, None, "safety_marker"),
        ({"Placement_Type": "f) U6: Foster placement - not FFA"}, None, "safety_marker"),
        ({"Placement_Type": "s) A5: Placed for adoption"}, "adoption", "adoption"),
        ({"Placement_Type": "b) U2: Foster placement - relative - FFA"}, "adoption", "adoption"),
        ({"Child's Legal Status": "E1: Placement order"}, "adoption", "adoption"),
        ({"Permanence_plan": "b) Adoption"}, "adoption", "adoption"),
        ({"Reason_Ceased_to_be_Looked_After": "a) E11: Adopted"}, "adoption", "adoption"),
    ],
)  # fmt: skip
def test_where_a_child_is_placed_is_restricted(
    tmp_path: Path, cells: dict[str, str], placement: str | None, address: str
) -> None:
    day = {
        "Date_Started_to_be_Looked_After": "2025-01-01",
        "Start_Date_of_Most_Recent_Placement": "2025-02-01",
    }
    found = one(tmp_path, 8, **day, Placement_postcode="AB1 2CD", Placement_Provider="a) PR1", **cells)
    said = dict(found.frames.nodes["Observation"].select("observation_kind", "restriction").rows())
    assert (said["placement"], said["placement address"]) == (placement, address)
    assert "Residence" not in heights(found)
    assert not found.frames.nodes["Record"]["postcode"].drop_nulls().to_list()


def test_an_unborn_child_is_expected_and_not_born(tmp_path: Path) -> None:
    day = {"Date_of_Contact": "2026-04-01", "Contact_Source": "6: Police", "Date_of_Birth": "2026-08-01"}
    found = one(tmp_path, 1, **day, **{"Age of Child (Years)": "-1"})
    assert rows_of(found.frames, "Record", "birth_date", "expected_birth_date") == [(None, date(2026, 8, 1))]
    born = one(tmp_path, 1, **{**day, "Date_of_Birth": "2016-08-01"}, **{"Age of Child (Years)": ""})
    assert rows_of(born.frames, "Record", "birth_date", "expected_birth_date") == [(date(2016, 8, 1), None)]


def test_who_deals_with_a_referral_can_be_rung(tmp_path: Path) -> None:
    found = one(tmp_path, 3, Date_of_referral="2026-04-01", Referral_Source="e) 2A: Schools",
                Allocated_Team="Duty", Allocated_Worker="Sam Reed", **{"Referral NFA?": "b) No"})  # fmt: skip
    assert rows_of(found.frames, "Referral", "referral_source", "no_further_action") == [("school", False)]
    assert rows_of(found.frames, "LEADS", "start", "end") == [
        ("childrens_social_care/sam-reed", f"{FEED}/7/referral/2026-04-01")
    ]


FAULTY: list[tuple[int, dict[str, str], str]] = [
    (1, {"Date_of_Contact": "2026-04-01", "Contact_Source": "A neighbour"}, "contact_source_unknown"),
    (1, {"Date_of_Contact": "2099-04-01", "Contact_Source": "6: Police"}, "contact_in_the_future"),
    (2, {"Assessment_start_date": "2026-04-02", "Assessment_completion_date": "2026-04-01"}, "end_before_start"),
    (3, {"Date_of_referral": "2026-04-01", "Referral_Source": "A neighbour"}, "referral_source_unknown"),
    (3, {"Date_of_referral": "2099-04-01"}, "referral_in_the_future"),
    (4, {"Continuous_Assessment_Start_Date": "2099-04-01"}, "assessment_in_the_future"),
    (5, {"Strategy_discussion_initiating_Section_47_Enquiry_Start_Date": "2099-04-01"}, "enquiry_in_the_future"),
    (6, {"CIN_Start_Date": "2026-04-01", "Primary_Need_Code": "Other"}, "need_unknown"),
    (7, {"Child_Protection_Plan_Start_Date": "2026-04-01", "Initial_Category_of_Abuse": "a) Neglect",
         "Latest_Category_of_Abuse": "b) Physical abuse"}, "plan_category_changed"),
    (8, {"Date_Started_to_be_Looked_After": "2026-04-01", "Child's_Legal_Status": "C9"}, "legal_status_unknown"),
    (8, {"Date_Started_to_be_Looked_After": "2026-04-01", "Placement_Type": "Tent"}, "placement_unknown"),
    (8, {"Date_Started_to_be_Looked_After": "2026-04-01", "Placement_postcode": "x"}, "placement_postcode_malformed"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "cells", "kind"), FAULTY, ids=[kind for *_, kind in FAULTY])
def test_a_value_that_cannot_be_right_is_found_and_its_row_loaded(
    tmp_path: Path, number: int, cells: dict[str, str], kind: str
) -> None:
    found = one(tmp_path, number, **cells)
    assert (found.read, found.rejected) == (1, [])
    assert [(finding.kind, finding.line) for _, finding in found.findings] == [(kind, 3)]


@pytest.mark.parametrize(
    ("number", "cells", "field"),
    [
        (1, {"Date_of_Contact": "", "Contact_Source": "6: Police"}, "Date of Contact"),
        (1, {"Date_of_Contact": "spring"}, "Date of Contact"),
        (3, {"Date_of_referral": "2026-04-01", "Gender": "boy"}, "Sex as recorded"),
        (3, {"Date_of_referral": "2026-04-01", "Referral_Source": "z) 7B"}, "Source code"),
        (3, {"Date_of_referral": "2026-04-01", "Referral NFA?": "perhaps"}, "No further action"),
        (9, {"Child_Unique_ID": ""}, "Child Unique ID"),
    ],
)
def test_a_cell_that_cannot_be_read_quarantines_its_row(
    tmp_path: Path, number: int, cells: dict[str, str], field: str
) -> None:
    found = one(tmp_path, number, **cells)
    ((_, row),) = found.rejected
    assert (row.line, row.field, found.loaded, found.swept) == (3, field, 0, False)


def test_a_workbook_that_lacks_a_list_is_refused_and_the_list_named(tmp_path: Path) -> None:
    path = tmp_path / "annex_a.xlsx"
    with Workbook(path) as book:
        book.add_worksheet("List_1").write_row(1, 0, headings(LISTS.tables[0]))
    with pytest.raises(InputFault, match="List_2 / List 2 / List2") as caught:
        gathered(LISTS, SourceFile.of(path))
    assert caught.value.field == "table"


def test_the_lists_stand_in_their_order() -> None:
    numbers = [int(table.name.removeprefix("list ").partition(",")[0]) for table in LISTS.tables]
    assert all(after == before + 1 for before, after in pairwise(numbers))
    assert numbers[0] == 1
    assert numbers[-1] == 11
