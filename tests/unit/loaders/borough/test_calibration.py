"""The borough has the shares that it is declared to have, and those declared are the published ones."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from loaders.borough import calibration as declared
from loaders.borough import generate
from tests.unit.loaders.borough import files

SHARED = Path(__file__).parents[4].parent / "shared" / "data"
CENSUS, STATISTICS = SHARED / "census2021_gm", SHARED / "dfe_cin_statistics"
PEOPLE = 20_000
ROUNDING = 0.0001
"""Declared figures are rounded to four places."""

published = pytest.mark.skipif(
    not (CENSUS.is_dir() and STATISTICS.is_dir()),
    reason="the published statistics (../shared/data) are not here",
)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A borough large enough for its shares to settle."""
    out = tmp_path_factory.mktemp("calibration") / "northmere"
    generate(PEOPLE, 11, out)
    return out


def _census(name: str) -> list[float]:
    frame = pl.read_csv(CENSUS / name).group_by("indicator", maintain_order=True).agg(pl.col.value.sum())
    total = int(frame["value"].sum())
    return [value / total for value in frame["value"] if value]


def _statistics(name: str, region: str) -> dict[str, int]:
    """The row of a table for 2024: of a region, or of England where the region is nothing."""
    frame = pl.read_csv(STATISTICS / name, infer_schema_length=0).filter(pl.col.time_period == "2024")
    level = pl.col.geographic_level == ("Regional" if region else "National")
    (row,) = frame.filter(level & (pl.col.region_name.fill_null("") == region)).to_dicts()
    return {key: int(value) for key, value in row.items() if value is not None and value.isdigit()}


def _per_10000(number: float, people: float) -> float:
    return number / people * 10_000


@published
def test_household_compositions_are_the_census_s() -> None:
    census = _census("2021_household_composition_la_gm.csv")
    assert list(declared.HOUSEHOLD_KINDS.values()) == pytest.approx(census, abs=ROUNDING)


@published
def test_household_sizes_are_the_census_s() -> None:
    census = _census("2021_household_size_la_gm.csv")
    assert list(declared.HOUSEHOLD_SIZES.values()) == pytest.approx(census, abs=ROUNDING)


@published
def test_referral_sources_are_the_department_s() -> None:
    row = _statistics("c5_children_in_need_referrals_by_source_2014_to_2024.csv", "North West")
    names = list(row)[list(row).index("Referrals") + 1 :]
    assert names[0] == "Individual"
    assert len(names) == 11
    assert list(declared.REFERRAL_SOURCES.values()) == pytest.approx(
        [row[name] / row["Referrals"] for name in names], abs=ROUNDING
    )


@published
def test_primary_needs_are_the_department_s() -> None:
    row = _statistics("b3_cin_primary_need_2013_to_2024.csv", "North West")
    needs = {name[:2]: value for name, value in row.items() if name[0] == "N" and name[1].isdigit()}
    assert set(needs) == set(declared.PRIMARY_NEEDS)
    for code, share in declared.PRIMARY_NEEDS.items():
        assert share == pytest.approx(needs[code] / row["At31_episodes"], abs=ROUNDING)


@published
def test_outcomes_of_referrals_are_the_department_s() -> None:
    row = _statistics("c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv", "North West")
    shares = [
        row[f"{name}_count"] / row["referral_count"]
        for name in ("rereferral", "no_further_action", "not_in_need")
    ]
    assert shares == pytest.approx(
        [declared.RE_REFERRALS, declared.NO_FURTHER_ACTION, declared.NOT_IN_NEED], abs=0.0005
    )


@published
def test_rates_are_the_department_s() -> None:
    young = declared.PEOPLE_UNDER_18_IN_ENGLAND
    referrals = _statistics("c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv", "")[
        "referral_count"
    ]
    in_need = _statistics("b1_children_in_need_2013_to_2025.csv", "")["At31_episodes"]
    plans = _statistics("d4_cpps_at31march_by_category_of_abuse_2013_to_2024.csv", "")["CPP_At31"]
    assert _per_10000(referrals, young) == pytest.approx(declared.REFERRALS_PER_10000, abs=0.5)
    assert _per_10000(in_need, young) == pytest.approx(declared.IN_NEED_PER_10000, abs=0.5)
    assert _per_10000(plans, young) == pytest.approx(declared.PLANS_PER_10000, abs=0.05)


