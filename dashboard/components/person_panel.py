"""What is read of one person beside the picture: who they are, why they are in, and who knows them."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.components.tables import cell_content
from dashboard.tables import known_cell
from dashboard.wording import HELD, born_words, column_title, heading, residence_words, sex_words, with_sayers
from queries.results import Held, KnownCell, KnownView, Member, UnidentifiedParent


def person_panel(known: KnownView, member: Member) -> Component:
    """One member: first the agencies that hold something, then the others."""
    cells = [cell for cell in known.cells if cell.person_id == member.person_id]
    holding = [cell for cell in cells if cell.state in HELD]
    others = [cell for cell in cells if cell.state not in HELD]
    held = [one for one in known.family.held if one.person_id == member.person_id]
    return html.Div(
        [
            html.H3(heading(member, known.family.as_of)),
            html.P([born_words(member.best), ". ", sex_words(member.best), "."]),
            *_list("Lives at", residence_words(member)),
            *_list("In this family", [with_sayers(why.words, why.said) for why in member.why]),
            html.H4("Agencies that know this person"),
            _agencies(holding) if holding else html.P("None of the records that you can see."),
            *_held(held),
            *([html.H4("Other agencies"), _agencies(others)] if others else []),
        ]
    )


def unidentified_panel(one: UnidentifiedParent, child: str) -> Component:
    """A parent who is known by name alone."""
    return html.Div(
        [
            html.H3(f"“{one.name}”, not linked to anybody"),
            html.P(f"Named as a parent of {child}."),
            html.P(with_sayers(one.words, one.said), className="line"),
        ]
    )


def _list(title: str, lines: tuple[str, ...] | list[str]) -> list[Component]:
    return [html.H4(title), html.Ul([html.Li(line, className="line") for line in lines])] if lines else []


def _agencies(cells: list[KnownCell]) -> Component:
    return html.Ul(
        [
            html.Li(
                [
                    html.Div(column_title(cell.agency_name, cell.feed_title), className="agency"),
                    *cell_content(known_cell(cell)),
                ],
                className=f"state state-{cell.state.replace('_', '-')}",
            )
            for cell in cells
        ],
        className="agencies",
    )


def _held(held: list[Held]) -> list[Component]:
    return _list("Held, not shown", [f"{one.agency_name}: {one.words}" for one in held])
