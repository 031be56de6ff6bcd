"""Every broken file is said to be broken, where, and what to do; and every row of it is counted."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from loaders.readers import FORMATS
from tests.unit.loaders.broken import databases, delimited_files, json_files, trees, workbooks, xml_files
from tests.unit.loaders.broken.case import Case, Refused, Rows
from tests.unit.loaders.broken.loading import Bench, Said

CASES = (
    *delimited_files.CASES, *workbooks.CASES, *xml_files.CASES, *json_files.CASES, *databases.CASES, *trees.CASES,
)  # fmt: skip
LONGEST_VALUE = 2_001
LONGEST_MESSAGE = 1_000


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.declared}: {case.name}")
def test_a_broken_file_is_told_of_and_its_rows_add_up(
    case: Case, bench: Bench, delivery: Path, listener: socket.socket
) -> None:
    place = case.make(delivery)
    lead_to(listener, place)
    said = bench.load(place, case.declared)
    with pytest.raises(BlockingIOError):
        listener.accept()
    if isinstance(case.outcome, Refused):
        refused(said, case.outcome, place.name)
    else:
        counted(said, case.outcome, place.name)


def test_no_two_cases_are_the_same_and_all_formats_are_there() -> None:
    names = [(case.declared, case.name) for case in CASES]
    assert len(set(names)) == len(names) >= 60
    assert {case.declared.partition("_")[0] for case in CASES} == set(FORMATS)


def lead_to(listener: socket.socket, path: Path) -> None:
    """Make the addresses in a file those of a server that is there."""
    raw = path.read_bytes() if path.suffix == ".xml" else b""
    if b":PORT" in raw:
        path.write_bytes(raw.replace(b":PORT", f":{listener.getsockname()[1]}".encode()))


def refused(said: Said, wanted: Refused, file: str) -> None:
    """Nothing of the file is loaded, and one message says where it is broken."""
    (feed,) = said.feeds
    message = str(feed["refused"])
    assert wanted.words in message
    assert message.startswith(file) or f"/{file}" in message
    assert wanted.line is None or f"{file}, line {wanted.line}" in message
    assert wanted.field is None or f"field '{wanted.field}'" in message
    assert message.endswith((".", "?")), "it does not say what to do"
    assert len(message) < LONGEST_MESSAGE
    assert (said.status, feed["read"], feed["loaded"]) == (1, 0, 0)


def counted(said: Said, wanted: Rows, file: str) -> None:
    """Rows are loaded but for those that are set apart, each with its place."""
    (feed,) = said.feeds
    assert feed["refused"] is None
    found = sorted(feed["quarantine"], key=lambda row: int(row["line"]))
    assert [where(row) for row in found] == [(row.line, row.field) for row in wanted.quarantined]
    for row, expected in zip(found, wanted.quarantined, strict=True):
        assert expected.words in row["reason"]
        assert row["fix"]
        assert row["file"] == file
        assert len(row["value"] or "") <= LONGEST_VALUE
    assert (feed["loaded"], feed["quarantined"]) == (wanted.loaded, len(wanted.quarantined))
    assert feed["read"] == feed["loaded"] + feed["quarantined"]
    assert feed["findings"] == wanted.findings
    assert said.status == (1 if wanted.quarantined else 0)


def where(row: dict[str, Any]) -> tuple[int, str | None]:
    """The place of a row in quarantine."""
    return row["line"], row["field"]
