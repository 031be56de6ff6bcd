"""Records to be linked, made for one case: what they say, and what linkage makes of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from loaders.linkage.columns import COLUMNS
from loaders.linkage.model import shipped_model
from loaders.linkage.relatives import RELATIONS
from loaders.linkage.resolve import Resolved, resolve

HOME: dict[str, Any] = {
    "residences": ["address:12 ALDER STREET M1 1AE"],
    "streets": ["12 ALDER STREET"],
    "places": ["CALDERBY"],
    "postcodes": ["M1 1AE"],
}


def record(
    key: str, given: str = "amina", family: str = "kowalczyk", born: date | None = None, **more: Any
) -> dict[str, Any]:
    """One row of linkage columns. key: source/own id; names are parted by blanks."""
    parts = {"birth_year": born.year, "birth_month": born.month, "birth_day": born.day} if born else {}
    source = key.split("/")[0]
    return {
        "record": key,
        "source": source,
        "given_names": given.split(),
        "family_names": family.split(),
        **parts,
        **more,
    }


def columns_of(*rows: dict[str, Any]) -> pl.DataFrame:
    """Linkage columns of these records."""
    lists = [name for name, kind in COLUMNS.items() if kind == pl.List(pl.String())]
    frame = pl.DataFrame(list(rows), schema=COLUMNS)
    return frame.with_columns(pl.col(lists).fill_null([]))


def relations_of(*rows: tuple[str, str, str]) -> pl.DataFrame:
    """Relations that records state: who, to whom, and how."""
    return pl.DataFrame(list(rows), schema=RELATIONS, orient="row")


def members_of(**households: str) -> pl.DataFrame:
    """Who are members of each household; keys parted by blanks."""
    rows = [(one, household) for household, records in households.items() for one in records.split()]
    return pl.DataFrame(rows, schema={"record": pl.String, "household": pl.String}, orient="row")


def resolved(
    *rows: dict[str, Any],
    relations: pl.DataFrame | None = None,
    members: pl.DataFrame | None = None,
    **more: Any,
) -> Resolved:
    """What the shipped model makes of a few records among a thousand strangers, who are like nobody."""
    return resolve(
        pl.concat([columns_of(*rows), columns_of(*STRANGERS)]),
        relations_of() if relations is None else relations,
        members_of() if members is None else members,
        shipped_model(),
        **more,
    )


def people(found: Resolved) -> list[list[str]]:
    """The records of each person of several, by key."""
    groups = found.groups.group_by("group").agg(pl.col("record").sort())["record"].to_list()
    return sorted(group for group in groups if len(group) > 1)


def to_review(found: Resolved) -> dict[tuple[str, str], str | None]:
    """The pairs that a person is asked about, with the rule that stopped each."""
    return {(left, right): rule for left, right, rule in found.review.select("left", "right", "rule").rows()}


def rule_of(found: Resolved, left: str, right: str) -> str | None:
    """The rule that stopped a pair, None where none did. Fails where the two were not compared."""
    (rule,) = found.pairs.filter(pl.col("left") == left, pl.col("right") == right)["rule"]
    return str(rule) if rule else None


def _letters(number: int) -> str:
    """A name that sounds and looks like no other: four syllables that spell the number."""
    syllables = ("ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu")
    return "".join(syllables[int(figure)] for figure in f"{number:04d}")


STRANGERS = [
    record(
        f"strangers/{number:04d}",
        _letters(number),
        _letters(9_999 - number),
        date(1930 + number % 90, 1 + number % 12, 1 + number % 28),
    )
    for number in range(1_000)
]
