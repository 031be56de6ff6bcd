"""Find in a real browser: searching, every state of the page, the address bar, the keyboard."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import NOTICE
from tests.journeys.stand_in import SECRET

NewPage = Callable[..., Page]


def test_a_misspelt_name_is_searched_by_enter_and_says_why_it_matched(
    new_page: NewPage, address: str
) -> None:
    page = new_page()
    page.goto(address)
    expect(page.get_by_role("heading", name="What you can search for")).to_be_visible()
    expect(page.get_by_text(NOTICE)).to_be_visible()
    page.get_by_label("Name, birth date, identifier or address").fill("Maia Ker")
    page.keyboard.press("Enter")
    result = page.get_by_role("listitem").filter(has_text="Maya Kerr")
    expect(result.get_by_text("name 'Maya Kerr' is like 'Maia Ker'")).to_be_visible()
    expect(result.get_by_text("Born 4 Mar 2017")).to_be_visible()
    expect(result.get_by_text("Housing, School")).to_be_visible()
    assert page.url == f"{address}/?q=Maia+Ker"
    assert page.title() == "Maia Ker - Find - Kinscope"


def test_what_was_found_is_read_out(new_page: NewPage, address: str) -> None:
    page = new_page()
    page.goto(f"{address}/?q=maya")
    expect(page.get_by_role("status")).to_have_text("2 people found, and there are more")


def test_an_address_with_a_search_shows_it_and_back_returns_to_the_one_before(
    new_page: NewPage, address: str
) -> None:
    page = new_page()
    page.goto(f"{address}/?q=maya")
    box = page.get_by_label("Name, birth date, identifier or address")
    expect(box).to_have_value("maya")
    box.fill("zzz")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("Nobody that can be shown to you answers to 'zzz'.")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("link", name="Maya Kerr")).to_be_visible()
    expect(box).to_have_value("maya")


def test_a_result_is_reached_and_opened_by_keyboard(new_page: NewPage, address: str) -> None:
    page = new_page()
    page.goto(f"{address}/?q=maya")
    expect(page.get_by_role("link", name="Maya Kerr")).to_be_visible()
    page.get_by_label("Name, birth date, identifier or address").focus()
    reached = []
    for _ in range(3):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent"))
    assert reached == ["Search", "Maya Kerr", "Dana Kerr"]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", name="Maya Kerr, 9", level=1)
    expect(heading).to_be_focused()
    page.go_back()
    expect(page.get_by_role("link", name="Dana Kerr")).to_be_visible()


def test_a_refusal_is_said_in_its_own_words_beside_the_search(new_page: NewPage, address: str) -> None:
    page = new_page()
    page.goto(f"{address}/?q=barred")
    expect(page.get_by_role("alert").filter(has_text="This is not answered for you.")).to_be_visible()
    expect(page.get_by_label("Name, birth date, identifier or address")).to_have_value("barred")


def test_a_defect_shows_no_trace(new_page: NewPage, address: str) -> None:
    page = new_page()
    page.goto(f"{address}/?q=broken")
    expect(page.get_by_role("heading", name="Something went wrong in Kinscope")).to_be_visible()
    assert SECRET not in page.content()
    assert "Traceback" not in page.content()


def test_while_it_looks_it_says_so(new_page: NewPage, address: str) -> None:
    page = new_page()
    page.goto(address)
    expect(page.get_by_role("heading", name="Find a person")).to_be_visible()
    page.route("**/_dash-update-component**", lambda route: None)
    page.get_by_label("Name, birth date, identifier or address").fill("maya")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Looking…")).to_be_visible()


def test_a_server_that_does_not_answer_is_said(new_page: NewPage, address: str) -> None:
    page = new_page()
    page.goto(address)
    banner = page.get_by_text("Kinscope does not answer.")
    expect(page.get_by_role("heading", name="Find a person")).to_be_visible()
    expect(banner).to_be_hidden()
    page.route("**/_dash-update-component**", lambda route: route.abort())
    page.get_by_label("Name, birth date, identifier or address").fill("maya")
    page.keyboard.press("Enter")
    expect(banner).to_be_visible()


def test_no_other_host_is_asked_for_anything(new_page: NewPage, address: str) -> None:
    page = new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/family/maya")
    expect(page.get_by_role("heading", name="Maya Kerr, 9", level=1)).to_be_visible()
    assert asked
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
