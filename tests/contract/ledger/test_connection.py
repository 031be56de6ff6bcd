"""Addresses that lead nowhere: a sentence, no password, no traceback of the database's."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from graph.errors import StoreUnavailable, UsageFault
from graph.ledger import TrailEntry, open_ledger
from tests.contract.ledger.places import Place


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("mysql://someone:opensesame@host/db", "cannot be kept in 'mysql'"),
        ("opensesame", "cannot be read"),
        ("postgresql://someone:open@sesame@host/db", "write %40|as %40"),
        ("postgresql://someone:pw@host:opensesame/db", "cannot be read"),
        ("sqlite://", "not in memory"),
        ("sqlite:///:memory:", "not in memory"),
        ("sqlite:///ledger.db?synchronous=off", "'normal' or 'full'"),
    ],
)
def test_an_address_of_another_form_is_wrong_usage(
    uri: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageFault, match=words) as caught:
        open_ledger(uri)
    assert "sesame" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    with socket.socket() as held:
        # Bound and never listening: nobody else can answer at this port meanwhile.
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        with pytest.raises(StoreUnavailable) as caught:
            open_ledger(f"postgresql://someone:opensesame@127.0.0.1:{port}/ledger")
    words = str(caught.value)
    assert f"PostgreSQL at 127.0.0.1:{port}, ledger" in words
    assert "KINSCOPE_LEDGER" in words
    assert "opensesame" not in words
    assert caught.value.__suppress_context__


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="Check that its folder exists"):
        open_ledger(f"sqlite:///{tmp_path / 'nowhere' / 'ledger.db'}")


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    file.write_text("name,date_of_birth\n" * 200, encoding="utf-8")
    with pytest.raises(StoreUnavailable, match="not a database"):
        open_ledger(f"sqlite:///{file}")
    assert file.read_text(encoding="utf-8") == "name,date_of_birth\n" * 200


def test_a_ledger_whose_tables_went_away_says_so(place: Place) -> None:
    with open_ledger(place.uri) as ledger:
        place.drop_guards()
        place.execute("DROP TABLE trail")
        with pytest.raises(StoreUnavailable, match="could not be used") as caught:
            ledger.append_trail(TrailEntry("v", "r", "a", "p", "find", {"name": "Quill"}))
        assert "Quill" not in str(caught.value)
