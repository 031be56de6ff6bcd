"""Fixtures that every folder of tests shares, and the word at the end on what was not run."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from tests.requirements import not_chosen, not_run, require, required_names, shared_data_path

# Properties are tested without a clock: on a busy machine one example may take long and still be right.
# In CI the same examples every time, so that a change is judged by itself; elsewhere new ones look further.
settings.register_profile("unhurried", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("unhurried")

_left_out = pytest.StashKey[list[frozenset[str]]]()


@pytest.fixture(scope="session")
def neo4j_uri() -> str:
    """URI of a running Neo4j, user and password in it."""
    return require("neo4j")


@pytest.fixture(scope="session")
def postgres_uri() -> str:
    """SQLAlchemy URI of a running PostgreSQL."""
    return require("postgres")


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Path of a chromium that playwright can start."""
    return require("browser")


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """A function from a name to `../shared/data/NAME`, which skips the test where that is missing."""
    return shared_data_path


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Refuse a KINSCOPE_REQUIRE that cannot be met before any test is run."""
    config.stash[_left_out] = []
    required_names()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Hold tests marked `needs(...)` to the rule of tests/requirements.py."""
    for marker in item.iter_markers("needs"):
        for name in marker.args:
            require(name)


def pytest_deselected(items: list[pytest.Item]) -> None:
    """Keep what was left out by marker, for the word at the end."""
    for item in items:
        item.config.stash[_left_out].append(frozenset(mark.name for mark in item.iter_markers()))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was not run here, and how it could be."""
    skipped = [_reason(report) for report in terminalreporter.stats.get("skipped", [])]
    left_out = terminalreporter.config.stash[_left_out]
    lines = not_run(skipped) + not_chosen(left_out)
    if lines:
        terminalreporter.section("Not run here")
        for line in lines:
            terminalreporter.write_line(line)


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2]).removeprefix("Skipped: ")
    return str(report.longrepr)
