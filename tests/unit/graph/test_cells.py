"""No text that leaves in a cell is carried out as a formula."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graph.cells import FORMULA_STARTS, harmless

TEXT = st.text() | st.text(st.sampled_from([*FORMULA_STARTS, ";", " ", '"', "'", "1", "a"]), max_size=12)


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_what_begins_like_a_formula_becomes_a_text(start: str) -> None:
    cell = f'{start}HYPERLINK("http://example.org","x")'
    assert harmless(cell) == f"'{cell}"
    assert harmless(f"  {cell}") == f"'  {cell}"


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "Maya",
        "12 Alder St",
        "a=b",
        "2026-05-12",
        "'=1",
        "O'Brien",
        "71.5 %",
        "-5",
        "-71.25",
        "a; b",
        "Anne-Marie",
    ],
)
def test_any_other_text_stays(cell: str) -> None:
    assert harmless(cell) == cell


@pytest.mark.parametrize(
    ("cell", "left"),
    [
        ("+44 7700 900123", "'+44 7700 900123"),
        ("+447700900123", "'+447700900123"),
        ("-5+cmd|' /C calc'!A0", "'-5+cmd|' /C calc'!A0"),
        ("a;=1+1", "a;'=1+1"),
        ('a;"=1+1', "a;\"'=1+1"),
        ("seen\n- at home", "seen\n'- at home"),
        ("-" + "9" * 20, "'-" + "9" * 20),
    ],
)
def test_a_text_stays_readable(cell: str, left: str) -> None:
    assert harmless(cell) == left


@given(TEXT)
@example("+44;+44")
@example(";;=")
def test_nothing_that_leaves_begins_a_formula_and_nothing_is_lost(cell: str) -> None:
    left = harmless(cell)
    assert left.replace("'", "") == cell.replace("'", "")
    assert harmless(left) == left
    if not re.fullmatch(r"-\d+(\.\d+)?", left):
        assert not left.lstrip(" \u00a0\u3000").startswith(FORMULA_STARTS)
        for piece in re.split("[;\t\r\n]", left)[1:]:
            assert not piece.lstrip(' \u00a0"').startswith(FORMULA_STARTS)
