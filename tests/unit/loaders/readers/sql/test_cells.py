"""Whatever a driver returns has one canonical text, or none and a finding that says so."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from ipaddress import ip_address
from typing import Any
from uuid import UUID

import pytest

from graph.codes import Delivery
from loaders.readers import ReadSpec
from loaders.readers.chunks import Gathered
from loaders.readers.sql.cells import converter, moment_text
from loaders.readers.sql.rows import take


def text(value: Any) -> str | None:
    convert = converter(type(value))
    assert convert is not None
    return convert(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("007 ", "007 "),
        (True, "true"),
        (12, "12"),
        (2.0, "2"),
        (1e22, "10000000000000000000000"),
        (float("nan"), None),
        (Decimal("80.50"), "80.5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("12345678901234567890.10"), "12345678901234567890.1"),
        (Decimal("NaN"), None),
        (date(2026, 5, 4), "2026-05-04"),
        (datetime(2026, 5, 4), "2026-05-04"),
        (datetime(2026, 5, 4, 9, 30), "2026-05-04T09:30:00"),
        (datetime(2026, 5, 4, 0, 0, 0, 500_000), "2026-05-04T00:00:00.5"),
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "2026-07-02T00:30:00"),
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), "2026-07-01"),
        (datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-5))), "9999-12-31T23:59:00"),
        (time(9, 30), "09:30:00"),
        (time(9, 30, 0, 250_000), "09:30:00.25"),
        (timedelta(days=1, hours=2), "P1DT2H"),
        (UUID(int=7), "00000000-0000-0000-0000-000000000007"),
        (ip_address("10.0.0.1"), "10.0.0.1"),
        (Delivery.WHOLE, "whole"),
        ([], None),
        (["a", None, 2, date(2026, 5, 4)], "a\x1f2\x1f2026-05-04"),
        ([[1, 2], [3, 4]], "[[1, 2], [3, 4]]"),
        ({"name": "Zoë", "born": date(2026, 5, 4)}, '{"name": "Zoë", "born": "2026-05-04"}'),
    ],
)
def test_one_text(value: object, expected: str | None) -> None:
    assert text(value) == expected


@pytest.mark.parametrize("value", ["infinity", "-infinity", "0044-03-15", ""])
def test_a_text_that_is_no_moment_stays(value: str) -> None:
    assert moment_text(value) == value


class Unknown:
    """A type that only its driver knows."""


@pytest.mark.parametrize(
    ("cell", "kind", "words"),
    [
        (b"\xff\x00", "binary_value", "bytes that are no text"),
        (memoryview(b"\xff"), "binary_value", "bytes that are no text"),
        (Unknown(), "unknown_type", "Unknown"),
    ],
)
def test_what_has_no_text_is_said_once_for_its_column(cell: object, kind: str, words: str) -> None:
    gathered, told = Gathered(["id", "photo"], ReadSpec("sql"), "tenants"), set[str]()
    for line in (1, 2, 3):
        take(gathered, line, (line, cell if line > 1 else None), told)
    chunk = gathered.chunk()
    assert chunk.frame["photo"].to_list() == [None, None, None]
    (finding,) = chunk.findings
    assert (finding.table, finding.line, finding.field, finding.kind) == ("tenants", 2, "photo", kind)
    assert words in finding.words
