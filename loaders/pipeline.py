"""read → map → link → load → sweep: a delivery of any number of feeds into a store, with every row accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial

import polars as pl

from graph.codes import Delivery
from graph.errors import InputFault, UsageFault
from graph.frames import EdgeEnds, Frames, edge_columns, joined, node_columns, shaped
from graph.ledger import Decision, Finding, Ledger, LoadCounts, LoadId, QuarantinedRow
from graph.query import NamedQuery
from graph.schema import Schema, load_schema
from graph.store import Progress, Store, no_progress
from loaders import mapping
from loaders.agencies import NO_AGENCIES, AgencyRegister
from loaders.covered import widened
from loaders.decided import (
    Standing,
    applied,
    finish_erasures,
    read_standing,
    replay_disputes,
    with_disputes,
)
from loaders.difference import Difference, at_ends, difference, differing
from loaders.endings import current_on, window_start
from loaders.gather import Gathered, combined, gather
from loaders.in_turn import in_turn
from loaders.known_agencies import register_of
from loaders.late import usual_ending
from loaders.link import LINKER, Clash, Links, describes, identifiers_of, link, with_people
from loaders.look_up import looks_up
from loaders.people_changes import people_changes
from loaders.relink import move, only_mentioned
from loaders.report import (
    DONE,
    REFUSED,
    REPLAYED,
    FeedReport,
    KindCounts,
    LoadReport,
    PeopleChanges,
    Withheld,
)
from loaders.row_records import keys_of_rejected
from loaders.side_by_side import side_by_side
from loaders.sources import Source
from loaders.turns import Turn

AGENCIES = NamedQuery(
    "agencies/ids",
    "MATCH (agency:Agency) RETURN agency.id AS id",
    {},
    {"id": "string"},
    "Whose feeds are here?",
)
DESCRIBES = EdgeEnds("DESCRIBES", "Record", "Person")


@dataclass(frozen=True)
class Delivered:
    """What a person hands over for one feed: its mapping, and its files and databases. is_part: corrected rows of a
    delivery that was loaded before."""

    mapping: mapping.Mapping
    files: tuple[Source, ...]
    is_part: bool = False


@dataclass
class _InHand:
    """One feed on its way through."""

    gathered: Gathered
    load: LoadId
    faults: tuple[QuarantinedRow, ...]
    turn: Turn
    difference: Difference | None = None
    built: Mapping[str, KindCounts] = field(default_factory=dict)

    @property
    def withheld(self) -> Withheld | None:
        """Why what is missing from it may not be closed. None: it may."""
        return Withheld.OVERTAKEN if self.turn.is_late else self.gathered.withheld


def load(
    delivered: Sequence[Delivered], store: Store, ledger: Ledger, *, loaded_on: date, by: str,
    command: str | None = None, progress: Progress = no_progress,
) -> LoadReport:  # fmt: skip
    """Load feeds into the store and say what was done with every row.

    loaded_on: the day declared for the delivery. by: who loads, for the ledger; command: what loads it once more,
    without passwords, so that a load which is broken off can be named with it. A file that is spoilt as a whole
    leaves its feed as it was and the other feeds go on. Raises UsageFault for a feed that is delivered twice,
    StoreBusy and StoreUnavailable.
    """
    _once_each(delivered)
    schema = load_schema()
    with store.writing():
        finish_erasures(store, ledger, progress)
        decided = read_standing(ledger)
        in_hand, refused = _take_in_all(
            delivered, store, ledger, schema, loaded_on, by, command, decided, progress
        )
        links, people = Links.none(), PeopleChanges()
        if in_hand:
            links, people = _link_and_load(in_hand, store, schema, loaded_on, decided, progress)
        store.checkpoint()
    _record_clashes(ledger, links.clashes)
    reports = [_finish(one, ledger) for one in in_hand]
    count = links.people["person"].n_unique()
    return LoadReport((*reports, *refused), count, links.clashes, loaded_on, people)


def _take_in_all(
    delivered: Sequence[Delivered], store: Store, ledger: Ledger, schema: Schema, loaded_on: date, by: str,
    command: str | None, decided: Standing, progress: Progress,
) -> tuple[list[_InHand], list[FeedReport]]:  # fmt: skip
    """Feeds that were read and mapped, and those of which nothing can be loaded."""
    in_hand: list[_InHand] = []
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
                in_hand.append(_take_in(applied(found, decided, loaded_on), number, store, ledger, schema))
    return in_hand, refused


def _once_each(delivered: Sequence[Delivered]) -> None:
    seen: set[str] = set()
    for one in delivered:
        feed = one.mapping.feed.id
        if feed in seen:
            raise UsageFault(
                f"The feed {feed} is delivered twice. Hand over all its files together, by one mapping."
            )
        seen.add(feed)


def _begin(one: Delivered, ledger: Ledger, loaded_on: date, by: str, command: str | None) -> LoadId:
    names = ", ".join(file.name for file in one.files)
    hashes = ",".join(file.sha256 for file in one.files)
    return ledger.begin_load(
        one.mapping.feed.id, names, hashes, one.mapping.file, one.mapping.sha256, loaded_on, by, command
    )


def _agencies(store: Store, in_hand: Iterable[_InHand]) -> AgencyRegister:
    """The names of agencies that feeds are read with which look them up."""
    return register_of(store, {taken.gathered.mapping.feed.id: taken.gathered.frames for taken in in_hand})


def _gathered(
    one: Delivered, schema: Schema, loaded_on: date, agencies: AgencyRegister, progress: Progress,
    go_on: Callable[[], None],
) -> Gathered:  # fmt: skip
    title = one.mapping.feed.title

    def show(rows: int) -> None:
        go_on()
        progress(f"Reading {title}", rows, 0)

    return gather(one.mapping, one.files, schema, loaded_on, show, agencies, is_part=one.is_part)


def _take_in(gathered: Gathered, begun: LoadId, store: Store, ledger: Ledger, schema: Schema) -> _InHand:
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
    return _InHand(gathered, begun, faults, turn)


def _refuse(one: Delivered, begun: LoadId, ledger: Ledger, fault: InputFault) -> FeedReport:
    """The sentence may hold a value from the file, so it goes where values are encrypted; the outcome is a code."""
    ledger.findings(
        begun, [Finding(REFUSED, fault.file, fault.line, None, fault.field, fault.value, str(fault))]
    )
    ledger.finish_load(begun, LoadCounts(), REFUSED)
    names = tuple(file.name for file in one.files)
    feed, counts = one.mapping.feed.id, LoadCounts()
    return FeedReport(feed, names, counts, {}, (), fault, Withheld.REFUSED, one.mapping.file)


def _link_and_load(
    in_hand: Sequence[_InHand], store: Store, schema: Schema, loaded_on: date, decided: Standing,
    progress: Progress,
) -> tuple[Links, PeopleChanges]:  # fmt: skip
    # A build takes the place of what is there, and a register of feeds or agencies holds no record.
    first_load = store.is_empty() and not store.run(AGENCIES, {})
    wanted = joined([one.gathered.frames for one in in_hand])
    held_people, held_identifiers = store.links()
    progress("Linking records", 0, 0)
    records = pl.concat([_records(wanted, in_hand), held_people["record"]])
    links = link(records, pl.concat([identifiers_of(wanted), _still_standing(held_identifiers, in_hand)]))
    if first_load:
        _build(in_hand, wanted, links, store, schema, loaded_on, decided, progress)
    else:
        held_people = pl.concat([held_people, only_mentioned(store)])
        move(store, held_people, links.people, schema, progress)
        for one in in_hand:
            _write(one, links, store, schema, progress)
        replay_disputes(store, decided, loaded_on, progress)
    return links, people_changes(held_people, links.people)


def _still_standing(held: pl.DataFrame, in_hand: Sequence[_InHand]) -> pl.DataFrame:
    """Identifiers that this delivery leaves as they are. Where it says all that a feed says, a number that it no
    longer gives for a record must not link any more; a record that it no longer holds ends as it was, linked as it
    was, so that what it said by an earlier day stays with its person."""
    said_anew = [_records(one.gathered.frames, ()) for one in in_hand if one.withheld is None]
    return held.join(
        pl.concat([pl.Series("id", [], dtype=pl.String), *said_anew]).to_frame("record"),
        on="record",
        how="anti",
    )


def _records(wanted: Frames, in_hand: Iterable[_InHand]) -> pl.Series:
    found = [wanted.nodes["Record"]["id"]] if "Record" in wanted.nodes else []
    found += [one.gathered.mentioned["Record"] for one in in_hand if "Record" in one.gathered.mentioned]
    return pl.concat(found) if found else pl.Series("id", [], dtype=pl.String)


def _build(
    in_hand: Sequence[_InHand], wanted: Frames, links: Links, store: Store, schema: Schema, loaded_on: date,
    decided: Standing, progress: Progress,
) -> None:  # fmt: skip
    frames = _whole(wanted, links, schema, loaded_on, _mentioned(in_hand))
    store.build(with_disputes(frames, decided, loaded_on, schema), progress)
    for one in in_hand:
        one.built = _facts(one.gathered.frames, schema)


def _facts(frames: Frames, schema: Schema) -> dict[str, KindCounts]:
    """How many nodes of its own and edges a feed states, by kind, links of its records to people among them."""
    found = {kind: frame.height for kind, frame in frames.nodes.items() if schema.nodes[kind].owned}
    if "Record" in frames.nodes:
        found["DESCRIBES"] = frames.nodes["Record"].height
    for ends, frame in frames.edges.items():
        found[ends.edge] = found.get(ends.edge, 0) + frame.height
    return {kind: KindCounts(created=count) for kind, count in sorted(found.items()) if count}


def _mentioned(in_hand: Iterable[_InHand]) -> dict[str, pl.Series]:
    found: dict[str, pl.Series] = {}
    for one in in_hand:
        for kind, named in one.gathered.mentioned.items():
            found[kind] = named if kind not in found else pl.concat([found[kind], named]).unique()
    return found


def _whole(
    wanted: Frames, links: Links, schema: Schema, loaded_on: date, mentioned: dict[str, pl.Series]
) -> Frames:
    """Everything in its place: people, the links to them, one node an id, and nodes that are only mentioned."""
    nodes = {
        kind: frame if schema.nodes[kind].owned else combined(frame, kind, schema)
        for kind, frame in wanted.nodes.items()
    }
    for kind, named in mentioned.items():
        known = nodes.get(kind)
        extra = named if known is None else named.filter(~named.is_in(known["id"].implode()))
        blank = shaped(extra.to_frame("id"), node_columns(schema.nodes[kind]))
        nodes[kind] = blank if known is None else pl.concat([known, blank])
    edges = dict(with_people(wanted, links.people).edges)
    if "Record" in nodes:
        described = describes(nodes["Record"].filter(pl.col("source").is_not_null()), links.people, loaded_on)
        edges[DESCRIBES] = shaped(described, edge_columns(schema.edges["DESCRIBES"]))
    people = links.people.select(pl.col("person").alias("id")).unique(maintain_order=True)
    nodes["Person"] = shaped(people, node_columns(schema.nodes["Person"]))
    return Frames(nodes, edges)


def _write(one: _InHand, links: Links, store: Store, schema: Schema, progress: Progress) -> None:
    feed, loaded_on = one.gathered.mapping.feed, one.turn.loaded_on
    held = store.held(feed.id)
    wanted = _whole(one.gathered.frames, _of_feed(links, one.gathered), schema, loaded_on, {})
    wanted = Frames(dict(_news(wanted.nodes, held, store, schema)), wanted.edges)
    if feed.delivery is Delivery.ADDITIONS and "Source" in wanted.nodes and "Source" in held.nodes:
        wanted.nodes["Source"] = widened(wanted.nodes["Source"], held.nodes["Source"], feed.id)
    ending = usual_ending(feed) if one.withheld is None else None
    window_from = window_start(feed, current_on(wanted, feed.id) or one.turn.day)
    one.difference = difference(held, wanted, schema, loaded_on, ending, window_from)
    changes = one.difference.changes
    for kind, blank in _not_held(store, one.gathered, schema).items():
        first = changes.merged_nodes.get(kind)
        changes.merged_nodes[kind] = blank if first is None else pl.concat([first, blank])
    store.write(changes, progress)


def _news(
    wanted: Mapping[str, pl.DataFrame], held: Frames, store: Store, schema: Schema
) -> Iterator[tuple[str, pl.DataFrame]]:
    """Nodes without those shared ones that the store has just so, so that the same delivery writes nothing."""
    for kind, frame in wanted.items():
        combining = [prop for prop in schema.nodes[kind].own if prop.combine]
        if schema.nodes[kind].owned:
            yield kind, frame
        elif all(frame[prop.name].is_null().all() for prop in combining):
            yield kind, frame.filter(~pl.col("id").is_in(at_ends(held, kind).implode()))
        else:
            there = pl.DataFrame(store.nodes(kind, frame["id"]), schema=node_columns(schema.nodes[kind]))
            yield kind, differing(frame, there, combining)


def _of_feed(links: Links, gathered: Gathered) -> Links:
    """Only the people whom this feed's records describe: the others are in the store already."""
    records = _records(gathered.frames, ()).to_frame("record")
    mentioned = gathered.mentioned.get("Record")
    if mentioned is not None:
        records = pl.concat([records, mentioned.to_frame("record")])
    return Links(links.people.join(records, on="record", how="semi"), ())


