"""How people are related: the inverse of a relationship, and the one direction in which it is stored."""

from __future__ import annotations

from functools import cache

from graph.codes.code_list import Code, code_list
from graph.codes.people import Sex
from graph.codes.relationship_codes import Relationship


def _entry(code: str) -> Code:
    return code_list("relationship")[code]


@cache
def inverse(code: str) -> Relationship:
    """What B is of A where A is `code` of B; without a sex, since A's relation says nothing of B's sex."""
    return Relationship(str(_entry(code).facts["inverse"]))


@cache
def neutral(code: str) -> Relationship:
    """The same relationship without a sex: parent for mother."""
    return Relationship(str(_entry(code).facts["neutral"]))


@cache
def canonical(code: str) -> tuple[Relationship, bool]:
    """The code under which 'A is `code` of B' is stored, and whether the two ends change places.

    Older to younger, carer to cared for: 'A is son of B' is stored as 'B is parent of A' (parent, True), so
    that nothing is stored twice. What is lost on the way, A's sex, is a fact of A's own record. Where both
    ends say the same (sibling, spouse, friend) the code stays and nothing changes places.
    """
    if _entry(code).facts["stored"] == "turned":
        return inverse(code), True
    return Relationship(code), False


@cache
def same_both_ways(code: str) -> bool:
    """Whether A's relation to B is, up to sex, also B's relation to A: sibling, spouse, friend."""
    return _entry(code).facts["stored"] == "either_way"


@cache
def family(code: str) -> str:
    """parent, child, sibling, partner, grandparent, extended, step, foster, adoptive, in_law or other."""
    return str(_entry(code).facts["family"])


@cache
def tie(code: str) -> str:
    """What makes it: blood, adoptive, step, foster, in_law, partnership, legal, none or not_said.

    not_said: the code leaves it open; 'mother' may be a mother by birth or by adoption.
    """
    return str(_entry(code).facts["tie"])


@cache
def of_sex(code: str, sex: str | None) -> Relationship:
    """The code that says the sex too, such as mother for parent and female; else the code without a sex."""
    plain = neutral(code)
    if sex not in (Sex.FEMALE, Sex.MALE):
        return plain
    entries = code_list("relationship").codes
    sexed = (e for e in entries if e.facts["neutral"] == plain and e.facts["sex"] == sex)
    return Relationship(next((entry.code for entry in sexed), plain))


def relationship_word(code: str, sex: str | None = None) -> str:
    """The word for people; with a sex, the word for that sex where there is one ('mother' for parent)."""
    return _entry(of_sex(code, sex) if sex in (Sex.FEMALE, Sex.MALE) else code).word
