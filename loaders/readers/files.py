"""What all formats ask of a file and of its column names before a row is read."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path

from graph.errors import InputFault
from loaders.readers.spec import LINE_COLUMN, ReadSpec

NO_ROWS = (
    "There is no row in it that could name them. Ask for the delivery again; if there is nothing to deliver, give "
    "every column its 'path' in the mapping."
)


def check_file(path: Path, shown: str | None = None) -> None:
    """Raise InputFault unless `path` is a regular file that can be opened and has content.

    shown: how the fault names it; None for the path itself.
    """
    name = shown or str(path)
    try:
        if path.is_dir():
            raise InputFault(name, "this is a folder, not a file", fix="Name the file inside it.")
        if not path.exists():
            raise InputFault(name, "there is no such file", fix="Check the name and the folder.")
        if not path.is_file():
            raise InputFault(name, "this is not an ordinary file", fix="Copy its content into a file first.")
        with path.open("rb") as file:
            empty = not file.read(1)
    except OSError as problem:
        reason = f"the file cannot be opened: {problem.strerror or problem}"
        raise InputFault(name, reason, fix="Check who may read it.") from problem
    if empty:
        raise InputFault(name, "the file is empty", fix="Ask the sender for the delivery again.")


def nearest(wanted: str, known: Iterable[str]) -> str:
    """Return the known word most like the wanted one, without regard to case; '' where none is known."""
    by_folded = {word.casefold(): word for word in known}
    close = difflib.get_close_matches(wanted.casefold(), by_folded, n=1, cutoff=0.0)
    return by_folded[close[0]] if close else ""


def choose_table(path: Path | str, spec: ReadSpec, existing: Sequence[str]) -> str:
    """Return the declared table, the first alternative that exists, or the first of the file."""
    if not existing:
        raise InputFault(str(path), "there is no table in it", fix="Ask the sender for the delivery again.")
    if spec.table is None:
        return existing[0]
    wanted = (spec.table,) if isinstance(spec.table, str) else spec.table
    for name in wanted:
        if name in existing:
            return name
    close = nearest(wanted[0] if wanted else "", existing)
    raise InputFault(
        str(path),
        "there is no table of this name",
        field="table",
        value=" / ".join(wanted),
        fix=f"Did you mean '{close}'? It holds: {_listed(existing)}.",
    )


def _listed(names: Sequence[str], most: int = 20) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def column_names(path: Path | str, names: Iterable[str | None], line: int | None) -> list[str]:
    """Return the names stripped of white space; InputFault where one is empty, repeated or reserved.

    line: where the names stand in the file, None where a line means nothing.
    """
    clean: list[str] = []
    for position, name in enumerate(names, start=1):
        stripped = (name or "").strip()
        fault = _name_fault(stripped, clean)
        if fault is not None:
            reason, fix = fault
            field = stripped or f"column {position}"
            raise InputFault(
                str(path), f"{reason} (column {position})", line=line, field=field, value=name, fix=fix
            )
        clean.append(stripped)
    if not clean:
        fix = "Declare the line they stand on." if line else NO_ROWS
        raise InputFault(str(path), "there are no column names", line=line, fix=fix)
    return clean


def _name_fault(name: str, before: Sequence[str]) -> tuple[str, str] | None:
    if not name:
        return "a column has no name", "Name the column or remove it, or declare the line of the header."
    if name in before:
        first = before.index(name) + 1
        return f"the name was already given to column {first}", "Give every column a name of its own."
    if name == LINE_COLUMN:
        return "this name is kept for the number of the line", "Give the column another name."
    return None