def _not_held(store: Store, gathered: Gathered, schema: Schema) -> dict[str, pl.DataFrame]:
    """Nodes that are only mentioned and are not in the store: only these are made, so that no description is lost."""
    missing = {}
    for kind, named in gathered.mentioned.items():
        described = gathered.frames.nodes.get(kind)
        unknown = named if described is None else named.filter(~named.is_in(described["id"].implode()))
        there = [row["id"] for row in store.nodes(kind, unknown)]
        blank = unknown.filter(~unknown.is_in(there)).to_frame("id")
        if blank.height:
            missing[kind] = shaped(blank, node_columns(schema.nodes[kind]))
    return missing


def _record_clashes(ledger: Ledger, clashes: Iterable[Clash]) -> None:
    known = {(entry.subject, entry.other) for entry in ledger.decisions(kind="identifier_clash")}
    ledger.decide(
        Decision(
            "identifier_clash", clash.records[0], clash.records[-1], f"two of {clash.scheme}", LINKER,
            datetime.now(UTC), {"records": list(clash.records), "values": list(clash.values)},
        )
        for clash in clashes
        if (clash.records[0], clash.records[-1]) not in known
    )  # fmt: skip


def _finish(one: _InHand, ledger: Ledger) -> FeedReport:
    found, gathered = one.difference, one.gathered
    kinds = found.kinds if found else one.built
    counts = LoadCounts(
        read=gathered.read,
        loaded=gathered.loaded,
        quarantined=len(gathered.rejected),
        created=sum(kind.created for kind in kinds.values()),
        changed=sum(kind.changed for kind in kinds.values()),
        ended=sum(kind.ended for kind in kinds.values()),
        unchanged=found.unchanged if found else 0,
    )
    ledger.finish_load(one.load, counts, REPLAYED if gathered.is_part else DONE)
    findings = dict(sorted(Counter(finding.kind for _, finding in gathered.findings).items()))
    names = tuple(file.name for file in gathered.files)
    feed, mapping_file, rows = gathered.mapping.feed.id, gathered.mapping.file, tuple(gathered.rows)
    return FeedReport(
        feed, names, counts, findings, one.faults, None, one.withheld, mapping_file, rows, kinds
    )
