"""What the pages need of the one door: `queries.explorer.Explorer` has it, and so has a test's stand-in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from graph.codes.people import Lens
from queries.results import FamilyView, FindView, KnownView


class Door(Protocol):
    """Three questions. Each answer is already cut to the viewer; each may raise a KinscopeError, whose
    sentence is for the screen."""

    def find(self, text: str) -> FindView:
        """People who answer to a search."""
        ...

    def family(self, people: Sequence[str], *, lens: Lens, as_of: date | None = None) -> FamilyView:
        """The family of these people (ids) under a lens, on a day; None: today."""
        ...

    def known(self, family: FamilyView) -> KnownView:
        """Who knows what of each member."""
        ...
