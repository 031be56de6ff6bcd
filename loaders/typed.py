"""Text to typed columns: dates, numbers, codes. A row with a cell that cannot be read is set apart, with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from loaders.mapping import Column, Derived, TableRule
from loaders.readers import LINE_COLUMN, RejectedRow

TRUE_FALSE: Mapping[str, str | bool] = {
    "true": True, "false": False, "1": True, "0": False, "yes": True, "no": False, "y": True, "n": False,
}  # fmt: skip
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
    """frame: the rows that could be read, typed, with `_line`; rejected: the others."""

    frame: pl.DataFrame
    rejected: tuple[RejectedRow, ...]


def typed(frame: pl.DataFrame, table: TableRule) -> TypedTable:
    """Give every declared column its type, add the derived ones, split rows; set faulty rows apart.

    frame: text columns and `_line`. Columns that the file lacks (declared optional) become null.
    """
    present = _with_absent(frame, table)
    faults = [_fault(column) for column in table.columns.values()]
    checked = present.with_columns(
        fault.alias(f"_fault_{n}") for n, fault in enumerate(faults) if fault is not None
    )
    names = [name for name in checked.columns if name.startswith("_fault_")]
    bad = checked.filter(pl.any_horizontal(names)) if names else checked.clear()
    good = checked.filter(~pl.any_horizontal(names)) if names else checked
    rejected = tuple(_rejection(row, table, list(frame.columns)) for row in bad.iter_rows(named=True))
    result = good.drop(names).with_columns(read_column(column) for column in table.columns.values())
    for one in table.derive:
        result = result.with_columns(_derive(one).alias(one.name))
    for name, separator in table.split.items():
        result = result.with_columns(pl.col(name).str.split(separator)).explode(name)
        result = result.with_columns(pl.col(name).str.strip_chars())
    return TypedTable(result, rejected)


def _with_absent(frame: pl.DataFrame, table: TableRule) -> pl.DataFrame:
    absent = [name for name in table.columns if name not in frame.columns]
    return frame.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in absent)


def read_column(column: Column) -> pl.Expr:
    """The column in its type; null where it is empty or cannot be read."""
    return _read(pl.col(column.name), column).alias(column.name)


def _read(text: pl.Expr, column: Column | Derived) -> pl.Expr:
    match column.type:
        case "date":
            return pl.coalesce(text.str.to_date(form, strict=False) for form in column.formats)
        case "datetime":
            return pl.coalesce(
                text.str.to_datetime(form, strict=False, time_unit="us") for form in column.formats
            )
        case "integer":
            return text.cast(pl.Int64, strict=False)
        case "number":
            return text.cast(pl.Float64, strict=False)
        case "boolean":
            words = {word.lower(): value for word, value in (column.values or TRUE_FALSE).items()}
            return text.str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.Boolean)
        case "code":
            return _code(text, column)
        case _:
            return text


def _code(text: pl.Expr, column: Column | Derived) -> pl.Expr:
    words = {word.casefold(): value for word, value in column.values.items()}
    found = text.str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.String)
    if column.otherwise is None:
        return found
    return pl.when(text.is_null()).then(None).otherwise(pl.coalesce(found, pl.lit(column.otherwise)))


def _fault(column: Column) -> pl.Expr | None:
    text = pl.col(column.name)
    unreadable = None if column.type == "text" else text.is_not_null() & _read(text, column).is_null()
    if not column.required:
        return unreadable
    return text.is_null() if unreadable is None else text.is_null() | unreadable


def _rejection(row: dict[str, object], table: TableRule, names: list[str]) -> RejectedRow:
    place = next(
        int(name.removeprefix("_fault_")) for name in row if name.startswith("_fault_") and row[name]
    )
    column = list(table.columns.values())[place]
    value = row[column.name]
    text = None if value is None else str(value)
    kind = "required" if text is None else column.type
    reason = "is empty but required" if text is None else f"is not a {_words(column)}"
    original = {name: None if row[name] is None else str(row[name]) for name in names if name != LINE_COLUMN}
    return RejectedRow(table.name, int(str(row[LINE_COLUMN])), column.name, text, reason, FIX[kind], original)


def _words(column: Column) -> str:
    if column.type in ("date", "datetime"):
        return f"date of the form {' or '.join(column.formats)}"
    if column.type == "code":
        return f"word that the mapping knows for {(column.codes or 'this column').replace('_', ' ')}"
    return {"integer": "whole number", "number": "number", "boolean": "yes or no"}[column.type]


def _derive(one: Derived) -> pl.Expr:
    if one.join:
        # Null parts are left out; nothing but nulls stays null.
        parts = pl.concat_list([pl.col(name).cast(pl.String) for name in one.join]).list.drop_nulls()
        text = parts.list.join(one.with_)
        made = pl.when(parts.list.len() == 0).then(None).otherwise(text)
    elif one.first_of:
        made = pl.coalesce(pl.col(name) for name in one.first_of)
    elif one.column is not None:
        made = _from_column(one, pl.col(one.column))
    else:
        made = pl.lit(one.constant, dtype=pl.String)
    return _read(made, one) if one.type != "text" else made


def _from_column(one: Derived, column: pl.Expr) -> pl.Expr:
    if one.plus_days is not None:
        return column + pl.duration(days=one.plus_days)
    text = column.str.extract(one.pattern, 1) if one.pattern else column
    return _code(text, one) if one.values else text
