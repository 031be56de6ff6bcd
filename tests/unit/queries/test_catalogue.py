"""Every named question: its header agrees with its text, its text with the store, and its shape stays
quick."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import InputFault
from graph.query import NamedQuery
from graph.store import Store
from graph.stores import open_store
from queries.catalogue import FOLDER, catalogue, parse

QUERIES = list(catalogue().values())
WHOLE_GRAPH = {"feeds/all", "agencies/all", "wishes/disputed_records"}
DUMMIES = {"string": "nobody"}
FORBIDDEN = {
    "limit": r"\bLIMIT\b",
    "several paths": r"\bMATCH\b.*\bMATCH\b",
    "aggregate": r"\b(count|collect|sum|avg|min|max)\s*\(",
    "subquery": r"\bCALL\b",
    "label test": r"\bWHERE\s+\w+:",
    "engine's own": r"\b(type|label|labels|elementId|id|shortestPath|reduce|startNode|endNode)\s*\(",
    "date function": r"\b(datetime|duration|date)\s*\(",
    "null test of a parameter": r"\$\w+\s+IS\s+NULL",
    "list of keys": r"\bUNWIND\b",
    "order within": r"\bWITH\b[^`].*\bORDER BY\b",
    "writing": r"\b(CREATE|MERGE|SET|DELETE|REMOVE)\b",
}
GOOD = """// name: topic/good
// words: What is good?
// parameter key: string, the key
// column thing: node, Person
// found: quick
MATCH (thing:Person {id: $key})
RETURN thing AS thing
"""


@pytest.fixture(scope="module")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(f"ladybug:{tmp_path_factory.mktemp('empty')}/db", writing=True)
    store.ensure_schema()
    yield store
    store.close()


def written(folder: Path, text: str, name: str = "good") -> Path:
    path = folder / "topic" / f"{name}.cypher"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_the_store_knows_every_word_of_it(query: NamedQuery, empty_store: Store) -> None:
    parameters = {name: DUMMIES[kind] for name, kind in query.parameters.items()}
    assert empty_store.run(query, parameters) == []


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_it_holds_nothing_that_scans_or_only_one_store_knows(query: NamedQuery) -> None:
    found = {name for name, shape in FORBIDDEN.items() if re.search(shape, query.text, re.DOTALL)}
    assert found == set()


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_it_starts_from_one_key(query: NamedQuery) -> None:
    starts = re.match(r"MATCH \(\w+:\w+ \{id: \$key\}\)", query.text) is not None
    assert starts is (query.name not in WHOLE_GRAPH)


def test_every_file_is_in_the_catalogue_and_there_is_one_text_for_all_stores() -> None:
    files = {
        path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*") if path.is_file()
    }
    assert files == set(catalogue())
    assert all(query.words.endswith("?") for query in QUERIES)


def test_a_header_is_read(tmp_path: Path) -> None:
    query = parse(written(tmp_path, GOOD), tmp_path)
    assert (query.name, query.words) == ("topic/good", "What is good?")
    assert (dict(query.parameters), dict(query.columns)) == ({"key": "string"}, {"thing": "node"})
    assert query.text == "MATCH (thing:Person {id: $key})\nRETURN thing AS thing"


@pytest.mark.parametrize(("old", "new", "word"), [
    ("// name: topic/good", "// name: topic/other", "name"),
    ("// words: What is good?\n", "", "words"),
    ("// parameter key: string, the key\n", "", "key"),
    ("// column thing: node", "// column other: node", "thing"),
    ("// column thing: node", "// column thing: vertex", "vertex"),
    ("// found: quick", "// measured: quick", "measured"),
    ("// found: quick", "// name: topic/good", "twice"),
])  # fmt: skip
def test_a_header_that_does_not_hold_is_refused(tmp_path: Path, old: str, new: str, word: str) -> None:
    with pytest.raises(InputFault, match=word):
        parse(written(tmp_path, GOOD.replace(old, new)), tmp_path)
