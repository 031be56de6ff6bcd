"""Answers laid out for reading on a terminal."""

from __future__ import annotations

from graph.codes import sign, word
from kinscope.printing import console, table
from queries.results import BestKnown, FamilyView, FindView, KnownView, Member


def born(best: BestKnown) -> str:
    """'4 Mar 2017', 'expected 3 Sep 2026' or 'not recorded'."""
    if best.birth_date:
        return day(best.birth_date.value.isoformat())
    return (
        f"expected {day(best.expected_birth_date.value.isoformat())}"
        if best.expected_birth_date
        else "not recorded"
    )


def day(iso: str) -> str:
    """An ISO date as '4 Mar 2017'."""
    from datetime import date

    found = date.fromisoformat(iso)
    return f"{found.day} {found:%b %Y}"


def show_find(view: FindView) -> None:
    """One line a person, with why they answer."""
    rows = [
        (one.person_id, one.best.label, born(one.best), "; ".join(one.reasons), ", ".join(one.agencies))
        for one in view.matches
    ]
    if rows:
        console.print(table(("Id", "Name", "Born", "Why", "Records of"), rows))
    for sentence in view.words:
        console.print(sentence, markup=False)


def show_family(view: FamilyView) -> None:
    """Members with why they are in, what ties them, and what was not followed."""
    console.print(f"{word(view.lens).capitalize()} on {day(view.as_of.isoformat())}", style="bold")
    rows = [
        (
            one.best.label,
            born(one.best),
            "" if one.age is None else str(one.age),
            _homes(one),
            _why(one),
            one.person_id,
        )
        for one in view.members
    ]
    console.print(table(("Name", "Born", "Age", "Lives at", "Why in", "Id"), rows, numbers=(2,)))
    for heading, sentences in (
        ("Relations", [one.words for one in view.relations]),
        ("Parental responsibility", [one.words for one in view.responsibilities]),
        ("Parents not identified", [one.words for one in view.unidentified]),
        ("Not followed", list(view.not_followed)),
        ("Held, not shown", [one.words for one in view.held]),
        ("To note", list(view.words)),
    ):
        _list(heading, sentences)


def _homes(member: Member) -> str:
    return "; ".join(dict.fromkeys(home.address for home in member.residences)) or "not recorded"


def _why(member: Member) -> str:
    return "; ".join(dict.fromkeys(why.words for why in member.why))


def _list(heading: str, sentences: list[str]) -> None:
    if sentences:
        console.print(heading, style="bold")
        for sentence in sentences:
            console.print(f"  {sentence}", markup=False)


def show_known(view: KnownView) -> None:
    """For each member, what each feed knows: sign and words, and whom to call."""
    names = {one.person_id: one.best.label for one in view.family.members}
    for person, name in names.items():
        console.print(f"What is known of {name}", style="bold")
        rows = [
            (
                column.agency_name,
                column.feed_title or "no feed",
                f"{sign(cell.state)} {cell.words}",
                cell.whom_to_call,
            )
            for column in view.columns
            if (cell := view.cell(person, column.id)) is not None
        ]
        console.print(table(("Agency", "Feed", "What is known", "Whom to ring"), rows))
    overdue = [
        f"{one.feed_title}: {one.words}"
        for one in view.columns
        if one.next_due_on is not None and one.next_due_on < view.family.as_of
    ]
    _list("Feeds that did not come", overdue)
