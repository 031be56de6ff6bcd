"""Sound files spoilt anywhere, by any bytes: they are read or refused in words, and every row is counted."""

from __future__ import annotations

import functools
import io
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import InputFault
from graph.readable import readable
from graph.schema import load_schema
from loaders.delivered.sources import SourceFile
from loaders.mapping import Mapping, parse_mapping, shipped_mappings
from loaders.rows.gather import Gathered, gather
from tests.unit.loaders.broken.case import mapping_text
from tests.unit.loaders.broken.loading import Bench
from tests.unit.loaders.broken.soundness import CHANGES, ENDINGS, ROWS, SOUND, Change, spoilt

DAY = date(2026, 5, 12)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
LONG = settings(max_examples=1_500, deadline=None, suppress_health_check=list(HealthCheck))
LONGEST_VALUE = 2_001


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder for one file after the other."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@functools.cache
def mapping(declared: str) -> Mapping:
    """The mapping of the corpus for a format."""
    text = mapping_text(declared)
    if text is not None:
        return parse_mapping("people.yaml", text)
    return next(
        one for one in shipped_mappings() if one.feed.id.endswith(declared) or one.file.startswith(declared)
    )


def outcome(path: Path, declared: str) -> Gathered | InputFault:
    """What reading and mapping a file gives or raises."""
    try:
        return gather(mapping(declared), (SourceFile.of(path),), load_schema(), DAY)
    except InputFault as fault:
        return fault


def told(fault: InputFault, path: Path) -> None:
    """A fault names the file, what is wrong and what to do, on one line of a sensible length."""
    words = str(fault)
    assert fault.reason
    assert fault.fix
    assert path.name in fault.file
    assert words == readable(words)
    assert len(words) < 1_000 + len(str(path))


def held(folder: Path, declared: str, raw: bytes) -> Gathered | InputFault:
    """What comes of a file, which is held to what has to be so of any."""
    path = folder / f"people.{ENDINGS.get(declared, declared)}"
    path.write_bytes(raw)
    found = outcome(path, declared)
    if isinstance(found, InputFault):
        told(found, path)
        return found
    assert found.read == found.loaded + len(found.rejected)
    for _, row in found.rejected:
        assert row.reason
        assert row.fix
        assert row.line > 0
        assert len(row.value or "") <= LONGEST_VALUE
        "".join(text or "" for text in (row.value, row.field, *row.row, *row.row.values())).encode()
    for _, finding in found.findings:
        f"{finding.words}{finding.value}{finding.field}".encode()
    return found


@pytest.mark.parametrize("declared", SOUND)
def test_the_sound_file_is_sound(folder: Path, declared: str) -> None:
    found = held(folder, declared, SOUND[declared])
    assert isinstance(found, Gathered)
    assert not found.rejected
    assert found.loaded >= len(ROWS)


@pytest.mark.parametrize("declared", SOUND)
@QUICK
@given(changes=CHANGES)
def test_a_spoilt_file_is_read_or_refused_and_its_rows_add_up(
    folder: Path, declared: str, changes: list[Change]
) -> None:
    held(folder, declared, spoilt(declared, changes))


@QUICK
@given(changes=CHANGES, part=st.integers(0, 20))
def test_a_workbook_with_a_spoilt_part(folder: Path, changes: list[Change], part: int) -> None:
    held(folder, "xlsx", with_part_spoilt(changes, part))


@pytest.mark.parametrize("part", range(10))
def test_a_workbook_with_a_part_that_does_not_begin_as_xml(folder: Path, part: int) -> None:
    held(folder, "xlsx", with_part_spoilt([Change("write over", 0.0, 0.0, b"\x00")], part))


def with_part_spoilt(changes: list[Change], chosen: int) -> bytes:
    """The sound workbook, packed again after one of its parts was changed: its checksums are right."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SOUND["xlsx"])) as sound, zipfile.ZipFile(out, "w") as made:
        names = sound.namelist()
        for name in names:
            raw = sound.read(name)
            if name == names[chosen % len(names)]:
                for change in changes:
                    raw = change.of(raw)
            made.writestr(name, raw)
    return out.getvalue()


@pytest.mark.long
@pytest.mark.parametrize("declared", SOUND)
@LONG
@given(changes=CHANGES)
def test_many_spoilt_files(folder: Path, declared: str, changes: list[Change]) -> None:
    held(folder, declared, spoilt(declared, changes))


@pytest.mark.long
@LONG
@given(changes=CHANGES, part=st.integers(0, 20))
def test_many_workbooks_with_a_spoilt_part(folder: Path, changes: list[Change], part: int) -> None:
    held(folder, "xlsx", with_part_spoilt(changes, part))


@pytest.mark.long
@pytest.mark.parametrize("declared", SOUND)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes=CHANGES)
def test_spoilt_files_through_the_whole_command(bench: Bench, declared: str, changes: list[Change]) -> None:
    path = bench.delivery() / f"people.{ENDINGS.get(declared, declared)}"
    path.write_bytes(spoilt(declared, changes))
    said = bench.load(path, declared)
    path.unlink()
    path.parent.rmdir()
    assert said.status in (0, 1)
    for feed in said.feeds:
        assert feed["read"] == feed["loaded"] + feed["quarantined"]
        assert said.status == (1 if feed["refused"] or feed["quarantined"] else 0)
