"""Erasing: what is deleted answers to nothing any more, and all else stays as it was."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import polars as pl
import pytest

from graph.frames import Changes, EdgeEnds, Frames
from graph.search import parse
from graph.store import Store
from tests.contract.explorer.small_graph import SmallGraph
from tests.graphs import canonical, question
from tests.stores import StorePlace

FEED = "school/roll"
GONE, KEPT = f"{FEED}/R-1", f"{FEED}/R-2"


def school(*names: tuple[str, str]) -> SmallGraph:
    """Pupils of these own ids and names, each in a home of their own."""
    graph = SmallGraph()
    graph.agency("school", "Alder School")
    graph.feed(FEED, "education", "Pupils")
    for own_id, name in names:
        graph.record(FEED, own_id, f"p{own_id}", name, address=f"{own_id} Alder Street")
        graph.home(FEED, f"p{own_id}", f"{own_id} Alder Street", valid_from=date(2021, 9, 1))
        graph.identifier(FEED, f"{FEED}/{own_id}", "upn", f"UPN {own_id}")
    return graph


def deleting(frames: Frames, record: str, person: str) -> Changes:
    """All that hangs on one record, to be deleted."""
    edges = {
        ends: frame.filter(pl.col("start").is_in([record, person]) | pl.col("end").is_in([record, person]))
        for ends, frame in frames.edges.items()
    }
    gone = {ends: frame for ends, frame in edges.items() if frame.height}
    ends_of = {
        "Residence": gone[EdgeEnds("LIVES_AT", "Person", "Residence")]["end"].to_list(),
        "Identifier": gone[EdgeEnds("HAS_IDENTIFIER", "Record", "Identifier")]["end"].to_list(),
    }
    nodes = {"Record": [record], "Person": [person], **ends_of}
    return Changes(
        deleted_edges=gone, deleted_nodes={kind: pl.DataFrame({"id": ids}) for kind, ids in nodes.items()}
    )


@pytest.fixture
def known(store: Store) -> Store:
    """A store that holds two pupils, each with a name that nobody else has."""
    store.build(school(("R-1", "Zebedee Quillfeather"), ("R-2", "Maya Kerr")).frames())
    return store


@pytest.fixture
def changes() -> Changes:
    """What takes Zebedee Quillfeather away."""
    both = school(("R-1", "Zebedee Quillfeather"), ("R-2", "Maya Kerr")).frames()
    return deleting(both, GONE, "pR-1")


def test_what_is_erased_is_gone_and_all_else_is_as_if_it_had_never_been(
    known: Store, changes: Changes, place: StorePlace
) -> None:
    before = canonical(known, without=())
    known.erase(changes)
    erased = canonical(known, without=())
    assert erased == [line for line in before if "R-1" not in line]
    assert len(before) == len(erased) + 7
    known.close()
    assert canonical(place.open(), without=()) == erased


def test_a_search_finds_it_no_more_however_it_is_asked(known: Store, changes: Changes) -> None:
    typed = ("zebedee quillfeather", "zebede quilfeather", "R-1", "quillfeather R-1 alder street")
    assert all(known.search(parse(text), limit=5) for text in typed)
    known.erase(changes)
    found = {text: [row["record_id"] for row in known.search(parse(text), limit=5)] for text in typed}
    assert GONE not in {record for records in found.values() for record in records}
    assert [row["record_id"] for row in known.search(parse("maya ker"), limit=5)] == [KEPT]


def test_each_erasing_is_a_change_that_others_see(known: Store, changes: Changes) -> None:
    facts, version = known.facts(), known.version()
    known.erase(changes)
    assert known.version() > version
    assert known.facts().generation > facts.generation
    assert known.facts().schema_version == facts.schema_version


def test_a_store_keeps_its_mark_through_an_erasing(known: Store, changes: Changes) -> None:
    known.mark(generated=True, today=date(2026, 5, 12))
    known.erase(changes)
    assert (known.facts().generated, known.facts().today) == (True, date(2026, 5, 12))


def test_erasing_nothing_changes_nothing_and_can_be_done_again(known: Store, changes: Changes) -> None:
    known.erase(changes)
    before = canonical(known, without=())
    known.erase(changes)
    known.erase(Changes())
    assert canonical(known, without=()) == before
    assert [row["record_id"] for row in known.search(parse("maya kerr"), limit=5)] == [KEPT]


def test_who_reads_meanwhile_gets_whole_answers(known: Store, changes: Changes) -> None:
    asked = question("MATCH (r:Record)-[:DESCRIBES]->(p:Person)-[:LIVES_AT]->(h:Residence) RETURN r.id AS r")
    stop, seen = threading.Event(), set[tuple[str, ...]]()

    def read() -> None:
        while not stop.is_set():
            seen.add(tuple(sorted(str(row["r"]) for row in known.run(asked, {}))))

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        known.erase(changes)
        stop.set()
    assert [reader.result() for reader in readers] == [None] * 4
    assert seen <= {(GONE, KEPT), (KEPT,)}
