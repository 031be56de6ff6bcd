"""Loads that have no end on record, in words: which feeds they took in hand, and what finishes them."""

from __future__ import annotations

from collections.abc import Iterable

from graph.ledger import LoadEntry
from loaders.report import REFUSED


def unfinished(loads: Iterable[LoadEntry]) -> list[LoadEntry]:
    """The last load of each feed, where it was broken off or is still running. loads: all on record, newest last.

    One that was refused left its feed as it was, so it neither finishes nor takes the place of one before it.
    """
    last = {entry.source: entry for entry in loads if entry.outcome != REFUSED}
    return [entry for entry in last.values() if entry.interrupted]


def in_words(loads: Iterable[LoadEntry]) -> list[str]:
    """A sentence for each command that was broken off, with the feeds that it had in hand and how to go on."""
    by_command: dict[str | None, list[LoadEntry]] = {}
    for entry in loads:
        by_command.setdefault(entry.command, []).append(entry)
    return [_sentence(command, entries) for command, entries in by_command.items()]


def _sentence(command: str | None, entries: list[LoadEntry]) -> str:
    first = min(entries, key=lambda entry: entry.begun_at)
    feeds = ", ".join(f"{entry.source} ({entry.file})" for entry in entries)
    again = f"To finish it: {command}" if command else "To finish it, load these files again."
    return (
        f"A load that {first.by} began on {first.begun_at:%d %B %Y at %H:%M} UTC has no end on record: it was broken "
        f"off, or is still running. It took in hand {feeds}. {again}"
    )
