"""The search columns of all standing records, kept beside an embedded store and scanned whole.

LadybugDB has no index but the primary key, and its full-text extension needs a download. A few columns of a million
records are scanned in milliseconds, so this copy is what makes people findable. It is made from the store, named by
the store's generation, and made anew where the two differ; nothing is ever read from it but which records answer.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import threading
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

import polars as pl

from graph.addresses import normalised_lines
from graph.query import Row
from graph.search import Candidate, SearchQuery, Vocabulary, candidates, rank

KEPT_ANSWERS = 64
BIRTH_DATE, BIRTH_YEAR, PLACE, NUMBER = 2.0, 1.0, 2.0, 3.0


class _Loaded:
    """The copy of one generation in memory; read only."""

    def __init__(self, folder: Path) -> None:
        self.records = pl.read_ipc(folder / "records.arrow")
        self.tokens = pl.read_ipc(folder / "tokens.arrow")
        words = pl.read_ipc(folder / "vocabulary.arrow")["token"].to_list()
        self.vocabulary = Vocabulary.of(words)
        self.code = {word: code for code, word in enumerate(words)}
        self.ordered = lru_cache(maxsize=KEPT_ANSWERS)(self._ordered)

    def _ordered(self, query: SearchQuery, numbered: frozenset[str]) -> pl.DataFrame:
        """`row` and `score` of all records that answer, in the one order: score, then record id. What stands beside
        a record never changes its score, so taking a record away leaves the order of the others as it is."""
        scores = [
            *self._names(query),
            *self._where(query),
            self.records.filter(pl.col("record_id").is_in(list(numbered))).select(
                "row", pl.lit(NUMBER).alias("score")
            ),
        ]
        found = pl.concat(scores).group_by("row").agg(pl.col("score").sum(), pl.len().alias("parts"))
        asked = len(query.names) + sum(
            1 for part in (query.birth_dates, query.birth_year, query.address_words, query.postcode) if part
        )
        enough = max(1, asked - 1)
        return found.filter((pl.col("parts") >= enough) | (pl.col("score") >= NUMBER)).sort(
            ["score", "row"], descending=[True, False]
        )

    def _names(self, query: SearchQuery) -> list[pl.DataFrame]:
        found = []
        for typed in query.names:
            matches = candidates(self.vocabulary, typed.token)
            quality = pl.DataFrame(
                {"code": [self.code[m.token] for m in matches], "score": [float(m.quality) for m in matches]},
                schema={"code": pl.UInt32, "score": pl.Float64},
            )
            hits = self.tokens.filter(pl.col("code").is_in(quality["code"].implode())).join(
                quality, on="code"
            )
            found.append(hits.group_by("row").agg(pl.col("score").max()))
        return found

    def _where(self, query: SearchQuery) -> list[pl.DataFrame]:
        conditions: list[tuple[pl.Expr, float]] = []
        if query.birth_dates:
            conditions.append((pl.col("birth_date").is_in(query.birth_dates), BIRTH_DATE))
        if query.birth_year:
            conditions.append((pl.col("birth_date").dt.year() == query.birth_year, BIRTH_YEAR))
        if query.postcode:
            conditions.append((pl.col("postcode") == query.postcode, PLACE))
        if query.address_words:
            words = [pl.col("folded").str.contains(rf"\b{word}\b") for word in query.address_words]
            conditions.append((pl.all_horizontal(words), PLACE))
        own = [one.value for one in query.identifiers]
        if own:
            conditions.append((pl.col("own_id").is_in(own), NUMBER))
        return [
            self.records.filter(condition).select("row", pl.lit(score).alias("score"))
            for condition, score in conditions
        ]


class SearchCopy:
    """The copy in a folder, one subfolder a generation."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loaded: tuple[int, _Loaded] | None = None
        self._loading = threading.Lock()

    def has(self, generation: int) -> bool:
        """Whether there is a copy of that generation."""
        return (self._folder / str(generation)).is_dir()

    def replace(self, records: pl.DataFrame, generation: int) -> None:
        """Make the copy of a generation from the store's records, and let go of older ones."""
        records = records.with_row_index("row")
        tokens = (
            records.select("row", pl.col("name_tokens").fill_null("").str.split(" ").alias("token"))
            .explode("token")
            .filter(pl.col("token") != "")
        )
        words = tokens.select(pl.col("token").unique().sort()).with_row_index("code")
        coded = tokens.join(words, on="token").select("row", "code")
        kept = records.drop("name_tokens").with_columns(normalised_lines(pl.col("address")).alias("folded"))
        self._put({"records": kept, "tokens": coded, "vocabulary": words.select("token")}, generation)

    def _put(self, frames: Mapping[str, pl.DataFrame], generation: int) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix="making-", dir=self._folder))
        for name, frame in frames.items():
            frame.write_ipc(making / f"{name}.arrow")
        with contextlib.suppress(OSError):  # another reader made the same copy first
            os.rename(making, self._folder / str(generation))
        for old in self._folder.iterdir():
            if old.name != str(generation):
                shutil.rmtree(old, ignore_errors=True)

    def search(
        self, query: SearchQuery, generation: int, numbered: frozenset[str], *, limit: int, offset: int
    ) -> list[Row]:
        """The records at these places of the order. numbered: records found by identifier or contact point."""
        loaded = self._current(generation)
        page = loaded.ordered(query, numbered).slice(offset, limit)
        rows = page.join(loaded.records, on="row", how="left", maintain_order="left").to_dicts()
        return [_answer(query, row, str(row["record_id"]) in numbered) for row in rows]

    def _current(self, generation: int) -> _Loaded:
        with self._loading:
            if self._loaded is None or self._loaded[0] != generation:
                self._loaded = (generation, _Loaded(self._folder / str(generation)))
            return self._loaded[1]


def _answer(query: SearchQuery, row: dict[str, object], by_number: bool) -> Row:
    ranked = rank(query, [candidate(row)])
    reasons = list(ranked[0].reasons) if ranked else []
    if by_number or (row.get("own_id") and row["own_id"] in [one.value for one in query.identifiers]):
        reasons.insert(0, "this number is on the record")
    named = ("record_id", "source", "agency", "category", "restriction", "score")
    return {**{name: row[name] for name in named}, "reason": "; ".join(dict.fromkeys(reasons))}


def candidate(row: Mapping[str, object]) -> Candidate:
    """A record's search columns as what `rank` compares."""

    def text(name: str) -> str | None:
        value = row.get(name)
        return None if value is None else str(value)

    born = row.get("birth_date")
    others = " ".join(part for part in (text("former_family_name"), text("name_as_given")) if part)
    return Candidate(
        record_id=str(row["record_id"]),
        given_names=text("given_names"),
        family_name=text("family_name"),
        other_names=others or None,
        preferred_name=text("preferred_name"),
        birth_date=born if isinstance(born, date) else None,
        postcode=text("postcode"),
        address=text("folded"),
    )
