"""CSV rows that cannot be read: each is rejected with its place, and the rows around it are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.readers import LINE_COLUMN, ReadSpec, RejectedRow, records
from tests.unit.loaders.readers.reading import fault, whole, written

CSV = ReadSpec("csv")


def only_rejected(path: Path, kept: list[int], spec: ReadSpec = CSV) -> RejectedRow:
    """Return the one rejected row, the same in chunks of every size, with the rows of these lines kept."""
    found = [whole(path, spec, chunk_rows) for chunk_rows in (1, 2, 50_000)]
    for chunk in found:
        assert chunk.frame[LINE_COLUMN].to_list() == kept
        assert chunk.rejected == found[0].rejected
    (rejected,) = found[0].rejected
    assert rejected.fix
    return rejected


def test_too_few_fields(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "id,name,born\n1,Maya,x\n2,Joel\n3,Dana,y\n")
    row = only_rejected(path, [2, 4])
    assert (row.table, row.line, row.field, row.value) == ("", 3, "born", None)
    assert "2 fields where the header has 3" in row.reason
    assert row.row == {"id": "2", "name": "Joel"}


def test_too_many_fields(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "id,name\n1,Maya\n2,Kerr, Joel\n3,Dana\n")
    row = only_rejected(path, [2, 4])
    assert (row.line, row.field, row.value) == (3, None, " Joel")
    assert row.row == {"id": "2", "name": "Kerr", "(field 3)": "Joel"}


def test_rows_too_long_are_rejected_even_where_short_ones_are_declared(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "id,name\n1\n1,2,3\n")
    assert only_rejected(path, [2], ReadSpec("csv", short_rows=True)).line == 3


def test_an_unclosed_quotation_mark_costs_one_row(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", 'id,name\n1,Maya\n2,"Joel\n3,Dana\n4,Lee\n')
    row = only_rejected(path, [2, 4, 5])
    assert (row.line, row.value) == (3, '2,"Joel')
    assert "never closed" in row.reason


def test_an_unclosed_quotation_mark_before_a_quoted_field(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", 'id,name\n1,"Maya\n2,"Kerr, Joel"\n3,"12 Alder St\nTown"\n')
    assert only_rejected(path, [3, 4]).line == 2


def test_an_unclosed_quotation_mark_on_the_last_line(tmp_path: Path) -> None:
    row = only_rejected(written(tmp_path, "a.csv", 'id,name\n1,Maya\n2,"Joel'), [2])
    assert (row.line, row.row) == (3, {"(line)": '2,"Joel'})


def test_a_quotation_mark_that_is_not_doubled(tmp_path: Path) -> None:
    row = only_rejected(written(tmp_path, "a.csv", 'id,name\n1,"Maya "May" Kerr"\n2,Joel\n'), [3])
    assert row.line == 2
    assert "twice" in row.fix


def test_a_field_over_one_mebibyte(tmp_path: Path) -> None:
    long = "x" * (1024 * 1024 + 1)
    row = only_rejected(written(tmp_path, "a.csv", f"id,name\n1,Maya\n2,{long}\n3,Dana\n"), [2, 4])
    assert row.line == 3
    assert "longer than 1,048,576" in row.reason
    assert len(row.value or "") < 3_000


def test_a_long_field_within_the_limit_is_kept(tmp_path: Path) -> None:
    long = "x" * (1024 * 1024)
    frame = whole(written(tmp_path, "a.csv", f"id,name\n2,{long}\n"), CSV).frame
    assert frame["name"].to_list() == [long]


def test_an_unclosed_quotation_mark_far_above_the_end(tmp_path: Path) -> None:
    rows = "".join(f"{number},{'x' * 200}\n" for number in range(20_000))
    path = written(tmp_path, "a.csv", f'id,name\n0,"open\n{rows}')
    assert only_rejected(path, list(range(3, 20_003)), ReadSpec("csv")).line == 2


def test_a_line_without_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.readers.text_lines.LINE_LIMIT", 1_000)
    monkeypatch.setattr("loaders.readers.records.LINE_LIMIT", 1_000)
    monkeypatch.setattr("loaders.readers.records.BLOCK_TEXT", 1_000)
    path = written(tmp_path, "a.csv", f"id,name\n1,Maya\n2,{'x' * 5_000}\n3,Dana\n")
    row = only_rejected(path, [2, 4])
    assert row.line == 3
    assert "the line is longer than 1,000" in row.reason


def test_quotation_marks_that_pair_up_nowhere_end_the_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "REREAD_LIMIT", 10_000)
    found = fault(written(tmp_path, "a.csv", "id,name\n" + 'x","\n' * 500), CSV)
    assert "never closed" in found.reason
    assert (found.line or 0) > 1


def test_a_nul_byte(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", b"id,name\n1,Maya\n2,Jo\x00el\n3,Dana\n")
    row = only_rejected(path, [2, 4])
    assert (row.line, row.field, row.value) == (3, "name", "Jo\x00el")
    assert row.row == {"id": "2", "name": "Jo\x00el"}


def test_rejected_rows_stand_in_the_order_of_their_lines(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", b'id,name\n1\n2,Jo\x00el\n3,"Dana\n4,x,y\n')
    assert [row.line for row in whole(path, CSV).rejected] == [2, 3, 4, 5]
