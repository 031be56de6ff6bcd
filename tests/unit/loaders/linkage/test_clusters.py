"""Clusters: average linkage, constraints that hold through third records, and no order that matters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations, permutations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from loaders.linkage.clusters import Apart, Clusters, cluster

PAIR = {"left": pl.String, "right": pl.String}
RECORDS = "abcdefg"
_pairs_of = st.lists(
    st.tuples(
        st.sampled_from(RECORDS), st.sampled_from(RECORDS), st.integers(-100, 100).map(lambda n: n / 100)
    ),
    max_size=20,
)
_told_of = st.lists(st.tuples(st.sampled_from(RECORDS), st.sampled_from(RECORDS)), max_size=5)


def clustered(
    pairs: Iterable[tuple[str, str, float]],
    never: Iterable[tuple[str, str]] = (),
    records: Sequence[str] = RECORDS,
    link: float = 0.5,
    always: Iterable[tuple[str, str]] = (),
) -> Clusters:
    """Records a to g, with these pairs."""
    return cluster(
        pl.Series("record", list(records), dtype=pl.String),
        pl.DataFrame(list(pairs), schema={**PAIR, "likeness": pl.Float64}, orient="row"),
        pl.DataFrame(list(never), schema=PAIR, orient="row"),
        pl.DataFrame(list(always), schema=PAIR, orient="row"),
        link=link,
        average=0.5,
    )


def parts(found: Clusters) -> list[str]:
    """The groups of two and more, each as a word."""
    groups = found.groups.group_by("group").agg(pl.col("record").sort().str.join(""))["record"]
    return sorted(part for part in groups if len(part) > 1)


def test_a_pair_that_is_alike_is_one_and_nobody_else() -> None:
    found = clustered([("b", "a", 0.9), ("c", "d", 0.4)])
    assert parts(found) == ["ab"]
    assert dict(found.groups.iter_rows()) == {**dict(zip(RECORDS, RECORDS, strict=True)), "b": "a"}


def test_a_chain_of_likenesses_is_not_one_person() -> None:
    assert parts(clustered([("a", "b", 0.9), ("b", "c", 0.8)])) == ["ab"]


def test_a_third_record_joins_where_it_is_alike_enough_on_average() -> None:
    assert parts(clustered([("a", "b", 0.9), ("b", "c", 0.8), ("a", "c", 0.3)])) == ["abc"]


def test_a_likely_record_joins_no_group_without_a_sure_pair() -> None:
    pairs = [("a", "b", 0.9), ("b", "c", 0.8), ("a", "c", 0.8)]
    assert parts(clustered(pairs, link=0.85)) == ["ab"]
    assert parts(clustered([*pairs, ("c", "a", 0.85)], link=0.85)) == ["abc"]


def test_what_speaks_against_a_pair_weighs_against_what_speaks_for_others() -> None:
    pairs = [("a", "b", 0.9), ("b", "c", 0.9), ("c", "d", 0.9), ("b", "d", 0.9)]
    assert parts(clustered([*pairs, ("a", "c", 0.4), ("a", "d", 0.4)])) == ["abcd"]
    assert parts(clustered([*pairs, ("a", "c", -1.0), ("a", "d", 0.4)])) == ["ab", "cd"]


def test_two_pairs_that_one_likeness_holds_together_stay_apart() -> None:
    assert parts(clustered([("a", "b", 0.9), ("b", "c", 0.6), ("c", "d", 0.9)])) == ["ab", "cd"]


def test_a_constraint_is_not_crossed_through_a_third_record() -> None:
    found = clustered([("a", "b", 0.9), ("b", "c", 0.8), ("a", "c", 0.9)], never=[("c", "a")])
    assert parts(found) == ["ab"]
    assert found.apart == (Apart(("a", "b"), ("c",), ("a", "c")),)


def test_what_would_not_have_been_joined_is_not_named_as_kept_apart() -> None:
    assert clustered([("a", "b", 0.9), ("c", "d", 0.9)], never=[("a", "c")]).apart == ()


def test_the_likeliest_are_joined_first_and_the_smaller_key_between_equals() -> None:
    assert parts(clustered([("a", "b", 0.6), ("b", "c", 0.7)])) == ["bc"]
    assert parts(clustered([("a", "b", 0.7), ("b", "c", 0.7)])) == ["ab"]


def test_the_higher_likeness_of_a_pair_that_comes_twice_counts() -> None:
    assert parts(clustered([("a", "b", 0.2), ("b", "a", 0.9)])) == ["ab"]


def test_pairs_with_records_that_are_not_there_join_nobody() -> None:
    assert parts(clustered([("a", "z", 0.9), ("z", "b", 0.9)])) == []


@given(pairs=_pairs_of, never=_told_of, data=st.data())
def test_no_order_matters(
    pairs: list[tuple[str, str, float]], never: list[tuple[str, str]], data: st.DataObject
) -> None:
    found = clustered(pairs, never)
    turned = [(right, left, likeness) for left, right, likeness in data.draw(st.permutations(pairs))]
    again = clustered(turned, data.draw(st.permutations(never)), data.draw(st.permutations(RECORDS)))
    assert again.groups.equals(found.groups)
    assert again.apart == found.apart


@given(pairs=_pairs_of, never=_told_of)
def test_no_constraint_is_ever_crossed(
    pairs: list[tuple[str, str, float]], never: list[tuple[str, str]]
) -> None:
    group_of = dict(clustered(pairs, never).groups.iter_rows())
    assert all(group_of[one] != group_of[other] for one, other in never if one != other)
    assert all(group <= record for record, group in group_of.items())


@given(pairs=_pairs_of, never=_told_of)
def test_no_two_groups_are_left_that_could_be_joined(
    pairs: list[tuple[str, str, float]], never: list[tuple[str, str]]
) -> None:
    """By a slower way: all averages are taken anew from the pairs themselves."""
    found = clustered(pairs, never)
    likeness: dict[frozenset[str], float] = {}
    for one, other, value in pairs:
        key = frozenset((one, other))
        likeness[key] = max(value, likeness.get(key, 0.0))
    forbidden = {frozenset(pair) for pair in never}
    members = found.groups.group_by("group").agg("record").sort("group")["record"].to_list()
    for first, second in combinations(members, 2):
        between = [frozenset((one, other)) for one in first for other in second]
        average = sum(likeness.get(pair, 0.0) for pair in between) / len(between)
        assert average < 0.5 + 1e-6 or any(pair in forbidden for pair in between)


def test_a_component_of_hundreds_is_clustered() -> None:
    """One source of many identical names hangs together as a whole."""
    names = [f"{number:04}" for number in range(300)]
    pairs = [(one, other, 0.9) for one, other in combinations(names, 2)]
    found = clustered(pairs, never=[(names[0], names[1])], records=names)
    assert sorted(found.groups["group"].unique()) == names[:2]


def test_three_that_are_equally_alike_fall_the_same_way_in_every_order() -> None:
    for turned in permutations([("a", "b", 0.8), ("b", "c", 0.8), ("a", "c", 0.8)]):
        assert parts(clustered(turned, never=[("a", "c")])) == ["ab"]


def test_records_that_belong_together_are_one_whatever_their_likeness() -> None:
    assert parts(clustered([], always=[("b", "a")])) == ["ab"]
    assert parts(clustered([("a", "b", -1.0)], always=[("a", "b")])) == ["ab"]


def test_records_that_belong_together_through_a_third_one_are_one() -> None:
    against = [("a", "c", -1.0)]
    assert parts(clustered(against, always=[("a", "b"), ("c", "b")])) == ["abc"]


def test_whom_nobody_spoke_of_joins_those_who_belong_together_by_likeness_alone() -> None:
    told = [("a", "b")]
    assert parts(clustered([("b", "c", 0.9), ("a", "c", 0.8)], always=told)) == ["abc"]
    assert parts(clustered([("b", "c", 0.9), ("a", "c", -0.5)], always=told)) == ["ab"]


def test_what_must_not_be_joined_is_not_by_belonging_together() -> None:
    found = clustered([("a", "b", 0.9)], never=[("b", "a")], always=[("a", "b")])
    assert parts(found) == []
    assert found.apart == (Apart(("a",), ("b",), ("a", "b")),)


def test_belonging_together_crosses_no_constraint_through_a_third_record() -> None:
    found = clustered([], never=[("a", "c")], always=[("a", "b"), ("b", "c")])
    assert parts(found) == ["ab"]
    assert found.apart == (Apart(("a", "b"), ("c",), ("a", "c")),)


def test_belonging_to_a_record_that_is_not_there_joins_nobody() -> None:
    assert parts(clustered([], always=[("a", "z"), ("z", "b"), ("c", "c")])) == []


@given(pairs=_pairs_of, never=_told_of, always=_told_of, data=st.data())
def test_no_order_of_what_belongs_together_matters(
    pairs: list[tuple[str, str, float]],
    never: list[tuple[str, str]],
    always: list[tuple[str, str]],
    data: st.DataObject,
) -> None:
    found = clustered(pairs, never, always=always)
    turned = [(right, left) for left, right in data.draw(st.permutations(always))]
    again = clustered(
        data.draw(st.permutations(pairs)), never, data.draw(st.permutations(RECORDS)), always=turned
    )
    assert again.groups.equals(found.groups)
    assert again.apart == found.apart


@given(pairs=_pairs_of, always=_told_of)
def test_what_belongs_together_is_together_where_nothing_forbids_it(
    pairs: list[tuple[str, str, float]], always: list[tuple[str, str]]
) -> None:
    found = clustered(pairs, always=always)
    group_of = dict(found.groups.iter_rows())
    assert all(group_of[one] == group_of[other] for one, other in always)
    assert found.apart == ()


@given(pairs=_pairs_of, never=_told_of, always=_told_of)
def test_what_is_told_keeps_to_every_constraint_and_names_what_it_parts(
    pairs: list[tuple[str, str, float]], never: list[tuple[str, str]], always: list[tuple[str, str]]
) -> None:
    found = clustered(pairs, never, always=always)
    group_of = dict(found.groups.iter_rows())
    assert all(group_of[one] != group_of[other] for one, other in never if one != other)
    named = {frozenset((one.first[0], one.second[0])) for one in found.apart}
    parted = {frozenset((group_of[one], group_of[other])) for one, other in always}
    assert {groups for groups in parted if len(groups) > 1} <= named
