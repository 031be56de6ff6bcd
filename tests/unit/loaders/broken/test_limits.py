"""What a limit of hundreds of thousands means, shown with a small one."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import InputFault
from loaders.readers import ReadSpec, read
from tests.unit.loaders.broken.delimited_files import SOUND
from tests.unit.loaders.broken.loading import Bench


@pytest.mark.parametrize(("bad", "refused"), [(3, False), (4, True)])
def test_a_file_of_too_many_rows_that_cannot_be_read_is_refused(
    bad: int, refused: bool, bench: Bench, delivery: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loaders.rows.gather.QUARANTINE_LIMIT", 3)
    path = delivery / "people.csv"
    path.write_text(SOUND + "3,Lee,yesterday,\n" * bad, encoding="utf-8")
    said = bench.load(path, "csv")
    (feed,) = said.feeds
    assert said.status == 1
    if refused:
        assert "line 4, field 'Born': more than 3 rows cannot be read" in feed["refused"]
        assert "(found: 'yesterday')" in feed["refused"]
        assert (feed["read"], feed["loaded"]) == (0, 0)
    else:
        assert (feed["read"], feed["loaded"], feed["quarantined"]) == (5, 2, 3)


@pytest.mark.parametrize(("ending", "opens", "closes"), [("json", "[", "]"), ("ndjson", "", "\n")])
@pytest.mark.parametrize(("begin", "end"), [('{"a":', "}"), ("[", "]")])
def test_json_of_any_depth_is_read_set_apart_or_refused(
    ending: str, opens: str, closes: str, begin: str, end: str, tmp_path: Path
) -> None:
    path = tmp_path / f"a.{ending}"
    spec = ReadSpec(ending, columns={"id": "id", "x": "x"})
    for depth in (1, 100, *range(320, 340), *range(480, 500), *range(970, 1_000), 5_000):
        path.write_text(f'{opens}{{"id": "1", "x": {begin * depth}1{end * depth}}}{closes}')
        try:
            (chunk,) = read(path, spec)
        except InputFault as fault:
            deep = str(fault)
        else:
            deep = chunk.rejected[0].reason if chunk.rejected else ""
        assert "nested too deeply" in deep or (not deep and depth < 600)
