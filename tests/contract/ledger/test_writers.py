"""Several writers who need the same records' keys at the same moment, on both engines."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

from graph.ledger import Ledger
from tests.contract.ledger.places import Place
from tests.contract.ledger.test_ledger import CLASH


def test_one_key_a_record_whoever_meets_it_first(ledger: Ledger, place: Place) -> None:
    decisions = [replace(CLASH, subject=f"csc/cin/{number}", other=None) for number in range(300)]
    together = Barrier(8)

    def decide(writer: int) -> int:
        together.wait()
        return ledger.decide(decisions if writer % 2 else reversed(decisions))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(decide, range(8))) == [300] * 8
    assert place.rows("SELECT count(*), count(DISTINCT name) FROM record_keys") == [(300, 300)]
    assert {entry.subject for entry in ledger.decisions()} == {decision.subject for decision in decisions}
    assert len(ledger.decisions(subject="csc/cin/7")) == 8
