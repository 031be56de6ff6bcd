"""What some tests need beyond the environment, and the rule for where it is missing.

A test that needs such a thing is skipped with the reason and how to get it. Where KINSCOPE_REQUIRE
names the thing (`KINSCOPE_REQUIRE=neo4j,browser`) the same test fails instead: a run can prove that nothing
was left out.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

import pytest

SETTING = "KINSCOPE_REQUIRE"
SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_REASON = re.compile(r"needs (\w+): ")


@dataclass(frozen=True)
class Requirement:
    """One thing a test can need. find: where it is, or None; how: what to do to have it."""

    name: str
    find: Callable[[], str | None]
    how: str


def _setting(name: str) -> Callable[[], str | None]:
    return lambda: os.environ.get(name) or None


def find_chromium() -> str | None:
    """KINSCOPE_CHROMIUM, else the first chromium or chrome on PATH; None where there is none."""
    if named := os.environ.get("KINSCOPE_CHROMIUM"):
        return shutil.which(named)
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def _package(name: str) -> Callable[[], str | None]:
    return lambda: name if find_spec(name) else None


def _find_spark() -> str | None:
    return shutil.which("java") if find_spec("pyspark") else None


REQUIREMENTS = {
    one.name: one
    for one in (
        Requirement("neo4j", _setting("NEO4J_URI"), "make neo4j, then export the NEO4J_URI that it prints"),
        Requirement("browser", find_chromium, "install chromium, or set KINSCOPE_CHROMIUM to a chrome"),
        Requirement("py2neo", _package("py2neo"), "it comes with requirements.txt: make environment"),
        Requirement(
            "postgres",
            _setting("KINSCOPE_TEST_POSTGRES"),
            "python -m tests.servers.postgres_server start, then export the line that it prints",
        ),
        Requirement(
            "spark", _find_spark, "pip install --require-hashes -r requirements-spark.txt, and Java 17"
        ),
    )
}


def required_names(text: str | None = None) -> frozenset[str]:
    """The names in KINSCOPE_REQUIRE, or in `text`; an unknown one is a pytest.UsageError."""
    written = os.environ.get(SETTING, "") if text is None else text
    names = frozenset(name.strip() for name in written.split(",") if name.strip())
    if unknown := sorted(names - REQUIREMENTS.keys()):
        raise pytest.UsageError(f"{SETTING} names {', '.join(unknown)}; it knows {', '.join(REQUIREMENTS)}.")
    return names


def require(name: str) -> str:
    """Where the thing called `name` is (URI, path or package), or the end of this test: skipped or failed."""
    requirement = REQUIREMENTS[name]
    return requirement.find() or missing(name, requirement.how)


def missing(name: str, how: str) -> NoReturn:
    """End this test for want of the thing called `name`, or of a part of it: skipped, or failed where it is required.

    how: what to do to have it.
    """
    reason = f"needs {name}: {how}"
    if name in required_names():
        pytest.fail(f"{SETTING} asks for {name}, and it is not here. This test {reason}", pytrace=False)
    pytest.skip(reason)


def shared_data_path(name: str) -> Path:
    """`../shared/data/NAME` beside the repository; skips the test where that is not there."""
    if not (path := SHARED_DATA / name).exists():
        pytest.skip(f"needs shared_data: put {name} into ../shared/data beside the repository")
    return path


def not_run(reasons: Iterable[str]) -> list[str]:
    """Lines for the end of a run: each missing thing, how many tests that meant, how to get it.

    reasons: the skip reason of every skipped test, one each. What was skipped for another reason is said too.
    """
    counts: dict[tuple[str, str], int] = {}
    for reason in reasons:
        found = _REASON.search(reason)
        key = (found[1], reason[found.end() :]) if found else ("other", reason)
        counts[key] = counts.get(key, 0) + 1
    return [
        f"{name}: {_tests(count)}. {'Reason' if name == 'other' else 'To run'}: {how}"
        for (name, how), count in sorted(counts.items())
    ]


def not_chosen(marks: Iterable[frozenset[str]]) -> list[str]:
    """Lines for the tests that were left out by their marker.

    marks: the marker names of every deselected test.
    """
    ways = {"long": "make test-long", "bench": "make bench"}
    left_out = list(marks)
    counts = {name: sum(name in names for names in left_out) for name in ways}
    return [f"{name}: {_tests(count)}. To run: {ways[name]}" for name, count in counts.items() if count]


def _tests(count: int) -> str:
    return "1 test" if count == 1 else f"{count} tests"
