"""What each feed holds of a person, as evidence of one of the states of knowledge that must never be
confused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from graph.codes.services import Category
from graph.codes.states import InvolvementStatus, KnowledgeState
from queries.people import Met
from queries.reading import Reading, part_of
from queries.results import LeadPractitioner, Said
from queries.times import holds

EVENT_DAYS = ("happened_on", "made_on", "evidenced_on", "observed_on", "set_on")
STRONGEST = (KnowledgeState.CURRENT, KnowledgeState.HISTORIC, KnowledgeState.RECORDED, KnowledgeState.NAMED)


@dataclass(frozen=True)
class Evidence:
    """One thing that a feed holds about a person. since, until: of an involvement; event_on: when something
    without beginning and end happened; service: with which; named_in: key of somebody else's record that
    names them."""

    source: str
    state: KnowledgeState
    said: Said
    since: date | None = None
    until: date | None = None
    last_contact: date | None = None
    event_on: date | None = None
    detail: str | None = None
    named_in: str | None = None
    lead: LeadPractitioner | None = None


def evidence_of(reading: Reading, people: Sequence[Met]) -> dict[str, list[Evidence]]:
    """For each person all that feeds hold of them by the day asked about, strongest and latest first."""
    ids = [met.person_id for met in people]
    found: dict[str, list[Evidence]] = {met.person_id: list(_records(met)) for met in people}
    for add in (_involvements, _tenancies, _incidents, _happenings):
        for person, evidence in add(reading, ids):
            found[person].append(evidence)
    return {person: sorted(items, key=_strongest_first) for person, items in found.items()}


def _strongest_first(evidence: Evidence) -> tuple[int, int, str]:
    latest = evidence.until or evidence.event_on or evidence.last_contact or evidence.since or date.min
    return (STRONGEST.index(evidence.state), -latest.toordinal(), evidence.said.record_id or "")


def _records(met: Met) -> Iterator[Evidence]:
    for one in met.records:
        named_in = one.record.get("named_in")
        state = KnowledgeState.RECORDED if named_in is None else KnowledgeState.NAMED
        yield Evidence(one.said.source, state, one.said, named_in=named_in)


def _involvements(reading: Reading, people: Sequence[str]) -> Iterator[tuple[str, Evidence]]:
    involvements = reading.each("people/involvements", people)
    involved = [person for person, rows in involvements.items() if rows]
    services, leads = _services(reading, involved), _leads(reading, involved)
    for person, rows in involvements.items():
        for row in rows:
            edge, involvement = part_of(row, "has"), part_of(row, "involvement")
            said = replace(
                reading.said(edge), recorded_on=edge.get("recorded_on") or involvement.get("recorded_on")
            )
            evidence = episode(edge, said, edge.get("status"), reading.moment.as_of)
            if evidence:
                key = involvement["id"]
                yield person, replace(evidence, detail=services.get(key), lead=leads.get(key))


def episode(edge: Mapping[str, Any], said: Said, status: str | None, day: date) -> Evidence | None:
    """Something with a beginning and an end, on that day; None where it had not begun.

    Dates say more than a status: one that ends later was open on the day. A status that is not specified,
    with no end, does not say that it is open, and neither dates nor status say nothing of it.
    """
    since, until = edge.get("valid_from"), edge.get("valid_to")
    contact = _by(edge.get("last_contact_on"), day)
    if since and since > day:
        return None
    if until is not None:
        state = KnowledgeState.CURRENT if day < until else KnowledgeState.HISTORIC
    elif status == InvolvementStatus.CURRENT or (status is None and since):
        state = KnowledgeState.CURRENT
    elif status == InvolvementStatus.HISTORIC:
        state = KnowledgeState.HISTORIC
    else:
        return Evidence(said.source, KnowledgeState.RECORDED, said, None, None, contact, contact or since)
    closed = until if state is KnowledgeState.HISTORIC else None
    return Evidence(said.source, state, said, since, closed, contact)


def _tenancies(reading: Reading, people: Sequence[str]) -> Iterator[tuple[str, Evidence]]:
    """A landlord's record of who lives in its home is its involvement with them; another agency's address
    is not."""
    for person, rows in reading.each("people/homes", people).items():
        for row in rows:
            edge = part_of(row, "lives")
            evidence = episode(edge, reading.said(edge), None, reading.moment.as_of)
            if edge["category"] == Category.HOUSING and evidence:
                yield person, evidence


def _incidents(reading: Reading, people: Sequence[str]) -> Iterator[tuple[str, Evidence]]:
    for person, rows in reading.each("people/incidents", people).items():
        for row in rows:
            edge, incident = part_of(row, "involved"), part_of(row, "incident")
            day = incident.get("happened_on")
            if day is None or day <= reading.moment.as_of:
                said = reading.said(edge)
                yield person, Evidence(said.source, KnowledgeState.RECORDED, said, event_on=day)


def _happenings(reading: Reading, people: Sequence[str]) -> Iterator[tuple[str, Evidence]]:
    for person, rows in reading.each("people/happenings", people).items():
        for row in rows:
            said, happening = reading.said(part_of(row, "subject")), part_of(row, "happening")
            evidence = happening_evidence(happening, said, reading.moment.as_of)
            if evidence:
                yield person, evidence


def happening_evidence(happening: Mapping[str, Any], said: Said, day: date) -> Evidence | None:
    received = happening.get("received_on")
    if received is None:
        event = next((found for name in EVENT_DAYS if (found := happening.get(name))), None)
        return (
            None
            if event and event > day
            else Evidence(said.source, KnowledgeState.RECORDED, said, event_on=event)
        )
    if received > day:
        return None
    return _concern(happening, said, received, day)


def _concern(concern: Mapping[str, Any], said: Said, received: date, day: date) -> Evidence:
    """A contact or a referral: decided or closed is historic; taken on and not closed is open; else it is
    recorded."""
    closed = concern.get("closed_on") or concern.get("decided_on")
    none_taken = concern.get("no_further_action")
    decision = "no further action" if none_taken else concern.get("decision")
    if closed and closed > day:
        return Evidence(said.source, KnowledgeState.CURRENT, said, since=received)
    if closed or decision:
        until = closed or received
        return Evidence(
            said.source, KnowledgeState.HISTORIC, said, received, until, event_on=received, detail=decision
        )
    if none_taken is False:
        return Evidence(said.source, KnowledgeState.CURRENT, said, since=received)
    return Evidence(said.source, KnowledgeState.RECORDED, said, event_on=received)


def _services(reading: Reading, people: Iterable[str]) -> dict[str, str]:
    """The name of the service, by involvement."""
    found: dict[str, str] = {}
    for rows in reading.each("people/services", people).values():
        for row in rows:
            name = part_of(row, "service").get("name")
            key = str(part_of(row, "involvement")["id"])
            if name:
                found[key] = min(name, found.get(key, name))
    return found


def _leads(reading: Reading, people: Iterable[str]) -> dict[str, LeadPractitioner]:
    """Who leads, by involvement: on the day, else the latest; among several the first by name."""
    ranked: dict[str, tuple[tuple[bool, int, str], LeadPractitioner]] = {}
    for rows in reading.each("people/leads", people).values():
        for row in rows:
            edge, name = part_of(row, "leads"), part_of(row, "professional").get("name")
            if name is None:
                continue
            since = edge.get("valid_from") or date.min
            rank = (not holds(edge, reading.moment.as_of), -since.toordinal(), str(name))
            lead = LeadPractitioner(str(name), edge.get("role"), edge.get("telephone"), edge.get("email"))
            key = str(part_of(row, "involvement")["id"])
            ranked[key] = min(ranked.get(key, (rank, lead)), (rank, lead), key=lambda one: one[0])
    return {key: lead for key, (_, lead) in ranked.items()}


def _by(day: date | None, limit: date) -> date | None:
    return day if day is None or day <= limit else None
