"""The whole road, into a real store: nothing changes twice, no order matters, nothing is closed wrongly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from graph.errors import InputFault, UsageFault
from graph.time import as_loaded
from loaders.delivered import Delivered
from loaders.report import Withheld
from tests.feeds import DAY, NHS, PEOPLE, UPN, Hub, mapping, person, write

NEXT = date(2026, 6, 12)
LATER = date(2026, 7, 12)


def record(hub: Hub, key: str) -> dict[str, object]:
    (row,) = hub.store.nodes("Record", [key])
    return row


def test_the_same_delivery_twice_leaves_the_graph_untouched(hub: Hub) -> None:
    rows = [person("1", NHS=NHS[0], Address="12 Alder St", Team="North"), person("2", UPN=UPN, Team="South")]
    first = hub.people("housing", *rows)
    graph, generation = hub.graph(whole=True), hub.store.facts().generation
    again = hub.people("housing", *rows, on=NEXT)
    assert (again.counts.created, again.counts.changed, again.counts.ended) == (0, 0, 0)
    assert again.counts.unchanged == first.counts.created > 0
    assert hub.graph(whole=True) == graph
    assert hub.store.facts().generation == generation
    assert [entry.outcome for entry in hub.ledger.loads("housing/people")] == ["done", "done"]


def three_feeds(hub: Hub) -> list[Delivered]:
    """Linked across agencies by different numbers, with a shared address and service names."""
    return [
        hub.of_people(
            "housing",
            person("1", NHS=NHS[0], Address="12 Alder St", Team="North", Since="01/02/2020"),
            person("2", NHS=NHS[1], UPN=UPN, Address="12 Alder Street"),
        ),
        hub.of_people(
            "school", person("9", UPN=UPN, Team="Elm"), person("8", NHS=NHS[0], Address="7 Poplar Ct")
        ),
        hub.of_people("csc", person("5", UPN=UPN, NHS=NHS[2]), person("6", NHS=NHS[2], Team="North")),
    ]


def loaded(folder: Path, batches: Sequence[Sequence[int]]) -> tuple[list[str], list[list[str]]]:
    """The graph and the groups of records after the three feeds came in these batches."""
    folder.mkdir()
    hub = Hub(folder)
    try:
        feeds = three_feeds(hub)
        for batch in batches:
            hub.deliver(*(feeds[place] for place in batch))
        return hub.graph(), hub.groups()
    finally:
        hub.close()


BATCHES: list[list[list[int]]] = [
    *([[place] for place in order] for order in permutations(range(3))),
    [[0, 1], [2]],
    [[2, 0], [1]],
    [[1], [2, 0]],
]


def test_feeds_in_any_order_and_any_batching_give_the_same_graph(tmp_path: Path) -> None:
    graph, groups = loaded(tmp_path / "at once", [[0, 1, 2]])
    assert ["housing/people/1", "school/people/8"] in groups
    for number, batches in enumerate(BATCHES):
        assert loaded(tmp_path / str(number), batches) == (graph, groups)


def test_a_first_build_and_an_incremental_write_count_alike(hub: Hub, tmp_path: Path) -> None:
    rows = [person("1", NHS=NHS[0], Address="12 Alder St", Team="North"), person("2")]
    built = hub.people("housing", *rows).counts
    (tmp_path / "other").mkdir()
    other = Hub(tmp_path / "other")
    other.people("school", person("9"))
    assert other.people("housing", *rows).counts == built
    other.close()


def test_a_later_feed_that_joins_two_people_moves_what_is_said_of_them(hub: Hub) -> None:
    hub.people("housing", person("1", NHS=NHS[0], Address="12 Alder St"))
    hub.people("school", person("2", UPN=UPN, Address="7 Poplar Ct", Team="Elm"))
    assert len(hub.groups()) == 2
    hub.people("csc", person("3", NHS=NHS[0], UPN=UPN))
    assert hub.groups() == [["csc/people/3", "housing/people/1", "school/people/2"]]
    homes = hub.ask("MATCH (p:Person)-[:LIVES_AT]->(h:Residence) RETURN p.id AS person, h.id AS home")
    assert len(homes) == 2
    (someone,) = hub.ask("MATCH (p:Person) RETURN p.id AS id, p.former_ids AS former")
    assert {row["person"] for row in homes} == {someone["id"]}
    assert len(str(someone["former"]).split()) == 2
    assert len(hub.ask("MATCH (:Person)-[r:HAS_INVOLVEMENT]->(:Involvement) RETURN r.key AS key")) == 1


def test_a_number_that_is_corrected_undoes_the_link_at_once(hub: Hub) -> None:
    hub.people("housing", person("1", NHS=NHS[0], Address="12 Alder St"))
    hub.people("school", person("2", NHS=NHS[0], Address="7 Poplar Ct"))
    assert len(hub.groups()) == 1
    corrected = [person("2", NHS=NHS[1], Address="7 Poplar Ct")]
    hub.people("school", *corrected, on=NEXT)
    assert hub.groups() == [["housing/people/1"], ["school/people/2"]]
    rows = hub.ask("MATCH (p:Person)-[l:LIVES_AT]->(:Residence) RETURN p.id AS person, l.record_id AS record")
    assert len({row["person"] for row in rows}) == 2
    graph = hub.graph(whole=True)
    hub.people("school", *corrected, on=LATER)
    assert hub.graph(whole=True) == graph


def test_two_nhs_numbers_are_left_apart_and_decided_once(hub: Hub) -> None:
    hub.people("housing", person("1", NHS=NHS[0], UPN=UPN))
    report = hub.deliver(hub.of_people("school", person("2", NHS=NHS[1], UPN=UPN)))
    assert [clash.scheme for clash in report.clashes] == ["nhs_number"]
    assert len(hub.groups()) == 2
    hub.deliver(hub.of_people("school", person("2", NHS=NHS[1], UPN=UPN)), on=NEXT)
    decided = hub.ledger.decisions(kind="identifier_clash")
    assert [(entry.subject, entry.other) for entry in decided] == [("housing/people/1", "school/people/2")]


def test_an_invalid_number_never_links(hub: Hub) -> None:
    hub.people("housing", person("1", NHS="9990000019"))
    hub.people("school", person("2", NHS="9990000019"))
    assert len(hub.groups()) == 2
    held = hub.ask(
        "MATCH (:Record)-[:HAS_IDENTIFIER]->(i:Identifier) RETURN i.value AS value, i.valid AS valid"
    )
    assert held == [{"value": "9990000019", "valid": False}] * 2


def test_what_the_source_no_longer_says_is_closed_and_an_earlier_day_still_shows_it(hub: Hub) -> None:
    hub.people("housing", person("1", Family="Kerr"), person("2"))
    report = hub.people("housing", person("1", Family="Marsh"), on=NEXT)
    assert report.swept
    assert report.counts.changed == 1
    assert report.counts.ended == 2
    gone = record(hub, "housing/people/2")
    assert (gone["ended_on"], gone["ending"]) == (NEXT, "withdrawn")
    changed = record(hub, "housing/people/1")
    assert changed["family_name"] == "Marsh"
    before = as_loaded(changed, DAY)
    assert before is not None
    assert before["family_name"] == "Kerr"
    hub.people("housing", person("1", Family="Marsh"), person("2"), on=LATER)
    assert record(hub, "housing/people/2")["ended_on"] is None


@pytest.mark.parametrize(
    ("delivery", "ending"),
    [
        ("whole", "withdrawn"),
        ("rolling_window, window_days: 90", "left_window"),
        ("additions", None),
    ],
)
def test_how_a_feed_is_delivered_decides_how_its_facts_end(
    hub: Hub, delivery: str, ending: str | None
) -> None:
    words = {"title: People,": f"title: People, delivery: {delivery},"}
    hub.people("housing", person("1"), person("2"), words=words)
    report = hub.people("housing", person("2"), on=NEXT, words=words)
    assert report.swept == (ending is not None)
    assert record(hub, "housing/people/1")["ending"] == ending


def test_why_nothing_was_closed_is_told(hub: Hub) -> None:
    assert hub.people("housing", person("1")).withheld is None
    assert hub.people("housing", person("1", Born="soon")).withheld is Withheld.ROWS_QUARANTINED
    additions = {"title: People,": "title: People, delivery: additions,"}
    assert hub.people("school", person("1"), words=additions).withheld is Withheld.ADDITIONS_ONLY
    refused = Delivered(mapping(PEOPLE, AGENCY="csc"), (write(hub.folder / "csc.csv", "Other\n1\n"),))
    assert hub.deliver(refused).feeds[0].withheld is Withheld.REFUSED


def test_a_quarantined_row_withholds_the_closing(hub: Hub) -> None:
    hub.people("housing", person("1"), person("2"), person("3"))
    report = hub.people("housing", person("1", Born="soon"), person("2", Family="Marsh"), on=NEXT)
    assert not report.swept
    assert (report.counts.read, report.counts.loaded, report.counts.quarantined) == (2, 1, 1)
    assert report.counts.ended == 0
    assert record(hub, "housing/people/3")["ended_on"] is None
    assert record(hub, "housing/people/2")["family_name"] == "Marsh"
    (row,) = hub.ledger.quarantined()
    assert (row.file, row.line, row.field, row.value) == ("housing.csv", 2, "Born", "soon")


def test_a_spoilt_file_leaves_its_feed_as_it_was_and_the_others_load(hub: Hub) -> None:
    hub.people("housing", person("1"))
    spoilt = Delivered(
        hub.of_people("housing").mapping, (write(hub.folder / "housing.csv", "Id,Secret Kerr\n1,x\n"),)
    )
    report = hub.deliver(spoilt, hub.of_people("school", person("2")), on=NEXT)
    school, housing = report.feeds
    assert (school.feed, school.fault) == ("school/people", None)
    assert isinstance(housing.fault, InputFault)
    assert (housing.fault.file, housing.fault.line) == ("housing.csv", 1)
    assert report.has_faults
    assert record(hub, "housing/people/1")["ended_on"] is None
    assert record(hub, "school/people/2")["given_names"] == "Given 2"


def test_why_a_file_was_refused_is_kept_where_values_are_encrypted(hub: Hub) -> None:
    text = "Id,NHS,UPN,Given,Family,Born,Address,Team,Since\n"
    file = hub.folder / "housing.csv"
    file.write_bytes(text.encode() + b"1,\xffKerr\n")
    from loaders.rows.gather import SourceFile

    hub.deliver(Delivered(hub.of_people("housing").mapping, (SourceFile.of(file),)))
    (entry,) = hub.ledger.loads("housing/people")
    assert entry.outcome == "refused"
    (finding,) = hub.ledger.findings_of(entry.id)
    assert finding.kind == "refused"
    assert "housing.csv" in str(finding.words)


def test_a_feed_that_is_delivered_twice_at_once_is_no_delivery(hub: Hub) -> None:
    with pytest.raises(UsageFault, match="housing/people is delivered twice"):
        hub.deliver(hub.of_people("housing", person("1")), hub.of_people("housing", person("2")))
    assert hub.ledger.loads() == []


def test_an_older_delivery_does_not_overwrite_a_later_one(hub: Hub) -> None:
    hub.people("housing", person("1", Family="Marsh"), on=NEXT)
    report = hub.people("housing", person("1", Family="Kerr"), on=DAY)
    assert report.withheld is Withheld.OVERTAKEN
    assert report.findings == {"late_delivery": 1}
    assert record(hub, "housing/people/1")["family_name"] == "Marsh"


def test_a_store_that_is_built_anew_takes_the_deliveries_from_the_first(hub: Hub, tmp_path: Path) -> None:
    hub.people("housing", person("1", Family="Marsh"), on=NEXT)
    (tmp_path / "anew").mkdir()
    anew = Hub(tmp_path / "anew")
    anew.ledger.close()
    anew.ledger = hub.ledger
    assert anew.people("housing", person("1", Family="Kerr"), on=DAY).fault is None
    anew.store.close()


CASES = """
mapping: 1
feed: {id: csc/cases, title: Cases, agency: csc, category: childrens_social_care}
files: cases.csv
tables:
  - read: {format: csv}
    columns: {Child: {required: true}, Since: {type: date, format: "%Y-%m-%d"}}
    nodes:
      child: {kind: Record, of: school/people, key: [Child]}
      case: {kind: Involvement, key: [Child], set: {involvement_kind: {const: child_in_need}}}
    edges: [{edge: HAS_INVOLVEMENT, from: child, to: case, set: {valid_from: Since}}]
