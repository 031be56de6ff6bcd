"""CSV and TSV: rows of fields between delimiters, in quotation marks where one holds a delimiter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from graph.errors import InputFault
from loaders.readers.chunks import Gathered
from loaders.readers.files import column_names
from loaders.readers.records import BLOCK_LINES, Broken, QuotesNeverPair, Records
from loaders.readers.spec import Chunk, ReadSpec, RejectedRow
from loaders.readers.text_lines import UNIVERSAL, check_encoding, codec_of, physical_lines
from loaders.readers.values import shown

OTHER_DELIMITERS = (";", "\t", "|", ",")
SAMPLE_ROWS = 100


def read(path: Path, spec: ReadSpec, chunk_rows: int) -> Iterator[Chunk]:
    """Yield the records below the header; `_line` is the physical line on which a record starts."""
    names = header(path, spec)
    with _records(path, spec) as records:
        _header_record(path, spec, records)
        gathered = Gathered(names, spec)
        yielded = False
        while _gather(gathered, records, chunk_rows):
            if gathered.is_full(chunk_rows):
                yield gathered.chunk()
                yielded = True
        if len(gathered) or not yielded:
            yield gathered.chunk()


def header(path: Path, spec: ReadSpec) -> list[str]:
    """Return the names on the declared line, after encoding and delimiter were found to fit the file."""
    check_encoding(path, spec)
    with _records(path, spec) as records:
        line, fields = _header_record(path, spec, records)
        if len(fields) == 1:
            _check_delimiter(path, spec, line, fields[0], records)
    return column_names(path, fields, line)


def tables(path: Path, spec: ReadSpec) -> list[str]:
    """Return [''], as a delimited file is one table."""
    return [""]


@contextmanager
def _records(path: Path, spec: ReadSpec) -> Iterator[Records]:
    with path.open(encoding=codec_of(path, spec), newline=UNIVERSAL) as file:
        lines = physical_lines(file)
        above = sum(1 for _ in islice(lines, spec.header - 1))
        if above < spec.header - 1:
            raise _no_header(path, spec, f"the file ends on line {above}")
        try:
            yield Records(lines, _delimiter(path, spec), first_line=spec.header)
        except QuotesNeverPair as problem:
            raise InputFault(
                str(path),
                "too many fields open with a quotation mark that is never closed",
                line=int(problem.args[0]),
                fix="Check how the file writes quotation marks, or have it exported again.",
            ) from problem


def _delimiter(path: Path, spec: ReadSpec) -> str:
    if spec.format == "tsv":
        return "\t"
    if len(spec.delimiter) != 1 or spec.delimiter in '"\r\n\x00 ':
        fix = "Declare one character, such as ',' or ';'."
        raise InputFault(
            str(path), "this cannot separate fields", field="delimiter", value=spec.delimiter, fix=fix
        )
    return spec.delimiter


def _header_record(path: Path, spec: ReadSpec, records: Records) -> tuple[int, list[str]]:
    record = records.one()
    if record is None:
        raise _no_header(path, spec, "there is no header on the declared line")
    if isinstance(record, Broken):
        reason, text = f"in the header {record.reason}", shown(record.text)
        raise InputFault(str(path), reason, line=record.line, value=text, fix=record.fix)
    if record[0] != spec.header:
        raise _no_header(path, spec, "the line declared as header is blank")
    return record


def _no_header(path: Path, spec: ReadSpec, reason: str) -> InputFault:
    fix = "Declare the line that holds the column names."
    return InputFault(str(path), reason, line=spec.header, field="header", fix=fix)


def _check_delimiter(path: Path, spec: ReadSpec, line: int, name: str, records: Records) -> None:
    likely = [mark for mark in OTHER_DELIMITERS if mark in name]
    sample = [records.one() for _ in range(SAMPLE_ROWS)]
    split = [record for record in sample if isinstance(record, tuple) and len(record[1]) > 1]
    if not likely or split:
        return
    other = max(likely, key=name.count)
    written = "a tab" if other == "\t" else f"'{other}'"
    raise InputFault(
        str(path),
        f"the file looks like it is separated by {written}",
        line=line,
        field="delimiter",
        value=shown(name),
        fix="Declare 'format: tsv'." if other == "\t" else f"Declare 'delimiter: \"{other}\"'.",
    )


def _gather(gathered: Gathered, records: Records, chunk_rows: int) -> bool:
    """Take the next lines into the chunk; False at the end of the file."""
    block = records.plain_block(chunk_rows - len(gathered), len(gathered.names))
    if block is not None:
        first, size, rows = block
        gathered.rows.extend(rows)
        gathered.lines.extend(range(first, first + len(rows)))
        gathered.size += size
        return True
    for _ in range(BLOCK_LINES):
        record = records.one()
        if record is None:
            return False
        _take(gathered, record)
        if gathered.is_full(chunk_rows):
            break
    return True


def _take(gathered: Gathered, record: tuple[int, list[str]] | Broken) -> None:
    names = gathered.names
    if isinstance(record, Broken):
        gathered.rejected.append(_broken_row(record))
        return
    line, fields = record
    gathered.size += sum(map(len, fields))
    if len(fields) == len(names):
        gathered.add(line, fields)
    elif len(fields) < len(names) and gathered.spec.short_rows:
        gathered.add(line, [*fields, *[None] * (len(names) - len(fields))])
    else:
        gathered.rejected.append(_miscounted_row(names, line, fields))


def _broken_row(record: Broken) -> RejectedRow:
    text = shown(record.text)
    return RejectedRow("", record.line, None, text, record.reason, record.fix, {"(line)": text})


def _miscounted_row(names: Sequence[str], line: int, fields: Sequence[str]) -> RejectedRow:
    row = {
        names[index] if index < len(names) else f"(field {index + 1})": shown(field.strip())
        for index, field in enumerate(fields[: len(names) + 100])
    }
    short = len(fields) < len(names)
    return RejectedRow(
        table="",
        line=line,
        field=names[len(fields)] if short else None,
        value=None if short else shown(fields[len(names)]),
        reason=f"the row has {len(fields)} fields where the header has {len(names)}",
        fix="Add what is missing; where fields at the end may be left out, declare 'short_rows: true'."
        if short
        else "Put a field that holds the delimiter between quotation marks.",
        row=row,
    )
