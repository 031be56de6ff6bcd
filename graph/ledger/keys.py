"""One key a record: encrypting under it, finding it again, destroying it.

A key is named by the record key (or ledger entry) it belongs to; the table keeps a digest of the name, so no
agency's own id stands in clear. With a master key the keys are stored wrapped (AES-256-GCM) under that.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from graph.errors import StoreUnavailable, UsageFault
from graph.ledger.entries import ERASED, Erased, LedgerDamaged, canonical
from graph.ledger.tables import record_keys

MASTER_KEY_VARIABLE: Final = "KINSCOPE_LEDGER_KEY"
_NONCE: Final = 12
_SECRET: Final = 32
_AT_ONCE: Final = 500
_CHECK_WORDS: Final = b"kinscope ledger"

T = TypeVar("T")


def in_batches(items: Iterable[T], size: int = _AT_ONCE) -> Iterator[list[T]]:
    """`items` in lists of at most `size`, in order; nothing for no items."""
    batch: list[T] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def encrypt(secret: bytes, plain: bytes, bound_to: bytes) -> bytes:
    """Nonce and AES-256-GCM ciphertext of `plain`; opens only under the same key and the same `bound_to`."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(secret).encrypt(nonce, plain, bound_to)


def decrypt(secret: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    """The inverse of `encrypt`. Raises InvalidTag where anything does not fit."""
    return AESGCM(secret).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound_to)


@dataclass(frozen=True, slots=True, repr=False)
class RecordKey:
    """The key of one record: its number in the table and its 32 bytes."""

    id: int
    secret: bytes

    def seal(self, value: object) -> bytes:
        """`value` (plain JSON values, or bytes already sealed by another key) encrypted under this key."""
        plain = value if isinstance(value, bytes) else canonical(value).encode("ascii")
        return encrypt(self.secret, plain, str(self.id).encode())

    def open(self, sealed: bytes) -> bytes:
        """The bytes under `sealed`. Raises LedgerDamaged if they were changed or belong to another key."""
        try:
            return decrypt(self.secret, sealed, str(self.id).encode())
        except InvalidTag:
            raise LedgerDamaged(
                "An encrypted value in the ledger does not fit its key: one of the two was changed after it "
                "was written. Compare the ledger with its last backup."
            ) from None


def unseal(keys: Mapping[int, RecordKey], key_id: int, sealed: bytes) -> object | Erased:
    """The JSON value under `sealed`, or ERASED where `keys` no longer holds its key."""
    key = keys.get(key_id)
    return ERASED if key is None else json.loads(key.open(sealed))


def text_of(value: object | Erased, name: str) -> str | Erased:
    """The text `name` of an unsealed object; ERASED for an erased one."""
    return ERASED if isinstance(value, Erased) else str(part_of(value, name))


def text_or_none(value: object | Erased, name: str) -> str | Erased | None:
    """As `text_of`, where the text may be None."""
    if isinstance(value, Erased):
        return ERASED
    part = part_of(value, name)
    return None if part is None else str(part)


def part_of(value: object, name: str) -> object:
    """The member `name` of an unsealed JSON object. Raises LedgerDamaged for anything else."""
    if not isinstance(value, dict) or name not in value:
        raise LedgerDamaged(f"A value in the ledger has no '{name}': it was not written by this program.")
    part: object = value[name]
    return part


def object_of(value: object | Erased) -> dict[str, object] | Erased:
    """An unsealed JSON object as a dict; ERASED for an erased one. Raises LedgerDamaged for anything else."""
    if isinstance(value, Erased):
        return ERASED
    if not isinstance(value, dict):
        raise LedgerDamaged("A value in the ledger is not an object: it was not written by this program.")
    return {str(name): part for name, part in value.items()}


def master_key(environment: Mapping[str, str]) -> bytes | None:
    """The master key from KINSCOPE_LEDGER_KEY (base64 of 32 bytes), or None where it is unset or empty.

    Raises UsageFault for anything else, without repeating it.
    """
    text = environment.get(MASTER_KEY_VARIABLE, "").strip()
    if not text:
        return None
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _SECRET:
        raise UsageFault(
            f"{MASTER_KEY_VARIABLE} is not 32 bytes in base64. Make one with: openssl rand -base64 32"
        )
    return key


def master_check(master: bytes) -> str:
    """A text by which `fits_master` knows `master` again; tells nothing about it."""
    return base64.b64encode(encrypt(master, _CHECK_WORDS, b"master")).decode("ascii")


