"""A scenario's files, loaded the way a delivery is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from graph.ledger import Ledger
from graph.store import Store
from loaders.gather import SourceFile
from loaders.mapping import load_mapping
from loaders.pipeline import Delivered, LoadReport, load

HERE = Path(__file__).parent
TODAY = date(2026, 5, 12)


def delivery(scenario: str) -> list[Delivered]:
    """Every mapping of the scenario with the file it names."""
    folder = HERE / scenario
    mappings = [load_mapping(path) for path in sorted((folder / "mappings").glob("*.yaml"))]
    return [Delivered(one, (SourceFile.of(folder / "files" / one.files[0]),)) for one in mappings]


def load_scenario(scenario: str, store: Store, ledger: Ledger) -> LoadReport:
    """Load all of it on the scenario's day; every row must be loaded."""
    report = load(delivery(scenario), store, ledger, loaded_on=TODAY, by="scenario")
    assert not report.has_faults, [feed.faults or feed.fault for feed in report.feeds]
    return report
