"""The parts of a mapping that say which nodes and edges a row gives, checked against the schema."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from graph.codes import code_list
from graph.schema import EdgeKind, Keeping, NodeKind, Property, Schema
from loaders.mapping.document import Section, nearest
from loaders.mapping.model import EdgeRule, Feed, NodeRule, Value, When

NODE_WORDS = {"kind", "of", "key", "set", "when", "named_in", "restriction", "repeat"}
EDGE_WORDS = {"edge", "from", "to", "set", "when", "repeat"}
FEED_AGENCY = "agency"
GIVEN_BY_LOADING = {
    "id", "key", "record_id", "other_record_id", "source", "agency", "category", "restriction", "loaded_on", "ended_on",
    "ending", "earlier", "name_tokens", "name_sounds", "valid", "named_in", "former_ids",
}  # fmt: skip


def node_rules(section: Section, feed: Feed, columns: Collection[str], schema: Schema) -> dict[str, NodeRule]:
    """The `nodes:` part. `repeat: [1, 2]` stands for a node a number, with '{n}' in its words."""
    rules = {
        alias: _node_rule(alias, inner, feed, columns, schema)
        for alias, inner in _repeated_names(section, "nodes")
    }
    if not rules:
        section.fault("nodes", "is missing", fix="Say which nodes a row gives.")
    for alias, rule in rules.items():
        if rule.named_in is not None and rules.get(rule.named_in, rule).kind != "Record":
            section.section("nodes").fault(alias, "is named in something that is no record", value=rule.named_in,
                                           fix=nearest(rule.named_in, rules))  # fmt: skip
    return {FEED_AGENCY: _feed_agency(feed), **rules}


def _feed_agency(feed: Feed) -> NodeRule:
    """The agency that gives the feed: known in every table under the alias 'agency'."""
    return NodeRule(FEED_AGENCY, "Agency", feed.id, (Value(constant=feed.agency),), {}, None, None, None)


def _repeated_names(section: Section, word: str) -> Iterator[tuple[str, Section]]:
    for name, inner in section.sections(word):
        for number, copy in _repeated(inner):
            yield name.replace("{n}", number), copy


def _repeated(section: Section) -> Iterator[tuple[str, Section]]:
    numbers = section.texts("repeat")
    if not numbers:
        yield "", section
    for number in numbers:
        yield number, Section(section.document, section.path, _filled(section.data, number))


def _filled(value: Any, number: str) -> Any:
    if isinstance(value, dict):
        return {name: _filled(inner, number) for name, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, number) for inner in value]
    return value.replace("{n}", number) if isinstance(value, str) else value


def _node_rule(
    alias: str, section: Section, feed: Feed, columns: Collection[str], schema: Schema
) -> NodeRule:
    section.only(NODE_WORDS)
    kind = schema.nodes[section.one_of("kind", [k for k in schema.nodes if k != "Person"])]
    of = section.optional_text("of") or feed.id
    values = _set(section, kind, columns)
    key = tuple(_value(section, "key", item, columns) for item in _list(section, "key"))
    if kind.owned and not key:
        section.fault("key", "is missing", fix="Name the columns that make the agency's own id.")
    if kind.keeping is Keeping.SHARED and key and kind.name not in ("Agency", "Service", "Professional"):
        section.fault("key", "is not wanted", fix=f"The id of {kind.plural} follows from what is set.")
    _constant_scheme(section, kind, values)
    restriction = section.data.get("restriction")
    return NodeRule(
        alias, kind.name, of, key, values, _when(section, columns), section.optional_text("named_in"),
        None if restriction is None else _value(section, "restriction", restriction, columns),
    )  # fmt: skip


def _constant_scheme(section: Section, kind: NodeKind, values: Mapping[str, Value]) -> None:
    word = {"Identifier": "scheme", "ContactPoint": "system"}.get(kind.name)
    if word is not None and (word not in values or values[word].constant is None):
        section.fault(
            word, "must be a constant", fix=f"Write '{word}: {{const: …}}' below 'set'; one node a {word}."
        )


def _list(section: Section, word: str) -> list[Any]:
    value = section.data.get(word)
    return value if isinstance(value, list) else [] if value is None else [value]


def _value(section: Section, word: str, value: Any, columns: Collection[str]) -> Value:
    if isinstance(value, dict):
        if set(value) != {"const"}:
            section.fault(word, "must be a column or {const: …}", value=value, fix="Derive the column first.")
        return Value(constant=value["const"])
    if str(value) not in columns:
        section.fault(word, "no such column", value=value, fix=nearest(str(value), columns))
    return Value(column=str(value))


def _set(section: Section, kind: NodeKind | EdgeKind, columns: Collection[str]) -> dict[str, Value]:
    inner = section.section("set")
    properties = {prop.name: prop for prop in kind.properties if prop.name not in GIVEN_BY_LOADING}
    inner.only(properties)
    values = {name: _value(inner, name, inner.data[name], columns) for name in inner.data}
    for name, value in values.items():
        _constant_is_a_code(inner, name, value, properties[name])
    return values


def _constant_is_a_code(section: Section, name: str, value: Value, prop: Property) -> None:
    if value.column is not None or prop.codes is None:
        return
    valid = {code.code for code in code_list(prop.codes).codes}
    if value.constant not in valid:
        section.fault(name, f"is not a code of {prop.codes}", value=value.constant,
                      fix=nearest(str(value.constant), valid))  # fmt: skip


def _when(section: Section, columns: Collection[str]) -> When | None:
    value = section.data.get("when")
    if value is None:
        return None
    if isinstance(value, dict):
        inner = section.section("when")
        inner.only({"column", "is"})
        _value(inner, "column", inner.text("column"), columns)
        return When(inner.text("column"), inner.texts("is"))
    return When(str(_value(section, "when", value, columns).column))


def edge_rules(
    section: Section, nodes: Mapping[str, NodeRule], columns: Collection[str], schema: Schema
) -> tuple[EdgeRule, ...]:
    """The `edges:` part. A Person stands at an end as the alias of a Record about them."""
    return tuple(
        _edge_rule(copy, nodes, columns, schema)
        for inner in section.items("edges")
        for _, copy in _repeated(inner)
    )


def _edge_rule(
    section: Section, nodes: Mapping[str, NodeRule], columns: Collection[str], schema: Schema
) -> EdgeRule:
    section.only(EDGE_WORDS)
    kind = schema.edges[section.one_of("edge", schema.edges)]
    start, end = section.one_of("from", nodes), section.one_of("to", nodes)
    pair = _ends(section, kind, nodes[start], nodes[end])
    return EdgeRule(kind.name, pair, start, end, _set(section, kind, columns), _when(section, columns))


def _ends(section: Section, kind: EdgeKind, start: NodeRule, end: NodeRule) -> tuple[str, str]:
    for pair in kind.ends:
        if all(_stands_for(node.kind, wanted) for node, wanted in zip((start, end), pair, strict=True)):
            return pair
    allowed = ", ".join(f"{a} to {b}" for a, b in kind.ends)
    section.fault("from", f"{kind.name} cannot go from {start.kind} to {end.kind}",
                  fix=f"It goes: {allowed}. A Person stands as the alias of a Record.")  # fmt: skip


def _stands_for(kind: str, wanted: str) -> bool:
    return kind == wanted or (wanted == "Person" and kind == "Record")
