"""Where each person of a family stands in the picture: generations in rows, each household in columns of
its own, everybody once. Pure, and the same for the same family, so that nobody loses their bearings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.generations import generations
from queries.results import FamilyView, Member

COLUMN, ROW = 150.0, 150.0
BOX_SIDE, BOX_GAP = 42.0, 46.0
LONGEST_LINE = 6
WIDEST_BAND = 2000.0
ADULT = 18


@dataclass(frozen=True)
class Place:
    """The middle of a node, in pixels at full size, from the left and from the top."""

    x: float
    y: float


@dataclass(frozen=True)
class Picture:
    """Places by id of node, and the size in pixels that shows all of them at full size. order: ids of
    nodes as they are read, line by line from the left; homes: the household in whose box a person stands."""

    places: Mapping[str, Place]
    order: tuple[tuple[str, ...], ...]
    homes: Mapping[str, str]
    width: float
    height: float


@dataclass(frozen=True)
class Block:
    """What shares columns: a household's people by row, or one person whose home is not in the picture."""

    household: str | None
    rows: Mapping[int, tuple[str, ...]]

    @property
    def width(self) -> float:
        longest = max((min(len(ids), LONGEST_LINE) for ids in self.rows.values()), default=1)
        return longest * COLUMN + (BOX_SIDE if self.household else 0.0)

    def lines(self, row: int) -> list[tuple[str, ...]]:
        ids = self.rows.get(row, ())
        return [ids[start : start + LONGEST_LINE] for start in range(0, len(ids), LONGEST_LINE)]


def picture(view: FamilyView, members: Sequence[Member]) -> Picture:
    """Places for these members of the family, its unidentified parents, and households that would else
    have nobody in them (a child's second home)."""
    rows = _rows(view, members)
    homes = _homes(view, set(rows))
    blocks = _blocks(view, members, rows, homes)
    return _arranged(_beside_their_children(blocks, _ties(view)), homes)


def unidentified_id(child: str, record_id: str) -> str:
    """Id of the node for a parent who is known by name alone."""
    return f"unidentified:{child}:{record_id}"


def _rows(view: FamilyView, members: Sequence[Member]) -> dict[str, int]:
    ids = [member.person_id for member in members]
    rows = generations(ids, [(r.person, r.other, r.relationship) for r in view.relations])
    lowest = max(rows.values(), default=1) or 1
    is_child = {member.person_id: member.age is None or member.age < ADULT for member in members}
    return {one: rows.get(one, lowest if is_child[one] else max(lowest - 1, 0)) for one in ids}


def _homes(view: FamilyView, shown: set[str]) -> dict[str, str]:
    homes: dict[str, str] = {}
    for group in view.households:
        for person in group.member_ids:
            if person in shown:
                homes.setdefault(person, group.id)
    return homes


def _blocks(
    view: FamilyView, members: Sequence[Member], rows: Mapping[str, int], homes: Mapping[str, str]
) -> list[Block]:
    born = {member.person_id: _by_age(member) for member in members}
    together: dict[tuple[str | None, str], list[str]] = {}
    for person in rows:
        home = homes.get(person)
        together.setdefault((home, home or person), []).append(person)
    blocks = []
    for (home, _), people in together.items():
        blocks.append(Block(home, _by_row(sorted(people, key=born.__getitem__), rows)))
        blocks += [
            Block(None, {rows[one.child] - 1: (unidentified_id(one.child, one.record_id),)})
            for one in view.unidentified
            if one.child in people
        ]
    inhabited = set(homes.values())
    blocks += [
        Block(group.id, {max(rows.values(), default=0): (group.id,)})
        for group in view.households
        if group.id not in inhabited and any(person in rows for person in group.member_ids)
    ]
    return blocks


def _ties(view: FamilyView) -> dict[str, list[str]]:
    """For each node, those whom a tie joins to it."""
    pairs = [(fact.person, fact.other) for fact in view.relations]
    pairs += [(unidentified_id(one.child, one.record_id), one.child) for one in view.unidentified]
    pairs += [(group.id, person) for group in view.households for person in group.member_ids]
    ties: dict[str, list[str]] = {}
    for one, other in pairs:
        ties.setdefault(one, []).append(other)
        ties.setdefault(other, []).append(one)
    return ties


def _beside_their_children(blocks: Sequence[Block], ties: Mapping[str, Sequence[str]]) -> list[Block]:
    """The home of whom the question is about, with the others left or right of it: on the side on which
    those stand to whom they are tied, so that fewer lines cross."""
    first, *others = blocks
    leaning = {one: (place + 0.5) / len(ids) for ids in first.rows.values() for place, one in enumerate(ids)}
    left: list[Block] = []
    right: list[Block] = []
    for block in others:
        tied = [
            leaning[other]
            for ids in block.rows.values()
            for one in ids
            for other in ties.get(one, ())
            if other in leaning
        ]
        is_left = bool(tied) and sum(tied) / len(tied) < 0.5
        (left if is_left else right).append(block)
    return [*reversed(left), first, *right]


def _by_age(member: Member) -> tuple[date, str]:
    born = member.best.birth_date
    return (born.value if born else date.max, member.person_id)


def _by_row(people: Iterable[str], rows: Mapping[str, int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    for person in people:
        found.setdefault(rows[person], []).append(person)
    return {row: tuple(ids) for row, ids in sorted(found.items())}


def _arranged(blocks: Sequence[Block], homes: Mapping[str, str]) -> Picture:
    places: dict[str, Place] = {}
    order: list[tuple[str, ...]] = []
    top, widest = BOX_GAP, 0.0
    for band in _bands(blocks):
        placed, height, width = _placed_band(band, top)
        places.update(placed)
        order += _reading_order(placed)
        top, widest = top + height, max(widest, width)
    return Picture(places, tuple(order), homes, widest, top)


def _bands(blocks: Sequence[Block]) -> list[list[Block]]:
    bands: list[list[Block]] = [[]]
    width = 0.0
    for block in blocks:
        if bands[-1] and width + block.width > WIDEST_BAND:
            bands.append([])
            width = 0.0
        bands[-1].append(block)
        width += block.width + BOX_GAP
    return bands


def _placed_band(band: Sequence[Block], top: float) -> tuple[dict[str, Place], float, float]:
    heights: dict[int, int] = {}
    for row in sorted({row for block in band for row in block.rows}):
        heights[row] = max(len(block.lines(row)) for block in band)
    tops = {row: sum(lines for above, lines in heights.items() if above < row) for row in heights}
    places: dict[str, Place] = {}
    left = BOX_GAP
    for block in band:
        middle = left + block.width / 2
        for row in block.rows:
            for number, ids in enumerate(block.lines(row)):
                y = top + (tops[row] + number + 0.5) * ROW
                start = middle - (len(ids) - 1) * COLUMN / 2
                places.update({one: Place(start + at * COLUMN, y) for at, one in enumerate(ids)})
        left += block.width + BOX_GAP
    return places, sum(heights.values()) * ROW + BOX_GAP, left


def _reading_order(places: Mapping[str, Place]) -> list[tuple[str, ...]]:
    lines = sorted({place.y for place in places.values()})
    return [
        tuple(sorted((one for one in places if places[one].y == line), key=lambda one: places[one].x))
        for line in lines
    ]
