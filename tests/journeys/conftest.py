"""A served application and a browser, both ended by whoever started them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from dash import Dash
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from dashboard.app import create_app
from tests.contract.conftest import place, store
from tests.journeys.stand_in import StandIn

__all__ = ["place", "store"]

NOTICE = "Generated people, none of them real."
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing: what was asked for is not what a failed journey is read for."""


@contextmanager
def served(app: Dash) -> Iterator[str]:
    """The address of the application on a free port of loopback, until the end of the block."""
    server = make_server("127.0.0.1", 0, app.server, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """One chromium for all journeys."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium_path, args=list(ARGUMENTS))
        yield started
        started.close()


@pytest.fixture(scope="module")
def door() -> StandIn:
    """The stand-in behind the served application."""
    return StandIn()


@pytest.fixture(scope="module")
def address(door: StandIn) -> Iterator[str]:
    """Where the application with the stand-in is served."""
    with served(create_app(lambda: door, title="Kinscope", notice=NOTICE)) as base:
        yield base


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages in contexts of their own, in English as written here; fails where a page's own script
    fails, or where the Content-Security-Policy had to stop something."""
    contexts, faults = [], []

    def opened(**options: object) -> Page:
        context = browser.new_context(locale="en-GB", **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda one: faults.append(one.text) if "Security Policy" in one.text else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def until(page: Page, expression: str, *, tries: int = 300) -> None:
    """Wait until an expression is true in the page. (Playwright's own waiting evaluates text in the page,
    which the Content-Security-Policy forbids.)"""
    for _ in range(tries):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"Never true in the page: {expression}", pytrace=False)
