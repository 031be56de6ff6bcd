"""Answers: which of several holds, and what a run must keep to because of them and of runs that were taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.codes import LinkAnswer
from graph.ledger import Decision, Ledger, open_ledger
from loaders.linkage.answers import (
    Answer,
    Answers,
    answered,
    pair_of,
    read_answers,
    shown_before,
    taken_back,
)
from loaders.linkage.history import JOINED, OPEN, RUN_UNDONE
from loaders.linkage.model import Model, shipped_model

SAME, DIFFERENT, UNSURE, TAKEN_BACK = LinkAnswer
PAIR = ("housing/people/1", "school/people/8")
OTHER = ("housing/people/2", "school/people/9")
NOON = datetime(2026, 5, 14, 12, tzinfo=UTC)
_said_of = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(LinkAnswer)), max_size=8)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as opened:
        yield opened


@pytest.fixture(scope="module")
def model() -> Model:
    return shipped_model()


def said(*answers: tuple[str, LinkAnswer]) -> Answers:
    """What people said last about PAIR, in this order: who, and what."""
    last: dict[str, Answer] = {}
    for minute, (by, answer) in enumerate(answers):
        last.pop(by, None)
        last[by] = Answer(answer, by, NOON + timedelta(minutes=minute), None)
    return Answers({PAIR: tuple(last.values())})


def kept_to(answers: Answers) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The pairs that a run must join and those that it must not."""
    return pairs_of(answers.always()), pairs_of(answers.never())


def pairs_of(frame: pl.DataFrame) -> list[tuple[str, str]]:
    return [(left, right) for left, right in frame.select("left", "right").iter_rows()]


def say(ledger: Ledger, answer: LinkAnswer, by: str = "a reviewer", note: str | None = None) -> None:
    ledger.decide([answered(PAIR, Answer(answer, by, NOON, note))])


def of_a_run(
    kind: str, pair: tuple[str, str], model_sha256: str, *, run: str = "run", one_before: bool = False
) -> Decision:
    """What a run decided about a pair."""
    details = {"run": run, "model_sha256": model_sha256, "one_before": one_before}
    return Decision(kind, *pair, "likeness", "people 1", NOON, details)


def undone(run: str = "run") -> Decision:
    return Decision(RUN_UNDONE, run, None, "people 1", "an analyst", NOON, {})


def test_a_pair_is_the_same_whichever_record_is_named_first() -> None:
    assert pair_of(*PAIR) == pair_of(*reversed(PAIR)) == PAIR


def test_a_pair_that_nobody_was_asked_about_has_no_answer() -> None:
    nobody = Answers()
    assert (nobody.of(PAIR), nobody.standing(PAIR), nobody.disagree(PAIR)) == ((), None, False)
    assert kept_to(nobody) == ([], [])


@pytest.mark.parametrize(
    ("answer", "always", "never"),
    [(SAME, [PAIR], []), (DIFFERENT, [], [PAIR]), (UNSURE, [], []), (TAKEN_BACK, [], [PAIR])],
)
def test_one_answer_holds_and_unsure_is_none(
    answer: LinkAnswer, always: list[tuple[str, str]], never: list[tuple[str, str]]
) -> None:
    answers = said(("a", answer))
    assert answers.standing(PAIR) is (None if answer is UNSURE else answer)
    assert not answers.disagree(PAIR)
    assert kept_to(answers) == (always, never)


def test_who_is_unsure_takes_nothing_from_who_is_sure() -> None:
    for order in ((("a", SAME), ("b", UNSURE)), (("b", UNSURE), ("a", SAME))):
        assert said(*order).standing(PAIR) is SAME
        assert not said(*order).disagree(PAIR)


def test_two_who_agree_are_one_answer() -> None:
    assert said(("a", DIFFERENT), ("b", DIFFERENT)).standing(PAIR) is DIFFERENT


def test_two_who_contradict_each_other_keep_the_records_apart_until_one_gives_way() -> None:
    answers = said(("a", SAME), ("b", DIFFERENT))
    assert answers.standing(PAIR) is None
    assert answers.disagree(PAIR)
    assert kept_to(answers) == ([], [PAIR])
    agreed = said(("a", SAME), ("b", DIFFERENT), ("b", SAME))
    assert not agreed.disagree(PAIR)
    assert kept_to(agreed) == ([PAIR], [])


def test_the_last_answer_of_one_person_takes_the_place_of_their_former_ones() -> None:
    assert said(("a", SAME), ("a", DIFFERENT)).standing(PAIR) is DIFFERENT
    assert said(("a", DIFFERENT), ("a", SAME)).standing(PAIR) is SAME
    assert said(("a", SAME), ("a", UNSURE)).standing(PAIR) is None


def test_taking_back_ends_what_all_said_before_it() -> None:
    answers = said(("a", SAME), ("b", DIFFERENT), ("c", TAKEN_BACK))
    assert answers.standing(PAIR) is TAKEN_BACK
    assert not answers.disagree(PAIR)
    assert kept_to(answers) == ([], [PAIR])


