"""Who asks: the viewer, the YAML file that describes one, and the relations that bar them.

The policies decide what a viewer may see (`queries.policies`); `queries.visible` cuts to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from graph.codes import RestrictionClass, Role, word
from graph.codes.services import Category

AGENCY_ROLES = frozenset({Role.AGENCY_PRACTITIONER, Role.LEAD_PRACTITIONER})


@dataclass(frozen=True)
class CaseRelation:
    """A family that this viewer works with.

    family: what the viewer calls it; relation: such as 'lead practitioner'; categories: what the agencies
    have agreed to show them of it; records: keys of the records that describe its members. Whoever opens
    the door may add, with `dataclasses.replace`, the other records that linkage holds to be the same
    people.
    """

    family: str
    relation: str
    categories: frozenset[Category]
    records: frozenset[str]


@dataclass(frozen=True)
class DeclaredRelation:
    """Somebody whom this viewer knows in private life. birth_date None: not known to them."""

    family_name: str
    given_names: str
    birth_date: date | None
    relation: str


@dataclass(frozen=True)
class Viewer:
    """Somebody who asks, and what for. agency: id of their agency as in the graph, None where they work
    for none or for all; clearances: classes of restricted information that they are cleared to read."""

    name: str
    role: Role
    agency: str | None
    purpose: str
    clearances: frozenset[RestrictionClass] = frozenset()
    case_relations: tuple[CaseRelation, ...] = ()
    declared_relations: tuple[DeclaredRelation, ...] = ()


def demonstration_viewer() -> Viewer:
    """The viewer of a generated store, where no file names one: a MASH decision-maker with all
    clearances, so that nothing of the borough that nobody lives in is hidden."""
    return Viewer(
        name="Demonstration viewer",
        role=Role.MASH_DECISION_MAKER,
        agency=None,
        purpose="Demonstration with generated people",
        clearances=frozenset(RestrictionClass),
    )


def viewer_words(viewer: Viewer) -> str:
    """Who is asking, in one line for the screen, with what they are cleared for and their purpose."""
    place = f" at {viewer.agency}" if viewer.agency else ""
    return f"{viewer.name}, {word(viewer.role)}{place}, {_cleared(viewer)}. Purpose: {viewer.purpose}."


def _cleared(viewer: Viewer) -> str:
    if viewer.clearances == frozenset(RestrictionClass):
        return "cleared for everything that is restricted"
    if not viewer.clearances:
        return "cleared for nothing that is restricted"
    return f"cleared for {', '.join(sorted(word(cleared) for cleared in viewer.clearances))}"
