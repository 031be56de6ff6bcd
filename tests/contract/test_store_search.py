"""People are found however they are spelt, and in an order that nobody else has a part in."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from graph.frames import Changes, EdgeEnds, edge_columns, node_columns, shaped, whole
from graph.query import Row
from graph.schema import load_schema
from graph.search import parse
from graph.store import Store
from tests.contract.explorer.small_graph import SmallGraph
from tests.graphs import everything

FEED = "school/roll"
PEOPLE = {
    "1": ("Mohammed Hussain", date(2014, 3, 2), "12 Alder Street, Northby", "M1 1AE"),
    "2": ("Muhammad Hussein", date(2014, 2, 3), "Flat 3, 12 Alder St", "M1 1AE"),
    "3": ("Elizabeth Smith", date(1980, 7, 19), "4 Mill Rd", "M2 2BB"),
    "4": ("Betty Smyth", date(1980, 7, 19), "14 Mill Road", "M2 2BB"),
    "5": ("William O'Brien", date(2011, 1, 1), "120 Alder Street", "M3 3CC"),
    "6": ("Bill Smithson", date(2011, 12, 31), None, None),
    "7": ("Małgorzata Kowalczyk", None, "7 Park Close", "M1 1AE"),
    "8": ("Bartholomew Featherstonehaugh", date(1999, 9, 9), "1 The Mews", "M4 4DD"),
    "9": ("Ann Ng", date(2014, 3, 2), "9 Ng Walk", "M4 4DD"),
    "10": ("Smith Jones", date(1980, 1, 1), "99 Oak Road", "M2 2BB"),
}
TYPED = [
    "mohammed hussain", "muhamad husain", "liz smith", "smi", "smith", "wiliam obrien", "bill", "b smith", "malgorzata",
    "hussain 02/03/2014", "2014-03-02", "smith 1980", "2011", "M1 1AE", "smith M2 2BB", "12 alder street",
    "4 mill road", "smith 4 mill road", "bartolomw fetherstonehaw", "bartholmw fethrstonehau 1999-09-09",
    "999 000 0018", "R-7", "0161 496 0123", "kowalczyk@example.org", "ng", "jones smith", "zzzz",
    "12 alder street M1 1AE hussain 2014-03-02",
]  # fmt: skip


def school() -> SmallGraph:
    """Ten people whose names are near to each other's."""
    graph = SmallGraph()
    graph.agency("school", "Alder School")
    graph.feed(FEED, "education", "Pupils")
    for own_id, (name, born, address, postcode) in PEOPLE.items():
        values = {"birth_date": born, "address": address, "postcode": postcode}
        graph.record(FEED, f"R-{own_id}", f"p{own_id}", name, **values)
    graph.identifier(FEED, f"{FEED}/R-5", "nhs_number", "9990000018")
    return graph


@pytest.fixture
def known(store: Store) -> Store:
    """A store that holds them, one with a telephone and an email address."""
    schema = load_schema()
    store.build(school().frames())
    points = [("telephone", "+441614960123", "R-6"), ("email", "kowalczyk@example.org", "R-7")]
    nodes = [
        {"id": f"{system}:{value}", "system": system, "value": value, "valid": True}
        for system, value, _ in points
    ]
    edges = [
        {"start": f"{FEED}/{record}", "end": f"{system}:{value}", "key": record, "source": FEED}
        for system, value, record in points
    ]
    ends = EdgeEnds("HAS_CONTACT_POINT", "Record", "ContactPoint")
    store.write(
        Changes(
            merged_nodes={
                "ContactPoint": shaped(pl.DataFrame(nodes), node_columns(schema.nodes["ContactPoint"]))
            },
            new_edges={ends: shaped(pl.DataFrame(edges), edge_columns(schema.edges["HAS_CONTACT_POINT"]))},
        )
    )
    return store


def found(store: Store, typed: str, limit: int = 100, offset: int = 0) -> list[Row]:
    return store.search(parse(typed), limit=limit, offset=offset)