"""


def cases(hub: Hub, *children: str) -> Delivered:
    rows = "".join(f"{child},2026-01-06\n" for child in children)
    return Delivered(mapping(CASES), (write(hub.folder / "cases.csv", f"Child,Since\n{rows}"),))


def test_what_is_said_of_another_feeds_record_is_the_same_whichever_comes_first(tmp_path: Path) -> None:
    """The record is named before it is known, and turns out to be of a person whom a third feed knows."""
    orders = list(permutations(["cases", "school", "housing"]))
    found = []
    for number, order in enumerate(orders):
        (tmp_path / str(number)).mkdir()
        hub = Hub(tmp_path / str(number))
        feeds = {
            "cases": cases(hub, "2", "77"),
            "school": hub.of_people("school", person("2", NHS=NHS[0])),
            "housing": hub.of_people("housing", person("1", NHS=NHS[0], Address="12 Alder St")),
        }
        for name in order:
            hub.deliver(feeds[name])
        known = hub.ask(
            "MATCH (p:Person)-[:HAS_INVOLVEMENT]->(i:Involvement) RETURN p.id AS person, i.id AS involvement"
        )
        assert len(known) == 2
        found.append(hub.graph())
        hub.close()
    assert all(graph == found[0] for graph in found)
    assert any(
        "described by housing/people/1, school/people/2" in line and "HAS_INVOLVEMENT" in line
        for line in found[0]
    )


def test_naming_a_record_again_takes_nothing_from_it(hub: Hub) -> None:
    hub.people("school", person("2", NHS=NHS[0]))
    hub.deliver(cases(hub, "2"))
    hub.deliver(cases(hub, "2"), on=NEXT)
    assert record(hub, "school/people/2")["given_names"] == "Given 2"
    assert hub.groups() == [["school/people/2"]]


REGISTER = """
mapping: 1
feed: {id: partnership/agencies, title: Agencies, agency: partnership, category: agency_register}
files: agencies.csv
tables:
  - read: {format: csv}
    columns: {Agency: {required: true}, Telephone: text}
    nodes: {listed: {kind: Agency, key: [Agency], set: {telephone: Telephone}}}
