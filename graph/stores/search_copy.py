"""The search columns of all standing records, kept beside an embedded store.

LadybugDB has no index but the primary key, and its full-text extension needs a download, so this copy is what makes
people findable: for each word of a name or an address the records that have it, and the columns of all records, which
are scanned for the rest in milliseconds. It is made from the store, named by
the store's generation, and made anew where the two differ; nothing is ever read from it but which records answer.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import threading
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import polars as pl

from graph.addresses import normalised_lines
from graph.query import Row
from graph.search import SearchQuery, Vocabulary
from graph.stores import scoring
from graph.stores.holder import is_running

KEPT_ANSWERS = 64
NAMES, ADDRESS_WORDS = "names", "address-words"
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
        self.names = _Index(folder, NAMES)
        self.address_words = _Index(folder, ADDRESS_WORDS)
        self.vocabulary = Vocabulary.of(list(self.names.places))
        self.ordered = lru_cache(maxsize=KEPT_ANSWERS)(self._ordered)

    def _ordered(self, query: SearchQuery, numbered: frozenset[str]) -> pl.DataFrame:
        """`row` and `points` of all records that answer, in the one order; rows are numbered by record id."""
        parts = [self._name(typed.token) for typed in query.names]
        if query.address_words:
            rows = self.address_words.rows_with_all(query.address_words)
            parts.append(_worth(rows.to_frame().lazy(), scoring.PLACE))
        parts += [
            _worth(self.records.lazy().filter(condition).select("row"), points)
            for condition, points in _conditions(query, numbered)
        ]
        if not parts:
            return pl.DataFrame(schema={"row": pl.UInt32, "points": pl.Int64})
        found = pl.concat(parts).group_by("row").agg(pl.col("points").sum(), pl.len().alias("parts"))
        enough = (pl.col("parts") >= scoring.parts_needed(query)) | (pl.col("points") >= scoring.NUMBER)
        return found.filter(enough).sort(["points", "row"], descending=[True, False]).collect()

    def _name(self, typed: str) -> pl.LazyFrame:
        """Each record that has a token which the typed one matches, with the points of the best."""
        points = scoring.name_points(self.vocabulary, typed)
        hits = [self.names.rows_with(token) for token in points]
        each = pl.LazyFrame(
            {"points": list(points.values()), "count": [len(rows) for rows in hits]},
            schema={"points": pl.Int64, "count": pl.Int64},
        )
        worth = each.filter(pl.col("count") > 0).select(pl.col("points").repeat_by("count").explode())
        rows = pl.concat([pl.Series("row", [], pl.UInt32), *hits]).to_frame().lazy()
        return pl.concat([rows, worth], how="horizontal").group_by("row").agg(pl.max("points"))


class _Index:
    """For each word the records that have it: `rows`, those of one word side by side and in order."""

    def __init__(self, folder: Path, name: str) -> None:
        words = pl.read_ipc(folder / f"{name}-words.arrow")
        self.places = {word: (first, count) for word, first, count in words.iter_rows()}
        """Of each word, in alphabetical order, where its rows begin and how many they are."""
        self._rows = pl.read_ipc(folder / f"{name}-rows.arrow")["row"]

    @staticmethod
    def write(words: pl.DataFrame, folder: Path, name: str) -> None:
        """words: `word` and `row`, each pair once, in any order."""
        ordered = words.sort("word", "row").rechunk()
        counted = ordered.group_by("word", maintain_order=True).agg(pl.len().cast(pl.Int64).alias("count"))
        places = counted.select(
            "word", pl.col("count").cum_sum().sub(pl.col("count")).alias("first"), "count"
        )
        places.write_ipc(folder / f"{name}-words.arrow")
        ordered.select("row").write_ipc(folder / f"{name}-rows.arrow")

    def rows_with(self, word: str) -> pl.Series:
        """The records that have this word."""
        return self._rows.slice(*self.places.get(word, (0, 0)))

    def rows_with_all(self, words: Iterable[str]) -> pl.Series:
        """The records that have all of these words, looked for among those that have the rarest."""
        rarest, *others = sorted((self.rows_with(word) for word in words), key=len)
        for other in others:
            places = other.search_sorted(rarest).clip(upper_bound=max(len(other) - 1, 0))
            rarest = rarest.filter(other.gather(places) == rarest) if len(other) else rarest.clear()
        return rarest


def _worth(rows: pl.LazyFrame, points: int) -> pl.LazyFrame:
    return rows.with_columns(pl.lit(points, dtype=pl.Int64).alias("points"))


def _conditions(query: SearchQuery, numbered: frozenset[str]) -> list[tuple[pl.Expr, int]]:
    """What is asked for beside names, with its points."""
    conditions: list[tuple[pl.Expr, int]] = []
    if query.birth_dates:
        conditions.append((pl.col("birth_date").is_in(query.birth_dates), scoring.BIRTH_DATE))
    if query.birth_year:
        conditions.append((pl.col("birth_date").dt.year() == query.birth_year, scoring.BIRTH_YEAR))
    if query.postcode:
        conditions.append((pl.col("postcode") == query.postcode, scoring.PLACE))
    if query.identifiers:
        conditions.append((pl.col("own_id").is_in(scoring.own_ids(query)), scoring.NUMBER))
    if numbered:
        conditions.append((pl.col("record_id").is_in(list(numbered)), scoring.NUMBER))
    return conditions


def searchable(records: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """The search columns of the standing ones among Record nodes, in order of id, with the person each describes.

    people: `record`, `person`.
    """
    standing = records.filter(pl.col("ended_on").is_null() & pl.col("source").is_not_null())
    found = standing.select(pl.col("id").alias("record_id"), *SEARCH_COLUMNS)
    return with_people(found, people).sort("record_id")


def with_people(found: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """The same with the `person` whom each record describes, null where none."""
    return found.join(
        people.rename({"record": "record_id"}), on="record_id", how="left", maintain_order="left"
    )


def _words(records: pl.DataFrame, column: str) -> pl.DataFrame:
    """`word` and `row` of a column of words, parted by blanks."""
    words = pl.col(column).fill_null("").str.split(" ").list.unique().alias("word")
    return records.select("row", words).explode("word").filter(pl.col("word") != "")


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
        # Many records name one address, and folding is most of the work.
        folded = records.select(pl.col("address").drop_nulls().unique()).with_columns(
            normalised_lines(pl.col("address")).alias("folded")
        )
        kept = records.drop("name_tokens").join(folded, on="address", how="left", maintain_order="left")
        self._folder.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix=f"{MAKING}{os.getpid()}-", dir=self._folder))
        try:
            kept.write_ipc(making / "records.arrow")
            _Index.write(_words(records, "name_tokens"), making, NAMES)
            _Index.write(_words(kept, "folded"), making, ADDRESS_WORDS)
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
        rows = loaded.records[page["row"]].to_dicts()
        return [
            scoring.answer(query, row, points, numbered)
            for row, points in zip(rows, page["points"], strict=True)
        ]

    def _current(self, generation: int) -> _Loaded:
        with self._loading:
            if self._loaded is None or self._loaded[0] != generation:
                self._loaded = (generation, _Loaded(self._folder / str(generation)))
            return self._loaded[1]
