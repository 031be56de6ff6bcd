"""A mapping with marks is refused at the first, with what to write there and where the others are."""

from __future__ import annotations

import pytest

from graph.errors import InputFault
from loaders.mapping import parse_mapping
from loaders.mapping.unfinished import FILL_IN, WHAT_TO_WRITE

WHOLE = """mapping: 1
feed:
  id: housing/tenants
  title: Tenants
  agency: housing
  agency_kind: housing
  agency_name: Northmere Homes
  category: housing
  covers:
    as_of: 2026-05-12
    from: 2020-01-01
    to: 2026-05-12
    area: all
    ages: all
  delivery: whole
files: tenants.csv
tables:
  - read: {format: csv}
    columns: {Ref: {required: true}}
    nodes:
      person:
        kind: Record
        key: [Ref]
        set: {own_id: Ref}
"""


def fault(text: str) -> InputFault:
    with pytest.raises(InputFault) as raised:
        parse_mapping("tenants.yaml", text)
    return raised.value


def test_the_mapping_is_sound_without_marks() -> None:
    assert parse_mapping("tenants.yaml", WHOLE).feed.id == "housing/tenants"


@pytest.mark.parametrize("word", [word for word in WHAT_TO_WRITE if word != "nodes"])
def test_each_word_that_may_be_marked_says_what_to_write(word: str) -> None:
    lines = WHOLE.splitlines()
    place = next(number for number, line in enumerate(lines) if line.strip().startswith(f"{word}:"))
    lines[place] = f"{lines[place].partition(':')[0]}: {FILL_IN}"
    raised = fault("\n".join(lines))
    assert (raised.line, raised.value) == (place + 1, FILL_IN)
    assert (raised.field or "").endswith(word)
    assert raised.fix == f"Write {WHAT_TO_WRITE[word]}."


def test_nodes_may_be_marked_as_a_whole() -> None:
    raised = fault(f"{WHOLE.partition('    nodes:')[0]}    nodes: {FILL_IN}\n")
    assert (raised.field, raised.line) == ("tables.0.nodes", 20)
    assert WHAT_TO_WRITE["nodes"] in raised.fix


def test_the_others_are_named_by_their_lines() -> None:
    marked = WHOLE.replace("title: Tenants", f"title: {FILL_IN}").replace("key: [Ref]", f"key: [{FILL_IN}]")
    raised = fault(marked.replace("area: all", f"area: {FILL_IN}"))
    assert (raised.line, raised.field) == (4, "feed.title")
    assert raised.fix.endswith("The same mark stands on line 13, 23.")


def test_a_mark_anywhere_else_is_refused_too() -> None:
    raised = fault(WHOLE.replace("format: csv", f"format: {FILL_IN}"))
    assert (raised.field, raised.fix) == (
        "tables.0.read.format", "Write what is meant (docs/mapping-language.md).",
    )  # fmt: skip
