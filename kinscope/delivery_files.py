"""Which files of a folder are part of a delivery, and which are passed over, and why."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from graph.errors import InputFault

TRUTH, TRUTH_MARK = "truth", "borough.json"
TEMPORARY = ("~$*", "*~", "*.tmp", "*.part", "*.partial", "*.crdownload", "*.swp", ".~lock.*")
SYSTEM = ("Thumbs.db", "desktop.ini", ".DS_Store", "__MACOSX")


class PassedOver(StrEnum):
    """Why a file or folder of a delivery is not looked at."""

    TEMPORARY = "temporary"
    HIDDEN = "hidden"
    SYSTEM = "system"
    LINK = "link"
    TRUTH = "truth"


@dataclass(frozen=True)
class Files:
    """files: whole paths, in order; passed_over: names below the folder that was given, with the reason."""

    files: tuple[Path, ...]
    passed_over: tuple[tuple[str, PassedOver], ...] = ()


def files_of(path: Path) -> Files:
    """The file, or those in the folder and below, as whole paths: patterns look at the folder that a file is in.

    A file that is named itself is taken whatever it is called. Raises InputFault for what is not there, is no
    ordinary file, or is a link that leads out of the folder.
    """
    if path.is_dir():
        folder = path.resolve()
        return _inside(folder)
    if not path.exists():
        raise InputFault(str(path), "there is no such file or folder", fix="Check the path.")
    if not path.is_file():
        raise _not_ordinary(path)
    return Files((path.resolve(),))


def _inside(folder: Path) -> Files:
    files: list[Path] = []
    passed: list[tuple[str, PassedOver]] = []
    for path in _walked(folder):
        why = _why_passed_over(folder, path)
        if why is not None:
            passed.append((str(path.relative_to(folder)), why))
        elif path.is_file():
            files.append(path)
        elif not path.is_dir():
            raise _not_ordinary(path)
    return Files(tuple(sorted(files)), tuple(sorted(passed)))


def _walked(folder: Path) -> Iterator[Path]:
    """Everything below, but nothing below a folder that is passed over."""
    for here, folders, files in os.walk(folder):
        for name in sorted((*folders, *files)):
            yield Path(here, name)
        folders[:] = [name for name in folders if _why_passed_over(folder, Path(here, name)) is None]


def _why_passed_over(folder: Path, path: Path) -> PassedOver | None:
    if path.is_symlink():
        return _link(folder, path)
    if any(fnmatch.fnmatchcase(path.name, one) for one in SYSTEM):
        return PassedOver.SYSTEM
    if any(fnmatch.fnmatchcase(path.name, one) for one in TEMPORARY):
        return PassedOver.TEMPORARY
    if path.name.startswith("."):
        return PassedOver.HIDDEN
    return PassedOver.TRUTH if path.name == TRUTH and (path / TRUTH_MARK).is_file() else None


def _link(folder: Path, path: Path) -> PassedOver:
    """A link to what lies in the delivery too is no file of its own; one that leads elsewhere is never followed."""
    if not Path(os.path.realpath(path)).is_relative_to(folder):
        raise InputFault(
            str(path), "this is a symbolic link that leads out of the delivery, and is not followed",
            fix="Put the file itself into the folder, or take the link out.",
        )  # fmt: skip
    return PassedOver.LINK


def _not_ordinary(path: Path) -> InputFault:
    return InputFault(str(path), "this is not an ordinary file", fix="Copy its content into a file first.")
