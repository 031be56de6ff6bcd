"""People of FHIR R4 by a mapping alone: bundles of several pages and bulk exports give one graph."""

from __future__ import annotations

import json
from collections import Counter
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.codes import Relationship, code_list
from loaders.delivered import Delivered
from loaders.mapping import Mapping, parse_mapping
from loaders.rows.gather import Gathered, SourceFile
from tests.feeds import Hub, gathered, rows_of

NHS, ROLE = "https://fhir.nhs.uk/Id/nhs-number", "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
MAYA: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "p1",
    "meta": {"lastUpdated": "2026-05-01T10:00:00Z"},
    "identifier": [
        {"system": NHS, "value": "9990000018"},
        {"system": NHS, "use": "old", "value": "9990000026"},
        {"system": "https://example.org/local", "value": "77"},
    ],
    "name": [
        {"use": "old", "family": "Marsh", "given": ["Maya"]},
        {"use": "official", "family": "Kerr", "given": ["Maya", "Ann"]},
        {"use": "usual", "family": "Kerr", "given": ["May"]},
    ],
    "gender": "female",
    "birthDate": "2017-03-04",
    "telecom": [
        {"system": "phone", "use": "home", "value": "01632 960001", "period": {"start": "2020-01-01"}},
        {"system": "email", "value": "maya@example.org"},
        {"system": "fax", "value": "01632 960002"},
    ],
    "address": [
        {
            "use": "home",
            "line": ["Flat 2", "12 Alder St"],
            "city": "Northmere",
            "postalCode": "ZK9 9AA",
            "period": {"start": "2019-09-03"},
        },
        {
            "use": "old",
            "line": ["7 Poplar Ct"],
            "period": {"start": "2017-03-04", "end": "2019-09-02T12:00:00Z"},
        },
        {"use": "old", "line": ["1 Quay Rd"]},
        {"use": "billing", "line": ["PO Box 1"]},
    ],
    "link": [{"other": {"reference": "Patient/p9"}, "type": "seealso"}],
    "contact": [{"name": {"text": "A neighbour"}}],
}
DANA: dict[str, Any] = {
    "resourceType": "RelatedPerson",
    "id": "p1",
    "patient": {"reference": "Patient/p1/_history/3"},
    "relationship": [
        {"coding": [{"system": ROLE, "code": "MTH", "display": "mother"}, {"system": "v2-0131", "code": "N"}]}
    ],
    "identifier": [{"system": NHS, "value": "9990000034"}],
    "name": [{"family": "Kerr", "given": ["Dana"]}],
    "gender": "female",
    "birthDate": "1994",
    "telecom": [{"system": "sms", "value": "07700 900001"}],
    "address": [{"line": ["12 Alder St"], "postalCode": "ZK9 9AA"}],
    "period": {"start": "2017-03-04", "end": "2026-03-31"},
}
JOHN: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "p2",
    "birthDate": "1930-05",
    "deceasedDateTime": "2020",
}
OTHER = {"resourceType": "Observation", "id": "o1"}


def mapping() -> Mapping:
    feed = "{id: gp/people, title: Patients, agency: gp, category: general_practice, covers: {as_of: 2026-05-12}}"
    return parse_mapping("gp.yaml", f"mapping: 1\ngeneral: fhir_r4\nfeed: {feed}\nfiles: '*'\n")


def bundle(*resources: dict[str, Any], base: str = "https://gp.example.org/R4/") -> str:
    entries = [{"fullUrl": f"{base}{one['resourceType']}/{one['id']}", "resource": one} for one in resources]
    return json.dumps({"resourceType": "Bundle", "type": "searchset", "entry": entries}, indent=1)


def read(tmp_path: Path, **files: str) -> Gathered:
    found = []
    for name, text in files.items():
        path = tmp_path / name.replace("_", ".")
        path.write_text(text, encoding="utf-8")
        found.append(SourceFile.of(path))
    return gathered(mapping(), *found)


