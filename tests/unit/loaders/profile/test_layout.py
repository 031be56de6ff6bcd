"""How files are found to be written: encoding, delimiter, the line of the column names, and what is a row."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from graph.errors import InputFault
from loaders.profile.layout import header_row, looks_like_data
from loaders.profile.sample import SAMPLE_ROWS, Sample, Table, sampled

ROWS = "Ref,Forename,Born\nC1,Zoë,04/03/2017\nC2,Joel,09/11/2023\n"


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def only(sample: Sample) -> Table:
    (table,) = sample.tables
    return table


def workbook(path: Path, **sheets: Sequence[Sequence[str]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def test_a_plain_file_needs_no_words(tmp_path: Path) -> None:
    table = only(sampled(write(tmp_path, "a.csv", ROWS)))
    assert (table.spec.format, table.spec.encoding, table.spec.delimiter, table.spec.header) == (
        "csv", "utf-8", ",", 1,
    )  # fmt: skip
    assert table.frame.rows() == [("C1", "Zoë", "04/03/2017"), ("C2", "Joel", "09/11/2023")]
    assert (table.is_whole, table.unread, table.notes) == (True, 0, ())


@pytest.mark.parametrize(("mark", "form"), [(";", "csv"), ("|", "csv"), ("\t", "tsv")])
def test_the_delimiter_is_the_one_that_parts_the_lines_evenly(tmp_path: Path, mark: str, form: str) -> None:
    text = ROWS.replace(",", mark).replace("Zoë", '"Zoë, Ann"')
    table = only(sampled(write(tmp_path, "a.csv", text)))
    assert (table.spec.format, table.frame.width, table.frame["Forename"][0]) == (form, 3, "Zoë, Ann")
    assert form == "tsv" or table.spec.delimiter == mark


def test_a_file_from_windows_is_read_and_the_guess_is_said(tmp_path: Path) -> None:
    table = only(sampled(write(tmp_path, "a.csv", ROWS.encode("cp1252"))))
    assert (table.spec.encoding, table.frame["Forename"][0]) == ("cp1252", "Zoë")
    assert "from line 2 on" in table.notes[0]


def test_utf_16_with_its_mark_is_read(tmp_path: Path) -> None:
    table = only(sampled(write(tmp_path, "a.csv", ROWS.encode("utf-16"))))
    assert (table.spec.encoding, table.frame["Forename"][0]) == ("utf-16", "Zoë")


def test_lines_above_the_names_are_passed_over(tmp_path: Path) -> None:
    table = only(sampled(write(tmp_path, "a.csv", f"Extract of 2026\n\n{ROWS}")))
    assert (table.spec.header, table.frame.height) == (3, 2)


def test_rows_that_cannot_be_read_are_counted(tmp_path: Path) -> None:
    table = only(sampled(write(tmp_path, "a.csv", f"{ROWS}C3,Kyle\nC4,Ann,02/02/2020,x\n")))
    assert (table.frame.height, table.unread, table.short) == (2, 2, 1)


def test_rows_may_be_short_where_most_are(tmp_path: Path) -> None:
    table = only(sampled(write(tmp_path, "a.csv", "Ref,Forename,Note\nC1,Ann\nC2,Joel\n")))
    assert (table.spec.short_rows, table.frame.height) == (True, 2)


def test_words_for_not_recorded_are_found_and_count_as_nothing(tmp_path: Path) -> None:
    table = only(sampled(write(tmp_path, "a.csv", f"{ROWS}C3,N/A,-\n")))
    assert table.spec.missing == ("", "-", "N/A")
    assert table.frame["Forename"].null_count() == 1


def test_no_more_than_the_first_rows_are_held(tmp_path: Path) -> None:
    lines = "".join(f"C{number},Ann\n" for number in range(SAMPLE_ROWS + 1))
    table = only(sampled(write(tmp_path, "a.csv", f"Ref,Forename\n{lines}")))
    assert (table.frame.height, table.is_whole) == (SAMPLE_ROWS, False)


@pytest.mark.parametrize(
    ("rows", "number"),
    [
        ([("List 1: Contacts", None), ("Id", "Sex"), ("1", "F")], 2),
        ([("Id", "Sex"), ("1", "F")], 1),
        ([("a", None), (None, None), ("Id", "Born"), ("1", "2020-01-02")], 3),
        ([("Gender", None, "Code"), ("Code", "Code", "Detail"), ("a) Male", "b) Female", "")], None),
        ([("1", "2020-01-02"), ("2", "2020-01-03")], None),
        ([("Id", "", "Sex"), ("Maya", "Kerr", "F")], None),
        ([("Only one column",), ("1",)], None),
        ([("Id", "Id"), ("1", "F")], None),
    ],
)
def test_the_names_are_the_first_row_that_can_be_names(
    rows: list[tuple[str | None, ...]], number: int | None
) -> None:
    assert header_row(rows) == number


@pytest.mark.parametrize(
    "name", ["04/03/2017", "2017-03-04", "9990000018", "999 000 0018", "P000000000001", "a@example.org", "M1 1AE",
             "12345"],
)  # fmt: skip
def test_data_is_known_for_data(name: str) -> None:
    assert looks_like_data(name)


@pytest.mark.parametrize("name", ["DOB", "2024", "N1_Abuse", "Contact1 Forename", "Date of birth", "S47"])
def test_names_are_not_taken_for_data(name: str) -> None:
    assert not looks_like_data(name)


def test_every_sheet_with_rows_is_a_table_and_the_others_are_named(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "lists.xlsx",
        Front=[["About this file"]],
        One=[["List 1"], ["Child ID", "Gender"], ["C1", "F"]],
        Two=[["Child ID", "Gender"], ["C1", "F"], ["C2", "M"]],
        Empty=[["Child ID", "Gender"]],
    )
    sample = sampled(path)
    assert [(one.name, one.spec.header, one.frame.height) for one in sample.tables] == [
        ("One", 2, 1),
        ("Two", 1, 2),
    ]
    assert dict(sample.left_out) == {
        "Front": "no row of it reads as column names", "Empty": "column names and no rows",
    }  # fmt: skip


def test_every_table_of_a_database_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "case.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "CREATE TABLE person (id TEXT, surname TEXT); CREATE TABLE empty (id TEXT, x TEXT);"
            "INSERT INTO person VALUES ('C1', 'Kerr');"
        )
    sample = sampled(path)
    assert [(one.name, one.spec.format) for one in sample.tables] == [("person", "sqlite")]
    assert dict(sample.left_out) == {"empty": "column names and no rows"}


def test_parquet_is_one_table(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame({"Ref": ["C1"], "Surname": ["Kerr"]}).write_parquet(path)
    assert only(sampled(path)).spec.format == "parquet"


PEOPLE = "<Child><Ids><Id>C{n}</Id></Ids><Surname>Kerr</Surname><Need>N{n}</Need><Need>N1</Need></Child>"


@pytest.mark.parametrize("children", [1, 3])
def test_the_row_of_xml_is_the_outermost_element_with_fields(tmp_path: Path, children: int) -> None:
    inside = "".join(PEOPLE.format(n=number) for number in range(children))
    text = f"<Message><Header><Year>2026</Year></Header><Children>{inside}</Children></Message>"
    table = only(sampled(write(tmp_path, "a.xml", text)))
    assert (table.spec.rows, table.frame.height) == ("Children/Child", children)
    assert dict(table.spec.columns) == {"Id": "Ids/Id", "Surname": "Surname"}
    assert "'Child'" in table.notes[0]
    assert "'Need' stands there more than once" in table.notes[1]


def test_an_element_that_repeats_inside_the_row_is_a_table_of_its_own(tmp_path: Path) -> None:
    child = "<Child><Id>C1</Id><Sex>1</Sex>" + "<Stay><From>a</From><To>b</To></Stay>" * 9 + "</Child>"
    table = only(sampled(write(tmp_path, "a.xml", f"<all>{child * 2}</all>")))
    assert (table.spec.rows, list(table.spec.columns), table.frame.height) == ("Child", ["Id", "Sex"], 2)
    assert table.notes[1].startswith("'Stay' stands there more than once")


def test_elements_of_one_name_keep_their_paths_and_attributes_are_columns(tmp_path: Path) -> None:
    text = "<all>" + "<row id='1'><home><code>a</code></home><work><code>b</code></work></row>" * 2 + "</all>"
    columns = only(sampled(write(tmp_path, "a.xml", text))).spec.columns
    assert dict(columns) == {"home/code": "home/code", "work/code": "work/code", "id": "@id"}


def test_the_rows_of_json_are_the_outermost_list_of_objects(tmp_path: Path) -> None:
    text = (
        '{"meta": {"on": "2026-05-12"}, "data": {"rows": [{"id": "C1", "tags": [{"t": 1}]}, {"id": "C2"}]}}'
    )
    table = only(sampled(write(tmp_path, "a.json", text)))
    assert (table.spec.rows, table.frame["id"].to_list()) == ("data.rows", ["C1", "C2"])


def test_nested_objects_become_columns_with_paths(tmp_path: Path) -> None:
    row = '{{"id": "C{n}", "name": {{"family": "Kerr"}}, "calls": ["1", "2"], "by": {{"Maya Kerr{n}": 1}}}}'
    table = only(sampled(write(tmp_path, "a.json", f"[{row.format(n=1)}, {row.format(n=2)}]")))
    assert dict(table.spec.columns) == {"id": "id", "family": "name.family"}
    assert "'calls[*]' stands there more than once" in " ".join(table.notes)
    assert "2 keys stand in one object alone" in " ".join(table.notes)
    assert "Maya" not in " ".join(table.notes)


def test_values_that_are_nested_without_end_are_left_alone(tmp_path: Path) -> None:
    deep = '{"a": ' * 800 + "1" + "}" * 800
    table = only(sampled(write(tmp_path, "a.json", f'[{{"id": "C1", "b": {deep}}}, {{"id": "C2"}}]')))
    assert table.frame["id"].to_list() == ["C1", "C2"]


def test_json_lines_are_told_from_a_document(tmp_path: Path) -> None:
    table = only(sampled(write(tmp_path, "a.txt", '{"id": "C1", "sex": "F"}\n{"id": "C2", "sex": "M"}\n')))
    assert (table.spec.format, table.frame.height, dict(table.spec.columns)) == ("ndjson", 2, {})


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", "", "the file is empty"),
        ("a.csv", "Ref,Forename\n", "no row that can be read"),
        ("a.csv", "Ref~Forename\nC1~Ann\n", "cannot be parted into columns"),
        ("a.csv", "C1,04/03/2017\nC2,09/11/2023\n", "the name of column 2 looks like data"),
        ("a.csv", "C1,Ann,F\nC2,Zoe,M\nC3,Eve,F\n", "the name of column 3 is also a value below it"),
        ("a.csv", "Ref,Ref\n1,2\n", "already given"),
        ("a.csv", "Ref,Sex\n1,F\n".encode("utf-16-le"), "NUL bytes"),
        ("a.csv", "Ref,Name\n1,Zoë\n".encode("cp1252") + b"\x81\n", "is not cp1252"),
        ("a.pdf", b"%PDF-1.7 ...", "it is a PDF"),
        ("a.xls", b"\xd0\xcf\x11\xe0 ...", "old format"),
        ("a.xlsx", b"PK\x03\x04 torn", "no XLSX workbook"),
        ("a.xml", "<a><b>1</b></a>", "no element in it repeats"),
        ("a.xml", "<a><b>1</a>", "not well-formed"),
        ("a.json", "{}", "no list of objects"),
        ("a.json", "[{]", "not valid JSON"),
        ("a.json", "[" * 100_000, "nested too deeply"),
        ("a.json", "[1, 2]", "no list of objects"),
        ("a.ndjson", "{torn\n", "none of its lines is a JSON object"),
        ("a.parquet", b"PAR1 torn", "no Parquet file"),
        ("a.db", b"SQLite format 3\x00 torn", "cannot be read"),
    ],
)
def test_a_faulty_file_is_refused_with_the_reason(
    tmp_path: Path, name: str, content: str | bytes, reason: str
) -> None:
    with pytest.raises(InputFault, match=reason) as fault:
        sampled(write(tmp_path, name, content))
    assert fault.value.file.endswith(name)
    assert fault.value.fix


def test_data_in_the_place_of_names_is_not_repeated_in_the_message(tmp_path: Path) -> None:
    with pytest.raises(InputFault) as fault:
        sampled(write(tmp_path, "a.csv", "Maya Kerr,04/03/2017\nJoel Kerr,09/11/2023\n"))
    assert "Kerr" not in str(fault.value)
    assert "04/03" not in str(fault.value)


def test_a_workbook_without_rows_names_every_sheet(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", One=[["Child ID", "Gender"]], Two=[["x"]])
    with pytest.raises(
        InputFault, match="One: column names and no rows; Two: no row of it reads as column names"
    ):
        sampled(path)
