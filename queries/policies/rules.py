"""The policy files of a folder, checked: whatever is wrong with them is a fault, and a fault closes the
door."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import cedarpy
import yaml

from graph.codes import RestrictionClass, Role
from graph.codes.services import Category
from graph.errors import InputFault
from graph.schema import load_schema
from queries.policies.items import Tie

HERE = Path(__file__).parent
SCHEMA_FILE = "viewing.cedarschema"
CASES_FILE = "cases.yaml"
ANNOTATIONS = ("id", "title", "source")


@dataclass(frozen=True)
class Rule:
    """One policy. permits: whether it is a permit or a forbid; source: the law, guidance or agreement
    behind it."""

    id: str
    title: str
    source: str
    permits: bool
    file: str


@dataclass(frozen=True)
class RuleSet:
    """All rules of a folder in order of file. text: the Cedar of all files; mentions: what the rules
    compare something with, by Cedar type (`Kind`, `Category` …; `String` for texts such as the id of an
    agency, `like` for patterns)."""

    rules: tuple[Rule, ...]
    text: str
    mentions: Mapping[str, frozenset[str]]


def read_rules(folder: Path = HERE) -> RuleSet:
    """Read and check a folder of policies.

    Raises InputFault for a file that is missing, empty, cannot be read or breaks the schema, a rule
    without id, title or source, an id used twice, and a rule that has no case or a case that has no rule:
    so a policy file that is lost is noticed, even one that only forbids.
    """
    files = sorted(folder.glob("*.cedar"))
    if not files:
        raise InputFault(folder.name, "holds no policy file", fix="Put the .cedar files back.")
    texts = {path.name: read_text(path) for path in files}
    parsed = {name: _parsed(name, text) for name, text in texts.items()}
    rules = tuple(_rule(name, policy) for name, policies in parsed.items() for policy in policies)
    whole = "\n".join(texts.values())
    _check_ids(rules, case_ids(folder))
    _check_schema(whole, read_text(folder / SCHEMA_FILE))
    return RuleSet(rules, whole, _by_type(_mentions(list(parsed.values()))))


def read_text(path: Path) -> str:
    """A file's text. Raises InputFault where it cannot be read or is empty."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputFault(path.name, "cannot be read", fix="Put the file back.") from error
    if not text.strip():
        raise InputFault(path.name, "is empty", fix="Put its content back.")
    return text


def read_cases(folder: Path = HERE) -> list[dict[str, Any]]:
    """What each rule must and must not decide, as written in cases.yaml: a list of `policy` and `cases`."""
    try:
        # A file as small as this is read at every start; the C loader takes a tenth of the time.
        content = yaml.load(
            read_text(folder / CASES_FILE), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        )
    except yaml.YAMLError as error:
        raise InputFault(CASES_FILE, f"cannot be read: {error}", fix="Correct the YAML.") from error
    if not isinstance(content, list) or not all(isinstance(entry, dict) for entry in content):
        raise InputFault(CASES_FILE, "is not a list", fix="Write '- policy: …' and its cases.")
    return content


def case_ids(folder: Path = HERE) -> list[str]:
    """Ids of the rules that cases.yaml speaks of."""
    return [str(entry.get("policy")) for entry in read_cases(folder)]


def vocabulary() -> str:
    """The code lists and kinds that a rule may name, as Cedar enumerations."""
    lists: Mapping[str, type[StrEnum]] = {
        "Role": Role, "Category": Category, "RestrictionClass": RestrictionClass, "Tie": Tie
    }  # fmt: skip
    graph = load_schema()
    words = {name: [code.value for code in codes] for name, codes in lists.items()}
    words["Kind"] = [*graph.nodes, *graph.edges]
    return "\n".join(f"entity {name} enum {json.dumps(values)};" for name, values in words.items())


def _parsed(name: str, text: str) -> list[dict[str, Any]]:
    try:
        content = json.loads(cedarpy.policies_to_json_str(text))
    except ValueError as error:
        raise InputFault(name, f"is not valid Cedar: {error}", fix="Correct the rule.") from error
    policies: list[dict[str, Any]] = list(content["staticPolicies"].values())
    if content.get("templates") or not policies:
        raise InputFault(name, "holds no rule, or a template", fix="Write rules that need nothing filled in.")
    return policies


def _rule(name: str, policy: Mapping[str, Any]) -> Rule:
    given = policy.get("annotations") or {}
    for annotation in ANNOTATIONS:
        if not (given.get(annotation) or "").strip():
            raise InputFault(
                name, "a rule has none", field=f"@{annotation}", fix=f'Write @{annotation}("…") above it.'
            )
    return Rule(given["id"], given["title"], given["source"], policy["effect"] == "permit", name)


def _check_ids(rules: Sequence[Rule], with_cases: Sequence[str]) -> None:
    ids = [rule.id for rule in rules]
    for rule in rules:
        if ids.count(rule.id) > 1:
            raise InputFault(
                rule.file, "is used twice", field="@id", value=rule.id, fix="Give each rule its own id."
            )
        if rule.id not in with_cases:
            raise InputFault(CASES_FILE, "has no case", field="policy", value=rule.id, fix="Add its cases.")
    for policy in with_cases:
        if policy not in ids:
            raise InputFault(
                CASES_FILE,
                "names a policy that is in no file",
                field="policy",
                value=policy,
                fix="Put the policy back.",
            )


def _check_schema(text: str, schema: str) -> None:
    try:
        checked = cedarpy.validate_policies(text, f"{schema}\n{vocabulary()}")
    except ValueError as error:
        raise InputFault(SCHEMA_FILE, f"is not a valid schema: {error}", fix="Correct it.") from error
    if not checked.validation_passed:
        words = "; ".join(str(error) for error in checked.errors)
        raise InputFault("the policies", f"break {SCHEMA_FILE}: {words}", fix="Correct the rule.")


def _by_type(mentions: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    pairs = set(mentions)
    return {kind: frozenset(word for other, word in pairs if other == kind) for kind, _ in pairs}


def _mentions(value: object) -> Iterator[tuple[str, str]]:
    """Type and text of every constant in parsed policies."""
    if isinstance(value, list):
        for inner in value:
            yield from _mentions(inner)
    elif isinstance(value, dict):
        constant = value.get("Value")
        if isinstance(constant, str):
            yield "String", constant
        elif isinstance(constant, dict) and "__entity" in constant:
            yield str(constant["__entity"]["type"]), str(constant["__entity"]["id"])
        if "like" in value:
            yield "like", str(value["like"])
        for inner in value.values():
            yield from _mentions(inner)
