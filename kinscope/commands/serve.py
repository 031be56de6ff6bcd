"""`kinscope serve`: the dashboard."""

from __future__ import annotations

from contextlib import suppress
from threading import Thread

from dashboard import create_app
from dashboard import serve as serve_app
from graph.errors import StoreUnavailable
from kinscope.opening import Opened, explorer, opened
from kinscope.settings import Settings
from queries import Explorer, viewer_words

NOTICE = (
    "Generated people, none of them real. "
    "You are looking as the demonstration MASH decision-maker, who may see everything."
)


def run(host: str, port: int) -> None:
    """Serve until it is stopped. This process owns an embedded store while it runs."""
    settings = Settings()
    with opened(settings, writing=True) as both:
        serve_dashboard(settings, both, host, port)


def serve_dashboard(settings: Settings, both: Opened, host: str, port: int) -> None:
    """Serve a store that is open already."""
    # One door for all requests: its policies are parsed once, and what it answers is cut anew each time.
    door = explorer(settings, both)
    notice = NOTICE if both.store.facts().generated and settings.viewer is None else viewer_words(door.viewer)
    Thread(target=_get_ready, args=[door], name="kinscope-get-ready").start()
    app = create_app(lambda: door, title="Kinscope", notice=notice)
    serve_app(app, host, port)


def _get_ready(door: Explorer) -> None:
    with suppress(StoreUnavailable):  # the server was ended before it was done
        door.get_ready()
