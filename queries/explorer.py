"""The one door: every question about a family, for pages, command line, reports and notebooks alike.

Behind it, in this order: what the store holds is fetched, cut to the viewer, put together, and written to
the trail. What cannot be written to the trail is not answered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Protocol, TypeVar

from graph.codes.people import Lens
from graph.consistent import consistently
from graph.errors import KinscopeError, NotFound, NotPermitted
from graph.ledger import TrailEntry
from graph.store import Store
from graph.time import FOREVER, Clock, london_today
from queries.barred import barred_words, bars_text
from queries.cases import with_linked_records
from queries.catalogue import catalogue
from queries.family import Family
from queries.finding import find_view
from queries.kept import KeptRows
from queries.known import known_view
from queries.people import People
from queries.policies import PolicyBook
from queries.reading import Door, Reading
from queries.results import FamilyView, FindView, KnownView
from queries.times import Moment
from queries.viewer import Viewer

NOBODY = tuple(f"nobody/{number}" for number in range(4))
"""Keys that no node has: a source's name, which an id begins with, is never this."""

Answer = TypeVar("Answer")


class Trail(Protocol):
    """Where questions and answers are written down: the ledger."""

    def append_trail(self, entry: TrailEntry) -> str:
        """Append one entry; raises where it cannot be kept."""


class Actions(Protocol):
    """What only loaders can do, handed in by whoever opens the door: link decisions and recording."""


class Explorer:
    """Answers one viewer. Usable from several threads, as far as the store and the ledger are."""

    def __init__(
        self,
        store: Store,
        ledger: Trail,
        viewer: Viewer,
        actions: Actions | None = None,
        *,
        clock: Clock = london_today,
        book: PolicyBook | None = None,
    ) -> None:
        self._store, self._ledger, self._viewer, self._actions = store, ledger, viewer, actions
        self._clock, self._book, self._kept = clock, book or PolicyBook.load(), KeptRows(store)

    @property
    def viewer(self) -> Viewer:
        """Who asks."""
        return self._viewer

    def get_ready(self) -> None:
        """Have the store at hand and every question understood by it, so that the first who ask wait no longer than
        others. For whoever keeps the door open for many questions; it may run beside them.

        Raises StoreUnavailable where the store is closed meanwhile.
        """
        for query in catalogue().values():
            if set(query.parameters) == {"key"}:
                self._store.run_each(query, NOBODY)
        self._store.read_ahead()

    def find(self, text: str, *, limit: int = 20) -> FindView:
        """People who answer to a name, birth date, identifier, address or telephone, best first.

        Raises NotPermitted where the text names somebody whom the viewer has declared as a relation.
        """

        def answer(reading: Reading) -> FindView:
            if bars_text(self._viewer, text):
                raise NotPermitted((), barred_words())
            return find_view(reading, People(reading, refuse_barred=False), text, limit)

        return self._audited("find", {"text": text, "limit": limit}, Moment(self._clock()), answer)

    def family(
        self,
        people: str | Sequence[str],
        *,
        lens: Lens = Lens.HOUSEHOLD,
        as_of: date | None = None,
        by: date = FOREVER,
        known_to: str | None = None,
    ) -> FamilyView:
        """Who counts as family of these people (ids) under a lens, and why.

        as_of: the day asked about, None for today; by: what was known by the end of that day; known_to: the
        id of the agency whose knowledge is asked for, None for this hub's. Raises NotFound for somebody who
        is unknown or hidden, in the same words; NotPermitted where a declared relation bars the viewer;
        UsageFault for a lens that is not there.
        """
        focus = (people,) if isinstance(people, str) else tuple(people)
        moment = Moment(as_of or self._clock(), by, known_to)
        asked = {"people": list(focus), "lens": lens.value, **_moment_asked(moment)}
        return self._audited(
            "family",
            asked,
            moment,
            lambda reading: Family(reading, People(reading), focus, lens).view(self._clock()),
        )

    def known(self, family: FamilyView) -> KnownView:
        """Who knows what of the members of a family, at the times that the family was asked for.

        Everything is read and cut anew: a family that came from elsewhere shows nothing. Raises as `family`
        does.
        """
        moment = Moment(family.as_of, family.by, family.known_to)
        ids = [member.person_id for member in family.members]

        def answer(reading: Reading) -> KnownView:
            people = People(reading)
            people.meet(ids)
            if any(people.get(person) is None for person in ids):
                raise NotFound()
            return known_view(reading, people, family)

        return self._audited("known", {"people": ids, **_moment_asked(moment)}, moment, answer)

    def _audited(
        self, question: str, asked: Mapping[str, object], moment: Moment, answer: Callable[[Reading], Answer]
    ) -> Answer:
        """The answer from one state of the store, once it is on the trail. A refusal goes on the trail too."""

        def asked_once(version: int) -> tuple[Reading, Answer | KinscopeError]:
            viewer = with_linked_records(self._viewer, self._kept, version)
            reading = Reading(Door(self._store, viewer, self._book, self._kept, version), moment)
            try:
                return reading, answer(reading)
            except KinscopeError as refused:
                return reading, refused

        reading, found = consistently(self._store, asked_once)
        if isinstance(found, KinscopeError):
            self._ledger.append_trail(self._entry(question, asked, reading, ()))
            raise found
        self._ledger.append_trail(self._entry(question, asked, reading, sorted(reading.shown)))
        return found

    def _entry(
        self, question: str, asked: Mapping[str, object], reading: Reading, shown: Sequence[str]
    ) -> TrailEntry:
        viewer = self._viewer
        return TrailEntry(
            viewer=viewer.name,
            role=viewer.role.value,
            agency=viewer.agency or "",
            purpose=viewer.purpose,
            question=question,
            parameters=asked,
            shown=tuple(shown),
            withheld=dict(sorted(reading.withheld.items())),
        )


def _moment_asked(moment: Moment) -> dict[str, object]:
    by = None if moment.by == FOREVER else moment.by
    return {"as_of": moment.as_of, "by": by, "known_to": moment.known_to}
