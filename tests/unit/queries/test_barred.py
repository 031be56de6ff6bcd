"""Declared relations bar by what is asked and by what is found, in constant words."""

from __future__ import annotations

from datetime import date

import pytest

from graph.codes import Role
from queries.barred import barred_words, bars_record, bars_text, name_tokens
from queries.viewer import DeclaredRelation, Viewer

NOAH = DeclaredRelation("Cole", "Noah James", date(2018, 9, 2), "aunt")
SIAN = DeclaredRelation("O'Neil-Reid", "Siân", None, "neighbour")
BETH = Viewer("Beth Cole", Role.AGENCY_PRACTITIONER, "housing", "p", declared_relations=(NOAH, SIAN))
NOBODYS = Viewer("Somebody", Role.AGENCY_PRACTITIONER, "housing", "p")


@pytest.mark.parametrize(
    "text",
    [
        "Noah Cole", "cole noah", "COLE, James", "Noa Cole", "Noah Coles", "Cole", " cole ", "Cole 2.9.2018",
        "N. Cole 02/09/2018", "cole 2018-09-02", "Sian Oneil Reid", "O’Neil-Reid",
    ],
)  # fmt: skip
def test_a_search_that_names_the_person_is_barred(text: str) -> None:
    assert bars_text(BETH, text)
    assert not bars_text(NOBODYS, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ben Ray",
        "Noah",
        "Amara Cole",
        "Cole 1.9.2018 Amara",
        "Noah Colbert",
        "Sian Reid",
        "2.9.2018",
        "99.99.2018",
    ],
)
def test_a_search_for_others_is_not(text: str) -> None:
    assert not bars_text(BETH, text)


@pytest.mark.parametrize(
    "record",
    [
        {"given_names": "Noah", "family_name": "Cole", "birth_date": date(2018, 9, 2)},
        {"given_names": "Noah", "family_name": "Cole", "birth_date": None},
        {"given_names": "N", "family_name": "Cole", "birth_date": date(2018, 9, 2)},
        {"given_names": "Noah", "family_name": "Stone", "former_family_name": "Cole"},
        {"name_as_given": "Cole, Noah J."},
        {"name_tokens": "cole noah"},
        {
            "given_names": "Noah",
            "family_name": "Cole",
            "birth_date": date(2018, 1, 1),
            "birth_date_accuracy": "UUA",
        },
        {"given_names": "Siân", "family_name": "O'Neil Reid", "birth_date": date(1990, 1, 1)},
    ],
)
def test_a_record_of_the_person_is_barred(record: dict[str, object]) -> None:
    assert bars_record(BETH, record)
    assert not bars_record(NOBODYS, record)


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"given_names": "Noah", "family_name": "Cole", "birth_date": date(1988, 9, 2)},
        {"given_names": "Amara", "family_name": "Cole", "birth_date": date(1991, 5, 8)},
        {"given_names": "Noah", "family_name": "Ray", "birth_date": date(2018, 9, 2)},
    ],
)
def test_a_record_of_somebody_else_is_not(record: dict[str, object]) -> None:
    assert not bars_record(BETH, record)


def test_the_words_name_nobody_and_say_nothing_of_what_is_held() -> None:
    words = barred_words()
    assert words == barred_words()
    assert "whether or not anything is held" in words
    assert not {"cole", "noah"} & name_tokens(words)
