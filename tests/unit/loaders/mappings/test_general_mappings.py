"""The general mappings: what an agency fills in stands in the graph, in CSV and in a workbook alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

import pytest

from graph.errors import InputFault
from graph.frames import Frames
from loaders.delivered import Delivered, template
from loaders.mapping import TableRule, parse_mapping
from loaders.mapping.general import general_names
from tests.feeds import Hub, gathered, rows_of
from tests.unit.loaders.mappings.general_samples import FULL, as_csv, as_workbook, feed_of, needed

NAMES = tuple(FULL)


def table_of(name: str) -> TableRule:
    return feed_of(name).tables[0]


def written_out(frames: Frames) -> dict[str, list[tuple[object, ...]]]:
    return {str(name): sorted(frame.rows(), key=repr) for name, frame in frames}


def test_every_general_mapping_that_people_fill_in_has_a_sample() -> None:
    assert {name for name in general_names() if template.table_of(name)} == set(NAMES)


def test_the_page_on_them_lists_each_and_its_example_is_sound() -> None:
    page = (Path(__file__).parents[4] / "docs" / "sharing-files.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z0-9_]+)`", page, re.MULTILINE)) >= set(general_names())
    (example,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert parse_mapping("example.yaml", example).feed.category == "sharing_log"


@pytest.mark.parametrize("name", NAMES)
def test_the_sample_fills_every_column(name: str) -> None:
    assert set(FULL[name]) == set(table_of(name).columns)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_a_full_row_is_left_out(name: str, tmp_path: Path) -> None:
    found = gathered(feed_of(name), as_csv(tmp_path / "log.csv", FULL[name]))
    assert (found.read, found.loaded, found.rejected, found.findings) == (1, 1, [], [])
    for rule in table_of(name).nodes.values():
        described = found.frames.nodes.get(rule.kind)
        for prop in rule.set if described is not None else ():
            assert described is not None
            assert described[prop].drop_nulls().len(), (rule.kind, prop)
    edges = {ends.edge for ends in found.frames.edges}
    assert edges == {edge.kind for edge in table_of(name).edges} | {"FROM"}


@pytest.mark.parametrize("name", NAMES)
def test_every_column_is_used(name: str) -> None:
    table = table_of(name)
    used = {value.column for rule in table.nodes.values() for value in (*rule.set.values(), *rule.key)}
    used |= {rule.of_column for rule in table.nodes.values()}
    used |= {rule.when.column for rule in table.nodes.values() if rule.when}
    used |= {rule.restriction.column for rule in table.nodes.values() if rule.restriction}
    used |= {value.column for edge in table.edges for value in edge.set.values()}
    made = {one.name: {*one.join, *one.first_of, one.column} for one in table.derive}
    for one in reversed(table.derive):
        used |= made[one.name] if one.name in used else set()
    assert set(table.columns) <= used


@pytest.mark.parametrize("name", NAMES)
def test_a_workbook_gives_the_same_graph(name: str, tmp_path: Path) -> None:
    other = {**FULL[name], **dict.fromkeys(list(FULL[name])[-2:], "")}
    rows = (FULL[name], other)
    csv = gathered(feed_of(name), as_csv(tmp_path / "log.csv", *rows))
    workbook = gathered(feed_of(name), as_workbook(tmp_path / "log.xlsx", *rows))
    assert workbook.loaded == csv.loaded == 2
    assert written_out(workbook.frames) == written_out(csv.frames)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_optional_may_be_absent(name: str, tmp_path: Path) -> None:
    least = {column for columns in needed(name).values() for column in columns[:1]}
    row = {column: cell for column, cell in FULL[name].items() if column in least}
    found = gathered(feed_of(name), as_csv(tmp_path / "log.csv", row))
    assert (found.loaded, found.rejected, found.findings) == (1, [], [])


@pytest.mark.parametrize(("name", "field"), [(name, field) for name in NAMES for field in needed(name)])
def test_a_row_without_what_it_needs_is_set_apart_with_its_place(
    name: str, field: str, tmp_path: Path
) -> None:
    spoilt = {**FULL[name], **dict.fromkeys(needed(name)[field], "")}
    found = gathered(feed_of(name), as_csv(tmp_path / "log.csv", FULL[name], spoilt))
    assert (found.read, found.loaded) == (2, 1)
    ((file, row),) = found.rejected
    assert (file, row.table, row.line, row.field) == ("log.csv", table_of(name).name, 3, field)
    assert "required" in row.reason


def coded() -> Iterable[tuple[str, str, str, str | bool]]:
    for name in NAMES:
        for column in table_of(name).columns.values():
            yield from ((name, column.name, word, code) for word, code in column.values.items())


def property_of(table: TableRule, column: str) -> tuple[str, str] | None:
    """Kind of node or edge, and property, into which a column goes."""
    rules: list[tuple[str, Mapping[str, object]]] = [(rule.kind, rule.set) for rule in table.nodes.values()]
    rules += [(edge.kind, edge.set) for edge in table.edges]
    for kind, values in rules:
        for prop, value in values.items():
            if getattr(value, "column", None) == column:
                return kind, prop
    return None


@pytest.mark.parametrize(("name", "column", "word", "code"), list(coded()))
def test_every_word_of_a_code_list_is_read(
    name: str, column: str, word: str, code: str | bool, tmp_path: Path
) -> None:
    row = {**FULL[name], column: word.upper()}
    found = gathered(feed_of(name), as_csv(tmp_path / "log.csv", row))
    assert (found.loaded, found.findings) == (1, [])
    if column == "About":
        assert [end for _, end in rows_of(found.frames, "ABOUT", "start", "end") if "P2" in str(end)]
        return
    if column == "Restricted as":
        assert rows_of(found.frames, "Observation", "restriction") == [(code,)]
        return
    place = property_of(table_of(name), column)
    assert place is not None
    assert {value for (value,) in rows_of(found.frames, *place)} - {None} == {code}


def unknown() -> Iterable[tuple[str, str]]:
    for name in NAMES:
        kinds = ("code", "date", "datetime", "number", "boolean")
        yield from ((name, column.name) for column in table_of(name).columns.values() if column.type in kinds)


@pytest.mark.parametrize(("name", "column"), list(unknown()))
def test_a_cell_that_cannot_be_read_sets_its_row_apart(name: str, column: str, tmp_path: Path) -> None:
    spoilt = {**FULL[name], column: "perhaps"}
    found = gathered(feed_of(name), as_csv(tmp_path / "log.csv", FULL[name], spoilt))
    ((_, row),) = found.rejected
    assert (row.line, row.field, row.value) == (3, column, "perhaps")


def test_a_sharing_names_whom_it_is_about_and_to_whom_it_went(tmp_path: Path) -> None:
    person = {**FULL["sharing_log"], "About": "person", "Feed it is in": "housing/tenancies"}
    rows = (FULL["sharing_log"], {**person, "Its reference there": "T1 | 2"})
    found = gathered(feed_of("sharing_log"), as_csv(tmp_path / "log.csv", *rows))
    assert len(rows_of(found.frames, "Sharing", "id")) == 1
    assert {end for (end,) in rows_of(found.frames, "ABOUT", "end")} == {
        "police/incidents/2026-14", "police/incidents/P2", "police/sharing_log/7", "housing/tenancies/T1/2",
    }  # fmt: skip
    assert {end for (end,) in rows_of(found.frames, "TO", "end")} == {"school", "csc", "school/pupils/P9"}
    assert {end for (end,) in rows_of(found.frames, "BY", "end")} == {"police"}
    assert {end for (end,) in rows_of(found.frames, "UNDER", "end")} == {"council/agreements/A1"}
    assert {day for (day,) in rows_of(found.frames, "TO", "valid_from")} == {date(2026, 2, 12)}


def test_what_is_not_an_act_is_no_row_of_a_log(tmp_path: Path) -> None:
    row = {**FULL["sharing_log"], "What happened": "no record of sharing"}
    ((_, fault),) = gathered(feed_of("sharing_log"), as_csv(tmp_path / "log.csv", row)).rejected
    assert (fault.field, fault.value) == ("What happened", "no record of sharing")


def test_a_request_without_a_reply_stands_on_the_day_it_was_made(tmp_path: Path) -> None:
    row = {**FULL["sharing_log"], "What happened": "asked", "Happened on": "", "Decided on": ""}
    found = gathered(feed_of("sharing_log"), as_csv(tmp_path / "log.csv", row))
    assert rows_of(found.frames, "Sharing", "act", "happened_on", "requested_on") == [
        ("asked_no_reply", None, date(2026, 2, 10))
    ]
    assert {day for (day,) in rows_of(found.frames, "TO", "valid_from")} == {date(2026, 2, 10)}


def test_a_feed_that_is_not_named_rightly_is_found(tmp_path: Path) -> None:
    row = {**FULL["orders"], "Feed of the person's record": "the housing file"}
    found = gathered(feed_of("orders"), as_csv(tmp_path / "log.csv", row))
    assert [finding.kind for _, finding in found.findings] == ["feed_not_named_rightly"]
    assert {start for (start,) in rows_of(found.frames, "SUBJECT_OF", "start")} == {"police/orders/7"}


def test_the_last_day_of_an_order_and_of_an_agreement_is_one_on_which_it_holds(tmp_path: Path) -> None:
    order = gathered(feed_of("orders"), as_csv(tmp_path / "o.csv", FULL["orders"]))
    assert rows_of(order.frames, "Order", "made_on", "ends_on") == [(date(2026, 3, 1), date(2027, 3, 1))]
    consent = gathered(feed_of("agreements_to_help"), as_csv(tmp_path / "c.csv", FULL["agreements_to_help"]))
    assert rows_of(consent.frames, "Consent", "starts_on", "ends_on") == [
        (date(2026, 1, 10), date(2026, 4, 10))
    ]
    standing = gathered(feed_of("sharing_agreements"), as_csv(tmp_path / "s.csv", FULL["sharing_agreements"]))
    assert rows_of(standing.frames, "SharingAgreement", "ends_on") == [(date(2027, 1, 1),)]
    assert sorted(rows_of(standing.frames, "TO", "start", "end")) == [
        ("police/sharing_agreements/A1", "family_help")
    ]


def test_a_contact_keeps_its_clock(tmp_path: Path) -> None:
    found = gathered(
        feed_of("contacts_and_referrals"), as_csv(tmp_path / "c.csv", FULL["contacts_and_referrals"])
    )
    assert rows_of(found.frames, "Contact", "received_at", "decide_by", "rating", "referral_source") == [
        (datetime(2026, 3, 1, 16, 45), datetime(2026, 3, 2, 16, 45), "amber", "school_nurse")
    ]
    assert rows_of(found.frames, "LED_TO", "start", "end") == [
        ("police/contacts_and_referrals/K1", "police/contacts_and_referrals/R1")
    ]


def test_a_safety_marker_is_restricted_with_its_feed_and_everything_in_it(tmp_path: Path) -> None:
    found = gathered(feed_of("safety_markers"), as_csv(tmp_path / "m.csv", FULL["safety_markers"]))
    owned = [frame for _, frame in found.frames if "restriction" in frame.columns and frame.height]
    assert len(owned) >= 5
    assert all(set(frame["restriction"]) == {"safety_marker"} for frame in owned)


@pytest.mark.parametrize("name", NAMES)
def test_the_feed_says_what_it_covers(name: str, tmp_path: Path) -> None:
    found = gathered(feed_of(name, to="2026-04-30"), as_csv(tmp_path / "log.csv", FULL[name]))
    assert rows_of(found.frames, "Source", "id", "covers_from", "covers_to", "covers_area") == [
        (f"police/{name}", date(2024, 1, 1), date(2026, 4, 30), "Northmere")
    ]


def test_all_kinds_load_into_one_store_and_again_change_nothing(hub: Hub, tmp_path: Path) -> None:
    delivered = [Delivered(feed_of(name), (as_csv(tmp_path / f"{name}.csv", FULL[name]),)) for name in NAMES]
    report = hub.deliver(*delivered)
    assert not report.has_faults
    assert (
        report.people == 4
    )  # the person of seven logs, the giver, the tenant and the pupil that nobody described
    graph = hub.graph(whole=True)
    again = hub.deliver(*delivered)
    assert all(
        (feed.counts.created, feed.counts.changed, feed.counts.ended) == (0, 0, 0) for feed in again.feeds
    )
    assert hub.graph(whole=True) == graph


SPOILT = [
    ("general: orders", "general: order", "general", "'orders'"),
    ("general: orders", "general: orders\ntables: []", "tables", "general mapping"),
    ("agency: police", "agency: police, restriction: secret", "feed.restriction", "Valid here"),
    ("files: '*'", "", "files", "is missing"),
]


@pytest.mark.parametrize(("old", "new", "field", "words"), SPOILT)
def test_a_fault_of_a_mapping_that_uses_one_has_its_place(old: str, new: str, field: str, words: str) -> None:
    text = "mapping: 1\ngeneral: orders\nfeed: {id: police/x, title: X, agency: police}\nfiles: '*'\n"
    assert parse_mapping("orders.yaml", text).feed.category == "court_order"
    with pytest.raises(InputFault) as fault:
        parse_mapping("orders.yaml", text.replace(old, new))
    assert (fault.value.file, fault.value.field) == ("orders.yaml", field)
    assert words in str(fault.value)
