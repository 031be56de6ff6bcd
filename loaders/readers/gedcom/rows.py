"""What the tables of a GEDCOM file share: rows, rows set apart, findings."""

from __future__ import annotations

from collections.abc import Sequence

from loaders.readers.gedcom.index import Index
from loaders.readers.gedcom.lines import LineFault, Record
from loaders.readers.spec import RejectedRow, RowFinding
from loaders.readers.values import shown

Row = Sequence[str | None]
Item = tuple[int, Row] | RejectedRow | RowFinding


def rejected(record: Record, fault: LineFault) -> RejectedRow:
    """The row of a record that cannot be read; the line is the faulty one, or that on which the record begins."""
    row = {"id": shown(record.number), "(line)": shown(fault.value)}
    return RejectedRow(
        "", fault.line or record.line, fault.field, shown(fault.value), fault.reason, fault.fix, row
    )


def finding(line: int, field: str | None, value: str | None, kind: str, words: str) -> RowFinding:
    """A finding of a line."""
    return RowFinding("", line, field, shown(value), kind, words)


def set_apart(record: Record, index: Index) -> LineFault | None:
    """Two records of one number cannot be told apart by those who point to them, so neither is taken."""
    lines = index.repeated.get(record.number or "")
    if lines is None:
        return None
    places = ", ".join(str(line) for line in lines[:10])
    reason = (
        f"several records of the file have this number (lines {places}), so that a link may mean any of them"
    )
    return LineFault(
        record.line, None, f"@{record.number}@", reason, "Give each of them a number of its own."
    )
