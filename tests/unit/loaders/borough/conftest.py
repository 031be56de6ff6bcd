"""One small borough, made once for all tests that look at what is in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.borough import generate


@pytest.fixture(scope="session")
def borough(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a borough of 2,000 people, the fewest with which every trap is there."""
    out = tmp_path_factory.mktemp("borough") / "northmere"
    generate(2_000, 7, out)
    return out
