"""A dispute stands beside the record that it is about, for whoever sees the record and for nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from graph.codes import DecisionGround, Role
from graph.ledger import Ledger, open_ledger
from graph.store import Store
from loaders.decided import Made, dispute, restrict, withdraw_dispute
from queries.viewer import Viewer
from tests.contract.explorer.asking import OpenBuilt, explorer
from tests.contract.explorer.kerr_family import CARE, HOUSING, TODAY, kerr_family

NOTED, MADE_ON = date(2026, 5, 3), date(2026, 5, 4)
DISPUTED = Made(DecisionGround.PERSON_DISPUTES, "d.officer", MADE_ON, MADE_ON)
DANA = f"{HOUSING}/dana"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as ledger:
        yield ledger


def noted(store: Store, ledger: Ledger, record: str, said_by: str | None = None) -> str:
    """A dispute about a record."""
    return dispute(store, ledger, record, DISPUTED, said_by=said_by, said_on=NOTED, words="I had moved out.")


def said(store: Store, viewer: Viewer | None = None, *, by: date = date(9999, 12, 31)) -> list[str]:
    """What an answer about Maya's family says of disputes."""
    family = explorer(store, viewer).family("maya", by=by)
    return [words for words in family.words if "disputed" in words]


def test_it_is_said_with_who_says_so_since_when_and_in_which_words(built: OpenBuilt, ledger: Ledger) -> None:
    store = built(kerr_family())
    assert said(store) == []
    noted(store, ledger, DANA)
    number = noted(store, ledger, f"{CARE}/C1", said_by=DANA)
    other, own = said(store)
    assert (
        own
        == "Housing's record of Dana Kerr is disputed since 3 May 2026 by the person themself: “I had moved out.”"
    )
    assert other.startswith(
        "Children's social care's record of Maya Kerr is disputed since 3 May 2026 by Dana Kerr"
    )
    withdraw_dispute(store, ledger, number, Made(DecisionGround.SETTLED, "d.officer", TODAY, TODAY))
    assert said(store) == [own]


def test_a_practitioner_sees_it_beside_their_own_record_and_no_other(
    built: OpenBuilt, ledger: Ledger
) -> None:
    store = built(kerr_family())
    noted(store, ledger, DANA)
    noted(store, ledger, f"{CARE}/C1")
    officer = Viewer(name="h.officer", role=Role.AGENCY_PRACTITIONER, agency="housing", purpose="testing")
    (seen,) = said(store, officer)
    assert seen.startswith("Housing's record")


def test_it_is_as_restricted_as_its_record(built: OpenBuilt, ledger: Ledger) -> None:
    store = built(kerr_family())
    noted(store, ledger, DANA)
    restrict(store, ledger, DANA, Made(DecisionGround.SAFETY, "d.officer", MADE_ON, MADE_ON))
    analyst = Viewer(name="a.analyst", role=Role.MASH_ANALYST, agency=None, purpose="testing")
    assert said(store, analyst) == []


def test_by_an_earlier_day_nobody_had_disputed_it(built: OpenBuilt, ledger: Ledger) -> None:
    store = built(kerr_family(date(2026, 4, 1)))
    noted(store, ledger, DANA)
    assert said(store, by=date(2026, 5, 3)) == []
    assert len(said(store, by=MADE_ON)) == 1
