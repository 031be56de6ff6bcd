"""When a change is being committed.

Neo4j reads what is committed, row by row: a question that runs while a transaction commits can see some of it and not
the rest. So a counter stands beside the graph, odd while a commit is under way. Who reads between two equal even
numbers has read one whole state (a sequence lock, as kernels use it for clocks).
"""

from __future__ import annotations

import time
from collections.abc import Callable

from graph.stores.neo4j.server import NoAnswer, Server, Transaction, fetch

READ = (
    "MATCH (s:KinscopeStore {id: 'store'}) WHERE s.building_by IS NULL "
    "OPTIONAL MATCH (c:KinscopeCommits {id: 'commits'}) RETURN coalesce(c.number, 0), timestamp() - c.since"
)
BEGIN = (
    "MERGE (c:KinscopeCommits {id: 'commits'}) "
    "SET c.number = CASE WHEN c.number IS NULL THEN 1 ELSE c.number + 1 + c.number % 2 END, c.since = timestamp()"
)
END = "MATCH (c:KinscopeCommits {id: 'commits'}) WHERE c.number % 2 = 1 SET c.number = c.number + 1"
PAUSE_SECONDS = 0.002
ABANDONED_MILLISECONDS = 60_000


class Commits:
    """The counter of one database."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def number(self) -> int | None:
        """How often a change has begun and ended; waits while one is being committed. None: there is no whole store.

        A writer that ended between its commit and the counter leaves it odd: after a minute that counts as quiet, as
        no commit of one batch takes so long.
        """
        while True:
            found = self._server.read(lambda transaction: fetch(transaction, READ, {}))
            if not found:
                return None
            number, milliseconds = found[0]
            if number % 2 == 0 or milliseconds > ABANDONED_MILLISECONDS:
                return int(number)
            time.sleep(PAUSE_SECONDS)

    def write(self, work: Callable[[Transaction], object]) -> None:
        """Do `work` in one transaction, counted. One writer at a time: the caller holds the writer's lock."""

        def counted(transaction: Transaction) -> None:
            work(transaction)
            self._server.write(lambda beside: fetch(beside, BEGIN, {}))

        try:
            self._server.write(counted)
        except NoAnswer:
            raise  # its end would find nobody either; the next beginning counts past it
        except BaseException:
            self._end()
            raise
        self._end()

    def _end(self) -> None:
        self._server.write(lambda beside: fetch(beside, END, {}))
