"""GEDCOM 5.5.1 and 7: a family tree as tables of individuals, families, parents, siblings and couples."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from loaders.readers.chunks import Gathered
from loaders.readers.files import choose_table
from loaders.readers.gedcom import couples, families, people
from loaders.readers.gedcom.index import Index, index_of
from loaders.readers.gedcom.rows import Item
from loaders.readers.gedcom.text import codec_of_text
from loaders.readers.spec import Chunk, ReadSpec, RejectedRow, RowFinding


@dataclass(frozen=True)
class _Table:
    columns: tuple[str, ...]
    rows: Callable[[Path, str, Index], Iterator[Item]]


TABLES: Mapping[str, _Table] = {
    "individuals": _Table(people.COLUMNS, people.rows),
    "families": _Table(families.FAMILY_COLUMNS, families.family_rows),
    "parents": _Table(families.PARENT_COLUMNS, families.parent_rows),
    "siblings": _Table(families.SIBLING_COLUMNS, families.sibling_rows),
    "couples": _Table(couples.COLUMNS, couples.rows),
}


def read(path: Path, spec: ReadSpec, chunk_rows: int) -> Iterator[Chunk]:
    """Yield the rows of one table; `_line` is the line on which the record, or the link to a child, begins.

    The file is read twice: once to see that all of it is there and who points to whom, once for the rows.
    """
    name = choose_table(path, spec, list(TABLES))
    codec = codec_of_text(path, spec)
    index = index_of(path, codec)
    gathered = Gathered(TABLES[name].columns, spec, name)
    yielded = False
    for item in TABLES[name].rows(path, codec, index):
        _take(gathered, item)
        if gathered.is_full(chunk_rows):
            yield gathered.chunk()
            yielded = True
    if len(gathered) or gathered.findings or not yielded:
        yield gathered.chunk()


def header(path: Path, spec: ReadSpec) -> list[str]:
    """Return the columns of the table, which are the same for every file."""
    return list(TABLES[choose_table(path, spec, list(TABLES))].columns)


def tables(path: Path, spec: ReadSpec) -> list[str]:
    """Return the five tables, which every file has."""
    return list(TABLES)


def _take(gathered: Gathered, item: Item) -> None:
    if isinstance(item, RejectedRow):
        gathered.rejected.append(item)
    elif isinstance(item, RowFinding):
        gathered.findings.append(item)
    else:
        line, row = item
        gathered.add(line, row)
        gathered.size += sum(len(text) for text in row if text is not None)
