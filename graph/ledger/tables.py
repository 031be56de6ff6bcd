"""The ledger's tables, and the triggers that keep them append-only on both engines.

Times are text in UTC (fixed width), so that both engines give back exactly what was hashed. A column named
`sealed…` holds encrypted bytes; the `…key_id` beside it names the key in `record_keys`.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    DDL,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    event,
)

LAYOUT_VERSION: Final = 4
"""Raise by one with every change of the tables below; an additive change is taken over on opening."""

GENESIS: Final = "0" * 64
"""The hash that the first entry of the trail follows."""

metadata = MetaData()


def _number() -> BigInteger:
    return BigInteger().with_variant(Integer(), "sqlite")


def _id() -> Column[int]:
    return Column("id", _number(), primary_key=True, autoincrement=True)


def _of_load() -> Column[int]:
    return Column("load_id", _number(), ForeignKey("loads.id"), nullable=False, index=True)


def _words(name: str, *, empty: bool = False, index: bool = False) -> Column[str]:
    return Column(name, Text, nullable=empty, index=index)


ledger_layout = Table(
    "ledger_layout",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    _words("at"),
)
ledger_facts = Table(
    "ledger_facts", metadata, _id(), _words("at"), _words("name", index=True), _words("value")
)

loads = Table(
    "loads",
    metadata,
    _id(),
    _words("source", index=True),
    _words("file"),
    _words("sha256"),
    _words("mapping"),
    _words("mapping_sha256"),
    _words("loaded_on"),
    _words("by"),
    _words("begun_at"),
    _words("command", empty=True),
)
load_ends = Table(
    "load_ends",
    metadata,
    Column("load_id", _number(), ForeignKey("loads.id"), primary_key=True, autoincrement=False),
    _words("finished_at"),
    _words("outcome"),
    *(
        Column(count, _number(), nullable=False)
        for count in ("read", "loaded", "quarantined", "created", "changed", "ended", "unchanged")
    ),
)
quarantine = Table(
    "quarantine",
    metadata,
    _id(),
    _of_load(),
    _words("at"),
    _words("key_name"),
    _words("file"),
    _words("table_name", empty=True),
    Column("line", _number()),
    _words("field", empty=True),
    Column("key_id", _number(), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
quarantine_corrections = Table(
    "quarantine_corrections",
    metadata,
    _id(),
    Column("quarantine_id", _number(), ForeignKey("quarantine.id"), nullable=False, index=True),
    _words("at"),
    _words("by"),
    Column("key_id", _number(), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
quarantine_replays = Table(
    "quarantine_replays",
    metadata,
    _id(),
    _of_load(),
    Column("quarantine_id", _number(), ForeignKey("quarantine.id"), nullable=False, index=True),
    Column("correction_id", _number(), ForeignKey("quarantine_corrections.id"), nullable=False),
    _words("at"),
)
findings = Table(
    "findings",
    metadata,
    _id(),
    _of_load(),
    _words("at"),
    _words("key_name", empty=True),
    _words("kind", index=True),
    _words("file"),
    Column("line", _number()),
    _words("field", empty=True),
    Column("key_id", _number(), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
decisions = Table(
    "decisions",
    metadata,
    _id(),
    _words("at"),
    _words("kind", index=True),
    _words("rule"),
    _words("by"),
    _words("decided_at"),
    Column("subject_key_id", _number(), nullable=False, index=True),
    Column("other_key_id", _number()),
    Column("sealed_subject", LargeBinary, nullable=False),
    Column("sealed_other", LargeBinary),
    Column("sealed_details", LargeBinary, nullable=False),
    # Of details alone, since layout 2: they may name records beside the two.
    Column("details_key_id", _number()),
    _words("key_name", empty=True),
)
suppressed = Table(
    "suppressed", metadata, _id(), _words("at"), Column("digest", LargeBinary, nullable=False, index=True)
)
trail = Table(
    "trail",
    metadata,
    Column("sequence", _number(), primary_key=True, autoincrement=False),
    _words("at", index=True),
    _words("viewer"),
    _words("role"),
    _words("agency"),
    _words("purpose"),
    _words("payload"),
    _words("previous_hash"),
    _words("hash"),
    Index("ix_trail_viewer", "viewer", "sequence"),
)
trail_head = Table(
    "trail_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sequence", _number(), nullable=False),
    _words("hash"),
)
erasures = Table(
    "erasures",
    metadata,
    _id(),
    _words("at"),
    Column("key_id", _number(), nullable=False),
    _words("by", empty=True),
    _words("ground", empty=True),
)
record_keys = Table(
    "record_keys",
    metadata,
    _id(),
    Column("name", String(64), nullable=False, unique=True),
    Column("wrapped", Boolean, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)

APPEND_ONLY: Final = (
    ledger_layout,
    ledger_facts,
    loads,
    load_ends,
    quarantine,
    quarantine_corrections,
    quarantine_replays,
    findings,
    decisions,
    suppressed,
    trail,
    erasures,
)

_SQLITE_REFUSALS: Final = {
    "no_update": "BEFORE UPDATE ON %(table)s",
    "no_delete": "BEFORE DELETE ON %(table)s",
}
_REFUSE: Final = "SELECT RAISE(ABORT, 'The ledger is append-only.')"


def _ddl(statement: str) -> DDL:
    return DDL(statement)  # type: ignore[no-untyped-call]


def _keep_append_only(table: Table) -> None:
    for name, when in _SQLITE_REFUSALS.items():
        trigger = _ddl(f"CREATE TRIGGER {table.name}_{name} {when} BEGIN {_REFUSE}; END")
        event.listen(table, "after_create", trigger.execute_if(dialect="sqlite"))
    key = next(iter(table.primary_key)).name
    # INSERT OR REPLACE deletes without firing a DELETE trigger, so it is refused on its own.
    replace = _ddl(
        f"CREATE TRIGGER {table.name}_no_replace BEFORE INSERT ON %(table)s "
        f"WHEN EXISTS (SELECT 1 FROM %(table)s WHERE {key} = NEW.{key}) BEGIN {_REFUSE}; END"
    )
    event.listen(table, "after_create", replace.execute_if(dialect="sqlite"))
    _listen_postgres(table, "no_change", "BEFORE UPDATE OR DELETE OR TRUNCATE", "STATEMENT", "refuse")


def _keep_head_moving_forward() -> None:
    for name, when in (
        ("forward", "BEFORE UPDATE ON %(table)s WHEN NEW.sequence <> OLD.sequence + 1"),
        ("no_delete", "BEFORE DELETE ON %(table)s"),
        ("no_replace", "BEFORE INSERT ON %(table)s WHEN EXISTS (SELECT 1 FROM %(table)s)"),
    ):
        trigger = _ddl(f"CREATE TRIGGER trail_head_{name} {when} BEGIN {_REFUSE}; END")
        event.listen(trail_head, "after_create", trigger.execute_if(dialect="sqlite"))
    _listen_postgres(trail_head, "no_delete", "BEFORE DELETE OR TRUNCATE", "STATEMENT", "refuse")
    _listen_postgres(trail_head, "forward", "BEFORE UPDATE", "ROW", "forward")


def _listen_postgres(table: Table, name: str, when: str, each: str, function: str) -> None:
    trigger = _ddl(
        f"CREATE TRIGGER {table.name}_{name} {when} ON %(table)s "
        f"FOR EACH {each} EXECUTE FUNCTION kinscope_ledger_{function}()"
    )
    event.listen(table, "after_create", trigger.execute_if(dialect="postgresql"))


def _postgres_function(name: str, body: str) -> None:
    function = _ddl(
        f"CREATE OR REPLACE FUNCTION kinscope_ledger_{name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {body} END $$"
    )
    event.listen(metadata, "before_create", function.execute_if(dialect="postgresql"))


_RAISE: Final = "RAISE EXCEPTION 'The ledger is append-only.';"
_postgres_function("refuse", _RAISE)
_postgres_function("forward", f"IF NEW.sequence <> OLD.sequence + 1 THEN {_RAISE} END IF; RETURN NEW;")
for _table in APPEND_ONLY:
    _keep_append_only(_table)
_keep_head_moving_forward()
