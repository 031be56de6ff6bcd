"""Typed columns: what is read, what is set apart, and how splitting and deriving go together."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest

from loaders.readers import LINE_COLUMN
from loaders.rows.typed import TypedTable, typed
from tests.feeds import mapping

TABLE = """
mapping: 1
feed: {id: a/b, title: T, agency: a, category: housing}
files: x.csv
tables:
  - read: {format: csv}
    columns:
      Id: text
      Cell: CELL
    DERIVE
    nodes: {person: {kind: Record, key: [Id], set: {own_id: Id}}}
"""


def read(cell: str, *cells: str | None, derive: str = "", form: str = "csv") -> TypedTable:
    table = mapping(TABLE, CELL=cell, DERIVE=derive, **{"format: csv": form and f"format: {form}"}).tables[0]
    lines = range(2, 2 + len(cells))
    frame = pl.DataFrame(
        {"Id": ["1"] * len(cells), "Cell": cells, LINE_COLUMN: lines},
        schema={"Id": pl.String, "Cell": pl.String, LINE_COLUMN: pl.Int64},
    )
    return typed(frame, table)


@pytest.mark.parametrize(
    ("cell", "text", "value"),
    [
        ("text", " kept as it is", " kept as it is"),
        ('{type: date, format: "%d/%m/%Y"}', "29/02/2024", date(2024, 2, 29)),
        ('{type: date, format: ["%d/%m/%Y", "%Y-%m-%d"]}', "2024-02-29", date(2024, 2, 29)),
        ('{type: date, format: "%d/%m/%y"}', "29/02/24", date(2024, 2, 29)),
        ('{type: date, format: "%Y-%m-%d %H:%M:%S"}', "2024-02-29 00:00:00", date(2024, 2, 29)),
        ('{type: datetime, format: "%Y-%m-%dT%H:%M"}', "2024-02-29T23:59", datetime(2024, 2, 29, 23, 59)),
        ("integer", "-12", -12),
        ("number", "12.5", 12.5),
        ("boolean", "Yes", True),
        ("boolean", "0", False),
        ("{type: boolean, values: {Ja: true, Nein: false}}", "ja", True),
        ("{codes: sex, values: {M: male}}", "m", "male"),
        ("{codes: sex}", "Female", "female"),
        ("{values: {A: one}}", "a", "one"),
        ("{codes: sex, values: {M: male}, otherwise: not_known}", "??", "not_known"),
        ("{codes: sex, values: {M: male}, otherwise: not_known}", None, None),
        ("integer", None, None),
    ],
)
def test_a_cell_in_its_type(cell: str, text: str | None, value: object) -> None:
    found = read(cell, text)
    assert found.rejected == ()
    assert found.frame["Cell"].to_list() == [value]


@pytest.mark.parametrize(
    ("cell", "text", "reason"),
    [
        ('{type: date, format: "%d/%m/%Y"}', "31/02/2024", "is not a date of the form %d/%m/%Y"),
        ('{type: date, format: "%d/%m/%Y"}', "01/02/16", "is not a date of the form %d/%m/%Y"),
        ('{type: date, format: ["%d/%m/%Y", "%Y-%m-%d"]}', "1.2.2024", "of the form %d/%m/%Y or %Y-%m-%d"),
        ('{type: datetime, format: "%Y-%m-%dT%H:%M"}', "2024-02-29", "is not a date"),
        ("integer", "1.5", "is not a whole number"),
        ("number", "many", "is not a number"),
        ("number", "inf", "is not a number"),
        ("number", "nan", "is not a number"),
        ("boolean", "perhaps", "is not a yes or no"),
        ("{codes: sex, values: {M: male}}", "X", "is not a word that the mapping knows for sex"),
        ("{required: true}", None, "is empty but required"),
        ("{type: integer, required: true}", None, "is empty but required"),
    ],
)
def test_a_cell_that_cannot_be_read_sets_its_row_apart(cell: str, text: str | None, reason: str) -> None:
    found = read(cell, text, None if "required" not in cell else "7")
    assert found.frame.height == 1
    (row,) = found.rejected
    assert (row.line, row.field, row.value) == (2, "Cell", text)
    assert reason in row.reason
    assert row.fix
    assert row.row == {"Id": "1", "Cell": text}


def test_each_value_of_a_split_column_makes_a_row_and_blank_ones_none() -> None:
    found = read("text", "a; b ;;c", None, ";", derive='split: {Cell: ";"}')
    assert found.frame.select(LINE_COLUMN, "Cell").rows() == [
        (2, "a"),
        (2, "b"),
        (2, "c"),
        (3, None),
        (4, None),
    ]


def test_what_is_derived_of_a_split_column_is_derived_for_each_value() -> None:
    derive = 'split: {Cell: ";"}\n    derive: {Sex: {column: Cell, codes: sex, values: {M: male, F: female}}}'
    found = read("text", "M;F", derive=derive)
    assert found.frame["Sex"].to_list() == ["male", "female"]


def test_a_value_that_cannot_be_derived_sets_the_whole_row_apart_once() -> None:
    derive = 'split: {Cell: ";"}\n    derive: {Sex: {column: Cell, codes: sex, values: {M: male}}}'
    found = read("text", "M;X;Y", "M", derive=derive)
    assert found.frame[LINE_COLUMN].to_list() == [3]
    assert [(row.line, row.field, row.value) for row in found.rejected] == [(2, "Sex", "X")]


@pytest.mark.parametrize(
    ("derived", "text", "value"),
    [
        ("{join: [Id, Cell], with: -}", "7", "1-7"),
        ("{join: [Id, Cell]}", None, "1"),
        ("{join: [Cell]}", None, None),
        ("{first_of: [Cell, Id]}", None, "1"),
        ("{first_of: [Cell, Id]}", "7", "7"),
        ("{column: Cell, pattern: '^(\\d+)'}", "12 Alder", "12"),
        ("{column: Cell, pattern: '^(\\d+)'}", "Alder", None),
        ("{column: Cell, pattern: '^(\\d+)', type: integer}", "12 Alder", 12),
        (
            "{column: Cell, pattern: '^(\\S+)', type: date, format: '%d.%m.%Y'}",
            "1.2.2024 x",
            date(2024, 2, 1),
        ),
        ("{const: fixed}", None, "fixed"),
    ],
)
def test_a_derived_column(derived: str, text: str | None, value: object) -> None:
    found = read("text", text, derive=f"derive: {{Made: {derived}}}")
    assert found.rejected == ()
    assert found.frame["Made"].to_list() == [value]


def test_days_are_added_to_a_date() -> None:
    cell = '{type: date, format: "%d/%m/%Y"}'
    found = read(cell, "28/02/2024", None, derive="derive: {Made: {column: Cell, plus_days: 2}}")
    assert found.frame["Made"].to_list() == [date(2024, 3, 1), None]


def test_a_column_may_use_one_that_is_derived_before_it() -> None:
    derive = "derive: {One: {join: [Id, Cell], with: ''}, Two: {column: One, pattern: '(.)$'}}"
    assert read("text", "29", derive=derive).frame["Two"].to_list() == ["9"]


def test_an_optional_column_that_is_absent_is_empty() -> None:
    table = mapping(TABLE, CELL="{type: integer, optional: true}", DERIVE="").tables[0]
    frame = pl.DataFrame({"Id": ["1"], LINE_COLUMN: [2]})
    assert typed(frame, table).frame["Cell"].to_list() == [None]


def test_several_values_of_a_tree_stand_side_by_side_unless_they_are_split() -> None:
    form = "json, rows: a"
    assert read("text", "a\x1fb", form=form).frame["Cell"].to_list() == ["a; b"]
    split = read("text", "a\x1fb", derive='split: {Cell: "\\x1f"}', form=form)
    assert split.frame["Cell"].to_list() == ["a", "b"]


def test_rows_that_begin_on_one_line_are_told_apart() -> None:
    table = mapping(TABLE, CELL="integer", DERIVE="").tables[0]
    frame = pl.DataFrame({"Id": ["1", "2"], "Cell": ["x", "5"], LINE_COLUMN: [1, 1]})
    found = typed(frame, table)
    assert found.frame["Id"].to_list() == ["2"]
    assert [row.row["Id"] for row in found.rejected] == ["1"]
