"""Parquet files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from loaders.readers import LINE_COLUMN, ReadSpec, header, tables
from tests.unit.loaders.readers.reading import fault, whole, written

PARQUET = ReadSpec("parquet")


def parquet(folder: Path, frame: pl.DataFrame) -> Path:
    """Return a file with this frame."""
    path = folder / "a.parquet"
    frame.write_parquet(path)
    return path


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (pl.Series([7, None]), ["7", None]),
        (pl.Series([1.0, 0.1, 1e21, 1e-7, float("nan")]), ["1", "0.1", "1" + "0" * 21, "0.0000001", None]),
        (pl.Series([0.1, 2.0], dtype=pl.Float32), ["0.1", "2"]),
        (pl.Series([True, None]), ["true", None]),
        (pl.Series([date(2026, 5, 4)]), ["2026-05-04"]),
        (
            pl.Series(
                [datetime(2026, 5, 4), datetime(2026, 5, 4, 9, 30), datetime(2026, 5, 4, 0, 0, 0, 50_000)]
            ),
            ["2026-05-04", "2026-05-04T09:30:00", "2026-05-04T00:00:00.05"],
        ),
        (pl.Series([datetime(2026, 5, 4, tzinfo=UTC)]), ["2026-05-04T00:00:00+00:00"]),
        (pl.Series([time(9, 5)]), ["09:05:00"]),
        (pl.Series([Decimal("12.50")]), ["12.50"]),
        (pl.Series(["a", "b", " "], dtype=pl.Categorical), ["a", "b", None]),
        (pl.Series([["a", None, "b"], [], None]), ["a\x1fb", None, None]),
        (pl.Series([[1.0, 2.5]]), ["1\x1f2.5"]),
        (pl.Series([{"a": 1, "b": "ë"}]), ['{"a": 1, "b": "ë"}']),
    ],
)
def test_values_have_one_canonical_text(tmp_path: Path, values: pl.Series, texts: list[str | None]) -> None:
    frame = whole(parquet(tmp_path, pl.DataFrame({"x": values})), PARQUET).frame
    assert frame.schema == {"x": pl.String, LINE_COLUMN: pl.Int64}
    assert frame["x"].to_list() == texts


def test_rows_are_counted_through_the_chunks(tmp_path: Path) -> None:
    path = parquet(tmp_path, pl.DataFrame({" id ": range(10), "b": ["x"] * 10}))
    frame = whole(path, PARQUET, chunk_rows=3).frame
    assert frame[LINE_COLUMN].to_list() == list(range(1, 11))
    assert header(path, PARQUET) == ["id", "b"]
    assert tables(path, PARQUET) == [""]


def test_no_rows_are_no_fault(tmp_path: Path) -> None:
    frame = whole(parquet(tmp_path, pl.DataFrame({"id": pl.Series([], dtype=pl.Int64)})), PARQUET).frame
    assert (frame.columns, frame.height) == (["id", LINE_COLUMN], 0)


def test_bytes_are_a_finding(tmp_path: Path) -> None:
    found = whole(parquet(tmp_path, pl.DataFrame({"id": ["1"], "photo": [b"\xff"]})), PARQUET)
    assert found.frame.rows() == [("1", None, 1)]
    assert [(finding.kind, finding.field) for finding in found.findings] == [("binary_value", "photo")]


def test_a_nul_byte_is_rejected(tmp_path: Path) -> None:
    found = whole(parquet(tmp_path, pl.DataFrame({"id": ["1", "2\x00"]})), PARQUET)
    assert found.frame.rows() == [("1", 1)]
    assert (found.rejected[0].line, found.rejected[0].field) == (2, "id")


def test_repeated_names(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table([pa.array([1]), pa.array([2])], names=["id", "id "]), path)
    assert fault(path, PARQUET).field == "id"


def test_what_is_no_parquet(tmp_path: Path) -> None:
    assert (
        "no Parquet" in fault(written(tmp_path, "a.parquet", b"PAR1 and nothing more PAR1"), PARQUET).reason
    )


def test_a_file_damaged_inside(tmp_path: Path) -> None:
    path = parquet(tmp_path, pl.DataFrame({"id": [f"value {number}" for number in range(5_000)]}))
    content = bytearray(path.read_bytes())
    content[4:400] = bytes(396)
    path.write_bytes(content)
    found = fault(path, PARQUET)
    assert "damaged" in found.reason
    assert found.line == 1


def test_fifty_thousand_historical_figures(shared_data: Callable[[str], Path]) -> None:
    path = shared_data("splink") / "historical_figures_with_errors_50k.parquet"
    frame = whole(path, PARQUET, chunk_rows=20_000).frame
    assert frame.height == pl.scan_parquet(path).select(pl.len()).collect().item()
