"""Answers as plain data: the forms of docs/json-forms.md, field by field."""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path

import pytest

from graph.codes import KnowledgeState, Lens
from graph.time import FOREVER
from queries import results
from queries.forms import FORMATS, as_data
from queries.results import (
    Best,
    BestKnown,
    FamilyView,
    FindMatch,
    FindView,
    KnownCell,
    KnownView,
    Member,
    Said,
    WhyIn,
)

PAGE = (Path(__file__).parents[3] / "docs" / "json-forms.md").read_text(encoding="utf-8")
ANSWERS = [kind for kind in vars(results).values() if isinstance(kind, type) and is_dataclass(kind)]
SAID = Said(
    "housing/tenancies",
    "Housing",
    "housing",
    "Housing",
    "housing",
    "housing/tenancies/1",
    None,
    date(2026, 5, 5),
)
BEST = BestKnown(name=Best("Maya Kerr", (SAID,)), birth_date=Best(date(2017, 3, 4), (SAID,)))
MEMBER = Member("maya", BEST, (WhyIn("asked about", ()),), 9, True, ())
FAMILY = FamilyView(
    ("maya",), Lens.HOUSEHOLD, date(2026, 5, 12), FOREVER, None, (MEMBER,), (), (), (), (), (), (), ("words",)
)
CELL = KnownCell(
    "maya",
    "gp",
    None,
    "gp",
    "GP",
    None,
    KnowledgeState.NOT_LOADED,
    "telephone",
    None,
    None,
    None,
    None,
    None,
    "ring",
    (),
)


def documented(name: str) -> list[str]:
    section = re.search(rf"^## {name}\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    return re.findall(r"^\| `(\w+)`", section[1] if section else "", re.MULTILINE)


@pytest.mark.parametrize("kind", ANSWERS, ids=lambda kind: kind.__name__)
def test_every_field_is_documented_and_no_other(kind: type) -> None:
    own = ["format"] if kind in FORMATS else []
    assert documented(kind.__name__) == own + [field.name for field in fields(kind)]


def test_every_form_has_its_name_and_version_in_the_page() -> None:
    assert all(f"`{form}`" in PAGE and re.fullmatch(r"kinscope\.\w+/\d+", form) for form in FORMATS.values())


def test_a_family_as_data() -> None:
    data = as_data(FAMILY)
    assert next(iter(data.items())) == ("format", "kinscope.family/1")
    assert (data["lens"], data["as_of"], data["known_to"]) == ("household", "2026-05-12", None)
    [member] = json.loads(json.dumps(data))["members"]
    born = member["best"]["birth_date"]
    assert (born["value"], born["said"][0]["as_of"], born["said"][0]["recorded_on"]) == (
        "2017-03-04",
        "2026-05-05",
        None,
    )
    assert member["best"]["sex"] is None


def test_knowledge_as_data() -> None:
    data = json.loads(json.dumps(as_data(KnownView(FAMILY, (), (CELL,)))))
    assert data["format"] == "kinscope.known/1"
    assert data["cells"][0]["state"] == "not_loaded"
    assert "format" not in data["family"]


def test_a_search_as_data() -> None:
    data = as_data(FindView("kerr", (FindMatch("maya", BEST, ("name",), ("Housing",)),), False, ()))
    assert json.loads(json.dumps(data))["matches"][0]["agencies"] == ["Housing"]
    assert (data["format"], data["more"]) == ("kinscope.find/1", False)
