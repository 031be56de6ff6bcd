"""Whatever a year brings, and in whatever order: what was known by a day is still what was known by it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.replays import YEARS, Replay, Step

FEW = settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
MANY = settings(FEW, max_examples=60, derandomize=False)


def replayed(steps: Sequence[Step], *, numbered: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        replay = Replay.at(Path(folder), numbered)
        try:
            replay.play(steps)
        finally:
            replay.hub.close()


@FEW
@given(steps=YEARS)
def test_every_fact_by_every_day(steps: list[Step]) -> None:
    replayed(steps, numbered=True)


@FEW
@given(steps=YEARS)
def test_every_answer_by_every_day(steps: list[Step]) -> None:
    replayed(steps, numbered=False)


@pytest.mark.long
@MANY
@given(steps=YEARS)
def test_every_fact_by_every_day_of_many_years(steps: list[Step]) -> None:
    replayed(steps, numbered=True)


@pytest.mark.long
@MANY
@given(steps=YEARS)
def test_every_answer_by_every_day_of_many_years(steps: list[Step]) -> None:
    replayed(steps, numbered=False)
