"""One Neo4j server: reaching it, and running statements in transactions that the driver may repeat.

Every word about a server leaves user and password out. What a person can do something about (no server, a wrong
password, a server that gave up) is StoreUnavailable; a statement that Neo4j refuses is a defect and stays one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

import neo4j
from neo4j.exceptions import (
    AuthConfigurationError,
    AuthError,
    ConfigurationError,
    DriverError,
    Neo4jError,
    TransientError,
)

from graph.errors import StoreUnavailable, UsageFault

T = TypeVar("T")
Transaction = neo4j.ManagedTransaction
SECONDS_TO_CONNECT = 10.0
SECONDS_OF_RETRIES = 30.0
FETCHED_AT_ONCE = 10_000
EXAMPLE = "neo4j://user:password@host:7687"


class NoAnswer(StoreUnavailable):
    """The server was asked again and again, and is silent: asking for anything more would be as long a wait."""


@dataclass(frozen=True)
class Address:
    """Where a server is, without who asks. database: None for the server's own default."""

    uri: str
    user: str
    password: str
    database: str | None

    def __repr__(self) -> str:
        return f"Address({self.uri})"

    @classmethod
    def of(cls, uri: str) -> Address:
        """`neo4j://user:password@host:7687/database`, user, port and database optional; letters that mean something
        in an address stand as `%40` and the like. Raises UsageFault, which never says the password."""
        scheme, _, rest = uri.partition("://")
        before, _, after = rest.rpartition("@")
        user, _, password = before.partition(":")
        try:
            parts = urlsplit(f"{scheme}://{after}")
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise UsageFault(
                f"The address of the Neo4j server cannot be read. Write it as {EXAMPLE}."
            ) from error
        if not host:
            raise UsageFault(f"The address of the Neo4j server names no host. Write it as {EXAMPLE}.")
        place = f"[{host}]" if ":" in host else host
        clean = f"{scheme}://{place}{f':{port}' if port else ''}"
        return cls(clean, unquote(user), unquote(password), parts.path.strip("/") or None)


class Server:
    """A driver and one database of the server; usable from many threads."""

    def __init__(self, address: Address) -> None:
        self._address = address
        with self._in_words():
            self._driver = neo4j.GraphDatabase.driver(
                address.uri,
                auth=(address.user, address.password) if address.user else None,
                connection_timeout=SECONDS_TO_CONNECT,
                connection_acquisition_timeout=2 * SECONDS_TO_CONNECT,
                max_transaction_retry_time=SECONDS_OF_RETRIES,
                notifications_min_severity="OFF",
            )
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager()
        self._closed = False

    def check(self) -> None:
        """Whether the server answers and lets us in. Raises StoreUnavailable."""
        try:
            with self._in_words():
                self._driver.verify_connectivity()
        except StoreUnavailable:
            self.close()
            raise

    def read(self, work: Callable[[Transaction], T]) -> T:
        """Do `work` in one reading transaction; after a passing fault it is done again from its start."""
        with self._session() as session:
            return session.execute_read(work)

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Do `work` in one writing transaction: all of it, or none. Deadlocks are tried again from its start."""
        with self._session() as session:
            return session.execute_write(work)

    def command(self, text: str) -> None:
        """A statement that may not stand in a transaction of ours: constraints, `IN TRANSACTIONS`."""
        with self._session() as session:
            session.run(text).consume()

    @contextlib.contextmanager
    def _session(self) -> Iterator[neo4j.Session]:
        if self._closed:
            raise StoreUnavailable("The store has been closed.")
        with (
            self._in_words(),
            self._driver.session(
                database=self._address.database,
                bookmark_manager=self._bookmarks,
                fetch_size=FETCHED_AT_ONCE,
            ) as session,
        ):
            yield session

    @contextlib.contextmanager
    def _in_words(self) -> Iterator[None]:
        where = self._address.uri
        try:
            yield
        except (AuthError, AuthConfigurationError) as error:
            raise StoreUnavailable(
                f"Neo4j at {where} refuses this user or password. Give both in the address: {EXAMPLE}."
            ) from error
        except ConfigurationError as error:
            raise StoreUnavailable(f"Neo4j at {where} cannot be asked: {error}") from error
        except TransientError as error:
            raise StoreUnavailable(
                f"Neo4j at {where} is overburdened: {error.message}. Try again."
            ) from error
        except DriverError as error:
            raise NoAnswer(
                f"Neo4j at {where} does not answer. Start it, or check the address. ({error})"
            ) from error
        except Neo4jError as error:
            if error.code == "Neo.ClientError.Database.DatabaseNotFound":
                raise StoreUnavailable(f"Neo4j at {where} has no such database: {error.message}") from error
            if error.code == "Neo.ClientError.Statement.EntityNotFound":
                raise StoreUnavailable(
                    f"What was being read in Neo4j at {where} has just been changed."
                ) from error
            raise

    def close(self) -> None:
        """Give all connections back."""
        self._closed = True
        self._driver.close()


def fetch(transaction: Transaction, text: str, parameters: Mapping[str, object]) -> list[list[Any]]:
    """Run and fetch all rows as lists of the driver's values."""
    return transaction.run(text, dict(parameters)).values()


def fetch_named(
    transaction: Transaction, text: str, parameters: Mapping[str, object]
) -> list[dict[str, Any]]:
    """Run and fetch all rows by column name, as the driver's values."""
    answer = transaction.run(text, dict(parameters))
    names = answer.keys()
    return [dict(zip(names, row, strict=True)) for row in answer.values()]
