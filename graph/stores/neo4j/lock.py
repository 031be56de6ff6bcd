"""One writing process a store: a node that names its holder, as Neo4j itself lets any number write.

Every transaction of a load renews it in passing, so a holder that lost it (it was silent too long, or somebody
deleted the node) writes nothing more.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from neo4j.exceptions import Neo4jError

from graph.errors import StoreBusy, StoreUnavailable
from graph.stores.holder import is_running, this_process
from graph.stores.neo4j.server import NoAnswer, Server, Transaction, fetch

SILENT_MILLISECONDS = 10 * 60 * 1000
RENEWED_SECONDS = 60
ASK = (
    "MERGE (l:KinscopeLock {id: 'writer'}) ON CREATE SET l += $mine, l.seen_at = timestamp() "
    "SET l.asked_at = timestamp() RETURN properties(l), timestamp()"
)
TAKE_OVER = "MATCH (l:KinscopeLock {id: 'writer'}) SET l = $mine, l.id = 'writer', l.seen_at = timestamp()"
RENEW = "MATCH (l:KinscopeLock {id: 'writer', token: $token}) SET l.seen_at = timestamp() RETURN l.token"
RELEASE = "MATCH (l:KinscopeLock {id: 'writer', token: $token}) DELETE l"
READ = "MATCH (l:KinscopeLock {id: 'writer'}) RETURN properties(l), timestamp()"


class WriterLock:
    """The lock as one open store takes it: its threads take turns, other stores and processes are refused."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._turn = threading.RLock()
        self._depth = 0
        self._token = uuid.uuid4().hex

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Take the lock and give it back; the thread that holds it may take it again. Raises StoreBusy with the holder.

        A lock whose process on this machine has ended, or which has been silent for ten minutes, is taken over: so
        while files are read, and nothing is written, it is renewed every minute.
        """
        with self._turn:
            if self._depth:
                yield
                return
            self._server.write(self._take)
            self._depth += 1
            done = threading.Event()
            beat = threading.Thread(target=self._keep_alive, args=(done,), daemon=True)
            beat.start()
            answers = True
            try:
                yield
            except NoAnswer:
                answers = False
                raise
            finally:
                self._depth -= 1
                done.set()
                if answers:
                    beat.join()
                    with contextlib.suppress(StoreUnavailable, Neo4jError):
                        self._server.write(self._release)

    def _keep_alive(self, done: threading.Event) -> None:
        while not done.wait(RENEWED_SECONDS):
            # Who lost the lock, or the server, is told by the next write.
            with contextlib.suppress(StoreUnavailable, StoreBusy, Neo4jError):
                self._server.write(self.renew)

    def renew(self, transaction: Transaction) -> None:
        """Make sure, inside a writing transaction, that the lock is still ours. Raises StoreBusy."""
        if not fetch(transaction, RENEW, {"token": self._token}):
            found = fetch(transaction, READ, {})
            raise StoreBusy(_words(*found[0]) if found else "somebody who took the store over")

    def _take(self, transaction: Transaction) -> None:
        mine = {
            "token": self._token, "holder": this_process(), "host": socket.gethostname(), "pid": os.getpid(),
            "taken_at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        }  # fmt: skip
        holder, now = fetch(transaction, ASK, {"mine": mine})[0]
        if holder.get("token") == self._token:
            return
        if not _is_abandoned(holder, now):
            raise StoreBusy(_words(holder, now))
        fetch(transaction, TAKE_OVER, {"mine": mine})

    def _release(self, transaction: Transaction) -> None:
        fetch(transaction, RELEASE, {"token": self._token})


def _is_abandoned(holder: dict[str, Any], now: int) -> bool:
    if now - holder["seen_at"] > SILENT_MILLISECONDS:
        return True
    here = holder["host"] == socket.gethostname()
    return here and holder["pid"] != os.getpid() and not is_running(holder["pid"])


def _words(holder: dict[str, Any], now: int) -> str:
    silent = max(0, now - holder["seen_at"]) // 1000
    return (
        f"{holder['holder']} on {holder['host']} since {holder['taken_at']}, last heard of {silent} s ago "
        "(after ten minutes of silence the store is free again)"
    )
