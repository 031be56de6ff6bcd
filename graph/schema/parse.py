"""YAML files to a Schema; every unknown word is an error that names the file and the nearest valid word."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from graph.codes import list_names
from graph.errors import InputFault
from graph.plain_yaml import plain_yaml
from graph.schema.model import (
    EDGE_PROPERTIES,
    OWNED_PROPERTIES,
    EdgeKind,
    Keeping,
    NodeKind,
    Property,
    PropertyType,
    Schema,
)

HERE = Path(__file__).parent
NODE_WORDS = {"kind", "plural", "description", "keeping", "caption", "shape", "colour", "properties"}
EDGE_WORDS = {"kind", "description", "reading", "ends", "told_apart_by", "properties"}
PROPERTY_WORDS = {"type", "description", "codes", "combine"}
COMBINE_WORDS = {"least", "greatest", "latest"}


def nearest(word: str, valid: Collection[str]) -> str:
    """A hint for an error: the nearest valid word, or all of them where none is near."""
    close = get_close_matches(word, sorted(valid), n=1, cutoff=0.5)
    return f"Did you mean '{close[0]}'?" if close else f"Valid here: {', '.join(sorted(valid))}."


@cache
def load_schema() -> Schema:
    """The schema that ships with Kinscope. Raises InputFault where a file of it is wrong."""
    return parse_schema(HERE)


def parse_schema(folder: Path) -> Schema:
    """A folder with schema.yaml, nodes/ and edges/ to a Schema. Raises InputFault naming file, field and value."""
    about = _read(folder / "schema.yaml", {"version"})
    major, minor = str(about["version"]).split(".")
    nodes = [_node(path) for path in sorted((folder / "nodes").glob("*.yaml"))]
    edges = [_edge(path, {node.name for node in nodes}) for path in sorted((folder / "edges").glob("*.yaml"))]
    return Schema(
        (int(major), int(minor)), {node.name: node for node in nodes}, {edge.name: edge for edge in edges}
    )


def _read(path: Path, words: Collection[str]) -> dict[str, Any]:
    try:
        content = plain_yaml(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise InputFault(path.name, f"cannot be read: {error}", fix="Correct the YAML.") from error
    if not isinstance(content, dict):
        raise InputFault(
            path.name, "is not a mapping of words to values", fix="See the other files beside it."
        )
    _only(path.name, content, words)
    return content


def _only(file: str, content: Mapping[str, Any], words: Collection[str], field: str | None = None) -> None:
    for word in content:
        if word not in words:
            raise InputFault(
                file, "unknown word", field=field, value=str(word), fix=nearest(str(word), words)
            )


def _node(path: Path) -> NodeKind:
    content = _read(path, NODE_WORDS)
    file = path.name
    keeping = _one_of(file, "keeping", content.get("keeping"), {k.value for k in Keeping})
    own = _properties(file, content.get("properties"))
    _no_clash(file, own, OWNED_PROPERTIES if keeping == Keeping.OWNED else ())
    text = {
        word: _text(file, content, word) for word in ("kind", "plural", "description", "caption", "shape")
    }
    return NodeKind(
        text["kind"],
        text["plural"],
        text["description"],
        Keeping(keeping),
        text["caption"],
        text["shape"],
        _text(file, content, "colour"),
        own,
    )


def _edge(path: Path, kinds: Collection[str]) -> EdgeKind:
    content = _read(path, EDGE_WORDS)
    file = path.name
    own = _properties(file, content.get("properties"))
    _no_clash(file, own, EDGE_PROPERTIES)
    ends = tuple(
        (_one_of(file, "ends", start, kinds), _one_of(file, "ends", end, kinds))
        for start, end in content["ends"]
    )
    names = {prop.name for prop in own}
    apart = tuple(_one_of(file, "told_apart_by", name, names) for name in content.get("told_apart_by", ()))
    return EdgeKind(
        _text(file, content, "kind"),
        _text(file, content, "description"),
        _text(file, content, "reading"),
        ends,
        apart,
        own,
    )


def _text(file: str, content: Mapping[str, Any], word: str) -> str:
    value = content.get(word)
    if not isinstance(value, str) or not value:
        raise InputFault(file, "is missing", field=word, fix=f"Give '{word}' a text.")
    return value


def _one_of(file: str, field: str, value: object, valid: Collection[str]) -> str:
    if value not in valid:
        raise InputFault(file, "unknown word", field=field, value=str(value), fix=nearest(str(value), valid))
    return str(value)


def _no_clash(file: str, own: tuple[Property, ...], kept: tuple[Property, ...]) -> None:
    clash = {prop.name for prop in own} & {prop.name for prop in kept}
    if clash:
        raise InputFault(file, "is given to every kind already", field=sorted(clash)[0], fix="Leave it out.")


def _properties(file: str, content: Mapping[str, Mapping[str, Any]] | None) -> tuple[Property, ...]:
    return tuple(_property(file, name, declared) for name, declared in (content or {}).items())


def _property(file: str, name: str, declared: Mapping[str, Any]) -> Property:
    _only(file, declared, PROPERTY_WORDS, field=name)
    kind = _one_of(file, f"{name}.type", declared.get("type"), {t.value for t in PropertyType})
    codes, combine = declared.get("codes"), declared.get("combine")
    if codes is not None:
        _one_of(file, f"{name}.codes", codes, list_names())
    if combine is not None:
        _one_of(file, f"{name}.combine", combine, COMBINE_WORDS)
    return Property(name, PropertyType(kind), _text(file, declared, "description"), codes, combine)
