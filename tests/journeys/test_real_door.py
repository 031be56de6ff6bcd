"""The journey of issue A with nothing stood in for: files, loaders, the one door, the page, a browser; both stores."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard import create_app
from graph.ledger import open_ledger
from graph.store import Store
from queries import Explorer, demonstration_viewer
from tests.journeys.conftest import NOTICE, served
from tests.scenarios.loading import TODAY, load_scenario


@pytest.fixture
def real_address(store: Store, tmp_path: Path) -> Iterator[str]:
    """Scenario 1 loaded from its files, and served."""
    ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    load_scenario("one", store, ledger)
    door = Explorer(store, ledger, demonstration_viewer(), clock=lambda: TODAY)
    with served(create_app(lambda: door, title="Kinscope", notice=NOTICE)) as base:
        yield base
    ledger.close()


def test_from_a_misspelt_name_to_a_members_agencies_by_keyboard(
    chromium_path: str, new_page: Callable[..., Page], real_address: str
) -> None:
    page = new_page()
    page.goto(real_address)
    page.get_by_label("Name, birth date, identifier or address").fill("Maia Ker")
    page.keyboard.press("Enter")
    found = page.get_by_role("link", name="Maya Kerr")
    expect(found).to_be_visible()
    found.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Maya Kerr, 9", level=1)).to_be_focused()
    _reads_agencies_by_keyboard(page)
    _reads_the_table(page)
    _changes_lens_and_day(page)


def _reads_agencies_by_keyboard(page: Page) -> None:
    panel = page.locator("#person-panel")
    expect(panel).to_contain_text("last event on 14 Feb 2026")
    page.get_by_role("application").focus()
    page.keyboard.press("End")
    expect(panel.get_by_role("heading", level=3)).to_have_text("Joel Kerr, 2")
    expect(panel).to_contain_text("last event on 28 Apr 2026")
    expect(page.locator("#network-spoken")).to_contain_text("Joel Kerr, 2")


def _reads_the_table(page: Page) -> None:
    headings = page.locator("#known-table thead th").all_text_contents()
    row = page.locator("#known-table tbody tr").filter(has_text="School: pupils and contacts")
    cells = dict(zip(headings[1:], row.locator("td").all_text_contents(), strict=True))
    assert cells["Maya Kerr, 9"].startswith("●known, open")
    assert "not covered" in cells["Joel Kerr, 2"]
    assert "named in Maya's record" in cells["Dana Kerr, 31"]
    expect(
        page.get_by_text("unknown; Health visiting says 'Craig D.', not linked: for review").first
    ).to_be_visible()


def _changes_lens_and_day(page: Page) -> None:
    page.get_by_role("link", name="Extended household").click()
    expect(page.get_by_role("columnheader", name="Lee Marsh, 36")).to_be_visible()
    page.get_by_label("As of").fill("2023-01-01")
    page.get_by_role("button", name="Show this day").click()
    expect(page.get_by_role("columnheader", name="Joel Kerr")).to_have_count(0)
    assert "as_of=2023-01-01" in page.url
    page.go_back()
    expect(page.get_by_role("columnheader", name="Joel Kerr, 2")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("columnheader", name="Lee Marsh, 36")).to_have_count(0)
