"""One question's reading of the store: fetch, cut to the viewer, move to the question's time. In that
order, always.

Everything behind the one door reads through a `Reading`, which keeps what was shown and withheld for the
trail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from graph.query import Row
from graph.store import Store
from graph.time import FOREVER
from queries.catalogue import catalogue
from queries.kept import KeptRows
from queries.policies import PolicyBook
from queries.results import Held, Said
from queries.times import SHAREABLE, Moment, items, parts, standing, within_window
from queries.viewer import Viewer
from queries.visible import column_kinds, shown_records, visible

SHARED = "shared"


@dataclass(frozen=True)
class Door:
    """What stands behind the one door: the store at one version, who asks, and what policy says of them."""

    store: Store
    viewer: Viewer
    book: PolicyBook
    kept: KeptRows
    version: int

    def whole(self, name: str) -> Sequence[Row]:
        """All rows of a question about the whole graph, uncut."""
        return self.kept.whole(name, self.version)

    def each(self, name: str, keys: Sequence[str]) -> Mapping[str, Sequence[Row]]:
        """The rows of a question for each key, uncut."""
        return self.kept.each(name, keys, self.version)


class Reading:
    """One question being answered. Not for use by several threads at once."""

    def __init__(self, door: Door, moment: Moment) -> None:
        self.door, self.moment = door, moment
        self.shown: set[str] = set()
        self.withheld: Counter[str] = Counter()
        self._answers: dict[tuple[str, str], list[Row]] = {}
        self._held: set[tuple[str, str, str]] = set()
        self._received: dict[tuple[str, str], date] = {}

    def each(
        self, name: str, keys: Iterable[str], *, inspect: Callable[[Row], None] | None = None
    ) -> dict[str, list[Row]]:
        """The rows of a question for each key (each once, in order): cut, and as they stood at the
        question's time.

        inspect: sees every row before the cut; it may refuse the whole question by raising, and nothing else.
        """
        wanted = list(dict.fromkeys(keys))
        new = [key for key in wanted if (name, key) not in self._answers]
        query = catalogue()[name]
        found = self.door.each(name, new)
        fetched = [{"key": key, **row} for key in new for row in found[key]]
        if inspect is not None:
            for row in fetched:
                inspect(row)
        self._answers.update({(name, key): [] for key in new})
        for row in self._standing(self._cut(fetched, column_kinds(query))):
            self._answers[(name, str(row["key"]))].append(row)
        return {key: self._answers[(name, key)] for key in wanted}

    def all(self, name: str) -> list[Row]:
        """The rows of a question about the whole graph, cut and as they stood."""
        return self._standing(self._cut(self.door.whole(name), column_kinds(catalogue()[name])))

    def cut_search(self, rows: Sequence[Row]) -> list[Row]:
        """The rows of a search that this viewer may see."""
        return list(self._cut(list(rows), {}))

    def only_shown(self, records: Iterable[str]) -> None:
        """Take down no other records as shown: what else was read on the way to the answer is not in it."""
        self.shown.intersection_update(records)

    def _cut(self, rows: Sequence[Row], kinds: Mapping[str, str]) -> Sequence[Row]:
        if not rows:
            return ()
        cut = visible(rows, self.door.viewer, self.door.book, kinds=kinds)
        self.withheld.update(cut.withheld)
        self.shown.update(shown_records(cut))
        if cut.held:
            self._note_held(rows, kinds)
        return cut.rows

    def _note_held(self, rows: Sequence[Row], kinds: Mapping[str, str]) -> None:
        """A placeholder says which agency and category; asked key by key, it says about whom."""
        by_key: dict[str, list[Row]] = {}
        for row in rows:
            by_key.setdefault(str(row.get("key")), []).append(row)
        for key, of_key in by_key.items():
            for one in visible(of_key, self.door.viewer, self.door.book, kinds=kinds).held:
                self._held.add((key, one.agency, one.category))

    def held(self, people: Collection[str]) -> tuple[Held, ...]:
        """What is held and not shown about these people, and whom to ring."""
        return tuple(
            Held(person, agency, self.agency_name(agency), category, self.held_words(agency))
            for person, agency, category in sorted(self._held, key=str)
            if person in people
        )

    def _standing(self, rows: Sequence[Row]) -> list[Row]:
        if self.moment.known_to is not None:
            self._fetch_received(rows, self.moment.known_to)
        moved = (standing(row, self.moment, self._received) for row in rows)
        return [row for row in moved if row is not None]

    def _fetch_received(self, rows: Sequence[Row], agency: str) -> None:
        """When the agency asked about received what others say: acts of sharing about these records and
        items."""
        wanted = {item for row in rows if _from_others(row, agency) for item in items(row)}
        wanted -= self._received.keys()
        for kind in SHAREABLE:
            name = f"sharing/about_{kind}"
            keys = sorted(key for of, key in wanted if of == kind)
            fetched, kinds = self.door.each(name, keys), column_kinds(catalogue()[name])
            for key in keys:
                told = self._cut([{"key": key, **row} for row in fetched[key]], kinds)
                days = [day for row in told if (day := _received_on(row, agency)) is not None]
                self._received[(kind, key)] = min(days, default=FOREVER)

    @cached_property
    def _all_feeds(self) -> tuple[Sequence[Row], Sequence[Row]]:
        """All feeds, and those of them that this viewer may see."""
        rows = self.door.whole("feeds/all")
        return rows, self._cut(rows, column_kinds(catalogue()["feeds/all"]))

    @cached_property
    def feeds(self) -> dict[str, Mapping[str, Any]]:
        """The feeds that this viewer may see, as this hub had them by then, by id."""
        here = replace(self.moment, known_to=None)
        rows = [(standing(row, here, {}), part_of(row, "feed")) for row in self._all_feeds[1]]
        return {
            str(now["id"]): within_window(part_of(moved, "feed"), now)
            for moved, now in rows
            if moved is not None
        }

    @cached_property
    def agencies_with_hidden_feeds(self) -> frozenset[str]:
        """Agencies that gave feeds none of which this viewer may see. Had such a feed never been loaded,
        its agency would not stand in the graph: so it may not be listed as one that has given nothing."""
        every, visible_ones = (_agencies_of(rows) for rows in self._all_feeds)
        return frozenset(every - visible_ones)

    @cached_property
    def agencies(self) -> dict[str, Mapping[str, Any]]:
        """The agencies, by id."""
        rows = self.all("agencies/all")
        return {str(part_of(row, "agency")["id"]): part_of(row, "agency") for row in rows}

    def agency_name(self, agency: str) -> str:
        """What the agency is called; its id where it has no name."""
        return str(self.agencies.get(agency, {}).get("name") or agency)

    def said(self, part: Mapping[str, Any]) -> Said:
        """Who says this node or edge."""
        feed = self.feeds.get(part["source"], {})
        return Said(
            source=part["source"],
            feed_title=feed.get("title"),
            agency=part["agency"],
            agency_name=self.agency_name(part["agency"]),
            category=part["category"],
            record_id=part.get("record_id", part.get("id")),
            recorded_on=part.get("recorded_on"),
            as_of=feed.get("as_of"),
            ended_on=part.get("ended_on"),
            ending=part.get("ending"),
        )

    def said_by(self, items: Iterable[Mapping[str, Any]]) -> tuple[Said, ...]:
        """Who says these, each statement once, by agency, feed and record."""
        said = {self.said(part) for part in items}
        return tuple(sorted(said, key=lambda one: (one.agency_name, one.source, one.record_id or "")))

    def held_words(self, agency: str) -> str:
        """What stands in place of something held that is not shown."""
        return f"held, not shown: ring {self.ring_words(agency)}"

    def ring_words(self, agency: str) -> str:
        """Whom to ring at an agency: 'Housing duty desk, 0161 496 0000'."""
        known = self.agencies.get(agency, {})
        desk = known.get("duty_desk") or self.agency_name(agency)
        telephone = known.get("telephone")
        return f"{desk}, {telephone}" if telephone else f"{desk} (no telephone recorded)"


def _agencies_of(rows: Sequence[Row]) -> set[str]:
    return {str(part_of(row, "feed")["agency"]) for row in rows}


def _from_others(row: Row, agency: str) -> bool:
    return any(part.get("agency") != agency for _, part in parts(row))


def _received_on(row: Row, agency: str) -> date | None:
    """The day of an act of sharing that did reach that agency; None for one that did not, or has no day."""
    sharing, told = part_of(row, "sharing"), part_of(row, "agency")
    day = sharing.get("happened_on")
    return (
        day if sharing.get("act") == SHARED and told.get("id") == agency and isinstance(day, date) else None
    )


def part_of(row: Row, column: str) -> dict[str, Any]:
    """The node or edge in that column of a row. TypeError where the question returns something else there."""
    part = row[column]
    if not isinstance(part, dict):
        raise TypeError(f"The column {column} holds no node or edge.")
    return part
