"""CSV and TSV as they should be, and the faults of a whole file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from loaders.readers import LINE_COLUMN, ReadSpec, header, read, tables
from tests.unit.loaders.readers.reading import fault, whole, written

CSV = ReadSpec("csv")


def test_texts_stay_as_recorded_and_nothing_recorded_is_null(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "id, name ,born\n007, Maya ,04/03/2017\n8,,N/K\n")
    frame = whole(path, ReadSpec("csv", missing=("", "N/K"))).frame
    assert frame.schema == {"id": pl.String, "name": pl.String, "born": pl.String, LINE_COLUMN: pl.Int64}
    assert frame.rows() == [("007", "Maya", "04/03/2017", 2), ("8", None, None, 3)]


def test_a_row_is_on_the_physical_line_where_it_starts(tmp_path: Path) -> None:
    text = 'id,home\r\n1,"12 Alder St\r\nTown"\r\n\r\n2,"a ""flat"""\r\n3,"\n\n\n"\r\n4,x'
    frame = whole(written(tmp_path, "a.csv", text), CSV).frame
    assert frame[LINE_COLUMN].to_list() == [2, 5, 6, 10]
    assert frame["home"].to_list() == ["12 Alder St\r\nTown", 'a "flat"', None, "x"]


def test_lone_carriage_returns_end_lines(tmp_path: Path) -> None:
    assert whole(written(tmp_path, "a.csv", "a,b\r1,2\r3,4\r"), CSV).frame.rows() == [
        ("1", "2", 2),
        ("3", "4", 3),
    ]


def test_tsv_is_separated_by_tabs_whatever_the_delimiter(tmp_path: Path) -> None:
    path = written(tmp_path, "a.tsv", "a\tb\n1,5\t2\n")
    assert whole(path, ReadSpec("tsv")).frame.rows() == [("1,5", "2", 2)]


def test_a_declared_delimiter(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "a;b\n1,5;2\n")
    assert whole(path, ReadSpec("csv", delimiter=";")).frame.rows() == [("1,5", "2", 2)]


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("utf-8", b"\xef\xbb\xbfid,name\n1,Zo\xc3\xab\n"),
        ("UTF8", "id,name\n1,Zoë\n".encode()),
        ("cp1252", b"id,name\n1,Zo\xeb\n"),
        ("utf-16", "id,name\n1,Zoë\n".encode("utf-16")),
    ],
)
def test_the_declared_encoding(tmp_path: Path, encoding: str, content: bytes) -> None:
    path = written(tmp_path, "a.csv", content)
    assert whole(path, ReadSpec("csv", encoding=encoding)).frame.rows() == [("1", "Zoë", 2)]


