"""The rule for tests whose server, browser or package is missing."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.requirements import REQUIREMENTS, not_chosen, not_run, required_names

CASES = """
    import pytest
    from tests.requirements import require

    def test_by_fixture(neo4j_uri):
        assert neo4j_uri == "bolt://here"

    @pytest.mark.needs("postgres")
    def test_by_marker():
        pass

    def test_by_call():
        assert require("neo4j")

    @pytest.mark.long
    def test_long():
        pass
"""
INI = """
    [pytest]
    addopts = --strict-markers -p no:dash -m 'not long'
    markers =
        needs: what it needs
        long: too long
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A suite of its own under the rule, with nothing available and nothing required."""
    for name in ("NEO4J_URI", "KINSCOPE_TEST_POSTGRES", "KINSCOPE_REQUIRE", "KINSCOPE_CHROMIUM"):
        monkeypatch.delenv(name, raising=False)
    pytester.makeconftest("from tests.conftest import *\n")
    pytester.makeini(INI)
    pytester.makepyfile(CASES)
    return pytester


def test_what_is_missing_is_skipped_and_said_at_the_end(suite: pytest.Pytester) -> None:
    result = suite.runpytest()
    result.assert_outcomes(skipped=3, deselected=1)
    result.stdout.fnmatch_lines(
        [
            "*Not run here*",
            "neo4j: 2 tests. To run: make neo4j*",
            "postgres: 1 test. To run: python -m tests.servers.postgres_server start*",
            "long: 1 test. To run: make test-long",
        ]
    )


def test_what_is_required_and_missing_fails(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINSCOPE_REQUIRE", "neo4j, postgres")
    result = suite.runpytest()
    result.assert_outcomes(errors=2, failed=1, deselected=1)
    result.stdout.fnmatch_lines(["*KINSCOPE_REQUIRE asks for neo4j, and it is not here*make neo4j*"])


def test_what_is_there_is_run(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_URI", "bolt://here")
    monkeypatch.setenv("KINSCOPE_REQUIRE", "neo4j,spark")
    suite.runpytest().assert_outcomes(passed=2, skipped=1, deselected=1)


def test_a_complete_run_has_nothing_to_add(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_URI", "bolt://here")
    monkeypatch.setenv("KINSCOPE_TEST_POSTGRES", "postgresql+psycopg://here")
    result = suite.runpytest("-m", "")
    result.assert_outcomes(passed=4)
    result.stdout.no_fnmatch_line("*Not run here*")


def test_an_unknown_name_ends_the_run_before_any_test(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KINSCOPE_REQUIRE", "neo4j,brwoser")
    result = suite.runpytest()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        ["*KINSCOPE_REQUIRE names brwoser; it knows neo4j, browser, py2neo, postgres, spark*"]
    )


@pytest.mark.parametrize(
    ("text", "names"), [("", set()), (" neo4j ,,browser", {"neo4j", "browser"}), ("spark", {"spark"})]
)
def test_names_are_read_with_spaces_and_gaps(text: str, names: set[str]) -> None:
    assert required_names(text) == names


def test_the_browser_is_the_one_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = tmp_path / "chromium"
    browser.write_text("#!/bin/sh\n", encoding="utf-8")
    browser.chmod(browser.stat().st_mode | stat.S_IXUSR)
    monkeypatch.delenv("KINSCOPE_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert REQUIREMENTS["browser"].find() == str(browser)
    monkeypatch.setenv("KINSCOPE_CHROMIUM", str(tmp_path / "absent"))
    assert REQUIREMENTS["browser"].find() is None


def test_skips_for_other_reasons_are_said_too() -> None:
    lines = not_run(["needs shared_data: put febrl there", "a reason of its own"])
    assert lines == [
        "other: 1 test. Reason: a reason of its own",
        "shared_data: 1 test. To run: put febrl there",
    ]
    assert not_chosen([frozenset({"long"}), frozenset({"bench", "slow"}), frozenset({"long"})]) == [
        "long: 2 tests. To run: make test-long",
        "bench: 1 test. To run: make bench",
    ]
