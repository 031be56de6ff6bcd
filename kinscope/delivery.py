"""Which mapping fits which file or database of a delivery."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from graph.errors import InputFault, UsageFault
from loaders.mapping import Mapping, load_mapping, shipped_mappings
from loaders.pipeline import Delivered
from loaders.readers.sql import DatabaseAddress, is_address, parse_address
from loaders.sources import Source, SourceDatabase, SourceFile

TRUTH, TRUTH_MARK = "truth", "borough.json"


@dataclass(frozen=True)
class Delivery:
    """delivered: feeds with their files and databases; unfitted: those that no mapping fits, as they may be shown."""

    delivered: tuple[Delivered, ...]
    unfitted: tuple[str, ...]


def find_delivery(
    places: Sequence[str | Path], mapping: Path | None, own_mappings: Path | None, password: str | None = None
) -> Delivery:
    """Take files and databases apart by mapping. Own mappings come before those that are shipped; with `mapping`,
    everything is taken for that one's. The truth about a generated borough is passed over.

    places: files, folders, and addresses of databases; password: for an address that has a user and none. Raises
    UsageFault where nothing is given, an address cannot be read, or a file fits several mappings; InputFault where a
    file is not there or cannot be read. A database is not reached yet.
    """
    found = list(dict.fromkeys(one for place in places for one in _found(place, password)))
    if not found:
        raise UsageFault("Nothing to load. Give files or folders, as in: kinscope load deliveries/2026-05")
    given = (load_mapping(mapping),) if mapping else ()
    own = () if given else _own(own_mappings)
    chosen: dict[str, tuple[Mapping, list[Path | DatabaseAddress]]] = {}
    unfitted = []
    for one in found:
        fitting = given or _fitting(one, own) or _fitting(one, shipped_mappings())
        for fits in fitting:
            chosen.setdefault(fits.feed.id, (fits, []))[1].append(one)
        unfitted += [] if fitting else [_shown(one)]
    asked = datetime.now(UTC)
    delivered = tuple(
        Delivered(one, tuple(_opened(file, asked) for file in sorted(files, key=_shown)))
        for one, files in chosen.values()
    )
    return Delivery(delivered, tuple(unfitted))


def _found(place: str | Path, password: str | None) -> list[Path] | list[DatabaseAddress]:
    if is_address(str(place)):
        return [parse_address(str(place), password)]
    return _files(Path(place))


def _shown(one: Path | DatabaseAddress) -> str:
    return str(one) if isinstance(one, Path) else one.shown


def _fitting(one: Path | DatabaseAddress, candidates: Iterable[Mapping]) -> tuple[Mapping, ...]:
    """The one mapping of a file; of a database all that fit, as one database holds many feeds."""
    if isinstance(one, DatabaseAddress):
        return tuple(
            mapping for mapping in candidates if mapping.of_database and any(map(one.matches, mapping.files))
        )
    fits = tuple(mapping for mapping in candidates if mapping.of_files and any(map(one.match, mapping.files)))
    if len(fits) > 1:
        names = ", ".join(mapping.feed.id for mapping in fits)
        raise UsageFault(f"{one} fits several mappings ({names}). Choose one with --mapping.")
    return fits


def _own(folder: Path | None) -> tuple[Mapping, ...]:
    if folder is not None and not folder.is_dir():
        raise UsageFault(
            f"{folder} is no folder. KINSCOPE_MAPPINGS names the folder with mappings of your own."
        )
    return tuple(load_mapping(path) for path in sorted(folder.rglob("*.yaml"))) if folder else ()


def _opened(path: Path | DatabaseAddress, asked: datetime) -> Source:
    if isinstance(path, DatabaseAddress):
        return SourceDatabase.of(path, asked)
    try:
        return SourceFile.of(path)
    except OSError as error:
        raise InputFault(
            str(path), f"cannot be read: {error.strerror}", fix="Check the rights to the file."
        ) from error


def _files(path: Path) -> list[Path]:
    """The file, or those in the folder and below, as whole paths: patterns look at the folder that a file is in."""
    if path.is_dir():
        folder = path.resolve()
        inside = (file for file in sorted(folder.rglob("*")) if not file.name.startswith("."))
        return [file for file in inside if _is_of(folder, file) and not _is_truth(file)]
    if not path.exists():
        raise InputFault(str(path), "there is no such file or folder", fix="Check the path.")
    if not path.is_file():
        raise _not_ordinary(path)
    return [path.resolve()]


def _is_of(folder: Path, path: Path) -> bool:
    """Whether a path in a delivery is a file of it. A link to what lies in the delivery too is none of its own; one
    that leads elsewhere is never followed."""
    if path.is_symlink():
        if not Path(os.path.realpath(path)).is_relative_to(folder):
            raise InputFault(
                str(path), "this is a symbolic link that leads out of the delivery, and is not followed",
                fix="Put the file itself into the folder, or take the link out.",
            )  # fmt: skip
        return False
    if not path.is_dir() and not path.is_file():
        raise _not_ordinary(path)
    return path.is_file()


def _not_ordinary(path: Path) -> InputFault:
    return InputFault(str(path), "this is not an ordinary file", fix="Copy its content into a file first.")


def _is_truth(file: Path) -> bool:
    return file.parent.name == TRUTH and (file.parent / TRUTH_MARK).is_file()
