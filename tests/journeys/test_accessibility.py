"""WCAG 2.2 AA by axe on each page in each state, light and dark, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from dashboard.pages import PAGES

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
STATES = {
    "find, empty": "/",
    "find, results": "/?q=maya",
    "find, nothing": "/?q=zzz",
    "find, refused": "/?q=barred",
    "find, a defect": "/?q=broken",
    "family": "/family/maya?lens=extended_household&as_of=2026-05-12",
    "family, not found": "/family/nobody",
    "family, a faulty day": "/family/maya?as_of=32",
    "no such page": "/elsewhere",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(new_page: Callable[..., Page], address: str, state: str, scheme: str) -> None:
    page = new_page(color_scheme=scheme)
    page.goto(address + STATES[state])
    expect(page.locator("#content h1")).to_be_visible()
    expect(page.locator("#loading")).to_be_hidden()
    if state == "family":
        expect(page.locator("#person-panel h3")).to_be_visible()
        page.get_by_text("What the marks mean").click()
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        found = Axe().run(page, options={**RULES, "resultTypes": ["violations"]})
        assert (width, found.generate_snapshot()) == (width, "")


def test_every_page_has_a_state_here() -> None:
    paths = [path.partition("?")[0] for path in STATES.values()]
    assert all(any(page.path.fullmatch(path) for path in paths) for page in PAGES)


def test_tab_reaches_everything_in_the_order_of_reading(new_page: Callable[..., Page], address: str) -> None:
    page = new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{address}/family/maya")
    expect(page.locator("#person-panel h3")).to_be_visible()
    page.evaluate("document.body.focus()")
    reached = []
    for _ in range(20):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "(e => e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.textContent)"
                "(document.activeElement)"
            )
        )
    wanted = [
        "Skip to the page", "Kinscope", "Find", "Change between light and dark", "Household",
        "Extended household", "As of", "Show this day", "Picture of the family", "What the marks mean",
        "Person chosen", "Table: What each agency knows", "Table: People in this family", "Maya Kerr", "Dana Kerr",
    ]  # fmt: skip
    at = -1
    for name in wanted:
        later = [place for place, one in enumerate(reached) if place > at and one.startswith(name)]
        assert later, f"{name} is not reached after {wanted[: wanted.index(name)]}: {reached}"
        at = later[0]
