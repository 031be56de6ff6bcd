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
from functools import lru_cache
from pathlib import Path

import polars as pl

from graph.addresses import normalised_lines
from graph.query import Row
from graph.search import SearchQuery, Vocabulary
from graph.stores import scoring
from graph.stores.holder import is_running

KEPT_ANSWERS = 64
MAKING = "making-"
"""How the folder of a copy begins that is being written; its maker's process id follows."""
SEARCH_COLUMNS = (
    "source", "agency", "category", "restriction", "own_id", "given_names", "family_name", "former_family_name",
    "preferred_name", "name_as_given", "birth_date", "address", "postcode", "name_tokens",
)  # fmt: skip


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
        """`row` and `points` of all records that answer, in the one order; rows are numbered by record id."""
        parts = [self._name(typed.token) for typed in query.names]
        parts += [
            self.records.filter(condition).select("row", pl.lit(points, dtype=pl.Int64).alias("points"))
            for condition, points in _conditions(query, numbered)
        ]
        if not parts:
            return pl.DataFrame(schema={"row": pl.UInt32, "points": pl.Int64})
        found = pl.concat(parts).group_by("row").agg(pl.col("points").sum(), pl.len().alias("parts"))
        enough = (pl.col("parts") >= scoring.parts_needed(query)) | (pl.col("points") >= scoring.NUMBER)
        return found.filter(enough).sort(["points", "row"], descending=[True, False])

    def _name(self, typed: str) -> pl.DataFrame:
        """Each record that has a token which the typed one matches, with the points of the best."""
        points = scoring.name_points(self.vocabulary, typed)
        matched = pl.DataFrame(
            {"code": [self.code[token] for token in points], "points": list(points.values())},
            schema={"code": pl.UInt32, "points": pl.Int64},
        )
        hits = self.tokens.filter(pl.col("code").is_in(matched["code"].implode())).join(matched, on="code")
        return hits.group_by("row").agg(pl.col("points").max())


def _conditions(query: SearchQuery, numbered: frozenset[str]) -> list[tuple[pl.Expr, int]]:
    """What is asked for beside names, with its points."""
    conditions: list[tuple[pl.Expr, int]] = []
    if query.birth_dates:
        conditions.append((pl.col("birth_date").is_in(query.birth_dates), scoring.BIRTH_DATE))
    if query.birth_year:
        conditions.append((pl.col("birth_date").dt.year() == query.birth_year, scoring.BIRTH_YEAR))
    if query.postcode:
        conditions.append((pl.col("postcode") == query.postcode, scoring.PLACE))
    if query.address_words:
        words = pl.col("folded").str.split(" ")
        has_all = pl.all_horizontal(words.list.contains(word) for word in query.address_words)
        conditions.append((has_all, scoring.PLACE))
    if query.identifiers:
        conditions.append((pl.col("own_id").is_in(scoring.own_ids(query)), scoring.NUMBER))
    if numbered:
        conditions.append((pl.col("record_id").is_in(list(numbered)), scoring.NUMBER))
    return conditions


def searchable(records: pl.DataFrame) -> pl.DataFrame:
    """The search columns of the standing ones among Record nodes, in order of id."""
    standing = records.filter(pl.col("ended_on").is_null() & pl.col("source").is_not_null())
    return standing.select(pl.col("id").alias("record_id"), *SEARCH_COLUMNS).sort("record_id")


class SearchCopy:
    """The copy in a folder, one subfolder a generation."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loaded: tuple[int, _Loaded] | None = None
        self._loading = threading.Lock()

    def has(self, generation: int) -> bool:
        """Whether there is a copy of that generation."""
        return (self._folder / str(generation)).is_dir()

    def prepare(self, records: pl.DataFrame) -> Path:
        """Write a copy of records (as `searchable` gives them), for `publish` to put in its place; its folder."""
        records = records.with_row_index("row")
        tokens = (
            records.select("row", pl.col("name_tokens").fill_null("").str.split(" ").alias("token"))
            .explode("token")
            .filter(pl.col("token") != "")
        )
        words = tokens.select(pl.col("token").unique().sort()).with_row_index("code")
        coded = tokens.join(words, on="token").select("row", "code")
        # Many records name one address, and folding is most of the work.
        folded = records.select(pl.col("address").drop_nulls().unique()).with_columns(
            normalised_lines(pl.col("address")).alias("folded")
        )
        kept = records.drop("name_tokens").join(folded, on="address", how="left", maintain_order="left")
        self._folder.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix=f"{MAKING}{os.getpid()}-", dir=self._folder))
        try:
            for name, frame in {
                "records": kept,
                "tokens": coded,
                "vocabulary": words.select("token"),
            }.items():
                frame.write_ipc(making / f"{name}.arrow")
        except BaseException:
            shutil.rmtree(making, ignore_errors=True)
            raise
        return making

    def remove_unfinished(self) -> None:
        """Remove the copies that processes of this machine were writing when they ended."""
        for making in self._folder.glob(f"{MAKING}*"):
            maker = making.name.removeprefix(MAKING).partition("-")[0]
            if not maker.isdigit() or not is_running(int(maker)):
                shutil.rmtree(making, ignore_errors=True)

    def publish(self, making: Path, generation: int) -> None:
        """Put a copy that was written in its place, and let go of older ones."""
        with contextlib.suppress(OSError):  # another reader made the same copy first
            os.rename(making, self._folder / str(generation))
        shutil.rmtree(making, ignore_errors=True)
        for old in self._folder.iterdir():
            # A reader that opened the store before the last change keeps to its generation; newer copies stay.
            if old.name.isdigit() and int(old.name) < generation:
                shutil.rmtree(old, ignore_errors=True)

    def let_go_of_others(self, generation: int) -> None:
        """Remove every copy but that one, those that were never finished among them."""
        for other in self._folder.iterdir():
            if other.name != str(generation):
                shutil.rmtree(other, ignore_errors=True)

    def search(
        self, query: SearchQuery, generation: int, numbered: frozenset[str], *, limit: int, offset: int
    ) -> list[Row]:
        """The records at these places of the order. numbered: records found by identifier or contact point."""
        loaded = self._current(generation)
        page = loaded.ordered(query, numbered).slice(offset, limit)
        rows = page.join(loaded.records, on="row", how="left", maintain_order="left").to_dicts()
        return [scoring.answer(query, row, row["points"], numbered) for row in rows]

    def _current(self, generation: int) -> _Loaded:
        with self._loading:
            if self._loaded is None or self._loaded[0] != generation:
                self._loaded = (generation, _Loaded(self._folder / str(generation)))
            return self._loaded[1]
