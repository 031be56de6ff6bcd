"""The locks: every package pinned and hashed, no address in them, nothing of pyproject.toml missing."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
ASKED = {
    "requirements.txt": [*PROJECT["dependencies"], *EXTRAS["dev"], *EXTRAS["py2neo"]],
    "requirements-runtime.txt": PROJECT["dependencies"],
    "requirements-spark.txt": EXTRAS["spark"],
}


def _text(lock: str) -> str:
    return (ROOT / lock).read_text(encoding="utf-8")


def _entries(lock: str) -> list[str]:
    """Each requirement with its hashes on one line."""
    return _text(lock).replace("\\\n", " ").splitlines()


def _pinned(lock: str) -> dict[str, list[Requirement]]:
    pins: dict[str, list[Requirement]] = {}
    for entry in _entries(lock):
        requirement = Requirement(entry.split("--hash")[0].strip())
        pins.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return pins


def _version(pin: Requirement) -> str:
    (only,) = pin.specifier
    return only.version


@pytest.mark.parametrize("lock", ASKED)
def test_every_requirement_is_pinned_with_hashes(lock: str) -> None:
    shape = re.compile(r"[a-z0-9.-]+(\[[a-z0-9,-]+\])?==\S+( ; [^#]+?)?(\s+--hash=sha256:[0-9a-f]{64})+")
    assert [entry for entry in _entries(lock) if not shape.fullmatch(entry)] == []
    assert _entries(lock)


@pytest.mark.parametrize("lock", ASKED)
def test_no_address_and_no_index_is_named(lock: str) -> None:
    assert "://" not in _text(lock)
    assert not re.search(r"^\s*(-i|-f|--index|--extra-index|--find-links)", _text(lock), re.MULTILINE)


@pytest.mark.parametrize(("lock", "asked"), [(lock, one) for lock, all_ in ASKED.items() for one in all_])
def test_what_pyproject_asks_for_is_in_the_lock(lock: str, asked: str) -> None:
    requirement = Requirement(asked)
    pins = _pinned(lock).get(canonicalize_name(requirement.name), [])
    assert pins
    assert all(requirement.specifier.contains(_version(pin)) for pin in pins)


@pytest.mark.parametrize("lock", ["requirements-runtime.txt", "requirements-spark.txt"])
def test_the_locks_agree_where_they_name_the_same_package(lock: str) -> None:
    tested = _pinned("requirements.txt")
    shared = {name: pins for name, pins in _pinned(lock).items() if name in tested}
    assert {name: sorted(map(str, pins)) for name, pins in shared.items()} == {
        name: sorted(map(str, tested[name])) for name in shared
    }


def test_the_image_carries_no_test_tools() -> None:
    assert not {"pytest", "mypy", "ruff", "playwright"} & _pinned("requirements-runtime.txt").keys()


def test_what_builds_the_package_is_locked_too() -> None:
    assert {"setuptools"} <= _pinned("requirements-runtime.txt").keys() & _pinned("requirements.txt").keys()
