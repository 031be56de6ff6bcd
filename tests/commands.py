"""Commands for tests, as a person runs them, in a folder with a store, a ledger and settings of its own; and a small
feed for them."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from graph.stores import open_store
from kinscope.cli import main
from tests.graphs import canonical

TENANCIES = """mapping: 1
feed:
  id: landlord/tenancies
  title: Tenancies
  agency: landlord
  category: housing
  covers: {as_of: 2026-05-01, from: 2020-01-01, to: 2026-05-01, area: all, ages: all}
files: tenancies.csv
tables:
  - read: {format: csv}
    columns:
      Ref: {required: true}
      Given names: text
      Family name: text
      Born: {type: date, format: "%d/%m/%Y"}
    nodes:
      tenant: {kind: Record, key: Ref, set: {given_names: Given names, family_name: Family name, birth_date: Born}}
"""
ROWS = "Ref,Given names,Family name,Born\n1,Dana,Kerr,17/06/1994\n2,Lee,Marsh,02/02/1990\n"


class Place:
    """A folder with a store, a ledger and settings of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.store = folder, folder / "store"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("KINSCOPE_")},
            "KINSCOPE_STORE": f"ladybug:{self.store}",
            "KINSCOPE_LEDGER": f"sqlite:///{folder / 'ledger.sqlite'}",
            "PYTHONPATH": str(Path(__file__).parents[1]),
        }

    def written(self, name: str, text: str) -> str:
        """The path of a file with this text."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return str(path)

    def graph(self) -> list[str]:
        """The whole graph written out."""
        store = open_store(f"ladybug:{self.store}")
        try:
            return canonical(store, without=())
        finally:
            store.close()

    def started(self, *words: str) -> subprocess.Popen[str]:
        """A command that runs beside the test, in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "kinscope", *words], cwd=self.folder, env=self.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, preexec_fn=_hears_ctrl_c,
        )  # fmt: skip

    def run(self, *words: str, status: int) -> tuple[str, str]:
        """What a command prints, in this process, once it has ended with this status; whatever it does not catch
        itself fails the test."""
        out, said = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(said):
            patch.setattr(os, "environ", self.environment)
            patch.setattr(sys, "argv", ["kinscope", *words])
            patch.chdir(self.folder)
            assert _status_of(main) == status, out.getvalue() + said.getvalue()
        return out.getvalue(), said.getvalue()


def _status_of(command: Callable[[], None]) -> object:
    try:
        command()
    except SystemExit as end:
        return end.code
    return 0


def _hears_ctrl_c() -> None:
    # A process started in the background of a shell would be deaf to it, and its children too.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
