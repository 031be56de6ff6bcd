"""`kinscope find`, `family`, `known`: questions through the one door, for reading or as JSON."""

from __future__ import annotations

import json as json_text
from datetime import date

from graph.codes import Lens
from graph.errors import NotFound, UsageFault
from kinscope.answers import show_family, show_find, show_known
from kinscope.opening import explorer, opened
from kinscope.printing import console, table
from kinscope.settings import Settings
from queries import Explorer, as_data
from queries.results import FamilyView, View

AMBIGUOUS = 10


def find(text: str, limit: int, *, json: bool) -> None:
    """People who answer to a text."""
    settings = Settings()
    with opened(settings, writing=False) as both:
        view = explorer(settings, both).find(text, limit=limit)
    if json:
        _print_json(view)
    else:
        show_find(view)


def family(person: str, lens: str, as_of: date | None, *, json: bool) -> None:
    """Who is in a family, and why."""
    settings = Settings()
    with opened(settings, writing=False) as both:
        view = _family(explorer(settings, both), person, lens, as_of)
    if json:
        _print_json(view)
    else:
        show_family(view)


def known(person: str, lens: str, as_of: date | None, *, json: bool) -> None:
    """Who knows the family, and what each feed could not have known."""
    settings = Settings()
    with opened(settings, writing=False) as both:
        door = explorer(settings, both)
        view = door.known(_family(door, person, lens, as_of))
    if json:
        _print_json(view)
    else:
        show_known(view)


def _family(door: Explorer, person: str, lens: str, as_of: date | None) -> FamilyView:
    """The family of an id, or of the only person who answers to the words."""
    if lens not in {one.value for one in Lens}:
        raise UsageFault(
            f"'{lens}' is no way to say who counts as family. Use household or extended_household."
        )
    try:
        return door.family(person, lens=Lens(lens), as_of=as_of)
    except NotFound:
        return door.family(_only_one(door, person), lens=Lens(lens), as_of=as_of)


def _only_one(door: Explorer, text: str) -> str:
    found = door.find(text, limit=AMBIGUOUS)
    if not found.matches:
        raise NotFound(f"'{text}'")
    if len(found.matches) > 1:
        console.print(table(("Id", "Name"), [(one.person_id, one.best.label) for one in found.matches]))
        raise UsageFault(f"'{text}' may be one of several people. Give the id of one, or more words.")
    return found.matches[0].person_id


def _print_json(view: View) -> None:
    print(json_text.dumps(as_data(view), indent=2, ensure_ascii=False))
