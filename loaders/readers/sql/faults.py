"""What databases raise, in words for the person who loads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from graph.errors import InputFault
from loaders.readers.sql.address import DatabaseAddress

LOCKED: Final = (
    "another program is writing the database",
    "Wait until that program has finished, or load a copy.",
)
LOST: Final = (
    "the connection to the database was lost",
    "Nothing of this feed was loaded; load it again when the server answers.",
)
AWAY: Final = (
    "the database cannot be reached",
    "Check the address, the user and the password, that the server runs, and that it lets this machine in.",
)
DAMAGED: Final = ("the database cannot be read", "Ask for it again.")
REFUSED: Final = (
    "the database could not carry out the reading",
    "Correct 'table' or 'query' in the mapping, or ask who keeps the database.",
)
CHANGES: Final = (
    "the reading would change the database",
    "A query may only read; correct it in the mapping.",
)
UNOPENED: Final = (
    "the database cannot be opened",
    "Check the rights to the file and to its folder, or load a copy of it.",
)
# SQLite says in English, and only in words, what is wrong.
BY_SIGN: Final = {
    "unable to open": UNOPENED,
    "locked": LOCKED,
    "no such": REFUSED,
    "syntax error": REFUSED,
    "readonly": CHANGES,
}
# By SQLSTATE, which does not depend on the language in which a server speaks.
BY_STATE: Final[Mapping[str, tuple[str, str]]] = {
    "42501": ("this account may not read it", "Ask for the right to read, or name another user."),
    "25006": CHANGES,
    "55P03": LOCKED,
    "57014": (
        "the database stopped the reading, as it does when one takes too long",
        "Ask for a longer statement_timeout, or have the view made into a table.",
    ),
    "57P01": LOST,
    "57P02": LOST,
}


def fault_of(error: SQLAlchemyError, address: DatabaseAddress, *, line: int | None = None) -> InputFault:
    """Return the fault that stands for a database's error. line: the row that was reached, None before the first."""
    reason, fix = _words(error, address)
    return InputFault(address.shown, reason, line=line, value=_said(error, address), fix=fix)


def away(error: SQLAlchemyError, address: DatabaseAddress) -> InputFault:
    """Return the fault for a database that could not be opened."""
    reason, fix = _words(error, address) if address.sqlite_path else AWAY
    return InputFault(address.shown, reason, value=_said(error, address), fix=fix)


def _words(error: SQLAlchemyError, address: DatabaseAddress) -> tuple[str, str]:
    if address.sqlite_path:
        said = _said(error, address)
        return next((words for sign, words in BY_SIGN.items() if sign in said), DAMAGED)
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return LOST
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    return BY_STATE.get(str(state), REFUSED)


def _said(error: SQLAlchemyError, address: DatabaseAddress) -> str:
    """What the database said, on one line, without its own statement and without the password."""
    cause = getattr(error, "orig", None) or error
    lines = str(cause).strip().splitlines()
    said = lines[0].strip().rstrip(".") if lines else type(cause).__name__
    password = address.url.password
    return said.replace(str(password), "***") if password else said
