"""The part of a mapping that says which agency a column names."""

from __future__ import annotations

from collections.abc import Mapping

from graph.schema import NodeKind
from loaders.agencies.register import ANY, BY
from loaders.mapping.document import Section
from loaders.mapping.model import ColumnKind, LookUp

LOOK_UP_WORDS = {"column", "by", "on", "required"}
ELSEWHERE_SAID = ("key", "set", "of")


def look_up(section: Section, kind: NodeKind, kinds: Mapping[str, ColumnKind]) -> LookUp | None:
    """The `look_up:` of a node, or None where it has none. Raises InputFault."""
    if "look_up" not in section:
        return None
    if kind.name != "Agency":
        section.fault(
            "look_up", "only agencies are looked up", value=kind.name, fix="Give it 'key' or 'set'."
        )
    for word in ELSEWHERE_SAID:
        if word in section:
            section.fault(word, "the register says it of an agency that is looked up", fix="Take it out.")
    inner = section.section("look_up")
    inner.only(LOOK_UP_WORDS)
    return LookUp(
        column=inner.one_of("column", kinds),
        by=inner.one_of("by", BY, default=ANY),
        on=_day(inner, kinds),
        required=inner.flag("required"),
    )


def _day(section: Section, kinds: Mapping[str, ColumnKind]) -> str | None:
    if "on" not in section:
        return None
    column = section.one_of("on", kinds)
    if kinds[column].type not in ("date", "datetime"):
        section.fault("on", "needs a date", value=column, fix="Declare that column as a date.")
    return column
