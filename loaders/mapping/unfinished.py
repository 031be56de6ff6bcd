"""The mark of what only a person can know, and what to write in its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from loaders.mapping.document import Path, Section

FILL_IN = "FILL_IN"
WHAT_TO_WRITE: Mapping[str, str] = {
    "id": "the agency and the feed's own name, as in housing/tenancies",
    "title": "what people call this feed",
    "agency": "the agency's short name: a-z, 0-9 and _",
    "agency_kind": "a code of agency_kind, or take the line out where another feed says it",
    "agency_name": "the agency's name for people, or take the line out where another feed says it",
    "category": "a code of category: what policies go by",
    "as_of": "the day up to which it is current, as 2026-05-12, {column: NAME} or unknown",
    "from": "the first day that it covers, as 2026-05-12, {column: NAME} or unknown",
    "to": "the last day that it covers, as 2026-05-12, {column: NAME} or unknown",
    "area": "the areas that it covers, all or unknown",
    "ages": "{from: 0, to: 17}, all or unknown",
    "delivery": "whole, rolling_window (with window_days) or additions",
    "key": "the columns that together tell one person's record from every other, as in [Ref]",
    "nodes": "what a row is about (docs/add-a-source.md), or take the table out",
}
ANYTHING_ELSE = "what is meant (docs/mapping-language.md)"


def refuse_unfinished(top: Section) -> None:
    """Raise InputFault at the first value that is still marked, naming the lines of the others."""
    marked = list(_marked(top.data, top.path))
    if not marked:
        return
    first, *others = marked
    lines = ", ".join(str(top.document.lines[path]) for path in others)
    more = f" The same mark stands on line {lines}." if others else ""
    where = Section(top.document, first[:-1], {})
    field = str(first[-1])
    what = WHAT_TO_WRITE.get(_word(first), ANYTHING_ELSE)
    where.fault(field, "is still to be filled in", value=FILL_IN, fix=f"Write {what}.{more}")


def _word(path: Path) -> str:
    """The word of the language that a value belongs to: the last one that is no place in a list."""
    return next(part for part in reversed(path) if isinstance(part, str))


def _marked(value: object, path: Path) -> Iterator[Path]:
    if isinstance(value, dict):
        for word, inner in value.items():
            yield from _marked(inner, (*path, word))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _marked(inner, (*path, place))
    elif isinstance(value, str) and value == FILL_IN:
        yield path
