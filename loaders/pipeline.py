"""read → map → link → load → sweep: one delivery of any number of feeds into a store, and what was done with every row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import polars as pl

from graph.codes import Delivery, Ending
from graph.errors import InputFault
from graph.frames import EdgeEnds, Frames, edge_columns, joined, node_columns, shaped
from graph.ledger import Decision, Finding, Ledger, LoadCounts, LoadId, QuarantinedRow
from graph.schema import Schema, load_schema
from graph.store import Progress, Store, no_progress
from loaders.difference import Difference, difference
from loaders.gather import Gathered, SourceFile, gather
from loaders.link import Clash, Links, describes, identifiers_of, link, with_people
from loaders.mapping import Mapping
from loaders.relink import move

DESCRIBES = EdgeEnds("DESCRIBES", "Record", "Person")


@dataclass(frozen=True)
class Delivered:
    """What a person hands over for one feed: its mapping and its files."""

    mapping: Mapping
    files: tuple[SourceFile, ...]


@dataclass(frozen=True)
class FeedReport:
    """What was done with one feed. `fault`: why nothing of it was loaded, or None. `swept`: whether what is missing
    from the delivery was closed; withheld when a row was quarantined."""

    feed: str
    files: tuple[str, ...]
    counts: LoadCounts
    findings: dict[str, int]
    faults: tuple[QuarantinedRow, ...]
    fault: InputFault | None
    swept: bool


@dataclass(frozen=True)
class LoadReport:
    """What was done with a delivery."""

    feeds: tuple[FeedReport, ...]
    people: int
    clashes: tuple[Clash, ...]
    loaded_on: date

    @property
    def has_faults(self) -> bool:
        """Whether any row or file had a fault."""
        return any(feed.fault or feed.counts.quarantined for feed in self.feeds)


@dataclass
class _InHand:
    """One feed on its way through."""

    gathered: Gathered
    load: LoadId
    difference: Difference | None = None
    created: int = 0
    swept: bool = False
    faults: list[QuarantinedRow] = field(default_factory=list)


def load(
    delivered: Sequence[Delivered], store: Store, ledger: Ledger, *, loaded_on: date, by: str,
    progress: Progress = no_progress,
) -> LoadReport:  # fmt: skip
    """Load feeds into the store and say what was done with every row.

    loaded_on: the day declared for the delivery. by: who loads, for the ledger. A file that is spoilt as a whole
    leaves its feed as it was and the other feeds go on. Raises StoreBusy and StoreUnavailable.
    """
    schema = load_schema()
    failed: list[FeedReport] = []
    in_hand: list[_InHand] = []
    for one in delivered:
        begun = _begin(one, ledger, loaded_on, by)
        try:
            in_hand.append(_take_in(one, begun, ledger, schema, loaded_on, progress))
        except InputFault as fault:
            ledger.finish_load(begun, LoadCounts(), f"refused: {fault}")
            failed.append(_refused(one, fault))
    links = _link_and_load(in_hand, store, schema, loaded_on, progress) if in_hand else None
    if links is not None:
        _record_clashes(ledger, links.clashes, loaded_on)
    reports = [_finish(one, ledger) for one in in_hand]
    people = links.people["person"].n_unique() if links else 0
    return LoadReport((*reports, *failed), people, links.clashes if links else (), loaded_on)


def _begin(one: Delivered, ledger: Ledger, loaded_on: date, by: str) -> LoadId:
    names = ", ".join(file.path.name for file in one.files)
    hashes = ",".join(file.sha256 for file in one.files)
    return ledger.begin_load(
        one.mapping.feed.id, names, hashes, one.mapping.file, one.mapping.sha256, loaded_on, by
    )


def _take_in(
    one: Delivered, begun: LoadId, ledger: Ledger, schema: Schema, loaded_on: date, progress: Progress
) -> _InHand:
    title = one.mapping.feed.title

    def show(rows: int) -> None:
        progress(f"Reading {title}", rows, 0)

    gathered = gather(one.mapping, one.files, schema, loaded_on, show)
    in_hand = _InHand(gathered, begun)
    in_hand.faults = [
        QuarantinedRow(
            file, row.table or None, row.line, row.field, row.value, row.reason, row.fix, dict(row.row)
        )
        for file, row in gathered.rejected
    ]
    ledger.quarantine(begun, in_hand.faults)
    ledger.findings(
        begun,
        (Finding(f.kind, file, f.line, None, f.field, f.value, f.words) for file, f in gathered.findings),
    )
    return in_hand


def _refused(one: Delivered, fault: InputFault) -> FeedReport:
    names = tuple(file.path.name for file in one.files)
    return FeedReport(one.mapping.feed.id, names, LoadCounts(), {}, (), fault, False)


def _link_and_load(
    in_hand: Sequence[_InHand], store: Store, schema: Schema, loaded_on: date, progress: Progress
) -> Links:
    first_load = store.is_empty()
    wanted = joined([one.gathered.frames for one in in_hand])
    held_people, held_identifiers = store.links()
    progress("Linking records", 0, 0)
    records = pl.concat([_records(wanted, in_hand), held_people["record"]])
    links = link(records, pl.concat([identifiers_of(wanted), held_identifiers]))
    if first_load:
        _build(in_hand, wanted, links, store, schema, loaded_on, progress)
    else:
        move(store, held_people, links.people, schema, progress)
        for one in in_hand:
            _write(one, links, store, schema, loaded_on, progress)
    return links


def _records(wanted: Frames, in_hand: Iterable[_InHand]) -> pl.Series:
    found = [wanted.nodes["Record"]["id"]] if "Record" in wanted.nodes else []
    found += [one.gathered.mentioned["Record"] for one in in_hand if "Record" in one.gathered.mentioned]
    return pl.concat(found) if found else pl.Series("id", [], dtype=pl.String)


def _build(
    in_hand: Sequence[_InHand], wanted: Frames, links: Links, store: Store, schema: Schema, loaded_on: date,
    progress: Progress,
) -> None:  # fmt: skip
    frames = _whole(wanted, links, schema, loaded_on, _mentioned(in_hand))
    store.build(frames, progress)
    for one in in_hand:
        one.created = _facts(one.gathered.frames, schema)


def _facts(frames: Frames, schema: Schema) -> int:
    """How many nodes of its own and edges a feed states, links of its records to people among them."""
    nodes = sum(frame.height for kind, frame in frames.nodes.items() if schema.nodes[kind].owned)
    records = frames.nodes["Record"].height if "Record" in frames.nodes else 0
    return nodes + records + sum(frame.height for frame in frames.edges.values())


def _mentioned(in_hand: Iterable[_InHand]) -> dict[str, pl.Series]:
    found: dict[str, pl.Series] = {}
    for one in in_hand:
        for kind, ids in one.gathered.mentioned.items():
            found[kind] = ids if kind not in found else pl.concat([found[kind], ids]).unique()
    return found


def _whole(
    wanted: Frames, links: Links, schema: Schema, loaded_on: date, mentioned: dict[str, pl.Series]
) -> Frames:
    """Everything in its place: people, the links to them, one node an id, and nodes that are only mentioned."""
    nodes = {kind: _combined(frame, kind, schema) for kind, frame in wanted.nodes.items()}
    for kind, ids in mentioned.items():
        known = nodes.get(kind)
        extra = ids if known is None else ids.filter(~ids.is_in(known["id"].implode()))
        blank = shaped(extra.to_frame("id"), node_columns(schema.nodes[kind]))
        nodes[kind] = blank if known is None else pl.concat([known, blank])
    edges = dict(with_people(wanted, links.people).edges)
    if "Record" in nodes:
        described = describes(nodes["Record"].filter(pl.col("source").is_not_null()), links.people, loaded_on)
        edges[DESCRIBES] = shaped(described, edge_columns(schema.edges["DESCRIBES"]))
    people = links.people.select(pl.col("person").alias("id")).unique(maintain_order=True)
    nodes["Person"] = shaped(people, node_columns(schema.nodes["Person"]))
    return Frames(nodes, edges)


def _combined(frame: pl.DataFrame, kind: str, schema: Schema) -> pl.DataFrame:
    """One row a node of a shared kind that several feeds name; the same whichever came first."""
    if schema.nodes[kind].owned or not frame["id"].is_duplicated().any():
        return frame
    rules = [
        (pl.col(prop.name).max() if prop.combine == "greatest" else pl.col(prop.name).min())
        for prop in schema.nodes[kind].own
    ]
    return frame.group_by("id", maintain_order=True).agg(rules).select(frame.columns)


def _write(
    one: _InHand, links: Links, store: Store, schema: Schema, loaded_on: date, progress: Progress
) -> None:
    feed = one.gathered.mapping.feed
    held = store.held(feed.id)
    mentioned = _not_held(store, one.gathered.mentioned)
    wanted = _whole(one.gathered.frames, _of_feed(links, one.gathered), schema, loaded_on, mentioned)
    one.swept = not one.faults and feed.delivery is not Delivery.ADDITIONS
    ending = _ending(feed.delivery) if one.swept else None
    one.difference = difference(held, wanted, schema, loaded_on, ending)
    store.write(one.difference.changes, progress)


def _of_feed(links: Links, gathered: Gathered) -> Links:
    """Only the people whom this feed's records describe: the others are in the store already."""
    records = _records(gathered.frames, ()).to_frame("record")
    mentioned = gathered.mentioned.get("Record")
    if mentioned is not None:
        records = pl.concat([records, mentioned.to_frame("record")])
    return Links(links.people.join(records, on="record", how="semi"), ())


