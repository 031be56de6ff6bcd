"""What the values of a column look like: each test tells how many of them pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from graph.addresses import valid_postcode
from graph.codes import IdentifierScheme
from graph.contact_points import valid_email, valid_telephone
from graph.identifiers import valid
from loaders.profile.dates import date_fit
from loaders.profile.words import known_words

# Punctuation that names have: apostrophes, hyphens, a full stop after an initial.
NAME = r"^\p{L}[\p{L}\p{M}'’‘`.\- ]*$"
WHOLE_NAME = r"^\p{L}[\p{L}\p{M}\d'’‘`.,()\- ]*$"
OWN_ID = r"^[\p{L}\d][\p{L}\d_./\\:\-]{0,39}$"
DIALLED = r"^\s*(\+|0|\(0)"
DIGITS_OF_AN_IDENTIFIER = r"\d.*\d.*\d.*\d.*\d.*\d"


def _identifier(scheme: IdentifierScheme) -> Callable[[pl.Expr], pl.Expr]:
    return lambda value: valid(scheme, value)


TESTS: Mapping[str, Callable[[pl.Expr], pl.Expr]] = {
    "nhs_number": _identifier(IdentifierScheme.NHS_NUMBER),
    "upn": _identifier(IdentifierScheme.UPN),
    "national_insurance_number": _identifier(IdentifierScheme.NATIONAL_INSURANCE_NUMBER),
    "pnc_id": _identifier(IdentifierScheme.PNC_ID),
    "uprn": _identifier(IdentifierScheme.UPRN),
    "email": valid_email,
    # Ten digits without a zero before them may be anything, an NHS number among them.
    "telephone": lambda value: valid_telephone(value) & value.str.contains(DIALLED),
    "postcode": lambda value: valid_postcode(value) & value.str.contains(r"\d"),
    "name": lambda value: value.str.contains(NAME),
    "whole_name": lambda value: value.str.contains(WHOLE_NAME),
    "own_id": lambda value: value.str.contains(OWN_ID) & value.str.contains(r"\d"),
    "text": lambda value: value.is_not_null(),
}


def fitting(test: str, values: pl.Series, *, by_name: bool) -> int:
    """How many of the values (text, none of them null) pass the test of that name. by_name: the name of the column
    says what they are, so that numbers may be words for a sex."""
    if test == "date":
        fit = date_fit(values)
        return fit.fits if fit else 0
    if test == "sex":
        words = known_words("sex", values, with_numbers=by_name)
        return int(values.is_in(list(words)).sum())
    return int(values.to_frame("value").select(TESTS[test](pl.col("value"))).to_series().sum())


def looks_like_an_identifier(values: pl.Series) -> bool:
    """Whether half of the values or more have as many digits as an identifier has, right or wrong."""
    return int(values.str.contains(DIGITS_OF_AN_IDENTIFIER).sum()) * 2 >= len(values)
