"""Faults that every format shares: the file itself, and what is declared about it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from graph.errors import InputFault
from loaders.readers import FORMATS, ReadSpec, header, read, tables
from tests.unit.loaders.readers.reading import fault, written

EVERY_FORMAT = pytest.mark.parametrize("name", sorted(FORMATS))


@EVERY_FORMAT
def test_a_file_that_is_not_there(tmp_path: Path, name: str) -> None:
    assert "no such file" in fault(tmp_path / "none", ReadSpec(name)).reason


@EVERY_FORMAT
def test_a_folder(tmp_path: Path, name: str) -> None:
    assert "folder" in fault(tmp_path, ReadSpec(name)).reason


@EVERY_FORMAT
def test_an_empty_file(tmp_path: Path, name: str) -> None:
    assert "empty" in fault(written(tmp_path, "empty", b""), ReadSpec(name)).reason


@EVERY_FORMAT
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path, name: str) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert "not an ordinary file" in fault(pipe, ReadSpec(name)).reason


@EVERY_FORMAT
def test_a_file_that_may_not_be_read(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, *args: Any, **named: Any) -> None:
        raise PermissionError(13, "Permission denied")

    path = written(tmp_path, "locked", b"x")
    monkeypatch.setattr(Path, "open", refuse)
    assert "Permission denied" in fault(path, ReadSpec(name)).reason


@pytest.mark.parametrize("name", ["xlsx", "parquet", "sqlite", "xml", "json"])
def test_a_file_of_another_format(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, "list.csv", "id,name\n1,Maya\n")
    assert fault(path, ReadSpec(name, rows="a" if name == "xml" else None, columns={"a": "a"})).reason


def test_an_unknown_format_names_the_nearest(tmp_path: Path) -> None:
    found = fault(tmp_path / "x", ReadSpec("ndjsn"))
    assert found.value == "ndjsn"
    assert "Did you mean 'ndjson'?" in found.fix


def test_a_header_on_line_zero(tmp_path: Path) -> None:
    assert fault(written(tmp_path, "a.csv", "a\n"), ReadSpec("csv", header=0)).field == "header"


def test_faults_of_the_file_come_at_the_call(tmp_path: Path) -> None:
    with pytest.raises(InputFault):
        read(tmp_path / "none", ReadSpec("csv"))


@pytest.mark.parametrize("ask", [header, tables])
def test_header_and_tables_look_at_the_file_first(tmp_path: Path, ask: Any) -> None:
    with pytest.raises(InputFault, match="no such file"):
        ask(tmp_path / "none", ReadSpec("csv"))


def test_a_chunk_holds_at_least_one_row(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        read(tmp_path / "none", ReadSpec("csv"), chunk_rows=0)
