"""The one way in which an XML file is parsed: safely, in bounded memory, with the line of every element."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from lxml import etree

from graph.errors import InputFault

Kind = Literal["start", "end"]
BLOCK = 256 * 1024
SAFE: Mapping[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


def events(
    path: Path, kinds: Iterable[Kind], *, by_line: bool = True
) -> Iterator[tuple[int, str, etree._Element]]:
    """Yield line, 'start' or 'end', and element; the one who reads has to `forget` what is done with.

    Fed line by line, because the parser's own count stops at 65,535 for elements without text; by_line=False
    is faster, and the lines then mean nothing. InputFault, with line and column, where the file is not
    well-formed; this may be as late as at its end.
    """
    parser: Any = etree.XMLPullParser(kinds, **SAFE)
    line = 1
    try:
        with path.open("rb") as file:
            take = file.readline if by_line else file.read
            while piece := take(BLOCK):
                parser.feed(piece)
                for event, element in parser.read_events():
                    yield line, event, element
                line += piece.endswith(b"\n")
        parser.close()
    except etree.XMLSyntaxError as problem:
        raise _not_well_formed(path, problem, parser.feed_error_log) from problem
    for event, element in parser.read_events():
        yield line, event, element


def forget(element: Any) -> None:
    """Drop what is below an element that has ended, and the elements before it."""
    element.clear(keep_tail=True)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def local_name(element: etree._Element) -> str:
    """Return the element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _not_well_formed(path: Path, problem: etree.XMLSyntaxError, log: Any) -> InputFault:
    """Name the first error: the one that is raised may only be what came of it."""
    first = next(iter(log.filter_from_errors()), None)
    line, column = problem.position if first is None else (first.line, first.column)
    words = (problem.msg or "").partition(", line ")[0] if first is None else first.message.strip()
    return InputFault(
        str(path),
        f"the file is not well-formed XML: {words} (column {column})",
        line=line or 1,
        fix="Nothing of the file was read. Have it exported again, or repair this place.",
    )
