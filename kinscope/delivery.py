"""Which mapping fits which file or database of a delivery."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from graph.errors import InputFault, UsageFault
from kinscope.delivery_files import Files, PassedOver, files_of
from loaders.delivered import Delivered
from loaders.delivered.fit import FileColumns, Fit, nearest_mapping
from loaders.delivered.sources import Source, SourceDatabase, SourceFile
from loaders.mapping import Mapping as FeedMapping
from loaders.mapping import load_mapping, shipped_mappings
from loaders.readers.sql import DatabaseAddress, is_address, parse_address

Place = Path | DatabaseAddress


@dataclass(frozen=True)
class Delivery:
    """delivered: feeds with their files and databases; unfitted: those that no mapping fits, as they may be shown;
    nearest: the mapping that comes nearest to one of these, where any does; passed_over: what was not looked at, and
    why; is_folder: whether a folder was given, which is where one looks for what is missing."""

    delivered: tuple[Delivered, ...]
    unfitted: tuple[str, ...]
    nearest: Mapping[str, Fit] = field(default_factory=dict)
    passed_over: tuple[tuple[str, PassedOver], ...] = ()
    is_folder: bool = False


def find_delivery(
    places: Sequence[str | Path], mapping: Path | None, own_mappings: Path | None, password: str | None = None
) -> Delivery:
    """Take files and databases apart by mapping. Own mappings come before those that are shipped; with `mapping`,
    everything is taken for that one's. The truth about a generated borough is passed over, and so is what programs
    leave in folders.

    places: files, folders, and addresses of databases; password: for an address that has a user and none. Raises
    UsageFault where nothing is given, an address cannot be read, or files fit several mappings; InputFault where a
    file is not there or cannot be read. A database is not reached yet.
    """
    files = {place: files_of(Path(place)) for place in places if not is_address(str(place))}
    found = list(dict.fromkeys(one for place in places for one in _found(place, files, password)))
    if not found:
        raise UsageFault("Nothing to load. Give files or folders, as in: kinscope load deliveries/2026-05")
    given = (load_mapping(mapping),) if mapping else ()
    own = () if given else own_mappings_in(own_mappings)
    fitting = _only_ones({one: given or _fitting(one, own) for one in found})
    unfitted = [one for one, fits in fitting.items() if not fits]
    passed = tuple(dict.fromkeys(one for part in files.values() for one in part.passed_over))
    is_folder = any(Path(place).is_dir() for place in files)
    names = tuple(_shown(one) for one in unfitted)
    return Delivery(_by_mapping(fitting), names, _nearest(unfitted, own), passed, is_folder)


def _found(place: str | Path, files: Mapping[str | Path, Files], password: str | None) -> Sequence[Place]:
    return files[place].files if place in files else [parse_address(str(place), password)]


def _shown(one: Place) -> str:
    return str(one) if isinstance(one, Path) else one.shown


def _fitting(one: Place, own: Sequence[FeedMapping]) -> tuple[FeedMapping, ...]:
    """The mappings that fit by name, and of these the one that fits by columns, where that tells them apart. Of a
    database all that fit, as one database holds many feeds."""
    fits = _by_name(one, own) or _by_name(one, shipped_mappings())
    if isinstance(one, DatabaseAddress) or len(fits) < 2:
        return fits
    columns = FileColumns(one)
    whole = tuple(
        mapping
        for mapping in fits
        if (fit := columns.fit(mapping, by_name=True)) is not None and fit.is_whole
    )
    return whole if len(whole) == 1 else fits


def _by_name(one: Place, candidates: Iterable[FeedMapping]) -> tuple[FeedMapping, ...]:
    if isinstance(one, DatabaseAddress):
        return tuple(each for each in candidates if each.of_database and any(map(one.matches, each.files)))
    return tuple(each for each in candidates if each.of_files and any(map(one.match, each.files)))


def _only_ones(fitting: dict[Place, tuple[FeedMapping, ...]]) -> dict[Place, tuple[FeedMapping, ...]]:
    """The same, where no file fits several. Raises one UsageFault that lists all that do."""
    several = {one: fits for one, fits in fitting.items() if isinstance(one, Path) and len(fits) > 1}
    lines = [
        f"{one} fits several mappings ({', '.join(each.feed.id for each in fits)})"
        for one, fits in several.items()
    ]
    if lines:
        raise UsageFault(
            f"{'; '.join(lines)}. Neither name nor columns tell which is meant, so nothing was loaded. Choose one with "
            "--mapping, or narrow the 'files' of the mappings."
        )
    return fitting


def _by_mapping(fitting: Mapping[Place, tuple[FeedMapping, ...]]) -> tuple[Delivered, ...]:
    chosen: dict[str, tuple[FeedMapping, list[Place]]] = {}
    for one, fits in fitting.items():
        for mapping in fits:
            chosen.setdefault(mapping.feed.id, (mapping, []))[1].append(one)
    asked = datetime.now(UTC)
    return tuple(
        Delivered(mapping, tuple(_opened(one, asked) for one in sorted(places, key=_shown)))
        for mapping, places in chosen.values()
    )


def _nearest(unfitted: Iterable[Place], own: Sequence[FeedMapping]) -> dict[str, Fit]:
    mappings = (*own, *shipped_mappings())
    files = (one for one in unfitted if isinstance(one, Path))
    fits = ((str(one), nearest_mapping(FileColumns(one), mappings)) for one in files)
    return {name: fit for name, fit in fits if fit is not None}


def own_mappings_in(folder: Path | None) -> tuple[FeedMapping, ...]:
    """The mappings in the folder of a hub's own; None: it has none. Raises UsageFault where it is no folder."""
    if folder is not None and not folder.is_dir():
        raise UsageFault(
            f"{folder} is no folder. KINSCOPE_MAPPINGS names the folder with mappings of your own."
        )
    return tuple(load_mapping(path) for path in sorted(folder.rglob("*.yaml"))) if folder else ()


def _opened(path: Place, asked: datetime) -> Source:
    if isinstance(path, DatabaseAddress):
        return SourceDatabase.of(path, asked)
    try:
        return SourceFile.of(path)
    except OSError as error:
        raise InputFault(
            str(path), f"cannot be read: {error.strerror}", fix="Check the rights to the file."
        ) from error
