"""What pages say of a person, in words; the dates are those of the answers. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dashboard.elements import age_words
from graph.codes import date_accuracy_words, word
from graph.codes.people import Sex
from graph.codes.states import KnowledgeState
from queries.results import Best, BestKnown, FamilyView, KnownCell, KnownView, Member, Said
from queries.words import day_words

HELD = frozenset(
    {KnowledgeState.CURRENT, KnowledgeState.HISTORIC, KnowledgeState.RECORDED, KnowledgeState.NAMED}
)
"""The states in which an agency has something of its own about the person."""


def born_words(best: BestKnown) -> str:
    """'Born 4 Mar 2017; died 1 Jan 2020', each with how sure that is; or that it is not recorded."""
    if best.birth_date is None:
        expected = best.expected_birth_date
        born = f"Birth expected {day_words(expected.value)}" if expected else "Birth date not recorded"
    else:
        born = f"Born {_sure_day_words(best.birth_date, best.birth_date_accuracy)}"
    if best.death_date is None:
        return born
    return f"{born}; died {_sure_day_words(best.death_date, best.death_date_accuracy)}"


def _sure_day_words(day: Best[date], accuracy: Best[str] | None) -> str:
    if accuracy is None or accuracy.value == "AAA":
        return day_words(day.value)
    return f"{day_words(day.value)} ({date_accuracy_words(accuracy.value)})"


def sex_words(best: BestKnown) -> str:
    """The word for the sex as recorded."""
    return f"Sex recorded: {word(Sex(best.sex.value))}" if best.sex else "Sex not recorded"


def heading(member: Member, day: date) -> str:
    """'Maya Kerr, 9'."""
    return f"{member.best.label}, {age_words(member, day)}"


def sayers(said: Iterable[Said]) -> str:
    """'Housing, School': who says so, each once; empty where nobody has to."""
    return ", ".join(sorted({one.agency_name for one in said}))


def with_sayers(words: str, said: Iterable[Said]) -> str:
    """The words with '(says Housing)' after them, where they do not say it themselves."""
    who = sayers(said)
    return words if not who or "(says" in words else f"{words} (says {who})"


def residence_words(member: Member) -> tuple[str, ...]:
    """Each home on the day, or that none is recorded."""
    if not member.residences:
        return ("No home recorded on this day",)
    return tuple(
        f"{home.address}"
        + (", communal" if home.communal else "")
        + (f", since {day_words(home.valid_from)}" if home.valid_from else "")
        + (f" (says {sayers(home.said)})" if home.said else "")
        for home in member.residences
    )


def lead_words(cell: KnownCell) -> str | None:
    """'Lead practitioner: A. Osei', with role and telephone where whom to ring does not give them."""
    lead = cell.lead
    if lead is None:
        return None
    if lead.name in cell.whom_to_call:
        return f"Lead practitioner: {lead.name}"
    parts = (lead.name, lead.role, lead.telephone, lead.email)
    return "Lead practitioner: " + ", ".join(part for part in parts if part)


def contact_words(cell: KnownCell) -> str | None:
    """'Last contact 12 Mar 2026', unless the sentence of the cell gives that day already."""
    if cell.last_contact is None or day_words(cell.last_contact) in cell.words:
        return None
    return f"Last contact {day_words(cell.last_contact)}"


def column_title(agency_name: str, feed_title: str | None) -> str:
    """'Police: domestic abuse incidents'; the agency alone where there is no feed or it says the same."""
    if feed_title is None or feed_title == agency_name:
        return agency_name
    return feed_title if feed_title.startswith(agency_name) else f"{agency_name}: {feed_title}"


def spoken(view: FamilyView, known: KnownView, member: Member) -> str:
    """What is read out when somebody walks to a person: name and age, why they are in, their ties, and
    who knows them."""
    ties = [fact.words for fact in view.relations if member.person_id in (fact.person, fact.other)]
    parents = [one.words for one in view.unidentified if one.child == member.person_id]
    duties = [one.words for one in view.responsibilities if member.person_id in (one.holder, one.child)]
    cells = [one for one in known.cells if one.person_id == member.person_id and one.state in HELD]
    knows = sorted({one.agency_name for one in cells})
    by = f"Known to {', '.join(knows)}" if knows else "No agency's records that you can see know this person"
    why = [f"In this family: {reason.words}" for reason in member.why]
    parts = (heading(member, view.as_of), *why, *ties, *parents, *duties, by)
    return " ".join(f"{part[:1].upper()}{part[1:].rstrip('.')}." for part in parts)
