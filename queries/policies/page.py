"""The page docs/who-may-see-what.md, written from the policies.

Renew it with `python -m queries.policies.page docs/who-may-see-what.md`; a test fails while it is stale.
"""

from __future__ import annotations

import sys
from pathlib import Path

from graph.codes import RestrictionClass, Role, word
from queries.policies.book import ANY_OTHER, PolicyBook
from queries.policies.items import ItemClass, Level, Tie
from queries.policies.rules import Rule
from queries.viewer import Viewer

OWN, OTHER = "own agency", ANY_OTHER
RESTRICTED = RestrictionClass.MARAC
INTRODUCTION = """# Who may see what

This page is written from the policies in `queries/policies/*.cedar`. Change those, never this page, and
write it again with `python -m queries.policies.page docs/who-may-see-what.md`.

**Nothing permits by default.** A viewer sees an item (what one agency says: a record, an involvement, an
incident, an address) where a rule permits it and none forbids it. There are three levels: *all of it*;
*that it is held* (and whom to ring, never what it says); *nothing*, not even that it exists. A row of an
answer that rests on several items is shown where all of them are.

**Restricted** is what carries a class of restriction ({classes}). A viewer for whom anything could be
hidden never reads "nothing found", but one constant sentence that is the same whether or not something is
hidden.

**What was restricted stays so**: where an item was restricted in an earlier state, it is shown to those
cleared for it, as a question about an earlier day would show that state.

**The demonstration** (a generated borough, with no viewer file) is asked by a MASH decision-maker with all
clearances, and says so on the screen: nothing of people who do not exist is hidden.

**A policy file that is missing, empty or broken closes the door**: nobody sees anything until it is put
right. Each rule has its cases in `queries/policies/cases.yaml`, and a rule that is in only one of the two
closes the door too.
"""
SITUATIONS: tuple[tuple[str, ItemClass], ...] = (
    ("agencies and feeds", ItemClass("Source", OTHER, OTHER)),
    ("own agency", ItemClass("Record", OWN, OTHER)),
    ("another agency", ItemClass("Record", OTHER, OTHER)),
    (
        "a family they work with, agreed category",
        ItemClass("Record", OTHER, OTHER, None, Tie.AGREED_CATEGORY),
    ),
    ("a family they work with, other category", ItemClass("Record", OTHER, OTHER, None, Tie.OTHER_CATEGORY)),
    (
        "a family they work with, police incident",
        ItemClass("Incident", OTHER, "police_incident", None, Tie.OTHER_CATEGORY),
    ),
    ("restricted, own agency", ItemClass("Record", OWN, OTHER, RESTRICTED)),
    ("restricted, another agency", ItemClass("Record", OTHER, OTHER, RESTRICTED)),
    (
        "somebody with whom they declared a relation",
        ItemClass("Record", OWN, OTHER, None, Tie.DECLARED_RELATION),
    ),
)
LEVEL_WORDS = {Level.CONTENT: "all of it", Level.HELD: "that it is held", Level.HIDDEN: "nothing"}


def page(book: PolicyBook) -> str:
    """The whole page, in Markdown. Raises NotPermitted where the policies are broken."""
    introduction = INTRODUCTION.format(
        classes=", ".join(word(restriction) for restriction in RestrictionClass)
    )
    parts = (introduction, _roles_table(book), "## The rules\n", _rules_table(book.rules))
    return "\n".join(parts)


def _roles_table(book: PolicyBook) -> str:
    names = [name for name, _ in SITUATIONS]
    lines = [_line("role", *names), _line(*("---" for _ in range(len(names) + 1)))]
    lines += [_line(word(role), *(_cell(book, role, item) for _, item in SITUATIONS)) for role in Role]
    return "\n".join(["## By role\n", *lines, ""])


def _cell(book: PolicyBook, role: Role, item: ItemClass) -> str:
    without, cleared = (
        _words(book, role, item, clearances) for clearances in (frozenset(), frozenset({RESTRICTED}))
    )
    return cleared if without == cleared else f"cleared for its class: {cleared}; else: {without}"


def _words(book: PolicyBook, role: Role, item: ItemClass, clearances: frozenset[RestrictionClass]) -> str:
    viewer = Viewer("somebody", role, OWN, "to write this page", clearances)
    return LEVEL_WORDS[book.decide(viewer, [item])[item].level]


def _rules_table(rules: tuple[Rule, ...]) -> str:
    lines = [_line("rule", "id", "source", "file"), _line("---", "---", "---", "---")]
    lines += [_line(rule.title, f"`{rule.id}`", rule.source, f"`{rule.file}`") for rule in rules]
    return "\n".join([*lines, ""])


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(PolicyBook.load()), encoding="utf-8")
