"""The picture of a family: the one module that knows Cytoscape.

Cytoscape draws on a canvas, which has no role and no tab stop: so it stands in a frame that has both;
assets/network.js walks it by arrow keys and reads out where one stands.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dash_cytoscape
from dash import get_asset_url, html
from dash.development.base_component import Component

from dashboard.components.aria import aria
from dashboard.elements import Element
from dashboard.layout import Picture

NETWORK, FRAME, SPOKEN = "network", "network-frame", "network-spoken"
SMALLEST_SCALE = 0.78
"""A picture is drawn no smaller than this, so that names stay readable; its frame scrolls instead."""
USUAL_WIDTH = 760.0

_asset_url: Callable[[str], str] = get_asset_url
_LIGHT = {
    "ink": "#0b0c0c", "paper": "#ffffff", "node": "#e8f1f8", "line": "#3d4f5c", "home": "#5b6b77",
    "box": "#f6f8f9", "focus": "#ffdd00", "accent": "#0b5394",
}  # fmt: skip
_DARK = {
    "ink": "#f3f2f1", "paper": "#14191d", "node": "#d5e4f0", "line": "#b4c2cc", "home": "#93a4b1",
    "box": "#1b2227", "focus": "#ffdd00", "accent": "#7fb8ec",
}  # fmt: skip
_DASHED = ("adoptive", "foster", "unidentified", "also-home")
_DOTTED = ("responsibility", "step", "in_law", "extended", "other", "grandparent")


def network(elements: list[Element], picture: Picture, label: str) -> Component:
    """The picture in its frame. label: what a screen reader says of it."""
    scale = min(1.0, max(SMALLEST_SCALE, USUAL_WIDTH / max(picture.width, 1.0)))
    width, height = round(picture.width * SMALLEST_SCALE), round(picture.height * scale)
    drawn = dash_cytoscape.Cytoscape(
        id=NETWORK,
        elements=elements,
        layout={"name": "preset", "fit": True, "padding": 12, "animate": False},
        stylesheet=stylesheets()["light"],
        style={"width": "100%", "minWidth": f"{width}px", "height": f"{max(height, 240)}px"},
        autoRefreshLayout=False,
        autoungrabify=True,
        autounselectify=True,
        boxSelectionEnabled=False,
        userPanningEnabled=False,
        userZoomingEnabled=False,
        maxZoom=1.15,
        minZoom=0.05,
        className="network",
    )
    keys = "Use the arrow keys to go from person to person."
    return html.Div(
        html.Div(drawn, **aria(hidden="true")),
        id=FRAME,
        className="network-frame",
        role="application",
        tabIndex=0,
        **aria(label=f"{label} {keys}", describedby=SPOKEN),
    )


def spoken_line() -> Component:
    """Where the selected person is read out, and can be read."""
    return html.P("", id=SPOKEN, className="spoken", **aria(live="polite"))


def stylesheets() -> dict[str, list[dict[str, Any]]]:
    """The look of nodes and edges by colour scheme. Shape, line and word tell everything that colour does."""
    return {"light": _stylesheet(_LIGHT), "dark": _stylesheet(_DARK)}


def _stylesheet(colour: dict[str, str]) -> list[dict[str, Any]]:
    return [*_people(colour), *_homes(colour), *_edges(colour), *_selected(colour)]


def _people(colour: dict[str, str]) -> list[dict[str, Any]]:
    shapes = {
        "male": "rectangle",
        "female": "ellipse",
        "other": "diamond",
        "unknown": "diamond",
        "unborn": "triangle",
    }
    return [
        {
            "selector": "node.person",
            "style": {
                "label": "data(label)", "width": 46, "height": 46, "background-color": colour["node"],
                "border-width": 2, "border-color": colour["line"], "color": colour["ink"], "font-size": 14,
                "font-weight": 600, "font-family": "system-ui, sans-serif", "text-wrap": "wrap",
                "text-max-width": "136px", "text-valign": "bottom", "text-margin-y": 5, "line-height": 1.2,
            },
        },
        *({"selector": f"node.{name}", "style": {"shape": drawn}} for name, drawn in shapes.items()),
        {"selector": "node.focus", "style": {"border-style": "double", "border-width": 7}},
        {"selector": "node.unidentified", "style": {"border-style": "dashed"}},
        *(
            {
                "selector": f"node.mark-{mark}",
                "style": {"background-image": _asset_url(f"{mark}.svg"), "background-fit": "contain"},
            }
            for mark in ("question", "deceased")
        ),
    ]  # fmt: skip


def _homes(colour: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "selector": "node.household",
            "style": {
                "shape": "round-rectangle", "border-style": "dotted", "border-width": 3,
                "border-color": colour["home"], "background-color": colour["box"], "padding": "18px",
                "label": "data(label)", "text-valign": "top", "text-halign": "center", "color": colour["ink"],
                "font-size": 13, "font-family": "system-ui, sans-serif", "text-margin-y": -4,
            },
        },
        {"selector": "node.household.empty", "style": {"width": 60, "height": 46}},
    ]  # fmt: skip


def _edges(colour: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "selector": "edge",
            "style": {
                "label": "data(label)", "width": 2, "line-color": colour["line"], "curve-style": "bezier",
                "color": colour["ink"], "font-size": 12, "font-family": "system-ui, sans-serif",
                "text-background-color": colour["paper"], "text-background-opacity": 0.92,
                "text-background-padding": "2px", "text-wrap": "wrap", "text-max-width": "120px",
            },
        },
        *({"selector": f"edge.{kind}", "style": {"line-style": "dashed"}} for kind in _DASHED),
        *({"selector": f"edge.{kind}", "style": {"line-style": "dotted"}} for kind in _DOTTED),
        {"selector": "edge.partner", "style": {"width": 4}},
    ]  # fmt: skip


def _selected(colour: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "selector": "node.person.chosen",
            "style": {
                "underlay-color": colour["focus"], "underlay-opacity": 1, "underlay-padding": 7,
                "border-color": "#0b0c0c", "border-width": 4, "color": colour["ink"],
            },
        },
        {"selector": "node.focus.chosen", "style": {"border-width": 9}},
    ]  # fmt: skip
