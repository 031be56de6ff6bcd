"""The page for whoever loads deliveries names every sentence and every finding that a load may come to."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kinscope.delivery_files import PassedOver
from kinscope.messages import PASSED_OVER, WITHHELD, all_messages, as_documented
from kinscope.quarantine import RowState
from loaders.report import Withheld

ROOT = Path(__file__).parents[3]
PAGE = " ".join((ROOT / "docs" / "loading-a-delivery.md").read_text(encoding="utf-8").split())
MAKES_FINDINGS = frozenset({"RowFinding", "Finding", "finding", "_invalid"})


@pytest.mark.parametrize("message", all_messages())
def test_every_message_of_a_load_is_on_the_page_with_what_to_do(message: str) -> None:
    row = re.search(re.escape(f"| `{as_documented(message)}` | ") + r"(\w+)", PAGE)
    assert row is not None, as_documented(message)


def test_every_reason_has_a_message() -> None:
    assert set(WITHHELD) == set(Withheld)
    assert set(PASSED_OVER) == set(PassedOver)
    assert all(f"| `{state}` |" in PAGE for state in RowState)


def codes(path: Path) -> Iterator[str]:
    """Kinds of findings that a module names: texts and constants that are handed to what makes them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            names = node.targets[0].elts if isinstance(node.targets[0], ast.Tuple) else node.targets
            values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            for name, value in zip(names, values, strict=False):
                if isinstance(name, ast.Name) and isinstance(value, ast.Constant):
                    constants[name.id] = str(value.value)
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in MAKES_FINDINGS:
            for word in call.args:
                found = (
                    constants.get(word.id, "") if isinstance(word, ast.Name) else getattr(word, "value", "")
                )
                if isinstance(found, str) and re.fullmatch(r"[a-z]+(_[a-z]+)+", found):
                    yield found


def test_every_finding_is_on_the_page() -> None:
    columns = {"birth_date"}
    found = {code for path in (ROOT / "loaders").rglob("*.py") for code in codes(path)} - columns
    assert {"rows_contradict", "column_not_read", "late_delivery", "invalid_postcode", "not_named"} <= found
    assert sorted(code for code in found if f"`{code}`" not in PAGE) == []
