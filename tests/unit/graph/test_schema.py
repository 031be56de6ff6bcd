"""The schema: declared once, strict, and rendered to pages that cannot go stale."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from graph.errors import InputFault
from graph.render.document import schema_page
from graph.render.ladybug import tables
from graph.render.neo4j import constraints
from graph.schema import load_schema, parse_schema
from graph.schema.parse import HERE

ROOT = Path(__file__).parents[3]
ARCHITECTURE_NODES = {
    "Person", "Record", "Identifier", "ContactPoint", "Household", "Residence", "Agency", "Service", "Professional",
    "Involvement", "Incident", "Contact", "Referral", "Order", "FamilyListing", "Observation", "SafetyMarker", "Need",
    "Consent", "Wish", "Sharing", "SharingAgreement", "Source",
}  # fmt: skip


# Names and codes by which registers know agencies.
LATER_NODES = {"AgencyName"}


def test_every_kind_of_the_architecture_is_there() -> None:
    assert set(load_schema().nodes) == ARCHITECTURE_NODES | LATER_NODES


def test_every_edge_carries_its_provenance_and_times() -> None:
    wanted = {
        "key", "record_id", "source", "agency", "category", "valid_from", "valid_to", "recorded_on", "loaded_on",
        "ended_on", "ending",
    }  # fmt: skip
    for edge in load_schema().edges.values():
        assert wanted <= {prop.name for prop in edge.properties}, edge.name


def test_an_edge_between_people_names_both_records() -> None:
    related = load_schema().edges["RELATED_TO"]
    assert {"record_id", "other_record_id"} <= {prop.name for prop in related.properties}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HERE, tmp_path / "schema"))


@pytest.mark.parametrize(
    ("file", "old", "new", "hint"),
    [
        ("nodes/record.yaml", "plural:", "plurals:", "Did you mean 'plural'?"),
        ("nodes/record.yaml", "keeping: owned", "keeping: owed", "Did you mean 'owned'?"),
        ("nodes/record.yaml", "type: date,", "type: dates,", "Did you mean 'date'?"),
        ("nodes/record.yaml", "codes: sex", "codes: sexx", "Did you mean 'sex'?"),
        ("edges/lives_at.yaml", "[Person, Residence]", "[Person, Residense]", "Did you mean 'Residence'?"),
        ("edges/involved_in.yaml", "told_apart_by: [role]", "told_apart_by: [roles]", "Did you mean 'role'?"),
        ("edges/lives_at.yaml", "  tenure:", "  valid_from:", "Leave it out."),
    ],
)
def test_an_unknown_word_names_file_and_nearest(copy: Path, file: str, old: str, new: str, hint: str) -> None:
    path = copy / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputFault) as fault:
        parse_schema(copy)
    assert fault.value.file == path.name
    assert hint in str(fault.value)


def test_every_kind_is_rendered_to_both_stores() -> None:
    schema = load_schema()
    ladybug, neo4j = "\n".join(tables(schema)), "\n".join(constraints(schema))
    for kind in (*schema.nodes, *schema.edges):
        assert f"TABLE IF NOT EXISTS `{kind}`" in ladybug
    for node in schema.nodes:
        assert f"FOR (n:`{node}`) REQUIRE n.id IS UNIQUE" in neo4j


def test_the_schema_page_is_fresh() -> None:
    page = (ROOT / "docs" / "schema.md").read_text(encoding="utf-8")
    assert page == schema_page(load_schema()), "Run: make docs"
