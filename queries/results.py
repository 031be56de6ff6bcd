"""What comes out of the one door: frozen answers, already cut to the viewer who asked.

Times are dates; None is always "unknown" or "not said", never "no". Every statement names who said it.
Codes are the words of `graph.codes`; beside each stands a sentence for people. `queries.forms.as_data`
gives the same as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from graph.codes.people import Lens
from graph.codes.states import KnowledgeState, ResponsibilityState

Value = TypeVar("Value")


@dataclass(frozen=True)
class Said:
    """Who says something. source: the feed's id; feed_title: what it is called, None where this viewer
    sees no such feed; record_id: key of the agency's record, None for what no person's record says;
    recorded_on: when the agency recorded it; as_of: the day up to which the feed is current; ended_on,
    ending: since when, and why, it is no longer said (only in a question about what was known by an
    earlier day)."""

    source: str
    feed_title: str | None
    agency: str
    agency_name: str
    category: str
    record_id: str | None
    recorded_on: date | None
    as_of: date | None
    ended_on: date | None = None
    ending: str | None = None


@dataclass(frozen=True)
class Best(Generic[Value]):
    """A best-known value. said: first the record that gave it, then the others that say the same."""

    value: Value
    said: tuple[Said, ...]


@dataclass(frozen=True)
class BestKnown:
    """What is best known of a person, by the rule of docs/best-known.md, from the records this viewer may
    see.

    None: no such record says. birth_date_accuracy, death_date_accuracy: three letters for day, month, year
    (A, E, U), of the record that gave the date. sex: code of `graph.codes.people.Sex`."""

    name: Best[str] | None = None
    given_names: Best[str] | None = None
    family_name: Best[str] | None = None
    birth_date: Best[date] | None = None
    birth_date_accuracy: Best[str] | None = None
    death_date: Best[date] | None = None
    death_date_accuracy: Best[str] | None = None
    expected_birth_date: Best[date] | None = None
    sex: Best[str] | None = None

    @property
    def label(self) -> str:
        """The name, or a phrase that stands for it."""
        return self.name.value if self.name else "name not recorded"


@dataclass(frozen=True)
class WhyIn:
    """One reason why somebody counts as family, in words, with who says so (nobody for 'asked about')."""

    words: str
    said: tuple[Said, ...]


@dataclass(frozen=True)
class ResidenceLine:
    """A home on the day asked about. address: as recorded; area: local authority area; valid_to: first
    day on which it is no longer so; communal: many unrelated people live there, so that it makes no
    family."""

    residence_id: str
    address: str
    area: str | None
    valid_from: date | None
    valid_to: date | None
    communal: bool
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Member:
    """One person who counts as family. age: whole years on the day; None where the birth date is unknown
    or later."""

    person_id: str
    best: BestKnown
    why: tuple[WhyIn, ...]
    age: int | None
    is_focus: bool
    residences: tuple[ResidenceLine, ...]


@dataclass(frozen=True)
class HouseholdGroup:
    """The members of the family who live together on the day: one outline. id: of the residence or
    household."""

    id: str
    label: str
    member_ids: tuple[str, ...]
    said: tuple[Said, ...]


@dataclass(frozen=True)
class RelationFact:
    """person is, to other, what the relationship (a code of relationship.yaml) says. words: 'Dana Kerr is
    mother of Maya Kerr (says Housing, School)'."""

    person: str
    other: str
    relationship: str
    words: str
    said: tuple[Said, ...]


@dataclass(frozen=True)
class ResponsibilityFact:
    """Parental responsibility as stated; never derived from being a parent. The holder may be outside the
    family as asked. state: holds, does_not, unknown."""

    holder: str
    holder_name: str
    child: str
    child_name: str
    state: ResponsibilityState
    valid_from: date | None
    valid_to: date | None
    words: str
    said: tuple[Said, ...]


@dataclass(frozen=True)
class UnidentifiedParent:
    """A parent known by name alone from a child's record, linked to nobody. words: 'unknown; Health
    visiting says 'Craig D.', not linked: for review'."""

    child: str
    relationship: str
    name: str
    record_id: str
    words: str
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Held:
    """Something that this viewer may know to be held and may not read. person_id: about whom, None where
    that is not told; words: whom to ring."""

    person_id: str | None
    agency: str
    agency_name: str
    category: str
    words: str


@dataclass(frozen=True)
class FamilyView:
    """One family under one lens. as_of: the day asked about; by: what was known by the end of that day;
    known_to: the agency whose knowledge is asked for, None for this hub. members: focus first, then
    eldest first. not_followed: what a limit left out, in sentences. words: what must be said beside the
    answer, in sentences."""

    focus: tuple[str, ...]
    lens: Lens
    as_of: date
    by: date
    known_to: str | None
    members: tuple[Member, ...]
    households: tuple[HouseholdGroup, ...]
    relations: tuple[RelationFact, ...]
    responsibilities: tuple[ResponsibilityFact, ...]
    unidentified: tuple[UnidentifiedParent, ...]
    not_followed: tuple[str, ...]
    held: tuple[Held, ...]
    words: tuple[str, ...]

    def member(self, person_id: str) -> Member | None:
        """The member with that id, or None."""
        return next((member for member in self.members if member.person_id == person_id), None)


@dataclass(frozen=True)
class LeadPractitioner:
    """Who leads an involvement, as recorded. None: not recorded."""

    name: str
    role: str | None
    telephone: str | None
    email: str | None


@dataclass(frozen=True)
class KnownColumn:
    """One feed, or one agency that has given none (source, feed_title, category None). id: the feed's id,
    or the agency's where there is no feed. words: what it covers, and where a delivery is overdue, that; or
    whom to telephone; next_due_on: the day by which the next delivery is due, None where that is not said."""

    id: str
    source: str | None
    agency: str
    agency_name: str
    feed_title: str | None
    category: str | None
    as_of: date | None
    words: str
    next_due_on: date | None = None


@dataclass(frozen=True)
class KnownCell:
    """What one feed says of one person. column: id of the KnownColumn; since, until: of the involvement;
    last_event_on: the day the latest event happened; whom_to_call: a sentence; evidence: empty where
    nothing was found."""

    person_id: str
    column: str
    source: str | None
    agency: str
    agency_name: str
    feed_title: str | None
    state: KnowledgeState
    words: str
    since: date | None
    until: date | None
    last_contact: date | None
    last_event_on: date | None
    lead: LeadPractitioner | None
    whom_to_call: str
    evidence: tuple[Said, ...]


@dataclass(frozen=True)
class KnownView:
    """Who knows what of a family: a cell for every member and column, members in order, columns by
    agency's name."""

    family: FamilyView
    columns: tuple[KnownColumn, ...]
    cells: tuple[KnownCell, ...]

    def cell(self, person_id: str, column: str) -> KnownCell | None:
        """The cell of that person and column, or None."""
        return next(
            (cell for cell in self.cells if (cell.person_id, cell.column) == (person_id, column)), None
        )


@dataclass(frozen=True)
class FindMatch:
    """One person who answers to a search. reasons: why, in words, best first; agencies: names of those
    whose visible records answered."""

    person_id: str
    best: BestKnown
    reasons: tuple[str, ...]
    agencies: tuple[str, ...]


@dataclass(frozen=True)
class FindView:
    """People who answer to a search, best first. more: whether there are others beyond the limit."""

    text: str
    matches: tuple[FindMatch, ...]
    more: bool
    words: tuple[str, ...]


View = FamilyView | KnownView | FindView
