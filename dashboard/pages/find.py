"""Find: one box for a name, a birth date, an identifier or an address, and people who answer to it."""

from __future__ import annotations

import re
from collections.abc import Mapping

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.address import FamilyAddress, family_link
from dashboard.components.aria import aria
from dashboard.components.messages import inset
from dashboard.door import Door
from dashboard.pages.page import Page, Shown
from dashboard.wording import born_words
from graph.errors import KinscopeError
from queries.results import FindMatch, FindView

_EXAMPLES = (
    ("A name", "also misspelt, or a short form: Katie for Katherine"),
    ("A name and a birth date", "smith 12/3/2015"),
    ("An identifier", "an NHS number, a unique pupil number, an agency's own number"),
    ("An address or a postcode", "12 Alder Street"),
)


def show(door: Door, groups: Mapping[str, str], given: Mapping[str, str]) -> Shown:
    """The search box, and under it what was found, what was not, or how to begin."""
    text = given.get("q", "").strip()
    if not text:
        return Shown("Find", html.Div([*_opening(""), _how_to_begin()]), "")
    try:
        found = door.find(text)
    except KinscopeError as error:
        return Shown("Find", html.Div([*_opening(text), _refused(error)]), str(error))
    status = _counted(found)
    return Shown(f"{text} - Find", html.Div([*_opening(text), _results(found, status)]), status)


def _opening(text: str) -> list[Component]:
    return [html.H1("Find a person", className="title", tabIndex=-1), _form(text)]


def _form(text: str) -> Component:
    box = dmc.TextInput(
        id="find-text",
        name="q",
        value=text,
        label="Name, birth date, identifier or address",
        size="md",
        className="find-box",
        attributes={
            "input": {"type": "search", "autoComplete": "off", "maxLength": 200, "spellCheck": False}
        },
    )
    button = dmc.Button("Search", id="find-button", size="md", attributes={"root": {"type": "submit"}})
    return html.Form([box, button], action="/", method="GET", className="find-form", role="search")


def _how_to_begin() -> Component:
    examples = [
        html.Div([html.Dt(what), html.Dd(example)], className="example") for what, example in _EXAMPLES
    ]
    return html.Section(
        [html.H2("What you can search for"), html.Dl(examples)],
        id="find-empty",
        **aria(label="What you can search for"),
    )


def _refused(error: KinscopeError) -> Component:
    return html.Div(
        [html.H2("This search is not answered"), html.P(str(error))], className="error-summary", role="alert"
    )


def _counted(found: FindView) -> str:
    count = len(found.matches)
    if count == 0:
        return "Nobody found"
    more = ", and there are more" if found.more else ""
    return f"{count} {'person' if count == 1 else 'people'} found{more}"


def _results(found: FindView, status: str) -> Component:
    items = [_result(match) for match in found.matches]
    parts = [html.H2(status), *inset(found.words)]
    if items:
        parts.append(html.Ol(items, className="results"))
    return html.Section(parts, id="find-results", **aria(label="Results"))


def _result(match: FindMatch) -> Component:
    link = dcc.Link(
        match.best.label, href=family_link(FamilyAddress(match.person_id)), className="link result-name"
    )
    agencies = ", ".join(match.agencies) or "no agency named"
    return html.Li(
        [
            html.H3(link),
            html.P(born_words(match.best)),
            html.Dl(
                [
                    html.Dt("Why this matched"),
                    html.Dd([html.Div(reason, className="line") for reason in match.reasons]),
                    html.Dt("Matched in records of"),
                    html.Dd(agencies),
                ],
                className="facts",
            ),
        ],
        className="result",
    )


PAGE = Page(re.compile("/"), show)
