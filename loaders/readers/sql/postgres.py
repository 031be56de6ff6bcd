"""PostgreSQL: what its sessions are told before they read, and which of its values stay the text that it sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Loader

from loaders.readers.sql.cells import moment_text

# A server that is away is noticed within a minute, also in the middle of a read.
CONNECT: Final[Mapping[str, Any]] = {
    "connect_timeout": 10,
    "application_name": "kinscope",
    "keepalives_idle": 20,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}
# For one transaction only, as a pool may hand the session to another program afterwards.
SESSION: Final = (
    # A database without an encoding refuses to send what is no UTF-8, with all rows after it.
    "SELECT set_config('client_encoding', 'UTF8', true) WHERE current_setting('server_encoding') <> 'SQL_ASCII'",
    "SET LOCAL timezone TO 'Europe/London'",
    "SET LOCAL datestyle TO 'ISO'",
    "SET LOCAL intervalstyle TO 'iso_8601'",
    "SET LOCAL lock_timeout TO '30s'",
    # Between two fetches rows are mapped, which may take longer than the server lets others idle.
    "SET LOCAL idle_in_transaction_session_timeout TO 0",
    # All rows are wanted, not the first ones soon; and in the same order at every reading.
    "SET LOCAL cursor_tuple_fraction TO 1",
    "SET LOCAL synchronize_seqscans TO off",
)
# 'infinity', years after 9999, months of an interval and the digits of JSON have no Python value of their own.
AS_SENT: Final = (
    "date", "time", "timetz", "interval", "json", "jsonb", "record", "int4range", "int8range", "numrange", "daterange",
    "tsrange", "tstzrange", "int4multirange", "int8multirange", "nummultirange", "datemultirange", "tsmultirange",
    "tstzmultirange",
)  # fmt: skip
MOMENTS: Final = ("timestamp", "timestamptz")
# 0 stands for every type that the driver does not know.
TEXTS: Final = ("text", "varchar", "bpchar", "name", 0)


class _Text(Loader):
    """The text as it is sent. A server that checks no encoding may send bytes that are none; they come as halves of
    surrogate pairs, so that the row can be named."""

    def load(self, data: Buffer) -> str:
        return bytes(data).decode("utf-8", "surrogateescape")


class _Moment(_Text):
    """A moment as a clock in London showed it."""

    def load(self, data: Buffer) -> str:
        day, space, clock = super().load(data).partition(" ")
        return moment_text(f"{day}{space}{clock.partition('+')[0].partition('-')[0]}")


def prepare(connection: psycopg.Connection[Any]) -> None:
    """Make a new connection return texts where Python's types would lose something."""
    for name in (*AS_SENT, *TEXTS):
        connection.adapters.register_loader(name, _Text)
    for name in MOMENTS:
        connection.adapters.register_loader(name, _Moment)
