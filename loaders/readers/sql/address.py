"""Addresses of databases: parsed once, and shown without password or options everywhere after that."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Final

from sqlalchemy import make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from graph.errors import UsageFault

FORMS: Final = "Write postgresql://USER@HOST:PORT/DATABASE or sqlite:///PATH."
# Names under which people know a kind of database, and the driver that comes with Kinscope.
DRIVERS: Final = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "sqlite": "sqlite+pysqlite",
}
_ADDRESS = re.compile(r"[a-z][a-z0-9_+.-]*://", re.IGNORECASE)


@dataclass(frozen=True)
class DatabaseAddress:
    """Where a database is.

    shown: `postgresql://user:***@host:5432/name`, the only form in which it may be said or kept. url: what connects;
    it holds the password and is for `engines` alone. name: the database's own name, of SQLite the file's. at_rest:
    whether it is a SQLite file that was delivered, which nobody writes any more.
    """

    shown: str
    name: str
    url: URL = field(repr=False)
    at_rest: bool = False

    @property
    def sqlite_path(self) -> Path | None:
        """The file of a SQLite database; None for a database on a server."""
        return Path(str(self.url.database)) if self.url.get_backend_name() == "sqlite" else None

    def matches(self, pattern: str) -> bool:
        """Tell whether a shell pattern fits the database's name."""
        return PurePath(self.name).match(pattern)

    @classmethod
    def of_file(cls, path: Path) -> DatabaseAddress:
        """The address of a SQLite file that was delivered: shown as its path, like any file."""
        return cls(str(path), path.name, URL.create("sqlite+pysqlite", database=str(path)), at_rest=True)


def is_address(text: str) -> bool:
    """Tell whether a text is the address of a database, and not the name of a file."""
    return _ADDRESS.match(text) is not None


def parse_address(text: str, password: str | None = None) -> DatabaseAddress:
    """Take an address apart; no connection is made.

    password: for an address that has a user and no password. Raises UsageFault where the text is no address, or no
    driver for that kind of database is installed; no message holds any part of the text but the kind of database.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise UsageFault(f"The address of the database cannot be read. {FORMS}") from None
    if "@" in (url.host or ""):
        raise UsageFault(
            "The address of the database has a second '@'. Write the special characters of a password as %40 "
            "(for @), %2F (for /), %3A (for :), or leave the password out and set KINSCOPE_DATABASE_PASSWORD."
        )
    url = url.set(drivername=DRIVERS.get(url.drivername, url.drivername))
    _require_driver(url)
    if password is not None and url.username and url.password is None:
        url = url.set(password=password)
    return DatabaseAddress(_shown(url), _name(url), url)


def _require_driver(url: URL) -> None:
    try:
        url.get_dialect().import_dbapi()
    except (NoSuchModuleError, ImportError):
        raise UsageFault(
            f"No driver for '{url.drivername}' is installed here. {FORMS} For another kind of database, install "
            "the SQLAlchemy dialect and driver that its documentation names."
        ) from None


def _shown(url: URL) -> str:
    # What follows '?' may hold a password too, so nothing of it is shown.
    return url.set(drivername=url.get_backend_name(), query={}).render_as_string(hide_password=True)


def _name(url: URL) -> str:
    if url.get_backend_name() != "sqlite":
        return url.database or ""
    if url.database in (None, "", ":memory:"):
        raise UsageFault(f"A SQLite database is read from a file, not from memory. {FORMS}")
    return Path(str(url.database)).name
