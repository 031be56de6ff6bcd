"""What is a row in XML and in JSON, and which columns stand in it.

XML: the row is the outermost element that repeats, or is the only kind of element in its parent, and has at least two
fields of its own; among several at one depth the commonest. JSON: the outermost list of objects; among several at one
depth the longest; NDJSON: the object on each line.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from graph.errors import InputFault
from loaders.readers import ReadSpec, read
from loaders.readers.json_document import DOCUMENT_LIMIT
from loaders.readers.text_lines import LINE_FEED, physical_lines
from loaders.readers.xml_events import events, forget, local_name

# Enough to meet every kind of element; the rest of a large file is only looked through when it is loaded.
EVENTS_LOOKED_AT = 400_000
OBJECTS_LOOKED_AT = 1_000
DEEPEST = 30
_KEY = re.compile(r"[^.\[\]/][^.\[\]]*")
Names = tuple[str, ...]


@dataclass(frozen=True)
class Tree:
    """spec: how the rows are read, with a path for each column; rule: a sentence on how the row was chosen;
    repeated: paths below the row that stand in it more than once, so that they would be rows of their own;
    rare: how many keys stand in a single object, and so may be data."""

    spec: ReadSpec
    rule: str
    repeated: tuple[str, ...] = ()
    rare: int = 0


@dataclass
class _Elements:
    """What was seen of the elements at one path. count: how many; most: in one parent; kinds: the names below;
    text: some hold text; attributes: names of theirs."""

    count: int = 0
    most: int = 0
    kinds: set[str] = field(default_factory=set)
    text: bool = False
    attributes: set[str] = field(default_factory=set)

    @property
    def fields(self) -> int:
        """How many different fields one may have."""
        return len(self.kinds) + len(self.attributes)


def xml_tree(path: Path) -> Tree:
    """The rows of an XML file. Raises InputFault where it is not well-formed or nothing in it repeats."""
    seen = _elements(path)
    rows = [
        names for names, one in seen.items() if len(names) > 1 and one.fields > 1 and _makes_rows(names, seen)
    ]
    if not rows:
        raise InputFault(
            str(path), "no element in it repeats with fields of its own, and so none is a row",
            fix="Write the mapping by hand (docs/add-a-source.md), or ask for the whole file.",
        )  # fmt: skip
    row = min(rows, key=lambda names: (len(names), -seen[names].count))
    leaves, repeated = _leaves(row, seen)
    spec = ReadSpec("xml", rows="/".join(row[1:]), columns=_short_names(leaves, "/"))
    rule = (f"A row is a '{row[-1]}': the outermost element with fields of its own that repeats or stands alone in "
            f"its parent.")  # fmt: skip
    return Tree(spec, rule, repeated)


def _elements(path: Path) -> Mapping[Names, _Elements]:
    seen: dict[Names, _Elements] = defaultdict(_Elements)
    here: list[str] = []
    inside: list[Counter[str]] = [Counter()]
    for _, event, element in islice(events(path, ("start", "end"), by_line=False), EVENTS_LOOKED_AT):
        if event == "start":
            name = local_name(element)
            if here:
                seen[tuple(here)].kinds.add(name)
            here.append(name)
            inside[-1][name] += 1
            one = seen[tuple(here)]
            one.count, one.most = one.count + 1, max(one.most, inside[-1][name])
            one.attributes |= {str(key).rpartition("}")[2] for key in element.attrib}
            inside.append(Counter())
        else:
            seen[tuple(here)].text |= bool((element.text or "").strip())
            here.pop()
            inside.pop()
            forget(element)
    return seen


def _makes_rows(names: Names, seen: Mapping[Names, _Elements]) -> bool:
    return seen[names].most > 1 or seen[names[:-1]].kinds == {names[-1]}


def _leaves(row: Names, seen: Mapping[Names, _Elements]) -> tuple[list[str], tuple[str, ...]]:
    """Paths below the row that hold one text, and those that stand there more than once."""
    leaves, repeated = [], []
    for names in sorted((one for one in seen if one[: len(row)] == row), key=list(seen).index):
        below = names[len(row) :]
        ancestors = (names[:length] for length in range(len(row) + 1, len(names)))
        if any(seen[one].most > 1 for one in ancestors):
            continue
        if below and seen[names].most > 1:
            repeated.append("/".join(below))
            continue
        if below and not seen[names].kinds:
            leaves.append("/".join(below))
        leaves += ["/".join((*below, f"@{name}")) for name in sorted(seen[names].attributes)]
    return leaves, tuple(repeated)


def json_tree(path: Path, encoding: str) -> Tree:
    """The rows of a JSON document. Raises InputFault where it is none, or holds no list of objects."""
    if path.stat().st_size > DOCUMENT_LIMIT:
        next(read(path, ReadSpec("json", encoding=encoding)))
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig" if encoding == "utf-8" else encoding))
    except (ValueError, RecursionError):
        # Reading it as it would be loaded says where it is damaged.
        next(read(path, ReadSpec("json", encoding=encoding)))
        raise
    lists = [(keys, found) for keys, found in _lists(document, ()) if all(map(_KEY.fullmatch, keys))]
    if not lists:
        raise InputFault(
            str(path), "the document holds no list of objects, and so no rows", field="rows",
            fix="Write the mapping by hand (docs/add-a-source.md), or ask for a list of objects.",
        )  # fmt: skip
    keys, rows = min(lists, key=lambda pair: (len(pair[0]), -len(pair[1])))
    where = f"under '{'.'.join(keys)}'" if keys else "that the document is"
    rule = f"A row is an object of the list {where}, the outermost one."
    return _of_objects(rows, ReadSpec("json", encoding=encoding, rows=".".join(keys) or None), rule)


def _lists(value: Any, keys: Names) -> Iterator[tuple[Names, list[Any]]]:
    """Each list of objects with the keys that lead to it."""
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        yield keys, value
    if isinstance(value, dict) and len(keys) < DEEPEST:
        for key, inner in value.items():
            yield from _lists(inner, (*keys, key))


def json_lines_tree(path: Path, encoding: str) -> Tree:
    """The rows of NDJSON, from its first lines."""
    with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline=LINE_FEED) as file:
        lines = islice((line for line in physical_lines(file) if line.strip()), OBJECTS_LOOKED_AT)
        found = [_value(line) for line in lines]
    if not any(isinstance(value, dict) for value in found):
        raise InputFault(
            str(path), "none of its lines is a JSON object, and so none is a row", line=1,
            fix="Have it exported again, one object a line.",
        )  # fmt: skip
    return _of_objects(found, ReadSpec("ndjson", encoding=encoding), "A row is the object on a line.")


def _value(line: str) -> Any:
    """The value, or None where the line is not JSON: it will be counted as a row that cannot be read."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _of_objects(values: Iterable[Any], spec: ReadSpec, rule: str) -> Tree:
    objects = [value for value in islice(values, OBJECTS_LOOKED_AT) if isinstance(value, dict)]
    counts: Counter[str] = Counter()
    repeated: dict[str, None] = {}
    for one in objects:
        found = list(_paths(one, ""))
        counts.update({path for path, _ in found})
        repeated.update({path: None for path, number in found if number > 1})
    # A key of one object alone may be data, such as a name under which its telephone stands.
    rare = {path for path, count in counts.items() if count == 1 < len(objects) and "." in path}
    leaves = [path for path in counts if path not in repeated and path not in rare]
    columns = _short_names(leaves, ".")
    held = {key for one in objects for key in one}
    columns = {} if held == set(columns) == set(columns.values()) else columns
    made = ReadSpec(spec.format, encoding=spec.encoding, rows=spec.rows, columns=columns)
    return Tree(made, rule, tuple(repeated), len(rare))


def _paths(value: Any, path: str, depth: int = 0) -> Iterator[tuple[str, int]]:
    """Each path to a text, number or truth value, and how many values stand there at most."""
    if depth > DEEPEST:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            if _KEY.fullmatch(key):
                yield from _paths(inner, f"{path}.{key}" if path else key, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            for below, number in _paths(inner, f"{path}[*]", depth + 1):
                yield below, max(number, len(value))
    elif value is not None and path:
        yield path, 1


def _short_names(paths: Iterable[str], stroke: str) -> dict[str, str]:
    """Each path under its last word, or under itself where two end alike."""
    found = list(paths)
    last = {path: path.rpartition(stroke)[2].removeprefix("@").removesuffix("[*]") for path in found}
    ends = Counter(last.values())
    return {last[path] if ends[last[path]] == 1 else path: path for path in found}
