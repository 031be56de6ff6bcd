"""What a delivery lacks, and what of it was here before: the delivery held beside the loads on record. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from graph.ledger import LoadEntry
from loaders.delivered import Delivered
from loaders.report import DONE


@dataclass(frozen=True)
class NotDelivered:
    """A feed that was loaded before and is not in this delivery. file: what it was delivered as, the last time."""

    feed: str
    last_on: date
    file: str


@dataclass(frozen=True)
class Again:
    """A file with the bytes of one that was loaded before for the same feed. load, loaded_on: the newest load of it;
    later: the day of another delivery of the feed after that one, or None; other_mapping: whether the mapping has
    changed since, so that the same bytes may come to say something else."""

    feed: str
    file: str
    load: int
    loaded_on: date
    later: date | None
    other_mapping: bool


@dataclass(frozen=True)
class Arrivals:
    """missing: None where it was not looked for, as no folder was given; alike: names of files of this delivery that
    have the same bytes, a group each."""

    missing: tuple[NotDelivered, ...] | None
    again: tuple[Again, ...]
    alike: tuple[tuple[str, ...], ...]


def arrivals(
    delivered: Sequence[Delivered], loads: Iterable[LoadEntry], on: date, *, is_folder: bool
) -> Arrivals:
    """loads: all on record, newest last. on: the day declared for the delivery; what was loaded for a later day is no
    part of its past."""
    before = [entry for entry in loads if entry.outcome == DONE and entry.loaded_on <= on]
    missing = tuple(_missing(delivered, before)) if is_folder else None
    again = tuple(found for one in delivered for found in _again(one, before))
    return Arrivals(missing, again, tuple(_alike(delivered)))


def _missing(delivered: Sequence[Delivered], before: Sequence[LoadEntry]) -> Iterable[NotDelivered]:
    here = {one.mapping.feed.id for one in delivered}
    last = {entry.source: entry for entry in before}
    for feed, entry in sorted(last.items()):
        if feed not in here:
            yield NotDelivered(feed, entry.loaded_on, entry.file)


def _again(one: Delivered, before: Sequence[LoadEntry]) -> Iterable[Again]:
    of_feed = [entry for entry in before if entry.source == one.mapping.feed.id]
    for file in one.files:
        same = [entry for entry in of_feed if file.sha256 in entry.sha256.split(",")]
        if same:
            last, newest = same[-1], of_feed[-1]
            later = newest.loaded_on if newest.id != last.id else None
            changed = last.mapping_sha256 != one.mapping.sha256
            yield Again(one.mapping.feed.id, file.name, last.id, last.loaded_on, later, changed)


def _alike(delivered: Sequence[Delivered]) -> Iterable[tuple[str, ...]]:
    by_bytes: dict[str, list[str]] = {}
    for one in delivered:
        for file in one.files:
            by_bytes.setdefault(file.sha256, []).append(f"{file.name} ({one.mapping.feed.id})")
    for names in by_bytes.values():
        # One database holds many feeds; it is one source however often it is named.
        if len({name.partition(" (")[0] for name in names}) > 1 or len(set(names)) < len(names):
            yield tuple(names)
