"""What the shipped model makes of a generated borough: eight agencies that share no key, and traps among them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from graph.frames import Frames, joined
from graph.query import NamedQuery
from graph.store import Store
from loaders.borough import generate
from loaders.linkage.columns import linkage_columns
from loaders.linkage.model import shipped_model
from loaders.linkage.relatives import members, relations
from loaders.linkage.resolve import Resolved, resolve
from tests.linkage.measured import share, with_review
from tests.unit.loaders.borough import files
from tests.unit.loaders.borough.loaded import loaded_borough, record_key

PEOPLE = 2_000
SHARED = {
    "Identifier": ("id", "scheme", "value", "valid"),
    "Residence": ("id", "address", "postcode"),
    "ContactPoint": ("id", "system", "value", "valid"),
}


def frames_of(store: Store) -> Frames:
    """All that the feeds of a store state, and the identifiers, homes and contact points that they share."""
    feeds = [str(row["id"]) for row in _rows(store, "Source", ("id",)).iter_rows(named=True)]
    stated = joined([store.held(feed) for feed in feeds])
    shared = {kind: _rows(store, kind, names) for kind, names in SHARED.items()}
    return Frames({**stated.nodes, **shared}, stated.edges)


def _rows(store: Store, kind: str, names: tuple[str, ...]) -> pl.DataFrame:
    wanted = ", ".join(f"n.{name} AS {name}" for name in names)
    query = NamedQuery(
        f"test/{kind}", f"MATCH (n:{kind}) RETURN {wanted}", {}, dict.fromkeys(names, "string"), "All?"
    )
    return pl.DataFrame(store.run(query, {}), infer_schema_length=None)


@pytest.fixture(scope="module")
def borough(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Resolved, pl.DataFrame]]:
    """The files, what linkage made of them, and the truth: `record`, `person`."""
    place = tmp_path_factory.mktemp("linked")
    generate(PEOPLE, 1, place / "borough")
    with loaded_borough(place / "borough", place / "store") as loaded:
        frames = frames_of(loaded.store)
        found = resolve(linkage_columns(frames), relations(frames), members(frames), shipped_model())
        truth = pl.DataFrame(
            {"record": list(loaded.true_person), "person": list(loaded.true_person.values())}
        )
        yield place / "borough", found, truth


Borough = tuple[Path, Resolved, pl.DataFrame]


def test_hardly_anybody_is_joined_with_a_stranger_and_most_are_found(borough: Borough) -> None:
    _, found, truth = borough
    alone = share(found.groups, truth)
    assert alone.precision >= 0.9995
    # Fewer than the 0.97 that was wanted: docs/linkage-model.md says whom it misses.
    assert alone.recall >= 0.92
    known = truth.join(found.groups, on="record", how="semi")
    assert share(with_review(found, known), known).recall >= 0.97


@pytest.mark.parametrize(
    "kind", ["twins_same_sex", "twins_mixed", "father_and_son_of_one_name", "strangers_of_one_name"]
)
def test_people_who_are_easily_confused_are_kept_apart(borough: Borough, kind: str) -> None:
    folder, found, truth = borough
    person, of = dict(found.groups.iter_rows()), truth.group_by("person").agg("record")
    records = {
        row["person"]: {person[key] for key in row["record"] if key in person}
        for row in of.iter_rows(named=True)
    }
    traps = [row["person_ids"].split(";") for row in files.truth(folder, "traps.csv") if row["kind"] == kind]
    assert traps
    for first, second, *_ in traps:
        assert not records.get(first, set()) & records.get(second, set())


def test_the_truth_names_records_that_are_there(borough: Borough) -> None:
    folder, found, _ = borough
    keys = {record_key(row) for row in files.truth(folder, "records.csv")}
    assert len(keys & set(found.groups["record"])) > 0.95 * len(keys)
