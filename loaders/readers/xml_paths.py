"""Paths into XML, by local name: below the row, up to its ancestors, or from the root."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from graph.errors import InputFault
from loaders.readers.spec import JOINED_BY, ReadSpec

_NAME = re.compile(r"[^\W\d][\w.\-]*")


@dataclass(frozen=True)
class ElementPath:
    """absolute: from below the root; ups: how many ancestors up first; names: children to walk down through;
    attribute: of the element reached, instead of its text."""

    absolute: bool
    ups: int
    names: tuple[str, ...]
    attribute: str | None


@dataclass(frozen=True)
class RowPaths:
    """row: names from below the root to the row; columns: name to path; kept: names to the outermost ancestor
    that a column asks for, which is held in memory until it ends."""

    row: tuple[str, ...]
    columns: Mapping[str, ElementPath]
    kept: tuple[str, ...]


def compile_paths(path: Path, spec: ReadSpec) -> RowPaths:
    """Return what `rows` and `columns` declare; InputFault where one of them is no path."""
    if not spec.rows or not spec.columns:
        field = "columns" if spec.rows else "rows"
        fix = "Declare the path of the element that makes one row, and a path for each column."
        raise InputFault(str(path), "an XML file cannot be read without it", field=field, fix=fix)
    row = _element_path(path, "rows", spec.rows.removeprefix("/"))
    columns = {name: _element_path(path, name, text) for name, text in spec.columns.items()}
    highest = max(column.ups for column in columns.values())
    if row.ups or row.attribute or highest >= len(row.names):
        fix = "Start paths that leave the rows with '/', counted from the root element."
        raise InputFault(str(path), "a path leads out of the rows", field="rows", value=spec.rows, fix=fix)
    return RowPaths(row.names, columns, row.names[: len(row.names) - highest])


def _element_path(path: Path, field: str, text: str) -> ElementPath:
    absolute = text.startswith("/")
    parts = text.removeprefix("/").split("/")
    ups = 0
    while parts and parts[0] == ".." and not absolute:
        parts, ups = parts[1:], ups + 1
    attribute = parts.pop()[1:] if parts and parts[-1].startswith("@") else None
    names = [*parts, *([attribute] if attribute is not None else [])]
    if not (names or ups) or not all(_NAME.fullmatch(name) for name in names):
        fix = "Write element names joined by '/', after '..' for ancestors or '/' for the root; '@name' last."
        raise InputFault(str(path), "this is no path into XML", field=field, value=text, fix=fix)
    return ElementPath(absolute, ups, tuple(parts), attribute)


def row_texts(
    row: etree._Element, paths: RowPaths, fixed: Mapping[str, str | None], missing: Collection[str]
) -> list[str | None]:
    """Return the texts of one row in the order of the columns; `fixed`: those that count from the root."""
    return [
        fixed[name] if column.absolute else joined(_texts(row, column), missing)
        for name, column in paths.columns.items()
    ]


def joined(texts: Iterator[str] | Collection[str], missing: Collection[str]) -> str | None:
    """Return the texts that are recorded, joined by the unit separator; None where there is none."""
    found = [text for text in map(str.strip, texts) if text not in missing]
    return JOINED_BY.join(found) if found else None


def _texts(row: etree._Element, column: ElementPath) -> Iterator[str]:
    start = row
    for _ in range(column.ups):
        parent = start.getparent()
        start = start if parent is None else parent
    for element in _below(start, column.names):
        if column.attribute is None:
            yield element.text or ""
        else:
            yield from attribute_texts(element, column.attribute)


def _below(element: etree._Element, names: tuple[str, ...]) -> Iterator[etree._Element]:
    if not names:
        yield element
        return
    for child in element.iterchildren(f"{{*}}{names[0]}"):
        yield from _below(child, names[1:])


def attribute_texts(element: etree._Element, name: str) -> Iterator[str]:
    """Yield the value of the attribute of this local name, if the element has it."""
    return (str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name)
