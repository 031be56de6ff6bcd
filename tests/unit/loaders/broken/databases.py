"""SQLite and Parquet files, broken."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from tests.unit.loaders.broken.case import Case, Refused, Row, Rows

CREATE: Final = "CREATE TABLE children (Ref, Name, Born, Note);"
MAYA: Final = "INSERT INTO children VALUES (1, 'Maya Kerr', '2017-03-04', NULL);"
MANY: Final = (
    "INSERT INTO children WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
    "SELECT i, 'Child ' || i, '2017-03-04', 'a note of some length' FROM n;"
)
SOUND: Final = pa.table(
    {"Ref": ["1", "2"], "Name": ["Maya Kerr", "Zoë Marsh"], "Born": ["2017-03-04", None], "Note": [None, "x"]}
)
NOISE: Final = random.Random(1).randbytes(4_096)
Change = Callable[[bytes], bytes]


def database(name: str, outcome: Refused | Rows, *statements: str, change: Change = bytes) -> Case:
    """A case of a database after these statements. change: what is done to its bytes then."""

    def make(folder: Path) -> Path:
        path = folder / "people.sqlite"
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript("".join(statements))
        path.write_bytes(change(path.read_bytes()))
        return path

    return Case(name, "sqlite", make, outcome)


def parquet(
    name: str, outcome: Refused | Rows, table: pa.Table = SOUND, change: Change = bytes, **words: object
) -> Case:
    """A case of a Parquet file with this table. change: what is done to its bytes; words: for its writer."""

    def make(folder: Path) -> Path:
        path = folder / "people.parquet"
        pq.write_table(table, path, **words)
        path.write_bytes(change(path.read_bytes()))
        return path

    return Case(name, "parquet", make, outcome)


def spoilt_page(raw: bytes) -> bytes:
    """The third page and those after it, but for the last, filled with noise."""
    return raw[:8_192] + NOISE * ((len(raw) - 12_288) // 4_096) + raw[-4_096:]


def in_use(folder: Path) -> Path:
    """A database that another program was writing when it was copied: its journal lies beside it."""
    path = folder / "people.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(CREATE + MANY)
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("UPDATE children SET Note = 'half written'")
        copied = {file.name: file.read_bytes() for file in folder.iterdir()}
        connection.execute("ROLLBACK")
    for name, raw in copied.items():
        (folder / name).write_bytes(raw)
    return path


def column(values: pa.Array) -> pa.Table:
    """The sound table with other notes."""
    return SOUND.set_column(3, "Note", values)


NO_DATABASE: Final = Refused("no SQLite database")
NO_PARQUET: Final = Refused("no Parquet file")
OF_SQLITE: Final = (
    database("another file under its name", NO_DATABASE, CREATE, change=lambda raw: b"Ref,Name\n"),
    database("a database with a password", NO_DATABASE, CREATE, change=lambda raw: NOISE),
    database("an empty file", Refused("the file is empty")),
    database("its first line alone", Refused("the database"), CREATE, change=lambda raw: raw[:16]),
    database(
        "cut in the middle",
        Refused("the database cannot be read"),
        CREATE,
        MANY,
        change=lambda raw: raw[: len(raw) // 2],
    ),
    database("spoilt pages", Refused("the database cannot be read"), CREATE, MANY, change=spoilt_page),
    database(
        "no table of the name", Refused("no table of this name", None, "table"), "CREATE TABLE pupils (Ref);"
    ),
    database("no table at all", Refused("there is no table in it"), "PRAGMA user_version = 1;"),
    database(
        "a table without the columns",
        Refused("lacks a column", None, "Born"),
        "CREATE TABLE children (Ref, Name);",
    ),
    database(
        "a view in place of the table",
        Rows(2),
        "CREATE TABLE c (r); INSERT INTO c VALUES (1), (2);",
        "CREATE VIEW children AS SELECT r AS Ref, 'Lee' AS Name, NULL AS Born, NULL AS Note FROM c;",
    ),
    database(
        "a view of a table that is gone",
        Refused("could not carry out"),
        "CREATE TABLE c (r);",
        "CREATE VIEW children AS SELECT r AS Ref FROM c;",
        "PRAGMA writable_schema = 1;",
        "DELETE FROM sqlite_master WHERE name = 'c';",
    ),
    database(
        "a column that makes a gigabyte of nothing",
        Refused("the database"),
        "CREATE TABLE children (Ref, Name, Born, Note AS (hex(zeroblob(400000000))));",
        "INSERT INTO children VALUES (1, 'Maya', NULL);",
    ),
    database(
        "a text that is no UTF-8",
        Rows(1, (Row(2, "Name", "not valid UTF-8"),)),
        CREATE,
        MAYA,
        "INSERT INTO children VALUES (2, CAST(x'5A6FEB' AS TEXT), NULL, NULL);",
    ),
    database(
        "bytes that are no text",
        Rows(2, (), {"binary_value": 1}),
        CREATE,
        MAYA,
        "INSERT INTO children VALUES (2, 'Lee', NULL, x'00FF');",
    ),
    database(
        "a key that is nothing",
        Rows(1, (Row(2, "Ref", "empty"),)),
        CREATE,
        MAYA,
        "INSERT INTO children VALUES (NULL, 'Lee', NULL, NULL);",
    ),
    database(
        "NUL within a text",
        Rows(1, (Row(2, "Name", "NUL byte"),)),
        CREATE,
        MAYA,
        "INSERT INTO children VALUES (2, 'L' || char(0) || 'ee', NULL, NULL);",
    ),
    database(
        "numbers without end, and days as numbers",
        Rows(1, (Row(2, "Born", "not a date"), Row(3, "Born", "not a date"))),
        CREATE,
        MAYA,
        "INSERT INTO children VALUES (2, 'Lee', 9e999, NULL), (3, 'Dana', 42798, NULL);",
    ),
    Case("copied while another program was writing it", "sqlite", in_use, Refused("the database")),
)
OF_PARQUET: Final = (
    parquet("another file under its name", NO_PARQUET, change=lambda raw: b"Ref,Name\n"),
    parquet("cut at its end", NO_PARQUET, change=lambda raw: raw[:-20]),
    parquet("cut at its beginning", Refused("damaged inside"), change=lambda raw: raw[300:]),
    parquet("an empty file", Refused("the file is empty"), change=lambda raw: b""),
    parquet("a password", NO_PARQUET, change=lambda raw: raw[:-4] + b"PARE"),
    parquet("a spoilt page", Refused("damaged inside"), change=lambda raw: raw[:4] + b"\xff" * 60 + raw[64:]),
    parquet(
        "a column name twice",
        Refused("already given to column 2", None, "Name"),
        SOUND.rename_columns(["Ref", "Name", "Born", "Name"]),
    ),
    parquet("a column that is not there", Refused("lacks a column", 1, "Note"), SOUND.drop_columns("Note")),
    parquet("no rows", Rows(0), SOUND.slice(0, 0)),
    parquet("lists and objects in a cell", Rows(2), column(pa.array([[{"a": [1, 2]}], None]))),
    parquet("a map", Rows(2), column(pa.array([[("a", 1)], None], pa.map_(pa.string(), pa.int64())))),
    parquet("numbers of 76 digits", Rows(2), column(pa.array([1, None], pa.decimal256(76, 2)))),
    parquet("numbers of half precision", Rows(2), column(pa.array([0.5, float("nan")], pa.float16()))),
    parquet("words of a dictionary", Rows(2), column(pa.array(["a", "b"]).dictionary_encode())),
    parquet(
        "bytes of a fixed size",
        Rows(2, (), {"binary_value": 1}),
        column(pa.array([b"ab", None], pa.binary(2))),
    ),
    parquet(
        "a text that is no UTF-8",
        Refused("damaged inside"),
        column(
            pa.Array.from_buffers(
                pa.string(), 2, [None, pa.py_buffer(b"\0\0\0\0\1\0\0\0\2\0\0\0"), pa.py_buffer(b"a\xeb")]
            )
        ),
    ),
    parquet(
        "days far beyond all calendars",
        Rows(2, (), {"error_value": 1}),
        column(pa.array([2**31 - 1, -(2**31)], pa.date32())),
    ),
    parquet(
        "moments far beyond all calendars",
        Rows(2, (), {"error_value": 1}),
        column(pa.array([2**63 - 1, -(2**63)], pa.timestamp("us"))),
    ),
    parquet(
        "an unknown zone of time",
        Refused("time zone", 1),
        column(pa.array([1, 2], pa.timestamp("us", "Atlantis/Poseidonis"))),
    ),
    parquet(
        "days as numbers",
        Rows(0, (Row(1, "Born", "not a date"), Row(2, "Born", "not a date"))),
        SOUND.set_column(2, "Born", pa.array([42798, 42799])),
    ),
    parquet("NUL within a text", Rows(1, (Row(2, "Note", "NUL byte"),)), column(pa.array([None, "a\0b"]))),
)
CASES: Final = (*OF_SQLITE, *OF_PARQUET)