def require_master(master: bytes | None, check: str) -> None:
    """Raise StoreUnavailable unless `master` is the key that made `check`."""
    if master is None:
        raise StoreUnavailable(
            f"The ledger's keys are wrapped by a master key. "
            f"Set {MASTER_KEY_VARIABLE} to that key and try again."
        )
    try:
        decrypt(master, base64.b64decode(check), b"master")
    except InvalidTag:
        raise StoreUnavailable(
            f"{MASTER_KEY_VARIABLE} holds another key than the one that wraps this ledger's keys. "
            "Set it to the key the ledger was made with."
        ) from None


class KeyRing:
    """The keys of one ledger. Holds no key in memory between calls; `master` is None for unwrapped keys."""

    def __init__(self, master: bytes | None) -> None:
        self._master = master

    def keys_for(self, connection: Connection, names: Iterable[str]) -> dict[str, RecordKey]:
        """The key of each name, made where there is none (also after one of that name was destroyed)."""
        digests = {_digest(name): name for name in names}
        # Sorted, so that two writers who need the same new keys wait for each other in one order.
        wanted = sorted(digests)
        found = self._by_digest(connection, wanted)
        missing = [digest for digest in wanted if digest not in found]
        if missing:
            self._make(connection, missing)
            found |= self._by_digest(connection, missing)
        return {name: found[digest] for digest, name in digests.items()}

    def keys_of(self, connection: Connection, ids: Collection[int]) -> dict[int, RecordKey]:
        """The keys with these numbers; a destroyed one is left out."""
        keys: dict[int, RecordKey] = {}
        for batch in in_batches(sorted(set(ids))):
            for row in connection.execute(select(record_keys).where(record_keys.c.id.in_(batch))):
                if any(row.secret):
                    keys[row.id] = RecordKey(row.id, self._unwrap(row.id, row.wrapped, row.secret))
        return keys

    def id_of(self, connection: Connection, name: str) -> int | None:
        """The number of the living key of that name, or None."""
        found: int | None = connection.scalar(
            select(record_keys.c.id).where(record_keys.c.name == _digest(name))
        )
        return found

    def destroy(self, connection: Connection, name: str) -> int | None:
        """Overwrite the key of that name with zeros; its number, or None if there is none.

        Overwritten in place with bytes of the same length, name too: SQLite then rewrites that very cell,
        while deleting rows makes it move neighbouring keys about and leave old copies of them in free space.
        """
        key_id = self.id_of(connection, name)
        if key_id is None:
            return None
        held = connection.execute(select(record_keys.c.secret).where(record_keys.c.id == key_id)).scalar_one()
        gone = {"name": f"erased:{key_id:057d}", "secret": bytes(len(held))}
        connection.execute(update(record_keys).where(record_keys.c.id == key_id).values(gone))
        return key_id

    def _by_digest(self, connection: Connection, digests: Sequence[str]) -> dict[str, RecordKey]:
        found: dict[str, RecordKey] = {}
        for batch in in_batches(digests):
            for row in connection.execute(select(record_keys).where(record_keys.c.name.in_(batch))):
                found[row.name] = RecordKey(row.id, self._unwrap(row.id, row.wrapped, row.secret))
        return found

    def _make(self, connection: Connection, digests: Sequence[str]) -> None:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        statement = insert(record_keys).on_conflict_do_nothing(index_elements=["name"])
        for batch in in_batches(digests):
            connection.execute(statement, [self._fresh(digest) for digest in batch])

    def _fresh(self, digest: str) -> dict[str, object]:
        secret = os.urandom(_SECRET)
        if self._master is not None:
            return {"name": digest, "wrapped": True, "secret": encrypt(self._master, secret, b"record key")}
        return {"name": digest, "wrapped": False, "secret": secret}

    def _unwrap(self, key_id: int, wrapped: bool, secret: bytes) -> bytes:
        if not wrapped:
            return secret
        if self._master is None:
            raise StoreUnavailable(f"The ledger's keys are wrapped. Set {MASTER_KEY_VARIABLE} and try again.")
        try:
            return decrypt(self._master, secret, b"record key")
        except InvalidTag:
            raise LedgerDamaged(f"Key {key_id} of the ledger does not open under the master key.") from None


def _digest(name: str) -> str:
    return hashlib.sha256(b"kinscope record key\0" + name.encode("utf-8", "surrogatepass")).hexdigest()
