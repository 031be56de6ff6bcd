"""Whether a store that another version of Kinscope wrote can be taken over."""

from __future__ import annotations

from graph.errors import StoreVersion
from graph.schema import Schema


def version_text(schema: Schema) -> str:
    """'1.2', as stores keep it."""
    return f"{schema.version[0]}.{schema.version[1]}"


def check_version(stored: str, schema: Schema, *, takes_over: bool = True) -> None:
    """Whether a store of that version can be used. Raises StoreVersion with how to go on.

    takes_over: whether an older schema that only lacks something will do, because it is added (or needs no adding).
    """
    major, minor = (int(part) for part in stored.split("."))
    adds_only = major == schema.version[0] and minor < schema.version[1]
    if (major, minor) == schema.version or (adds_only and takes_over):
        return
    if adds_only:
        how = "Open it once for writing, by `kinscope load` or `kinscope serve`: that takes it over."
    elif (major, minor) > schema.version:
        how = "Use the version of Kinscope that wrote it, or a later one."
    else:
        how = "Load the deliveries again into a new store; the ledger lists them."
    raise StoreVersion(
        f"The store has schema {stored}; this version of Kinscope reads {version_text(schema)}. {how}"
    )
