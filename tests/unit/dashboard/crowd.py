"""A door to one very large family."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from graph.codes.people import Lens
from queries.results import FamilyView, FindView, KnownView
from tests.unit.dashboard.families import family_of, person


@dataclass(frozen=True)
class Crowd:
    """count people without homes or ties."""

    count: int

    def find(self, text: str) -> FindView:
        """Nobody."""
        return FindView(text, (), False, ())

    def family(self, people: Sequence[str], *, lens: Lens, as_of: date | None = None) -> FamilyView:
        """All of them."""
        return family_of([person(f"p{number}") for number in range(self.count)])

    def known(self, family: FamilyView) -> KnownView:
        """No feed."""
        return KnownView(family, (), ())
