"""What a mapping says, parsed and checked: frozen dataclasses without behaviour."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from datetime import date

from graph.codes import Delivery
from loaders.readers import SQL, ReadSpec

Constant = str | int | float | bool | date


@dataclass(frozen=True)
class ColumnKind:
    """What a column holds: its type, and the code list that its words are from, or None."""

    type: str
    codes: str | None = None


@dataclass(frozen=True)
class Value:
    """Where a property's value comes from: a column, or the same constant on every row."""

    column: str | None = None
    constant: Constant | None = None


@dataclass(frozen=True)
class Column:
    """One column of the file. type: text, date, datetime, integer, number, boolean or code; formats: strptime forms
    tried in turn; values: the file's word to ours; codes: the code list that `values` leads to; otherwise: the code
    for a word that `values` lacks (None: the row is quarantined); required: an empty cell quarantines the row;
    optional: the whole column may be absent from a file; several: what stands between several values that a tree has
    in one place; also: other names under which a file may have it; any_spelling: the words of `values` are squeezed
    (`graph.folding.squeezed`), so that it does not matter how the file writes them."""

    name: str
    type: str = "text"
    formats: tuple[str, ...] = ()
    values: MappingOf[str, str | bool] = field(default_factory=dict)
    codes: str | None = None
    otherwise: str | None = None
    required: bool = False
    optional: bool = False
    several: str = "; "
    also: tuple[str, ...] = ()
    any_spelling: bool = False

    @property
    def kind(self) -> ColumnKind:
        """Its type and code list."""
        return ColumnKind(self.type, self.codes)


@dataclass(frozen=True)
class Derived:
    """A column made from others, in one way: join (with), first_of, column (with pattern: its group 1; with
    plus_days: a date so many days on; with found_in, table to column: whether it occurs there), or const. What is
    made is then read like a column of the file: type, formats, values, codes, otherwise, required and any_spelling
    mean the same; `type` None: as it was made. `kind`: what it holds in the end."""

    name: str
    kind: ColumnKind
    join: tuple[str, ...] = ()
    with_: str = " "
    first_of: tuple[str, ...] = ()
    column: str | None = None
    pattern: str | None = None
    plus_days: int | None = None
    found_in: MappingOf[str, str] = field(default_factory=dict)
    constant: str | None = None
    type: str | None = None
    formats: tuple[str, ...] = ()
    values: MappingOf[str, str | bool] = field(default_factory=dict)
    codes: str | None = None
    otherwise: str | None = None
    required: bool = False
    any_spelling: bool = False


@dataclass(frozen=True)
class Expectation:
    """What a column should hold; where it holds something else the row is loaded and a finding of kind `name` says
    so in `words`. One of: pattern (a regular expression), equals (another column), among (these texts), found_in
    (table to column of this feed, in one of which it occurs), past (a day not after the delivery's)."""

    name: str
    column: str
    words: str
    pattern: str | None = None
    equals: str | None = None
    among: tuple[str, ...] = ()
    found_in: MappingOf[str, str] = field(default_factory=dict)
    past: bool = False


@dataclass(frozen=True)
class When:
    """Only on rows where the column holds something, or, with `values`, one of these."""

    column: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class LookUp:
    """An agency that a column names. by: one of `loaders.agencies.register.BY`; on: the column of the day of
    which the row speaks, or None for the day of the delivery; required: a row whose agency is not found is
    quarantined."""

    column: str
    by: str
    on: str | None = None
    required: bool = False


@dataclass(frozen=True)
class Split:
    """How a cell is parted into values: at this text, but not where it is part of the text `keep` (None: always)."""

    at: str
    keep: str | None = None


@dataclass(frozen=True)
class NodeRule:
    """A node that a row gives. of: the feed it belongs to (another feed's node is only mentioned, and has no `set`);
    of_column: the column that names that feed on each row, `of` being empty then; key: what makes its id, for owned
    kinds; named_in: alias of the record in which this one is only named; restriction: a class, for this node and the
    edges at it; look_up: how an agency is found that a column names."""

    alias: str
    kind: str
    of: str
    key: tuple[Value, ...]
    set: MappingOf[str, Value]
    when: When | None
    named_in: str | None
    restriction: Value | None
    of_column: str | None = None
    look_up: LookUp | None = None


@dataclass(frozen=True)
class EdgeRule:
    """An edge that a row gives. ends: kinds at its ends; start, end: aliases of nodes, a record's where a person
    stands."""

    kind: str
    ends: tuple[str, str]
    start: str
    end: str
    set: MappingOf[str, Value]
    when: When | None


@dataclass(frozen=True)
class TableRule:
    """One table of the feed: in which of its files (patterns; () for all), how it is read, its columns, what is
    expected of them, and what a row gives. A table without nodes is read for its coverage and expectations only.
    other_reads: other ways in which a file may be written, tried in turn after `read`; optional: a delivery may lack
    it."""

    name: str
    files: tuple[str, ...]
    read: ReadSpec
    columns: MappingOf[str, Column]
    split: MappingOf[str, Split]
    derive: tuple[Derived, ...]
    expect: tuple[Expectation, ...]
    nodes: MappingOf[str, NodeRule]
    edges: tuple[EdgeRule, ...]
    ignored: tuple[str, ...]
    other_reads: tuple[ReadSpec, ...] = ()
    optional: bool = False

    @property
    def ways(self) -> tuple[ReadSpec, ...]:
        """All ways in which it may be read."""
        return (self.read, *self.other_reads)


@dataclass(frozen=True)
class Covers:
    """What a feed covers. Each bound: a date, a text, numbers, 'all', a column (`Value`), or None for unknown.
    register: the feed that says it instead, so that this one states no Source of its own."""

    as_of: date | Value | None = None
    start: date | Value | None = None
    end: date | Value | None = None
    area: str | Value | None = None
    ages: tuple[int, int] | None = None
    register: str | None = None


@dataclass(frozen=True)
class Feed:
    """One feed: who gives it, what it is about, what it covers and how it is delivered. every: how far apart the as-of
    days of its deliveries are (day, week, month, quarter, year), or None where that is not agreed; days_to_arrive: how
    long after its as-of day a delivery is here, at the latest."""

    id: str
    title: str
    agency: str
    agency_kind: str | None
    agency_name: str | None
    category: str
    restriction: str | None
    covers: Covers
    delivery: Delivery
    window_days: int | None
    explanation: str | None
    every: str | None = None
    days_to_arrive: int = 0


@dataclass(frozen=True)
class Mapping:
    """One mapping file. `files`: shell patterns of the names of files and databases it fits; `sha256`: of its text, for
    the ledger."""

    file: str
    sha256: str
    feed: Feed
    files: tuple[str, ...]
    tables: tuple[TableRule, ...]

    @property
    def of_database(self) -> bool:
        """Whether a table of it may be in a database that is reached by its address."""
        return any(spec.format == SQL for table in self.tables for spec in table.ways)

    @property
    def of_files(self) -> bool:
        """Whether a table of it may be in a file."""
        return any(spec.format != SQL for table in self.tables for spec in table.ways)
