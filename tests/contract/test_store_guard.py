"""No case of the suite knows which store it runs on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.stores import STORES

CASES = sorted(path for path in Path(__file__).parent.glob("test_store_*.py") if path != Path(__file__))
BRANCHES = re.compile(
    rf"\b({'|'.join(STORES)}|bolt|lbug|isinstance\(store|store\.name|place\.uri\s*(?:==|!=|\.)|request\.param)\b|\.uri\.",
    re.IGNORECASE,
)


def test_there_are_cases() -> None:
    assert {path.stem for path in CASES} >= {
        "test_store_contents",
        "test_store_questions",
        "test_store_search",
    }


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_no_case_names_a_store_or_branches_on_one(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if BRANCHES.search(line)] == []


@pytest.mark.parametrize(
    "line",
    [
        'if store.name == "x":',
        "from neo4j import Driver",
        'place.uri.startswith("b")',
        "isinstance(store, X)",
    ],
)
def test_the_guard_sees_a_branch(line: str) -> None:
    assert BRANCHES.search(line)