def _not_held(store: Store, mentioned: dict[str, pl.Series]) -> dict[str, pl.Series]:
    """Mentioned nodes that are not in the store: only these are made, so that no description is lost."""
    missing = {}
    for kind, ids in mentioned.items():
        there = {row["id"] for row in store.nodes(kind, ids)}
        missing[kind] = ids.filter(~ids.is_in(list(there)))
    return missing


def _ending(delivery: Delivery) -> Ending:
    return Ending.LEFT_WINDOW if delivery is Delivery.ROLLING_WINDOW else Ending.WITHDRAWN


def _record_clashes(ledger: Ledger, clashes: Iterable[Clash], loaded_on: date) -> None:
    known = {(entry.subject, entry.other) for entry in ledger.decisions(kind="identifier_clash")}
    ledger.decide(
        Decision(
            "identifier_clash", clash.records[0], clash.records[-1], f"two of {clash.scheme}", "kinscope identifiers 1",
            datetime.now(UTC), {"records": list(clash.records), "values": list(clash.values)},
        )
        for clash in clashes
        if (clash.records[0], clash.records[-1]) not in known
    )  # fmt: skip


def _finish(one: _InHand, ledger: Ledger) -> FeedReport:
    found = one.difference
    counts = LoadCounts(
        read=one.gathered.read,
        loaded=one.gathered.loaded,
        quarantined=len(one.gathered.rejected),
        created=found.created if found else one.created,
        changed=found.changed if found else 0,
        ended=found.ended if found else 0,
        unchanged=found.unchanged if found else 0,
    )
    ledger.finish_load(one.load, counts, "done")
    kinds: dict[str, int] = {}
    for _, finding in one.gathered.findings:
        kinds[finding.kind] = kinds.get(finding.kind, 0) + 1
    names = tuple(file.path.name for file in one.gathered.files)
    feed = one.gathered.mapping.feed.id
    return FeedReport(feed, names, counts, dict(sorted(kinds.items())), tuple(one.faults), None, one.swept)
