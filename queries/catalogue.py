"""The named questions: one Cypher file each under `cypher/<topic>/`, with a header that says what goes in
and out.

A header is comment lines above the text, each `// word: …`: name and words once, then a `parameter NAME:
TYPE, what` and a `column NAME: TYPE, what` for each, and `found: …` for what was measured.
docs/add-a-question.md shows one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from graph.errors import InputFault
from graph.query import NamedQuery

FOLDER = Path(__file__).parent / "cypher"
TYPES = frozenset({"string", "date", "integer", "number", "boolean", "node", "edge", "strings"})
LINE = re.compile(r"^// (?P<word>name|words|found|parameter|column)(?: (?P<of>[a-z_]+))?: (?P<rest>\S.*)$")


@cache
def catalogue() -> Mapping[str, NamedQuery]:
    """All questions by name. Raises InputFault naming file, line and fix where a header does not hold."""
    found = [parse(path, FOLDER) for path in sorted(FOLDER.glob("*/*.cypher"))]
    return MappingProxyType({query.name: query for query in found})


def parse(path: Path, folder: Path) -> NamedQuery:
    """One file to its question. Raises InputFault where header, file name and text do not agree."""
    lines = path.read_text(encoding="utf-8").splitlines()
    head = [line for line in lines if line.startswith("//")]
    text = "\n".join(lines[len(head) :]).strip()
    header = _Header(path.name)
    for number, line in enumerate(head, start=1):
        header.take(number, line)
    query = header.query(text)
    expected = path.relative_to(folder).with_suffix("").as_posix()
    if query.name != expected:
        raise InputFault(
            path.name,
            "the name is not the file's",
            field="name",
            value=query.name,
            fix=f"Write '{expected}'.",
        )
    _check(path.name, query)
    return query


class _Header:
    """The header of one file, line by line."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._once: dict[str, str] = {}
        self._parameters: dict[str, str] = {}
        self._columns: dict[str, str] = {}

    def take(self, number: int, line: str) -> None:
        match = LINE.match(line)
        if match is None or (match["word"] in ("parameter", "column")) != (match["of"] is not None):
            raise self._fault(
                number, line, "is not a header line", "Write '// column NAME: TYPE, what it is'."
            )
        if match["word"] == "found":
            return
        if match["of"] is None:
            self._add(self._once, match["word"], match["rest"], number)
            return
        kind = match["rest"].partition(",")[0].strip()
        if kind not in TYPES:
            raise self._fault(number, kind, "is not a type", f"Use one of {', '.join(sorted(TYPES))}.")
        self._add(
            self._parameters if match["word"] == "parameter" else self._columns, match["of"], kind, number
        )

    def _add(self, into: dict[str, str], name: str, value: str, number: int) -> None:
        if name in into:
            raise self._fault(number, name, "is said twice", "Say it once.")
        into[name] = value

    def _fault(self, number: int, value: str, reason: str, fix: str) -> InputFault:
        return InputFault(self._file, reason, line=number, value=value, fix=fix)

    def query(self, text: str) -> NamedQuery:
        missing = {"name", "words"} - set(self._once)
        if missing:
            raise InputFault(
                self._file, "lacks a header line", field=min(missing), fix="Add it above the text."
            )
        return NamedQuery(self._once["name"], text, self._parameters, self._columns, self._once["words"])


def _check(file: str, query: NamedQuery) -> None:
    used = set(re.findall(r"\$([a-z_]+)", query.text))
    if used != set(query.parameters):
        odd = ", ".join(sorted(used ^ set(query.parameters)))
        raise InputFault(
            file, "parameters of header and text differ", value=odd, fix="Declare what the text uses."
        )
    returned = re.findall(r"\bAS ([a-z_]+)", query.text.rpartition("RETURN")[2])
    if returned != list(query.columns):
        raise InputFault(
            file,
            "columns of header and RETURN differ",
            value=", ".join(returned),
            fix="List them in the same order.",
        )
