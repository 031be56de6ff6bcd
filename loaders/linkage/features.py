"""Features: what is computed of each record before any two are compared. Pure.

A model names these columns in its conditions and in its blocking lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

import polars as pl

from graph.search import nicknames_of, sound

_TEXT: Final = pl.String()
_TEXTS: Final = pl.List(pl.String())
START: Final = 3
FEATURES: Final[dict[str, pl.DataType]] = {
    "record": _TEXT, "source": _TEXT,
    "given": _TEXT, "given_first": _TEXT, "given_start": _TEXT, "given_sound": _TEXT, "given_letters": _TEXT,
    "given_all": _TEXTS, "given_forms": _TEXTS, "given_exchanged": _TEXT,
    "family": _TEXT, "family_start": _TEXT, "family_sound": _TEXT, "family_letters": _TEXT, "family_all": _TEXTS,
    "birth_year": pl.Int32(), "birth_month": pl.Int8(), "birth_day": pl.Int8(), "born": _TEXT, "birth_date": pl.Date(),
    "sex": _TEXT,
    "residences": _TEXTS, "streets": _TEXTS, "house_numbers": _TEXTS, "places": _TEXTS, "postcodes": _TEXTS,
    "telephones": _TEXTS, "emails": _TEXTS, "email_names": _TEXTS, "identifiers": _TEXTS, "registers": _TEXTS,
    "around": _TEXTS, "ties": _TEXTS,
}  # fmt: skip


def features(columns: pl.DataFrame) -> pl.DataFrame:
    """Linkage columns -> FEATURES, in the same order.

    given, family: all names in one text, null where there are none. given_first, given_start, family_start: the first
    name, and the first three letters of each. given_sound, family_sound: of the first one, null for other scripts.
    given_letters, family_letters: the letters of all, in the order of the alphabet. given_forms: the first given name
    and its other forms. given_exchanged: first given and family name in the order of the alphabet, the same where they
    are exchanged. born: YYYYMMDD and birth_date (null for a day that no month has), where all three parts are known.
    house_numbers: all figures of `streets`. email_names: what is before the at sign. registers: the schemes of
    `identifiers`. around, ties: the people around a record, and how it is related to them; nobody yet.
    """
    first = columns.select(
        pl.col("given_names").list.first().alias("given_first"),
        pl.col("family_names").list.first().alias("family_first"),
    )
    parts = columns.select(
        pl.col("birth_year").cast(pl.String).str.zfill(4),
        pl.col("birth_month").cast(pl.String).str.zfill(2),
        pl.col("birth_day").cast(pl.String).str.zfill(2),
    )
    born = parts.select(pl.concat_str(pl.all())).to_series()
    found = columns.with_columns(
        around=pl.lit([], dtype=_TEXTS),
        ties=pl.lit([], dtype=_TEXTS),
        given=_joined("given_names"),
        given_first=first["given_first"],
        given_letters=_letters("given_names"),
        family_letters=_letters("family_names"),
        given_sound=_of_each(first["given_first"], _sound, _TEXT),
        given_all="given_names",
        given_forms=_of_each(first["given_first"], _forms, _TEXTS).fill_null([]),
        given_start=first["given_first"].str.slice(0, START),
        family_start=first["family_first"].str.slice(0, START),
        given_exchanged=first.select(pl.concat_list(pl.all()).list.sort().list.join(" ")).to_series(),
        family=_joined("family_names"),
        family_sound=_of_each(first["family_first"], _sound, _TEXT),
        family_all="family_names",
        born=born,
        house_numbers=pl.col("streets")
        .list.eval(pl.element().str.extract_all(r"\d+[A-Za-z]?").explode())
        .list.unique()
        .list.drop_nulls()
        .list.sort(),
        birth_date=born.str.to_date("%Y%m%d", strict=False),
        email_names=pl.col("emails")
        .list.eval(pl.element().str.split("@").list.first())
        .list.unique()
        .list.sort(),
        registers=pl.col("identifiers")
        .list.eval(pl.element().str.split(" ").list.first())
        .list.unique()
        .list.sort(),
    )
    return found.select(pl.col(name).cast(kind) for name, kind in FEATURES.items())


def _joined(column: str) -> pl.Expr:
    return pl.col(column).list.join(" ").replace("", None)


def _letters(column: str) -> pl.Expr:
    letters = pl.col(column).list.join("").str.split("").list.sort().list.join("")
    return letters.replace("", None)


def _of_each(tokens: pl.Series, made: Callable[[str], object], kind: pl.DataType) -> pl.Series:
    """What is made of each token, made once for all that are equal."""
    distinct = tokens.drop_nulls().unique().to_list()
    table = pl.DataFrame(
        {"token": distinct, "made": [made(token) for token in distinct]},
        schema={"token": _TEXT, "made": kind},
    )
    return tokens.to_frame("token").join(table, on="token", how="left", maintain_order="left")["made"]


def _sound(token: str) -> str | None:
    return sound(token) or None


def _forms(token: str) -> list[str]:
    return sorted({token, *nicknames_of(token)})


def pairs_of(found: pl.DataFrame, line: Iterable[str]) -> int:
    """How many pairs of records a blocking line gives, those that another line gives too among them.

    A pair that has several values in common is counted for each.
    """
    names = list(line)
    rows = found.select(names)
    for name in names:
        if FEATURES[name] == _TEXTS:
            rows = rows.explode(name)
    sizes = rows.drop_nulls().group_by(names).len()["len"].cast(pl.Int64)
    return int((sizes * (sizes - 1) // 2).sum())
