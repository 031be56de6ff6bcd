"""No text that leaves in a cell is carried out as a formula."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.cells import FORMULA_STARTS, harmless


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_what_begins_like_a_formula_becomes_a_text(start: str) -> None:
    cell = f'{start}HYPERLINK("http://example.org","x")'
    assert harmless(cell) == f"'{cell}"
    assert harmless(f"  {cell}") == f"'  {cell}"


@pytest.mark.parametrize("cell", ["", "Maya", "12 Alder St", "a=b", "2026-05-12", "'=1", "O'Brien", "71.5 %"])
def test_any_other_text_stays(cell: str) -> None:
    assert harmless(cell) == cell


@given(st.text())
def test_nothing_that_leaves_begins_a_formula_and_nothing_is_lost(cell: str) -> None:
    left = harmless(cell)
    assert not left.lstrip(" \u00a0").startswith(FORMULA_STARTS)
    assert left in (cell, f"'{cell}")
    assert harmless(left) == left