"""


def test_a_register_that_comes_first_and_holds_no_record_is_not_lost(hub: Hub) -> None:
    register = write(hub.folder / "agencies.csv", "Agency,Telephone\nhousing,01632 960001\n")
    hub.deliver(Delivered(mapping(REGISTER), (register,)))
    hub.people("housing", person("1"))
    (agency,) = hub.store.nodes("Agency", ["housing"])
    assert agency["telephone"] == "01632 960001"
    assert [row["id"] for row in hub.store.nodes("Source", ["partnership/agencies", "housing/people"])] == [
        "partnership/agencies", "housing/people",
    ]  # fmt: skip


def test_a_service_is_named_alike_whoever_names_it_first(tmp_path: Path) -> None:
    """Two spellings make one service; which of them it is called by follows from the spellings alone."""
    graphs = []
    for number, order in enumerate([("North Team", "north team"), ("north team", "North Team")]):
        (tmp_path / str(number)).mkdir()
        hub = Hub(tmp_path / str(number))
        hub.people(
            "housing", *(person(str(len(team) + place), Team=team) for place, team in enumerate(order))
        )
        graphs.append([line for line in hub.graph() if line.startswith('["Service"')])
        hub.close()
    assert graphs[0] == graphs[1]
    assert len(graphs[0]) == 1


def test_a_withdrawn_record_stays_with_its_person(hub: Hub) -> None:
    """What it said by an earlier day must still be found at that person."""
    hub.people("housing", person("1", NHS=NHS[0], Address="1 Elm St"), person("2"))
    hub.people("schools", person("7", NHS=NHS[0]))
    together = "MATCH (r:Record)-[:DESCRIBES]->(p:Person) RETURN r.id AS record, p.id AS person"
    before = {str(row["record"]): row["person"] for row in hub.ask(together)}
    report = hub.people("housing", person("2"), on=NEXT)
    after = {str(row["record"]): row["person"] for row in hub.ask(together)}
    assert report.counts.ended > 0
    assert after == before
    assert after["housing/people/1"] == after["schools/people/7"]
