"""`kinscope schema`: the kinds of the graph, for reading, as JSON, or as the page of the documentation."""

from __future__ import annotations

import json as json_text
from pathlib import Path

from graph.render.document import schema_data, schema_page
from graph.schema import load_schema
from kinscope.printing import console, table


def run(docs: Path | None, *, json: bool) -> None:
    """Print the schema, or write its page."""
    schema = load_schema()
    if docs is not None:
        docs.write_text(schema_page(schema), encoding="utf-8")
        console.print(f"Wrote {docs}")
        return
    if json:
        print(json_text.dumps(schema_data(schema), indent=2, ensure_ascii=False))
        return
    console.print(
        table(("Node", "What it is"), [(one.name, one.description) for one in schema.nodes.values()])
    )
    rows = [
        (one.name, "; ".join(f"{a} → {b}" for a, b in one.ends), one.description)
        for one in schema.edges.values()
    ]
    console.print(table(("Edge", "From → to", "What it says"), rows))
