"""Schema to a Mermaid picture: kinds of nodes, and the edges between them."""

from __future__ import annotations

from graph.schema import Schema


def picture(schema: Schema) -> str:
    """A Mermaid flow chart. Edges of one kind that leave the same kind of node share a line of its text."""
    lines = ["flowchart LR"]
    lines += [f'    {kind.name}["{kind.name}"]' for kind in schema.nodes.values()]
    for edge in schema.edges.values():
        for start, end in edge.ends:
            lines.append(f"    {start} -->|{edge.name}| {end}")
    return "\n".join(lines) + "\n"
