"""JSON documents and NDJSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from loaders.readers import LINE_COLUMN, ReadSpec, header, tables
from tests.unit.loaders.readers.reading import fault, whole, written

LINES = ReadSpec("ndjson")
DOCUMENT = ReadSpec("json")


def test_lines_keep_the_digits_of_the_file(tmp_path: Path) -> None:
    text = (
        '{"id": 007, "x": 1}\n'.replace("007", "7") + '\n{"id": 1.50, "x": true, "y": null}\r\n{"y": " a "}'
    )
    frame = whole(written(tmp_path, "a.ndjson", text), LINES).frame
    assert frame.columns == ["id", "x", "y", LINE_COLUMN]
    assert frame.rows() == [("7", "1", None, 1), ("1.50", "true", None, 3), (None, None, "a", 4)]


def test_large_numbers_are_not_rounded(tmp_path: Path) -> None:
    number = "9" * 5_000
    path = written(tmp_path, "a.ndjson", f'{{"id": {number}}}\n')
    assert whole(path, LINES).frame["id"].to_list() == [number]


def test_paths_into_objects_and_lists(tmp_path: Path) -> None:
    row = {"names": [{"family": "Kerr"}, {"family": "Marsh"}], "tel": ["1", "", None, "2"], "home": None}
    columns = {
        "first": "names[0].family",
        "all": "names[*].family",
        "tel": "tel[*]",
        "none": "tel[9]",
        "h": "home.a",
    }
    spec = ReadSpec("ndjson", columns=columns)
    path = written(tmp_path, "a.ndjson", json.dumps(row))
    assert whole(path, spec).frame.rows() == [("Kerr", "Kerr\x1fMarsh", "1\x1f2", None, None, 1)]
    assert header(path, spec) == list(columns)
    assert tables(path, spec) == [""]


def test_what_is_nested_below_a_column_is_json(tmp_path: Path) -> None:
    path = written(tmp_path, "a.ndjson", '{"a": {"b": [1.50, null, "x"]}}')
    assert whole(path, LINES).frame["a"].to_list() == ['{"b":[1.50,null,"x"]}']


@pytest.mark.parametrize(
    ("line", "field", "words"),
    [
        ('{"id": 1', None, "not valid JSON"),
        ("[1, 2]", None, "a list, not an object"),
        ("null", None, "null, not an object"),
        ("12", None, "a number, not an object"),
        ('{"id": 1, "id": 2}', None, "'id' is there more than once"),
        ('{"id": NaN}', None, "NaN is not JSON"),
        ("[" * 100_000, None, "nested too deeply"),
        ('{"id": "\\ud800"}', "id", "surrogate"),
        ('{"id": "a\\u0000"}', "id", "NUL"),
    ],
)
def test_a_line_that_cannot_be_a_row(tmp_path: Path, line: str, field: str | None, words: str) -> None:
    path = written(tmp_path, "a.ndjson", f'{{"id": "0"}}\n{line}\n{{"id": "2"}}\n')
    found = whole(path, LINES)
    assert found.frame.rows() == [("0", 1), ("2", 3)]
    (row,) = found.rejected
    assert (row.line, row.field) == (2, field)
    assert words in row.reason
    assert row.value is not None
    assert len(row.value) < 3_000


def test_a_text_where_an_object_was_declared(tmp_path: Path) -> None:
    path = written(tmp_path, "a.ndjson", '{"home": "12 Alder St"}\n{"home": {"post": "M1"}}\n')
    found = whole(path, ReadSpec("ndjson", columns={"post": "home.post"}))
    assert found.frame.rows() == [("M1", 2)]
    assert (found.rejected[0].line, found.rejected[0].field) == (1, "post")
    assert found.rejected[0].row == {"home": "12 Alder St"}


def test_a_line_too_long_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("text_lines", "json_lines"):
        monkeypatch.setattr(f"loaders.readers.{module}.LINE_LIMIT", 100)
    path = written(tmp_path, "a.ndjson", f'{{"id": 1}}\n{{"id": "{"x" * 1_000}"}}\n{{"id": 3}}\n')
    found = whole(path, LINES)
    assert found.frame.rows() == [("1", 1), ("3", 3)]
    assert [row.line for row in found.rejected] == [2]


@pytest.mark.parametrize("path_text", ["", "a..b", "a[", "a[x]", "[0]", "a[0]b"])
def test_what_is_no_path(tmp_path: Path, path_text: str) -> None:
    path = written(tmp_path, "a.ndjson", '{"id": 1}\n')
    found = fault(path, ReadSpec("ndjson", columns={"id": path_text}))
    assert (found.field, found.value) == ("id", path_text)


def test_keys_that_are_one_name_after_stripping(tmp_path: Path) -> None:
    assert fault(written(tmp_path, "a.ndjson", '{"id": 1, " id": 2}\n'), LINES).field == "id"


def test_lines_in_the_wrong_encoding(tmp_path: Path) -> None:
    found = fault(written(tmp_path, "a.ndjson", b'{"id": 1}\n{"id": "Zo\xeb"}\n'), LINES)
    assert (found.line, found.value) == (2, "0xEB")


def test_a_document_gives_the_line_of_each_element(tmp_path: Path) -> None:
    text = '[\n {"id": 1.0,\n  "name": "Maya"},\n\n {"id": 2}, {"name": "Joel"}\n]\n'
    frame = whole(written(tmp_path, "a.json", text), DOCUMENT).frame
    assert frame.rows() == [("1.0", "Maya", 2), ("2", None, 5), (None, "Joel", 5)]


def test_the_rows_at_a_declared_path(tmp_path: Path) -> None:
    text = '{"made": {"rows": 1, "on": ["x", {}]}, "data": {"n": 2, "rows": [{"id": 1}, {"id": 2}]}, "z": 1}'
    path = written(tmp_path, "a.json", text)
    spec = ReadSpec("json", rows="data.rows")
    assert whole(path, spec).frame.rows() == [("1", 1), ("2", 1)]
    assert header(path, spec) == ["id"]
    assert tables(path, spec) == [""]


def test_an_element_that_is_no_row_costs_only_itself(tmp_path: Path) -> None:
    text = '[{"id": 1},\n7,\n{"id": 1, "id": 2},\n{"id": Infinity},\n{"id": 3}]'
    found = whole(written(tmp_path, "a.json", text), DOCUMENT)
    assert found.frame.rows() == [("1", 1), ("3", 5)]
    assert [row.line for row in found.rejected] == [2, 3, 4]


def test_a_list_without_rows(tmp_path: Path) -> None:
    spec = ReadSpec("json", columns={"id": "id"})
    assert whole(written(tmp_path, "a.json", "[]"), spec).frame.columns == ["id", LINE_COLUMN]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[{"id": 1},\n{"id": 2}', 2),
        ('[{"id": 1}\n{"id": 2}]', 2),
        ('[{"id": 1}]\n\nx', 3),
        ("  \n", 2),
        ("[" * 100_000, 1),
    ],
)
def test_a_damaged_document_gives_nothing(tmp_path: Path, text: str, line: int) -> None:
    found = fault(written(tmp_path, "a.json", text), DOCUMENT)
    assert found.line == line
    assert "not valid JSON" in found.reason


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("data.row", "Did you mean 'rows'?"),
        ("made", "keys that lead to"),
        (None, "keys that lead to"),
        ("made.x", ""),
    ],
)
def test_no_list_at_the_declared_path(tmp_path: Path, rows: str | None, words: str) -> None:
    path = written(tmp_path, "a.json", '{"made": 1, "data": {"rows": []}}')
    found = fault(path, ReadSpec("json", rows=rows))
    assert (found.line, found.field) == (1, "rows")
    assert words in found.fix


def test_a_document_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.readers.json_document.DOCUMENT_LIMIT", 10)
    assert "NDJSON" in fault(written(tmp_path, "a.json", '[{"id": 123456}]'), DOCUMENT).fix


def test_a_list_inside_each_line_gives_the_rows(tmp_path: Path) -> None:
    text = (
        '{"case": {"no": 1}, "family": [{"name": "Dana"}, {"name": "Lee"}]}\n'
        '{"case": {"no": 2}, "family": []}\n{"case": {"no": 3}}\n{"case": {"no": 4}, "family": [{"name": "Joel"}]}\n'
    )
    path = written(tmp_path, "a.ndjson", text)
    spec = ReadSpec("ndjson", rows="family", columns={"no": "/case.no", "name": "name"})
    assert whole(path, spec).frame.rows() == [("1", "Dana", 1), ("1", "Lee", 1), ("4", "Joel", 4)]
    assert whole(path, spec, chunk_rows=1).frame.rows() == whole(path, spec).frame.rows()
    assert header(path, ReadSpec("ndjson", rows="family")) == ["name"]


def test_what_is_no_list_of_rows_is_rejected_alone(tmp_path: Path) -> None:
    text = '{"family": {"name": "Dana"}}\n[1]\n{"family": [{"name": "Lee"}, "Dana"]}\n{"family"\n'
    found = whole(
        written(tmp_path, "a.ndjson", text), ReadSpec("ndjson", rows="family", columns={"name": "name"})
    )
    assert found.frame.rows() == [("Lee", 3)]
    assert [(row.line, row.reason) for row in found.rejected][:3] == [
        (1, "there is an object where the list of rows was declared"),
        (2, "the row is a list, not an object"),
        (3, "the row is a text, not an object"),
    ]
    assert found.rejected[3].line == 4


@pytest.mark.parametrize("spec", [LINES, DOCUMENT])
def test_a_value_that_is_nested_without_end_rejects_its_row_alone(tmp_path: Path, spec: ReadSpec) -> None:
    rows = ['{"id": "1", "x": ' + '{"a": ' * 800 + "1" + "}" * 801, '{"id": "2", "x": "b"}']
    text = "\n".join(rows) if spec is LINES else f"[{rows[0]},\n{rows[1]}]"
    found = whole(written(tmp_path, "a.json", text), spec)
    assert found.frame.rows() == [("2", "b", 2)]
    assert [(row.line, row.reason) for row in found.rejected] == [
        (1, "a value of the row is nested too deeply")
    ]
