"""Review: the pairs of records that a person must decide about, those first of which a decision would change most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from graph.errors import UsageFault
from graph.ledger import Ledger
from graph.query import Row
from graph.store import Store
from loaders.linkage.answers import DECIDED, Answer, Answers, Pair, answered, pair_of, read_answers
from loaders.linkage.history import OPEN, readable

ADULT_FROM = 18
NOT_TWO = "A record is always about the same person as itself. Name two records."
NO_RECORD = (
    "No record here has that key. A key is the agency, the feed and the agency's own id, as in housing/tenancies/T1; "
    "kinscope link open names the pairs."
)


@dataclass(frozen=True)
class OpenPair:
    """Two records that nobody has decided about. rule: what keeps them apart, or `likeness` where they are no more than
    likely to be one person's; is_child: whether either is known to be under 18 today; agencies: who recorded them;
    answers: what was said so far, without an answer that holds; disagree: whether some said yes and some no."""

    pair: Pair
    rule: str
    probability: float
    is_child: bool
    agencies: tuple[str, str]
    answers: tuple[Answer, ...]
    disagree: bool


def open_pairs(store: Store, ledger: Ledger, today: date) -> list[OpenPair]:
    """The pairs that runs left to a person, whose records are there, describe two people, and are not decided about.

    In the order in which a decision would change most: children first, then records of two agencies, which would bring
    two pictures together, then the likeliest.
    """
    answers = read_answers(ledger)
    people = dict(store.links()[0].select("record", "person").iter_rows())
    left_open: dict[Pair, tuple[str, float]] = {}
    for left, entry, details in readable(ledger, OPEN):
        if isinstance(entry.other, str):
            left_open[pair_of(left, entry.other)] = (entry.rule, float(details["probability"]))
    for pair in answers.by_pair:
        left_open.setdefault(pair, ("reviewer", 1.0))
    found = {pair: said for pair, said in left_open.items() if _is_open(pair, people, answers)}
    keys = sorted({record for pair in found for record in pair})
    records = {str(row["id"]): row for row in store.nodes("Record", keys)}
    pairs = [_opened(pair, *said, records, answers, today) for pair, said in found.items()]
    return sorted(
        pairs,
        key=lambda one: (
            not one.is_child,
            one.agencies[0] == one.agencies[1],
            -one.probability,
            one.pair,
        ),
    )


def answer_pair(store: Store, ledger: Ledger, one: str, other: str, answer: Answer) -> Pair:
    """Put on record what a person says about two records; the next run of the linker keeps to it.

    Raises UsageFault where there is no such record, or both are one.
    """
    if one == other:
        raise UsageFault(NOT_TWO)
    there = {str(row["id"]) for row in store.nodes("Record", [one, other]) if row["source"] is not None}
    if there != {one, other}:
        raise UsageFault(NO_RECORD)
    pair = pair_of(one, other)
    ledger.decide([answered(pair, answer)])
    return pair


def _is_open(pair: Pair, people: Mapping[str, str], answers: Answers) -> bool:
    one, other = (people.get(record) for record in pair)
    is_decided = answers.standing(pair) in DECIDED
    return None not in (one, other) and one != other and not is_decided


def _opened(
    pair: Pair, rule: str, probability: float, records: Mapping[str, Row], answers: Answers, today: date
) -> OpenPair:
    rows = [records[record] for record in pair]
    agencies = (str(rows[0]["agency"]), str(rows[1]["agency"]))
    is_child = any(_is_child(row["birth_date"], today) for row in rows)
    return OpenPair(pair, rule, probability, is_child, agencies, answers.of(pair), answers.disagree(pair))


def _is_child(born: object, today: date) -> bool:
    """Whether somebody is known to be under 18; an unborn child is one."""
    if not isinstance(born, date):
        return False
    return (today.year - born.year) - ((today.month, today.day) < (born.month, born.day)) < ADULT_FROM
