"""`kinscope quarantine`: rows that were not loaded: seen, corrected, and loaded after all."""

from __future__ import annotations

import getpass
import json as json_text
from collections.abc import Mapping, Sequence
from datetime import date

from graph.codes import Delivery as DeliveryKind
from graph.codes import Role
from graph.errors import NotPermitted, UsageFault
from graph.ledger import Erased, Ledger, LoadId, Replay, TrailEntry, open_ledger
from graph.readable import readable
from graph.time import london_today
from kinscope.delivery import Delivery, own_mappings_in
from kinscope.linking import linker_for
from kinscope.load_form import as_data
from kinscope.load_report import DeliveryReport, show
from kinscope.opening import opened, viewer_of
from kinscope.printing import console, table
from kinscope.progress import steps
from kinscope.quarantine import Quarantined, RowState, in_quarantine
from kinscope.settings import Settings
from loaders.delivered.corrected_rows import NOT_A_COLUMN, CorrectedRow, part_of_delivery
from loaders.mapping import Mapping as FeedMapping
from loaders.mapping import shipped_mappings
from loaders.mapping.document import nearest
from loaders.pipeline import load
from queries import Viewer

LIST_FORMAT, FIX_FORMAT = "kinscope.quarantine/1", "kinscope.quarantine_fix/1"
MAY_READ = frozenset({Role.DATA_OFFICER, Role.DATA_PROTECTION_OFFICER})
NOTHING = "No quarantined row is corrected and not replayed."


def list_rows(load_number: int | None, feed: str | None, *, values: bool, json: bool) -> None:
    """List rows with their states; with `values` what stands in them too, which goes on the trail first."""
    settings = Settings()
    if values:
        with opened(settings, writing=False) as both:
            rows = _wanted(both.ledger, settings, load_number, feed)
            _note(rows, viewer_of(settings, both.store), settings, both.ledger)
    else:
        with open_ledger(settings.ledger) as ledger:
            rows = _wanted(ledger, settings, load_number, feed)
    if json:
        found = [_row_data(row, values=values) for row in rows]
        print(json_text.dumps({"format": LIST_FORMAT, "rows": found}, indent=2, ensure_ascii=False))
        return
    _show_rows(rows, values=values)


def _wanted(ledger: Ledger, settings: Settings, number: int | None, feed: str | None) -> list[Quarantined]:
    mappings = _mappings(settings)
    adding = {name for name, one in mappings.items() if one.feed.delivery is DeliveryKind.ADDITIONS}
    rows = in_quarantine(ledger, adding)
    return [row for row in rows if number in (None, row.entry.load) and feed in (None, row.feed)]


def _mappings(settings: Settings) -> dict[str, FeedMapping]:
    """By feed; a hub's own go before those that are shipped."""
    own = own_mappings_in(settings.mappings)
    return {one.feed.id: one for one in (*shipped_mappings(), *own)}


def _note(rows: Sequence[Quarantined], viewer: Viewer, settings: Settings, ledger: Ledger) -> None:
    """Raises NotPermitted for who does not look after data; a store of generated people is open to its viewer."""
    if settings.viewer is not None and viewer.role not in MAY_READ:
        raise NotPermitted(
            (),
            "What stands in quarantined rows is shown to data officers and data protection officers alone.",
        )
    keys = [key for row in rows if not isinstance(row.entry.records, Erased) for key in row.entry.records]
    asked = {"rows": [row.entry.id for row in rows]}
    ledger.append_trail(
        TrailEntry(
            viewer.name,
            viewer.role,
            viewer.agency or "",
            viewer.purpose,
            "quarantine",
            asked,
            sorted(set(keys)),
        )
    )


def _show_rows(rows: Sequence[Quarantined], *, values: bool) -> None:
    heads = ("Row", "Load", "Feed", "File", "Table", "Line", "Field", "State")
    if not rows:
        console.print("Nothing is in quarantine.")
        return
    console.print(table(heads, [_cells(row) for row in rows]))
    for row in rows if values else ():
        entry = row.entry
        console.print(
            f"Row {entry.id}: {readable(str(entry.reason))}. {readable(str(entry.fix))}", markup=False
        )
        for name, cell in {} if isinstance(entry.row, Erased) else entry.row.items():
            console.print(f"  {readable(name)}: {readable(cell or '')}", markup=False, soft_wrap=True)


def _cells(row: Quarantined) -> tuple[str, ...]:
    entry = row.entry
    line = "" if entry.line is None else str(entry.line)
    found = (
        str(entry.id),
        str(entry.load),
        row.feed,
        entry.file,
        entry.table or "",
        line,
        entry.field or "",
        row.state,
    )
    return tuple(readable(cell) for cell in found)


