"""Which date formats the texts of a column have."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from loaders.mapping import Column
from loaders.rows.typed import read_as

# In order of preference where several fit equally; the day before the month, as people in the United Kingdom write.
DAYS = (
    "%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%d-%m-%y", "%d.%m.%y", "%d %b %Y", "%d %B %Y",
    "%d-%b-%Y", "%d-%b-%y", "%d %b %y", "%b %d, %Y", "%d %b, %Y", "%Y/%m/%d", "%Y%m%d", "%m/%d/%Y", "%m-%d-%Y",
    "%m/%d/%y",
)  # fmt: skip
MOMENTS = (
    "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%SZ",
    "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d-%m-%Y %H:%M",
    "%d/%m/%y %H:%M", "%d-%b-%Y %H:%M:%S", "%d %b %Y %H:%M", "%m/%d/%Y %H:%M",
)  # fmt: skip
# What all formats have in common, so that the rest is only asked of columns that may hold dates.
LIKE_A_DATE = r"^\d{8}$|\d[-/. ,]+\w+[-/. ,]+\d|[A-Za-z]{3} \d"
SHAPES = {"%Y%m%d": r"^(1[89]|20)\d{6}$"}
MONTH_FIRST = "%m"
MOST_FORMATS = 3
FEWEST_TO_ADD = 0.005


@dataclass(frozen=True)
class DateFit:
    """type: 'date' or 'datetime'; formats: tried in turn; fits: how many values they read; either_way: every value
    could also be read month first."""

    type: str
    formats: tuple[str, ...]
    fits: int
    either_way: bool

    @property
    def two_digit_year(self) -> bool:
        """Whether the century is left to the reader."""
        return any("%y" in form for form in self.formats)


def date_fit(values: pl.Series) -> DateFit | None:
    """The formats that read most of the values (text, none of them null); None where none reads any."""
    if not values.str.contains(LIKE_A_DATE).any():
        return None
    fits = [fit for fit in (_fit(values, "date", DAYS), _fit(values, "datetime", MOMENTS)) if fit]
    return max(fits, key=lambda fit: fit.fits, default=None)


def _fit(values: pl.Series, kind: str, forms: tuple[str, ...]) -> DateFit | None:
    read = values.to_frame("value").select(_reads(kind, form).alias(form) for form in forms)
    counts = {form: int(read[form].sum()) for form in forms}
    best = max(forms, key=lambda form: counts[form])
    if not counts[best]:
        return None
    chosen, covered = [best], read[best]
    while len(chosen) < MOST_FORMATS:
        gains = {form: int((read[form] & ~covered).sum()) for form in forms if _agrees(form, chosen)}
        form = max(gains, key=lambda one: gains[one], default=best)
        if gains.get(form, 0) <= FEWEST_TO_ADD * len(values):
            break
        chosen, covered = [*chosen, form], covered | read[form]
    other_way = [form for form in forms if _month_first(form) != _month_first(best)]
    either = "%b" not in best and not best.startswith("%Y") and _covers(read, other_way, covered)
    return DateFit(kind, tuple(chosen), int(covered.sum()), either)


def _covers(read: pl.DataFrame, forms: list[str], covered: pl.Series) -> bool:
    """Whether these formats too read every value that is covered."""
    return not (covered & ~read.select(pl.any_horizontal(forms)).to_series()).any()


def _reads(kind: str, form: str) -> pl.Expr:
    value = pl.col("value")
    reads = read_as(value, Column("value", kind, (form,))).is_not_null()
    return reads & value.str.contains(SHAPES[form]) if form in SHAPES else reads


def _month_first(form: str) -> bool:
    return form.startswith(MONTH_FIRST)


def _agrees(form: str, chosen: list[str]) -> bool:
    """Whether a format may stand beside the chosen ones: 13/12 and 12/13 in one column are a fault, not a format."""
    return form not in chosen and _month_first(form) == _month_first(chosen[0])


def is_date(text: str) -> bool:
    """Whether one text is a date or a moment in any of the formats."""
    return date_fit(pl.Series([text])) is not None
