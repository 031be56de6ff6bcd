"""A sound file of every format, and ways to spoil its bytes."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from hypothesis import strategies as st

COLUMNS: Final = ("Ref", "Name", "Born", "Note")
ROWS: Final = tuple(
    (
        str(number),
        f"Zoë «Kerr» {number}",
        f"{number:02}/03/2017",
        f'said "no, {number}"' if number % 2 else "",
    )
    for number in range(1, 25)
)


def _csv(delimiter: str) -> bytes:
    return "".join(
        delimiter.join('"' + cell.replace('"', '""') + '"' if '"' in cell else cell for cell in row) + "\n"
        for row in (COLUMNS, *ROWS)
    ).encode()


def _xlsx() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for down, row in enumerate((COLUMNS, *ROWS)):
            sheet.write_row(down, 0, row)
        sheet.write_formula("D25", "=1+1", None, 2)
        sheet.merge_range("A28:B28", "merged")
    return out.getvalue()


def _objects() -> list[dict[str, str]]:
    return [dict(zip(COLUMNS, row, strict=True)) for row in ROWS]


def _xml() -> bytes:
    rows = "\n".join(
        f"<Child>{''.join(f'<{name}>{cell}</{name}>' for name, cell in row.items())}</Child>"
        for row in _objects()
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Return><Children>\n{rows}\n</Children></Return>\n'.encode()
    )


def _parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(_objects()), out, row_group_size=10)
    return out.getvalue()


def _sqlite() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder, "a.sqlite")
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE children (Ref, Name, Born, Note)")
            connection.executemany("INSERT INTO children VALUES (?, ?, ?, ?)", ROWS)
            connection.commit()
        return path.read_bytes()


def _gedcom() -> bytes:
    people = "".join(
        f"0 @I{number}@ INDI\n1 NAME {name} /Kerr/\n1 SEX F\n1 BIRT\n2 DATE {born[:2]} MAR 2017\n1 FAMC @F1@\n"
        for number, name, born, _ in ROWS[1:]
    )
    family = "0 @F1@ FAM\n1 WIFE @I1@\n" + "".join(f"1 CHIL @I{row[0]}@\n" for row in ROWS[1:])
    head = "0 HEAD\n1 GEDC\n2 VERS 5.5.1\n1 CHAR UTF-8\n0 @I1@ INDI\n1 NAME Dana /Kerr/\n1 FAMS @F1@\n"
    return (head + people + family + "0 TRLR\n").encode()


# By the way in which it is declared (case.DECLARED).
SOUND: Final[Mapping[str, bytes]] = {
    "csv": _csv(","),
    "tsv": _csv("\t"),
    "xlsx": _xlsx(),
    "json": json.dumps(_objects(), indent=1, ensure_ascii=False).encode(),
    "ndjson": "\n".join(json.dumps(row) for row in _objects()).encode(),
    "xml": _xml(),
    "parquet": _parquet(),
    "sqlite": _sqlite(),
    "gedcom": _gedcom(),
}
ENDINGS: Final = {"gedcom": "ged"}


@dataclass(frozen=True)
class Change:
    """name, where (0 to 1 of the length) and with what a file is changed."""

    name: str
    where: float
    other: float
    new: bytes

    def of(self, raw: bytes) -> bytes:
        """The changed bytes."""
        at, to = sorted((int(self.where * len(raw)), int(self.other * len(raw))))
        return WAYS[self.name](raw, at, to, self.new)


def _flipped(raw: bytes, bit: int) -> bytes:
    return bytes(byte ^ 1 << bit % 8 for byte in raw)


WAYS: Final[Mapping[str, Callable[[bytes, int, int, bytes], bytes]]] = {
    "flip": lambda raw, at, _to, new: raw[:at] + _flipped(raw[at : at + 1], new[0]) + raw[at + 1 :],
    "write over": lambda raw, at, _to, new: raw[:at] + new + raw[at + len(new) :],
    "insert": lambda raw, at, _to, new: raw[:at] + new + raw[at:],
    "leave out a little": lambda raw, at, _to, new: raw[:at] + raw[at + len(new) :],
    "leave out": lambda raw, at, to, _new: raw[:at] + raw[to:],
    "cut": lambda raw, at, _to, _new: raw[:at],
    "swap": lambda raw, at, to, new: (
        raw[:at] + raw[to : to + 8] + raw[at + 8 : to] + raw[at : at + 8] + raw[to + 8 :]
    ),
    "say twice": lambda raw, at, to, _new: raw[:to] + raw[at:to] + raw[to:],
}
TROUBLE: Final = (
    b"\0", b"\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b'"', b"\n", b"\r", b",", b";", b"\t", b"<", b"&", b"]]>", b"{",
    b"[", b"\\u d800", b"\\ud800", b"1e999", b"NaN", b"\n0 ", b"@", b"99999999999999999999", b"\x1b[2J",
    b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x7f\xff\xff\xff", "\u202e".encode(),
)  # fmt: skip
PLACE: Final = st.floats(0, 1, exclude_max=True)
CHANGE: Final = st.builds(
    Change,
    st.sampled_from(sorted(WAYS)),
    PLACE,
    PLACE,
    st.sampled_from(TROUBLE) | st.binary(min_size=1, max_size=8),
)
CHANGES: Final = st.lists(CHANGE, min_size=1, max_size=4)


def spoilt(declared: str, changes: list[Change]) -> bytes:
    """The sound file of a format after these changes."""
    raw = SOUND[declared]
    for change in changes:
        raw = change.of(raw)
    return raw
