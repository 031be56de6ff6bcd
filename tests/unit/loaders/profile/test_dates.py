"""Which formats the dates of a column have."""

from __future__ import annotations

import polars as pl
import pytest

from loaders.profile.dates import DateFit, date_fit


def fit(*values: str) -> DateFit:
    found = date_fit(pl.Series("column", values))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("values", "kind", "formats"),
    [
        (("2017-03-04", "2019-11-30"), "date", ("%Y-%m-%d",)),
        (("04/03/2017", "30/11/2019"), "date", ("%d/%m/%Y",)),
        (("4/3/2017", "30/11/2019"), "date", ("%d/%m/%Y",)),
        (("11/30/2019", "12/25/2001"), "date", ("%m/%d/%Y",)),
        (("30/11/19", "25/12/01"), "date", ("%d/%m/%y",)),
        (("30 Nov 2019", "25 Dec 2001"), "date", ("%d %b %Y",)),
        (("30 November 2019", "25 December 2001"), "date", ("%d %B %Y",)),
        (("19560409", "19991231"), "date", ("%Y%m%d",)),
        (("30/11/2019", "2001-12-25"), "date", ("%Y-%m-%d", "%d/%m/%Y")),
        (("30/11/2019", "25/12/01"), "date", ("%d/%m/%Y", "%d/%m/%y")),
        (("2019-11-30T09:30:00",), "datetime", ("%Y-%m-%dT%H:%M:%S",)),
        (("30/11/2019 09:30",), "datetime", ("%d/%m/%Y %H:%M",)),
    ],
)
def test_the_formats_that_read_them_all_are_found(
    values: tuple[str, ...], kind: str, formats: tuple[str, ...]
) -> None:
    found = fit(*values)
    assert (found.type, set(found.formats), found.fits) == (kind, set(formats), len(values))


def test_days_before_months_where_both_could_be_meant_and_it_is_said() -> None:
    both = fit("04/03/2017", "11/12/2019")
    assert (both.formats, both.either_way) == (("%d/%m/%Y",), True)
    assert not fit("04/03/2017", "30/11/2019").either_way
    assert not fit("04/03/2017", "05/03/2017", "30/11/19").either_way
    assert fit("04/03/17", "05/03/2017").either_way
    assert not fit("2017-03-04").either_way


def test_a_day_that_only_fits_month_first_is_a_fault_not_a_format() -> None:
    found = fit("30/11/2019", "25/12/2001", "12/25/2001")
    assert (found.formats, found.fits) == (("%d/%m/%Y",), 2)


def test_a_century_that_is_left_out_is_said() -> None:
    assert fit("30/11/19").two_digit_year
    assert not fit("30/11/2019").two_digit_year


@pytest.mark.parametrize("value", ["1980111", "99999999", "31/02/2020", "Maya", "12"])
def test_what_is_no_date_has_no_format(value: str) -> None:
    assert date_fit(pl.Series("column", [value])) is None