def test_a_header_further_down(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", 'Extract of 5 May, "draft"\n\nid,name\n1,Maya\n')
    assert whole(path, ReadSpec("csv", header=3)).frame.rows() == [("1", "Maya", 4)]


def test_a_header_alone_is_no_fault(tmp_path: Path) -> None:
    chunks = list(read(written(tmp_path, "a.csv", " id,name"), CSV))
    assert [chunk.frame.columns for chunk in chunks] == [["id", "name", LINE_COLUMN]]
    assert chunks[0].frame.height == 0
    assert not chunks[0].rejected


def test_header_and_tables(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", " id,name \n1,2\n")
    assert header(path, CSV) == ["id", "name"]
    assert tables(path, CSV) == [""]


@pytest.mark.parametrize(
    ("text", "line", "field", "column"),
    [
        ("id,name, id\n", 1, "id", "(column 3)"),
        ("id,,name\n", 1, "column 2", "(column 2)"),
        ("id,_line\n", 1, "_line", "(column 2)"),
    ],
)
def test_names_that_cannot_be_columns(tmp_path: Path, text: str, line: int, field: str, column: str) -> None:
    found = fault(written(tmp_path, "a.csv", text), CSV)
    assert (found.line, found.field) == (line, field)
    assert column in found.reason


@pytest.mark.parametrize(("text", "line"), [("\nid\n1\n", 1), ("id,name\n", 2), ("id,name\n", 9)])
def test_no_header_where_one_is_declared(tmp_path: Path, text: str, line: int) -> None:
    found = fault(written(tmp_path, "a.csv", text), ReadSpec("csv", header=line))
    assert (found.line, found.field) == (line, "header")


def test_an_open_quotation_mark_in_the_header(tmp_path: Path) -> None:
    found = fault(written(tmp_path, "a.csv", 'id,"name\n1,2\n'), CSV)
    assert found.line == 1
    assert "never closed" in found.reason


def test_a_byte_that_is_not_of_the_encoding(tmp_path: Path) -> None:
    rows = b"1,Anna\r\n" * 200_000
    found = fault(written(tmp_path, "a.csv", b"id,name\r\n" + rows + b"2,Zo\xeb\r\n"), CSV)
    assert (found.line, found.value) == (200_002, "0xEB")
    assert f"byte {9 + len(rows) + 4} " in found.reason
    assert "cp1252" in found.fix


def test_a_letter_cut_off_at_the_end_of_the_file(tmp_path: Path) -> None:
    found = fault(written(tmp_path, "a.csv", b"id\nZo\xc3"), CSV)
    assert (found.line, found.value) == (2, "0xC3")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_mark_of_another_encoding(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "a.csv", "id\n1\n".encode("utf-16"))
    assert "utf-16" in fault(path, ReadSpec("csv", encoding=encoding)).fix


@pytest.mark.parametrize("encoding", ["utf-9", "base64", "a\x00b"])
def test_no_such_encoding(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "a.csv", "id\n1\n")
    assert fault(path, ReadSpec("csv", encoding=encoding)).field == "encoding"


@pytest.mark.parametrize("delimiter", ["", ";;", '"', "\n"])
def test_no_delimiter(tmp_path: Path, delimiter: str) -> None:
    path = written(tmp_path, "a.csv", "id\n1\n")
    assert fault(path, ReadSpec("csv", delimiter=delimiter)).field == "delimiter"


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("id;name;born\n1;Maya;x\n", 'delimiter: ";"'),
        ("id|name\n", 'delimiter: "|"'),
        ("id\tname\n1\tx\n", "format: tsv"),
    ],
)
def test_a_file_that_looks_separated_by_something_else(tmp_path: Path, text: str, fix: str) -> None:
    found = fault(written(tmp_path, "a.csv", text), CSV)
    assert (found.line, found.field) == (1, "delimiter")
    assert "looks like it is separated by" in found.reason
    assert fix in found.fix


def test_one_column_is_no_fault(tmp_path: Path) -> None:
    assert whole(written(tmp_path, "a.csv", "id\n1;2\n"), CSV).frame.rows() == [("1;2", 2)]


def test_family_context_has_five_hundred_records_each(shared_data: Callable[[str], Path]) -> None:
    for name, columns in (("csc.csv", 18), ("education.csv", 16)):
        found = whole(shared_data("family_context") / name, CSV, chunk_rows=77)
        assert (found.frame.height, found.rejected) == (500, ())
        assert found.frame.width == columns + 1
        assert found.frame[LINE_COLUMN].head(3).to_list() == [2, 6, 9]


def test_the_private_beta_files(shared_data: Callable[[str], Path]) -> None:
    folder = shared_data("family_context") / "private_beta"
    rows = {path.stem: whole(path, CSV).frame for path in folder.glob("*.csv") if path.stem != "datasources"}
    assert {name: frame.height for name, frame in rows.items()} == {
        "adult_social_care": 1,
        "housing": 1,
        "person": 10,
        "police": 1,
        "police_offence": 3,
        "school": 1,
    }
    assert "startDateOfLastInvolvement" in rows["adult_social_care"].columns


def test_the_register_of_sources_leaves_out_a_last_field(shared_data: Callable[[str], Path]) -> None:
    path = shared_data("family_context") / "private_beta" / "datasources.csv"
    strict = whole(path, CSV)
    assert [(row.line, row.field) for row in strict.rejected] == [
        (n, "Coverage Explanation") for n in (2, 3, 4)
    ]
    assert strict.frame[LINE_COLUMN].to_list() == [5]
    lenient = whole(path, ReadSpec("csv", short_rows=True))
    assert (lenient.frame.height, lenient.rejected) == (4, ())
    assert lenient.frame["Coverage Explanation"].null_count() == 3
