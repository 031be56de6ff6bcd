"""Reads the borough's files back for its tests, each format with a reader that is not the writer's own code."""

from __future__ import annotations

import csv
import json
import sqlite3
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import polars as pl

Row = dict[str, str]


def rows(path: Path, *, encoding: str = "utf-8", delimiter: str = ",") -> list[Row]:
    """The rows of a delimited file by their column names."""
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def truth(out: Path, name: str) -> list[Row]:
    """One file of the truth."""
    return rows(out / "truth" / name)


def pupils(out: Path) -> list[Row]:
    """The school census."""
    return rows(out / "schools" / "census.csv", encoding="cp1252")


def tenants(out: Path) -> list[Row]:
    """Housing's tenants and occupants."""
    return rows(out / "housing" / "tenants_and_occupants.tsv", delimiter="\t")


def cases(out: Path) -> list[dict[str, object]]:
    """The cases of children's social care."""
    text = (out / "childrens_social_care" / "children.ndjson").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def caseload(out: Path, sheet: str = "Caseload") -> pl.DataFrame:
    """A sheet of health visiting's workbook."""
    return pl.read_excel(out / "health_visiting" / "caseload.xlsx", sheet_name=sheet)


def registrations(out: Path) -> pl.DataFrame:
    """The practices' registrations."""
    return pl.read_parquet(out / "gp_practices" / "registrations.parquet")


def clients(out: Path) -> list[ElementTree.Element]:
    """The clients of adult social care."""
    return ElementTree.parse(out / "adult_social_care" / "clients.xml").getroot().findall("Client")


def police(out: Path, query: str) -> list[tuple[str, ...]]:
    """The answer of the police database to a query."""
    base = sqlite3.connect(out / "police" / "police.sqlite")
    try:
        return base.execute(query).fetchall()
    finally:
        base.close()


def by_trap(out: Path, kind: str) -> list[list[str]]:
    """The people of every trap of a kind."""
    return [row["person_ids"].split(";") for row in truth(out, "traps.csv") if row["kind"] == kind]
