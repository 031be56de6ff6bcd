"""The pages, one module each. A new page is its module and its line here."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

from dashboard.address import parameters
from dashboard.components.messages import refusal, summary
from dashboard.door import Door
from dashboard.pages import family, find
from dashboard.pages.page import Page, Shown
from graph.errors import KinscopeError

PAGES: tuple[Page, ...] = (find.PAGE, family.PAGE)


def shown(open_door: Callable[[], Door], path: str, search: str | None) -> Shown:
    """The page at an address. A KinscopeError, of the door too, becomes its words; so does an address
    without a page."""
    for page in PAGES:
        if match := page.path.fullmatch(path):
            groups = {name: unquote(value) for name, value in match.groupdict().items()}
            try:
                return page.show(open_door(), groups, parameters(search))
            except KinscopeError as error:
                return Shown("Cannot be shown", refusal(error), str(error))
    words = "There is no page at this address."
    content = summary(words, ["Check the address, or start with a search."], [("Search for somebody", "/")])
    return Shown("No such page", content, words)
