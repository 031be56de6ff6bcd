"""A family: who is in it and why, the picture, and what each agency knows, on the day in the address."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import tables
from dashboard.address import FAMILY_LENSES, FamilyAddress, family_address, family_link
from dashboard.components.aria import aria
from dashboard.components.legend import legend
from dashboard.components.messages import inset
from dashboard.components.network import network, spoken_line, stylesheets
from dashboard.components.person_panel import person_panel, unidentified_panel
from dashboard.components.tables import table
from dashboard.door import Door
from dashboard.elements import MOST_SHOWN, elements
from dashboard.layout import Picture, picture, unidentified_id
from dashboard.pages.page import Page, Shown
from dashboard.wording import born_words, heading, spoken
from graph.codes import entry, word
from queries.results import FamilyView, KnownView, Member
from queries.words import day_words

PANEL, CHOICE, VIEW_DATA = "person-panel", "person-choice", "view-data"


def show(door: Door, groups: Mapping[str, str], given: Mapping[str, str]) -> Shown:
    """Everything about one family. Raises a KinscopeError for what cannot be shown or is not in the
    address."""
    address = family_address(groups["person"], given)
    view = door.family((address.person,), lens=address.lens, as_of=address.as_of)
    known = door.known(view)
    members = view.members[:MOST_SHOWN]
    drawn = picture(view, members)
    title = f"Family of {_names(view)}"
    content = html.Div(
        [
            *_opening(view),
            _controls(address, view),
            *inset([*_limits(view, members), *view.words, *view.not_followed]),
            _seen(view, known, members, drawn, address),
            *_in_words(view, known, members, address),
        ],
        className="family",
    )
    status = f"{title}, {word(view.lens)}, {_people(len(view.members))}, on {day_words(view.as_of)}"
    return Shown(title, content, status)


def _names(view: FamilyView) -> str:
    focus = [member.best.label for member in view.members if member.is_focus]
    return " and ".join(focus) or "nobody shown"


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def _opening(view: FamilyView) -> list[Component]:
    focus = [member for member in view.members if member.is_focus]
    facts = [f"{born_words(member.best)}." for member in focus]
    facts.append(f"{word(view.lens).capitalize()}: {_people(len(view.members))} on {day_words(view.as_of)}.")
    named = " and ".join(heading(member, view.as_of) for member in focus) or _names(view)
    return [html.H1(named, className="title", tabIndex=-1), html.P(" ".join(facts), className="lead")]


def _controls(address: FamilyAddress, view: FamilyView) -> Component:
    links = [
        html.Li(
            dcc.Link(
                word(lens).capitalize(),
                href=family_link(replace(address, lens=lens)),
                title=entry(lens).definition,
                className="lens lens-chosen" if lens is view.lens else "lens",
            ),
            **(aria(current="true") if lens is view.lens else {}),
        )
        for lens in FAMILY_LENSES
    ]
    day = dmc.TextInput(
        id="as-of",
        name="as_of",
        value=view.as_of.isoformat(),
        label="As of",
        attributes={"input": {"type": "date", "required": True}},
    )
    button = dmc.Button("Show this day", id="as-of-button", attributes={"root": {"type": "submit"}})
    hidden = [dcc.Input(type="hidden", name="lens", value=str(view.lens), id="as-of-lens")]
    return html.Div(
        [
            html.Nav(
                [html.Span("Who counts as family", className="label"), html.Ul(links, className="lenses")],
                **aria(label="Who counts as family"),
            ),
            html.Form(
                [day, *hidden, button],
                action=family_link(FamilyAddress(address.person)),
                method="GET",
                className="as-of-form",
            ),
        ],
        className="controls",
    )


def _limits(view: FamilyView, members: Sequence[Member]) -> list[str]:
    if len(members) == len(view.members):
        return []
    return [
        f"Showing {len(members)} of {len(view.members)} people, those asked about first. "
        "Choose somebody's own family to see the others."
    ]


def _seen(
    view: FamilyView, known: KnownView, members: Sequence[Member], drawn: Picture, address: FamilyAddress
) -> Component:
    label = f"Picture of the family: {_people(len(members))}, {len(view.households)} household outlines."
    figure = html.Section(
        [
            html.H2("Picture"),
            network(elements(view, members, drawn), drawn, label),
            spoken_line(),
            legend(),
        ],
        className="seen-picture",
    )
    panel = html.Section(
        [
            html.H2("Person"),
            html.Div(id=PANEL, className="panel", role="region", tabIndex=0, **aria(label="Person chosen")),
        ],
        className="seen-person",
    )
    return html.Div(
        [
            figure,
            panel,
            dcc.Store(id=CHOICE),
            dcc.Store(id=VIEW_DATA, data=_view_data(known, members, drawn, address)),
        ],
        className="seen",
    )


def _view_data(
    known: KnownView, members: Sequence[Member], drawn: Picture, address: FamilyAddress
) -> dict[str, object]:
    """What the browser needs to walk the picture: nothing that the page does not show anyway."""
    view = known.family
    panels: dict[str, Component] = {one.person_id: person_panel(known, one) for one in members}
    words = {one.person_id: spoken(view, known, one) for one in members}
    names = {one.person_id: one.best.label for one in members}
    for parent in view.unidentified:
        if parent.child in names:
            node = unidentified_id(parent.child, parent.record_id)
            panels[node] = unidentified_panel(parent, names[parent.child])
            words[node] = f"Parent of {names[parent.child]}: {parent.words}"
    order = [[one for one in line if one in panels] for line in drawn.order]
    chosen = address.selected if address.selected in panels else None
    return {
        "start": chosen or next(iter(panels), None),
        "order": [line for line in order if line],
        "panels": panels,
        "spoken": words,
        "styles": stylesheets(),
    }


def _in_words(
    view: FamilyView, known: KnownView, members: Sequence[Member], address: FamilyAddress
) -> list[Component]:
    shown = {member.person_id for member in members}
    sections = [
        ("known", tables.known_table(known, members), "No feed has been loaded."),
        ("members", tables.members_table(view, members, address), "Nobody."),
        (
            "relations",
            tables.relations_table(view, shown),
            "No relationship is recorded between these people.",
        ),
        (
            "responsibilities",
            tables.responsibilities_table(view, shown),
            "No record that you can see says who holds parental responsibility.",
        ),
    ]
    held = [f"{one.agency_name}: {one.words}" for one in view.held]
    return [
        *(_section(name, rows, empty) for name, rows, empty in sections),
        *(
            [html.Section([html.H2("Held, not shown"), html.Ul([html.Li(one) for one in held])])]
            if held
            else []
        ),
    ]


def _section(name: str, rows: tables.Table, empty: str) -> Component:
    body = table(rows, name=f"{name}-table") if rows.rows else html.P(empty)
    return html.Section([html.H2(rows.caption), body], id=name)


PAGE = Page(re.compile("/family/(?P<person>[^/]+)/?"), show)
