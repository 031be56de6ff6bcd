"""What an earlier state of a LadybugDB file left beside it, which an erasure must not leave."""

from __future__ import annotations

from pathlib import Path

from graph.stores.ladybug.opening import remove_database


def remove_leftovers(path: Path) -> None:
    """Remove logs that were copied aside because they were damaged, and a build that broke off."""
    remove_database(Path(f"{path}.building"))
    for log in path.parent.glob(f"{path.name}.wal*.damaged-*"):
        log.unlink(missing_ok=True)
