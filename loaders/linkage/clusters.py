"""Clusters: which records describe one person, from pairs with a likeness, by average linkage under constraints. Pure.

Joining whatever hangs together lets one wrong pair bring two families' records into one person. Here two groups are
joined only where one pair between them is sure, all their pairs are alike enough on average, a pair that nobody
compared counting as unlike, and never where a record of one must not describe the same person as a record of the
other. So a constraint holds through third records too. (Average linkage: Sokal and Michener, University of Kansas
Science Bulletin 38, 1958.)
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from loaders.linkage.components import connected

STEPS: Final = 1_000_000
"""A likeness is counted in whole millionths, so that no order of adding changes a sum."""


@dataclass(frozen=True)
class Apart:
    """Two groups of records that were alike enough and were not joined, with the first of the pairs that forbid it."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    forbidden: tuple[str, str]


@dataclass(frozen=True)
class Clusters:
    """groups: `record` and `group`, one row a record, in order of record; a group is named by its smallest record."""

    groups: pl.DataFrame
    apart: tuple[Apart, ...]


NOBODY: Final = pl.DataFrame(schema={"left": pl.String(), "right": pl.String()})


def cluster(
    records: pl.Series, pairs: pl.DataFrame, never: pl.DataFrame, always: pl.DataFrame = NOBODY, *,
    link: float, average: float,
) -> Clusters:  # fmt: skip
    """Group records, the same way whatever order they and their pairs come in.

    records: keys. pairs: `left`, `right`, `likeness` from -1 (surely two people) to 1; one that is missing has likeness
    0, and where a pair comes twice the higher counts. never: `left`, `right` of records that must not be in one group.
    always: of records that are in one group whatever their likeness, where never does not forbid it.
    link, average: of two groups that are joined, the least likeness of their most alike pair and of all pairs on
    average, both above 0.
    """
    records = records.unique().sort()
    surely = always.select("left", "right", pl.lit(1.0).alias("likeness"))
    alike = _each_once(pl.concat([pairs.select("left", "right", "likeness"), surely]), records)
    joining = alike.filter(pl.col("likeness") >= link).with_row_index("thing")
    groups = connected(
        records,
        pl.concat([joining.select(pl.col(side).alias("record"), "thing") for side in ("left", "right")]),
    )
    forbidden, together = _both_ways(never), _both_ways(always)
    found: list[list[str]] = []
    apart: list[Apart] = []
    for members, among in _of_each_component(groups, alike):
        parts, stopped = _Agglomeration(members, among, forbidden, together, link, average).run()
        found += parts
        apart += stopped
    rows = [(record, part[0]) for part in found for record in part]
    named = pl.DataFrame(rows, schema={"record": pl.String, "group": pl.String}, orient="row")
    alone = groups.join(named, on="record", how="anti").select("record", pl.col("record").alias("group"))
    return Clusters(
        pl.concat([named, alone]).sort("record"),
        tuple(sorted(apart, key=lambda one: (one.first, one.second))),
    )


def _each_once(pairs: pl.DataFrame, records: pl.Series) -> pl.DataFrame:
    """Each pair of two of the records once, the smaller key left, the highest likeness."""
    known = records.implode()
    return (
        pairs.select(
            pl.min_horizontal("left", "right").alias("left"),
            pl.max_horizontal("left", "right").alias("right"),
            "likeness",
        )
        .filter(pl.col("left") != pl.col("right"), pl.col("left").is_in(known), pl.col("right").is_in(known))
        .group_by("left", "right")
        .agg(pl.col("likeness").max())
        .sort("left", "right")
    )


def _both_ways(pairs: pl.DataFrame) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for left, right in pairs.select("left", "right").iter_rows():
        if left != right:
            found[left].add(right)
            found[right].add(left)
    return dict(found)


def _of_each_component(
    groups: pl.DataFrame, alike: pl.DataFrame
) -> Iterator[tuple[list[str], list[tuple[str, str, float]]]]:
    """The records of every component of two or more, and the pairs among them."""
    several = groups.filter(pl.col("group").is_duplicated()).sort("group", "record")
    sided = alike.join(several, left_on="left", right_on="record").join(
        several, left_on="right", right_on="record", suffix=" right"
    )
    inside = sided.filter(pl.col("group") == pl.col("group right"))
    among = {
        key[0]: list(part.select("left", "right", "likeness").iter_rows())
        for key, part in inside.sort("left", "right").partition_by("group", as_dict=True).items()
    }
    for key, part in several.partition_by("group", as_dict=True, maintain_order=True).items():
        yield part["record"].to_list(), among[key[0]]


