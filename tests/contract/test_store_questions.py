"""Questions give the same typed rows on every store, for one key and for many."""

from __future__ import annotations

import threading
from datetime import date

import polars as pl
import pytest

from graph.consistent import consistently
from graph.errors import StoreUnavailable
from graph.frames import Changes, EdgeEnds, Frames, node_columns, whole
from graph.schema import load_schema
from graph.store import Store
from tests.contract.explorer.small_graph import SmallGraph
from tests.graphs import canonical, everything, question
from tests.stores import StorePlace

SCHOOL, HOUSING = "school/roll", "housing/tenancies"
READERS = 8
CHANGES = 12


def family() -> SmallGraph:
    """Two children of one mother; the school knows all three, housing her and a lodger."""
    graph = SmallGraph()
    graph.agency("school", "Alder School")
    graph.agency("housing", "Housing")
    graph.feed(SCHOOL, "education", "Pupils")
    graph.feed(HOUSING, "housing", "Tenancies")
    for own_id, name in (("1", "Maya Kerr"), ("2", "Joel Kerr"), ("3", "Dana Kerr")):
        graph.record(SCHOOL, own_id, f"p{own_id}", name)
    graph.record(HOUSING, "T1", "p3", "Dana Kerr")
    graph.record(HOUSING, "T2", "p4", "Lee Moss")
    graph.identifier(SCHOOL, f"{SCHOOL}/1", "upn", "A123456789012")
    graph.identifier(HOUSING, f"{HOUSING}/T1", "nhs_number", "9990000018")
    graph.identifier(HOUSING, f"{HOUSING}/T2", "nhs_number", "999000001", valid=False)
    for person in ("p1", "p2", "p3"):
        graph.home(SCHOOL, person, "12 Alder Street", valid_from=date(2021, 9, 1))
    graph.home(HOUSING, "p3", "12 Alder Street", valid_from=date(2020, 1, 1))
    graph.home(HOUSING, "p4", "12 Alder Street", valid_from=date(2023, 1, 1), valid_to=date(2024, 1, 1))
    graph.related(SCHOOL, "p3", "mother", "p1")
    graph.related(SCHOOL, "p3", "mother", "p2")
    return graph


@pytest.fixture
def known(store: Store) -> Store:
    """A store that holds the family."""
    store.build(family().frames())
    return store


HOUSEMATES = question(
    "MATCH (p:Person {id: $key})-[l:LIVES_AT]->(h:Residence)<-[m:LIVES_AT]-(o:Person) "
    "WHERE o.id <> $key AND l.source = 'school/roll' AND (m.valid_to IS NULL OR m.valid_to > $day) "
    "RETURN o.id AS other, m.source AS source, m.valid_from AS since ORDER BY other, source"
)


def test_a_question_gives_typed_rows_in_its_order(known: Store) -> None:
    assert known.run(HOUSEMATES, {"key": "p1", "day": date(2023, 6, 1)}) == [
        {"other": "p2", "source": SCHOOL, "since": date(2021, 9, 1)},
        {"other": "p3", "source": HOUSING, "since": date(2020, 1, 1)},
        {"other": "p3", "source": SCHOOL, "since": date(2021, 9, 1)},
        {"other": "p4", "source": HOUSING, "since": date(2023, 1, 1)},
    ]
    assert known.run(HOUSEMATES, {"key": "nobody", "day": date(2023, 6, 1)}) == []


