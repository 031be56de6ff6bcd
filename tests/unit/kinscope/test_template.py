"""`kinscope load --template`: what it writes can be filled in and loaded, and nothing is overwritten."""

from __future__ import annotations

import csv
from pathlib import Path

import fastexcel
import pytest
import yaml

from graph.errors import InputFault, UsageFault
from kinscope.commands.template import run
from loaders.delivered.template import explained, stub, table_of
from loaders.mapping import load_mapping
from loaders.mapping.general import general_names
from loaders.mapping.unfinished import FILL_IN
from loaders.rows.gather import SourceFile
from tests.feeds import gathered
from tests.unit.loaders.mappings.general_samples import FULL, feed_of


def filled_in(text: str, name: str) -> str:
    """A stub as somebody might finish it."""
    words = yaml.safe_load(text)
    said = {"id": f"police/{name}", "title": "Log", "agency": "police", "category": "attendance"}
    feed = words["feed"]
    feed |= {word: value for word, value in said.items() if feed[word] == FILL_IN}
    feed["covers"] = {"as_of": "2026-05-12", "area": "all", "ages": "all"}
    if words["files"] == FILL_IN:
        words["files"] = "*"
    return yaml.safe_dump(words)


@pytest.mark.parametrize("name", FULL)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_empty_file_has_the_columns_and_no_row(name: str, ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"empty.{ending}"
    run(name, [path])
    found = gathered(feed_of(name), SourceFile.of(path))
    assert (found.read, found.rejected, found.findings) == (0, [], [])


@pytest.mark.parametrize("name", FULL)
def test_a_csv_file_that_was_filled_in_loads(name: str, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    run(name, [path])
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(FULL[name].values())
    found = gathered(feed_of(name), SourceFile.of(path))
    assert (found.read, found.loaded, found.findings) == (1, 1, [])


@pytest.mark.parametrize("name", general_names())
def test_the_mapping_is_refused_until_it_is_filled_in(name: str, tmp_path: Path) -> None:
    path = tmp_path / "log.yaml"
    run(name, [path])
    with pytest.raises(InputFault, match="is still to be filled in"):
        load_mapping(path)
    path.write_text(filled_in(stub(name), name), encoding="utf-8")
    mapping = load_mapping(path)
    assert mapping.feed.id == f"police/{name}"
    if name == "safety_markers":
        assert mapping.feed.restriction == "safety_marker"


def test_the_workbook_says_what_each_column_takes(tmp_path: Path) -> None:
    path = tmp_path / "log.xlsx"
    run("sharing_log", [path])
    book = fastexcel.read_excel(str(path))
    assert book.sheet_names == ["Sharing log", "How to fill it in"]
    rows = book.load_sheet(1).to_polars().rows()
    said = {row[0]: row[1:] for row in rows}
    assert set(said) == set(feed_of("sharing_log").tables[0].columns)
    assert said["Reference"] == ("yes", "words")
    assert said["Level"] == ("no", "one of: flag; contact; summary; detail")
    assert said["To agency"] == ("one of: To agency or person", "words; several are parted by ';'")
    assert said["Decided on"][1] == "a day: 2026-05-12 or 12/05/2026"


@pytest.mark.parametrize("name", FULL)
def test_every_column_is_explained(name: str) -> None:
    table = table_of(name)
    assert table is not None
    assert [one.column for one in explained(table)] == list(FULL[name])
    assert all(one.what and one.needed for one in explained(table))


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("kept", encoding="utf-8")
    with pytest.raises(InputFault, match="such a file already"):
        run("orders", [path])
    assert path.read_text(encoding="utf-8") == "kept"


@pytest.mark.parametrize(
    ("name", "paths", "words"),
    [
        ("order", ["a.csv"], "'orders'"),
        ("orders", [], "Name one file"),
        ("orders", ["a.csv", "b.csv"], "Name one file"),
        ("orders", ["a.pdf"], ".csv, .xlsx or .yaml"),
    ],
)
def test_wrong_usage_says_what_to_do(name: str, paths: list[str], words: str, tmp_path: Path) -> None:
    with pytest.raises(UsageFault, match=words):
        run(name, [tmp_path / path for path in paths])
    assert list(tmp_path.iterdir()) == []
