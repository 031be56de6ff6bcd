"""`kinscope demo`: a generated borough, loaded, one family on the terminal, and the dashboard."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from graph.errors import NotFound, StoreUnavailable, StoreVersion, UsageFault
from graph.stores import open_store
from kinscope.answers import show_family, show_known
from kinscope.commands.generate import make
from kinscope.commands.serve import serve_dashboard
from kinscope.delivery import find_delivery
from kinscope.linking import linker_for
from kinscope.load_report import DeliveryReport
from kinscope.load_report import show as show_report
from kinscope.opening import explorer, opened
from kinscope.printing import console
from kinscope.progress import steps
from kinscope.settings import LinkBy, Settings
from loaders.borough import demonstration_child
from loaders.pipeline import load
from queries import Explorer, Lens

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
        delivery = find_delivery([folder / "borough"], None, None)
        with steps(quiet=False) as progress:
            report = load(
                delivery.delivered,
                both.store,
                both.ledger,
                loaded_on=made.today,
                by="demonstration",
                linker=linker_for(LinkBy.MODEL, both.ledger, by="demonstration", today=made.today),
                progress=progress,
            )
        both.store.mark(generated=True, today=made.today)
        show_report(DeliveryReport(report, delivery))
        door = explorer(settings, both)
        child = _child(door, folder / "borough")
        family = door.family(child, lens=Lens.EXTENDED_HOUSEHOLD)
        show_family(family)
        show_known(door.known(family))
        if serve:
            console.print(f"\nThe same family in the browser: http://127.0.0.1:{port}/family/{child}")
            serve_dashboard(settings, both, "127.0.0.1", port)


def _child(door: Explorer, borough: Path) -> str:
    """The id of the child whose family is shown."""
    words = demonstration_child(borough)
    found = door.find(words, limit=1).matches
    if not found:
        raise NotFound(f"'{words}'")
    return found[0].person_id


def _fresh(folder: Path) -> None:
    """An empty folder; one that a demonstration made before is removed, any other is left alone."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARKER).exists():
            raise UsageFault(f"{folder} holds something that no demonstration made. Choose another --folder.")
        _not_in_use(folder / "store")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_text("Made by `kinscope demo`; it may be deleted.\n", encoding="utf-8")


def _not_in_use(store: Path) -> None:
    """Raise StoreBusy where another demonstration is being served from this store."""
    if store.exists():
        # A store that cannot be opened is in nobody's use, and is about to be made anew.
        with contextlib.suppress(StoreUnavailable, StoreVersion):
            open_store(f"ladybug:{store}", writing=True).close()
