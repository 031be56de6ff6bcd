"""`kinscope load --new`: a starting mapping for a file, printed or written."""

from __future__ import annotations

from pathlib import Path

from graph.errors import UsageFault
from kinscope.printing import console
from loaders.mapping.unfinished import FILL_IN
from loaders.profile import starting_mapping


def run(file: Path, out: Path | None) -> None:
    """Print the mapping, or write it to a new file. Raises InputFault for a file that no mapping can be begun from,
    UsageFault where something is in the way of the new file."""
    if out is not None and out.exists():
        raise _in_the_way(out)
    text = starting_mapping(file)
    if out is None:
        print(text, end="")
        return
    try:
        with out.open("x", encoding="utf-8") as written:
            written.write(text)
    except FileExistsError:
        raise _in_the_way(out) from None
    places = sum(f": {FILL_IN}" in line for line in text.splitlines())
    console.print(
        f"{out}: {places} places are marked {FILL_IN}, which only a person can fill in. Then:"
        f"\n  kinscope load --check {out}",
        markup=False, soft_wrap=True,
    )  # fmt: skip


def _in_the_way(out: Path) -> UsageFault:
    return UsageFault(f"{out} is there already and was left as it is. Give another name.")