class _Agglomeration:
    """One component: every record a group of its own, then the two groups with the highest average joined, and so on.

    A group goes by the smallest of its records, which is also what decides between equals.
    """

    def __init__(
        self,
        records: Sequence[str],
        pairs: Iterable[tuple[str, str, float]],
        forbidden: dict[str, set[str]],
        together: dict[str, set[str]],
        link: float,
        average: float,
    ) -> None:
        self._members = {record: [record] for record in records}
        self._forbidden = forbidden
        self._never = {record: set(forbidden.get(record, ())) for record in records}
        self._link, self._average = round(link * STEPS), round(average * STEPS)
        # Of two groups, the sum over their pairs and the highest; only of those that have any.
        self._between: dict[str, dict[str, tuple[int, int]]] = {record: {} for record in records}
        self._heap: list[tuple[float, str, str, int, int]] = []
        for left, right, likeness in pairs:
            steps = round(likeness * STEPS)
            self._between[left][right] = self._between[right][left] = (steps, steps)
        for left, others in self._between.items():
            for right in others:
                if left < right:
                    self._offer(left, right)
        self._stopped: list[tuple[str, str]] = []
        self._together = together

    def run(self) -> tuple[list[list[str]], list[Apart]]:
        """The groups, each in order of its records, and what was kept apart by a constraint alone."""
        self._join_what_belongs_together()
        while self._heap:
            _, left, right, left_size, right_size = heapq.heappop(self._heap)
            if not self._is_current(left, left_size) or not self._is_current(right, right_size):
                continue
            if self._never[left] & set(self._members[right]):
                self._stopped.append((left, right))
            else:
                self._join(left, right)
        return [sorted(part) for part in self._members.values()], self._apart()

    def _join_what_belongs_together(self) -> None:
        group_of = {record: record for record in self._members}
        for left in sorted(group_of):
            for right in sorted(self._together.get(left, set()) & group_of.keys()):
                kept, gone = sorted((group_of[left], group_of[right]))
                if kept == gone:
                    continue
                if self._never[kept] & set(self._members[gone]):
                    self._stopped.append((kept, gone))
                    continue
                group_of |= dict.fromkeys(self._members[gone], kept)
                self._join(kept, gone)

    def _is_current(self, group: str, size: int) -> bool:
        return group in self._members and len(self._members[group]) == size

    def _offer(self, left: str, right: str) -> None:
        left, right = min(left, right), max(left, right)
        sizes = len(self._members[left]), len(self._members[right])
        total, highest = self._between[left][right]
        average = total / (sizes[0] * sizes[1])
        if highest >= self._link and average >= self._average:
            heapq.heappush(self._heap, (-average, left, right, *sizes))

    def _join(self, kept: str, gone: str) -> None:
        """`kept` is the smaller key of the two."""
        self._members[kept] += self._members.pop(gone)
        self._never[kept] = self._never[kept] | self._never.pop(gone)
        for other, (total, highest) in self._between.pop(gone).items():
            del self._between[other][gone]
            if other != kept:
                before = self._between[kept].get(other, (0, 0))
                now = before[0] + total, max(before[1], highest)
                self._between[kept][other] = self._between[other][kept] = now
        for other in self._between[kept]:
            self._offer(kept, other)

    def _apart(self) -> list[Apart]:
        """Of the final groups, those that a constraint kept from being joined."""
        group_of = {record: group for group, part in self._members.items() for record in part}
        between = {tuple(sorted((group_of[one], group_of[other]))) for one, other in self._stopped}
        return [self._kept_apart(first, second) for first, second in sorted(between)]

    def _kept_apart(self, first: str, second: str) -> Apart:
        ours, theirs = sorted(self._members[first]), sorted(self._members[second])
        pair = next((one, other) for one in ours for other in theirs if other in self._forbidden.get(one, ()))
        return Apart(tuple(ours), tuple(theirs), pair)
