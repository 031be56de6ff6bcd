"""The suppression list: what was erased and must not come back, known by nothing but keyed hashes.

Who erases and keeps no trace brings the record back with the next delivery. So for each id that was erased the ledger
keeps an HMAC under a secret of its own: whoever has the id and the ledger can tell that it is on the list, and nobody
can read an id out of it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, insert, select

from graph.ledger.keys import KeyRing
from graph.ledger.tables import suppressed

SECRET_NAME = "suppression list"


@dataclass(frozen=True, slots=True, repr=False)
class Suppression:
    """The list as it stands. False where it is empty."""

    secret: bytes = b""
    digests: frozenset[bytes] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        return bool(self.digests)

    def holds(self, record_key: str) -> bool:
        """Tell whether this id is on the list."""
        return bool(self.digests) and _digest(self.secret, record_key) in self.digests

    def among(self, ids: Iterable[str]) -> frozenset[str]:
        """Return those of the ids that are on the list."""
        return frozenset(one for one in ids if self.holds(one))


def suppress(connection: Connection, ring: KeyRing, ids: Collection[str], at: str) -> None:
    """Put ids on the list; those that are on it already are left alone."""
    standing = suppression(connection, ring, make=True)
    new = sorted({_digest(standing.secret, one) for one in ids} - standing.digests)
    if new:
        connection.execute(insert(suppressed), [{"at": at, "digest": digest} for digest in new])


def suppression(connection: Connection, ring: KeyRing, *, make: bool = False) -> Suppression:
    """Return the list. make: whether to make its secret where there is none yet (in a write transaction)."""
    digests: Sequence[bytes] = connection.scalars(select(suppressed.c.digest)).all()
    if not digests and not make:
        return Suppression()
    return Suppression(ring.keys_for(connection, [SECRET_NAME])[SECRET_NAME].secret, frozenset(digests))


def _digest(secret: bytes, record_key: str) -> bytes:
    return hmac.digest(secret, record_key.encode("utf-8", "surrogatepass"), hashlib.sha256)
