"""Which mapping fits which file of a delivery."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.errors import InputFault, UsageFault
from loaders.gather import SourceFile
from loaders.mapping import Mapping, load_mapping, shipped_mappings
from loaders.pipeline import Delivered

TRUTH, TRUTH_MARK = "truth", "borough.json"


@dataclass(frozen=True)
class Delivery:
    """delivered: feeds with their files; unfitted: files that no mapping fits."""

    delivered: tuple[Delivered, ...]
    unfitted: tuple[Path, ...]


def find_delivery(paths: Sequence[Path], mapping: Path | None, own_mappings: Path | None) -> Delivery:
    """Take files apart by mapping. Own mappings come before those that are shipped; with `mapping`, every file is
    taken for that one's. The truth about a generated borough is passed over.

    Raises UsageFault where nothing is given or a file fits several mappings, InputFault where a file is not there or
    cannot be read.
    """
    files = list(dict.fromkeys(file for path in paths for file in _files(path)))
    if not files:
        raise UsageFault("Nothing to load. Give files or folders, as in: kinscope load deliveries/2026-05")
    given = load_mapping(mapping) if mapping else None
    own = () if given else _own(own_mappings)
    chosen: dict[str, tuple[Mapping, list[Path]]] = {}
    unfitted = []
    for file in files:
        fitting = given or _fitting(file, own) or _fitting(file, shipped_mappings())
        if fitting is None:
            unfitted.append(file)
        else:
            chosen.setdefault(fitting.feed.id, (fitting, []))[1].append(file)
    delivered = tuple(Delivered(one, tuple(map(_opened, sorted(found)))) for one, found in chosen.values())
    return Delivery(delivered, tuple(unfitted))


def _fitting(file: Path, candidates: Iterable[Mapping]) -> Mapping | None:
    fits = [one for one in candidates if any(file.match(pattern) for pattern in one.files)]
    if len(fits) > 1:
        names = ", ".join(one.feed.id for one in fits)
        raise UsageFault(f"{file} fits several mappings ({names}). Choose one with --mapping.")
    return fits[0] if fits else None


def _own(folder: Path | None) -> tuple[Mapping, ...]:
    if folder is not None and not folder.is_dir():
        raise UsageFault(
            f"{folder} is no folder. KINSCOPE_MAPPINGS names the folder with mappings of your own."
        )
    return tuple(load_mapping(path) for path in sorted(folder.rglob("*.yaml"))) if folder else ()


def _opened(path: Path) -> SourceFile:
    try:
        return SourceFile.of(path)
    except OSError as error:
        raise InputFault(
            str(path), f"cannot be read: {error.strerror}", fix="Check the rights to the file."
        ) from error


def _files(path: Path) -> list[Path]:
    """The file, or those in the folder and below, as whole paths: patterns look at the folder that a file is in."""
    if path.is_dir():
        inside = sorted(path.resolve().rglob("*"))
        return [
            file
            for file in inside
            if file.is_file() and not file.name.startswith(".") and not _is_truth(file)
        ]
    if not path.exists():
        raise InputFault(str(path), "there is no such file or folder", fix="Check the path.")
    return [path.resolve()]


def _is_truth(file: Path) -> bool:
    return file.parent.name == TRUTH and (file.parent / TRUTH_MARK).is_file()