@pytest.mark.parametrize(
    "shares",
    [declared.HOUSEHOLD_KINDS, declared.HOUSEHOLD_SIZES, declared.REFERRAL_SOURCES, declared.PRIMARY_NEEDS],
)
def test_declared_shares_are_whole(shares: dict[str, float]) -> None:
    assert sum(shares.values()) == pytest.approx(1, abs=0.001)


def _homes_today(town: Path) -> dict[str, tuple[str, int]]:
    """Household id to kind and number of people living there today."""
    today = [
        row for row in files.truth(town, "households.csv") if not row["until"] and row["kind"] != "refuge"
    ]
    sizes = Counter(row["household_id"] for row in today)
    return {row["household_id"]: (row["kind"], sizes[row["household_id"]]) for row in today}


def test_a_generated_borough_has_the_households(town: Path) -> None:
    homes = list(_homes_today(town).values())
    kinds, sizes = Counter(kind for kind, _ in homes), Counter(min(size, 8) for _, size in homes)
    for kind, share in declared.HOUSEHOLD_KINDS.items():
        assert kinds[kind] / len(homes) == pytest.approx(share, abs=0.015), kind
    for size, share in declared.HOUSEHOLD_SIZES.items():
        assert sizes[size] / len(homes) == pytest.approx(share, abs=0.015), size


def test_a_third_of_households_hold_a_tenancy(town: Path) -> None:
    tenants = {row["person_id"] for row in files.truth(town, "records.csv") if row["agency"] == "housing"}
    homes = {row["household_id"] for row in files.truth(town, "people.csv") if row["person_id"] in tenants}
    assert len(homes) / len(_homes_today(town)) == pytest.approx(0.35, abs=0.05)


def _young(town: Path) -> int:
    born = date(2008, 5, 12).isoformat()
    return sum(row["born"] > born and not row["unborn"] for row in files.truth(town, "people.csv"))


def _listed(case: dict[str, object], name: str) -> list[dict[str, str]]:
    found = case[name]
    assert isinstance(found, list)
    return found


def test_a_generated_borough_has_the_referrals(town: Path) -> None:
    referrals = [_listed(case, "referrals") for case in files.cases(town)]
    every = [one for case in referrals for one in case]
    again = sum(
        (date.fromisoformat(later["received"]) - date.fromisoformat(earlier["received"])).days <= 365
        for case in referrals
        for earlier, later in pairwise(case)
    )
    outcomes = Counter(one["outcome"] for one in every)
    assert again / len(every) == pytest.approx(declared.RE_REFERRALS, abs=0.04)
    assert outcomes["NFA"] / len(every) == pytest.approx(declared.NO_FURTHER_ACTION, abs=0.02)
    assert outcomes["NIN"] / len(every) == pytest.approx(declared.NOT_IN_NEED, abs=0.04)
    lately = sum(one["received"] > "2023-05-12" for one in every)
    assert _per_10000(lately / 3, _young(town)) == pytest.approx(declared.REFERRALS_PER_10000, rel=0.2)
    sources = Counter(one["source_code"] for one in every)
    for source, share in declared.REFERRAL_SOURCES.items():
        given = sum(sources[code] for code in declared.SOURCE_CODES[source])
        assert given / len(every) == pytest.approx(share, abs=0.03), source


def test_a_generated_borough_has_the_children_in_need(town: Path) -> None:
    cases = files.cases(town)
    open_kinds = [
        {one["kind"] for one in _listed(case, "involvements") if not one["ended"]} for case in cases
    ]
    in_need, plans = sum(map(bool, open_kinds)), sum("CPP" in kinds for kinds in open_kinds)
    assert _per_10000(in_need, _young(town)) == pytest.approx(declared.IN_NEED_PER_10000, rel=0.2)
    assert _per_10000(plans, _young(town)) == pytest.approx(declared.PLANS_PER_10000, rel=0.5)
    needs = Counter(one["primary_need"] for case in cases for one in _listed(case, "referrals"))
    for need, share in declared.PRIMARY_NEEDS.items():
        assert needs[need] / needs.total() == pytest.approx(share, abs=0.03), need
