"""A mapping file to a Mapping, checked against the schema and the code lists before a row is read."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from functools import cache
from pathlib import Path

from graph.codes import Delivery
from graph.errors import InputFault
from graph.schema import load_schema
from loaders.mapping.checked import codes_of_sources
from loaders.mapping.document import Section, nearest, parse_document
from loaders.mapping.elsewhere import check_tables_named
from loaders.mapping.general import GENERAL_FEED_WORDS, GeneralMapping, general_mapping, general_names
from loaders.mapping.model import ColumnKind, Covers, Feed, Mapping, TableRule, Value
from loaders.mapping.rules import edge_rules, node_rules
from loaders.mapping.tables import columns, derived, expectations, read_specs, splits
from loaders.mapping.unfinished import refuse_unfinished

SHIPPED = Path(__file__).parent.parent / "mappings"
VERSION = 1
TOP_WORDS = {"mapping", "feed", "files", "general", "tables"}
FEED_WORDS = {
    "id", "title", "agency", "agency_kind", "agency_name", "category", "restriction", "covers", "delivery",
    "window_days", "explanation", "every", "days_to_arrive",
}  # fmt: skip
COVERS_WORDS = {"as_of", "from", "to", "area", "ages", "register"}
AGES_WORDS = {"from", "to"}
TABLE_WORDS = {
    "name", "files", "optional", "read", "columns", "split", "derive", "expect", "nodes", "edges", "ignore",
}  # fmt: skip
OLDEST = 150
INTERVALS = ("day", "week", "month", "quarter", "year")
AGENCY = r"[a-z0-9_]+"
FEED = r"[a-z0-9_]+/[a-z0-9_.-]+"


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
    refuse_unfinished(top)
    if top.integer("mapping") != VERSION:
        top.fault("mapping", "unknown version of the mapping language", value=top.data.get("mapping"),
                  fix=f"Write 'mapping: {VERSION}' as the first line.")  # fmt: skip
    general = _general(top)
    feed = _feed(_with_defaults(top.section("feed"), general))
    if not top.texts("files"):
        top.fault("files", "is missing", fix="Name the files it fits, as in 'files: tenancies*.csv'.")
    source = general.document if general else top
    tables = tuple(_table(section, feed) for section in source.items("tables"))
    if not any(len(table.nodes) > 1 for table in tables):
        top.fault("tables", "gives no nodes", fix="Describe at least one table with 'nodes'.")
    for section, table in zip(source.items("tables"), tables, strict=True):
        _described_somewhere(section, table, tables, feed)
        check_tables_named(section, table, tables)
    _columns_of_coverage(top.section("feed"), feed.covers, tables)
    whole = text + general.text if general else text
    return Mapping(file, hashlib.sha256(whole.encode()).hexdigest(), feed, top.texts("files"), tables)


def _general(top: Section) -> GeneralMapping | None:
    """The general mapping whose tables this one has, or None."""
    if "general" not in top:
        return None
    if "tables" in top:
        top.fault("tables", "come from the general mapping", fix="Take out 'tables' or 'general'.")
    return general_mapping(top.one_of("general", general_names()))


def _with_defaults(section: Section, general: GeneralMapping | None) -> Section:
    """What the general mapping says of every such feed stands where this mapping says nothing."""
    if general is None:
        return section
    defaults = general.document.section("feed")
    defaults.only(GENERAL_FEED_WORDS)
    return Section(section.document, section.path, {**defaults.data, **section.data})


def _feed(section: Section) -> Feed:
    section.only(FEED_WORDS)
    name, agency = section.text("id"), section.text("agency")
    if not re.fullmatch(AGENCY, agency):
        section.fault("agency", "is no short name", value=agency, fix="Use a-z, 0-9 and _ only.")
    if not re.fullmatch(FEED, name) or not name.startswith(f"{agency}/"):
        section.fault(
            "id", "must be the agency and the feed's own name", value=name, fix=f"As in '{agency}/caseload'."
        )
    delivery = Delivery(section.one_of("delivery", [way.value for way in Delivery], default="whole"))
    window = section.integer("window_days")
    if (window is not None) != (delivery is Delivery.ROLLING_WINDOW):
        section.fault("window_days", "belongs to a rolling window, and only there",
                      fix="Give both 'delivery: rolling_window' and 'window_days', or neither.")  # fmt: skip
    covers = _covers(section.section("covers"))
    return Feed(
        id=name,
        title=section.text("title"),
        agency=agency,
        agency_kind=_code(section, "agency_kind", "agency_kind", optional=True),
        agency_name=section.optional_text("agency_name"),
        category=str(_code(section, "category", "category")),
        restriction=_code(section, "restriction", "restriction_class", optional=True),
        covers=covers,
        delivery=delivery,
        window_days=window,
        explanation=section.optional_text("explanation"),
        every=_every(section, covers),
        days_to_arrive=section.integer("days_to_arrive") or 0,
    )


def _every(section: Section, covers: Covers) -> str | None:
    """How far apart deliveries are. Without an as-of day nobody could tell when the next one is due."""
    if "every" not in section:
        if "days_to_arrive" in section:
            section.fault(
                "days_to_arrive", "means nothing without 'every'", fix="Add 'every: month', or take it out."
            )
        return None
    every = section.one_of("every", INTERVALS)
    if covers.as_of is None:
        section.fault("every", "needs an as-of day, from which the next delivery is counted", value=every,
                      fix="Give 'as_of' under 'covers', as a date or as {column: NAME}.")  # fmt: skip
    return every


def _code(section: Section, word: str, name: str, *, optional: bool = False) -> str | None:
    value = section.optional_text(word)
    if value is None and optional:
        return None
    return section.one_of(word, {code.code for code in codes_of_sources(name).codes})


def _covers(section: Section) -> Covers:
    section.only(COVERS_WORDS)
    register = section.optional_text("register")
    if register is not None and len(section.data) > 1:
        section.fault(
            "register", "says it instead of this mapping", value=register, fix="Leave the other words out."
        )
    return Covers(
        as_of=_bound(section, "as_of"),
        start=_bound(section, "from"),
        end=_bound(section, "to"),
        area=_area(section),
        ages=_ages(section),
        register=register,
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
    inner.only(AGES_WORDS)
    first, last = inner.integer("from"), inner.integer("to")
    if first is None or last is None or first > last:
        section.fault("ages", "needs a youngest and an oldest age", fix="Write {from: 4, to: 16} or 'all'.")
    return (first, last)


def _described_somewhere(
    section: Section, table: TableRule, tables: tuple[TableRule, ...], feed: Feed
) -> None:
    """A node without `set` names one that another node of this mapping describes."""
    owned = {kind.name for kind in load_schema().owned}
    described = {
        rule.kind for one in tables for rule in one.nodes.values() if rule.set and rule.of == feed.id
    }
    for rule in table.nodes.values():
        if rule.of == feed.id and rule.kind in owned - described:
            section.section("nodes").fault(rule.alias, f"no node of this mapping says what the {rule.kind} is",
                                           fix="Give it 'set', with own_id at least.")  # fmt: skip


def _columns_of_coverage(section: Section, covers: Covers, tables: tuple[TableRule, ...]) -> None:
    kinds = {name: kind for table in tables for name, kind in _kinds(table).items()}
    bounds = {"as_of": covers.as_of, "from": covers.start, "to": covers.end, "area": covers.area}
    inner = section.section("covers")
    for word, bound in bounds.items():
        if not isinstance(bound, Value):
            continue
        column = str(bound.column)
        if column not in kinds:
            inner.fault(word, "no table has this column", value=column, fix=nearest(column, kinds))
        if word != "area" and kinds[column].type not in ("date", "datetime"):
            inner.fault(word, "needs a date", value=column, fix="Declare that column as a date.")


def _kinds(table: TableRule) -> dict[str, ColumnKind]:
    return {name: column.kind for name, column in table.columns.items()} | {
        one.name: one.kind for one in table.derive
    }


def _table(section: Section, feed: Feed) -> TableRule:
    section.only(TABLE_WORDS)
    declared = columns(section)
    made = derived(section, declared)
    kinds = {name: column.kind for name, column in declared.items()} | {one.name: one.kind for one in made}
    nodes = node_rules(section, feed, kinds, load_schema())
    read, *other_reads = read_specs(section)
    return TableRule(
        name=section.optional_text("name") or "",
        files=section.texts("files"),
        read=read,
        columns=declared,
        split=splits(section, declared),
        derive=made,
        expect=expectations(section, kinds),
        nodes=nodes,
        edges=edge_rules(section, nodes, kinds, load_schema()),
        ignored=section.texts("ignore"),
        other_reads=tuple(other_reads),
        optional=section.flag("optional"),
    )
