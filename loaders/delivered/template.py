"""Empty files for a general mapping: what an agency fills in, and the mapping that says whose they are. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from loaders.mapping import Column, TableRule, parse_mapping
from loaders.mapping.general import general_mapping
from loaders.mapping.unfinished import FILL_IN

TRIAL = (
    "mapping: 1\ngeneral: {name}\nfeed: {{id: agency/{name}, title: {name}, agency: agency, category: housing}}\n"
    "files: '*'\n"
)
STUB = """\
# {title}: whose file it is and what it covers. Fill in, then: kinscope load --check THIS_FILE
mapping: 1
general: {name}
feed:
  id: {fill_in}
  title: {fill_in}
  agency: {fill_in}
  category: {category}
{restriction}  covers:
    as_of: {fill_in}
    from: {fill_in}
    to: {fill_in}
    area: {fill_in}
    ages: {fill_in}
files: {files}
"""
DATE, MOMENT = "2026-05-12 or 12/05/2026", "2026-05-12 14:30 or 12/05/2026 14:30"
WRITTEN = {
    "date": f"a day: {DATE}",
    "datetime": f"a day and time: {MOMENT}",
    "boolean": "yes or no",
    "number": "a number",
    "integer": "a whole number",
}


class Explained(NamedTuple):
    """One column of a template in words. needed: 'yes', 'no', or which column may stand in its place."""

    column: str
    needed: str
    what: str


def table_of(name: str) -> TableRule | None:
    """The one table that a person fills in; None for a general mapping of what a system writes out itself."""
    tables = parse_mapping(f"{name}.yaml", TRIAL.format(name=name)).tables
    return tables[0] if len(tables) == 1 and tables[0].read.format == "csv" else None


def header(table: TableRule) -> tuple[str, ...]:
    """The columns, in order."""
    return tuple(table.columns)


def explained(table: TableRule) -> Iterator[Explained]:
    """What each column takes, in words."""
    for column in table.columns.values():
        yield Explained(column.name, _needed(column, table), _what(column, table))


def _needed(column: Column, table: TableRule) -> str:
    if column.required:
        return "yes"
    choices = [one.name for one in table.derive if one.required and column.name in _origins(one.name, table)]
    return f"one of: {'; '.join(choices)}" if choices else "no"


def _origins(name: str, table: TableRule) -> set[str]:
    """The columns of the file that a derived column is made of."""
    made = {
        one.name: {*one.join, *one.first_of, *([one.column] if one.column else [])} for one in table.derive
    }
    if name not in made:
        return {name}
    return {origin for part in made[name] for origin in _origins(part, table)}


def _what(column: Column, table: TableRule) -> str:
    if column.type == "code":
        return f"one of: {'; '.join(_words(column))}"
    split = table.split.get(column.name)
    several = f"; several are parted by '{split.at}'" if split else ""
    return WRITTEN.get(column.type, "words") + several


def _words(column: Column) -> Iterator[str]:
    """The words for people, without our own codes where they are the same but for how they are written."""
    for word in column.values:
        if "_" not in word:
            yield word


def stub(name: str) -> str:
    """A mapping of a feed of that kind, marked where only a person knows what to write."""
    general = general_mapping(name)
    said = general.document.section("feed").data
    restriction = f"  restriction: {said['restriction']}\n" if "restriction" in said else ""
    files = FILL_IN if table_of(name) is None else f'["{name}*.csv", "{name}*.xlsx"]'
    return STUB.format(
        title=general.title, name=name, fill_in=FILL_IN, category=said.get("category", FILL_IN),
        restriction=restriction, files=files,
    )  # fmt: skip
