"""Several writers who need the same records' keys at the same moment, on both engines."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

from graph.ledger import Ledger
from tests.contract.ledger.places import Place
from tests.contract.ledger.test_ledger import FINDING, begin


def test_one_key_a_record_whoever_meets_it_first(ledger: Ledger, place: Place) -> None:
    findings = [replace(FINDING, record_key=f"csc/cin/{number}") for number in range(300)]
    load, together = begin(ledger), Barrier(8)

    def find(writer: int) -> int:
        together.wait()
        return ledger.findings(load, findings if writer % 2 else reversed(findings))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(find, range(8))) == [300] * 8
    assert place.rows("SELECT count(*), count(DISTINCT name) FROM record_keys") == [(300, 300)]
    found = [entry.record_key for entry in ledger.findings_of(load)]
    assert set(found) == {finding.record_key for finding in findings}
    assert found.count("csc/cin/7") == 8
