"""A borough loaded by its shipped mappings, and the truth about it in the graph's own keys."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from graph.ledger import Ledger, open_ledger
from graph.store import Store
from graph.stores import open_store
from kinscope.delivery import find_delivery
from loaders.borough import TODAY
from loaders.pipeline import load
from loaders.report import LoadReport
from tests.unit.loaders.borough import files

FEED_OF_FILE = {
    ("childrens_social_care", "children.ndjson"): "childrens_social_care/case_management",
    ("schools", "census.csv"): "schools/census",
    ("health_visiting", "caseload.xlsx"): "health_visiting/caseload",
    ("gp_practices", "registrations.parquet"): "gp_practices/registrations",
    ("police", "police.sqlite"): "police/incidents",
    ("housing", "tenants_and_occupants.tsv"): "housing/tenancies",
    ("adult_social_care", "clients.xml"): "adult_social_care/clients",
    ("family_support", "listings.csv"): "family_support/listings",
    ("family_support", "refuge.csv"): "family_support/refuge",
}
WHOLE_ROW = {
    ("childrens_social_care", "child"), ("schools", "pupil"), ("health_visiting", "child"),
    ("health_visiting", "unborn"), ("gp_practices", "patient"), ("police", "person"), ("housing", "person"),
    ("adult_social_care", "client"), ("family_support", "member"), ("family_support", "woman"),
    ("family_support", "child"),
}  # fmt: skip


@dataclass(frozen=True)
class LoadedBorough:
    """folder: the files; person: the graph's person of every record, by the record's key; true_person: the true
    one."""

    folder: Path
    store: Store
    ledger: Ledger
    report: LoadReport
    person: Mapping[str, str]
    true_person: Mapping[str, str]

    def people_of(self, true_person: str) -> set[str]:
        """The graph's people whom records about a true person describe."""
        return {self.person[key] for key, whom in self.true_person.items() if whom == true_person}


def record_key(row: Mapping[str, str]) -> str:
    """The graph's key of a line of truth/records.csv."""
    feed = FEED_OF_FILE[row["agency"], row["file"]]
    if (row["agency"], row["part"]) in WHOLE_ROW:
        return f"{feed}/{row['own_id']}"
    part = row["part"].replace("contact", "contact ") if row["agency"] == "schools" else row["part"]
    return f"{feed}/{row['own_id']}/{part}"


def agency_paths(folder: Path) -> list[Path]:
    """What the borough hands over: everything but the truth."""
    return sorted(path for path in folder.iterdir() if path.name != "truth")


@contextmanager
def loaded_borough(
    folder: Path, place: Path, without: frozenset[str] = frozenset()
) -> Iterator[LoadedBorough]:
    """Load what `generate` wrote in `folder` into a new store under `place`, leaving out the feeds of these ids."""
    delivery = find_delivery(agency_paths(folder), None, None)
    assert delivery.unfitted == ()
    place.mkdir(parents=True)
    store = open_store(f"ladybug:{place / 'store'}", writing=True)
    ledger = open_ledger(f"sqlite:///{place / 'ledger.sqlite'}")
    try:
        store.ensure_schema()
        chosen = [one for one in delivery.delivered if one.mapping.feed.id not in without]
        report = load(chosen, store, ledger, loaded_on=TODAY, by="a test")
        person = dict(store.links()[0].iter_rows())
        truth = {record_key(row): row["person_id"] for row in files.truth(folder, "records.csv")}
        held = {key: whom for key, whom in truth.items() if not key.startswith(tuple(without))}
        yield LoadedBorough(folder, store, ledger, report, person, held)
    finally:
        ledger.close()
        store.close()


def pairs(groups: Mapping[str, list[str]]) -> int:
    """How many pairs of records there are within the groups."""
    return sum(len(group) * (len(group) - 1) // 2 for group in groups.values())


def grouped(by_record: Mapping[str, str]) -> dict[str, list[str]]:
    """Records by person."""
    groups: dict[str, list[str]] = defaultdict(list)
    for record, person in by_record.items():
        groups[person].append(record)
    return groups


def joined_pairs(found: Mapping[str, str], truth: Mapping[str, str]) -> tuple[int, int]:
    """Pairs of records that were joined: those that are truly one person, and those that are not."""
    right = wrong = 0
    for group in grouped(found).values():
        for first, second in itertools.combinations(group, 2):
            if truth[first] == truth[second]:
                right += 1
            else:
                wrong += 1
    return right, wrong
