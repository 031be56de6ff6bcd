"""Ten years of addresses: where each household and each person has lived."""

from __future__ import annotations

from bisect import bisect_right

from loaders.borough.people import NEVER, YEAR, Block, Household, Person, Stay
from loaders.borough.places import OUTSIDE
from loaders.borough.population import Maker

TEN_YEARS = int(10 * YEAR)


def move_households(block: Block, maker: Maker) -> None:
    """Give every household its dwelling of today and those before, back to ten years ago."""
    first = maker.counters.dwellings
    for home in block.households:
        if not home.stays:
            home.stays = _stays(home, maker, first)


def _stays(home: Household, maker: Maker, first: int) -> list[Stay]:
    mean = 5 * YEAR if home.tenancy else 15 * YEAR
    horizon = block_start = maker.today - TEN_YEARS
    dwelling, until = new_dwelling(maker), NEVER
    since = maker.today - 20 - int(maker.chance.expovariate(1 / mean))
    stays = [Stay(home.number, dwelling, since, until)]
    while since > horizon and len(stays) < 8:
        until = since
        since = min(until - 60, until - int(maker.chance.expovariate(1 / mean)))
        stays.append(
            Stay(home.number, _earlier_dwelling(maker, first), max(since, block_start - TEN_YEARS), until)
        )
    stays.reverse()
    return stays


def new_dwelling(maker: Maker) -> int:
    """A dwelling in which nobody of the borough has lived yet."""
    maker.counters.dwellings += 1
    return maker.counters.dwellings


def _earlier_dwelling(maker: Maker, first: int) -> int:
    """Mostly a dwelling where others live now; one in eight lies outside the borough."""
    draw = maker.random()
    if draw < 0.12:
        return OUTSIDE + int(maker.random() * 1_000_000)
    return first + 1 + int((draw - 0.12) / 0.88 * max(1, maker.counters.dwellings - first))


def clip(stays: list[Stay], since: int, until: int) -> list[Stay]:
    """The stays, cut to a time."""
    return [
        Stay(stay.household, stay.dwelling, max(stay.since, since), min(stay.until, until))
        for stay in stays
        if stay.until > since and stay.since < until
    ]


def settle(person: Person) -> None:
    """Write down where a person lived: in earlier households, in their own, after it. The unborn: nowhere."""
    if person.unborn:
        return
    until = min(person.left, person.died or NEVER, person.ended)
    own = clip(person.home.stays, max(person.joined, person.born, person.begun), until)
    person.stays = (person.earlier or []) + own + (person.later or [])


def dwelling_at(person: Person, day: int) -> int:
    """Where the person lived on a day; 0 where nothing is known. A refuge (a safe address) is never said:
    the dwelling before it stands in its place, as it does in every agency's records."""
    stays = person.stays
    if not stays:
        return 0
    place = bisect_right(stays, day, key=_since) - 1
    while place > 0 and stays[place].dwelling < 0:
        place -= 1
    return stays[max(place, 0)].dwelling


def _since(stay: Stay) -> int:
    return stay.since
