"""Whether a store that another version of Kinscope wrote can be taken over."""

from __future__ import annotations

from graph.errors import StoreVersion
from graph.schema import Schema


def version_text(schema: Schema) -> str:
    """'1.2', as stores keep it."""
    return f"{schema.version[0]}.{schema.version[1]}"


def check_version(stored: str, schema: Schema) -> None:
    """Whether a store of that version can be taken over. Raises StoreVersion with how to go on."""
    major, minor = (int(part) for part in stored.split("."))
    if major == schema.version[0] and minor <= schema.version[1]:
        return
    how = (
        "Use the version of Kinscope that wrote it, or a later one."
        if (major, minor) > schema.version
        else "Load the deliveries again into a new store; the ledger lists them."
    )
    raise StoreVersion(
        f"The store has schema {stored}; this version of Kinscope reads {version_text(schema)}. {how}"
    )
