"""The register of agencies that a delivery is read with: what the store holds, and what the delivery itself says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from graph.codes import AgencyNaming
from graph.frames import EdgeEnds, Frames
from graph.query import NamedQuery, Row
from graph.store import Store
from loaders.agencies.register import AgencyNamed, AgencyRegister, Succession

MEANS = EdgeEnds("MEANS", "AgencyName", "Agency")
SUCCEEDED_BY = EdgeEnds("SUCCEEDED_BY", "Agency", "Agency")
AGENCIES = NamedQuery(
    "agencies/names_of_their_own",
    "MATCH (agency:Agency) RETURN agency.id AS agency, agency.name AS text",
    {},
    {"agency": "string", "text": "string"},
    "Which agencies are there?",
)
NAMES = NamedQuery(
    "agencies/names_in_registers",
    "MATCH (name:AgencyName)-[means:MEANS]->(agency:Agency) WHERE means.ended_on IS NULL "
    "RETURN name.text AS text, name.naming AS naming, agency.id AS agency, means.valid_from AS since, "
    "means.valid_to AS until, means.source AS source",
    {},
    {
        "text": "string", "naming": "string", "agency": "string", "since": "date", "until": "date",
        "source": "string",
    },
    "By which names and codes do registers know agencies?",
)  # fmt: skip
SUCCESSIONS = NamedQuery(
    "agencies/successions",
    "MATCH (agency:Agency)-[followed:SUCCEEDED_BY]->(successor:Agency) WHERE followed.ended_on IS NULL "
    "RETURN agency.id AS agency, successor.id AS successor, followed.source AS source",
    {},
    {"agency": "string", "successor": "string", "source": "string"},
    "Which agency took the place of which?",
)


def register_of(store: Store, delivered: Mapping[str, Frames]) -> AgencyRegister:
    """All names, codes and successions. delivered: what feeds of this delivery give, by feed; it takes the place of
    what the store holds of the same feed."""
    frames = tuple(delivered.values())
    named = [
        *_own_names(store.run(AGENCIES, {})),
        *(one for part in frames for one in _own_names(_agencies(part))),
    ]
    named += [_named(row) for row in _not_of(delivered, store.run(NAMES, {}))]
    named += [_named(row) for part in frames for row in _names(part)]
    pairs = [
        *_not_of(delivered, store.run(SUCCESSIONS, {})),
        *(row for part in frames for row in _pairs(part)),
    ]
    successions = (Succession(str(row["agency"]), str(row["successor"])) for row in pairs)
    return AgencyRegister(tuple(dict.fromkeys(named)), tuple(dict.fromkeys(successions)))


def _not_of(feeds: Mapping[str, Frames], rows: Iterable[Row]) -> Iterator[Row]:
    return (row for row in rows if str(row["source"]) not in feeds)


def _own_names(rows: Iterable[Row]) -> Iterator[AgencyNamed]:
    """An agency goes by its short name in this hub, and by what it calls itself."""
    for row in rows:
        agency = str(row["agency"])
        yield AgencyNamed(agency, AgencyNaming.OTHER_NAME, agency)
        if row["text"] is not None:
            yield AgencyNamed(str(row["text"]), AgencyNaming.NAME, agency)


def _named(row: Row) -> AgencyNamed:
    since, until = (day if isinstance(day, date) else None for day in (row["since"], row["until"]))
    return AgencyNamed(str(row["text"]), str(row["naming"]), str(row["agency"]), since, until)


def _agencies(frames: Frames) -> Iterator[Row]:
    if "Agency" in frames.nodes:
        yield from frames.nodes["Agency"].select(agency="id", text="name").iter_rows(named=True)


def _names(frames: Frames) -> Iterator[Row]:
    if MEANS in frames.edges:
        names = frames.nodes["AgencyName"].select("text", "naming", start="id")
        means = frames.edges[MEANS].select("start", agency="end", since="valid_from", until="valid_to")
        yield from means.join(names, on="start", maintain_order="left").iter_rows(named=True)


def _pairs(frames: Frames) -> Iterator[Row]:
    if SUCCEEDED_BY in frames.edges:
        yield from frames.edges[SUCCEEDED_BY].select(agency="start", successor="end").iter_rows(named=True)
