"""Schema to the page of the documentation, and to plain data."""

from __future__ import annotations

from collections.abc import Iterator

from graph.codes import code_list
from graph.render.mermaid import picture
from graph.schema import EdgeKind, NodeKind, Property, Schema
from graph.schema.model import EDGE_PROPERTIES, OTHER_RECORD, OWNED_PROPERTIES

KEEPING = {
    "owned": "one feed says it; its id is the feed and the agency's own id",
    "shared": "stands for itself, whoever mentions it",
    "linked": "made by linkage",
}


def schema_page(schema: Schema) -> str:
    """The whole page as Markdown, ending in a line break. The same schema always gives the same page."""
    return "\n".join([*_page(schema), ""])


def _page(schema: Schema) -> Iterator[str]:
    yield "# The schema of the graph"
    yield ""
    yield f"Version {schema.version[0]}.{schema.version[1]}. Made by `kinscope schema --docs docs/schema.md` from"
    yield "`graph/schema/`; a test fails when it is stale."
    yield ""
    yield "```mermaid"
    yield picture(schema).rstrip()
    yield "```"
    yield ""
    yield "## Nodes"
    for node in schema.nodes.values():
        yield from _node(node)
    yield ""
    yield "## Edges"
    for edge in schema.edges.values():
        yield from _edge(edge)
    yield ""
    yield "## What every edge carries"
    yield from _properties((*EDGE_PROPERTIES, OTHER_RECORD))
    yield ""
    yield "## What every node of one feed carries"
    yield from _properties(OWNED_PROPERTIES)
    yield ""
    yield "## Codes"
    for name in sorted({prop.codes for prop in _all_properties(schema) if prop.codes}):
        yield from _codes(name)


def _node(kind: NodeKind) -> Iterator[str]:
    yield from ("", f"### {kind.name}", "", f"{kind.description} Kept: {KEEPING[kind.keeping.value]}.")
    yield from _properties(kind.own)


def _edge(kind: EdgeKind) -> Iterator[str]:
    ends = ", ".join(f"{start} → {end}" for start, end in kind.ends)
    yield from ("", f"### {kind.name}", "", f"{kind.description} ({ends})")
    yield from _properties(kind.own)


def _properties(properties: tuple[Property, ...]) -> Iterator[str]:
    if not properties:
        return
    yield from ("", "| property | type | what it says |", "| --- | --- | --- |")
    for prop in properties:
        codes = f" Codes: [{prop.codes}](#{prop.codes})." if prop.codes else ""
        yield f"| {prop.name} | {prop.type.value} | {prop.description}{codes} |"


def _codes(name: str) -> Iterator[str]:
    found = code_list(name)
    yield from ("", f"### {name}", "", f"{found.title} (source: {found.source}).", "")
    yield from ("| code | word | sign | what it means |", "| --- | --- | --- | --- |")
    for code in found.codes:
        yield f"| {code.code} | {code.word} | {code.sign} | {code.definition} |"


def _all_properties(schema: Schema) -> Iterator[Property]:
    for node in schema.nodes.values():
        yield from node.properties
    for edge in schema.edges.values():
        yield from edge.properties


def schema_data(schema: Schema) -> dict[str, object]:
    """The schema as plain data, form kinscope.schema/1."""
    return {
        "format": "kinscope.schema/1",
        "version": f"{schema.version[0]}.{schema.version[1]}",
        "nodes": [
            {"kind": node.name, "description": node.description, "properties": _data(node.properties)}
            for node in schema.nodes.values()
        ],
        "edges": [
            {
                "kind": edge.name,
                "description": edge.description,
                "ends": [list(ends) for ends in edge.ends],
                "properties": _data(edge.properties),
            }
            for edge in schema.edges.values()
        ],
    }


def _data(properties: tuple[Property, ...]) -> list[dict[str, object]]:
    return [
        {"name": p.name, "type": p.type.value, "description": p.description, "codes": p.codes}
        for p in properties
    ]
