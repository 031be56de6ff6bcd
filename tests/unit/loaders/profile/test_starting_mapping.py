"""The mapping as a whole: valid once a person has finished it, with reasons beside it, and nothing of anybody in it."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import InputFault
from loaders.mapping import Mapping, parse_mapping
from loaders.mapping.unfinished import FILL_IN
from loaders.profile import file_pattern, starting_mapping
from loaders.rows.gather import SourceFile
from tests.feeds import gathered, rows_of
from tests.unit.loaders.profile.finishing import finished, read_all
from tests.unit.loaders.profile.test_layout import workbook

SURNAMES = (
    "Quillfeather",
    "Brackenbury",
    "Ravensdale",
    "Thistlewood",
    "Umberslade",
    "Yarborough",
    "Featherstone",
)
HEADS = (
    "Pupil ID,UPN,NHS Number,Forename,Surname,DOB,Gender,Home Phone,Email,House,Street,Town,Postcode,UPRN,Status,"
    "Worker,Year,Contact Relationship,Mother NHS number,Last seen"
)
TOWNS = ("Calderby", "Westholme")


def rows(number: int) -> list[str]:
    """Rows whose every value of a person is recognisable: names that nothing else is called, and test numbers."""
    draw = random.Random(7)
    made = []
    for place in range(number):
        nhs = ("9990000018", "9990000026", "9990000034", "9990000042")[place % 4]
        surname = SURNAMES[place % len(SURNAMES)]
        made.append(
            f"P{place:05},A{place:012},{nhs},Zebedee,{surname},{1 + place % 28:02}/0{1 + place % 9}/2015,"
            f"{'MF'[place % 2]},01632 960{place:03},{surname}{place}@example.org,{place + 1},Alder Street,"
            f"{TOWNS[place % 2]},M1 1AE,1000{place:05},{draw.choice(['Open', 'Closed'])},A. Wetherby,"
            f"{draw.choice('123')},{draw.choice(['Mum', 'Dad'])},{nhs},2026-05-0{1 + place % 9}"
        )
    return made


@pytest.fixture
def pupils(tmp_path: Path) -> Path:
    path = tmp_path / "pupils_2026-05.csv"
    path.write_text("\n".join([HEADS, *rows(200)]) + "\n", encoding="utf-8")
    return path


def parsed(text: str, *key: str) -> Mapping:
    return parse_mapping("starting.yaml", finished(text, *key))


def test_it_is_refused_until_it_is_finished_and_then_loads_every_row(pupils: Path) -> None:
    text = starting_mapping(pupils)
    with pytest.raises(InputFault, match="is still to be filled in"):
        parse_mapping("starting.yaml", text)
    found = gathered(parsed(text), SourceFile.of(pupils))
    assert (found.read, found.loaded, found.rejected) == (200, 200, [])
    (first, *_) = rows_of(
        found.frames, "Record", "own_id", "given_names", "family_name", "sex", "address", "postcode"
    )
    assert first == ("P00000", "Zebedee", "Quillfeather", "male", "1, Alder Street, Calderby", "M1 1AE")
    kinds = {kind for kind, _ in rows_of(found.frames, "Identifier", "scheme", "value")}
    assert kinds == {"nhs_number", "upn"}
    homes = rows_of(found.frames, "LIVES_AT", "start", "end")
    assert len({start for start, _ in homes}) == 200
    assert ("agency/feed/P00000", "uprn:100000000") in homes
    assert len(rows_of(found.frames, "HAS_CONTACT_POINT", "start")) == 400


def test_every_column_that_is_not_mapped_can_be_read_as_it_is_offered(pupils: Path) -> None:
    text = starting_mapping(pupils)
    mapping = parsed(read_all(text))
    assert set(mapping.tables[0].columns) == set(HEADS.split(","))
    assert len(parsed(text).tables[0].columns) < len(mapping.tables[0].columns)
    assert gathered(mapping, SourceFile.of(pupils)).loaded == 200


def test_each_guess_stands_below_its_reason(pupils: Path) -> None:
    lines = [line.strip() for line in starting_mapping(pupils).splitlines()]

    def above(column: str) -> str:
        return lines[next(place for place, line in enumerate(lines) if line.startswith(f"{column}:")) - 1]

    assert above("NHS Number") == "# NHS number: 200 of 200 have a valid check digit"
    assert above("DOB") == "# date of birth: 200 of 200 are dates"
    assert above("Pupil ID").endswith("no value repeats")
    assert (
        above("# Contact Relationship")
        == "# not mapped yet: 2 of 2 different words are known for relationship"
    )
    assert "of somebody or something else" in above("# Mother NHS number")
    assert above("# Year") == '# not mapped yet: a code list of 3 words: "1", "2", "3"'


def test_nothing_of_a_person_gets_into_it(pupils: Path) -> None:
    text = starting_mapping(pupils)
    cells = {cell for row in rows(200) for cell in row.split(",") if len(cell) > 3}
    public = {"Open", "Closed", "Mum", "Dad"}
    assert not [cell for cell in cells - public if cell in text]


@pytest.mark.parametrize(
    "values",
    [
        ["Wetherby"] * 40 + ["Quillfeather"] * 60, ["Mr Wetherby"] * 100, ["Sarah"] * 50 + ["John"] * 50,
        ["M1 1AE"] * 100, ["01632 960001"] * 100, ["A. Wetherby"] * 100, ["04/03/2015"] * 100,
        ["open"] * 95 + ["Wetherby"] * 5,
    ],
)  # fmt: skip
@pytest.mark.parametrize("column", ["Surname", "Allocated worker", "School", "Notes", "Ward", "Field"])
def test_words_that_may_be_somebodys_are_never_listed(tmp_path: Path, column: str, values: list[str]) -> None:
    path = tmp_path / "people.csv"
    path.write_text(f"Child ID,{column}\n" + "".join(f"C{n},{value}\n" for n, value in enumerate(values)))
    text = starting_mapping(path)
    assert not [value for value in set(values) - {"open"} if value in text]


def test_several_sheets_become_several_tables_and_say_which_are_left_out(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "lists.xlsx",
        One=[["List 1"], ["Child ID", "Gender"], ["C1", "a) Male"]],
        Two=[["Child ID", "Date of Birth", "Stage"], ["C1", "2015-01-25", "x"]],
        Codes=[["Code", "Meaning"], ["a", "b"]],
        Empty=[["Child ID", "Gender"]],
    )
    text = starting_mapping(path)
    mapping = parsed(text)
    assert [(one.name, one.read.table, one.read.header) for one in mapping.tables] == [
        ("One", "One", 2), ("Two", "Two", 1),
    ]  # fmt: skip
    assert "# left out: Codes: no column looks like a person's" in text
    assert "# left out: Empty: column names and no rows" in text
    assert gathered(mapping, SourceFile.of(path)).loaded == 2


def test_where_no_column_is_the_own_id_it_is_marked_with_the_likely_ones(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Surname,DOB,Tenancy\nKerr,04/03/2017,T1\nMarsh,09/11/2023,T2\n")
    text = starting_mapping(path)
    assert "# a value of its own on every row has Tenancy" in text
    with pytest.raises(InputFault, match=r"key.*columns that together tell one person's record"):
        parse_mapping("starting.yaml", finished(text).replace("key: []", f"key: {FILL_IN}"))
    assert gathered(parsed(text, "Surname", "DOB"), SourceFile.of(path)).loaded == 2


def test_a_file_about_no_people_asks_what_a_row_is(tmp_path: Path) -> None:
    path = tmp_path / "towns.csv"
    path.write_text("Region,Count of homes\nNorth,12\nSouth,14\n")
    text = starting_mapping(path)
    with pytest.raises(InputFault, match=r"nodes.*what a row is about"):
        parse_mapping("starting.yaml", finished(text))
    assert gathered(parsed(read_all(text), "Region"), SourceFile.of(path)).loaded == 2


def test_a_town_alone_is_no_address(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Child ID,Town\nC1,Calderby\nC2,Westholme\n")
    text = starting_mapping(path)
    assert "without a street it is no address" in text
    assert "Residence" not in text


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("pupils.csv", "pupils.csv"), ("pupils_2026-05.csv", "pupils_*.csv"), ("fake_1000.csv", "fake_*.csv"),
        ("CIN_Census_2021_copy.xml", "CIN_Census_*_copy.xml"), ("oc2.csv", "oc2.csv"), ("20260512.csv", "20260512.csv"),
        ("list [1].csv", "list [[]1].csv"), ("noending_2026", "noending_*"),
    ],
)  # fmt: skip
def test_the_files_of_later_deliveries_fit(name: str, pattern: str) -> None:
    assert file_pattern(name) == pattern
    assert Path(name).match(pattern)


def test_the_guide_shows_what_is_found_in_its_sample(tmp_path: Path) -> None:
    guide = (Path(__file__).parents[4] / "docs" / "add-a-source.md").read_text(encoding="utf-8")
    (sample,) = re.findall(r"```csv\n(.*?)```", guide, re.DOTALL)
    (shown,) = re.findall(r"```text\n(.*?)```", guide, re.DOTALL)
    path = tmp_path / "early_help.csv"
    path.write_text(sample, encoding="utf-8")
    text = starting_mapping(path)
    assert shown in text
    assert gathered(parsed(text), SourceFile.of(path)).loaded == 3


NAMES = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters='\x00\r\n"'), min_size=1, max_size=12
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(NAMES, min_size=2, max_size=4, unique=True),
    st.lists(
        st.sampled_from(["x1", "x2", "Ann", "2020-01-02", "Y", "", "9990000018"]), min_size=4, max_size=12
    ),
)
def test_whatever_the_columns_are_called_it_is_refused_in_words_or_valid(
    tmp_path: Path, names: list[str], cells: list[str]
) -> None:
    path = tmp_path / "any.csv"
    width = len(names)
    lines = [cells[place : place + width] for place in range(0, len(cells) - width + 1, width)]
    text = "\n".join(",".join(f'"{cell}"' for cell in line) for line in [names, *lines])
    path.write_text(text, encoding="utf-8", newline="")
    try:
        made = starting_mapping(path)
    except InputFault:
        return
    key = names[0].strip()
    assert set(parsed(read_all(made), key).tables[0].columns) <= {name.strip() for name in names}
