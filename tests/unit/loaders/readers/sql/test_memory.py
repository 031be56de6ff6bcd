"""Reading 300,000 rows holds a part of them at a time, whatever the database."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.loaders.readers.sql.databases import Database

ROWS = 300_000
NOTE = 1_200
# The rows are about 380 MB of text; reading may add this much to what Python and its libraries need by themselves.
MEGABYTES = 250
GENERATED = f"""
WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < {ROWS})
SELECT id, 'Child ' || id AS name, NULLIF(id % 7, 0) AS score, REPLACE('NOTE', 'NOTE', 'note') AS note FROM n
"""
READER = """
import os, resource, sys
import polars
from loaders.readers import ReadSpec
from loaders.readers.sql import parse_address, snapshot

spec = ReadSpec("sql", table="many")
address = parse_address(os.environ["ADDRESS"])
with snapshot(address) as opened:
    opened.header(spec)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rows = sum(chunk.frame.height for chunk in opened.read(spec))
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(rows, (after - before) // (1024 if sys.platform == "linux" else 1024 * 1024))
"""


def fill(database: Database) -> None:
    """300,000 rows, made by the database itself."""
    generated = GENERATED.replace("REPLACE('NOTE', 'NOTE', 'note')", f"REPLACE('{'x' * NOTE}', 'x', 'n')")
    database.run(f"CREATE TABLE many AS {generated}")


@pytest.mark.long
def test_memory_does_not_grow_with_the_rows(database: Database) -> None:
    fill(database)
    place = {**os.environ, "ADDRESS": database.uri, "PYTHONPATH": str(Path(__file__).parents[5])}
    done = subprocess.run(
        [sys.executable, "-c", READER], env=place, capture_output=True, text=True, check=True
    )
    rows, megabytes = map(int, done.stdout.split())
    assert rows == ROWS
    assert megabytes < MEGABYTES, f"reading added {megabytes} MB"
