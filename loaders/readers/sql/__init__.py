"""Reading databases: an address that shows no password, one snapshot for all tables, rows as text."""

from loaders.readers.sql.address import DatabaseAddress, is_address, parse_address
from loaders.readers.sql.snapshots import Snapshot, snapshot

__all__ = ["DatabaseAddress", "Snapshot", "is_address", "parse_address", "snapshot"]
