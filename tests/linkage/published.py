"""Published files of records with known answers, as linkage columns: the mapping of columns and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import polars as pl

from graph.search import name_tokens
from loaders.linkage.columns import COLUMNS

Row = dict[str, str | None]


def febrl(folder: Path, *names: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Linkage columns and the truth (`record`, `person`) of files of the Febrl project, taken together."""
    return _read(
        (folder / f"dataset{name}.csv" for name in names), _of_febrl, lambda row: row["rec_id"].split("-")[1]
    )


def fake_1000(path: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Linkage columns and the truth of Splink's example of a thousand records."""
    return _read([path], _of_fake_1000, lambda row: row["cluster"])


def family_context(folder: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Linkage columns of 500 children in two agencies' extracts, and which records are of one line: `record`,
    `person`."""
    found = []
    for agency in ("csc", "education"):
        for number, row in enumerate(_rows(folder / f"{agency}.csv")):
            *street, place, postcode = (row["Address"] or "").split("\n")
            found.append(
                {
                    "record": f"{agency}/{number}",
                    "source": agency,
                    "given_names": _tokens(row["First Name"]),
                    "family_names": _tokens(row["Last Name"]),
                    **_born(row["Date Of Birth"]),
                    "sex": (row["Gender"] or "").lower() or None,
                    "streets": _texts(" ".join(street)),
                    "places": _texts(place),
                    "postcodes": _texts(postcode),
                }
            )
    columns = _whole(found)
    return columns, columns.select("record", person=pl.col("record").str.extract(r"(\d+)$"))


def _of_febrl(row: Row) -> dict[str, Any]:
    return {
        "record": row["rec_id"],
        "given_names": _tokens(row["given_name"]),
        "family_names": _tokens(row["surname"]),
        **_born(row["date_of_birth"]),
        "streets": _texts(" ".join(part for part in (row["street_number"], row["address_1"]) if part)),
        "places": _texts(row["suburb"]),
        "postcodes": _texts(row["postcode"]),
        "identifiers": _texts(row["soc_sec_id"] and f"soc_sec_id {row['soc_sec_id']}"),
    }


def _of_fake_1000(row: Row) -> dict[str, Any]:
    return {
        "record": row["unique_id"],
        "given_names": _tokens(row["first_name"]),
        "family_names": _tokens(row["surname"]),
        **_born(row["dob"]),
        "places": _texts(row["city"]),
        "emails": _texts(row["email"]),
    }


def _read(
    paths: Iterable[Path], made: Callable[[Row], dict[str, Any]], person: Callable[[dict[str, str]], str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    rows = [row for path in paths for row in _rows(path)]
    columns = _whole([{**made(row), "source": "published"} for row in rows])
    people = [person({name: value or "" for name, value in row.items()}) for row in rows]
    return columns, pl.DataFrame({"record": columns["record"], "person": people})


def _whole(rows: list[dict[str, Any]]) -> pl.DataFrame:
    lists = [name for name, kind in COLUMNS.items() if kind == pl.List(pl.String())]
    return pl.DataFrame(rows, schema=COLUMNS).with_columns(pl.col(lists).fill_null([]))


def _rows(path: Path) -> Iterator[Row]:
    frame = pl.read_csv(path, infer_schema=False)
    frame = frame.rename({name: name.strip() for name in frame.columns})
    yield from frame.with_columns(pl.all().str.strip_chars().replace("", None)).iter_rows(named=True)


def _tokens(name: str | None) -> list[str]:
    return list(name_tokens(name))


def _texts(text: str | None) -> list[str]:
    return [text.lower()] if text else []


def _born(date: str | None) -> dict[str, int]:
    figures = "".join(letter for letter in date or "" if letter.isdigit())
    if len(figures) != len("YYYYMMDD"):
        return {}
    return {"birth_year": int(figures[:4]), "birth_month": int(figures[4:6]), "birth_day": int(figures[6:])}
