"""Who knows what of a family: one cell for every member and feed, in the states that must never be
confused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.codes.states import KnowledgeState
from queries.coverage import Coverage, Covers, Life, coverage
from queries.evidence import Evidence, evidence_of
from queries.feeds import ages_words, area_words, columns, period_words
from queries.people import Met, People
from queries.reading import Reading, part_of
from queries.results import FamilyView, KnownCell, KnownColumn, KnownView, LeadPractitioner
from queries.words import day_words, listed, span_words


def known_view(reading: Reading, people: People, family: FamilyView) -> KnownView:
    """The table for the members of a family, all read anew and cut to the viewer."""
    members = [met for member in family.members if (met := people.get(member.person_id))]
    evidence = evidence_of(reading, members)
    asked = columns(reading, (one for items in evidence.values() for one in items))
    table = _Table(reading, people, evidence)
    table.meet_namers()
    return KnownView(family, asked, tuple(table.cell(met, column) for met in members for column in asked))


@dataclass(frozen=True)
class _Table:
    """The cells of one family."""

    reading: Reading
    people: People
    evidence: Mapping[str, Sequence[Evidence]]

    def meet_namers(self) -> None:
        """Meet those in whose records members are only named, to say whose these are."""
        rows = self.reading.each("records/person", self._named_in())
        self.people.meet(str(part_of(row, "person")["id"]) for found in rows.values() for row in found)

    def _named_in(self) -> list[str]:
        return sorted({one.named_in for items in self.evidence.values() for one in items if one.named_in})

    def cell(self, met: Met, column: KnownColumn) -> KnownCell:
        """What is held, else what is held and not shown, else what silence means here."""
        found = [one for one in self.evidence[met.person_id] if one.source == column.source]
        if found:
            return self._found(met, column, found)
        if any((one.agency, one.category) == (column.agency, column.category) for one in self._held(met)):
            words = self.reading.held_words(column.agency)
            return self._cell(met, column, KnowledgeState.HELD_NOT_SHOWN, words)
        if column.source is None:
            words = f"this agency has given no feed: telephone {self.reading.ring_words(column.agency)}"
            return self._cell(met, column, KnowledgeState.NOT_LOADED, words)
        return self._silence(met, column, self.reading.feeds.get(column.source, {}))

    def _held(self, met: Met) -> Sequence[Any]:
        return self.reading.held([met.person_id])

    def _found(self, met: Met, column: KnownColumn, found: Sequence[Evidence]) -> KnownCell:
        first = found[0]
        lead = next((one.lead for one in found if one.lead and one.state is first.state), None)
        return KnownCell(
            person_id=met.person_id,
            column=column.id,
            source=column.source,
            agency=column.agency,
            agency_name=column.agency_name,
            feed_title=column.feed_title,
            state=first.state,
            words=self._words(first, found),
            since=first.since,
            until=first.until,
            last_contact=max((one.last_contact for one in found if one.last_contact), default=None),
            last_event_on=_last_event(found),
            lead=lead,
            whom_to_call=self._whom_to_call(column, lead),
            evidence=tuple(dict.fromkeys(one.said for one in found)),
        )

    def _words(self, first: Evidence, found: Sequence[Evidence]) -> str:
        if first.state is KnowledgeState.NAMED:
            return f"named in {self._whose(first)} record"
        if first.state is KnowledgeState.RECORDED:
            event = _last_event(found)
            return (
                f"in its records, last event on {day_words(event)}"
                if event
                else "in its records, no date recorded"
            )
        detail = f" ({first.detail})" if first.detail else ""
        if first.state is KnowledgeState.HISTORIC:
            return (
                f"known, closed {day_words(first.until)}{detail}" if first.until else f"known, closed{detail}"
            )
        return (
            f"known, open since {day_words(first.since)}{detail}" if first.since else f"known, open{detail}"
        )

    def _whose(self, evidence: Evidence) -> str:
        rows = self.reading.each("records/person", [str(evidence.named_in)])[str(evidence.named_in)]
        namers = [met for row in rows if (met := self.people.get(str(part_of(row, "person")["id"])))]
        given = [met.best.given_names or met.best.name for met in namers]
        return next((f"{name.value}'s" for name in given if name), "somebody else's")

    def _whom_to_call(self, column: KnownColumn, lead: LeadPractitioner | None) -> str:
        if lead is None:
            return f"ring {self.reading.ring_words(column.agency)}"
        role = f" ({lead.role})" if lead.role else ""
        reached = lead.telephone or lead.email or f"through {self.reading.ring_words(column.agency)}"
        return f"ring {lead.name}{role}, {reached}"

    def _silence(self, met: Met, column: KnownColumn, feed: Mapping[str, Any]) -> KnownCell:
        """Nothing here: what that says depends on what the feed covers, and on what this viewer may see of
        it."""
        asked_of = self.reading.moment.known_to
        if asked_of not in (None, column.agency):
            words = f"cannot be said: no sharing of it with {self.reading.agency_name(str(asked_of))} is on record"
            return self._cell(met, column, KnowledgeState.CANNOT_BE_SAID, words)
        answer = coverage(feed, self._life(met), self.reading.moment.as_of)
        if answer.covers is Covers.NO:
            return self._cell(met, column, KnowledgeState.NOT_COVERED, _left_out(column, feed, answer))
        if answer.covers is Covers.CANNOT_BE_SAID:
            return self._cell(met, column, KnowledgeState.CANNOT_BE_SAID, _not_said(answer))
        door = self.reading.door
        if door.book.could_hide(door.viewer, column.agency, column.category):
            return self._cell(met, column, KnowledgeState.NOT_SHOWN_OR_NOT_FOUND, self._constant(column))
        span = span_words(*answer.span) if answer.span else ""
        words = f"nothing found in {column.feed_title}, {span}"
        return self._cell(met, column, KnowledgeState.NOTHING_FOUND, words)

    def _constant(self, column: KnownColumn) -> str:
        """The same words whether a hidden record exists or not."""
        ring = self.reading.ring_words(column.agency)
        return f"Nothing we can show you from {column.agency_name}; some records are never listed here; ring {ring}."

    def _life(self, met: Met) -> Life:
        """From birth, or the day on which it is expected, with the homes that this viewer may see."""
        born = met.best.birth_date or met.best.expected_birth_date
        rows = self.reading.each("people/homes", [met.person_id])[met.person_id]
        homes = [part_of(row, "lives") for row in rows]
        return Life(
            born=born.value if born else None,
            died=met.best.death_date.value if met.best.death_date else None,
            homes=[(home.get("valid_from"), home.get("valid_to"), home.get("area")) for home in homes],
        )

    def _cell(self, met: Met, column: KnownColumn, state: KnowledgeState, words: str) -> KnownCell:
        return KnownCell(
            person_id=met.person_id,
            column=column.id,
            source=column.source,
            agency=column.agency,
            agency_name=column.agency_name,
            feed_title=column.feed_title,
            state=state,
            words=words,
            since=None,
            until=None,
            last_contact=None,
            last_event_on=None,
            lead=None,
            whom_to_call=self._whom_to_call(column, None),
            evidence=(),
        )


def _last_event(found: Sequence[Evidence]) -> Any:
    return max((one.event_on for one in found if one.event_on), default=None)


def _left_out(column: KnownColumn, feed: Mapping[str, Any], answer: Coverage) -> str:
    covered = {"period": period_words, "ages": ages_words, "area": area_words}
    bounds = listed(f"{bound} (it covers {covered[bound](feed)})" for bound in answer.bounds)
    elsewhere = "; ask the council of the area where they lived then" if "area" in answer.bounds else ""
    return f"{column.feed_title} leaves this person out: {bounds}{elsewhere}"


def _not_said(answer: Coverage) -> str:
    if answer.bounds == ("birth date",):
        return "cannot be said: the feed covers some ages only, and the birth date is not known"
    if answer.bounds == ("area",):
        return "cannot be said: which area this person lived in then is not known"
    return f"the feed does not say what it covers: {listed(answer.bounds)}"
