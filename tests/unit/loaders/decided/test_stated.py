"""What goes with a record, and what others hold: pure, on frames."""

from __future__ import annotations

import polars as pl
import pytest

from graph.frames import EdgeEnds, Frames, edge_columns, shaped
from graph.schema import load_schema
from loaders.decided.stated import named_in, stated, without

MAYA, DANA, LEE = "school/roll/1", "school/roll/1/mother", "police/people/9"


def graph(*edges: tuple[str, str, str, str, str, str | None]) -> Frames:
    """Edges as (kind, start kind, start, end kind, end, key of the record that says so)."""
    schema = load_schema()
    rows: dict[EdgeEnds, list[dict[str, object]]] = {}
    for number, (edge, start_kind, start, end_kind, end, record) in enumerate(edges):
        row: dict[str, object] = {"start": start, "end": end, "record_id": record, "key": str(number)}
        rows.setdefault(EdgeEnds(edge, start_kind, end_kind), []).append(row)
    frames = {
        ends: shaped(pl.DataFrame(found, infer_schema_length=None), edge_columns(schema.edges[ends.edge]))
        for ends, found in rows.items()
    }
    return Frames({}, frames)


def gone(frames: Frames, *records: str) -> dict[str, set[str]]:
    """Ids of the nodes that go with these records, but for the records."""
    found = stated(frames, {"Record": records}).nodes
    return {kind: ids for kind, ids in found.items() if kind != "Record"}


def left(frames: Frames, *records: str) -> list[str]:
    """Numbers of the edges that stay."""
    kept = without(frames, stated(frames, {"Record": records}))
    return sorted(key for frame in kept.edges.values() for key in frame["key"])


def test_what_it_alone_states_goes_and_what_hangs_from_that() -> None:
    frames = graph(
        ("HAS_INVOLVEMENT", "Person", "p1", "Involvement", "i1", MAYA),
        ("WITH", "Involvement", "i1", "Service", "s1", None),
        ("MEMBER_OF", "Person", "p1", "Household", "h1", MAYA),
        ("AT", "Household", "h1", "Residence", "r1", None),
        ("HAS_IDENTIFIER", "Record", MAYA, "Identifier", "n1", MAYA),
        ("SUBJECT_OF", "Person", "p1", "Contact", "c1", MAYA),
        ("LED_TO", "Contact", "c1", "Referral", "f1", None),
    )
    assert gone(frames, MAYA) == {
        "Involvement": {"i1"}, "Household": {"h1"}, "Residence": {"r1"}, "Identifier": {"n1"}, "Contact": {"c1"},
        "Referral": {"f1"},
    }  # fmt: skip
    assert left(frames, MAYA) == []


def test_what_another_record_states_too_stays() -> None:
    frames = graph(
        ("INVOLVED_IN", "Person", "p1", "Incident", "x1", MAYA),
        ("INVOLVED_IN", "Person", "p2", "Incident", "x1", LEE),
        ("RECORDED_BY", "Incident", "x1", "Agency", "police", None),
        ("LIVES_AT", "Person", "p1", "Residence", "r1", MAYA),
        ("LIVES_AT", "Person", "p2", "Residence", "r1", LEE),
        ("HAS_CONTACT_POINT", "Record", MAYA, "ContactPoint", "t1", MAYA),
        ("HAS_CONTACT_POINT", "Record", LEE, "ContactPoint", "t1", LEE),
    )
    assert gone(frames, MAYA) == {}
    assert left(frames, MAYA) == ["1", "2", "4", "6"]
    assert gone(frames, MAYA, LEE) == {"Incident": {"x1"}, "Residence": {"r1"}, "ContactPoint": {"t1"}}


def test_an_address_stays_with_a_household_that_others_are_in() -> None:
    frames = graph(
        ("MEMBER_OF", "Person", "p1", "Household", "h1", MAYA),
        ("MEMBER_OF", "Person", "p2", "Household", "h1", LEE),
        ("AT", "Household", "h1", "Residence", "r1", None),
        ("LIVES_AT", "Person", "p1", "Residence", "r1", MAYA),
    )
    assert gone(frames, MAYA) == {}


def test_a_relation_that_names_it_at_either_end_goes() -> None:
    frames = graph(("RELATED_TO", "Person", "p2", "Person", "p1", LEE))
    ends = EdgeEnds("RELATED_TO", "Person", "Person")
    related = Frames({}, {ends: frames.edges[ends].with_columns(other_record_id=pl.lit(MAYA))})
    assert left(related, MAYA) == []
    assert left(related, LEE) == []
    assert left(related, DANA) == ["0"]


def test_an_act_of_sharing_stays_on_record_without_what_it_was_about() -> None:
    frames = graph(
        ("ABOUT", "Sharing", "s1", "Record", MAYA, MAYA),
        ("ABOUT", "Sharing", "s1", "Involvement", "i1", None),
        ("HAS_INVOLVEMENT", "Person", "p1", "Involvement", "i1", MAYA),
        ("TO", "Sharing", "s1", "Agency", "police", None),
        ("UNDER", "Sharing", "s1", "SharingAgreement", "a1", None),
    )
    assert gone(frames, MAYA) == {"Involvement": {"i1"}}
    assert left(frames, MAYA) == ["3", "4"]


@pytest.mark.parametrize(
    ("kind", "held_by", "other"), [("Wish", "ABOUT", "BY"), ("Consent", "FOR", "GIVEN_BY")]
)
def test_a_wish_goes_with_what_it_is_about_and_a_consent_with_whom_it_is_for(
    kind: str, held_by: str, other: str
) -> None:
    frames = graph(
        (held_by, kind, "w1", "Person", "p1", MAYA),
        (other, kind, "w1", "Person", "p2", LEE),
    )
    assert gone(frames, MAYA) == {kind: {"w1"}}
    assert gone(frames, LEE) == {}
    assert left(frames, LEE) == ["0"]


def test_in_a_delivery_the_key_of_a_record_stands_for_its_person() -> None:
    frames = graph(
        ("GIVEN_BY", "Consent", "c1", "Person", MAYA, None), ("FOR", "Consent", "c1", "Person", LEE, LEE)
    )
    assert left(frames, MAYA) == ["1"]


def test_whoever_is_only_named_in_a_record_goes_with_it_and_not_it_with_them() -> None:
    records = pl.DataFrame({"id": [MAYA, DANA, LEE], "named_in": [None, MAYA, None]})
    assert named_in(records, {MAYA}) == {MAYA, DANA}
    assert named_in(records, {DANA}) == {DANA}
    assert named_in(records, set()) == set()


def test_nothing_goes_with_a_record_that_states_nothing() -> None:
    frames = graph(("LIVES_AT", "Person", "p2", "Residence", "r1", LEE))
    assert gone(frames, MAYA) == {}
    assert left(frames, MAYA) == ["0"]