def numbers(rows: list[Row]) -> list[str]:
    """The agency's own numbers of the records, in order."""
    return [str(row["record_id"]).rpartition("R-")[2] for row in rows]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("mohammed hussain", ["1", "2"]),
        ("featherst", ["8"]),
        ("muhamad husain", ["2", "1"]),
        ("wiliam obrien", ["5"]),
        ("liz smith", ["3"]),
        ("betty smyth", ["4", "3"]),
        ("Malgorzata", ["7"]),
        ("2014-03-02", ["1", "9"]),
        ("19.7.1980", ["3", "4"]),
        ("smith 1980", ["10", "3"]),
        ("999 000 0018", ["5"]),
        ("R-4", ["4"]),
        ("m44dd", ["8", "9"]),
        ("12 alder street", ["1", "2"]),
        ("4 Mill Rd.", ["3"]),
        ("0161 496 0123", ["6"]),
        ("+44 161 496 0123", ["6"]),
        ("Kowalczyk@Example.org", ["7"]),
        # Three slips in one long word.
        ("bartolomw", ["8"]),
    ],
)
def test_who_is_found_first(known: Store, typed: str, first: list[str]) -> None:
    assert numbers(found(known, typed))[: len(first)] == first


@pytest.mark.parametrize("typed", ["zzzz", "M9 9ZZ", "999 000 0026", "1 elm grove", ""])
def test_nobody_is_found(known: Store, typed: str) -> None:
    assert found(known, typed) == []


def test_an_answer_can_be_cut_and_says_why(known: Store) -> None:
    (first, *_) = found(known, "liz smith")
    assert first == {
        "record_id": f"{FEED}/R-3", "person": "p3", "source": FEED, "agency": "school", "category": "education",
        "restriction": None, "score": 1.9, "reason": "first name is another form of 'liz'; surname is 'smith'",
    }  # fmt: skip


@pytest.mark.parametrize("typed", TYPED)
def test_pages_are_the_cuts_of_one_long_page(known: Store, typed: str) -> None:
    whole_answer = found(known, typed)
    pages = [row for offset in range(0, 14, 3) for row in found(known, typed, limit=3, offset=offset)]
    assert pages == whole_answer
    order = [(-float(str(row["score"])), str(row["record_id"])) for row in whole_answer]
    assert order == sorted(order)
    assert len(set(order)) == len(order)


def test_taking_a_record_away_leaves_the_order_of_the_others(known: Store) -> None:
    before = {typed: found(known, typed) for typed in TYPED}
    records = whole(school().frames(), load_schema()).nodes["Record"]
    for number in PEOPLE:
        record = records.filter(pl.col("id") == f"{FEED}/R-{number}")
        known.write(Changes(merged_nodes={"Record": record.with_columns(ended_on=date(2026, 5, 1))}))
        for typed, rows in before.items():
            assert found(known, typed) == [row for row in rows if numbers([row]) != [number]]
        known.write(Changes(merged_nodes={"Record": record}))
    assert {typed: found(known, typed) for typed in TYPED} == before


def test_a_name_is_found_as_soon_as_it_is_written(known: Store) -> None:
    assert found(known, "zebedee") == []
    schema = load_schema()
    record = whole(school().frames(), schema).nodes["Record"].head(1)
    renamed = record.with_columns(given_names=pl.lit("Zebedee"), name_tokens=pl.lit("zebedee hussain"))
    known.write(Changes(merged_nodes={"Record": renamed}))
    assert numbers(found(known, "zebedie")) == ["1"]
    assert numbers(found(known, "mohammed"))[0] != "1"


def test_another_reader_finds_what_was_written_since(store: Store) -> None:
    assert found(store, "zoe") == []
    store.write(Changes(new_nodes=dict(everything().nodes)))
    rows = found(store, "zoe")
    assert [row["record_id"] for row in rows] == []
    standing = everything().nodes["Record"].with_columns(ended_on=pl.lit(None, dtype=pl.Date))
    store.write(Changes(merged_nodes={"Record": standing}))
    assert [row["record_id"] for row in found(store, "zoe")] == ["Record/full"]
