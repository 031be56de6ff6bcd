"""docs/who-may-see-what.md is written from the policies, and is never stale."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.codes import Role, word
from graph.errors import NotPermitted
from queries.policies import PolicyBook
from queries.policies.page import page

DOCS = Path(__file__).parents[3] / "docs" / "who-may-see-what.md"


def test_the_page_is_what_the_policies_give() -> None:
    assert DOCS.read_text(encoding="utf-8") == page(PolicyBook.load()), (
        "stale: python -m queries.policies.page docs/who-may-see-what.md"
    )


def test_the_page_names_every_role_and_every_rule() -> None:
    book = PolicyBook.load()
    text = page(book)
    assert all(f"| {word(role)} |" in text for role in Role)
    assert all(f"`{rule.id}` | {rule.source} |" in text for rule in book.rules)
    assert "| family member | nothing | nothing |" in text
    assert "cleared for its class: all of it; else: nothing" in text


def test_a_closed_book_gives_no_page(tmp_path: Path) -> None:
    with pytest.raises(NotPermitted):
        page(PolicyBook.load(tmp_path))
