"""What holds of the SQLite file itself: its bytes after an erasure, its rights, its lock."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graph.errors import StoreBusy, StoreUnavailable
from graph.ledger import ERASED, Ledger, TrailEntry, open_ledger


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("KINSCOPE_LEDGER_KEY", raising=False)
    return tmp_path / "ledger.db"


@pytest.fixture
def ledger(file: Path) -> Iterator[Ledger]:
    with open_ledger(f"sqlite:///{file}?timeout=0.2") as ledger:
        yield ledger


def entry(*shown: str) -> TrailEntry:
    return TrailEntry("v", "mash_analyst", "hub", "s47", "find", {}, shown)


def all_bytes(file: Path) -> bytes:
    """The database file and whatever lies beside it under its name."""
    return b"".join(path.read_bytes() for path in sorted(file.parent.glob(f"{file.name}*")))


def keys(file: Path) -> dict[int, bytes]:
    with closing(sqlite3.connect(file)) as connection:
        return dict(connection.execute("SELECT id, secret FROM record_keys").fetchall())


def test_a_forgotten_key_is_nowhere_in_the_files(ledger: Ledger, file: Path) -> None:
    records = [f"csc/cin/{number}" for number in range(3000)]
    for start in range(0, 3000, 150):
        ledger.append_trail(entry(*records[start : start + 150]))
    before = keys(file)
    for record in records[::300]:
        assert ledger.forget(record)
    gone = {key_id for key_id, secret in keys(file).items() if not any(secret)}
    left = all_bytes(file)
    assert len(gone) == 10
    assert [key_id for key_id in gone if before[key_id] in left] == []
    # The rest lie in the file exactly once: no stale copy that a later erasure would miss.
    assert {left.count(secret) for key_id, secret in before.items() if key_id not in gone} == {1}
    assert ledger.verify_trail().ok


def test_a_reader_who_holds_the_log_open_is_told_of_and_a_second_call_clears_it(
    ledger: Ledger, file: Path
) -> None:
    ledger.append_trail(entry("csc/cin/1"))
    secret = keys(file)[1], keys(file)[2]
    with closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM record_keys").fetchone()
        with pytest.raises(StoreBusy, match="a copy is still in that log"):
            ledger.forget("csc/cin/1")
        assert next(ledger.trail()).shown == (ERASED,)
    assert any(part in all_bytes(file) for part in secret)
    assert ledger.forget("csc/cin/1") is False
    assert sum(part in all_bytes(file) for part in secret) == 1


def test_only_its_owner_may_read_the_file(ledger: Ledger, file: Path) -> None:
    ledger.append_trail(entry())
    rights = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()}
    assert rights[file.name] == 0o600
    assert set(rights.values()) == {0o600}


def test_another_process_that_holds_the_lock_is_named_busy(ledger: Ledger, file: Path) -> None:
    ledger.append_trail(entry())
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="writing to the same ledger"):
            ledger.append_trail(entry())
        assert len(list(ledger.trail())) == 1
    ledger.append_trail(entry())
    assert ledger.verify_trail().entries == 2


def test_replacing_a_row_is_refused_like_changing_it(ledger: Ledger, file: Path) -> None:
    ledger.append_trail(entry())
    ledger.meta_set("store", "here")
    with closing(sqlite3.connect(file)) as connection:
        for table in ("trail", "trail_head", "ledger_facts", "ledger_layout"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    assert ledger.meta("store") == "here"


@pytest.mark.parametrize(("how", "level"), [("", 1), ("?synchronous=full", 2), ("?synchronous=NORMAL", 1)])
def test_the_address_says_how_far_a_commit_is_written_through(file: Path, how: str, level: int) -> None:
    with open_ledger(f"sqlite:///{file}{how}") as ledger, ledger._database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == level
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1


def test_a_file_that_is_taken_away_is_said(ledger: Ledger, file: Path) -> None:
    ledger.append_trail(entry())
    file.unlink()
    with pytest.raises(StoreUnavailable, match="was removed or replaced"):
        ledger.append_trail(entry())
