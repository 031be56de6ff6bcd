"""XML: every element at one path is a row; columns come from below it, its ancestors and the root."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from lxml import etree

from graph.errors import InputFault
from loaders.readers.chunks import Gathered
from loaders.readers.files import column_names
from loaders.readers.spec import Chunk, ReadSpec, RowFinding
from loaders.readers.values import shown
from loaders.readers.xml_check import check_xml
from loaders.readers.xml_events import events, forget, local_name
from loaders.readers.xml_paths import RowPaths, compile_paths, row_texts

KEPT_LIMIT = 1_000_000
Row = tuple[int, list[str | None]]


def read(path: Path, spec: ReadSpec, chunk_rows: int) -> Iterator[Chunk]:
    """Yield the rows; `_line` is the line of the row's element. Stray text anywhere in the file is a finding.

    The file is read twice: once to see that all of it is well-formed, once for its rows.
    """
    paths = compile_paths(path, spec)
    gathered = Gathered(column_names(path, paths.columns, None), spec)
    fixed = check_xml(path, paths.row, paths.columns, spec.missing)
    yielded = False
    for entry in _entries(path, spec, paths, fixed):
        if isinstance(entry, RowFinding):
            gathered.findings.append(entry)
        else:
            gathered.add(*entry)
            gathered.size += sum(len(text) for text in entry[1] if text is not None)
        if gathered.is_full(chunk_rows):
            yield gathered.chunk()
            yielded = True
    if len(gathered) or gathered.findings or not yielded:
        yield gathered.chunk()


def header(path: Path, spec: ReadSpec) -> list[str]:
    """Return the declared columns, after the file was found to be well-formed."""
    paths = compile_paths(path, spec)
    check_xml(path, paths.row, {}, spec.missing)
    return column_names(path, paths.columns, None)


def tables(path: Path, spec: ReadSpec) -> list[str]:
    """Return [''], as the rows of an XML file are declared, not listed in it."""
    return [""]


def _entries(
    path: Path, spec: ReadSpec, paths: RowPaths, fixed: Mapping[str, str | None]
) -> Iterator[Row | RowFinding]:
    walk = _Walk(paths)
    for line, event, element in events(path, ("start", "end")):
        if event == "start":
            stray = _stray_before(element, line)
            walk.enter(element, line)
        else:
            stray = _stray_at_end(element, line)
        if stray is not None:
            yield stray
        if event == "end":
            for row_line, row in walk.leave(path, element):
                yield row_line, row_texts(row, paths, fixed, spec.missing)
            if not walk.is_needed():
                forget(element)


class _Walk:
    """Where the reading is, and which rows wait in the element that is kept until it ends."""

    def __init__(self, paths: RowPaths) -> None:
        self._paths = paths
        self._names: list[str] = []
        self._row_lines: list[int] = []
        self._is_kept = False
        self._held = 0
        self._below_kept = "/".join(f"{{*}}{name}" for name in paths.row[len(paths.kept) :]) or "."

    def enter(self, element: etree._Element, line: int) -> None:
        """Go into an element."""
        self._names.append(local_name(element))
        depth = len(self._names) - 1
        if depth == len(self._paths.kept) and tuple(self._names[1:]) == self._paths.kept:
            self._is_kept, self._held, self._row_lines = True, 0, []
        if self._is_kept and depth == len(self._paths.row) and tuple(self._names[1:]) == self._paths.row:
            self._row_lines.append(line)

    def leave(self, path: Path, element: etree._Element) -> Iterator[tuple[int, etree._Element]]:
        """Go out of an element; give its rows with their lines if it is one that was kept."""
        self._names.pop()
        self._held += 1
        if self._is_kept and self._held > KEPT_LIMIT:
            raise _too_much(path, self._paths)
        if self._is_kept and len(self._names) == len(self._paths.kept):
            self._is_kept = False
            yield from zip(self._row_lines, element.iterfind(self._below_kept), strict=True)

    def is_needed(self) -> bool:
        """Tell whether a row may still ask for the element that just ended."""
        return self._is_kept


def _too_much(path: Path, paths: RowPaths) -> InputFault:
    return InputFault(
        str(path),
        f"one '{paths.kept[-1]}' holds more than {KEPT_LIMIT:,} elements, which '..' would keep in memory",
        field="columns",
        fix="Use fewer '..', or start the path with '/' if the value is the same on every row.",
    )


def _stray_before(element: etree._Element, line: int) -> RowFinding | None:
    parent = element.getparent()
    if parent is None:
        return None
    previous = element.getprevious()
    text = parent.text if previous is None else previous.tail
    return _stray(parent, text, line)


def _stray_at_end(element: etree._Element, line: int) -> RowFinding | None:
    return _stray(element, element[-1].tail, line) if len(element) else None


def _stray(element: etree._Element, text: str | None, line: int) -> RowFinding | None:
    """Return the finding for text that stands between elements; `line` is where the text ends."""
    if text is None or not text.strip():
        return None
    name = local_name(element)
    words = f"There is text between the elements of '{name}', which belongs to none of them; it was not read."
    starts_on = line - text.lstrip().count("\n")
    return RowFinding("", starts_on, name, shown(text.strip()), "stray_text", words)
