"""Words that no table knows, where the mapping gives them a code all the same: loaded, and said."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from graph.codes import code_list
from graph.codes.words import nearest_word
from graph.folding import squeezed_column
from loaders.mapping import Column, Derived, TableRule
from loaders.readers import LINE_COLUMN, RowFinding
from loaders.rows.typed import ROW_COLUMN, made

KIND = "word_not_known"


def unknown_words(originals: pl.DataFrame, rows: pl.DataFrame, table: TableRule) -> Iterator[RowFinding]:
    """A finding for each word that fell to `otherwise` where `values` names tables of words.

    originals: the chunk as it was read; rows: its rows that could be typed.
    """
    columns: list[Column | Derived] = [*table.columns.values(), *table.derive]
    for column in columns:
        if column.any_spelling and column.otherwise is not None:
            yield from _of_column(_texts(originals, rows, column), column, table)


def _texts(originals: pl.DataFrame, rows: pl.DataFrame, column: Column | Derived) -> pl.DataFrame:
    if isinstance(column, Derived):
        return rows.select(LINE_COLUMN, text=made(column).cast(pl.String))
    if column.name not in originals.columns:
        return pl.DataFrame(schema={LINE_COLUMN: pl.Int64, "text": pl.String})
    text = originals[column.name].gather(rows[ROW_COLUMN])
    return rows.select(LINE_COLUMN).with_columns(text.alias("text"))


def _of_column(texts: pl.DataFrame, column: Column | Derived, table: TableRule) -> Iterator[RowFinding]:
    is_known = squeezed_column(pl.col("text")).is_in(list(column.values))
    taken = code_list(str(column.codes))[str(column.otherwise)].word
    known = {word: str(code) for word, code in column.values.items()}
    for line, text in texts.drop_nulls("text").filter(~is_known).unique(maintain_order=True).iter_rows():
        words = f"No table of words knows this: taken as '{taken}'.{nearest_word(text, known)}"
        yield RowFinding(table.name, line, column.name, text, KIND, words)
