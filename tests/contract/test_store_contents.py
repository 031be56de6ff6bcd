"""What goes into a store comes out again, by building and by writing alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from graph.errors import StoreUnavailable, StoreVersion
from graph.frames import Changes, EdgeEnds, Frames, edge_columns, node_columns, whole
from graph.schema import Property, PropertyType, Schema, load_schema
from graph.store import Store
from tests.graphs import FEED, LONG, WORDS, canonical, everything, question
from tests.stores import ENGINE_FAULTS, StorePlace

LIVES_AT = EdgeEnds("LIVES_AT", "Person", "Residence")


def as_changes(frames: Frames) -> Changes:
    """Everything in a graph as new."""
    return Changes(new_nodes=dict(frames.nodes), new_edges=dict(frames.edges))


def one_edge(store: Store, key: str) -> dict[str, object]:
    """The properties of the LIVES_AT edge of that key, with the ids at its ends."""
    text = (
        "MATCH (a:Person)-[r:LIVES_AT]->(b:Residence) WHERE r.key = $key RETURN a.id AS a, b.id AS b, r AS r"
    )
    (row,) = store.run(question(text), {"key": key})
    assert isinstance(row["r"], dict)
    return {**row["r"], "start": row["a"], "end": row["b"]}


def as_sets(frames: Frames) -> dict[object, set[tuple[object, ...]]]:
    """Frames without the order of their rows."""
    return {name: set(frame.rows()) for name, frame in frames if frame.height}


def owned_or_sourced(frames: Frames) -> Frames:
    """What one feed states of a graph in which it states everything."""
    schema = load_schema()
    return Frames({name: f for name, f in frames.nodes.items() if schema.nodes[name].owned}, frames.edges)


def test_a_new_store_is_empty_and_says_what_it_is(store: Store) -> None:
    store.ensure_schema()
    facts = store.facts()
    assert store.is_empty()
    assert (facts.schema_version, facts.generated, facts.generation, facts.today) == ("2.0", False, 0, None)


def test_a_store_keeps_the_mark_of_being_generated(place: StorePlace, store: Store) -> None:
    store.mark(generated=True, today=date(2026, 5, 12))
    store.close()
    facts = place.open().facts()
    assert (facts.generated, facts.today) == (True, date(2026, 5, 12))


def test_a_place_without_a_store_says_so(place: StorePlace) -> None:
    with pytest.raises(StoreUnavailable, match="holds no Kinscope store yet"):
        place.open().facts()


def test_building_gives_back_every_kind_and_property(store: Store) -> None:
    graph = whole(everything(), load_schema())
    store.build(graph)
    assert not store.is_empty()
    assert as_sets(store.held(FEED)) == as_sets(owned_or_sourced(graph))


def test_all_of_gives_every_node_and_edge_of_the_kinds_asked_for(store: Store) -> None:
    graph = whole(everything(), load_schema())
    store.build(graph)
    assert as_sets(store.all_of(graph.nodes, {ends.edge for ends in graph.edges})) == as_sets(graph)
    linked = store.all_of(["Person"], ["DESCRIBES"])
    wanted = {ends: frame for ends, frame in graph.edges.items() if ends.edge == "DESCRIBES"}
    assert as_sets(linked) == as_sets(Frames({"Person": graph.nodes["Person"]}, wanted))


def test_all_of_leaves_out_kinds_of_which_there_is_none(store: Store) -> None:
    assert store.all_of(["Person", "Wish"], ["DESCRIBES", "RELATED_TO"]).rows() == 0


def test_writing_gives_back_every_kind_and_property(store: Store) -> None:
    graph = whole(everything(), load_schema())
    store.write(as_changes(graph))
    assert as_sets(store.held(FEED)) == as_sets(owned_or_sourced(graph))
    assert store.held("another/feed").rows() == 0


def test_a_built_and_a_written_graph_are_the_same(place: StorePlace, store: Store) -> None:
    graph = everything()
    store.build(graph)
    built = canonical(store, without=())
    store.write(as_changes(graph))
    assert canonical(store, without=()) == built
    assert len(built) == graph.rows()


def test_what_was_built_and_written_is_there_when_opened_again(place: StorePlace, store: Store) -> None:
    store.build(everything())
    store.write(
        Changes(
            new_nodes={"Person": pl.DataFrame({"id": ["later"], "restriction": None, "former_ids": None})}
        )
    )
    before, generation = canonical(store), store.facts().generation
    store.close()
    again = place.open(writing=False)
    assert canonical(again) == before
    assert again.facts().generation == generation == 2


def test_what_is_made_while_the_store_builds_is_built_too(store: Store) -> None:
    graph, calls = whole(everything(), load_schema()), []
    first = {kind: frame for kind, frame in graph.nodes.items() if kind != "Person"}
    first["Record"] = graph.nodes["Record"][1:]
    rest = {"Person": graph.nodes["Person"], "Record": graph.nodes["Record"][:1]}

    def then() -> Frames:
        calls.append(1)
        return Frames(rest, graph.edges)

    store.build(Frames(first), then=then)
    assert calls == [1]
    assert as_sets(store.held(FEED)) == as_sets(owned_or_sourced(graph))
    assert len(canonical(store, without=())) == graph.rows()


def test_what_cannot_be_made_leaves_the_empty_store(store: Store) -> None:
    def then() -> Frames:
        raise StoreUnavailable("It broke off.")

    with pytest.raises(StoreUnavailable, match="broke off"):
        store.build(Frames({"Person": everything().nodes["Person"]}), then=then)
    assert store.is_empty()
    assert len(canonical(store, without=())) == 0
    store.build(everything())


def test_only_an_empty_store_is_built(store: Store) -> None:
    store.build(everything())
    with pytest.raises(StoreUnavailable, match="Only an empty store"):
        store.build(everything())


def test_nodes_and_edges_have_all_properties_of_their_kind_and_no_other(store: Store) -> None:
    store.build(everything())
    schema = load_schema()
    text = "MATCH (p:Person {id: $key})-[r]->(x) RETURN r AS r, x AS x"
    rows = store.run(question(text), {"key": "Person/few"})
    assert len(rows) == sum(1 for _, start, _ in schema.edge_pairs() if start == "Person")
    for row in rows:
        edge, node = row["r"], row["x"]
        assert isinstance(edge, dict)
        assert isinstance(node, dict)
        assert list(edge) == [prop.name for prop in schema.edges[edge["key"].split("/")[0]].properties]
        assert list(node) == [prop.name for prop in schema.nodes[node["id"].split("/")[0]].properties]
        assert edge["recorded_on"] is None


def test_values_come_back_as_plain_ones(store: Store) -> None:
    store.build(everything())
    text = (
        "MATCH (i:Incident {id: $key}) MATCH (r:Record {id: 'Record/full'}) "
        "RETURN i.happened_at AS at, r.birth_date AS born, r.words AS words, "
        "r.address AS address, [i.recorded_on] AS days"
    )
    (row,) = store.run(question(text), {"key": "Incident/full"})
    (incident,) = everything().nodes["Incident"].filter(pl.col("id") == "Incident/full").to_dicts()
    (record,) = everything().nodes["Record"].filter(pl.col("id") == "Record/full").to_dicts()
    assert row == {
        "at": incident["happened_at"], "born": record["birth_date"], "words": LONG,
        "address": f"address: {WORDS}", "days": [incident["recorded_on"]],
    }  # fmt: skip


def test_nodes_are_found_by_id_and_missing_ones_left_out(store: Store) -> None:
    store.build(everything())
    found = store.nodes("Agency", ["Agency/few", "nobody", "Agency/full", "Agency/few"])
    assert sorted(str(node["id"]) for node in found) == ["Agency/few", "Agency/full"]
    assert next(node for node in found if node["id"] == "Agency/few")["name"] is None
    assert store.nodes("Agency", []) == []


def test_writing_the_same_again_changes_nothing(store: Store) -> None:
    changes = as_changes(everything())
    store.write(changes)
    before = canonical(store, without=())
    store.write(changes)
    assert canonical(store, without=()) == before


def test_writing_the_same_many_edges_again_changes_nothing(store: Store) -> None:
    schema = load_schema()
    people = pl.DataFrame({"id": [f"p{i}" for i in range(300)]}).with_columns(
        restriction=None, former_ids=None
    )
    home = pl.DataFrame({"id": ["home"]})
    edges = pl.DataFrame(
        {
            "start": people["id"],
            "end": "home",
            "key": people["id"],
            "source": FEED,
            "valid_from": date(2020, 1, 1),
        }
    )
    graph = whole(Frames({"Person": people, "Residence": home}, {LIVES_AT: edges}), schema)
    store.write(as_changes(graph))
    store.write(as_changes(graph))
    counted = store.run(question("MATCH (:Person)-[r:LIVES_AT]->(:Residence) RETURN count(r) AS n"), {})
    assert counted == [{"n": 300}]


def test_a_changed_edge_takes_all_new_values(store: Store) -> None:
    graph = everything()
    store.build(graph)
    key = "LIVES_AT/Person/Residence/full"
    changed = (
        graph.edges[LIVES_AT]
        .filter(pl.col("key") == key)
        .with_columns(
            ended_on=date(2026, 3, 1),
            ending=pl.lit("withdrawn"),
            tenure=pl.lit(None, dtype=pl.String),
            communal=False,
        )
    )
    store.write(Changes(changed_edges={LIVES_AT: changed}))
    assert one_edge(store, key) == changed.to_dicts()[0]
    assert one_edge(store, "LIVES_AT/Person/Residence/few")["ended_on"] is None


def test_an_edge_is_changed_where_it_stands_and_none_is_made_by_a_change(store: Store) -> None:
    graph = everything()
    store.build(graph)
    before = canonical(store)
    key = "LIVES_AT/Person/Residence/full"
    one = graph.edges[LIVES_AT].filter(pl.col("key") == key)
    elsewhere = one.with_columns(end=pl.lit("Residence/nowhere"))
    missing = one.with_columns(key=pl.lit("no such edge"), tenure=pl.lit("tenant"))
    store.write(Changes(changed_edges={LIVES_AT: pl.concat([elsewhere, missing])}))
    assert canonical(store) == before


def test_a_changed_node_takes_all_new_values(store: Store) -> None:
    graph = everything()
    store.build(graph)
    changed = (
        graph.nodes["Record"]
        .filter(pl.col("id") == "Record/full")
        .with_columns(
            family_name=pl.lit("Ahmed"), words=pl.lit(None, dtype=pl.String), ended_on=date(2026, 3, 1)
        )
    )
    store.write(Changes(merged_nodes={"Record": changed}))
    (found,) = store.nodes("Record", ["Record/full"])
    assert found == changed.to_dicts()[0]


@pytest.mark.parametrize("order", [("Beck", "Adler"), ("Adler", "Beck")])
def test_a_shared_node_keeps_the_same_name_whoever_came_first(store: Store, order: tuple[str, str]) -> None:
    for name in (*order, None):
        agency = pl.DataFrame([{"id": "a", "name": name}], schema=node_columns(load_schema().nodes["Agency"]))
        store.write(Changes(merged_nodes={"Agency": agency}))
    assert [node["name"] for node in store.nodes("Agency", ["a"])] == ["Adler"]


@pytest.mark.parametrize(
    ("said", "stands"), [(None, "one two"), ("another", "another"), ("a", "a"), ("", None)]
)
def test_a_merged_person_takes_the_former_ids_that_are_said_last(
    store: Store, said: str | None, stands: str | None
) -> None:
    columns = node_columns(load_schema().nodes["Person"])
    for former_ids in ("one two", said):
        person = pl.DataFrame([{"id": "p", "former_ids": former_ids}], schema=columns)
        store.write(Changes(merged_nodes={"Person": person}))
    assert [node["former_ids"] for node in store.nodes("Person", ["p"])] == [stands]


def test_a_person_who_is_merged_for_the_first_time_with_an_empty_text_has_no_former_ids(store: Store) -> None:
    columns = node_columns(load_schema().nodes["Person"])
    person = pl.DataFrame([{"id": "p", "former_ids": ""}], schema=columns)
    store.write(Changes(merged_nodes={"Person": person}))
    assert [node["former_ids"] for node in store.nodes("Person", ["p"])] == [None]


def test_deleting_takes_edges_and_then_people(store: Store) -> None:
    graph = everything()
    store.build(graph)
    gone = {ends: frame for ends, frame in graph.edges.items() if "Person" in (ends.start, ends.end)}
    changes = Changes(deleted_edges=gone, deleted_nodes={"Person": graph.nodes["Person"].select("id")})
    store.write(changes)
    left = canonical(store)
    assert len(left) == graph.rows() - sum(frame.height for frame in gone.values()) - 2
    store.write(changes)
    assert canonical(store) == left


def test_an_edge_moves_to_another_person(store: Store) -> None:
    graph = everything()
    store.build(graph)
    key = "LIVES_AT/Person/Residence/full"
    former = graph.edges[LIVES_AT].filter(pl.col("key") == key)
    moved = former.with_columns(start=pl.lit("Person/few"))
    changes = Changes(deleted_edges={LIVES_AT: former}, new_edges={LIVES_AT: moved})
    store.write(changes)
    assert one_edge(store, key) == moved.to_dicts()[0]
    store.write(changes)
    assert one_edge(store, key) == moved.to_dicts()[0]


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    graph = everything()
    store.build(graph)
    before, generation = canonical(store, without=()), store.facts().generation
    person = pl.DataFrame({"id": ["p"], "restriction": None, "former_ids": None})
    edge = pl.DataFrame(
        [{"start": "p", "end": "Residence/few", "key": "k", "source": FEED}],
        schema=edge_columns(load_schema().edges["LIVES_AT"]),
    )
    still_tied = graph.nodes["Person"].select("id")
    with pytest.raises(ENGINE_FAULTS):
        store.write(
            Changes(
                new_nodes={"Person": person}, new_edges={LIVES_AT: edge}, deleted_nodes={"Person": still_tied}
            )
        )
    assert canonical(store, without=()) == before
    assert store.facts().generation == generation
    store.write(Changes(new_nodes={"Person": person}))
    assert store.nodes("Person", ["p"])


def test_every_change_counts_the_generation_up_and_nothing_else_does(store: Store) -> None:
    store.write(Changes())
    assert store.facts().generation == 0
    store.write(as_changes(everything()))
    one = store.facts().generation
    store.run(question("MATCH (p:Person) RETURN p.id AS id"), {})
    assert store.facts().generation == one > 0


def later(schema: Schema, minor: int) -> Schema:
    """The schema of a later version, in which a record also has a note and a person lives at it by right."""
    note = Property("note", PropertyType.STRING, "A note.")
    rent = Property("rent", PropertyType.NUMBER, "Rent.")
    record, lives_at = schema.nodes["Record"], schema.edges["LIVES_AT"]
    return Schema(
        (schema.version[0], minor),
        {**schema.nodes, "Record": replace(record, own=(*record.own, note))},
        {
            **schema.edges,
            "LIVES_AT": replace(
                lives_at, own=(*lives_at.own, rent), ends=(*lives_at.ends, ("Household", "Residence"))
            ),
        },
    )


def test_an_older_store_is_taken_over_where_that_only_adds(place: StorePlace, store: Store) -> None:
    newer = later(load_schema(), load_schema().version[1] + 1)
    store.build(everything())
    store.close()
    taken = place.open(schema=newer)
    taken.ensure_schema()
    assert taken.facts().schema_version == f"{newer.version[0]}.{newer.version[1]}"
    (record,) = taken.nodes("Record", ["Record/full"])
    assert record["note"] is None
    assert record["words"] == LONG
    noted = everything(newer)
    taken.write(as_changes(whole(noted, newer)))
    (record,) = taken.nodes("Record", ["Record/full"])
    assert record["note"] == f"note: {WORDS}"
    assert as_sets(taken.held(FEED)).keys() == as_sets(owned_or_sourced(noted)).keys()


@pytest.mark.parametrize("version", [(1, 99), (2, 99), (3, 0)])
def test_a_store_that_cannot_be_taken_over_is_refused_with_how_to_go_on(
    place: StorePlace, version: tuple[int, int]
) -> None:
    other = place.open(schema=replace(load_schema(), version=version))
    other.ensure_schema()
    other.close()
    store = place.open()
    how = (
        "Load the deliveries again"
        if version < load_schema().version
        else "Use the version of Kinscope that wrote"
    )
    with pytest.raises(StoreVersion, match=how):
        store.ensure_schema()
    with pytest.raises(StoreVersion, match=how):
        store.facts()
