"""Two deliveries of a small borough, and the state before and after each, made once."""

from __future__ import annotations

import pytest

from tests.crashes.course import Course, make_course


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Small, as every change waits for it."""
    return make_course(tmp_path_factory.mktemp("course"), people=120, seed=3)
