"""The application without a browser: headers, words for errors, limits, hosts."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.security import LARGEST_REQUEST, trust_hosts
from graph.errors import StoreBusy
from tests.journeys.stand_in import SECRET, StandIn
from tests.unit.dashboard.crowd import Crowd


@pytest.fixture
def client() -> FlaskClient:
    server: Flask = create_app(StandIn, title="Kinscope", notice="Generated people.").server
    return server.test_client()


def visit(client: FlaskClient, path: str, search: str = "") -> tuple[int, str]:
    """Status and text of the callback's answer for an address."""
    outputs = [{"id": "content", "property": "children"}, {"id": "page-title", "property": "data"}]
    inputs = [
        {"id": "address", "property": "pathname", "value": path},
        {"id": "address", "property": "search", "value": search},
    ]
    asked: dict[str, Any] = {
        "output": "..content.children...page-title.data..",
        "outputs": outputs,
        "inputs": inputs,
        "changedPropIds": ["address.pathname"],
    }
    answer = client.post("/_dash-update-component", json=asked)
    return answer.status_code, answer.get_data(as_text=True)


def test_every_answer_carries_the_headers(client: FlaskClient) -> None:
    for path in ("/", "/_dash-layout", "/assets/kinscope.css", "/nothing/here"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"


def test_what_is_about_people_is_not_kept_by_the_browser(client: FlaskClient) -> None:
    assert client.get("/").headers["Cache-Control"] == "no-store"
    assert client.get("/assets/kinscope.css").headers["Cache-Control"] != "no-store"


def test_a_nonce_is_new_for_every_page_and_the_one_in_the_header(client: FlaskClient) -> None:
    pages = [client.get("/") for _ in range(2)]
    nonces = [re.findall(r'nonce="([^"]+)"', page.get_data(as_text=True)) for page in pages]
    assert nonces[0] != nonces[1]
    for page, found in zip(pages, nonces, strict=True):
        assert len(found) == 1
        assert page.headers["Content-Security-Policy"].count(f"'nonce-{found[0]}'") == 2


def test_the_page_names_no_other_host(client: FlaskClient) -> None:
    text = client.get("/").get_data(as_text=True) + client.get("/_dash-layout").get_data(as_text=True)
    assert re.findall(r"(?:https?:)?//[\w.-]+\.\w+", text) == []


@pytest.mark.parametrize(
    ("path", "search", "words"),
    [
        ("/family/nobody", "", "Nothing that can be shown to you answers to that person."),
        ("/family/maya", "?as_of=32", "'32' is not a day"),
        ("/family/maya", "?lens=network", "this page does not offer that"),
        ("/", "?q=barred", "This is not answered for you."),
        ("/", "?q=zzz", "Nobody that can be shown to you answers to 'zzz'."),
        ("/elsewhere", "", "There is no page at this address."),
    ],
)
def test_errors_are_their_own_words(client: FlaskClient, path: str, search: str, words: str) -> None:
    status, text = visit(client, path, search)
    assert status == 200
    assert words in text


def test_a_door_that_cannot_be_opened_says_why() -> None:
    def closed() -> StandIn:
        raise StoreBusy("kinscope load, process 7")

    server: Flask = create_app(closed, title="Kinscope", notice=None).server
    _, text = visit(server.test_client(), "/", "?q=maya")
    assert "The store is being written by kinscope load, process 7." in text


def test_a_defect_shows_a_reference_and_nothing_of_itself(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        _, text = visit(client, "/", "?q=broken")
    reference = re.search(r"this reference: (\w+)", text)
    assert reference is not None
    assert SECRET not in text
    assert "Traceback" not in text
    assert reference[1] in caplog.text


def test_a_door_is_asked_for_every_question() -> None:
    doors: list[StandIn] = []

    def open_door() -> StandIn:
        doors.append(StandIn())
        return doors[-1]

    client = create_app(open_door, title="Kinscope", notice=None).server.test_client()
    visit(client, "/", "?q=maya")
    visit(client, "/", "?q=kerr")
    assert [door.asked for door in doors] == [[("find", "maya")], [("find", "kerr")]]


def test_a_notice_is_on_every_page_where_there_is_one(client: FlaskClient) -> None:
    assert "Generated people." in client.get("/_dash-layout").get_data(as_text=True)
    plain = create_app(StandIn, title="Kinscope", notice=None).server.test_client()
    assert "notice" not in plain.get("/_dash-layout").get_data(as_text=True)


def test_what_is_too_large_is_refused_in_words(client: FlaskClient) -> None:
    answer = client.post(
        "/_dash-update-component", data=b"x" * (LARGEST_REQUEST + 1), content_type="application/json"
    )
    assert answer.status_code == 413
    assert "Traceback" not in answer.get_data(as_text=True)


def test_on_loopback_a_foreign_name_is_refused() -> None:
    server = create_app(StandIn, title="Kinscope", notice=None).server
    trust_hosts(server, "127.0.0.1")
    client = server.test_client()
    assert client.get("/", headers={"Host": "elsewhere.example"}).status_code == 400
    assert client.get("/", headers={"Host": "127.0.0.1:8050"}).status_code == 200
    assert client.get("/", headers={"Host": "localhost:8050"}).status_code == 200


def test_a_family_larger_than_the_cap_says_so() -> None:
    client = create_app(lambda: Crowd(412), title="Kinscope", notice=None).server.test_client()
    _, text = visit(client, "/family/p0")
    assert "Showing 300 of 412 people" in text
    assert '"p299"' in text
    assert '"p300"' not in text
