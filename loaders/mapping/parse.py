"""A mapping file to a Mapping, checked against the schema and the code lists before a row is read."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import date
from functools import cache
from pathlib import Path

from graph.codes import Delivery, code_list, list_names
from graph.errors import InputFault
from graph.schema import load_schema
from loaders.mapping.document import Section, nearest, parse_document
from loaders.mapping.model import Covers, Feed, Mapping, TableRule, Value
from loaders.mapping.rules import edge_rules, node_rules
from loaders.mapping.tables import columns, derived, read_spec

SHIPPED = Path(__file__).parent.parent / "mappings"
VERSION = 1
TOP_WORDS = {"mapping", "feed", "files", "tables"}
FEED_WORDS = {
    "id", "title", "agency", "agency_kind", "agency_name", "category", "restriction", "covers", "delivery",
    "window_days", "explanation", "register",
}  # fmt: skip
COVERS_WORDS = {"as_of", "from", "to", "area", "ages"}
TABLE_WORDS = {"name", "read", "columns", "split", "derive", "nodes", "edges", "ignore"}
OLDEST = 150


def load_mapping(path: Path) -> Mapping:
    """Read and check one mapping file. Raises InputFault naming file, line, field and the nearest valid word."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputFault(
            path.name, f"cannot be read: {error}", fix="Give the path of a mapping file."
        ) from error
    return parse_mapping(path.name, text)


@cache
def shipped_mappings() -> tuple[Mapping, ...]:
    """The mappings that come with Kinscope, by path."""
    return tuple(load_mapping(path) for path in sorted(SHIPPED.rglob("*.yaml")))


def parse_mapping(file: str, text: str) -> Mapping:
    """Text of a mapping file to a Mapping. Raises InputFault."""
    top = parse_document(file, text)
    top.only(TOP_WORDS)
    if top.integer("mapping") != VERSION:
        top.fault("mapping", "unknown version of the mapping language", value=top.data.get("mapping"),
                  fix=f"Write 'mapping: {VERSION}' as the first line.")  # fmt: skip
    feed = _feed(top.section("feed"))
    if not top.texts("files"):
        top.fault("files", "is missing", fix="Name the files it fits, as in 'files: tenancies*.csv'.")
    tables = tuple(_table(section, feed) for section in top.items("tables"))
    if not tables:
        top.fault("tables", "is missing", fix="Describe at least one table.")
    _columns_of_coverage(top.section("feed"), feed.covers, tables)
    return Mapping(file, hashlib.sha256(text.encode()).hexdigest(), feed, top.texts("files"), tables)


def _feed(section: Section) -> Feed:
    section.only(FEED_WORDS)
    name = section.text("id")
    if name.count("/") < 1 or name != name.strip("/ "):
        section.fault(
            "id",
            "must be the agency and the feed's own name",
            value=name,
            fix="For example 'housing/tenancies'.",
        )
    restriction = section.optional_text("restriction")
    return Feed(
        id=name,
        title=section.text("title"),
        agency=section.text("agency"),
        agency_kind=_code(section, "agency_kind", "agency_kind", optional=True),
        agency_name=section.optional_text("agency_name"),
        category=str(_code(section, "category", "category")),
        restriction=restriction and _code(section, "restriction", "restriction_class"),
        covers=_covers(section.section("covers")),
        delivery=Delivery(section.one_of("delivery", {d.value for d in Delivery}, default="whole")),
        window_days=section.integer("window_days"),
        explanation=section.optional_text("explanation"),
        register=section.flag("register"),
    )


def _code(section: Section, word: str, name: str, *, optional: bool = False) -> str | None:
    value = section.optional_text(word)
    if value is None and optional:
        return None
    return section.one_of(word, {code.code for code in code_list(name).codes})


def _covers(section: Section) -> Covers:
    section.only(COVERS_WORDS)
    return Covers(
        as_of=_bound(section, "as_of"),
        start=_bound(section, "from"),
        end=_bound(section, "to"),
        area=_area(section),
        ages=_ages(section),
    )


def _column_value(section: Section, word: str) -> Value | None:
    if not isinstance(section.data.get(word), dict):
        return None
    inner = section.section(word)
    inner.only({"column"})
    return Value(column=inner.text("column"))


def _bound(section: Section, word: str) -> date | Value | None:
    value = section.data.get(word)
    if value in (None, "unknown"):
        return None
    if column := _column_value(section, word):
        return column
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        section.fault(word, "is not a date", value=value,
                      fix="Write a date as 2026-05-12, 'unknown', or {column: NAME}.")  # fmt: skip


def _area(section: Section) -> str | Value | None:
    value = section.data.get("area")
    if value in (None, "unknown"):
        return None
    return _column_value(section, "area") or ";".join(section.texts("area"))


def _ages(section: Section) -> tuple[int, int] | None:
    value = section.data.get("ages")
    if value in (None, "unknown"):
        return None
    if value == "all":
        return (0, OLDEST)
    inner = section.section("ages")
    inner.only({"from", "to"})
    first, last = inner.integer("from"), inner.integer("to")
    if first is None or last is None or first > last:
        section.fault(
            "ages", "needs a youngest and an oldest age", value=value, fix="Write {from: 4, to: 16} or 'all'."
        )
    return (first, last)


def _columns_of_coverage(section: Section, covers: Covers, tables: tuple[TableRule, ...]) -> None:
    known = {name for table in tables for name in (*table.columns, *(one.name for one in table.derive))}
    for word, bound in (
        ("as_of", covers.as_of),
        ("from", covers.start),
        ("to", covers.end),
        ("area", covers.area),
    ):
        if isinstance(bound, Value) and bound.column not in known:
            section.section("covers").fault(word, "no table has this column", value=bound.column,
                                            fix=nearest(str(bound.column), known))  # fmt: skip


def _table(section: Section, feed: Feed) -> TableRule:
    section.only(TABLE_WORDS)
    declared = columns(section)
    made = derived(section, declared)
    known: Collection[str] = {*declared, *(one.name for one in made)}
    nodes = node_rules(section, feed, known, load_schema())
    split = {name: section.section("split").text(name) for name in section.section("split").data}
    for name in split:
        if name not in declared:
            section.section("split").fault(name, "no such column", value=name, fix=nearest(name, declared))
    edges = edge_rules(section, nodes, known, load_schema())
    spec = read_spec(section.section("read"))
    return TableRule(
        section.optional_text("name") or "",
        spec,
        declared,
        split,
        made,
        nodes,
        edges,
        section.texts("ignore"),
    )
