"""Fixtures: one store for all broken files of a module, and no network."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.loaders.broken.loading import Bench


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """A store, a ledger and mappings, which the files of a module are loaded into one after the other."""
    return Bench(tmp_path_factory.mktemp("bench"))


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    """A server on loopback that nobody may ever ask: reads in C do not pass Python's sockets."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whoever asks the network fails the test, also where the error is caught."""
    asked: list[object] = []

    def refuse(*arguments: object, **_: object) -> None:
        asked.append(arguments[1:])
        raise OSError("no network in this test")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    yield
    assert not asked, "the network was asked"


@pytest.fixture
def delivery(bench: Bench) -> Iterator[Path]:
    """An empty folder for a delivery."""
    folder = bench.delivery()
    yield folder
    shutil.rmtree(folder)
