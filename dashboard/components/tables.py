"""Plain rows as a semantic table: caption, headings for columns and rows, a frame that scrolls."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.aria import aria
from dashboard.tables import Table, TableCell


def table(rows: Table, *, name: str) -> Component:
    """The table in a frame that the keyboard can scroll; name: its id in the page."""
    head = html.Thead(html.Tr([html.Th(cell_content(cell), scope="col") for cell in rows.headings]))
    body = html.Tbody([_row(row) for row in rows.rows])
    caption = html.Caption(rows.caption, className="visually-hidden")
    return html.Div(
        html.Table([caption, head, body], className="table"),
        id=name,
        className="table-frame",
        role="region",
        tabIndex=0,
        **aria(label=f"Table: {rows.caption}"),
    )


def _row(row: tuple[TableCell, ...]) -> Component:
    first, *rest = row
    return html.Tr(
        [
            html.Th(cell_content(first), scope="row"),
            *(html.Td(cell_content(cell), className=_state_class(cell)) for cell in rest),
        ]
    )


def cell_content(cell: TableCell) -> list[Component]:
    """The lines of a cell, its sign before the first."""
    first, *rest = cell.lines or ("",)
    opening: list[Component | str] = [sign_mark(cell.sign)] if cell.sign else []
    if cell.gist:
        opening += [html.Strong(cell.gist), first.removeprefix(cell.gist)]
    else:
        opening.append(dcc.Link(first, href=cell.link, className="link") if cell.link else first)
    return [html.Div(opening, className="line"), *(html.Div(line, className="line") for line in rest)]


def sign_mark(mark: str) -> Component:
    """A sign, which the word beside it says too: hidden from a screen reader."""
    return html.Span(mark, className="sign", **aria(hidden="true"))


def _state_class(cell: TableCell) -> str:
    return f"state state-{cell.state.replace('_', '-')}" if cell.state else ""
