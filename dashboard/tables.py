"""The family in words: every table of the page as plain rows, the same content as the picture. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboard.address import FamilyAddress, family_link
from dashboard.elements import age_words
from dashboard.wording import (
    born_words,
    column_title,
    contact_words,
    lead_words,
    residence_words,
    with_sayers,
)
from graph.codes import relationship_word, sign, word
from graph.codes.states import KnowledgeState
from queries.results import FamilyView, KnownCell, KnownColumn, KnownView, Member, ResponsibilityFact
from queries.words import day_words


@dataclass(frozen=True)
class TableCell:
    """What stands in one cell, one line each. sign: the mark of a state, None where there is none; state:
    its code; link: where the first line leads; gist: how the first line begins, for the eye to find."""

    lines: tuple[str, ...]
    sign: str | None = None
    state: str | None = None
    link: str | None = None
    gist: str = ""


@dataclass(frozen=True)
class Table:
    """A table with a caption. Of each row, the first cell is the heading of the row."""

    caption: str
    headings: tuple[TableCell, ...]
    rows: tuple[tuple[TableCell, ...], ...]


def _headings(*words: str) -> tuple[TableCell, ...]:
    return tuple(TableCell((one,)) for one in words)


def members_table(view: FamilyView, members: Sequence[Member], address: FamilyAddress) -> Table:
    """Who is in this family, born when, living where, and why in."""
    rows = tuple(
        (
            TableCell(
                (member.best.label,),
                link=family_link(replace(address, person=member.person_id, selected=None)),
            ),
            TableCell((age_words(member, view.as_of), born_words(member.best))),
            TableCell(residence_words(member)),
            TableCell(tuple(with_sayers(why.words, why.said) for why in member.why)),
        )
        for member in members
    )
    return Table("People in this family", _headings("Person", "Age", "Lives at", "Why they are in"), rows)


def relations_table(view: FamilyView, shown: set[str]) -> Table:
    """How the people are related, with who says so, and parents who are known by name alone."""
    names = {member.person_id: member.best.label for member in view.members}
    rows = [
        (TableCell((names[fact.person],)), TableCell((with_sayers(fact.words, fact.said),)))
        for fact in view.relations
        if {fact.person, fact.other} <= shown
    ]
    rows += [
        (
            TableCell((f"{relationship_word(one.relationship)} of {names[one.child]}",)),
            TableCell((one.words,)),
        )
        for one in view.unidentified
        if one.child in shown
    ]
    return Table("How they are related", _headings("Person", "What is said"), tuple(rows))


def responsibilities_table(view: FamilyView, shown: set[str]) -> Table:
    """Parental responsibility of each child as stated, whoever holds it."""
    rows = tuple(
        (
            TableCell((one.child_name,)),
            TableCell((one.holder_name + ("" if _is_drawn(view, one, shown) else " (not in this picture)"),)),
            TableCell((word(one.state),), sign=sign(one.state), gist=word(one.state)),
            TableCell((with_sayers(one.words, one.said),)),
        )
        for one in view.responsibilities
        if one.child in shown
    )
    return Table("Parental responsibility", _headings("Child", "Adult", "Holds it?", "What is said"), rows)


def _is_drawn(view: FamilyView, one: ResponsibilityFact, shown: set[str]) -> bool:
    """Whether the picture has the holder: as a person, or as a parent known by name alone."""
    by_name = (parent.name for parent in view.unidentified if parent.child == one.child)
    return one.holder in shown or any(name in one.holder_name for name in by_name)


def known_table(known: KnownView, members: Sequence[Member]) -> Table:
    """Who knows what: a row for each feed or agency, a column for each person."""
    cells = {(cell.person_id, cell.column): cell for cell in known.cells}
    rows = tuple(
        (
            _column_heading(column),
            *(known_cell(cells.get((member.person_id, column.id))) for member in members),
        )
        for column in known.columns
    )
    people = (f"{member.best.label}, {age_words(member, known.family.as_of)}" for member in members)
    return Table("What each agency knows", _headings("Agency and what it gave", *people), rows)


def _column_heading(column: KnownColumn) -> TableCell:
    as_of = f"Up to date to {day_words(column.as_of)}" if column.as_of else None
    title = column_title(column.agency_name, column.feed_title)
    lines = (title, column.words, as_of)
    return TableCell(tuple(line for line in lines if line), gist=title)


def known_cell(cell: KnownCell | None) -> TableCell:
    """One state: sign and word, the sentence, last contact, lead practitioner, whom to ring."""
    if cell is None:
        state = KnowledgeState.CANNOT_BE_SAID
        return TableCell((word(state),), sign=sign(state), state=state, gist=word(state))
    gist = word(cell.state)
    says_it = cell.words.startswith(gist)
    ring = None if cell.whom_to_call.removeprefix("ring ") in cell.words else cell.whom_to_call
    lines = (None if says_it else gist, cell.words, contact_words(cell), lead_words(cell), ring)
    kept = tuple(line for line in lines if line)
    return TableCell(kept, sign=sign(cell.state), state=cell.state, gist=gist)
