"""What is looked at in a workbook before and beside its cells, part by part."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from graph.errors import InputFault
from loaders.readers import ReadSpec, read
from tests.unit.loaders.broken.parts_of_workbooks import (
    MAIN,
    STRINGS,
    XML,
    number,
    parts,
    row,
    sheet,
    workbook,
)

XLSX = ReadSpec("xlsx")
BORN = 42798


@pytest.mark.parametrize(("date_1904", "born"), [(False, "2017-03-04"), (True, "2021-03-05")])
def test_days_count_from_the_year_that_the_workbook_says(date_1904: bool, born: str, tmp_path: Path) -> None:
    rows = [row(2, "1", "Maya", number("C2", BORN, 1)), row(3, "2", "Lee", number("C3", BORN))]
    (chunk,) = read(workbook(tmp_path, parts(sheet(rows), date_1904=date_1904)), XLSX)
    assert chunk.frame["Born"].to_list() == [born, str(BORN)]


def named(times: int, length: int) -> dict[str, str]:
    """A workbook in which so many cells name one text of so many letters, beside a short one."""
    rows = [
        f'<row r="{line}"><c r="A{line}"><v>{line}</v></c><c r="B{line}" t="s"><v>1</v></c></row>'
        for line in range(2, times + 2)
    ]
    letters = random.Random(1).randbytes(length // 2).hex()
    texts = f'<sst xmlns="{MAIN}" uniqueCount="2"><si><t>Maya</t></si><si><t>{letters}</t></si></sst>'
    return parts(sheet(rows), extra={STRINGS: XML + texts})


def test_a_text_that_many_cells_name_is_counted_as_often(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path, named(100, 20_000))
    assert read(path, XLSX)
    monkeypatch.setattr("loaders.readers.workbook_check.UNPACKED_LIMIT", 1_900_000)
    other = workbook(tmp_path, named(100, 20_000), "other.xlsx")
    with pytest.raises(InputFault, match=r"sheet1\.xml would come to 2,00\d,\d{3} bytes of text"):
        list(read(other, XLSX))


def test_a_long_text_that_few_cells_name_is_no_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parted = named(1_000, 2_000)
    few = {name: text.replace('t="s"><v>1<', 't="s"><v>0<', 999) for name, text in parted.items()}
    monkeypatch.setattr("loaders.readers.workbook_check.UNPACKED_LIMIT", 300_000)
    (chunk,) = read(workbook(tmp_path, few), XLSX)
    assert chunk.frame.height == 1_000


def test_what_is_noted_of_a_sheet_has_an_end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("loaders.readers.workbook_notes.NOTE_LIMIT", 2)
    areas = "".join(f'<mergeCell ref="A{line}:B{line}"/>' for line in range(3, 9))
    path = workbook(tmp_path, parts(sheet([row(2, "1", "Maya")], after=f"<mergeCells>{areas}</mergeCells>")))
    (chunk,) = read(path, ReadSpec("xlsx"))
    assert [finding.value for finding in chunk.findings] == ["A3:B3", "A4:B4"]


def test_a_row_of_a_sheet_is_found_whichever_way_its_cells_are_placed(tmp_path: Path) -> None:
    unplaced = '<row r="3"><c t="str"><f>A1</f><v>2</v></c><c t="str"><v>Lee</v></c></row>'
    (chunk,) = read(workbook(tmp_path, parts(sheet([row(2, "1", "Maya"), unplaced]))), ReadSpec("xlsx"))
    assert chunk.frame["Name"].to_list() == ["Maya", "Lee"]


def test_cells_that_do_not_say_where_they_stand_are_counted(tmp_path: Path) -> None:
    wide = f'<row r="1048576">{"<c><v>1</v></c>" * 60}</row>'
    path = workbook(tmp_path, parts(sheet([row(2, "1"), wide])))
    with pytest.raises(InputFault, match="1,048,576 rows and 60 columns"):
        list(read(path, ReadSpec("xlsx")))


@pytest.mark.parametrize("width", [1, 1_500_000])
def test_a_sheet_is_looked_through_in_pieces(width: int, tmp_path: Path) -> None:
    long = row(2, "1", random.Random(1).randbytes(width).hex(), "", "y")
    formula = '<row r="3"><c r="A3"><v>2</v></c><c r="B3"><f>A1</f></c></row>'
    far = '<row r="4"><c r="A4"><v>3</v></c><c r="D4"><v>4</v></c></row>'
    path = workbook(tmp_path, parts(sheet([long, formula, far])))
    (chunk,) = read(path, ReadSpec("xlsx"))
    assert chunk.frame["Ref"].to_list() == ["1", "2", "3"]
    assert [(finding.kind, finding.line) for finding in chunk.findings] == [("formula_without_value", 3)]