def test_each_key_gets_the_rows_it_gets_alone(known: Store) -> None:
    keys = ["p3", "nobody", "p1", "p4", "p3"]
    day = {"day": date(2025, 1, 1)}
    together = known.run_each(HOUSEMATES, keys, day)
    assert together == {key: known.run(HOUSEMATES, {"key": key, **day}) for key in keys}
    assert [len(together[key]) for key in ("p3", "nobody", "p1", "p4")] == [2, 0, 3, 0]
    assert known.run_each(HOUSEMATES, [], day) == {}


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (p:Person {id: $key})-[r:RELATED_TO]->(o:Person) RETURN o.id AS key, r.relationship AS what "
        "UNION ALL MATCH (p:Person {id: $key})<-[r:RELATED_TO]-(o:Person) RETURN o.id AS key, 'of' AS what;",
        "WITH $least AS least MATCH (p:Person {id: $key})<-[d:DESCRIBES]-(r:Record) "
        "WHERE r.own_id >= least AND EXISTS { MATCH (q:Person {id: $key})-[:LIVES_AT]->(:Residence) } "
        "RETURN r AS key, d.source AS what",
        "MATCH (p:Person {id: $key}) OPTIONAL MATCH (p)-[r:RELATED_TO]->(o:Person) "
        "RETURN p.id AS key, collect({other: o.id, how: r.relationship}) AS what // of $key",
    ],
    ids=["union", "exists", "collect"],
)
def test_each_form_of_question_gives_each_key_its_rows(known: Store, text: str) -> None:
    asked = question(text)
    others = {"least": "1"} if "$least" in text else {}
    keys = ["p1", "p2", "p3", "nobody"]
    together = known.run_each(asked, keys, others)

    def told(rows: list[dict[str, object]]) -> list[str]:
        return sorted(repr(row) for row in rows)

    assert {key: told(rows) for key, rows in together.items()} == {
        key: told(known.run(asked, {"key": key, **others})) for key in keys
    }
    assert any(together.values())


def test_links_are_what_linkage_reads(known: Store) -> None:
    people, identifiers = known.links()
    assert people.schema == {"record": pl.String, "person": pl.String}
    assert sorted(people.rows()) == [
        (f"{HOUSING}/T1", "p3"), (f"{HOUSING}/T2", "p4"),
        (f"{SCHOOL}/1", "p1"), (f"{SCHOOL}/2", "p2"), (f"{SCHOOL}/3", "p3"),
    ]  # fmt: skip
    assert identifiers.schema == {"record": pl.String, "scheme": pl.String, "value": pl.String}
    assert sorted(identifiers.rows()) == [
        (f"{HOUSING}/T1", "nhs_number", "9990000018"),
        (f"{SCHOOL}/1", "upn", "A123456789012"),
    ]


def test_an_identifier_that_ended_links_no_more(known: Store) -> None:
    ends = EdgeEnds("HAS_IDENTIFIER", "Record", "Identifier")
    frame = whole(family().frames(), load_schema()).edges[ends].with_columns(ended_on=date(2026, 5, 1))
    known.write(Changes(changed_edges={ends: frame}))
    assert known.links()[1].is_empty()


def test_links_of_an_empty_store_have_their_columns(store: Store) -> None:
    people, identifiers = store.links()
    assert (people.columns, identifiers.columns) == (["record", "person"], ["record", "scheme", "value"])
    assert people.is_empty()
    assert identifiers.is_empty()


def test_all_edges_of_nodes_of_a_kind_each_once(known: Store) -> None:
    graph = whole(family().frames(), load_schema())
    found = known.edges_of("Person", ["p1", "p3"])
    wanted = {
        ends: frame.filter(
            (pl.col("start").is_in(["p1", "p3"]) & (ends.start == "Person"))
            | (pl.col("end").is_in(["p1", "p3"]) & (ends.end == "Person"))
        )
        for ends, frame in graph.edges.items()
    }
    assert {ends: sorted(frame.rows(), key=repr) for ends, frame in found.edges.items()} == {
        ends: sorted(frame.rows(), key=repr) for ends, frame in wanted.items() if frame.height
    }
    assert known.edges_of("Person", []).rows() == 0
    assert known.edges_of("Person", ["nobody"]).rows() == 0


