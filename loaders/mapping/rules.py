"""The parts of a mapping that say which nodes and edges a row gives, checked against the schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graph.codes import code_list
from graph.schema import EdgeKind, Keeping, NodeKind, Property, PropertyType, Schema
from loaders.mapping.checked import constant
from loaders.mapping.document import Section, nearest
from loaders.mapping.looking_up import look_up
from loaders.mapping.model import ColumnKind, EdgeRule, Feed, NodeRule, Value, When

NODE_WORDS = {"kind", "of", "key", "set", "when", "named_in", "restriction", "look_up", "repeat"}
EDGE_WORDS = {"edge", "from", "to", "set", "when", "repeat"}
WHEN_WORDS = {"column", "is"}
FEED_AGENCY = "agency"
KEYED_SHARED = ("Agency", "Service", "Professional")
GIVEN_BY_LOADING = {
    "id", "key", "record_id", "other_record_id", "source", "agency", "category", "restriction", "loaded_on", "ended_on",
    "ending", "earlier", "name_tokens", "name_sounds", "valid", "named_in", "former_ids",
}  # fmt: skip
# A register of feeds says whose each feed is and what it is about; everywhere else this follows from the feed.
SAID_OF_A_SOURCE = {"agency", "category"}
RESTRICTION = Property("restriction", PropertyType.STRING, "", codes="restriction_class")
TEXT = Property("const", PropertyType.STRING, "")
FITTING = {
    PropertyType.DATE: ("date", "datetime"),
    PropertyType.DATETIME: ("datetime", "date"),
    PropertyType.INTEGER: ("integer",),
    PropertyType.NUMBER: ("number", "integer"),
    PropertyType.BOOLEAN: ("boolean",),
}

Kinds = Mapping[str, ColumnKind]


def node_rules(section: Section, feed: Feed, kinds: Kinds, schema: Schema) -> dict[str, NodeRule]:
    """The `nodes:` part. `repeat: [1, 2]` stands for a node each, with '{n}' in its words."""
    rules = {FEED_AGENCY: _feed_agency(feed)}
    for alias, inner in _repeated_names(section, "nodes"):
        if alias in rules:
            inner.fault(
                "repeat", "there are two nodes of this name", value=alias, fix="Put '{n}' into the name."
            )
        rules[alias] = _node_rule(alias, inner, feed, kinds, schema)
    for alias, inner in _repeated_names(section, "nodes"):
        named_in = rules[alias].named_in
        if named_in is not None and (named_in not in rules or rules[named_in].kind != "Record"):
            records = [name for name, rule in rules.items() if rule.kind == "Record" and name != alias]
            inner.fault(
                "named_in", "is no record of this table", value=named_in, fix=nearest(named_in, records)
            )
    return rules


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


def _node_rule(alias: str, section: Section, feed: Feed, kinds: Kinds, schema: Schema) -> NodeRule:
    section.only(NODE_WORDS)
    kind = schema.nodes[section.one_of("kind", [k for k in schema.nodes if k != "Person"])]
    of, of_column = _feed_of(section, feed, kind, kinds)
    if of != feed.id and "set" in section:
        section.fault(
            "set", "another feed's node is only named here", value=of, fix="Leave 'set' or 'of' out."
        )
    values = _set(section, kind, kinds)
    key = tuple(_value(section, "key", item, kinds, TEXT) for item in _list(section, "key"))
    _check_key(section, kind, key)
    _constant_scheme(section, kind, values)
    restriction = section.data.get("restriction")
    return NodeRule(
        alias, kind.name, of, key, values, _when(section, kinds), section.optional_text("named_in"),
        None if restriction is None else _value(section, "restriction", restriction, kinds, RESTRICTION),
        of_column, look_up(section, kind, kinds),
    )  # fmt: skip


def _feed_of(section: Section, feed: Feed, kind: NodeKind, kinds: Kinds) -> tuple[str, str | None]:
    """The feed that a node is of, or '' and the column that names it."""
    if isinstance(section.data.get("of"), dict):
        inner = section.section("of")
        inner.only({"column"})
        if not kind.owned or kind.name == "Source":
            section.fault("of", f"no feed of its own has {kind.plural}", fix="Leave 'of' out.")
        return "", inner.one_of("column", kinds)
    of = section.optional_text("of") or feed.id
    if of.count("/") != 1:
        section.fault("of", "must be a feed: agency and feed name", value=of, fix="As in 'school/census'.")
    return of, None


def _check_key(section: Section, kind: NodeKind, key: tuple[Value, ...]) -> None:
    if kind.owned and not key:
        section.fault("key", "is missing", fix="Name the columns that make the agency's own id.")
    if kind.keeping is Keeping.SHARED and key and kind.name not in KEYED_SHARED:
        section.fault("key", "is not wanted", fix=f"The id of {kind.plural} follows from what is set.")
    if kind.name in ("Source", "Agency") and len(key) > 1:
        section.fault("key", "must be one column", fix=f"The id of {kind.plural} is a single text.")


def _constant_scheme(section: Section, kind: NodeKind, values: Mapping[str, Value]) -> None:
    word = {"Identifier": "scheme", "ContactPoint": "system"}.get(kind.name)
    if word is not None and (word not in values or values[word].constant is None):
        section.section("set").fault(
            word, "must be a constant", fix=f"Write '{word}: {{const: …}}' below 'set'; one node a {word}."
        )


def _list(section: Section, word: str) -> list[Any]:
    value = section.data.get(word)
    return value if isinstance(value, list) else [] if value is None else [value]


def _value(section: Section, word: str, value: Any, kinds: Kinds, prop: Property) -> Value:
    if isinstance(value, dict):
        if set(value) != {"const"} or not isinstance(value["const"], str):
            section.fault(word, "must be a column or {const: …}", fix="Derive a column for anything else.")
        return Value(constant=constant(section, word, value["const"], prop))
    if not isinstance(value, str):
        section.fault(word, "must be a column or {const: …}", fix="Write the name of a column.")
    if value not in kinds:
        section.fault(word, "no such column", value=value, fix=nearest(value, kinds))
    _fits(section, word, value, kinds[value], prop)
    return Value(column=value)


def _fits(section: Section, word: str, column: str, kind: ColumnKind, prop: Property) -> None:
    if prop.codes is not None and kind.codes != prop.codes:
        section.fault(word, f"needs a column with codes of {prop.codes}", value=column,
                      fix=f"Give that column 'codes: {prop.codes}' and the words that stand for them.")  # fmt: skip
    if kind.type not in FITTING.get(prop.type, (kind.type,)):
        section.fault(word, f"needs a {prop.type}, and this column is a {kind.type}", value=column,
                      fix=f"Declare the column as {' or '.join(FITTING[prop.type])}.")  # fmt: skip


def _set(section: Section, kind: NodeKind | EdgeKind, kinds: Kinds) -> dict[str, Value]:
    inner = section.section("set")
    given = GIVEN_BY_LOADING - SAID_OF_A_SOURCE if kind.name == "Source" else GIVEN_BY_LOADING
    properties = {prop.name: prop for prop in kind.properties if prop.name not in given}
    inner.only(properties)
    return {name: _value(inner, name, inner.data[name], kinds, properties[name]) for name in inner.data}


def _when(section: Section, kinds: Kinds) -> When | None:
    value = section.data.get("when")
    if value is None:
        return None
    if not isinstance(value, dict):
        return When(str(_value(section, "when", value, kinds, TEXT).column))
    inner = section.section("when")
    inner.only(WHEN_WORDS)
    column = inner.one_of("column", kinds)
    _words_that_occur(inner, kinds[column])
    return When(column, inner.texts("is"))


def _words_that_occur(section: Section, kind: ColumnKind) -> None:
    if kind.codes is None and kind.type != "boolean":
        return
    valid = [code.code for code in code_list(kind.codes).codes] if kind.codes else ["true", "false"]
    for word in section.texts("is"):
        if word not in valid:
            section.fault("is", "the column never holds this", value=word, fix=nearest(word, valid))


def edge_rules(
    section: Section, nodes: Mapping[str, NodeRule], kinds: Kinds, schema: Schema
) -> tuple[EdgeRule, ...]:
    """The `edges:` part. A Person stands at an end as the alias of a Record about them."""
    return tuple(
        _edge_rule(copy, nodes, kinds, schema)
        for inner in section.items("edges")
        for _, copy in _repeated(inner)
    )


def _edge_rule(section: Section, nodes: Mapping[str, NodeRule], kinds: Kinds, schema: Schema) -> EdgeRule:
    section.only(EDGE_WORDS)
    kind = schema.edges[section.one_of("edge", [name for name in schema.edges if name != "DESCRIBES"])]
    start, end = section.one_of("from", nodes), section.one_of("to", nodes)
    pair = _ends(section, kind, nodes[start], nodes[end])
    for needed in kind.told_apart_by:
        if needed not in section.section("set"):
            section.section("set").fault(needed, "is missing", fix="It tells one such edge from another.")
    return EdgeRule(kind.name, pair, start, end, _set(section, kind, kinds), _when(section, kinds))


def _ends(section: Section, kind: EdgeKind, start: NodeRule, end: NodeRule) -> tuple[str, str]:
    fits = [pair for pair in kind.ends if _stands_for(start.kind, pair[0]) and _stands_for(end.kind, pair[1])]
    if not fits:
        allowed = ", ".join(f"{a} to {b}" for a, b in kind.ends)
        section.fault("from", f"{kind.name} cannot go from {start.kind} to {end.kind}",
                      fix=f"It goes: {allowed}. A Person stands as the alias of a Record.")  # fmt: skip
    return fits[0]


def _stands_for(kind: str, wanted: str) -> bool:
    return kind == wanted or (wanted == "Person" and kind == "Record")
