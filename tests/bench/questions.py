"""Find, family, known through the one door, and every named question at two sizes of store."""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from graph.ledger import Ledger
from graph.query import NamedQuery
from graph.store import Store
from loaders.borough import TODAY
from queries import Explorer, FamilyView, demonstration_viewer
from queries.catalogue import catalogue
from tests.bench.measure import Timing, at_once, each

ASKED = 200
TOGETHER = 10
GROWTH_LIMIT, GROWTH_SLACK_MS = 2.0, 1.0
KEYS = {
    "people": "Person", "records": "Record", "residences": "Residence", "households": "Household",
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Timings of the three answers, one after the other, and of searches by ten people at once."""

    find: Timing
    family: Timing
    known: Timing
    find_by_ten: Timing


def ask(store: Store, ledger: Ledger, files: Path) -> Asked:
    """The three answers for people drawn at random, policies and trail included. files: of the borough.

    The door is ready, as `serve` makes it on its start. Every family is asked for once, by a door that has not seen
    it: what a door keeps of former answers counts for `known` alone, which is always asked of a family that was just
    shown.
    """
    door = Explorer(store, ledger, demonstration_viewer(), clock=lambda: TODAY)
    people = _ids(store, "Person", ASKED + 1)
    texts = misspelt_names(files, 2 * ASKED + 1)
    door.get_ready()
    door.find(texts[0])
    door.known(door.family(people[0]))
    families: dict[str, FamilyView] = {}
    return Asked(
        each(door.find, texts[1 : ASKED + 1]),
        each(lambda person: families.update({person: door.family(person)}), people[1:]),
        each(lambda person: door.known(families[person]), people[1:]),
        at_once(door.find, texts[ASKED + 1 :], TOGETHER),
    )


def misspelt_names(files: Path, count: int) -> list[str]:
    """Names of true people, half of them with two letters exchanged."""
    with (files / "truth" / "people.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for place, row in enumerate(csv.DictReader(file)) if place % 17 == 0 and row["given"]]
    drawn = random.Random(5).sample(rows, min(count, len(rows)))
    names = [f"{row['given']} {row['family']}" for row in drawn]
    return [_exchanged(name) if place % 2 else name for place, name in enumerate(names)]


def _exchanged(name: str) -> str:
    place = max(1, len(name) - 3)
    return name[:place] + name[place + 1] + name[place] + name[place + 2 :]


def _ids(store: Store, kind: str, count: int) -> list[str]:
    query = NamedQuery(
        f"bench/{kind}", f"MATCH (n:{kind}) RETURN n.id AS id", {}, {"id": "string"}, "All ids."
    )
    found = sorted(str(row["id"]) for row in store.run(query, {}))
    return random.Random(3).sample(found, min(count, len(found)))


def named_questions(store: Store) -> dict[str, Timing]:
    """Every question that starts from a key, for keys drawn at random, one call each."""
    timings = {}
    store.read_ahead()
    for name, query in sorted(catalogue().items()):
        if set(query.parameters) != {"key"}:
            continue
        keys = _ids(store, _kind_of(name), ASKED)
        if keys:
            store.run_each(query, keys[:20])
            timings[name] = each(lambda key, query=query: store.run_each(query, [key]), keys)  # type: ignore[misc]
    return timings


def _kind_of(name: str) -> str:
    topic, _, rest = name.partition("/")
    return KEYS.get(topic) or rest.removeprefix("about_").capitalize()


def growing(small: Mapping[str, Timing], large: Mapping[str, Timing]) -> list[str]:
    """Questions about one thing whose median grows with the store."""
    return [
        name
        for name, timing in large.items()
        if timing.median > small[name].median * GROWTH_LIMIT + GROWTH_SLACK_MS
    ]
