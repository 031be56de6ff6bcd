"""Which mapping fits which file and which database of a delivery."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import UsageFault
from kinscope.delivery import Delivery, find_delivery
from loaders.delivered.sources import SourceDatabase, SourceFile

MAPPING = """mapping: 1
feed: {{id: landlord/{name}, title: Tenancies, agency: landlord, category: housing, covers: {{area: all, ages: all}}}}
files: {files}
tables:
  - read: {read}
    columns: {{Ref: text}}
    nodes: {{tenant: {{kind: Record, key: Ref, set: {{own_id: Ref}}}}}}
"""
SQL = "{format: sql, table: tenants}"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder of mappings: two of a database, one of either, one of a file."""
    folder = tmp_path / "own"
    folder.mkdir()
    for name, files, read in (
        ("tenants", "housing*", SQL), ("visits", "housing*", SQL), ("either", "stock*", f"[{{format: csv}}, {SQL}]"),
        ("export", "housing*", "{format: csv}"),
    ):  # fmt: skip
        (folder / f"{name}.yaml").write_text(MAPPING.format(name=name, files=files, read=read))
    return folder


def found(delivery: Delivery) -> dict[str, list[str]]:
    """The names of what was found, by feed."""
    return {one.mapping.feed.id: [file.name for file in one.files] for one in delivery.delivered}


def test_a_database_goes_to_every_mapping_that_fits_its_name(own: Path, tmp_path: Path) -> None:
    (tmp_path / "housing.csv").write_text("Ref\n1\n")
    places = [
        "postgresql://reader:opensesame@host/housing",
        str(tmp_path / "housing.csv"),
        "sqlite:///x/stock.db",
    ]
    delivery = find_delivery(places, None, own)
    shown = "postgresql://reader:***@host/housing"
    assert found(delivery) == {
        "landlord/tenants": [shown], "landlord/visits": [shown], "landlord/export": ["housing.csv"],
        "landlord/either": ["sqlite:///x/stock.db"],
    }  # fmt: skip
    kinds = {one.mapping.feed.id: type(one.files[0]) for one in delivery.delivered}
    assert kinds["landlord/export"] is SourceFile
    assert kinds["landlord/either"] is SourceDatabase
    assert delivery.unfitted == ()


def test_a_database_that_no_mapping_fits_is_named_without_its_password(own: Path) -> None:
    delivery = find_delivery(["postgresql://reader:opensesame@host/payroll"], None, own)
    assert delivery.unfitted == ("postgresql://reader:***@host/payroll",)
    assert delivery.delivered == ()


def test_a_mapping_that_is_given_takes_everything(own: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Ref\n1\n")
    places = [str(tmp_path / "a.csv"), "postgresql://reader@host/payroll"]
    delivery = find_delivery(places, own / "either.yaml", None)
    names = ["a.csv", "postgresql://reader@host/payroll"]
    assert found(delivery) == {"landlord/either": names}


def test_a_password_from_the_settings_fills_the_address(own: Path) -> None:
    delivery = find_delivery(["postgresql://reader@host/housing"], own / "tenants.yaml", None, "opensesame")
    (source,) = delivery.delivered[0].files
    assert isinstance(source, SourceDatabase)
    assert source.address.url.password == "opensesame"
    assert "opensesame" not in repr(delivery)


def test_the_same_address_twice_is_one_delivery(own: Path) -> None:
    twice = ["sqlite:///x/housing.db", "sqlite:///x/housing.db"]
    assert found(find_delivery(twice, own / "tenants.yaml", None)) == {"landlord/tenants": twice[:1]}


def test_an_address_that_cannot_be_read_is_wrong_usage(own: Path) -> None:
    with pytest.raises(UsageFault) as caught:
        find_delivery(["postgresql://reader:open@sesame@host/housing"], None, own)
    assert "sesame" not in str(caught.value)
