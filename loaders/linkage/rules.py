"""Rules over the score: what no sum of weights may decide, declared. `ruling` applies them.

No threshold tells twins from a mover, nor a father from a son of his name: these agree in all that is compared but one
thing. A rule stops such a pair, whatever its score, and says why; a person decides. The first that holds counts.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import polars as pl

GENERATION: Final = 12
"""Years. Who are born so far apart can be parent and child, and a parent is at least so much older."""
SURE: Final = 8.5
"""Bits that must speak for two records whose birth dates do not agree in full."""
LABELS: Final[defaultdict[str, set[str]]] = defaultdict(set)
"""The labels of levels that rules ask for, by comparison: a model that has the comparison must have them."""


class Verdict(StrEnum):
    """What a rule does with the pair that it stops, and with the groups of records that hold the two."""

    IMPOSSIBLE = "impossible"
    """They describe two people. Their groups are never joined, and there is nothing to decide."""
    APART = "apart"
    """Their groups are not joined, by third records neither, until a person decides."""
    AGAINST = "against"
    """It speaks against joining their groups as much as a sure pair speaks for it. A person decides."""
    NOT_ENOUGH = "not enough"
    """It speaks neither for nor against. A person decides."""


@dataclass(frozen=True)
class Rule:
    """name: as decisions and the review show it. words: what a person is told. stops: the pairs, by the label of their
    level in each comparison (null: missing) and by what both records say (`_l`, `_r`)."""

    name: str
    verdict: Verdict
    words: str
    stops: pl.Expr


def _level(comparison: str, *labels: str) -> pl.Expr:
    LABELS[comparison].update(labels)
    return pl.col(comparison).is_in(labels).fill_null(False)


def _unknown(comparison: str) -> pl.Expr:
    return pl.col(comparison).is_null()


_BIRTH_YEARS_APART = (pl.col("birth_year_l") - pl.col("birth_year_r")).abs()
_SAME_NAMES = ~_level("given_names", "different") & ~_level("family_names", "different")
_IDENTIFIER = _level("identifiers", "the same", "a typing error")
_NUMBER = _IDENTIFIER | (pl.col("emails").is_not_null() & ~_level("emails", "different"))
_OTHER_NAME = _level("given_names", "different") | (
    _level("given_names", "a typing error", "letters out of order", "nearly the same", "the same sound")
    & pl.col("known_l")
    & pl.col("known_r")
)
_NAMED_ALIKE = ~_level("given_names", "different", "one name among several") & ~_level(
    "family_names", "different"
)
_TELEPHONE = _level("telephones", "the same") & _NAMED_ALIKE
_ONE_ADDRESS = _level("address", "the same", "nearly the same")
_SAME_RELATION = _level("household", "the same relation to one person")
_SHARES_PEOPLE = _SAME_RELATION | _level("household", "several people in common", "one person in common")
# Of one name in one home, a child without a birth date is not told from the mother; who is named as a parent is.
_OF_KNOWN_AGE = pl.all_horizontal(
    pl.col(f"birth_year_{side}").is_not_null() | pl.col(f"born_by_{side}").is_not_null() for side in "lr"
)
_AROUND = _SHARES_PEOPLE & _OF_KNOWN_AGE

RULES: Final = (
    Rule(
        "different people in one source",
        Verdict.APART,
        "Both records are of one source, which gives each person one record.",
        pl.col("one_source"),
    ),
    Rule(
        "named side by side",
        Verdict.IMPOSSIBLE,
        "A source names one beside the other: as a relative, as another contact, or in one household.",
        pl.col("side_by_side"),
    ),
    Rule(
        "clash of valid identifiers",
        Verdict.APART,
        "They hold different valid numbers of a register that gives each person one.",
        pl.col("clash"),
    ),
    Rule(
        "deceased before",
        Verdict.IMPOSSIBLE,
        "One died before the other was born, or they died on days far apart.",
        (pl.col("death_date_l").dt.year() < pl.col("birth_year_r")).fill_null(False)
        | (pl.col("death_date_r").dt.year() < pl.col("birth_year_l")).fill_null(False)
        | ((pl.col("death_date_l") - pl.col("death_date_r")).abs() > pl.duration(days=31)).fill_null(False),
    ),
    Rule(
        "implausible age",
        Verdict.IMPOSSIBLE,
        "One is named as parent of a child, and the other was born too late for that.",
        (pl.col("birth_year_l") > pl.col("born_by_r")).fill_null(False)
        | (pl.col("birth_year_r") > pl.col("born_by_l")).fill_null(False),
    ),
    Rule(
        "possible twin",
        Verdict.AGAINST,
        "The same birth date, one family, and different first names.",
        _level("birth_date", "the same")
        & _OTHER_NAME
        & (~_level("family_names", "different") | _ONE_ADDRESS)
        & ~_IDENTIFIER,
    ),
    Rule(
        "different first names",
        Verdict.AGAINST,
        "The first names are no forms of one another, and no number is shared.",
        _level("given_names", "different") & ~_NUMBER,
    ),
    Rule(
        "changed surname",
        Verdict.NOT_ENOUGH,
        "First name and birth date agree and the family name does not; no address or number is shared.",
        _level("family_names", "different") & ~_NUMBER & ~_ONE_ADDRESS & ~_SHARES_PEOPLE,
    ),
    Rule(
        "father and son",
        Verdict.AGAINST,
        "One name, born so far apart that they can be parent and child.",
        _SAME_NAMES
        & (_BIRTH_YEARS_APART >= GENERATION).fill_null(False)
        & ~_level("birth_date", "one figure differs")
        & ~_NUMBER,
    ),
    Rule(
        "birth dates differ",
        Verdict.AGAINST,
        "Both birth dates are known and differ by more than a slip.",
        _level("birth_date", "different", "the same year", "the same day and month") & ~_NUMBER,
    ),
    Rule(
        "no whole birth date",
        Verdict.NOT_ENOUGH,
        "The birth dates do not agree in full, and the rest is no more than likely.",
        ~_level("birth_date", "the same") & ~_NUMBER & ~_SAME_RELATION & ~_AROUND & (pl.col("bits") < SURE),
    ),
    Rule(
        "same name at one address without birth date",
        Verdict.NOT_ENOUGH,
        "Name and address alone do not tell a person from a relative of the same name.",
        _unknown("birth_date") & _ONE_ADDRESS & ~_NUMBER & ~_SAME_RELATION & ~(_TELEPHONE | _AROUND),
    ),
    Rule(
        "no birth date",
        Verdict.NOT_ENOUGH,
        "A name, without a birth date, a shared number or people around them in common.",
        _unknown("birth_date") & ~_NUMBER & ~_SAME_RELATION & ~(_NAMED_ALIKE & (_AROUND | _TELEPHONE)),
    ),
)

ONE_OF_SEVERAL: Final = Rule(
    "one of several people",
    Verdict.NOT_ENOUGH,
    "A record without a birth date may describe this person or another of that name who is as near.",
    pl.lit(False),
)
"""Holds for no pair alone: `ruling` finds it from whom else the record is like."""
VERDICTS: Final = {rule.name: rule.verdict for rule in (*RULES, ONE_OF_SEVERAL)}
