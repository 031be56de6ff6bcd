"""Paths into JSON that choose among objects, rows of what is nested, and several paths of rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from loaders.readers import LINE_COLUMN, ReadSpec, header
from tests.unit.loaders.readers.reading import fault, whole, written

MAYA: dict[str, Any] = {
    "kind": "child",
    "id": 1,
    "number": [{"system": "http://example.org/upn", "value": "P1"}, {"system": "nhs", "value": "9"}],
    "name": [
        {"use": "old", "given": ["M."]},
        {"use": "official", "given": ["Maya", "Ann"]},
        {"given": ["May"]},
    ],
    "home": [{"line": "12 Alder St", "time": {"from": "2019"}}, {"line": "7 Poplar Ct"}],
    "school": {"phase": "primary", "name": "Elm"},
}
LEE = {"kind": "adult", "id": 2, "home": []}
BUNDLE = {"kind": "bundle", "page": 3, "entry": [{"thing": MAYA}, {"thing": LEE}, {"done": True}]}
CHILDREN = "entry[*].thing[kind=child]"


def read(
    tmp_path: Path, form: str, value: object, rows: str | None = None, *others: str, **paths: str
) -> Any:
    path = written(tmp_path, f"a.{form}", json.dumps(value) + "\n")
    found = whole(path, ReadSpec(form, rows=rows, or_rows=others, columns=paths))
    return found.frame.drop(LINE_COLUMN).rows(), [(row.field, row.reason) for row in found.rejected]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("number[system=nhs].value", "9"),
        ("number[system=http://example.org/upn].value", "P1"),
        ("number[system=pnc].value", None),
        ("number[system!=nhs].value", "P1"),
        ("name[use=official].given[*]", "Maya\x1fAnn"),
        ("name[use=official][0].given[1]", "Ann"),
        ("name[use=].given[0]", "May"),
        ("name[use!=official][*].given[0]", "M.\x1fMay"),
        ("name[use!=official][1].given[0]", "May"),
        ("name[use=maiden][0].given[0]", None),
        ("school[phase=primary].name", "Elm"),
        ("school[phase=secondary].name", None),
        ("absent[phase=primary].name", None),
        ("[kind=child].id", "1"),
    ],
)
def test_a_choice_by_the_text_of_a_key(tmp_path: Path, path: str, expected: str | None) -> None:
    assert read(tmp_path, "ndjson", MAYA, found=path) == ([(expected,)], [])


@pytest.mark.parametrize("form", ["json", "ndjson"])
def test_objects_of_one_kind_are_the_rows(tmp_path: Path, form: str) -> None:
    assert read(tmp_path, form, BUNDLE, CHILDREN, id="id") == ([("1",)], [])
    assert read(tmp_path, form, BUNDLE, "entry[*].thing[kind!=child]", id="id") == ([("2",)], [])
    assert read(tmp_path, form, BUNDLE, "entry[*].thing", id="id") == ([("1",), ("2",)], [])


@pytest.mark.parametrize("form", ["json", "ndjson"])
def test_rows_of_what_is_nested_know_what_is_around_them(tmp_path: Path, form: str) -> None:
    paths = {"line": "line", "since": "time.from", "whose": "../id", "school": "../school.name"}
    rows, rejected = read(tmp_path, form, BUNDLE, f"{CHILDREN}.home[*]", **paths, up="../../thing.kind")
    assert rows == [("12 Alder St", "2019", "1", "Elm", "child"), ("7 Poplar Ct", None, "1", "Elm", "child")]
    assert rejected == []


def test_several_paths_give_rows_each_from_a_bundle_and_from_what_stands_alone(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(one) for one in (BUNDLE, MAYA, LEE))
    path = written(tmp_path, "a.ndjson", lines)
    spec = ReadSpec("ndjson", rows=CHILDREN, or_rows=("[kind=child]",), columns={"id": "id"})
    assert whole(path, spec).frame.rows() == [("1", 1), ("1", 2)]
    assert read(tmp_path, "json", BUNDLE, CHILDREN, "[kind=child]", id="id") == ([("1",)], [])
    assert read(tmp_path, "json", MAYA, CHILDREN, "[kind=child]", id="id") == ([("1",)], [])
    assert read(tmp_path, "json", LEE, CHILDREN, "[kind=child]", id="id") == ([], [])
    assert read(tmp_path, "json", [MAYA, LEE], "[kind=child]", id="id") == ([("1",)], [])


def test_a_document_with_none_of_the_paths_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "a.json", '{"entries": []}')
    found = fault(path, ReadSpec("json", rows=CHILDREN, or_rows=("other",), columns={"id": "id"}))
    assert (found.field, found.value) == ("rows", "entry")
    assert "entries" in found.fix


def test_the_line_is_that_of_the_outermost_element(tmp_path: Path) -> None:
    path = written(tmp_path, "a.json", json.dumps(BUNDLE, indent=1))
    spec = ReadSpec("json", rows=f"{CHILDREN}.home[*]", columns={"line": "line"})
    lines = path.read_text(encoding="utf-8").splitlines()
    starts = [number for number, line in enumerate(lines, start=1) if '"thing"' in line]
    assert whole(path, spec).frame[LINE_COLUMN].to_list() == [starts[0] - 1] * 2


def test_without_columns_the_keys_of_the_rows_are_the_columns(tmp_path: Path) -> None:
    path = written(tmp_path, "a.json", json.dumps(BUNDLE))
    assert header(path, ReadSpec("json", rows=f"{CHILDREN}.number[*]")) == ["system", "value"]


@pytest.mark.parametrize("form", ["json", "ndjson"])
def test_something_else_on_the_way_to_a_row_is_rejected_alone(tmp_path: Path, form: str) -> None:
    spoilt = {"entry": [{"thing": "a text"}, {"thing": {**MAYA, "home": {"line": "x"}}}, {"thing": MAYA}]}
    rows, rejected = read(tmp_path, form, spoilt, f"{CHILDREN}.home[*]", line="line")
    words = {reason for _, reason in rejected}
    assert words <= {
        "there is a text where a list was declared",
        "there is an object where a list was declared",
    }
    assert rejected
    if form == "json":
        assert rows == [("12 Alder St",), ("7 Poplar Ct",)]
        assert len(rejected) == 2


def test_a_broken_element_of_a_bundle_costs_only_itself(tmp_path: Path) -> None:
    entries = '{"thing": {"kind": "child", "id": 1, "id": 2}},\n{"thing": {"kind": "child", "id": 3}}'
    text = f'{{"kind": "bundle", "entry": [\n{entries}]}}'
    spec = ReadSpec("json", rows=CHILDREN, or_rows=("[kind=child]",), columns={"id": "id"})
    found = whole(written(tmp_path, "a.json", text), spec)
    assert found.frame.rows() == [("3", 3)]
    assert [(row.line, row.reason) for row in found.rejected] == [(2, "the key 'id' is there more than once")]


@pytest.mark.parametrize("path", ["a[=x]", "a[x=1", "[0].a", "a[]", "a.", ".a", "../", "a[b][c=1]", "a]b"])
def test_what_is_no_path(tmp_path: Path, path: str) -> None:
    found = fault(written(tmp_path, "a.ndjson", '{"a": 1}\n'), ReadSpec("ndjson", columns={"x": path}))
    assert (found.field, found.value) == ("x", path)