def _row_data(row: Quarantined, *, values: bool) -> dict[str, object]:
    entry, correction = row.entry, row.correction
    data: dict[str, object] = {
        "id": entry.id, "load": entry.load, "feed": row.feed, "loaded_on": row.loaded_on.isoformat(),
        "file": entry.file, "table": entry.table, "line": entry.line, "field": entry.field, "state": str(row.state),
        "corrected_by": correction.by if correction else None,
        "corrected_at": correction.at.isoformat() if correction else None,
    }  # fmt: skip
    if values and not isinstance(entry.row, Erased):
        data |= {"value": entry.value, "reason": entry.reason, "fix": entry.fix, "row": dict(entry.row)}
        data["corrected"] = (
            dict(correction.row) if correction and isinstance(correction.row, Mapping) else None
        )
    return data


def fix(number: int, settings_of_columns: Sequence[str], by: str | None, *, json: bool) -> None:
    """Record a row as it should be. Raises UsageFault for a row or a column that is not there."""
    changes = dict(_column_and_value(one) for one in settings_of_columns)
    if not changes:
        raise UsageFault("Say what is right, as in: kinscope quarantine fix 12 --set 'Born=31/01/1990'")
    settings = Settings()
    with open_ledger(settings.ledger) as ledger:
        row = next((one for one in in_quarantine(ledger) if one.entry.id == number), None)
        if row is None:
            raise UsageFault(
                f"No quarantined row has the number {number}. kinscope quarantine list shows them."
            )
        ledger.correct_row(row.entry, _corrected(row, changes), by or getpass.getuser())
    if json:
        print(json_text.dumps({"format": FIX_FORMAT, "id": number, "columns": sorted(changes)}, indent=2))
        return
    console.print(
        f"Row {number} of {row.feed} is corrected; the original stays. Load it by: kinscope quarantine replay"
    )


def _column_and_value(text: str) -> tuple[str, str | None]:
    column, sign, value = text.partition("=")
    if not sign or not column.strip():
        raise UsageFault("Write --set COLUMN=VALUE; COLUMN= alone says that nothing is recorded.")
    return column.strip(), value.strip() or None


def _corrected(row: Quarantined, changes: Mapping[str, str | None]) -> dict[str, str | None]:
    """All cells, corrected: those of an earlier correction of the row stay, what stood in no column goes."""
    before = row.corrected()
    found = before.cells if before else row.entry.row
    if isinstance(found, Erased):
        return {}
    cells = {name: cell for name, cell in found.items() if not name.startswith(NOT_A_COLUMN)}
    unknown = [name for name in changes if name not in cells]
    # A row that could not be parted into columns has none, so any may be set.
    if unknown and len(cells) == len(found):
        raise UsageFault(f"The row has no column '{unknown[0]}'. {nearest(unknown[0], list(cells))}")
    return {**cells, **changes}


def replay(load_number: int | None, loaded_on: date | None, *, json: bool) -> int:
    """Load corrected rows through their mappings. Returns the exit status: 1 where a row is wrong again."""
    settings = Settings()
    with opened(settings, writing=True) as both, steps(quiet=json) as progress:
        rows = [
            row
            for row in _wanted(both.ledger, settings, load_number, None)
            if row.state is RowState.CORRECTED
        ]
        mappings = _mappings(settings)
        parts = [
            part_of_delivery(_mapping(feed, mappings), _cells_of(found))
            for feed, found in _by_feed(rows).items()
        ]
        for part in parts:
            if part.mapping.feed.covers.register is None and not both.store.nodes(
                "Source", [part.mapping.feed.id]
            ):
                raise UsageFault(
                    f"The store holds nothing of {part.mapping.feed.id}. Load its delivery first."
                )
        day, by = loaded_on or london_today(), getpass.getuser()
        linker = linker_for(settings.link_by, both.ledger, by=by, today=day)
        done = load(
            parts, both.store, both.ledger, loaded_on=day, by=by, command="kinscope quarantine replay",
            linker=linker, progress=progress,
        )  # fmt: skip
        refused = {feed.feed for feed in done.feeds if feed.fault}
        _record(both.ledger, [row for row in rows if row.feed not in refused])
    report = DeliveryReport(done, Delivery((), ()))
    if json:
        print(json_text.dumps(as_data(report), indent=2, ensure_ascii=False))
    elif rows:
        show(report)
    else:
        console.print(NOTHING)
    return 1 if report.has_faults else 0


def _by_feed(rows: Sequence[Quarantined]) -> dict[str, list[Quarantined]]:
    found: dict[str, list[Quarantined]] = {}
    for row in rows:
        found.setdefault(row.feed, []).append(row)
    return found


def _mapping(feed: str, mappings: Mapping[str, FeedMapping]) -> FeedMapping:
    if feed not in mappings:
        raise UsageFault(
            f"No mapping of the feed {feed} is here. KINSCOPE_MAPPINGS names the folder with mappings of your own."
        )
    return mappings[feed]


def _cells_of(rows: Sequence[Quarantined]) -> list[CorrectedRow]:
    return [found for row in rows if (found := row.corrected()) is not None]


def _record(ledger: Ledger, rows: Sequence[Quarantined]) -> None:
    """That these went through, with the load in which their feed did."""
    loads = {feed: LoadId(ledger.loads(feed)[-1].id) for feed in _by_feed(rows)}
    ledger.record_replays(
        Replay(loads[row.feed], row.entry.id, row.correction.id) for row in rows if row.correction is not None
    )
