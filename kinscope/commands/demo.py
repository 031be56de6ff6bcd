"""`kinscope demo`: a generated borough, loaded, one family on the terminal, and the dashboard."""

from __future__ import annotations

import shutil
from pathlib import Path

from graph.errors import UsageFault
from graph.store import Store
from kinscope.answers import show_family, show_known
from kinscope.commands.generate import make
from kinscope.commands.load import show as show_report
from kinscope.commands.serve import serve_dashboard
from kinscope.delivery import find_delivery
from kinscope.opening import explorer, opened
from kinscope.printing import console
from kinscope.progress import steps
from kinscope.settings import Settings
from loaders.borough import demonstration_child
from loaders.pipeline import load
from queries import Lens

MARKER = "kinscope-demonstration"


def run(people: int, seed: int, folder: Path, *, serve: bool, port: int) -> None:
    """Make everything anew in a folder of its own, so that it always shows the same."""
    _fresh(folder)
    made = make(people, seed, folder / "borough")
    console.print(f"{made.people:,} made-up people in {made.households:,} households, as of {made.today}.")
    settings = Settings(
        store=f"ladybug:{folder / 'store'}", ledger=f"sqlite:///{folder / 'ledger.sqlite'}", viewer=None
    )
    with opened(settings, writing=True) as both:
        delivery = find_delivery(_agencies(folder / "borough"), None, None)
        with steps(quiet=False) as progress:
            report = load(
                delivery.delivered, both.store, both.ledger, loaded_on=made.today, by="demonstration", progress=progress
            )
        _mark(both.store, made.today)
        show_report(report, [str(path) for path in delivery.unfitted])
        door = explorer(settings, both)
        child = door.find(demonstration_child(folder / "borough"), limit=1).matches[0]
        family = door.family(child.person_id, lens=Lens.EXTENDED_HOUSEHOLD)
        show_family(family)
        show_known(door.known(family))
        if serve:
            console.print(f"\nThe same family in the browser: http://127.0.0.1:{port}/family/{child.person_id}")
            serve_dashboard(settings, both, "127.0.0.1", port)


def _mark(store: Store, today: object) -> None:
    from datetime import date

    assert isinstance(today, date)
    store.mark(generated=True, today=today)


def _fresh(folder: Path) -> None:
    """An empty folder; one that a demonstration made before is removed, any other is left alone."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARKER).exists():
            raise UsageFault(f"{folder} holds something that no demonstration made. Choose another --folder.")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_text("Made by `kinscope demo`; it may be deleted.\n", encoding="utf-8")


def _agencies(borough: Path) -> list[Path]:
    """The agencies' files, not the truth about them."""
    return sorted(path for path in borough.iterdir() if path.name != "truth")
