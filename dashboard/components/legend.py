"""What the marks mean: shapes and lines of the picture, signs of the states."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.components.tables import sign_mark
from graph.codes import code_list

_MARKS = (
    ("□", "male, as recorded"),
    ("○", "female, as recorded"),
    ("◇", "recorded as neither; with a question mark: not recorded"),
    ("△", "not yet born"),
    ("◎", "double outline: the person asked about"),
    ("✕", "a cross through the shape: has died"),
    ("┄", "dotted outline: one household"),
    ("- -", "broken line: adoptive, foster, not linked, or a second home"),
    ("PR ✓", "holds parental responsibility; PR × does not; PR ? not known"),
)


def legend() -> Component:
    """Two lists behind one summary, closed at first."""
    states = code_list("knowledge_state").codes
    return html.Details(
        [
            html.Summary("What the marks mean"),
            html.Div(
                [
                    _marks("In the picture", _MARKS),
                    _marks(
                        "What a feed says", [(one.sign, f"{one.word}: {one.definition}") for one in states]
                    ),
                ],
                className="legend-lists",
            ),
        ],
        className="legend",
    )


def _marks(title: str, marks: tuple[tuple[str, str], ...] | list[tuple[str, str]]) -> Component:
    return html.Div(
        [html.H3(title), html.Ul([html.Li([sign_mark(mark), f" {words}"]) for mark, words in marks])]
    )
