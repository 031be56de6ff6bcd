"""People: who each record describes, how sure that is, and what is kept of former decisions."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from graph.frames import edge_columns, shaped
from graph.schema import load_schema
from loaders import ids
from loaders.linkage.link import LINKED, LINKER, RULE
from loaders.linkage.model import Model, shipped_model
from loaders.linkage.people import BY_MODEL, describing, linked, within
from loaders.linkage.scoring import LEVEL

BEFORE, TODAY = date(2026, 5, 1), date(2026, 5, 14)
BY = "people 1"
DESCRIBED = {"end": None, "probability": None, "rule": None, "decided_by": None, "decided_on": None}


@pytest.fixture(scope="module")
def model() -> Model:
    return shipped_model()


def groups_of(*groups: str) -> pl.DataFrame:
    """Groups of records, their keys parted by blanks; each is named by the smallest."""
    rows = [(record, min(group.split())) for group in groups for record in group.split()]
    return pl.DataFrame(rows, schema={"record": pl.String, "group": pl.String}, orient="row")


def pairs_of(*pairs: tuple[str, str, float], shared: int = 0) -> pl.DataFrame:
    """Scored pairs. shared: the level at which their identifiers agree."""
    schema = {"left": pl.String, "right": pl.String, "probability": pl.Float64}
    return pl.DataFrame(list(pairs), schema=schema, orient="row").with_columns(
        pl.lit(shared, dtype=pl.Int64).alias(f"{LEVEL}identifiers"),
        pl.lit(None, dtype=pl.String).alias("rule"),
    )


def held_of(*pairs: str) -> pl.DataFrame:
    """'record person' each."""
    rows = [tuple(pair.split()) for pair in pairs]
    return pl.DataFrame(rows, schema={"record": pl.String, "person": pl.String}, orient="row")


def together(found: pl.DataFrame) -> list[str]:
    """The records of each person, parted by blanks."""
    return sorted(found.group_by("person").agg(pl.col("record").sort().str.join(" "))["record"])


def facts(found: pl.DataFrame) -> dict[str, tuple[float | None, str | None]]:
    """Probability and rule, by record."""
    rows = found.select("record", "probability", "rule").iter_rows()
    return {record: (probability, rule) for record, probability, rule in rows}


def describes(**records: dict[str, Any]) -> pl.DataFrame:
    """DESCRIBES edges by record; what is not said of one is null."""
    rows = [{"start": record, "key": record, **DESCRIBED, **said} for record, said in records.items()]
    columns = edge_columns(load_schema().edges["DESCRIBES"])
    return shaped(pl.DataFrame(rows, infer_schema_length=None), columns)


def found_of(**records: tuple[str, float | None, str | None]) -> pl.DataFrame:
    """LINKED: person, probability and rule by record."""
    rows = [(record, *said) for record, said in records.items()]
    return pl.DataFrame(rows, schema=LINKED, orient="row")


def described(held: pl.DataFrame, found: pl.DataFrame, *compared: str) -> list[tuple[Any, ...]]:
    """Record, person, rule, decider and day as they are to be."""
    keys = pl.Series(list(compared), dtype=pl.String)
    wanted = describing(held, found, keys, BY, TODAY)
    assert wanted.columns == held.columns
    assert wanted["key"].equals(held["key"])
    return wanted.select("start", "end", "rule", "decided_by", "decided_on").rows()


def test_a_person_goes_by_the_smallest_key_of_their_records(model: Model) -> None:
    found = linked(groups_of("c b", "a"), pairs_of(), held_of(), model)
    assert dict(found.select("record", "person").iter_rows()) == dict(
        zip("abc", ids.hashes(["a", "b", "b"]), strict=True)
    )
    assert found.schema == pl.Schema(LINKED)


def test_no_order_of_groups_pairs_and_people_changes_anything(model: Model) -> None:
    groups = groups_of("a c d", "b e")
    pairs = pairs_of(("a", "c", 0.95), ("c", "d", 0.95), ("a", "d", 0.4), ("b", "e", 0.9))
    held = held_of("a 1", "c 1", "x 1", "y 2", "e 2", "z 3")
    found = linked(groups, pairs, held, model)
    assert found["record"].to_list() == list("abcdexyz")
    for seed in range(5):
        again = [frame.sample(fraction=1, shuffle=True, seed=seed) for frame in (groups, pairs, held)]
        assert linked(again[0], again[1], again[2], model).equals(found)


def test_a_record_that_has_ended_stays_with_the_smallest_compared_record_of_its_person(model: Model) -> None:
    held = held_of("b 1", "c 1", "ended 1")
    assert together(linked(groups_of("b", "c"), pairs_of(), held, model)) == ["b ended", "c"]
    assert together(linked(groups_of("a c", "b"), pairs_of(), held, model)) == ["a c", "b ended"]
    assert together(linked(groups_of("b c"), pairs_of(), held, model)) == ["b c ended"]


def test_records_that_have_all_ended_stay_together(model: Model) -> None:
    found = linked(groups_of("a"), pairs_of(), held_of("a 1", "x 2", "y 2", "z 3"), model)
    assert together(found) == ["a", "x y", "z"]


def test_a_record_that_has_ended_can_give_its_person_the_id(model: Model) -> None:
    found = linked(groups_of("b c"), pairs_of(("b", "c", 0.9)), held_of("b 1", "a 1", "c 2"), model)
    assert set(found["person"]) == set(ids.hashes(["a"]))
    assert facts(found)["a"] == (None, None)


def test_probability_and_rule_are_of_the_best_pair_of_a_record_within_its_group(model: Model) -> None:
    pairs = pairs_of(("a", "b", 0.95), ("b", "c", 0.97), ("a", "c", 0.3), ("a", "d", 0.99))
    assert facts(linked(groups_of("a b c", "d"), pairs, held_of(), model)) == {
        "a": (0.95, BY_MODEL),
        "b": (0.97, BY_MODEL),
        "c": (0.97, BY_MODEL),
        "d": (None, None),
    }


def test_a_shared_number_is_named_as_the_rule(model: Model) -> None:
    level = model.nearest("identifiers")
    assert level is not None
    shared = pairs_of(("a", "b", 0.99), shared=level)
    typing_error = pairs_of(("b", "c", 0.95), shared=level - 1)
    found = linked(groups_of("a b c"), pl.concat([shared, typing_error]), held_of(), model)
    assert facts(found) == {"a": (0.99, RULE), "b": (0.99, RULE), "c": (0.95, BY_MODEL)}


def test_of_pairs_that_are_as_likely_the_shared_number_is_named(model: Model) -> None:
    shared = pairs_of(("a", "c", 0.95), shared=model.nearest("identifiers") or 0)
    for order in ([shared, pairs_of(("a", "b", 0.95))], [pairs_of(("a", "b", 0.95)), shared]):
        assert facts(linked(groups_of("a b c"), pl.concat(order), held_of(), model))["a"] == (0.95, RULE)


def test_a_model_that_compares_no_numbers_names_likeness(model: Model) -> None:
    kept = tuple(one for one in model.comparisons if one.name != "identifiers")
    without = model.model_copy(update={"comparisons": kept})
    pairs = pairs_of(("a", "b", 0.95)).drop(f"{LEVEL}identifiers")
    assert facts(linked(groups_of("a b"), pairs, held_of(), without))["a"] == (0.95, BY_MODEL)


def test_within_leaves_pairs_across_groups_out() -> None:
    pairs = pairs_of(("a", "b", 0.9), ("b", "c", 0.9), ("c", "d", 0.9))
    found = within(pairs, groups_of("a b", "c d"))
    assert found.select("left", "right").rows() == [("a", "b"), ("c", "d")]
    assert found.columns == pairs.columns


def test_what_is_decided_as_before_keeps_its_day() -> None:
    facts_ = {"end": "1", "probability": 0.9, "rule": BY_MODEL, "decided_by": BY, "decided_on": BEFORE}
    alone = {"end": "2", "decided_by": BY, "decided_on": BEFORE}
    found = found_of(a=("1", 0.9, BY_MODEL), b=("2", None, None))
    assert described(describes(a=facts_, b=alone), found, "a", "b") == [
        ("a", "1", BY_MODEL, BY, BEFORE),
        ("b", "2", None, BY, BEFORE),
    ]


@pytest.mark.parametrize(
    "before",
    [
        {"end": "2"},
        {"probability": 0.8},
        {"probability": None},
        {"rule": RULE},
        {"decided_by": LINKER},
        {"decided_by": None},
    ],
)
def test_what_is_decided_otherwise_than_before_or_by_another_is_of_today(before: dict[str, Any]) -> None:
    facts_ = {"end": "1", "probability": 0.9, "rule": BY_MODEL, "decided_by": BY, "decided_on": BEFORE}
    found = found_of(a=("1", 0.9, BY_MODEL))
    assert described(describes(a={**facts_, **before}), found, "a") == [("a", "1", BY_MODEL, BY, TODAY)]


def test_a_link_that_falls_away_is_decided_today_with_no_rule() -> None:
    facts_ = {"end": "1", "probability": 0.9, "rule": BY_MODEL, "decided_by": BY, "decided_on": BEFORE}
    assert described(describes(b=facts_), found_of(b=("2", None, None)), "b") == [("b", "2", None, BY, TODAY)]


def test_what_was_said_of_a_record_that_was_not_compared_stays_whoever_it_describes() -> None:
    facts_ = {"end": "1", "probability": 1.0, "rule": RULE, "decided_by": LINKER, "decided_on": BEFORE}
    held = describes(a=facts_, b=facts_)
    found = found_of(a=("7", 0.9, BY_MODEL), b=("7", None, None))
    assert described(held, found, "a") == [
        ("a", "7", BY_MODEL, BY, TODAY),
        ("b", "7", RULE, LINKER, BEFORE),
    ]
