"""Who counts as family: one declared file a lens, read and checked here.

together: what puts people in one household (a `residence` of the same day, a `household` that a source
names); parents_elsewhere: which relationships bring in the parents of a child (under 18 on the day) who
live elsewhere. Communal residences make no family under any lens."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from graph.codes.people import Lens
from graph.codes.relationship_codes import Relationship
from graph.errors import InputFault, UsageFault
from graph.plain_yaml import plain_yaml

FOLDER = Path(__file__).parent
TOGETHER = frozenset({"residence", "household"})
FIELDS = frozenset({"lens", "words", "programme", "together", "parents_elsewhere"})


@dataclass(frozen=True)
class DeclaredLens:
    """One lens as declared. programme: where this meaning of family comes from."""

    lens: Lens
    words: str
    programme: str
    together: frozenset[str]
    parents_elsewhere: frozenset[Relationship]


@cache
def declared_lens(lens: Lens) -> DeclaredLens:
    """The lens as its file declares it. Raises UsageFault where no file does yet, InputFault where one is
    wrong."""
    path = FOLDER / f"{lens.value}.yaml"
    if not path.exists():
        known = ", ".join(sorted(found.stem for found in FOLDER.glob("*.yaml")))
        raise UsageFault(f"'{lens.value}' is not a lens that can be asked for. Ask for one of: {known}.")
    return parse_lens(path)


def parse_lens(path: Path) -> DeclaredLens:
    """Raises InputFault naming file, field and value where a word is missing, unknown or not of its list."""
    content = plain_yaml(path.read_text(encoding="utf-8"))
    found: dict[str, Any] = content if isinstance(content, dict) else {}
    odd = sorted(FIELDS ^ found.keys())
    if odd:
        fields = ", ".join(sorted(FIELDS))
        raise InputFault(path.name, "is missing or unknown", field=odd[0], fix=f"Fields: {fields}.")
    if found["lens"] != path.stem:
        fix = "Name the lens and its file alike."
        raise InputFault(path.name, "is not the file's name", field="lens", value=str(found["lens"]), fix=fix)
    together = frozenset(_known(path, found, "together", TOGETHER))
    parents = frozenset(map(Relationship, _known(path, found, "parents_elsewhere", frozenset(Relationship))))
    return DeclaredLens(Lens(found["lens"]), found["words"], found["programme"], together, parents)


def _known(path: Path, found: dict[str, Any], field: str, valid: Collection[str]) -> list[str]:
    values: list[str] = found[field]
    for value in values:
        if value not in valid:
            fix = "Use a code of its list."
            raise InputFault(path.name, "is not a known word", field=field, value=value, fix=fix)
    return values
