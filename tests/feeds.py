"""Feeds for tests: mappings and files written on the spot, and a hub into which they are loaded."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from textwrap import dedent

import polars as pl

from graph.frames import Frames
from graph.ledger import Ledger, open_ledger
from graph.query import Row
from graph.schema import load_schema
from graph.store import Store
from graph.stores import open_store
from loaders.delivered import Delivered
from loaders.delivered.sources import Source
from loaders.linkage.run import Linker
from loaders.mapping import Mapping as FeedMapping
from loaders.mapping import parse_mapping
from loaders.pipeline import load
from loaders.report import FeedReport, LoadReport
from loaders.rows.gather import Gathered, SourceFile, gather
from tests.graphs import canonical, question

DAY = date(2026, 5, 12)
HISTORY = ("loaded_on", "decided_on", "former_ids", "earlier")

PEOPLE = """
mapping: 1
feed: {id: AGENCY/people, title: People, agency: AGENCY, category: housing, covers: {area: all, ages: all}}
files: AGENCY.csv
tables:
  - read: {format: csv}
    columns:
      Id: {required: true}
      NHS: text
      UPN: text
      Given: text
      Family: text
      Born: {type: date, format: "%d/%m/%Y"}
      Address: text
      Team: text
      Since: {type: date, format: "%d/%m/%Y"}
    nodes:
      person: {kind: Record, key: [Id], set: {own_id: Id, given_names: Given, family_name: Family, birth_date: Born}}
      nhs: {kind: Identifier, set: {scheme: {const: nhs_number}, value: NHS}}
      upn: {kind: Identifier, set: {scheme: {const: upn}, value: UPN}}
      home: {kind: Residence, set: {address: Address}}
      case: {kind: Involvement, key: [Id], when: Team, set: {involvement_kind: {const: tenancy}}}
      team: {kind: Service, set: {name: Team}}
    edges:
      - {edge: HAS_IDENTIFIER, from: person, to: nhs}
      - {edge: HAS_IDENTIFIER, from: person, to: upn}
      - {edge: LIVES_AT, from: person, to: home, set: {address_as_recorded: Address, valid_from: Since}}
      - {edge: HAS_INVOLVEMENT, from: person, to: case, set: {valid_from: Since}}
      - {edge: WITH, from: case, to: team}
      - {edge: PROVIDED_BY, from: team, to: agency}
"""
COLUMNS = ("Id", "NHS", "UPN", "Given", "Family", "Born", "Address", "Team", "Since")

# Test numbers of the NHS begin with 999; the last digit is the check digit.
NHS = ("9990000018", "9990000026", "9990000034", "9990000042")
UPN = "P000000000001"


def mapping(text: str, **replaced: str) -> FeedMapping:
    """A mapping from its text, with some words replaced."""
    for word, other in replaced.items():
        text = text.replace(word, other)
    return parse_mapping("feed.yaml", dedent(text))


def people(agency: str = "housing", **replaced: str) -> FeedMapping:
    """The mapping of a plain feed of people."""
    return mapping(PEOPLE, **replaced, AGENCY=agency)


def person(own_id: str, **cells: str) -> dict[str, str]:
    """A row for `people`."""
    return {"Id": own_id, "Given": f"Given {own_id}", "Family": "Kerr", **cells}


def write_csv(path: Path, rows: Sequence[Mapping[str, str]], columns: Sequence[str] = COLUMNS) -> SourceFile:
    """Rows as a CSV file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return SourceFile.of(path)


def write(path: Path, text: str) -> SourceFile:
    """Text as a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return SourceFile.of(path)


def gathered(feed: FeedMapping, *files: Source, on: date = DAY) -> Gathered:
    """Files read and mapped."""
    return gather(feed, files, load_schema(), on)


def rows_of(frames: Frames, kind: str, *columns: str) -> list[tuple[object, ...]]:
    """Some columns of the nodes of a kind, or of the edges of a kind, in order."""
    found = [
        frame
        for name, frame in (
            *frames.nodes.items(),
            *((ends.edge, frame) for ends, frame in frames.edges.items()),
        )
        if name == kind
    ]
    return sorted(pl.concat(found).select(columns).rows(), key=repr) if found else []


class Hub:
    """A store and a ledger in a folder. uri: of another store than an embedded one in that folder. linker: makes what
    links each delivery; None: identifiers do."""

    def __init__(
        self, folder: Path, uri: str | None = None, linker: Callable[[Ledger], Linker] | None = None
    ) -> None:
        self.folder = folder
        self.store: Store = open_store(uri or f"ladybug:{folder / 'graph.db'}", writing=True)
        self.store.ensure_schema()
        self.ledger: Ledger = open_ledger(f"sqlite:///{folder / 'ledger.sqlite'}")
        self.linker = linker(self.ledger) if linker else None

    def close(self) -> None:
        """Close both."""
        self.store.close()
        self.ledger.close()

    def deliver(self, *delivered: Delivered, on: date = DAY) -> LoadReport:
        """Load a delivery."""
        return load(delivered, self.store, self.ledger, loaded_on=on, by="a test", linker=self.linker)

    def people(
        self, agency: str, *rows: Mapping[str, str], on: date = DAY, words: Mapping[str, str] | None = None
    ) -> FeedReport:
        """Load rows of `people` for one agency; words: to replace in the mapping."""
        return self.deliver(self.of_people(agency, *rows, words=words), on=on).feeds[0]

    def of_people(
        self, agency: str, *rows: Mapping[str, str], words: Mapping[str, str] | None = None
    ) -> Delivered:
        """A delivery of `people` that is not loaded yet."""
        number = len(list(self.folder.iterdir()))
        file = write_csv(self.folder / str(number) / f"{agency}.csv", rows)
        return Delivered(people(agency, **(words or {})), (file,))

    def ask(self, text: str) -> list[Row]:
        """What a question finds."""
        return self.store.run(question(text), {})

    def groups(self) -> list[list[str]]:
        """The records that describe one person, by person."""
        found: dict[str, list[str]] = {}
        for row in self.ask("MATCH (r:Record)-[:DESCRIBES]->(p:Person) RETURN r.id AS r, p.id AS p"):
            found.setdefault(str(row["p"]), []).append(str(row["r"]))
        return sorted(sorted(group) for group in found.values())

    def graph(self, *, whole: bool = False) -> list[str]:
        """The graph written out; without what tells of the order of loading unless it is wanted whole."""
        return canonical(self.store, without=() if whole else HISTORY)
