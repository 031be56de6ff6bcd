"""Files far larger than what is held at once, made as they are needed: memory stays below a fixed bound."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.unit.loaders.broken.delimited_files import HEAD, SOUND
from tests.unit.loaders.broken.loading import Bench
from tests.unit.loaders.broken.parts_of_workbooks import MAIN, STRINGS, XML, parts, row, sheet, workbook

GIGABYTE = 1024**3
# What the process may come to, of which Python, its libraries and an empty store need 400.
MEGABYTES = 900
COMMAND = """
import re, resource, sys
from pathlib import Path
from kinscope.cli import main
try:
    main()
finally:
    # Linux counts what the process had before it became this one among the other number.
    if sys.platform == "linux":
        kilobytes = int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])
    else:
        kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(kilobytes // 1024, file=sys.stderr)
"""


@dataclass(frozen=True)
class Huge:
    """A file, what stands in the message about it, and how many rows are loaded all the same (None: refused)."""

    declared: str
    make: Callable[[Path], Path]
    words: str
    loaded: int | None = None


def sparse(name: str, before: bytes = b"", after: bytes = b"") -> Callable[[Path], Path]:
    """A maker of a file with a gigabyte of NUL in the middle, which takes no room on the disk."""

    def make(folder: Path) -> Path:
        path = folder / name
        with path.open("wb") as file:
            file.write(before)
            file.seek(GIGABYTE, os.SEEK_CUR)
            file.write(after)
            file.truncate()
        return path

    return make


def repeated(name: str, before: str, piece: str, after: str, size: int = GIGABYTE) -> Callable[[Path], Path]:
    """A maker of a file with a gigabyte, or as much as `size` says, of the same piece in the middle."""

    def make(folder: Path) -> Path:
        path = folder / name
        block = (piece * (1024 * 1024 // len(piece) + 1)).encode()
        with path.open("wb") as file:
            file.write(before.encode())
            for _ in range(size // len(block)):
                file.write(block)
            file.write(after.encode())
        return path

    return make


def bomb(folder: Path) -> Path:
    """A gigabyte and more in a megabyte."""
    path = workbook(folder, parts(sheet(())))
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/more.xml", "w") as part,
    ):
        for _ in range(1_100):
            part.write(b" " * 1024 * 1024)
    return path


def far_sheet(folder: Path) -> Path:
    """A sheet that reaches over two hundred million cells, with three in it."""
    return workbook(
        folder, parts(sheet([row(2, "1"), '<row r="200000"><c r="ALL200000"><v>1</v></c></row>']))
    )


def repeated_text(folder: Path) -> Path:
    """Thirty gigabytes of text in two megabytes: a million cells name one text."""
    rows = [f'<row r="{line}"><c r="A{line}" t="s"><v>0</v></c></row>' for line in range(2, 1_000_002)]
    texts = f'{XML}<sst xmlns="{MAIN}" uniqueCount="1"><si><t>{"x" * 30_000}</t></si></sst>'
    return workbook(folder, parts(sheet(rows), extra={STRINGS: texts}))


def view(folder: Path) -> Path:
    """A table whose one row holds a text of a gigabyte that is nowhere in the file."""
    path = folder / "people.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "CREATE TABLE children (Ref, Name, Born, Note AS (hex(zeroblob(490000000))));"
            "INSERT INTO children VALUES (1, 'Maya', NULL);"
        )
    return path


HUGE = {
    "a line of a gigabyte of NUL": Huge("csv", sparse("people.csv", SOUND.encode(), b"\n3,Lee,,\n"), "longer than", 3),
    "a header of a gigabyte": Huge("csv", sparse("people.csv"), "in the header"),
    "a gigabyte between quotation marks": Huge(
        "csv", repeated("people.csv", f'{SOUND}3,"', "some words ", '",,\n'), "longer than", 2
    ),
    "forty million short lines between quotation marks": Huge(
        "csv", repeated("people.csv", f'{HEAD}3,"', '"x\n', '",,\n', 120_000_000), "more than 200,000 rows"
    ),
    "a gigabyte of NUL alone, as lines": Huge("ndjson", sparse("people.ndjson"), "no column names"),
    "a document of a gigabyte": Huge("json", sparse("people.json", b"[", b"]"), "held at once"),
    "an element of a gigabyte": Huge(
        "xml", repeated("people.xml", "<Return><Children><Child><Ref>", "x", "</Ref></Child></Children></Return>"),
        "not well-formed",
    ),
    "a gigabyte of levels": Huge("xml", repeated("people.xml", "", "<Return>", ""), "not well-formed"),
    "ten million elements without an end": Huge(
        "xml", repeated("people.xml", "<Return><Children>", "<Child/>", "", 80_000_000), "not well-formed"
    ),
    "a line of a gigabyte in a tree": Huge(
        "gedcom", repeated("people.ged", "0 HEAD\n1 CHAR UTF-8\n0 @I1@ INDI\n1 NAME ", "Maya ", "\n0 TRLR\n"),
        "longer than", 0,
    ),
    "a gigabyte after a tree's header": Huge("gedcom", sparse("people.ged", b"0 HEAD\n1 CHAR UTF-8\n"), "TRLR"),
    "a bomb": Huge("xlsx", bomb, "would unpack to"),
    "a sheet that reaches far": Huge("xlsx", far_sheet, "rows and 1,000 columns"),
    "a text that a million cells name": Huge("xlsx", repeated_text, "bytes of text"),
    "a gigabyte of NUL as a workbook": Huge("xlsx", sparse("people.xlsx"), "no XLSX workbook"),
    "a gigabyte of NUL as Parquet": Huge("parquet", sparse("people.parquet", b"PAR1", b"PAR1"), "no Parquet file"),
    "a gigabyte of NUL as a database": Huge("sqlite", sparse("people.sqlite", b"SQLite format 3\0"), "database"),
    "a gigabyte that a database makes": Huge("sqlite", view, "database"),
}  # fmt: skip


@pytest.fixture
def huge_delivery(bench: Bench) -> Iterator[Path]:
    """A folder whose files are removed at once."""
    folder = bench.delivery()
    yield folder
    for path in folder.iterdir():
        path.unlink()


@pytest.mark.long
@pytest.mark.parametrize("name", HUGE)
def test_a_huge_file_is_told_of_in_bounded_memory(name: str, bench: Bench, huge_delivery: Path) -> None:
    case = HUGE[name]
    path = case.make(huge_delivery)
    report, status, megabytes = loaded(bench, path, case.declared)
    assert megabytes < MEGABYTES
    assert status == 1
    (feed,) = report["feeds"]
    said = [str(feed["refused"]), *(f"{row['reason']} {row['value']}" for row in feed["quarantine"])]
    assert any(case.words in words for words in said), said
    assert max(map(len, said)) < 3_000
    assert (feed["refused"] is None) == (case.loaded is not None)
    assert feed["loaded"] == (case.loaded or 0)
    assert feed["read"] == feed["loaded"] + feed["quarantined"]


def loaded(bench: Bench, path: Path, declared: str) -> tuple[dict[str, Any], int, int]:
    """The report of loading a file in a process of its own, its exit status, and the most memory that it had."""
    words = [sys.executable, "-c", COMMAND, *bench.words(path, declared)[1:], "--json"]
    environment = {**bench.environment, "PYTHONPATH": str(Path(__file__).parents[4])}
    done = subprocess.run(
        words, cwd=bench.folder, env=environment, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    return json.loads(done.stdout), done.returncode, int(done.stderr.split()[-1])