def test_what_one_feed_states_and_no_other(known: Store) -> None:
    found = known.held(HOUSING)
    assert sorted(found.nodes["Record"]["id"]) == [f"{HOUSING}/T1", f"{HOUSING}/T2"]
    assert {kind for frame in found.edges.values() for kind in frame["source"]} == {HOUSING}
    assert found.edges[EdgeEnds("LIVES_AT", "Person", "Residence")].height == 2


def test_the_same_graph_whatever_people_are_called(place: StorePlace, known: Store) -> None:
    graph = family().frames()
    before = canonical(known)
    everyone = [f"p{number}" for number in range(1, 5)]
    renamed = {person: f"other-{person}" for person in everyone}

    def anew(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.with_columns(
            pl.col(side).replace(renamed) for side in ("start", "end", "id") if side in frame.columns
        )

    other = Frames(
        {name: anew(frame) for name, frame in graph.nodes.items()},
        {ends: anew(frame) for ends, frame in graph.edges.items()},
    )
    old = known.edges_of("Person", everyone)
    known.write(
        Changes(
            deleted_edges=old.edges,
            merged_nodes={"Person": other.nodes["Person"]},
            new_edges={ends: frame for ends, frame in other.edges.items() if ends in old.edges},
            deleted_nodes={"Person": pl.DataFrame({"id": everyone})},
        )
    )
    assert known.nodes("Person", everyone) == []
    assert canonical(known) == before


def test_readers_never_see_half_a_change(known: Store) -> None:
    record = whole(family().frames(), load_schema()).nodes["Record"].head(2)
    text = question(
        "MATCH (p:Person {id: $key})<-[:DESCRIBES]-(r:Record) RETURN r.family_name AS a, r.address AS b"
    )
    both = question(
        "MATCH (r:Record) WHERE r.source = 'school/roll' AND r.own_id < '3' RETURN r.address AS b"
    )
    stop, seen, faults = threading.Event(), set[object](), list[BaseException]()

    def read_twice(_: int) -> set[object]:
        (row,) = known.run(text, {"key": "p1"})
        told = {found["b"] for found in known.run(both, {})}
        return told if row["b"] is None else {*told, row["a"], row["b"]}

    def read() -> None:
        try:
            while not stop.is_set():
                told = consistently(known, read_twice)
                assert len(told) == 1, told
                seen.update(told)
        except BaseException as error:
            faults.append(error)
            raise

    readers = [threading.Thread(target=read) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    try:
        for number in range(CHANGES):
            name = pl.lit(f"name {number}")
            known.write(Changes(merged_nodes={"Record": record.with_columns(family_name=name, address=name)}))
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert not faults
    assert seen


def test_a_closed_store_answers_nothing(store: Store) -> None:
    store.close()
    store.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        store.run(question("MATCH (p:Person) RETURN p.id AS id"), {})
    with pytest.raises(StoreUnavailable, match="closed"):
        store.run_each(question("MATCH (p:Person {id: $key}) RETURN p.id AS id"), ["1", "2", "3", "4", "5"])
    with pytest.raises(StoreUnavailable, match="closed"):
        store.write(Changes(merged_nodes={"Agency": _agency()}))


def _agency() -> pl.DataFrame:
    return pl.DataFrame([{"id": "a"}], schema=node_columns(load_schema().nodes["Agency"]))


def test_everything_is_built_beside_readers(store: Store) -> None:
    faults: list[BaseException] = []
    counted: list[object] = []
    asked = question("MATCH (p:Person {id: $key}) RETURN p.id AS id")

    def read() -> None:
        try:
            while len(counted) < 200 and not done.is_set():
                counted.append(store.run(asked, {"key": "Person/full"}))
        except BaseException as error:
            faults.append(error)
            raise

    done = threading.Event()
    readers = [threading.Thread(target=read) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    store.build(everything())
    done.set()
    for reader in readers:
        reader.join()
    assert not faults
    assert store.run(asked, {"key": "Person/full"}) == [{"id": "Person/full"}]
