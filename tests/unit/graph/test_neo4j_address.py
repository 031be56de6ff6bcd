"""A Neo4j store without a server: its address, its password, and the statements that are made for it."""

from __future__ import annotations

import logging
import re

import pytest

from graph.errors import StoreUnavailable, UsageFault
from graph.render import neo4j as render
from graph.schema import load_schema
from graph.stores import open_store
from graph.stores.neo4j.server import Address
from tests.servers.processes import free_port

SECRET = "f4lk@nRidge"


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("bolt://neo4j:secret@127.0.0.1:7687", ("bolt://127.0.0.1:7687", "neo4j", "secret", None)),
        (
            "neo4j+s://kin:a%40b%2Fc@graph.example/family",
            ("neo4j+s://graph.example", "kin", "a@b/c", "family"),
        ),
        ("neo4j://kin:a@b:c@graph.example:1", ("neo4j://graph.example:1", "kin", "a@b:c", None)),
        ("bolt+ssc://[::1]:7687/", ("bolt+ssc://[::1]:7687", "", "", None)),
    ],
)
def test_user_password_and_database_are_taken_out(
    uri: str, expected: tuple[str, str, str, str | None]
) -> None:
    address = Address.of(uri)
    assert (address.uri, address.user, address.password, address.database) == expected


@pytest.mark.parametrize(
    "uri", [f"bolt://neo4j:{SECRET}@", f"neo4j://me:{SECRET}@host:port", f"bolt:me:{SECRET}@host"]
)
def test_an_address_that_makes_no_sense_is_refused_without_its_password(uri: str) -> None:
    with pytest.raises(UsageFault, match="neo4j://user:password@host:7687") as fault:
        open_store(uri)
    assert SECRET not in str(fault.value)


def test_nobody_answers(caplog: pytest.LogCaptureFixture) -> None:
    port = free_port()
    with caplog.at_level(logging.DEBUG), pytest.raises(StoreUnavailable, match="does not answer") as fault:
        open_store(f"bolt://neo4j:{SECRET}@127.0.0.1:{port}")
    assert f"bolt://127.0.0.1:{port}" in str(fault.value)
    assert SECRET not in str(fault.value) + caplog.text


def test_an_address_shows_no_password() -> None:
    assert SECRET not in repr(Address.of(f"bolt://neo4j:{SECRET}@host"))


def test_asking_for_each_key_rewrites_nothing_but_the_key() -> None:
    text = "MATCH (p {id: $key}) WHERE p.key = $keys AND p.other = $key_day RETURN p.id AS id; \n"
    assert render.each(text) == (
        "UNWIND $keys AS each_key CALL (each_key) {\n"
        "MATCH (p {id: each_key}) WHERE p.key = $keys AND p.other = $key_day RETURN p.id AS id\n"
        "} RETURN *"
    )


def test_no_statement_has_a_comma_between_patterns() -> None:
    schema = load_schema()
    written = [
        *(form(kind) for form in (render.create_nodes, render.merge_nodes) for kind in schema.nodes.values()),
        *(
            form(*pair)
            for form in (render.create_edges, render.merge_edges, render.change_edges, render.delete_edges)
            for pair in schema.edge_pairs()
        ),
        *(render.edges_of_source(kind) for kind in schema.edges.values()),
    ]
    assert not [text for text in written if re.search(r"[)\]]\s*,\s*\(", text)]
