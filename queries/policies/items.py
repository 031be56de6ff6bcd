"""What a policy decides on, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

NOTHING_PERMITS = "nothing-permits"
"""Stands in the audit trail in place of a policy's id where no policy permits something."""


class Level(StrEnum):
    """How much of an item a viewer may see: all of it; that it is held and whom to ring; nothing at all."""

    CONTENT = "content"
    HELD = "held"
    HIDDEN = "hidden"


class Tie(StrEnum):
    """How the viewer stands to whom an item is about.

    none: no tie; other_category: a family they work with, in a category that was not agreed for them;
    agreed_category: such a family, and agreed; declared_relation: somebody whom they know in private life.
    """

    NONE = "none"
    OTHER_CATEGORY = "other_category"
    AGREED_CATEGORY = "agreed_category"
    DECLARED_RELATION = "declared_relation"


class ItemClass(NamedTuple):
    """All that a policy may know of a node or an edge; items of one class are decided once.

    kind: kind of node or edge, None where the question does not say; agency and category: None for what
    no agency says (people, shared nodes); restriction: its class, None for unrestricted.
    """

    kind: str | None
    agency: str | None
    category: str | None
    restriction: str | None = None
    tie: Tie = Tie.NONE


@dataclass(frozen=True)
class Verdict:
    """policies: ids of those that decided, sorted; empty where nothing permits it."""

    level: Level
    policies: tuple[str, ...]
