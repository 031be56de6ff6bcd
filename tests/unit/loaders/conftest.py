"""Fixtures of the loaders' tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.feeds import Hub


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    """An empty store with its ledger."""
    made = Hub(tmp_path)
    yield made
    made.close()
