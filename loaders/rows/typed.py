"""Text to typed columns: dates, numbers, codes. A row with a cell that cannot be read is set apart, with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from graph.codes.words import nearest_word
from graph.folding import squeezed_column
from loaders.mapping import Column, Derived, Split, TableRule
from loaders.mapping.elsewhere import made_alone
from loaders.readers import JOINED_BY, LINE_COLUMN, SQL, RejectedRow
from loaders.readers.values import shown
from loaders.rows.elsewhere import NOTHING_ELSEWHERE, Elsewhere, occurs

ROW_COLUMN = "_row"
TRUE_FALSE: Mapping[str, str | bool] = {
    "true": True, "false": False, "1": True, "0": False, "yes": True, "no": False, "y": True, "n": False,
}  # fmt: skip
KEPT_TOGETHER = "\x00"
# A year of two digits read as '%Y' lies in antiquity; no source means that.
FIRST_YEAR = 1000
WITH_LISTS = ("xml", "json", "ndjson", "parquet", SQL)
FIX = {
    "date": "Correct the date, or declare its format in the mapping.",
    "datetime": "Correct the date and time, or declare its format in the mapping.",
    "integer": "Correct the number; it must be whole.",
    "number": "Correct the number.",
    "boolean": "Correct it, or say in the mapping what stands for true and false.",
    "code": "Correct it, or add the word to 'values' in the mapping.",
    "required": "Fill it in, or take 'required' off the column in the mapping.",
}


@dataclass(frozen=True)
class TypedTable:
    """frame: the rows that could be read, typed, with `_line`, and `_row`, their number in the chunk, which pieces of
    a split row share; rejected: the others."""

    frame: pl.DataFrame
    rejected: tuple[RejectedRow, ...]


@dataclass(frozen=True)
class _Check:
    """flag: a column of booleans, true where a row cannot be read; found: the column that holds the text found."""

    flag: str
    column: Column | Derived
    found: str


def typed(frame: pl.DataFrame, table: TableRule, elsewhere: Elsewhere = NOTHING_ELSEWHERE) -> TypedTable:
    """Give every declared column its type, split rows, add the derived columns; set faulty rows apart.

    frame: text columns and `_line`. Columns that the file lacks (declared optional) become null. elsewhere: what
    stands in the columns of other tables in which this one looks something up.
    """
    numbered = frame.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias(ROW_COLUMN))
    rows, checks = _whole(numbered, table, elsewhere)
    flags = [check.flag for check in checks]
    extra = [*flags, *(check.found for check in checks if check.found not in table.columns)]
    if not flags or not rows.select(pl.any_horizontal(flags).any()).item():
        return TypedTable(rows.drop(extra), ())
    faulty = rows.filter(pl.any_horizontal(flags)).unique(ROW_COLUMN, keep="first", maintain_order=True)
    rejected = tuple(_rejection(row, checks, table, numbered) for row in faulty.iter_rows(named=True))
    return TypedTable(
        rows.join(faulty, on=ROW_COLUMN, how="anti", maintain_order="left").drop(extra), rejected
    )


def as_far_as_typed(frame: pl.DataFrame, table: TableRule) -> pl.DataFrame:
    """Every row, faulty ones too, with its columns typed; null stands where a cell cannot be read. Columns that rest on
    another table are not among them."""
    numbered = frame.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias(ROW_COLUMN))
    return _whole(numbered, replace(table, derive=made_alone(table)), NOTHING_ELSEWHERE)[0]


def values_of(frame: pl.DataFrame, table: TableRule, columns: Sequence[str]) -> dict[str, pl.Series]:
    """The values of some columns as text, each once; those of faulty rows too, which say it all the same. Derived
    columns are among them where they rest on no other table."""
    rows = as_far_as_typed(frame, table)
    return {name: rows[name].drop_nulls().unique().cast(pl.String) for name in columns}


def _whole(
    numbered: pl.DataFrame, table: TableRule, elsewhere: Elsewhere
) -> tuple[pl.DataFrame, list[_Check]]:
    rows, checks = _read_columns(_with_absent(numbered, table), table)
    rows = _split(rows, table)
    for one in table.derive:
        rows, check = _derive(rows, one, elsewhere)
        checks += [check] if check else []
    return rows, checks


def _with_absent(frame: pl.DataFrame, table: TableRule) -> pl.DataFrame:
    absent = [name for name in table.columns if name not in frame.columns]
    return frame.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in absent)


def _read_columns(rows: pl.DataFrame, table: TableRule) -> tuple[pl.DataFrame, list[_Check]]:
    checks = []
    expressions = []
    for column in table.columns.values():
        text = pl.col(column.name)
        read = _text(text, table, column) if column.type == "text" else read_as(text, column)
        expressions.append(read.alias(column.name))
        fault = _fault(text, column)
        if fault is not None:
            check = _Check(f"_fault {column.name}", column, column.name)
            checks.append(check)
            expressions.append(fault.alias(check.flag))
    return rows.with_columns(expressions), checks


def _text(text: pl.Expr, table: TableRule, column: Column) -> pl.Expr:
    """Several values that a tree or a list has in one place stand side by side, unless the mapping splits them."""
    if table.read.format not in WITH_LISTS or column.name in table.split:
        return text
    return text.str.replace_all(JOINED_BY, column.several, literal=True)


def read_as(text: pl.Expr, column: Column | Derived) -> pl.Expr:
    """Text in the type of the column; null where it is empty or cannot be read."""
    match column.type:
        case "date":
            return pl.coalesce(_day(text.str.to_date(form, strict=False)) for form in column.formats)
        case "datetime":
            return pl.coalesce(
                _day(text.str.to_datetime(form, strict=False, time_unit="us")) for form in column.formats
            )
        case "integer":
            return text.cast(pl.Int64, strict=False)
        case "number":
            number = text.cast(pl.Float64, strict=False)
            return pl.when(number.is_finite()).then(number)
        case "boolean":
            words = {word.lower(): value for word, value in (column.values or TRUE_FALSE).items()}
            return text.str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.Boolean)
        case "code":
            return _code(text, column)
        case _:
            return text


def _day(day: pl.Expr) -> pl.Expr:
    return pl.when(day.dt.year() >= FIRST_YEAR).then(day)


def _code(text: pl.Expr, column: Column | Derived) -> pl.Expr:
    words = {word.lower(): value for word, value in column.values.items()}
    plain = squeezed_column(text) if column.any_spelling else text.str.to_lowercase()
    found = plain.replace_strict(words, default=None, return_dtype=pl.String)
    if column.otherwise is None:
        return found
    return pl.when(text.is_null()).then(None).otherwise(pl.coalesce(found, pl.lit(column.otherwise)))


def _fault(text: pl.Expr, column: Column) -> pl.Expr | None:
    unreadable = None if column.type == "text" else text.is_not_null() & read_as(text, column).is_null()
    if not column.required:
        return unreadable
    return text.is_null() if unreadable is None else text.is_null() | unreadable


def _pieces(text: pl.Expr, split: Split) -> pl.Expr:
    if split.keep is None:
        return text.str.split(split.at)
    # No text file holds this character: the readers refuse it.
    kept = text.str.replace_all(split.keep, KEPT_TOGETHER, literal=True).str.split(split.at)
    return kept.list.eval(pl.element().str.replace_all(KEPT_TOGETHER, split.keep, literal=True))


def _split(rows: pl.DataFrame, table: TableRule) -> pl.DataFrame:
    """A row for each value of a split column; empty ones are left out, a row without any stays once."""
    for name, split in table.split.items():
        pieces = _pieces(pl.col(name), split).list.eval(pl.element().str.strip_chars())
        found = rows.with_columns(pieces.list.eval(pl.element().filter(pl.element() != "")))
        # An exploded list that is empty takes its row with it; an exploded null keeps it.
        rows = found.with_columns(pl.when(pl.col(name).list.len() > 0).then(pl.col(name))).explode(name)
    return rows


def _derive(rows: pl.DataFrame, one: Derived, elsewhere: Elsewhere) -> tuple[pl.DataFrame, _Check | None]:
    value = made(one, elsewhere)
    if one.type in (None, "text") and not one.required:
        return rows.with_columns(value.alias(one.name)), None
    flag, found = f"_fault {one.name}", f"_found {one.name}"
    whole = rows.with_columns(value.alias(found)).with_columns(read_as(pl.col(found), one).alias(one.name))
    fault = pl.col(found).is_not_null() & pl.col(one.name).is_null()
    if one.required:
        fault = fault | pl.col(found).is_null()
    return whole.with_columns(fault.alias(flag)), _Check(flag, one, found)


def made(one: Derived, elsewhere: Elsewhere = NOTHING_ELSEWHERE) -> pl.Expr:
    """What a derived column is made of, before it is read as another type."""
    if one.join:
        # Null parts are left out; nothing but nulls stays null.
        parts = [pl.col(name).cast(pl.String) for name in one.join]
        joined = pl.concat_str(parts, separator=one.with_, ignore_nulls=True)
        return pl.when(pl.all_horizontal(part.is_null() for part in parts)).then(None).otherwise(joined)
    if one.first_of:
        return pl.coalesce(pl.col(name) for name in one.first_of)
    if one.column is None:
        return pl.lit(one.constant, dtype=pl.String)
    column = pl.col(one.column)
    if one.found_in:
        return occurs(column, one.found_in, elsewhere)
    if one.plus_days is not None:
        return column + pl.duration(days=one.plus_days)
    return column.cast(pl.String).str.extract(one.pattern, 1) if one.pattern else column


def _rejection(
    row: dict[str, object], checks: list[_Check], table: TableRule, frame: pl.DataFrame
) -> RejectedRow:
    check = next(check for check in checks if row[check.flag])
    original = frame.row(int(str(row[ROW_COLUMN])), named=True)
    value = original.get(check.found) if isinstance(check.column, Column) else row[check.found]
    text = None if value is None else str(value)
    kind = "required" if text is None else str(check.column.type)
    reason = "is empty but required" if text is None else f"is not a {_words(check.column)}"
    found = {name: cell for name, cell in original.items() if name not in (LINE_COLUMN, ROW_COLUMN)}
    fix = FIX[kind] + (_near(text, check.column) if text is not None else "")
    return RejectedRow(table.name, original[LINE_COLUMN], check.column.name, shown(text), reason, fix, found)


def _near(text: str, column: Column | Derived) -> str:
    known = {word: str(code) for word, code in column.values.items()}
    return nearest_word(text, known) if column.any_spelling else ""


def _words(column: Column | Derived) -> str:
    if column.type in ("date", "datetime"):
        return f"date of the form {' or '.join(column.formats)}"
    if column.type == "code":
        return f"word that the mapping knows for {(column.codes or 'this column').replace('_', ' ')}"
    return {"integer": "whole number", "number": "number", "boolean": "yes or no"}[str(column.type)]
