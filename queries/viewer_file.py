"""A viewer from a YAML file, read strictly: a word that is not known is a fault, never ignored."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import yaml

from graph.codes import RestrictionClass, Role
from graph.codes.services import Category
from graph.errors import InputFault
from graph.schema.parse import nearest
from queries.viewer import AGENCY_ROLES, CaseRelation, DeclaredRelation, Viewer

Code = TypeVar("Code", bound=StrEnum)
NOTHING = {"", "null", "~"}
VIEWER_NEEDS = {"name", "role", "purpose"}
VIEWER_KNOWS = VIEWER_NEEDS | {"agency", "clearances", "case_relations", "declared_relations"}
CASE_NEEDS = {"family", "relation", "categories", "records"}
DECLARED_NEEDS = {"family_name", "given_names", "relation"}


def load_viewer(path: Path) -> Viewer:
    """The viewer that a file describes. Raises InputFault with line and nearest word for a key or a code
    that is not known, a key given twice, and a name, role or purpose that is missing or empty."""
    try:
        # BaseLoader leaves every value as text, so that the family name 'No' stays a name.
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputFault(path.name, f"cannot be read: {error}", fix="Give a viewer file in YAML.") from error
    return _Reader(path.name).viewer(root)


class _Reader:
    """Turns the nodes of one file into values; knows the file's name for the faults."""

    def __init__(self, file: str) -> None:
        self._file = file

    def viewer(self, root: yaml.Node | None) -> Viewer:
        given = self._mapping("the file", root, VIEWER_KNOWS, VIEWER_NEEDS)
        role = self._code("role", given["role"], Role)
        return Viewer(
            name=self._text("name", given["name"]),
            role=role,
            agency=self._agency(role, given.get("agency")),
            purpose=self._text("purpose", given["purpose"]),
            clearances=frozenset(self._codes("clearances", given, RestrictionClass)),
            case_relations=tuple(self._case(node) for node in self._list("case_relations", given)),
            declared_relations=tuple(
                self._declared(node) for node in self._list("declared_relations", given)
            ),
        )

    def _agency(self, role: Role, node: yaml.Node | None) -> str | None:
        if node is not None and not (isinstance(node, yaml.ScalarNode) and node.value.strip() in NOTHING):
            return self._text("agency", node)
        if role in AGENCY_ROLES:
            raise self._fault("agency", node, f"is needed for the role {role}", "Give the agency's id.")
        return None

    def _case(self, node: yaml.Node) -> CaseRelation:
        given = self._mapping("case_relations", node, CASE_NEEDS, CASE_NEEDS)
        return CaseRelation(
            family=self._text("family", given["family"]),
            relation=self._text("relation", given["relation"]),
            categories=frozenset(self._codes("categories", given, Category)),
            records=frozenset(self._text("records", key) for key in self._list("records", given)),
        )

    def _declared(self, node: yaml.Node) -> DeclaredRelation:
        given = self._mapping("declared_relations", node, DECLARED_NEEDS | {"birth_date"}, DECLARED_NEEDS)
        return DeclaredRelation(
            family_name=self._text("family_name", given["family_name"]),
            given_names=self._text("given_names", given["given_names"]),
            birth_date=self._date("birth_date", given.get("birth_date")),
            relation=self._text("relation", given["relation"]),
        )

    def _mapping(
        self, field: str, node: yaml.Node | None, known: Collection[str], needed: Collection[str]
    ) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            raise self._fault(field, node, "is not a list of words with values", "Write 'word: value' lines.")
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = str(key.value)
            if name not in known:
                raise self._fault(name, key, "is not known here", nearest(name, known))
            if name in found:
                raise self._fault(name, key, "is given twice", "Keep one of them.")
            found[name] = value
        for name in sorted(set(needed) - set(found)):
            raise self._fault(name, node, "is missing", f"Add '{name}: …'.")
        return found

    def _list(self, field: str, given: Mapping[str, yaml.Node]) -> list[yaml.Node]:
        node = given.get(field)
        if node is None or (isinstance(node, yaml.ScalarNode) and node.value.strip() in NOTHING):
            return []
        if not isinstance(node, yaml.SequenceNode):
            raise self._fault(field, node, "is not a list", "Write one '- …' line for each.")
        return list(node.value)

    def _codes(self, field: str, given: Mapping[str, yaml.Node], codes: type[Code]) -> list[Code]:
        return [self._code(field, node, codes) for node in self._list(field, given)]

    def _code(self, field: str, node: yaml.Node, codes: type[Code]) -> Code:
        text = self._text(field, node)
        valid = {code.value for code in codes}
        if text not in valid:
            raise self._fault(field, node, "is not a code that is known", nearest(text, valid))
        return codes(text)

    def _text(self, field: str, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            raise self._fault(field, node, "is not a text", f"Give '{field}' a text.")
        return str(node.value).strip()

    def _date(self, field: str, node: yaml.Node | None) -> date | None:
        if node is None or (isinstance(node, yaml.ScalarNode) and node.value.strip() in NOTHING):
            return None
        try:
            return date.fromisoformat(self._text(field, node))
        except ValueError as error:
            raise self._fault(field, node, "is not a date", "Write it as 2018-09-30.") from error

    def _fault(self, field: str, node: yaml.Node | None, reason: str, fix: str) -> InputFault:
        line = node.start_mark.line + 1 if node is not None else None
        value = str(node.value) if isinstance(node, yaml.ScalarNode) else None
        return InputFault(self._file, reason, fix=fix, line=line, field=field, value=value)
