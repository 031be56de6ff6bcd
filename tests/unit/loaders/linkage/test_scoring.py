"""Scoring: missing is no evidence, no pair twice, no blocking line that runs away, no text that breaks out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from loaders.linkage.features import FEATURES, features, pairs_of
from loaders.linkage.model import shipped_model
from loaders.linkage.scoring import LEVEL, Scored, score
from tests.linkage.records import HOME, STRANGERS, columns_of, record

BORN = date(2015, 3, 12)


def scored(*rows: dict[str, Any]) -> Scored:
    """These records alone, by the shipped model."""
    model = shipped_model()
    return score(features(columns_of(*rows)), model, model.blocking)


def test_what_is_not_recorded_weighs_nothing() -> None:
    rows = [record("a/1", born=BORN), record("b/1", born=BORN)]
    bare = scored(*rows).pairs
    fuller = scored({**rows[0], **HOME, "sex": "female", "telephones": ["+447700900123"]}, rows[1]).pairs
    assert bare["bits"].to_list() == pytest.approx(fuller["bits"].to_list())
    assert fuller[f"{LEVEL}address"].to_list() == fuller[f"{LEVEL}telephones"].to_list() == [-1]


def test_a_pair_that_many_lines_give_is_there_once() -> None:
    pairs = scored(record("b/1", born=BORN, **HOME), record("a/1", born=BORN, **HOME)).pairs
    assert pairs.select("left", "right").rows() == [("a/1", "b/1")]


def test_levels_are_numbered_from_the_last() -> None:
    model = shipped_model()
    (row,) = scored(record("a/1", born=BORN, **HOME), record("b/1", born=BORN, **HOME)).pairs.rows(named=True)
    for comparison in model.comparisons:
        if comparison.name in ("given_names", "family_names", "birth_date", "address"):
            assert row[LEVEL + comparison.name] == len(comparison.levels) - 1


def test_order_of_records_changes_nothing() -> None:
    rows = [
        record("a/1", born=BORN, **HOME),
        record("b/1", "amena", born=BORN),
        record("c/1", born=BORN, **HOME),
    ]
    first, again = scored(*rows).pairs, scored(*reversed(rows)).pairs
    assert first.drop("bits", "probability").equals(again.drop("bits", "probability"))
    assert first["bits"].to_list() == pytest.approx(again["bits"].to_list())


def test_a_record_that_comes_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        scored(record("a/1"), record("a/1"))


@pytest.mark.parametrize("rows", [[], [record("a/1", born=BORN)]], ids=["none", "one"])
def test_nobody_to_compare(rows: list[dict[str, Any]]) -> None:
    found = scored(*rows)
    assert found.pairs.is_empty()
    assert LEVEL + "given_names" in found.pairs.columns


def test_thousands_of_one_name_are_not_compared_with_each_other() -> None:
    rows = [record(f"a/{number}") for number in range(3_000)]
    found = scored(*rows)
    assert found.pairs.is_empty()
    refused = {one.line: one.pairs for one in found.refused}
    assert refused["given", "family"] == 3_000 * 2_999 // 2


def test_no_birth_date_anywhere() -> None:
    rows = [{**row, "birth_year": None, "birth_month": None, "birth_day": None} for row in STRANGERS[:50]]
    assert scored(*rows, {**rows[0], "record": "b/1"}).pairs[f"{LEVEL}birth_date"].to_list() == [-1]


@pytest.mark.parametrize("text", ["'; DROP TABLE x; --", '"', "{given_edits}", "%s", "\\", "☃", "l.given"])
def test_a_hostile_text_is_a_name(text: str) -> None:
    rows = [{**record(key, born=BORN), "family_names": [text]} for key in ("a/1", "b/1")]
    assert scored(*rows).pairs.height == 1


def test_pairs_are_counted_before_any_is_made() -> None:
    found = features(columns_of(*(record(f"a/{number}", born=BORN, **HOME) for number in range(10))))
    assert pairs_of(found, ["born"]) == pairs_of(found, ["streets", "given_first"]) == 45
    assert pairs_of(found, ["telephones"]) == 0


def test_features_of_one_record() -> None:
    row = record("a/1", "elizabeth ann", "smith jones", date(2015, 3, 2), streets=["FLAT 3A 12 ALDER STREET"],
                 emails=["liz.smith@example.org"], identifiers=["nhs_number 9990000018"])  # fmt: skip
    found = features(columns_of(row))
    assert dict(found.schema) == FEATURES
    (one,) = found.rows(named=True)
    assert (one["given"], one["given_first"], one["given_start"]) == ("elizabeth ann", "elizabeth", "eli")
    assert "liz" in one["given_forms"]
    assert one["given_exchanged"] == "elizabeth smith"
    assert (one["born"], one["birth_date"]) == ("20150302", date(2015, 3, 2))
    assert one["house_numbers"] == ["12", "3A"]
    assert (one["email_names"], one["registers"]) == (["liz.smith"], ["nhs_number"])


def test_features_of_a_record_that_says_nothing() -> None:
    (one,) = features(columns_of({"record": "a/1"})).rows(named=True)
    assert all(not one[name] for name in FEATURES if name != "record")


def test_a_day_that_no_month_has_is_no_date() -> None:
    row = {**record("a/1"), "birth_year": 2015, "birth_month": 2, "birth_day": 30}
    (one,) = features(columns_of(row)).rows(named=True)
    assert (one["born"], one["birth_date"]) == ("20150230", None)
