"""Progress of long work on the terminal; silent where the output is not one."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from graph.store import Progress as Report
from graph.store import no_progress
from kinscope.printing import console


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True)


@contextlib.contextmanager
def counting(what: str, total: int) -> Iterator[Callable[[int, int], None]]:
    """A bar that counts up to a total."""
    with _bar() as bar:
        task = bar.add_task(what, total=total)

        def report(done: int, of: int) -> None:
            bar.update(task, completed=done, total=of)

        yield report


@contextlib.contextmanager
def steps(*, quiet: bool) -> Iterator[Report]:
    """A bar for each step that is named; a total of 0 means that it is not known."""
    if quiet:
        yield no_progress
        return
    with _bar() as bar:
        tasks = {}

        def report(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total or None)
            bar.update(tasks[what], completed=done, total=total or None)

        yield report
