"""A scenario's files, loaded the way deliveries are."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from pathlib import Path

from graph.ledger import Ledger
from graph.store import Store
from loaders.delivered import Delivered
from loaders.mapping import load_mapping
from loaders.pipeline import load
from loaders.report import LoadReport
from loaders.rows.gather import SourceFile

HERE = Path(__file__).parent
TODAY = date(2026, 5, 12)


def delivery(scenario: str, files: Path | None = None) -> list[Delivered]:
    """Every mapping of the scenario with those of its files that lie in a folder; in the scenario's own if left out."""
    folder = files or HERE / scenario / "files"
    mappings = [load_mapping(path) for path in sorted((HERE / scenario / "mappings").glob("*.yaml"))]
    fitting = [(one, [path for name in one.files for path in folder.glob(name)]) for one in mappings]
    return [Delivered(one, tuple(map(SourceFile.of, found))) for one, found in fitting if found]


def load_scenario(
    scenario: str, store: Store, ledger: Ledger, *, without: Collection[str] = ()
) -> list[LoadReport]:
    """Load all of it; every row must be loaded. Folders named by a day hold what was delivered on that day, the rest
    came on the scenario's day. without: ids of feeds that are left out."""
    folder = HERE / scenario / "files"
    earlier = sorted(path for path in folder.iterdir() if path.is_dir())
    days = [*((date.fromisoformat(path.name), path) for path in earlier), (TODAY, folder)]
    reports = []
    for day, files in days:
        delivered = [one for one in delivery(scenario, files) if one.mapping.feed.id not in without]
        reports.append(load(delivered, store, ledger, loaded_on=day, by="scenario"))
        assert_all_loaded(reports[-1])
    return reports


def assert_all_loaded(report: LoadReport) -> None:
    """No row is lost and none is set apart."""
    for feed in report.feeds:
        assert feed.fault is None
        assert feed.faults == ()
        assert feed.counts.read == feed.counts.loaded + feed.counts.quarantined


def copied(scenario: str, into: Path, keeps: Callable[[str], bool]) -> Path:
    """The scenario's files without those lines that are not kept; where they went."""
    for path in (HERE / scenario / "files").iterdir():
        lines = path.read_text(encoding="utf-8").splitlines()
        into.mkdir(exist_ok=True)
        (into / path.name).write_text("\n".join(filter(keeps, lines)) + "\n", encoding="utf-8")
    return into
