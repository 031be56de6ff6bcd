"""`kinscope load`: files into the graph, with a report on every row."""

from __future__ import annotations

import getpass
import json as json_text
import shlex
from datetime import date
from pathlib import Path

from graph.errors import UsageFault
from graph.time import london_today
from kinscope.arrivals import arrivals
from kinscope.delivery import find_delivery
from kinscope.linking import linker_for
from kinscope.load_form import as_data
from kinscope.load_report import DeliveryReport, show
from kinscope.opening import opened
from kinscope.printing import console
from kinscope.progress import steps
from kinscope.quarantine import corrected_before
from kinscope.rehearsal import rehearsed
from kinscope.settings import LinkBy, Settings
from loaders.mapping import load_mapping
from loaders.pipeline import load
from loaders.readers.sql import is_address, parse_address


def check_mapping(path: Path) -> None:
    """Check one mapping without reading any data. Raises InputFault with the place of the first fault."""
    mapping = load_mapping(path)
    tables = ", ".join(one.name or one.read.format for one in mapping.tables)
    console.print(
        f"{path}: feed {mapping.feed.id}, {len(mapping.tables)} table(s) ({tables}): no fault found."
    )


def run(
    paths: list[str], mapping: Path | None, loaded_on: date | None, link_by: str | None = None, *,
    dry_run: bool = False, json: bool,
) -> int:  # fmt: skip
    """Load and report; with `dry_run` report what a load would do, and write nothing. link_by: a LinkBy; None: as the
    settings say. Returns the exit status: 1 where any row or file had a fault, or no mapping fits a file."""
    settings = Settings()
    password = settings.database_password
    delivery = find_delivery(
        paths, mapping, settings.mappings, password.get_secret_value() if password else None
    )
    day = loaded_on or london_today()
    opening = rehearsed(settings) if dry_run else opened(settings, writing=True)
    with opening as both, steps(quiet=json) as progress:
        by = getpass.getuser()
        linker = linker_for(_link_by(link_by, settings), both.ledger, by=by, today=day)
        found = arrivals(delivery.delivered, both.ledger.loads(), day, is_folder=delivery.is_folder)
        done = load(
            delivery.delivered, both.store, both.ledger, loaded_on=day, by=by,
            command=again(paths, mapping, day), linker=linker, progress=progress,
        )  # fmt: skip
        corrected = {} if dry_run else corrected_before(both.ledger, done)
    report = DeliveryReport(done, delivery, found, dry_run, corrected)
    if json:
        print(json_text.dumps(as_data(report), indent=2, ensure_ascii=False))
    else:
        show(report)
    return 1 if report.has_faults else 0


def _link_by(said: str | None, settings: Settings) -> LinkBy:
    try:
        return settings.link_by if said is None else LinkBy(said)
    except ValueError:
        raise UsageFault(f"--link-by '{said}' is unknown. Valid: {', '.join(LinkBy)}.") from None


def again(paths: list[str], mapping: Path | None, day: date) -> str:
    """The command that loads the same once more, from any folder and on any day. It holds no password: that of a
    database is then looked for in the settings."""
    chosen = ["--mapping", str(mapping.resolve())] if mapping else []
    return shlex.join(["kinscope", "load", *map(_place, paths), *chosen, "--loaded-on", day.isoformat()])


def _place(path: str) -> str:
    if is_address(path):
        return parse_address(path, None).shown.replace(":***@", "@")
    return str(Path(path).resolve())
