"""Addresses: taken apart, and never shown with a password."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import UsageFault
from loaders.readers.sql import DatabaseAddress, is_address, parse_address


@pytest.mark.parametrize(
    ("text", "shown", "name"),
    [
        ("postgresql://someone:opensesame@host/db", "postgresql://someone:***@host/db", "db"),
        ("postgres://someone:opensesame@host:5433/db", "postgresql://someone:***@host:5433/db", "db"),
        ("postgresql+psycopg://someone@host/db", "postgresql://someone@host/db", "db"),
        ("postgresql://host/db?user=someone&password=opensesame", "postgresql://host/db", "db"),
        ("postgresql:///db?sslkey=opensesame", "postgresql:///db", "db"),
        ("sqlite:///folder/housing.db", "sqlite:///folder/housing.db", "housing.db"),
        ("sqlite:////folder/housing.db?key=opensesame", "sqlite:////folder/housing.db", "housing.db"),
    ],
)
def test_what_is_shown(text: str, shown: str, name: str) -> None:
    assert is_address(text)
    found = parse_address(text)
    assert (found.shown, found.name) == (shown, name)
    assert "sesame" not in repr(found)


def test_a_password_from_elsewhere_fills_the_place_that_the_address_leaves() -> None:
    assert parse_address("postgresql://someone@host/db", "opensesame").url.password == "opensesame"
    assert parse_address("postgresql://someone:own@host/db", "opensesame").url.password == "own"
    assert parse_address("postgresql://host/db", "opensesame").url.password is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("postgresql://someone:open@sesame@host/db", "second '@'"),
        ("postgresql://someone:pw@host:opensesame/db", "cannot be read"),
        ("nosuch://someone:opensesame@host/db", "No driver for 'nosuch'"),
        ("mysql+nosuchdriver://someone:opensesame@host/db", "No driver for 'mysql\\+nosuchdriver'"),
        ("sqlite://", "not from memory"),
        ("sqlite:///:memory:", "not from memory"),
    ],
)
def test_an_address_that_leads_nowhere_is_wrong_usage(text: str, words: str) -> None:
    with pytest.raises(UsageFault, match=words) as caught:
        parse_address(text)
    assert "sesame" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["tenancies.csv", "C:/deliveries/a.csv", "/deliveries/a:b", "deliveries//a.csv"]
)
def test_a_file_is_no_address(text: str) -> None:
    assert not is_address(text)


def test_a_delivered_file_is_shown_as_its_path() -> None:
    found = DatabaseAddress.of_file(Path("deliveries/a b?.db"))
    assert (found.shown, found.name) == ("deliveries/a b?.db", "a b?.db")
    assert found.sqlite_path == Path("deliveries/a b?.db")
    assert parse_address("postgresql://host/db").sqlite_path is None
