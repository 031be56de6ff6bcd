"""The Dash application: one shell, one callback from the address to the page, everything else in pages."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from pathlib import Path

from dash import ClientsideFunction, Dash, Input, Output
from dash.development.base_component import Component

from dashboard.components.messages import UNEXPECTED_TITLE, unexpected
from dashboard.components.network import NETWORK, SPOKEN
from dashboard.components.shell import ADDRESS, CONTENT, LOADING, TITLE, shell
from dashboard.door import Door
from dashboard.pages import shown
from dashboard.pages.family import CHOICE, PANEL, VIEW_DATA
from dashboard.security import STYLE_NONCE_SCRIPT, nonce, protect

_log = logging.getLogger(__name__)

_INDEX = """<!DOCTYPE html>
<html lang="en-GB">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <title>{title}</title>
    <link rel="icon" href="{icon}" type="image/svg+xml">
    <script nonce="{nonce}">{style_nonce_script}</script>
    {css}
  </head>
  <body>
    {app_entry}
    {config}
    {scripts}
    {renderer}
  </body>
</html>"""


class _App(Dash):
    def interpolate_index(
        self,
        metas: str = "",
        title: str = "",
        css: str = "",
        config: str = "",
        scripts: str = "",
        app_entry: str = "",
        favicon: str = "",
        renderer: str = "",
    ) -> str:
        """The page that carries the application, with the nonce of this answer."""
        return _INDEX.format(
            title=title,
            icon=self.get_asset_url("kinscope.svg"),
            nonce=nonce(),
            style_nonce_script=STYLE_NONCE_SCRIPT,
            css=css,
            app_entry=app_entry,
            config=config,
            scripts=scripts,
            renderer=renderer,
        )


def create_app(explorer_for: Callable[[], Door], *, title: str, notice: str | None) -> Dash:
    """The application, ready to be served.

    explorer_for: gives the one door, once for every question; title: what the header says; notice: what
    must be said above every page, such as that all people are generated; None: nothing.
    """
    app = _App(
        __name__,
        title=title,
        update_title="",
        assets_folder=str(Path(__file__).parent / "assets"),
        serve_locally=True,
        suppress_callback_exceptions=True,
        enable_mcp=False,
        add_log_handler=False,
        on_error=_on_error,
    )
    app.layout = shell(title, notice)
    _answer_addresses(app, explorer_for, title)
    _run_in_browser(app)
    protect(app)
    return app


def _answer_addresses(app: Dash, explorer_for: Callable[[], Door], title: str) -> None:
    @app.callback(
        Output(CONTENT, "children"),
        Output(TITLE, "data"),
        Input(ADDRESS, "pathname"),
        Input(ADDRESS, "search"),
        running=[(Output(LOADING, "className"), "loading loading-now", "loading")],
    )
    def page_at(path: str | None, search: str | None) -> tuple[Component, dict[str, str]]:
        page = shown(explorer_for, path or "/", search)
        return page.content, {"title": f"{page.title} - {title}", "status": page.status, "path": path or "/"}


def _run_in_browser(app: Dash) -> None:
    """What needs no server: the tab's title and what is read out, walking the picture, the panel."""
    here = "kinscope"
    run: Callable[..., None] = app.clientside_callback
    run(ClientsideFunction(here, "arrived"), Output("status", "children"), Input(TITLE, "data"))
    run(
        ClientsideFunction(here, "choose"),
        Output(PANEL, "children"),
        Output(SPOKEN, "children"),
        Input(CHOICE, "data"),
        Input(VIEW_DATA, "data"),
    )
    run(ClientsideFunction(here, "tapped"), Output(CHOICE, "data"), Input(NETWORK, "tapNodeData"))


def _on_error(error: Exception) -> tuple[Component, dict[str, str]]:
    """A defect: its trace goes to the log under a reference, the screen gets the reference alone."""
    reference = secrets.token_hex(4)
    _log.error("Reference %s", reference, exc_info=error)
    return unexpected(reference), {"title": UNEXPECTED_TITLE, "status": UNEXPECTED_TITLE, "path": ""}
