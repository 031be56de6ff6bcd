"""docs/borough.md names what is written: every column, every trap, every declared share."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from loaders.borough import calibration
from loaders.borough.planting import KINDS
from tests.unit.loaders.borough import files

PAGE = (Path(__file__).parents[4] / "docs" / "borough.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([^`]+)`", PAGE))


def _header(path: Path) -> set[str]:
    encoding = "cp1252" if path.name == "census.csv" else "utf-8"
    delimiter = "\t" if path.suffix == ".tsv" else ","
    with path.open(encoding=encoding) as file:
        return set(file.readline().rstrip("\r\n").split(delimiter))


def _columns(out: Path) -> dict[str, set[str]]:
    found = {
        f"{path.parent.name}/{path.name}": _header(path)
        for path in out.rglob("*")
        if path.suffix in (".csv", ".tsv") and path.parent != out
    }
    for name in ("registrations", "addresses"):
        found[name] = set(pl.read_parquet(out / "gp_practices" / f"{name}.parquet").columns)
    for sheet in ("Caseload", "Antenatal"):
        found[sheet] = set(files.caseload(out, sheet).columns)
    for table in ("person", "incident", "incident_person"):
        found[table] = {row[1] for row in files.police(out, f"PRAGMA table_info({table})")}
    return found


def test_every_column_is_named(borough: Path) -> None:
    for name, columns in _columns(borough).items():
        assert {column for column in columns if not re.match("Contact[23] ", column)} <= NAMED, name


def _keys(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(_keys, value.values()))
    return set().union(*map(_keys, value)) if isinstance(value, list) else set()


def test_every_field_of_a_case_and_of_a_client_is_named(borough: Path) -> None:
    assert _keys(files.cases(borough)) <= NAMED
    words = set(re.findall(r"\w+", " ".join(NAMED)))
    for client in files.clients(borough):
        for element in client.iter():
            assert {element.tag, *element.attrib} <= words


def test_every_kind_of_trap_is_named_as_the_truth_writes_it() -> None:
    assert set(KINDS) <= NAMED


@pytest.mark.parametrize(
    "shares",
    [
        calibration.HOUSEHOLD_KINDS,
        calibration.HOUSEHOLD_SIZES,
        calibration.REFERRAL_SOURCES,
        calibration.PRIMARY_NEEDS,
    ],
)
def test_the_table_says_what_is_declared(shares: dict[str, float]) -> None:
    for name, share in shares.items():
        assert f"| {name} | {share * 100:.1f} |" in PAGE
