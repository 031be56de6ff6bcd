"""What commands print: one console, plain tables."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

# Where the output is no terminal its width is unknown: wide enough that words are not broken.
PIPED_WIDTH = 140

console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPED_WIDTH)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Collection[int] = ()) -> Table:
    """A table with a rule below its heads; columns in `numbers` are set to the right. Cells are plain text."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for place, head in enumerate(heads):
        made.add_column(head, justify="right" if place in numbers else "left", overflow="fold")
    for row in rows:
        made.add_row(*(Text(cell) for cell in row))
    return made
