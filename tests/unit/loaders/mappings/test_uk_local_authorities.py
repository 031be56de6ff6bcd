"""All 470 authorities of the published register: every name, other name and code means exactly its authority."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from graph.codes import AgencyNaming
from loaders.agencies.known import register_of
from loaders.agencies.register import AgencyRegister, Meaning
from loaders.delivered import Delivered
from loaders.mapping import load_mapping
from loaders.mapping.parse import SHIPPED
from loaders.rows.gather import Gathered, SourceFile
from tests.feeds import Hub, gathered, rows_of

Shared = Callable[[str], Path]
FILE = "agencies/uk_local_authorities_current.csv"
FEED = "national_register/local_authorities"
TODAY = date(2026, 5, 12)
REFORM = date(2023, 4, 1)
# What the register calls by one name, and what a day between them tells apart.
OF_TWO = {
    "northyorkshire": {"NYK", "NYE"},
    "somerset": {"SOM", "SMT"},
    "buckinghamshire": {"BKM", "BUC"},
    "dorset": {"DOR", "DST"},
}
# Councils of Northern Ireland whose names do not stand, letter by letter, in that of their successor.
RENAMED = {
    "CCG": "Ballymoney Coleraine Limavady Moyle",
    "MEA": "Ballymena Carrickfergus Larne",
    "MUL": "Cookstown Dungannon and South Tyrone Magherafelt",
    "NMD": "Newry and Mourne Down",
}
NAME_COLUMNS = ("official-name", "nice-name", "gov-uk-slug")
CODE_COLUMNS = {
    "local-authority-code": "register_code", "gss-code": "gss_code", "snac": "ons_code", "ecode": "finance_code",
}  # fmt: skip


@cache
def published(path: Path) -> tuple[dict[str, str], ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def taken_in(path: Path) -> Gathered:
    return gathered(load_mapping(SHIPPED / "uk_local_authorities.yaml"), SourceFile.of(path))


@pytest.fixture
def register(shared_data: Shared, hub: Hub) -> AgencyRegister:
    return register_of(hub.store, {FEED: taken_in(shared_data(FILE)).frames})


def agency(code: str) -> str:
    return f"local_authority_{code.lower().replace('-', '_')}"


def names(row: dict[str, str]) -> Iterator[str]:
    yield from (row[column] for column in NAME_COLUMNS if row[column])
    yield from (name for name in re.split(r",(?! )", row["alt-names"]) if name.strip())


def codes(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    yield from ((row[column], naming) for column, naming in CODE_COLUMNS.items() if row[column])
    yield from ((code, "former_gss_code") for code in row["former-gss-codes"].split(",") if code)
    if row["old-ons-la-code"].isdigit():
        yield row["old-ons-la-code"], "education_number"


def last_day(row: dict[str, str]) -> date:
    """A day on which the authority acted: today, or the day before the 31 March or 1 April of its end."""
    return date.fromisoformat(row["end-date"]) - timedelta(days=1) if row["end-date"] else TODAY


def test_every_row_is_an_agency_with_its_names_and_successors(shared_data: Shared) -> None:
    found = taken_in(shared_data(FILE))
    assert (found.read, found.loaded, found.findings) == (470, 470, [])
    assert len(rows_of(found.frames, "Agency", "id")) == 471
    assert len(rows_of(found.frames, "SUCCEEDED_BY", "start")) == 75
    namings = {naming for (naming,) in rows_of(found.frames, "AgencyName", "naming")}
    assert namings == {naming.value for naming in AgencyNaming}


def test_every_name_and_other_name_means_its_authority(shared_data: Shared, register: AgencyRegister) -> None:
    asked = [(name, row) for row in published(shared_data(FILE)) for name in names(row)]
    assert len(asked) > 1800
    for by in ("name", "any"):
        for name, row in asked:
            answer = register.resolve(name, by=by, on=last_day(row))
            assert answer.agency == agency(row["local-authority-code"]), (name, by, answer)


def test_every_code_means_its_authority(shared_data: Shared, register: AgencyRegister) -> None:
    asked = [(code, naming, row) for row in published(shared_data(FILE)) for code, naming in codes(row)]
    assert len(asked) > 1800
    for code, naming, row in asked:
        for by in (naming, "code", "any"):
            answer = register.resolve(code, by=by, on=last_day(row))
            assert answer.agency == agency(row["local-authority-code"]), (code, by, answer)


def test_only_these_names_are_of_two_authorities_and_no_day_leaves_them_ambiguous(
    shared_data: Shared, register: AgencyRegister
) -> None:
    ambiguous: dict[str, set[str]] = {}
    for row in published(shared_data(FILE)):
        for text in (*names(row), *(code for code, _ in codes(row))):
            if register.resolve(text, on=None).meaning is Meaning.AMBIGUOUS:
                squeezed = re.sub("[^a-z0-9]", "", text.lower())
                ambiguous.setdefault(squeezed, set()).add(row["local-authority-code"])
    assert ambiguous == OF_TWO
    for name in OF_TWO:
        days = (
            date(2018, 1, 1),
            date(2019, 4, 1),
            date(2020, 4, 1),
            REFORM - timedelta(days=1),
            REFORM,
            TODAY,
        )
        assert {register.resolve(name, on=day).meaning for day in days} == {Meaning.FOUND}


def test_every_abolished_council_stands_for_its_successor_from_the_day_of_its_end(
    shared_data: Shared, register: AgencyRegister
) -> None:
    ended = [row for row in published(shared_data(FILE)) if row["end-date"]]
    assert len(ended) == 73
    split = {"CMA": ("CBD", "WAF"), "NTH": ("NNT", "WNT")}
    by_code = {row["local-authority-code"]: row for row in published(shared_data(FILE))}
    for row in ended:
        code, year = row["local-authority-code"], int(row["end-date"][:4])
        before, after = (
            register.resolve(row["official-name"], on=date(year, *day)) for day in ((3, 31), (4, 1))
        )
        assert before.agency == agency(code)
        if code in split:
            assert after.meaning is Meaning.AMBIGUOUS
            assert after.near == tuple(sorted(by_code[one]["official-name"] for one in split[code]))
        elif row["replaced-by"]:
            assert after.agency == agency(row["replaced-by"])
        else:
            successor = after.agency or ""
            known = [one for one, council in by_code.items() if agency(one) == successor]
            assert known, code
            assert row["nice-name"] in RENAMED.get(known[0], by_code[known[0]]["official-name"]), code


@pytest.mark.parametrize(
    ("text", "day", "code"),
    [
        ("Taunton Deane Borough Council", date(2019, 3, 31), "TAU"),
        ("Taunton Deane Borough Council", date(2019, 4, 1), "SWT"),
        ("Taunton Deane Borough Council", date(2023, 4, 1), "SMT"),
        ("E07000190", date(2024, 1, 1), "SMT"),
        ("Somerset", date(2023, 3, 31), "SOM"),
        ("somerset", date(2023, 4, 1), "SMT"),
        ("Derry City Council", date(2015, 4, 1), "DRS"),
        ("bristol, city of", TODAY, "BST"),
        ("Telford and Wrekin Council", TODAY, "TFW"),
        ("City of York Council", date(1999, 1, 1), "YOR"),
        ("816", TODAY, "YOR"),
    ],
)
def test_what_a_text_means_on_a_day(register: AgencyRegister, text: str, day: date, code: str) -> None:
    assert register.resolve(text, on=day).agency == agency(code)


def test_a_council_before_its_time_is_not_taken_for_those_that_went_before(register: AgencyRegister) -> None:
    answer = register.resolve("Westmorland and Furness Council", on=date(2020, 1, 1))
    assert (answer.meaning, len(answer.near)) == (Meaning.NOT_YET, 4)


def test_a_misspelt_name_is_not_guessed(register: AgencyRegister) -> None:
    answer = register.resolve("Stockporte Metropolitan Council", on=TODAY)
    assert (answer.meaning, answer.agency) == (Meaning.UNKNOWN, None)
    assert "Stockport Metropolitan Borough Council" in answer.near


def test_the_register_answers_alike_from_the_store(
    shared_data: Shared, hub: Hub, register: AgencyRegister
) -> None:
    mapping = load_mapping(SHIPPED / "uk_local_authorities.yaml")
    hub.deliver(Delivered(mapping, (SourceFile.of(shared_data(FILE)),)))
    loaded = register_of(hub.store, {})
    assert set(loaded.names) == set(register.names)
    assert set(loaded.successions) == set(register.successions)
    before = hub.graph(whole=True)
    hub.deliver(Delivered(mapping, (SourceFile.of(shared_data(FILE)),)))
    assert hub.graph(whole=True) == before
