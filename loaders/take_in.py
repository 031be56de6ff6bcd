"""Take in: the feeds of a delivery read, typed and mapped, each begun in the ledger, with what could not be loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial

from graph.errors import InputFault
from graph.ledger import Finding, Ledger, LoadCounts, LoadId, QuarantinedRow
from graph.schema import Schema
from graph.store import Progress, Store
from loaders.agencies.known import register_of
from loaders.agencies.look_up import looks_up
from loaders.agencies.register import NO_AGENCIES, AgencyRegister
from loaders.decided import Standing, applied
from loaders.delivered import Delivered
from loaders.in_hand import InHand
from loaders.report import REFUSED, FeedReport, Withheld
from loaders.rows.gather import Gathered, gather
from loaders.rows.row_records import keys_of_rejected
from loaders.side_by_side import side_by_side
from loaders.turns.in_turn import in_turn


def take_in(
    delivered: Sequence[Delivered], store: Store, ledger: Ledger, schema: Schema, loaded_on: date, by: str,
    command: str | None, decided: Standing, progress: Progress,
) -> tuple[list[InHand], list[FeedReport]]:  # fmt: skip
    """Feeds that were read and mapped, and those of which nothing can be loaded."""
    in_hand: list[InHand] = []
    refused: list[FeedReport] = []
    for looking_up in (False, True):  # what looks agencies up is read after what names them
        begun: list[tuple[Delivered, LoadId]] = []
        for one in delivered:
            if looks_up(one.mapping) is looking_up:
                number = _begin(one, ledger, loaded_on, by, command)
                begun.append((one, number))
        agencies = _agencies(store, in_hand) if looking_up and begun else NO_AGENCIES
        works = [partial(_gathered, one, schema, loaded_on, agencies, progress) for one, _ in begun]
        for (one, number), found in zip(begun, side_by_side(works), strict=True):
            if isinstance(found, InputFault):
                refused.append(_refuse(one, number, ledger, found))
            else:
                in_hand.append(_taken_in(applied(found, decided, loaded_on), number, store, ledger, schema))
    return in_hand, refused


def _agencies(store: Store, in_hand: Iterable[InHand]) -> AgencyRegister:
    """The names of agencies that feeds are read with which look them up."""
    return register_of(store, {taken.gathered.mapping.feed.id: taken.gathered.frames for taken in in_hand})


def _begin(one: Delivered, ledger: Ledger, loaded_on: date, by: str, command: str | None) -> LoadId:
    names = ", ".join(file.name for file in one.files)
    hashes = ",".join(file.sha256 for file in one.files)
    return ledger.begin_load(
        one.mapping.feed.id, names, hashes, one.mapping.file, one.mapping.sha256, loaded_on, by, command
    )


def _gathered(
    one: Delivered, schema: Schema, loaded_on: date, agencies: AgencyRegister, progress: Progress,
    go_on: Callable[[], None],
) -> Gathered:  # fmt: skip
    title = one.mapping.feed.title

    def show(rows: int) -> None:
        go_on()
        progress(f"Reading {title}", rows, 0)

    return gather(one.mapping, one.files, schema, loaded_on, show, agencies, is_part=one.is_part)


def _taken_in(gathered: Gathered, begun: LoadId, store: Store, ledger: Ledger, schema: Schema) -> InHand:
    """Give the delivery its turn, and put on record what could not be loaded and what is odd."""
    turn = in_turn(gathered, begun, store, ledger, schema)
    records = keys_of_rejected([row for _, row in gathered.rejected], gathered.mapping)
    faults = tuple(
        QuarantinedRow(
            file,
            row.table or None,
            row.line,
            row.field,
            row.value,
            row.reason,
            row.fix,
            dict(row.row),
            sorted(keys),
        )
        for (file, row), keys in zip(gathered.rejected, records, strict=True)
    )
    ledger.quarantine(begun, faults)
    ledger.findings(
        begun,
        (Finding(f.kind, file, f.line, f.record, f.field, f.value, f.words) for file, f in gathered.findings),
    )
    return InHand(gathered, begun, faults, turn)


def _refuse(one: Delivered, begun: LoadId, ledger: Ledger, fault: InputFault) -> FeedReport:
    """The sentence may hold a value from the file, so it goes where values are encrypted; the outcome is a code."""
    ledger.findings(
        begun, [Finding(REFUSED, fault.file, fault.line, None, fault.field, fault.value, str(fault))]
    )
    ledger.finish_load(begun, LoadCounts(), REFUSED)
    names = tuple(file.name for file in one.files)
    feed, counts = one.mapping.feed.id, LoadCounts()
    return FeedReport(feed, names, counts, {}, (), fault, Withheld.REFUSED, one.mapping.file)
