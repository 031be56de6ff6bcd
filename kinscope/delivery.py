"""Which mapping fits which file of a delivery."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.errors import InputFault, UsageFault
from loaders.gather import SourceFile
from loaders.mapping import Mapping, load_mapping, shipped_mappings
from loaders.pipeline import Delivered


@dataclass(frozen=True)
class Delivery:
    """delivered: feeds with their files; unfitted: files that no mapping fits."""

    delivered: tuple[Delivered, ...]
    unfitted: tuple[Path, ...]


def find_delivery(paths: Sequence[Path], mapping: Path | None, own_mappings: Path | None) -> Delivery:
    """Take files apart by mapping. A file named on the command line must fit; one in a folder may be left over.

    Raises UsageFault where nothing is given or a file fits several mappings, InputFault where a file is not there.
    """
    if not paths:
        raise UsageFault("Nothing to load. Give files or folders, as in: kinscope load deliveries/2026-05")
    files = [file for path in paths for file in _files(path)]
    candidates = [load_mapping(mapping)] if mapping else [*_own(own_mappings), *shipped_mappings()]
    chosen: dict[str, tuple[Mapping, list[Path]]] = {}
    unfitted = []
    for file in files:
        fits = [one for one in candidates if mapping or any(file.match(pattern) for pattern in one.files)]
        if len(fits) > 1:
            names = ", ".join(one.feed.id for one in fits)
            raise UsageFault(f"{file} fits several mappings ({names}). Choose one with --mapping.")
        if not fits:
            unfitted.append(file)
            continue
        chosen.setdefault(fits[0].feed.id, (fits[0], []))[1].append(file)
    delivered = tuple(
        Delivered(one, tuple(SourceFile.of(path) for path in sorted(found))) for one, found in chosen.values()
    )
    return Delivery(delivered, tuple(unfitted))


def _own(folder: Path | None) -> Iterable[Mapping]:
    return [load_mapping(path) for path in sorted(folder.rglob("*.yaml"))] if folder else []


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))
    if not path.exists():
        raise InputFault(str(path), "there is no such file or folder", fix="Check the path.")
    return [path.resolve()]
