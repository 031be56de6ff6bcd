"""`kinscope load` of one broken file, watched: what it says, opens and writes, and whether it asks the network."""

from __future__ import annotations

import hashlib
import io
import json
import os
import resource
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from kinscope.cli import main
from tests.unit.loaders.broken.case import DECLARED, mapping_text

DAY = "2026-05-12"
SECRET = "kept-in-confidence"
# What loading any file may add to the memory of the process.
MEGABYTES = 400
_opened: list[str] | None = None


@dataclass(frozen=True)
class Said:
    """What the command said. status: its exit status; report: its JSON form, {} where it printed none; words: what it
    printed for a person."""

    status: int
    report: dict[str, Any] = field(repr=False)
    words: str

    @property
    def feeds(self) -> list[dict[str, Any]]:
        """What the report says of each feed."""
        return list(self.report.get("feeds", []))


class Bench:
    """A store and a ledger, a folder for deliveries, and beside it a folder that no delivery may lead to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.outside = folder / "outside"
        self.outside.mkdir()
        (self.outside / "people.csv").write_text(f"Ref,Name,Born,Note\n{SECRET},{SECRET},,\n")
        (self.outside / "secret.txt").write_text(SECRET)
        self.mappings = folder / "mappings"
        self.mappings.mkdir()
        for name in DECLARED:
            text = mapping_text(name)
            if text is not None:
                (self.mappings / f"{name}.yaml").write_text(text)
        self._made = 0
        # What is loaded once for a whole process is no memory of a file.
        sound = self.delivery() / "people.csv"
        sound.write_text("Ref,Name,Born,Note\n1,Maya Kerr,04/03/2017,\n")
        _run(self.words(sound, "csv"), self.environment, folder)
        shutil.rmtree(sound.parent)

    @property
    def environment(self) -> dict[str, str]:
        """Settings that lead to this store and ledger alone."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("KINSCOPE_")}
        return kept | {
            "KINSCOPE_STORE": f"ladybug:{self.folder / 'kept' / 'store'}",
            "KINSCOPE_LEDGER": f"sqlite:///{self.folder / 'kept' / 'ledger.sqlite'}",
        }

    def delivery(self) -> Path:
        """A new, empty folder for a delivery."""
        self._made += 1
        folder = self.folder / f"delivery {self._made}"
        folder.mkdir()
        return folder

    def words(self, place: Path | str, declared: str) -> list[str]:
        """The command line for a delivery."""
        mapping = self.mappings / f"{declared}.yaml"
        chosen = ["--mapping", str(mapping)] if mapping.exists() else []
        return ["kinscope", "load", str(place), *chosen, "--loaded-on", DAY]

    def load(self, place: Path | str, declared: str, *, as_json: bool = True) -> Said:
        """Load in this process, and hold the command to what must be so for any file at all."""
        words = [*self.words(place, declared), *(["--json"] if as_json else [])]
        before, peak = _contents(self.folder), _peak_megabytes()
        with _watched() as opened:
            status, out, said = _run(words, self.environment, self.folder)
        assert _peak_megabytes() - peak < MEGABYTES
        assert _contents(self.folder) == before, "something outside the store and the ledger was written"
        assert not [path for path in opened if str(self.outside) in path], (
            "a file outside the delivery was opened"
        )
        for text in (out, said):
            assert "Traceback" not in text
            assert SECRET not in text
        report = json.loads(out) if as_json and out.strip() else {}
        return Said(status, report, said if as_json else out + said)


def _run(words: Sequence[str], environment: dict[str, str], folder: Path) -> tuple[int, str, str]:
    out, said = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(said):
        patch.setattr(os, "environ", environment)
        patch.setattr(sys, "argv", list(words))
        patch.chdir(folder)
        try:
            main()
            status = 0
        except SystemExit as end:
            status = int(end.code or 0)
    return status, _text(out), _text(said)


def _text(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


def _peak_megabytes() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (1024 if sys.platform == "linux" else 1024 * 1024)


def _contents(folder: Path) -> dict[str, str]:
    """The bytes of everything but the store and the ledger, as hashes; links and what is no file by what they are."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if (folder / "kept") in (path, *path.parents):
            continue
        ordinary = path.is_file() and not path.is_symlink()
        with path.open("rb") if ordinary else io.BytesIO(b"") as file:
            found[os.fsencode(path).hex()] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


@contextmanager
def _watched() -> Iterator[list[str]]:
    """The paths that Python opens until the end of the block."""
    global _opened
    _opened = []
    try:
        yield _opened
    finally:
        _opened = None


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if _opened is not None and event in ("open", "sqlite3.connect", "os.listdir", "os.scandir"):
        _opened.append(str(arguments[0]))


sys.addaudithook(_hook)
