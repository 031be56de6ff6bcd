"""A year of deliveries, replayed: what they hold is drawn, and after each is noted what was known by its day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st

from graph.errors import NotFound
from graph.ledger import open_ledger
from queries import Explorer, demonstration_viewer
from queries.forms import as_data
from tests.feeds import NHS, UPN, Hub, person
from tests.known_by import Facts, facts, known_by, still_shown

BEGIN = date(2025, 1, 6)
FEEDS = {
    "housing": "delivery: whole",
    "school": "delivery: additions",
    "police": "delivery: rolling_window, window_days: 60",
}
ROLLING = "police/people"
MARKS = ("ended_on", "ending")


@dataclass(frozen=True)
class Step:
    """One delivery. after: days since the one before; behind: how many days old its file is that comes late, 0: it is
    of the day; rows: the agency's own id to the variant of what is said; odd: what is wrong with it."""

    feed: str
    after: int
    behind: int
    rows: Mapping[str, int]
    odd: str = ""


STEPS = st.builds(
    Step,
    feed=st.sampled_from(sorted(FEEDS)),
    after=st.sampled_from([0, 7, 28, 31]),
    behind=st.sampled_from([0, 0, 0, 7, 31, 90]),
    rows=st.dictionaries(st.sampled_from("123"), st.integers(0, 5), max_size=3),
    odd=st.sampled_from(["", "", "", "a faulty row", "rows twice", "spaces in keys", "twice"]),
)
YEARS = st.lists(STEPS, min_size=2, max_size=9)


def row(feed: str, key: str, variant: int, day: date, numbered: bool) -> dict[str, str]:
    """What a feed says of somebody in one of six variants."""
    since = [BEGIN, day - timedelta(days=70), day - timedelta(days=10)][variant % 3]
    said = {
        "Family": ("Kerr", "Marsh")[variant % 2],
        "Address": f"{variant % 3 + 1} {feed} St",
        "Team": ("", "North", "South")[variant // 2],
        "Since": f"{since:%d/%m/%Y}",
    }
    numbers = {"NHS": NHS[(variant + int(key)) % 4], "UPN": UPN if variant == 5 else ""} if numbered else {}
    return person(key, **said, **numbers)


@dataclass
class Replay:
    """A hub, whose ledger's clock stands at `now`. noted: by day, all that was known by it right after the last
    delivery of that day; answered: likewise, what the door said of everybody. numbered: whether rows bear numbers, so
    that who is who changes."""

    hub: Hub
    numbered: bool
    now: date = BEGIN
    noted: dict[date, Facts] = field(default_factory=dict)
    answered: dict[date, dict[str, object]] = field(default_factory=dict)
    _last: dict[str, date] = field(default_factory=dict)

    @classmethod
    def at(cls, folder: Path, numbered: bool, uri: str | None = None) -> Replay:
        """An empty hub in a folder."""
        replay = cls(Hub(folder, uri), numbered)
        replay.hub.ledger.close()
        replay.hub.ledger = open_ledger(
            f"sqlite:///{folder / 'replay.sqlite'}",
            clock=lambda: datetime(replay.now.year, replay.now.month, replay.now.day, 9, tzinfo=UTC),
        )
        return replay

    def play(self, steps: Sequence[Step]) -> None:
        """Load them one after another, note what is known after each, and hold every day to it in the end."""
        for step in steps:
            self._load(step)
            self._note()
        self.check()

    def _load(self, step: Step) -> None:
        self.now += timedelta(days=step.after)
        late = self.now - timedelta(days=step.behind)
        # A file counts as of the day on which it comes, unless one that counts as of a later day has come before.
        day = late if late < self._last.get(step.feed, late) else self.now
        self._last[step.feed] = max(day, self._last.get(step.feed, day))
        said = [row(step.feed, key, variant, late, self.numbered) for key, variant in step.rows.items()]
        if step.odd == "rows twice":
            said += said[:1]
        if step.odd == "spaces in keys":
            said = [{**one, "Id": f" {one['Id']} "} for one in said]
        if step.odd == "a faulty row":
            said.append(person("9", Born="soon"))
        covers = f"covers: {{as_of: {late}, from: {BEGIN}, to: {late}, area: all, ages: all}}"
        words = {
            "title: People": f"title: People, {FEEDS[step.feed]}",
            "covers: {area: all, ages: all}": covers,
        }
        for _ in range(2 if step.odd == "twice" else 1):
            report = self.hub.people(step.feed, *said, on=day, words=words)
            assert report.fault is None
            assert report.counts.adds_up

    def _note(self) -> None:
        held = facts(self.hub.store)
        self.noted[self.now] = known_by(held, self.now)
        if not self.numbered:
            self.answered[self.now] = self._answers(held, self.now)

    def check(self) -> None:
        """Every day that was asked about answers as it did, save what has left its window."""
        held = facts(self.hub.store)
        for day, known in self.noted.items():
            assert known_by(held, day) == still_shown(known, held), day
        for day, answers in self.answered.items():
            asked_again = self._answers(held, day)
            assert {name: asked_again[name] for name in answers} == answers, day

    def _answers(self, held: Facts, day: date) -> dict[str, object]:
        """Of everybody whom a record describes, family and knowledge by that day, without the rolling feed."""
        door = Explorer(self.hub.store, self.hub.ledger, demonstration_viewer(), clock=lambda: self.now)
        text = "MATCH (r:Record)-[:DESCRIBES]->(p:Person) RETURN r.id AS record, p.id AS person"
        people = {str(one["record"]): str(one["person"]) for one in self.hub.ask(text)}
        of_others = {record: one for record, one in people.items() if not record.startswith(ROLLING)}
        return {record: _answer(door, one, day) for record, one in sorted(of_others.items())}


def _answer(door: Explorer, someone: str, day: date) -> object:
    try:
        family = door.family(someone, as_of=day, by=day)
    except NotFound:
        return "not found"
    known = door.known(family)
    fed = tuple(cell for cell in known.cells if cell.source not in (None, ROLLING))
    return _unmarked(as_data(replace(known, columns=(), cells=fed)))


def _unmarked(value: object) -> object:
    """Without what an answer says of what has become of a fact since; so two of one record may be the same."""
    if isinstance(value, dict):
        return {name: _unmarked(one) for name, one in value.items() if name not in MARKS}
    if not isinstance(value, list):
        return value
    found: list[object] = []
    for one in map(_unmarked, value):
        found += [] if one in found else [one]
    return found
