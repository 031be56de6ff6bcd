"""Rules over the score: each with a case that would be linked, or shown as likely, without it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from loaders.linkage.rules import LABELS, RULES, VERDICTS, Verdict
from tests.linkage.records import HOME, members_of, people, record, relations_of, resolved, rule_of, to_review

BORN = date(2015, 3, 12)
NHS, OTHER_NHS = ["nhs_number 9990000018"], ["nhs_number 9990000026"]
PHONE = ["+447700900123"]


def pair(first: dict[str, Any], second: dict[str, Any]) -> list[dict[str, Any]]:
    """Two records, a/1 and b/1."""
    return [record("a/1", **first), record("b/1", **second)]


CASES: dict[str, tuple[list[dict[str, Any]], dict[str, Any]]] = {
    "different people in one source": (
        [record("a/1", born=BORN, **HOME), record("a/2", born=BORN, **HOME)],
        {"one_each": ["a"]},
    ),
    "named side by side": (
        [record("a/1", born=BORN, **HOME), record("a/2", born=BORN, **HOME)],
        {"members": members_of(alder="a/1 a/2")},
    ),
    "clash of valid identifiers": (
        pair({"born": BORN, "identifiers": NHS, **HOME}, {"born": BORN, "identifiers": OTHER_NHS, **HOME}),
        {},
    ),
    "deceased before": (
        pair(
            {"born": BORN, "death_date": date(2016, 1, 1), **HOME},
            {"born": BORN, "death_date": date(2020, 1, 1), **HOME},
        ),
        {},
    ),
    "implausible age": (
        [*pair({**HOME}, {"born": BORN, **HOME}), record("a/child", "leo", born=date(2013, 5, 4))],
        {"relations": relations_of(("a/1", "a/child", "mother"))},
    ),
    "possible twin": (pair({"born": BORN, **HOME}, {"given": "zofia", "born": BORN, **HOME}), {}),
    "different first names": (
        pair({"born": BORN, **HOME}, {"given": "zofia", "born": date(2015, 3, 13), **HOME}), {},
    ),
    "changed surname": (pair({"born": BORN}, {"family": "featherstone", "born": BORN}), {}),
    "father and son": (pair({"born": BORN, **HOME}, {"born": date(1984, 7, 2), **HOME}), {}),
    "birth dates differ": (pair({"born": BORN, **HOME}, {"born": date(2012, 11, 27), **HOME}), {}),
    "no whole birth date": (
        pair({"born": BORN}, {"given": "amena", "family": "kowalcyk", "born": date(2015, 4, 10)}), {},
    ),
    "same name at one address without birth date": (pair({"born": BORN, **HOME}, {**HOME}), {}),
    "no birth date": (pair({"born": BORN, "postcodes": ["M1 1AE"]}, {"postcodes": ["M1 1AE"]}), {}),
    "one of several people": (
        [
            record("a/child", "leo", "kowalczyk", date(2014, 2, 1), **HOME),
            record("b/child", "leo", "kowalczyk", date(2014, 2, 1), **HOME),
            record("b/1", born=date(1984, 7, 2), **HOME),
            record("b/2", born=date(1957, 1, 30), **HOME),
            record("a/1"),
        ],
        {"relations": relations_of(("a/1", "a/child", "mother"))},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_rule_stops_its_case(name: str) -> None:
    rows, more = CASES[name]
    found = resolved(*rows, **more)
    left, right = sorted(key for key in (one["record"] for one in rows) if not key.endswith("child"))[:2]
    assert rule_of(found, left, right) == name
    assert not any({left, right} <= set(group) for group in people(found))


def test_every_rule_has_a_case() -> None:
    assert set(CASES) == set(VERDICTS)


@pytest.mark.parametrize(
    "name", [name for name, verdict in VERDICTS.items() if verdict is not Verdict.IMPOSSIBLE]
)
def test_what_a_rule_stops_and_is_alike_enough_is_laid_before_a_person(name: str) -> None:
    rows, more = CASES[name]
    assert name in to_review(resolved(*rows, **more)).values()


def test_what_cannot_be_is_not_asked() -> None:
    for name in (name for name, verdict in VERDICTS.items() if verdict is Verdict.IMPOSSIBLE):
        rows, more = CASES[name]
        assert name not in to_review(resolved(*rows, **more)).values()


def test_rules_say_in_words_what_they_are() -> None:
    assert len({rule.words for rule in RULES}) == len(RULES)
    assert all(rule.words.endswith(".") for rule in RULES)
    assert LABELS["given_names"] >= {"different"}


def test_a_shared_number_overrules_what_is_only_unlikely() -> None:
    rows = pair(
        {"born": BORN, "identifiers": NHS, **HOME},
        {"given": "zofia", "born": BORN, "identifiers": NHS, **HOME},
    )
    assert people(resolved(*rows)) == [["a/1", "b/1"]]


def test_twins_are_not_joined_by_a_record_that_may_be_either() -> None:
    rows = [
        *pair({"born": BORN, **HOME}, {"given": "zofia", "born": BORN, **HOME}),
        record("a/2", born=BORN, **HOME),
        record("b/2", "zofia", born=BORN, **HOME),
        {**record("c/1", "", born=BORN, **HOME)},
    ]
    assert not any({"a/1", "b/1"} <= set(group) for group in people(resolved(*rows)))


@pytest.mark.parametrize("other", ["ameena", "amna", "amina jane", "a"])
def test_another_spelling_is_no_twin(other: str) -> None:
    rows = pair({"born": BORN, **HOME}, {"given": other, "born": BORN, **HOME})
    assert people(resolved(*rows)) == [["a/1", "b/1"]]


def test_rhyming_names_of_two_children_are_not_a_slip_of_the_pen() -> None:
    rows = pair({"given": "ella", "born": BORN, **HOME}, {"given": "bella", "born": BORN, **HOME})
    assert rule_of(resolved(*rows), "a/1", "b/1") == "possible twin"
