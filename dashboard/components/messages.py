"""What a page says when there is nothing to show, or when it cannot be shown."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from graph.errors import KinscopeError

UNEXPECTED_TITLE = "Something went wrong in Kinscope"


def refusal(error: KinscopeError) -> Component:
    """An error made for people: its own sentence, and a way on."""
    return summary("This cannot be shown", [str(error)], [("Search for somebody", "/")])


def unexpected(reference: str) -> Component:
    """A defect of Kinscope, without any detail of it; reference: what the log has beside the detail."""
    return summary(
        UNEXPECTED_TITLE,
        [
            "Nothing has been changed. Try again.",
            f"If it happens again, give whoever looks after Kinscope this reference: {reference}.",
        ],
        [("Search for somebody", "/")],
    )


def summary(title: str, sentences: Sequence[str], ways_on: Sequence[tuple[str, str]]) -> Component:
    """An error summary: read out at once, with links that lead on."""
    links = [dcc.Link(words, href=address, className="link") for words, address in ways_on]
    return html.Div(
        [html.H1(title, className="title", tabIndex=-1), *map(html.P, sentences), html.P(links)],
        className="error-summary",
        role="alert",
    )


def inset(sentences: Sequence[str]) -> list[Component]:
    """What has to be said beside an answer; nothing where there is nothing to say."""
    return [html.Div([html.P(one) for one in sentences], className="inset")] if sentences else []
