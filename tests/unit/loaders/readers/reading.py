"""What the tests of the readers share."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from graph.errors import InputFault
from loaders.readers import Chunk, ReadSpec, RejectedRow, RowFinding, read


def written(folder: Path, name: str, content: str | bytes) -> Path:
    """Return a file with exactly this content."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def whole(path: Path, spec: ReadSpec, chunk_rows: int = 50_000) -> Chunk:
    """Return all chunks of a table as one."""
    chunks = list(read(path, spec, chunk_rows=chunk_rows))
    rejected: list[RejectedRow] = [row for chunk in chunks for row in chunk.rejected]
    findings: list[RowFinding] = [finding for chunk in chunks for finding in chunk.findings]
    return Chunk(pl.concat([chunk.frame for chunk in chunks]), tuple(rejected), tuple(findings))


def fault(path: Path, spec: ReadSpec) -> InputFault:
    """Return the fault that reading this file ends with; it has to name the file and say what to do."""
    with pytest.raises(InputFault) as caught:
        whole(path, spec)
    assert caught.value.file == str(path)
    assert caught.value.fix
    return caught.value
