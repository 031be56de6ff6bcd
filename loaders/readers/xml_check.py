"""The first pass over an XML file: is it well-formed and harmless, and what does it say once for all rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from lxml import etree

from graph.errors import InputFault
from graph.readable import readable
from loaders.readers.xml_events import events, forget, local_name
from loaders.readers.xml_paths import ElementPath, attribute_texts, joined

NAMES_SHOWN, NAME_SHOWN = 20, 100


def check_xml(
    path: Path, rows: Sequence[str], columns: Mapping[str, ElementPath], missing: Collection[str]
) -> dict[str, str | None]:
    """Read the file once; return the text of each column that counts from the root (None: not recorded).

    rows: the names that lead from below the root to a row; where the file holds other things instead of the first, it
    is refused, as it would read like one that says there is nobody any more. InputFault with line and column where the
    file is not well-formed, and where it declares or uses entities. Parsed exactly as the rows are read later, so that
    a file found good here is good to its end there.
    """
    may_refer = _has_document_type(path)
    absolute = {name: column for name, column in columns.items() if column.absolute}
    texts: dict[str, list[str]] = {name: [] for name in absolute}
    below: dict[str, None] = {}
    has_rows = False
    for _, _, element in events(path, ("end",), by_line=False):
        if may_refer:
            _refuse_references(path, element)
        if _is_below_root(element):
            name = readable(local_name(element), NAME_SHOWN)
            has_rows = has_rows or name == rows[0]
            below |= {name: None} if len(below) < NAMES_SHOWN else {}
        for asked, column in absolute.items():
            if _is_at(element, column.names):
                texts[asked].extend(_own_texts(element, column.attribute))
        forget(element)
    if below and not has_rows:
        raise _other_names(path, rows, below)
    return {name: joined(found, missing) for name, found in texts.items()}


def _is_below_root(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.getparent() is None


def _other_names(path: Path, rows: Sequence[str], below: Iterable[str]) -> InputFault:
    reason = f"there is no element '{rows[0]}' below the root of the file"
    fix = f"Declare the path that the rows have, or ask for the right file. It holds: {', '.join(below)}."
    return InputFault(str(path), reason, field="rows", value="/".join(rows), fix=fix)


def _is_at(element: etree._Element, names: tuple[str, ...]) -> bool:
    """Tell whether these names, from below the root, lead to the element."""
    here: etree._Element | None = element
    for name in reversed(names):
        if here is None or local_name(here) != name:
            return False
        here = here.getparent()
    return here is not None and here.getparent() is None


def _own_texts(element: etree._Element, attribute: str | None) -> list[str]:
    return [element.text or ""] if attribute is None else list(attribute_texts(element, attribute))


def _has_document_type(path: Path) -> bool:
    """Look at what stands before the root element; InputFault if entities are declared there."""
    for _, _, element in events(path, ("start",)):
        document_type: Any = element.getroottree().docinfo.internalDTD
        if document_type is None:
            return False
        for entity in document_type.iterentities():
            raise _entity_fault(path, str(entity.name), None)
        return True
    return False


def _refuse_references(path: Path, element: Any) -> None:
    before = element.itersiblings(etree.Entity, preceding=True)
    for reference in chain(before, element.iterchildren(etree.Entity)):
        raise _entity_fault(path, str(reference.text), element.sourceline)


def _entity_fault(path: Path, name: str, line: int | None) -> InputFault:
    reason = "the file stands on a document type with entities, which are not read because they can do harm"
    fix = "Have it exported without a DOCTYPE, with plain text in place of entities."
    return InputFault(str(path), reason, line=line, value=name, fix=fix)
