"""A starting mapping for a file: everything that its columns tell, and marks where only a person knows."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from loaders.mapping.general import general_mapping
from loaders.mapping.parse import VERSION
from loaders.mapping.unfinished import FILL_IN, WHAT_TO_WRITE
from loaders.profile.draft import column_lines, is_about_people, node_lines
from loaders.profile.guess import Guess, guesses
from loaders.profile.sample import SAMPLE_ROWS, Sample, Table, sampled
from loaders.profile.scalars import comment, flow, flow_list, scalar

HEAD = """A starting mapping, begun by `kinscope load --new`; docs/add-a-source.md says how to finish it.
{mark} marks what only a person can know: `kinscope load --check` names each until it is written.
Above each column stands what was found {rows}.
A column that is "not mapped yet" is read once the '# ' before its name is taken away, and loaded once a node
or an edge uses it."""
FEED = ("id", "title", "agency", "agency_kind", "agency_name", "category")
COVERS = ("as_of", "from", "to", "area", "ages")
# Every file of such a format has the same tables and columns, and the general mapping of that name reads them.
OF_ONE_SHAPE = ("gedcom",)
# A year, a date or a long number in a file's name is another one in the next delivery.
CHANGES_IN_NAME = re.compile(r"\d{4,}([-_. ]\d+)*|\d+([-_.]\d+)+")
LETTERS_THAT_STAY = 3

Profiled = tuple[Table, list[Guess]]


def starting_mapping(path: Path) -> str:
    """Text of a mapping for this file, from the first SAMPLE_ROWS rows of each of its tables.

    It is valid but for the marks of `loaders.mapping.unfinished`, and holds no value of a person. Raises InputFault
    where the file cannot be read, or holds no rows or no column names.
    """
    sample = sampled(path)
    if sample.tables[0].spec.format in OF_ONE_SHAPE:
        return "\n".join(_lines_of_one_shape(sample)) + "\n"
    profiled = [(table, guesses(table.frame)) for table in sample.tables]
    about_people = [one for one in profiled if is_about_people(one[1])]
    left_out = [(table.name, "no column looks like a person's") for table, _ in profiled]
    kept = {table.name for table, _ in about_people or profiled}
    others = [*sample.left_out, *(pair for pair in left_out if pair[0] not in kept)]
    return "\n".join(_lines(sample, about_people or profiled, others)) + "\n"


def file_pattern(name: str) -> str:
    """A shell pattern for the names of later deliveries: 'pupils_2026-05.csv' -> 'pupils_*.csv'."""
    ending = Path(name).suffix
    changing = CHANGES_IN_NAME.sub("\0", name.removesuffix(ending))
    if sum(letter.isalpha() for letter in changing) < LETTERS_THAT_STAY:
        return glob.escape(name)
    return "*".join(map(glob.escape, changing.split("\0"))) + glob.escape(ending)


def _lines(sample: Sample, kept: Sequence[Profiled], left_out: Sequence[tuple[str, str]]) -> Iterator[str]:
    whole = all(table.is_whole for table, _ in kept)
    rows = "in all rows of the file" if whole else f"in the first {SAMPLE_ROWS:,} rows"
    yield f"mapping: {VERSION}"
    yield from (comment(line) for line in HEAD.format(mark=FILL_IN, rows=rows).splitlines())
    yield from _feed_lines()
    yield f"files: {scalar(file_pattern(sample.path.name))}"
    yield "tables:"
    for table, found in kept:
        yield from _entry(_table_lines(table, found, is_one_of_several=len(kept) > 1))
    for name, reason in left_out:
        yield f"  {comment(f'left out: {scalar(name)}: {reason}')}"


def _lines_of_one_shape(sample: Sample) -> Iterator[str]:
    form = sample.tables[0].spec.format
    yield f"mapping: {VERSION}"
    yield from (comment(line) for line in HEAD.format(mark=FILL_IN, rows="").splitlines()[:2])
    for table in sample.tables:
        more = "" if table.is_whole else " or more"
        yield comment(f"{table.name}: {table.frame.height:,} rows{more}")
    yield from _feed_lines(*general_mapping(form).document.section("feed").data)
    yield f"files: {scalar(file_pattern(sample.path.name))}"
    yield f"general: {form}"


def _feed_lines(*known: str) -> Iterator[str]:
    """The feed, with a mark for every word but those known already."""
    yield "feed:"
    yield from (f"  {word}: {FILL_IN}  {comment(WHAT_TO_WRITE[word])}" for word in FEED if word not in known)
    yield f"  {comment('restriction: a code of restriction_class, where everything in the feed is restricted')}"
    yield "  covers:"
    yield from (f"    {word}: {FILL_IN}  {comment(WHAT_TO_WRITE[word])}" for word in COVERS)
    yield f"  delivery: {FILL_IN}  {comment(WHAT_TO_WRITE['delivery'])}"


def _entry(lines: Iterator[str]) -> Iterator[str]:
    """The lines of a mapping as an entry of a list."""
    for place, line in enumerate(lines):
        yield f"{'    ' if place else '  - '}{line}"


def _table_lines(table: Table, found: Sequence[Guess], *, is_one_of_several: bool) -> Iterator[str]:
    if is_one_of_several:
        yield f"name: {scalar(table.name)}"
    yield f"read: {flow(_read_words(table))}"
    yield from (comment(note) for note in _notes(table))
    yield from column_lines(found, table.spec.columns)
    if is_about_people(found):
        yield from node_lines(found, table.frame.height)
    else:
        yield comment("no column looks like a person's id, name, date of birth, sex or number")
        yield f"nodes: {FILL_IN}  {comment(WHAT_TO_WRITE['nodes'])}"


def _read_words(table: Table) -> dict[str, str]:
    spec = table.spec
    words = {"format": spec.format}
    if spec.encoding != "utf-8":
        words["encoding"] = scalar(spec.encoding)
    if spec.format == "csv" and spec.delimiter != ",":
        words["delimiter"] = scalar(spec.delimiter)
    if spec.header != 1:
        words["header"] = str(spec.header)
    if isinstance(spec.table, str):
        words["table"] = scalar(spec.table)
    if spec.rows:
        words["rows"] = scalar(spec.rows)
    if len(spec.missing) > 1:
        words["missing"] = flow_list(spec.missing[1:])
    if spec.short_rows:
        words["short_rows"] = "true"
    return words


def _notes(table: Table) -> Iterator[str]:
    yield from table.notes
    if table.spec.short_rows:
        yield "Most rows have fewer fields than the header."
    if table.unread:
        short = f", {table.short} of them for want of fields at their end (short_rows)" if table.short else ""
        yield f"{table.unread:,} rows could not be read{short}."
