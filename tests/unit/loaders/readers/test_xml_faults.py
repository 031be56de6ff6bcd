"""XML that is damaged, dangerous or asked for in a way that cannot be answered: nothing of it is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from graph.errors import InputFault
from loaders.readers import ReadSpec, read
from tests.unit.loaders.readers.reading import fault, whole, written

ROWS = ReadSpec("xml", rows="r", columns={"x": "x"})
FIXED = ReadSpec("xml", rows="r", columns={"x": "x", "h": "/h"})


@pytest.mark.parametrize("spec", [ROWS, FIXED])
@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<a>\n<r><x>1</x></r>\n<r><x>1</r>\n</a>", 3),
        ("<a>\n<r>\n", 3),
        ("<a/>\n<a/>", 2),
        ("nothing", 1),
        (" \n ", 2),
        ("<a>\n&x;</a>", 2),
        ("<a>\n<p:r/></a>", 2),
    ],
)
def test_what_is_not_well_formed(tmp_path: Path, text: str, line: int, spec: ReadSpec) -> None:
    found = fault(written(tmp_path, "a.xml", text), spec)
    assert found.line == line
    assert "not well-formed" in found.reason
    assert "(column " in found.reason


@pytest.mark.parametrize("damage", ["<p:r/>", "<r>", "&x;", "</b>", "<r xml:id='1'/>"])
def test_damage_far_down_still_gives_nothing(tmp_path: Path, damage: str) -> None:
    rows = "<r><x>some text</x></r>\n" * 60_000
    path = written(tmp_path, "a.xml", f"<a>\n{rows}{damage}\n{rows}</a>")
    chunks = read(path, ROWS, chunk_rows=100)
    with pytest.raises(InputFault, match="not well-formed"):
        next(chunks)


def test_a_byte_that_is_not_of_the_encoding(tmp_path: Path) -> None:
    found = fault(written(tmp_path, "a.xml", b"<a>\n<r><x>Zo\xeb</x></r></a>"), ROWS)
    assert found.line == 2
    assert "encoding" in found.reason or "UTF-8" in found.reason


def test_elements_in_one_another_without_end(tmp_path: Path) -> None:
    path = written(tmp_path, "a.xml", "<a>" * 5_000 + "</a>" * 5_000)
    assert "not well-formed" in fault(path, ROWS).reason


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('<!DOCTYPE a [<!ENTITY x "y">]>\n<a><r/></a>', "x"),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>\n<a><r><x>&x;</x></r></a>', "x"),
        ('<!DOCTYPE a SYSTEM "none.dtd">\n<a><r><x>&name;</x></r></a>', "&name;"),
        ('<!DOCTYPE a SYSTEM "none.dtd">\n<a>&name;<r/><r/></a>', "&name;"),
        ('<!DOCTYPE a SYSTEM "none.dtd">\n<a><r/><r/>&name;</a>', "&name;"),
        (
            '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "'
            + "&a;" * 100
            + '"><!ENTITY c "'
            + "&b;" * 100
            + '">]><a>&c;</a>',
            "a",
        ),
    ],
)
@pytest.mark.parametrize("spec", [ROWS, FIXED])
def test_entities_are_refused(tmp_path: Path, text: str, value: str, spec: ReadSpec) -> None:
    found = fault(written(tmp_path, "a.xml", text), spec)
    assert "entities" in found.reason
    assert found.value == value


@pytest.mark.parametrize(
    "doctype", ["<!DOCTYPE a>", "<!DOCTYPE a [<!ELEMENT a ANY>]>", '<!DOCTYPE a SYSTEM "x.dtd">']
)
def test_a_document_type_without_entities_is_no_fault(tmp_path: Path, doctype: str) -> None:
    path = written(tmp_path, "a.xml", f"{doctype}<a><h>1</h><r><x>2</x></r></a>")
    assert whole(path, FIXED).frame.rows() == [("2", "1", 1)]


@pytest.mark.parametrize(
    ("rows", "columns", "field"),
    [
        (None, {"x": "x"}, "rows"),
        ("r", {}, "columns"),
        ("r", {"x": "a//b"}, "x"),
        ("r", {"x": ""}, "x"),
        ("r", {"x": "@"}, "x"),
        ("r", {"x": "a/../b"}, "x"),
        ("r", {"x": "a[1]"}, "x"),
        ("r/@id", {"x": "x"}, "rows"),
        ("r", {"x": "../x"}, "rows"),
    ],
)
def test_paths_that_cannot_be_followed(
    tmp_path: Path, rows: str | None, columns: dict[str, str], field: str
) -> None:
    path = written(tmp_path, "a.xml", "<a><r><x>1</x></r></a>")
    assert fault(path, ReadSpec("xml", rows=rows, columns=columns)).field == field


def test_an_ancestor_too_large_to_keep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.readers.xml_rows.KEPT_LIMIT", 100)
    path = written(tmp_path, "a.xml", "<a><g>" + "<r><x>1</x></r>" * 100 + "</g></a>")
    found = fault(path, ReadSpec("xml", rows="g/r", columns={"x": "../x"}))
    assert "'g' holds more than 100" in found.reason


def test_a_census_return_cut_short_names_its_last_line(
    tmp_path: Path, shared_data: Callable[[str], Path]
) -> None:
    content = (shared_data("cin_census") / "fake_CIN_data.xml").read_bytes()
    cut = content[: len(content) // 2]
    spec = ReadSpec("xml", rows="Children/Child", columns={"id": "ChildIdentifiers/LAchildID"})
    found = fault(written(tmp_path, "a.xml", cut), spec)
    assert found.line == cut.count(b"\n") + 1
