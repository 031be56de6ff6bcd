"""From what a feed holds to a state of knowledge: what is open, closed, or only recorded."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from graph.codes import KnowledgeState
from queries.evidence import Evidence, episode, happening_evidence
from queries.results import Said

DAY = date(2026, 5, 12)
BEFORE, AFTER, LONG_AGO = date(2026, 1, 6), date(2026, 6, 1), date(2024, 10, 3)
SAID = Said("care/cases", "Care", "care", "Care", "childrens_social_care", "care/cases/1", None, None)
CURRENT, HISTORIC, RECORDED = KnowledgeState.CURRENT, KnowledgeState.HISTORIC, KnowledgeState.RECORDED


def found(evidence: Evidence | None) -> tuple[KnowledgeState, date | None, date | None, date | None] | None:
    return None if evidence is None else (evidence.state, evidence.since, evidence.until, evidence.event_on)


@pytest.mark.parametrize(("status", "since", "until", "expected"), [
    ("current", BEFORE, None, (CURRENT, BEFORE, None, None)),
    ("current", None, None, (CURRENT, None, None, None)),
    ("historic", None, None, (HISTORIC, None, None, None)),
    ("historic", LONG_AGO, BEFORE, (HISTORIC, LONG_AGO, BEFORE, None)),
    ("historic", LONG_AGO, AFTER, (CURRENT, LONG_AGO, None, None)),
    ("current", LONG_AGO, DAY, (HISTORIC, LONG_AGO, DAY, None)),
    (None, BEFORE, None, (CURRENT, BEFORE, None, None)),
    (None, None, None, (RECORDED, None, None, None)),
    ("not_specified", None, None, (RECORDED, None, None, None)),
    ("not_specified", BEFORE, None, (RECORDED, None, None, BEFORE)),
    ("not_specified", LONG_AGO, BEFORE, (HISTORIC, LONG_AGO, BEFORE, None)),
    ("current", AFTER, None, None),
])  # fmt: skip
def test_an_involvement_on_the_day(
    status: str | None, since: date | None, until: date | None, expected: Any
) -> None:
    assert found(episode({"valid_from": since, "valid_to": until}, SAID, status, DAY)) == expected


def test_the_last_contact_is_not_after_the_day() -> None:
    for contact, expected in ((BEFORE, BEFORE), (AFTER, None)):
        evidence = episode({"last_contact_on": contact}, SAID, "current", DAY)
        assert evidence is not None
        assert evidence.last_contact == expected


@pytest.mark.parametrize(("happening", "expected"), [
    ({"received_on": LONG_AGO, "decision": "no further action"}, (HISTORIC, LONG_AGO, LONG_AGO, LONG_AGO)),
    ({"received_on": LONG_AGO, "decided_on": BEFORE}, (HISTORIC, LONG_AGO, BEFORE, LONG_AGO)),
    ({"received_on": LONG_AGO, "decided_on": AFTER}, (CURRENT, LONG_AGO, None, None)),
    ({"received_on": LONG_AGO}, (RECORDED, None, None, LONG_AGO)),
    ({"received_on": LONG_AGO, "no_further_action": True}, (HISTORIC, LONG_AGO, LONG_AGO, LONG_AGO)),
    ({"received_on": LONG_AGO, "no_further_action": False}, (CURRENT, LONG_AGO, None, None)),
    ({"received_on": LONG_AGO, "closed_on": BEFORE}, (HISTORIC, LONG_AGO, BEFORE, LONG_AGO)),
    ({"received_on": AFTER}, None),
    ({"observed_on": BEFORE}, (RECORDED, None, None, BEFORE)),
    ({"made_on": AFTER}, None),
    ({"set_on": None}, (RECORDED, None, None, None)),
])  # fmt: skip
def test_contacts_referrals_and_events(happening: dict[str, Any], expected: Any) -> None:
    assert found(happening_evidence(happening, SAID, DAY)) == expected
