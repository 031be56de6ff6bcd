"""A dry run writes nothing, and a load after it does what it said."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from graph.stores import open_store
from tests.commands import TENANCIES, Place
from tests.feeds import NHS

LINKED = TENANCIES.replace("      Born:", "      NHS: text\n      Born:").replace(
    "    nodes:\n",
    "    nodes:\n      nhs: {kind: Identifier, set: {scheme: {const: nhs_number}, value: NHS}}\n",
) + "    edges:\n      - {edge: HAS_IDENTIFIER, from: tenant, to: nhs}\n"  # fmt: skip
HEAD = "Ref,Given names,Family name,NHS,Born\n"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A hub with two feeds that link by NHS number."""
    made = Place(tmp_path)
    made.written("mine/tenancies.yaml", LINKED)
    made.written("mine/visits.yaml", LINKED.replace("tenancies", "visits"))
    made.environment["KINSCOPE_MAPPINGS"] = "mine"
    return made


def state(folder: Path) -> dict[str, str]:
    """Every file below, with a hash of its bytes."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def both(place: Place, folder: str, *, status: int) -> list[dict[str, Any]]:
    """What a dry run said, and the load after it; the dry run has changed no byte."""
    before = state(place.folder)
    said = json.loads(place.run("load", folder, "--dry-run", "--json", status=status)[0])
    assert state(place.folder) == before
    done = json.loads(place.run("load", folder, "--json", status=status)[0])
    assert (said.pop("dry_run"), done.pop("dry_run")) == (True, False)
    return [said, done]


def test_a_load_does_what_the_dry_run_said_from_the_empty_store_on(place: Place) -> None:
    place.written("may/tenancies.csv", HEAD + f"1,Dana,Kerr,{NHS[0]},17/06/1994\n2,Lee,Marsh,,31/02/1990\n")
    said, done = both(place, "may", status=1)
    assert said == done
    assert said["feeds"][0]["quarantined"] == 1
    rows = f"1,Dana,Marsh,{NHS[0]},17/06/1994\n3,Ann,Dunn,{NHS[1]},01/01/1990\n"
    place.written("june/tenancies.csv", HEAD + rows)
    place.written("june/visits.csv", HEAD + f"9,Dana,Kerr,{NHS[0]},\n8,Ann,Dunn,{NHS[2]},\n")
    said, done = both(place, "june", status=0)
    assert said == done
    kinds = {one["kind"]: one for one in said["feeds"][0]["kinds"]}
    assert (kinds["Record"]["created"], kinds["Record"]["changed"]) == (1, 1)
    place.written("july/visits.csv", HEAD + f"9,Dana,Kerr,{NHS[1]},\n")
    said, done = both(place, "july", status=0)
    assert said == done
    assert said["people_changes"]["split"] == 1
    assert said["missing"][0]["feed"] == "landlord/tenancies"
    assert sum(one["ended"] for one in said["feeds"][0]["kinds"]) > 0


def test_a_dry_run_makes_neither_store_nor_ledger(place: Place) -> None:
    place.written("may/tenancies.csv", HEAD + "1,Dana,Kerr,,17/06/1994\n2,Lee,Marsh,,soon\n")
    out, _ = place.run("load", "may", "--dry-run", status=1)
    assert "Dry run: nothing was written." in out
    assert {path.name for path in place.folder.iterdir()} == {"may", "mine"}


def test_a_dry_run_works_beside_a_process_that_has_the_store(place: Place) -> None:
    place.written("may/tenancies.csv", HEAD + "1,Dana,Kerr,,17/06/1994\n")
    place.run("load", "may", status=0)
    holder = open_store(f"ladybug:{place.store}", writing=True)
    try:
        said = json.loads(place.run("load", "may", "--dry-run", "--json", status=0)[0])
    finally:
        holder.close()
    assert said["feeds"][0]["unchanged"] > 0