def test_what_is_said_after_taking_back_holds_alone() -> None:
    assert said(("a", DIFFERENT), ("b", TAKEN_BACK), ("c", SAME)).standing(PAIR) is SAME
    assert said(("b", TAKEN_BACK), ("a", SAME), ("c", DIFFERENT)).disagree(PAIR)
    assert said(("a", SAME), ("b", TAKEN_BACK), ("c", UNSURE)).standing(PAIR) is TAKEN_BACK


@given(answers=_said_of.map(lambda of: said(*of)))
def test_no_pair_is_to_be_joined_and_kept_apart_at_once(answers: Answers) -> None:
    always, never = kept_to(answers)
    assert not set(always) & set(never)
    assert not (answers.disagree(PAIR) and answers.standing(PAIR))
    assert bool(always or never) == (answers.standing(PAIR) is not None or answers.disagree(PAIR))


@given(data=st.data(), of=_said_of.filter(lambda of: all(answer is not TAKEN_BACK for _, answer in of)))
def test_where_nothing_was_taken_back_the_order_of_people_does_not_matter(
    data: st.DataObject, of: list[tuple[str, LinkAnswer]]
) -> None:
    last = list(dict(of).items())
    assert kept_to(said(*data.draw(st.permutations(last)))) == kept_to(said(*of))


def test_answers_are_read_as_they_were_given(ledger: Ledger) -> None:
    assert read_answers(ledger).by_pair == {}
    say(ledger, SAME, note="The mother says so.")
    say(ledger, UNSURE, by="another")
    assert read_answers(ledger).of(PAIR) == (
        Answer(SAME, "a reviewer", NOON, "The mother says so."),
        Answer(UNSURE, "another", NOON, None),
    )


def test_an_answer_that_is_given_again_counts_from_where_it_was_given_last(ledger: Ledger) -> None:
    say(ledger, SAME, by="a")
    say(ledger, TAKEN_BACK, by="b")
    assert read_answers(ledger).standing(PAIR) is TAKEN_BACK
    say(ledger, SAME, by="a")
    answers = read_answers(ledger)
    assert [one.by for one in answers.of(PAIR)] == ["b", "a"]
    assert answers.standing(PAIR) is SAME


@pytest.mark.parametrize("erased", PAIR)
def test_what_was_said_about_an_erased_record_is_left_out(ledger: Ledger, erased: str) -> None:
    say(ledger, SAME, note="They moved.")
    ledger.decide([answered(OTHER, Answer(DIFFERENT, "a reviewer", NOON, None))])
    ledger.forget(erased)
    answers = read_answers(ledger)
    assert list(answers.by_pair) == [OTHER]
    assert kept_to(answers) == ([], [OTHER])


def test_what_a_run_joined_is_not_joined_again_once_the_run_is_taken_back(
    ledger: Ledger, model: Model
) -> None:
    ledger.decide([of_a_run(JOINED, PAIR, model.sha256), of_a_run(JOINED, OTHER, model.sha256, run="later")])
    assert taken_back(ledger, model).is_empty()
    ledger.decide([undone()])
    assert pairs_of(taken_back(ledger, model)) == [PAIR]
    ledger.decide([undone("later")])
    assert pairs_of(taken_back(ledger, model)) == [PAIR, OTHER]


def test_another_model_may_join_what_was_taken_back(ledger: Ledger, model: Model) -> None:
    ledger.decide([of_a_run(JOINED, PAIR, model.sha256), undone()])
    same_name = model.model_copy(update={"others_of_a_person": model.others_of_a_person * 2})
    assert same_name.name == model.name
    assert taken_back(ledger, same_name).is_empty()
    assert pairs_of(taken_back(ledger, model)) == [PAIR]


def test_what_described_one_person_before_a_run_is_not_parted_by_taking_it_back(
    ledger: Ledger, model: Model
) -> None:
    ledger.decide([of_a_run(JOINED, PAIR, model.sha256, one_before=True), undone()])
    assert taken_back(ledger, model).is_empty()


@pytest.mark.parametrize("erased", PAIR)
def test_what_was_taken_back_of_an_erased_record_is_left_out(
    ledger: Ledger, model: Model, erased: str
) -> None:
    ledger.decide([of_a_run(JOINED, PAIR, model.sha256), of_a_run(JOINED, OTHER, model.sha256), undone()])
    ledger.forget(erased)
    assert pairs_of(taken_back(ledger, model)) == [OTHER]


def test_a_pair_was_shown_before_where_this_very_model_left_it_to_a_person(
    ledger: Ledger, model: Model
) -> None:
    ledger.decide([of_a_run(OPEN, PAIR, model.sha256), of_a_run(OPEN, OTHER, "of another model")])
    ledger.decide([of_a_run(JOINED, OTHER, model.sha256)])
    assert pairs_of(shown_before(ledger, model)) == [PAIR]
