"""Link and write: what was taken in becomes people, nodes and edges of the store, and only what changes is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

import polars as pl

from graph.codes import Delivery
from graph.frames import EdgeEnds, Frames, edge_columns, joined, node_columns, shaped
from graph.query import NamedQuery
from graph.schema import Schema
from graph.store import Progress, Store
from loaders.decided import Standing, disputes_in, replay_disputes
from loaders.difference import at_ends, difference, differing
from loaders.in_hand import InHand
from loaders.linkage.link import DESCRIBES, Links, as_held, describes, identifiers_of, link, with_people
from loaders.linkage.people_changes import people_changes
from loaders.linkage.relink import is_linked_by_model, move, only_mentioned
from loaders.linkage.run import Linker, link_first, link_store
from loaders.report import KindCounts, PeopleChanges
from loaders.rows.gather import Gathered, combined
from loaders.turns.covered import widened
from loaders.turns.endings import current_on, window_start
from loaders.turns.late import usual_ending

AGENCIES = NamedQuery(
    "agencies/ids",
    "MATCH (agency:Agency) RETURN agency.id AS id",
    {},
    {"id": "string"},
    "Whose feeds are here?",
)


def link_and_load(
    in_hand: Sequence[InHand], store: Store, schema: Schema, loaded_on: date, decided: Standing,
    linker: Linker | None, progress: Progress,
) -> tuple[Links, PeopleChanges]:  # fmt: skip
    """linker: what links records; None: their identifiers alone, and in a store that a model linked, nothing yet."""
    # A build takes the place of what is there, and a register of feeds or agencies holds no record.
    first_load = store.is_empty() and not store.run(AGENCIES, {})
    wanted = joined([one.gathered.frames for one in in_hand])
    held_people, held_identifiers = store.links()
    records = pl.concat([_records(wanted, in_hand), held_people["record"]])
    identifiers = pl.concat([identifiers_of(wanted), _still_standing(held_identifiers, in_hand)])
    if first_load:
        first = partial(_linked_first, wanted, records, identifiers, linker)
        links = _build(in_hand, wanted, first, store, schema, loaded_on, decided, progress)
    else:
        progress("Linking records", 0, 0)
        held_people = pl.concat([held_people, only_mentioned(store)])
        # What a model joined, or a person, identifiers alone must not part: the linker looks at it anew.
        by_model = linker is not None or is_linked_by_model(store)
        links = as_held(records, held_people) if by_model else link(records, identifiers)
        move(store, held_people, links.people, schema, progress)
        for one in in_hand:
            _write(one, links, store, schema, progress)
        replay_disputes(store, decided, loaded_on, progress)
        if linker is not None and any(one.changes_anything for one in in_hand):
            linked = link_store(store, linker, progress).people
            only_named = links.people.join(linked, on="record", how="anti")
            links = replace(links, people=pl.concat([linked, only_named]))
    return links, people_changes(held_people, links.people)


def _linked_first(
    wanted: Frames, records: pl.Series, identifiers: pl.DataFrame, linker: Linker | None
) -> Links:
    if linker is None:
        return link(records, identifiers)
    return Links(link_first(wanted, records, linker).people, decided_by=linker.model.name)


def _still_standing(held: pl.DataFrame, in_hand: Sequence[InHand]) -> pl.DataFrame:
    """Identifiers that this delivery leaves as they are. Where it says all that a feed says, a number that it no
    longer gives for a record must not link any more; a record that it no longer holds ends as it was, linked as it
    was, so that what it said by an earlier day stays with its person."""
    said_anew = [_records(one.gathered.frames, ()) for one in in_hand if one.withheld is None]
    return held.join(
        pl.concat([pl.Series("id", [], dtype=pl.String), *said_anew]).to_frame("record"),
        on="record",
        how="anti",
    )


def _records(wanted: Frames, in_hand: Iterable[InHand]) -> pl.Series:
    found = [wanted.nodes["Record"]["id"]] if "Record" in wanted.nodes else []
    found += [one.gathered.mentioned["Record"] for one in in_hand if "Record" in one.gathered.mentioned]
    return pl.concat(found) if found else pl.Series("id", [], dtype=pl.String)


def _build(
    in_hand: Sequence[InHand], wanted: Frames, first: Callable[[], Links], store: Store, schema: Schema,
    loaded_on: date, decided: Standing, progress: Progress,
) -> Links:  # fmt: skip
    """first: links the records, which is done while the store takes in what names no person."""
    found: list[Links] = []

    def linked() -> Frames:
        links = first()
        found.append(links)
        about = _about_people(wanted, links, schema, loaded_on)
        return joined([about, disputes_in(about.edges.get(DESCRIBES), wanted, decided, loaded_on, schema)])

    store.build(_naming_nobody(wanted, schema, _mentioned(in_hand)), progress, linked)
    for one in in_hand:
        one.built = _facts(one.gathered.frames, schema)
    (links,) = found
    return links


def _facts(frames: Frames, schema: Schema) -> dict[str, KindCounts]:
    """How many nodes of its own and edges a feed states, by kind, links of its records to people among them."""
    found = {kind: frame.height for kind, frame in frames.nodes.items() if schema.nodes[kind].owned}
    if "Record" in frames.nodes:
        found["DESCRIBES"] = frames.nodes["Record"].height
    for ends, frame in frames.edges.items():
        found[ends.edge] = found.get(ends.edge, 0) + frame.height
    return {kind: KindCounts(created=count) for kind, count in sorted(found.items()) if count}


def _mentioned(in_hand: Iterable[InHand]) -> dict[str, pl.Series]:
    found: dict[str, pl.Series] = {}
    for one in in_hand:
        for kind, named in one.gathered.mentioned.items():
            found[kind] = named if kind not in found else pl.concat([found[kind], named]).unique()
    return found


def _naming_nobody(wanted: Frames, schema: Schema, mentioned: dict[str, pl.Series]) -> Frames:
    """All nodes but people, each id once and those that are only mentioned too, and the edges between them."""
    nodes = {kind: _once(frame, kind, schema) for kind, frame in wanted.nodes.items()}
    for kind, named in mentioned.items():
        known = nodes.get(kind)
        extra = named if known is None else named.filter(~named.is_in(known["id"].implode()))
        blank = shaped(extra.to_frame("id"), node_columns(schema.nodes[kind]))
        nodes[kind] = blank if known is None else pl.concat([known, blank])
    return Frames(nodes, {ends: frame for ends, frame in wanted.edges.items() if not _names_people(ends)})


def _about_people(wanted: Frames, links: Links, schema: Schema, loaded_on: date) -> Frames:
    """People, and every edge that names one, the links of records to them among these."""
    naming = {ends: frame for ends, frame in wanted.edges.items() if _names_people(ends)}
    edges = dict(with_people(Frames({}, naming), links.people).edges)
    if "Record" in wanted.nodes:
        described = describes(wanted.nodes["Record"], links, loaded_on)
        edges[DESCRIBES] = shaped(described, edge_columns(schema.edges["DESCRIBES"]))
    people = links.people.select(pl.col("person").alias("id")).unique(maintain_order=True)
    return Frames({"Person": shaped(people, node_columns(schema.nodes["Person"]))}, edges)


def _names_people(ends: EdgeEnds) -> bool:
    return "Person" in (ends.start, ends.end)


def _once(frame: pl.DataFrame, kind: str, schema: Schema) -> pl.DataFrame:
    return frame if schema.nodes[kind].owned else combined(frame, kind, schema)


def _write(one: InHand, links: Links, store: Store, schema: Schema, progress: Progress) -> None:
    feed, loaded_on = one.gathered.mapping.feed, one.turn.loaded_on
    held = store.held(feed.id)
    said = one.gathered.frames
    about = _about_people(said, _of_feed(links, one.gathered), schema, loaded_on)
    wanted = joined([_naming_nobody(said, schema, {}), about])
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
    return replace(links, people=links.people.join(records, on="record", how="semi"), clashes=())


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
