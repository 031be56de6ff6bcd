"""A family in a real browser: the picture by keyboard, the panel, lens and day, the address bar."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from dashboard import create_app
from tests.journeys.conftest import served, until
from tests.unit.dashboard.crowd import Crowd

NewPage = Callable[..., Page]
IN_THE_BROWSER = "document.getElementById('network')._cyreg.cy"


def opened(page: Page, url: str) -> Locator:
    """The frame of the picture, once the picture is drawn."""
    page.goto(url)
    expect(page.locator("#person-panel h3")).to_be_visible()
    until(page, f"{IN_THE_BROWSER}?.nodes('.chosen').length === 1")
    return page.get_by_role("application")


def test_the_picture_is_walked_by_arrow_keys_and_read_out(new_page: NewPage, address: str) -> None:
    page = new_page()
    frame = opened(page, f"{address}/family/maya?lens=extended_household")
    spoken, panel = page.locator("#network-spoken"), page.locator("#person-panel")
    expect(spoken).to_contain_text("Maya Kerr, 9. In this family: asked about")
    frame.focus()
    page.keyboard.press("ArrowUp")
    expect(panel.get_by_role("heading", level=3)).to_have_text("Dana Kerr, 31")
    expect(spoken).to_contain_text("Dana Kerr is mother of Maya Kerr (says School)")
    page.keyboard.press("ArrowLeft")
    expect(panel.get_by_role("heading", level=3)).to_have_text("Lee Marsh, 36")
    until(page, f"{IN_THE_BROWSER}.nodes('.chosen').id() === 'lee'")
    page.keyboard.press("End")
    expect(panel.get_by_role("heading", level=3)).to_have_text("Joel Kerr, 2")


def test_every_node_is_reached_by_one_key(new_page: NewPage, address: str) -> None:
    page = new_page()
    frame = opened(page, f"{address}/family/maya?lens=extended_household")
    frame.focus()
    page.keyboard.press("Home")
    for node in ("lee", "dana", "unidentified:joel:health/7", "maya", "joel"):
        until(page, f"{IN_THE_BROWSER}.nodes('.chosen').id() === '{node}'")
        page.keyboard.press("ArrowRight")


def test_a_members_agencies_are_read_by_keyboard_alone(new_page: NewPage, address: str) -> None:
    page = new_page()
    frame = opened(page, f"{address}/family/maya")
    for _ in range(12):
        page.keyboard.press("Tab")
        if frame.evaluate("frame => frame === document.activeElement"):
            break
    expect(frame).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    panel = page.locator("#person-panel")
    expect(panel).to_be_focused()
    expect(panel).to_contain_text("Joel Kerr, 2")
    expect(panel).to_contain_text("in its records, last event on 28 Apr 2026")
    expect(panel).to_contain_text("ring Police, 01632 960 222")


def test_a_tap_chooses_and_the_address_keeps_it(new_page: NewPage, address: str) -> None:
    page = new_page()
    frame = opened(page, f"{address}/family/maya")
    at = page.evaluate(f"{IN_THE_BROWSER}.getElementById('dana').renderedPosition()")
    frame.locator("#network").click(position=at)
    expect(page.locator("#person-panel h3")).to_have_text("Dana Kerr, 31")
    assert page.url.endswith("/family/maya?person=dana")
    page.reload()
    expect(page.locator("#person-panel h3")).to_have_text("Dana Kerr, 31")


def test_the_lens_and_the_day_are_in_the_address_and_back_undoes_them(
    new_page: NewPage, address: str
) -> None:
    page = new_page()
    opened(page, f"{address}/family/maya")
    page.get_by_role("link", name="Extended household").click()
    expect(page.get_by_role("columnheader", name="Lee Marsh, 36")).to_be_visible()
    assert page.url.endswith("/family/maya?lens=extended_household")
    page.get_by_label("As of").fill("2022-01-01")
    page.get_by_role("button", name="Show this day").click()
    expect(page.get_by_role("columnheader", name="Joel Kerr")).to_have_count(0)
    assert "as_of=2022-01-01" in page.url
    assert "lens=extended_household" in page.url
    page.go_back()
    expect(page.get_by_role("columnheader", name="Joel Kerr, 2")).to_be_visible()
    expect(page.get_by_label("As of")).to_have_value("2026-05-12")
    page.go_back()
    expect(page.get_by_role("columnheader", name="Lee Marsh, 36")).to_have_count(0)


def test_the_one_chosen_stays_chosen_when_the_lens_widens(new_page: NewPage, address: str) -> None:
    page = new_page()
    opened(page, f"{address}/family/maya?person=dana")
    page.get_by_role("link", name="Extended household").click()
    expect(page.get_by_role("columnheader", name="Lee Marsh, 36")).to_be_visible()
    expect(page.locator("#person-panel h3")).to_have_text("Dana Kerr, 31")


def test_the_browser_keeps_nothing_of_who_left_the_picture(new_page: NewPage, address: str) -> None:
    page = new_page()
    opened(page, f"{address}/family/maya?lens=extended_household")
    page.get_by_role("link", name="Household", exact=True).click()
    expect(page.get_by_role("columnheader", name="Lee Marsh, 36")).to_have_count(0)
    until(page, f"{IN_THE_BROWSER}.getElementById('lee').empty()")
    held = page.evaluate(f"JSON.stringify({IN_THE_BROWSER}.json())")
    assert "Dana Kerr" in held
    assert "Poplar" not in held
    assert "Lee Marsh" not in held


def test_the_table_says_the_words_of_the_answer(new_page: NewPage, address: str) -> None:
    page = new_page()
    opened(page, f"{address}/family/maya")
    row = page.get_by_role("row").filter(has_text="Police: Domestic abuse incidents")
    expect(row.get_by_role("cell").nth(0)).to_contain_text("◆in its records, last event on 14 Feb 2026")
    expect(row.get_by_role("cell").nth(1)).to_contain_text(
        "–nothing found in Domestic abuse incidents, 1 May 2024 to 10 May 2026"
    )
    responsibility = page.get_by_role("row").filter(has_text="Lee Marsh (not in this picture)")
    expect(responsibility).to_contain_text("holds")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/family/nobody", "Nothing that can be shown to you answers to that person."),
        ("/family/maya?as_of=32", "'32' is not a day. Write the year, month and day, such as 2026-05-12."),
        ("/elsewhere", "There is no page at this address."),
    ],
)
def test_what_cannot_be_shown_is_said_with_a_way_on(
    new_page: NewPage, address: str, path: str, words: str
) -> None:
    page = new_page()
    page.goto(address + path)
    expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible()
    page.get_by_role("link", name="Search for somebody").click()
    expect(page.get_by_role("heading", name="Find a person")).to_be_visible()


def test_the_picture_follows_light_and_dark(new_page: NewPage, address: str) -> None:
    page = new_page(color_scheme="dark")
    opened(page, f"{address}/family/maya")
    label = f"{IN_THE_BROWSER}.getElementById('dana').style('color')"
    until(page, f"{label} === 'rgb(243,242,241)'")
    page.get_by_role("button", name="Change between light and dark").click()
    until(page, f"{label} === 'rgb(11,12,12)'")


def test_a_phone_needs_no_sideways_scrolling_of_the_page(new_page: NewPage, address: str) -> None:
    page = new_page(viewport={"width": 360, "height": 740})
    opened(page, f"{address}/family/maya?lens=extended_household")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_three_hundred_people_are_drawn_in_a_frame_that_follows_the_walk(new_page: NewPage) -> None:
    with served(create_app(lambda: Crowd(412), title="Kinscope", notice=None)) as crowded:
        page = new_page()
        frame = opened(page, f"{crowded}/family/p0")
        expect(page.get_by_text("Showing 300 of 412 people")).to_be_visible()
        assert page.evaluate(f"{IN_THE_BROWSER}.nodes('.person').length") == 300
        frame.focus()
        page.keyboard.press("End")
        inside = (
            "(() => {const f = document.getElementById('network-frame'),"
            f" at = {IN_THE_BROWSER}.nodes('.chosen').renderedPosition();"
            "return at.y > f.scrollTop && at.y < f.scrollTop + f.clientHeight && f.scrollTop > 0})()"
        )
        until(page, inside)
