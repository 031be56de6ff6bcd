"""From a row as the driver returns it to a row of text, a rejected row, or a finding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from loaders.readers.chunks import Gathered
from loaders.readers.records import FIELD_LIMIT
from loaders.readers.spec import RejectedRow, RowFinding
from loaders.readers.sql.cells import converter
from loaders.readers.values import is_text, shown

BYTES: Final = (bytes, bytearray, memoryview)
NO_TEXT: Final = ("the text is not valid UTF-8", "Have the row written again as UTF-8.")
TOO_LONG: Final = (
    f"a field is longer than {FIELD_LIMIT:,} characters",
    "Shorten it, or leave the column out of the mapping.",
)


def take(gathered: Gathered, line: int, row: Sequence[Any], told: set[str]) -> None:
    """Add the row to what is gathered. told: columns whose values were found to be no text; each is told of once."""
    texts: list[str | None] = []
    wrong: tuple[str, tuple[str, str]] | None = None
    for name, cell in zip(gathered.names, row, strict=True):
        convert = converter(type(cell))
        text = convert(cell) if convert else None
        texts.append(text)
        if convert is None and name not in told:
            told.add(name)
            gathered.findings.append(_no_text(gathered.table, line, name, cell))
        if text is not None:
            gathered.size += len(text)
            wrong = wrong or _fault(name, text)
    if wrong is None:
        gathered.add(line, texts)
    else:
        gathered.rejected.append(_rejected(gathered, line, texts, *wrong))


def _fault(name: str, text: str) -> tuple[str, tuple[str, str]] | None:
    if len(text) > FIELD_LIMIT:
        return name, TOO_LONG
    return None if is_text(text) else (name, NO_TEXT)


def _no_text(table: str, line: int, name: str, cell: object) -> RowFinding:
    if isinstance(cell, BYTES):
        words = (
            f"The column holds bytes that are no text (here {len(cell):,}); they are read as not recorded."
        )
        return RowFinding(table, line, name, None, "binary_value", words)
    words = (
        f"The column holds values of a type that has no text ({type(cell).__name__}); read as not recorded."
    )
    return RowFinding(table, line, name, None, "unknown_type", words)


def _rejected(
    gathered: Gathered, line: int, texts: Sequence[str | None], field: str, words: tuple[str, str]
) -> RejectedRow:
    row = {name: shown(text) for name, text in zip(gathered.names, texts, strict=True)}
    return RejectedRow(gathered.table, line, field, row[field], *words, row)
