"""The frame of every page: header, notice, what is going on, the page itself."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.aria import aria

ADDRESS, CONTENT, LOADING, TITLE = "address", "content", "loading", "page-title"


def shell(title: str, notice: str | None) -> Component:
    """The layout. Its colours follow the reader's system until they choose."""
    banner = [html.Section(html.P(notice), className="notice", **aria(label="Notice"))] if notice else []
    layout: Component = dmc.MantineProvider(
        [
            dcc.Location(id=ADDRESS, refresh=False),
            dcc.Store(id=TITLE),
            html.A("Skip to the page", href="#main", className="skip-link"),
            _header(title),
            *banner,
            html.Div(
                "Kinscope does not answer. What you see may be out of date. Wait a moment and try again.",
                id="unreachable",
                className="unreachable",
                role="alert",
                hidden=True,
            ),
            html.Main(
                [
                    html.P("Looking…", id=LOADING, className="loading loading-now"),
                    html.Div(id=CONTENT),
                    html.Div(id="status", className="visually-hidden", role="status"),
                ],
                id="main",
                tabIndex=-1,
            ),
        ],
        id="mantine",
        defaultColorScheme="auto",
        theme={"fontFamily": "system-ui, 'Segoe UI', Roboto, Arial, sans-serif", "defaultRadius": "xs",
               "respectReducedMotion": True},
    )  # fmt: skip
    return layout


def _header(title: str) -> Component:
    scheme = dmc.ColorSchemeToggle(
        lightIcon=html.Span("☀", **aria(hidden="true")),
        darkIcon=html.Span("☾", **aria(hidden="true")),
        variant="default",
        size="lg",
        **aria(label="Change between light and dark"),
    )
    return html.Header(
        html.Div(
            [
                dcc.Link(title, href="/", className="brand"),
                html.Nav(dcc.Link("Find", href="/", className="header-link"), **aria(label="Pages")),
                scheme,
            ],
            className="header-inner",
        ),
        className="header",
    )
