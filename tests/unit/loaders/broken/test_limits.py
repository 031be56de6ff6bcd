"""What a limit of hundreds of thousands means, shown with a small one."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from graph.errors import InputFault
from loaders.readers import ReadSpec, read
from tests.unit.loaders.broken.delimited_files import SOUND
from tests.unit.loaders.broken.loading import Bench
from tests.unit.loaders.broken.parts_of_workbooks import parts, row, sheet, workbook


@pytest.mark.parametrize(("bad", "refused"), [(3, False), (4, True)])
def test_a_file_of_too_many_rows_that_cannot_be_read_is_refused(
    bad: int, refused: bool, bench: Bench, delivery: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loaders.gather.QUARANTINE_LIMIT", 3)
    path = delivery / "people.csv"
    path.write_text(SOUND + "3,Lee,yesterday,\n" * bad, encoding="utf-8")
    said = bench.load(path, "csv")
    (feed,) = said.feeds
    assert said.status == 1
    if refused:
        assert "line 4, field 'Born': more than 3 rows cannot be read" in feed["refused"]
        assert "(found: 'yesterday')" in feed["refused"]
        assert (feed["read"], feed["loaded"]) == (0, 0)
    else:
        assert (feed["read"], feed["loaded"], feed["quarantined"]) == (5, 2, 3)


@pytest.mark.parametrize(("ending", "opens", "closes"), [("json", "[", "]"), ("ndjson", "", "\n")])
@pytest.mark.parametrize(("begin", "end"), [('{"a":', "}"), ("[", "]")])
def test_json_of_any_depth_is_read_set_apart_or_refused(
    ending: str, opens: str, closes: str, begin: str, end: str, tmp_path: Path
) -> None:
    path = tmp_path / f"a.{ending}"
    spec = ReadSpec(ending, columns={"id": "id", "x": "x"})
    for depth in (1, 100, *range(320, 340), *range(480, 500), *range(970, 1_000), 5_000):
        path.write_text(f'{opens}{{"id": "1", "x": {begin * depth}1{end * depth}}}{closes}')
        try:
            (chunk,) = read(path, spec)
        except InputFault as fault:
            deep = str(fault)
        else:
            deep = chunk.rejected[0].reason if chunk.rejected else ""
        assert "nested too deeply" in deep or (not deep and depth < 600)


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