def one(resource: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {key: value for key, value in {**deepcopy(resource), **changed}.items() if value is not None}


@pytest.fixture
def found(tmp_path: Path) -> Gathered:
    return read(tmp_path, a_json=bundle(MAYA, OTHER), b_json=bundle(DANA, JOHN))


def test_people_with_names_by_use_sex_and_partial_dates(found: Gathered) -> None:
    assert found.rejected == []
    columns = (
        "id", "given_names", "family_name", "preferred_name", "former_family_name", "sex", "birth_date",
        "birth_date_accuracy", "death_date", "death_date_accuracy", "named_in", "recorded_on",
    )  # fmt: skip
    assert rows_of(found.frames, "Record", *columns) == [
        ("gp/people/Patient/p1", "Maya Ann", "Kerr", "May", "Marsh", "female", date(2017, 3, 4), "AAA", None, None,
         None, date(2026, 5, 1)),
        ("gp/people/Patient/p2", None, None, None, None, None, date(1930, 5, 1), "UAA", date(2020, 1, 1), "UUA",
         None, None),
        ("gp/people/RelatedPerson/p1", "Dana", "Kerr", None, None, "female", date(1994, 1, 1), "UUA", None, None,
         "gp/people/Patient/p1", None),
    ]  # fmt: skip


def test_the_number_of_the_health_service_links_and_an_old_one_does_not(found: Gathered) -> None:
    assert rows_of(found.frames, "Identifier", "scheme", "value", "valid") == [
        ("nhs_number", "9990000018", True), ("nhs_number", "9990000034", True),
    ]  # fmt: skip


def test_a_relation_with_its_period_and_the_word_of_the_source(found: Gathered) -> None:
    columns = ("start", "end", "relationship", "stated_as", "valid_from", "valid_to")
    assert rows_of(found.frames, "RELATED_TO", *columns) == [
        ("gp/people/RelatedPerson/p1", "gp/people/Patient/p1", "mother", "mother", date(2017, 3, 4), date(2026, 4, 1))
    ]  # fmt: skip


def test_telephones_and_emails_with_their_use_and_time(found: Gathered) -> None:
    edges = rows_of(found.frames, "HAS_CONTACT_POINT", "start", "end", "use", "valid_from")
    assert edges == [
        ("gp/people/Patient/p1", "email:maya@example.org", None, None),
        ("gp/people/Patient/p1", "telephone:+441632960001", "home", date(2020, 1, 1)),
        ("gp/people/RelatedPerson/p1", "telephone:+447700900001", None, None),
    ]


def test_addresses_with_their_time_and_none_for_bills(found: Gathered) -> None:
    columns = ("start", "address_as_recorded", "valid_from", "valid_to")
    assert rows_of(found.frames, "LIVES_AT", *columns) == [
        ("gp/people/Patient/p1", "7 Poplar Ct", date(2017, 3, 4), date(2019, 9, 3)),
        ("gp/people/Patient/p1", "Flat 2, 12 Alder St, Northmere", date(2019, 9, 3), None),
        ("gp/people/RelatedPerson/p1", "12 Alder St", None, None),
    ]
    (record,) = [row for row in rows_of(found.frames, "Record", "id", "address", "postcode") if row[1]]
    assert record == ("gp/people/Patient/p1", "Flat 2, 12 Alder St, Northmere", "ZK9 9AA")


def test_what_is_left_is_counted_and_nothing_is_lost(found: Gathered) -> None:
    kinds = Counter(finding.kind for _, finding in found.findings)
    assert kinds == {
        "no_telephone_or_email": 1, "no_home": 2, "linked_at_source": 1, "contact_not_read": 1, "resource_not_read": 1,
    }  # fmt: skip
    entries, telecoms, addresses, links, contacts = 4, 4, 5, 1, 1
    assert found.read == found.loaded == entries + telecoms + addresses + links + contacts
    (left,) = [finding for _, finding in found.findings if finding.kind == "resource_not_read"]
    assert left.value == "Observation"


def test_a_link_at_the_source_joins_nobody(hub: Hub, tmp_path: Path) -> None:
    other = one(MAYA, id="p9", identifier=None, link=None)
    path = tmp_path / "a.json"
    path.write_text(bundle(MAYA, other), encoding="utf-8")
    hub.deliver(Delivered(mapping(), (SourceFile.of(path),)))
    assert hub.groups() == [["gp/people/Patient/p1"], ["gp/people/Patient/p9"]]


def graph_of(found: Gathered) -> dict[str, list[tuple[object, ...]]]:
    return {str(name): sorted(frame.rows(), key=repr) for name, frame in found.frames}


def test_bundles_on_lines_and_bulk_lines_give_the_same_graph(found: Gathered, tmp_path: Path) -> None:
    bundles = [json.dumps(json.loads(bundle(*page))) for page in ((MAYA, OTHER), (DANA, JOHN))]
    on_lines = read(tmp_path, c_ndjson="\n".join(bundles))
    bulk = read(tmp_path, d_ndjson="\n".join(map(json.dumps, (DANA, MAYA, JOHN, OTHER))))
    assert graph_of(on_lines) == graph_of(bulk) == graph_of(found)
    assert (on_lines.read, bulk.read) == (found.read, found.read)


def test_one_resource_alone_is_a_document_too(tmp_path: Path) -> None:
    alone = read(tmp_path, a_json=json.dumps(MAYA))
    assert len(rows_of(alone.frames, "Record", "id")) == 1
    empty = read(tmp_path, b_json=json.dumps({"resourceType": "Bundle", "type": "searchset", "total": 0}))
    assert (empty.read, empty.findings) == (0, [])


def test_references_by_a_name_that_only_the_bundle_knows(tmp_path: Path) -> None:
    child, mother = "61ebe359-bfdc-4613-8bf2-c5e300945f0a", "88f151c0-a954-468a-88bd-5ae15c08e059"
    entries = [
        {"fullUrl": f"urn:uuid:{child}", "resource": one(MAYA, id=None)},
        {"fullUrl": f"urn:uuid:{mother}", "resource": one(DANA, patient={"reference": f"urn:uuid:{child}"})},
    ]
    found = read(tmp_path, a_json=json.dumps({"resourceType": "Bundle", "entry": entries}))
    assert rows_of(found.frames, "RELATED_TO", "start", "end") == [
        (f"gp/people/RelatedPerson/{mother}", f"gp/people/Patient/{child}")
    ]


@pytest.mark.parametrize(
    "code", [code.standard.code for code in code_list("relationship").codes if code.standard]
)
def test_every_published_relationship_is_read(code: str, tmp_path: Path) -> None:
    coded = [{"coding": [{"system": ROLE, "code": code}], "text": "as told"}]
    found = read(tmp_path, a_json=bundle(MAYA, one(DANA, relationship=coded)))
    ((relationship, stated),) = rows_of(found.frames, "RELATED_TO", "relationship", "stated_as")
    assert relationship != Relationship.UNKNOWN_RELATION
    assert (stated, found.rejected) == ("as told", [])


@pytest.mark.parametrize(
    "relationship",
    [None, [{"text": "as told"}], [{"coding": [{"system": ROLE, "code": "ZZZ"}], "text": "as told"}]],
)
def test_a_relation_that_is_not_told_in_codes_is_kept_as_unknown(relationship: Any, tmp_path: Path) -> None:
    found = read(tmp_path, a_json=bundle(MAYA, one(DANA, relationship=relationship)))
    ((kept, stated),) = rows_of(found.frames, "RELATED_TO", "relationship", "stated_as")
    assert kept == Relationship.UNKNOWN_RELATION
    assert stated == ("as told" if relationship else None)


@pytest.mark.parametrize("code", ["R", "V"])
def test_what_is_restricted_at_the_source_is_restricted_here(code: str, tmp_path: Path) -> None:
    marked = {"security": [{"system": "https://example.org/other", "code": "R"}]}
    open_ = read(tmp_path, a_json=bundle(one(MAYA, meta=marked)))
    assert rows_of(open_.frames, "Record", "restriction") == [(None,)]
    marked["security"].append({"system": CONFIDENTIALITY, "code": code})
    found = read(tmp_path, b_json=bundle(one(MAYA, meta=marked)))
    for kind in ("Record", "LIVES_AT", "HAS_CONTACT_POINT", "HAS_IDENTIFIER"):
        assert {row for (row,) in rows_of(found.frames, kind, "restriction")} == {"safety_marker"}, kind


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"birthDate": "4 March 2017"}, "Birth date"),
        ({"birthDate": "2017-13"}, "Birth date"),
        ({"deceasedDateTime": "last year"}, "Death date"),
        ({"gender": "F"}, "Gender"),
    ],
)
def test_what_cannot_be_read_sets_its_resource_apart(
    changed: dict[str, str], field: str, tmp_path: Path
) -> None:
    found = read(tmp_path, a_json=bundle(JOHN, one(JOHN, id="p3", **changed)))
    ((file, row),) = found.rejected
    assert (file, row.table, row.field) == ("a.json", "patients", field)
    assert len(rows_of(found.frames, "Record", "id")) == 1


def test_a_related_person_of_nobody_is_set_apart(tmp_path: Path) -> None:
    found = read(tmp_path, a_json=bundle(MAYA, one(DANA, patient=None, telecom=None, address=None)))
    assert [(row.table, row.field) for _, row in found.rejected] == [("related people", "Patient key")]


@pytest.mark.parametrize(
    ("said", "words"), [(True, "Recorded as having died; no date is recorded."), (False, None)]
)
def test_a_death_without_a_date(said: bool, words: str | None, tmp_path: Path) -> None:
    found = read(tmp_path, a_json=bundle(one(JOHN, deceasedDateTime=None, deceasedBoolean=said)))
    assert rows_of(found.frames, "Record", "death_date", "words") == [(None, words)]
