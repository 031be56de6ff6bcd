"""Formats, patterns and constants of a mapping, tried out before a row is read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime

import polars as pl

from graph.codes import CodeList, RestrictionClass, code_list
from graph.schema import Property, PropertyType
from loaders.mapping.document import Section, nearest
from loaders.mapping.model import Constant

# No two parts of this day can be taken for each other, whichever way round a format has them.
SAMPLE = datetime(2013, 10, 31, 17, 45)
ONLY_DECIDED_HERE = {"restriction_class": (RestrictionClass.RESTRICTED_BY_DECISION,)}
TRUE_OR_FALSE = {"true": True, "false": False}


def check_formats(section: Section, word: str, kind: str, formats: tuple[str, ...]) -> None:
    """Whether each format gives back the day that was written with it. Raises InputFault."""
    for form in formats:
        if not _gives_the_day(kind, form):
            section.fault(word, f"this is no format of a whole {kind}", value=form,
                          fix="It needs day, month and year, as in '%d/%m/%Y' or '%Y-%m-%d %H:%M'.")  # fmt: skip


def _gives_the_day(kind: str, form: str) -> bool:
    written = pl.Series([SAMPLE])
    try:
        text = written.dt.strftime(form)
        read = (
            text.str.to_date(form, strict=False)
            if kind == "date"
            else text.str.to_datetime(form, strict=False)
        )
    except pl.exceptions.PolarsError:
        return False
    return read.dt.date()[0] == SAMPLE.date() if read[0] is not None else False


def check_pattern(section: Section, word: str, *, groups: int) -> None:
    """Whether it is a regular expression with that many groups or more. Raises InputFault."""
    pattern = section.text(word)
    try:
        found = re.compile(pattern).groups
        pl.Series([""]).str.contains(pattern)
    except (re.error, pl.exceptions.PolarsError):
        section.fault(
            word, "this is no regular expression", value=pattern, fix="Check brackets and backslashes."
        )
    if found < groups:
        section.fault(
            word, "the pattern has no group", value=pattern, fix="Put brackets round what is wanted."
        )


def codes_of_sources(name: str) -> CodeList:
    """A code list without what only a decision in Kinscope gives: lifting that must open nothing that a source has
    closed. UsageFault for an unknown list."""
    found = code_list(name)
    kept = tuple(code for code in found.codes if code.code not in ONLY_DECIDED_HERE.get(name, ()))
    return replace(found, codes=kept)


def constant(section: Section, word: str, text: str, prop: Property) -> Constant:
    """A constant in the type of its property, and of its code list. Raises InputFault."""
    if prop.codes is not None:
        valid = [code.code for code in codes_of_sources(prop.codes).codes]
        if text not in valid:
            section.fault(word, f"is not a code of {prop.codes}", value=text, fix=nearest(text, valid))
    try:
        return _converted(text, prop.type)
    except (ValueError, KeyError):
        section.fault(word, f"must be a {prop.type}", value=text, fix=_example(prop.type))


def _converted(text: str, kind: PropertyType) -> Constant:
    match kind:
        case PropertyType.BOOLEAN:
            return TRUE_OR_FALSE[text]
        case PropertyType.DATE:
            return date.fromisoformat(text)
        case PropertyType.DATETIME:
            return datetime.fromisoformat(text)
        case PropertyType.INTEGER:
            return int(text)
        case PropertyType.NUMBER:
            return float(text)
        case _:
            return text


def _example(kind: PropertyType) -> str:
    examples = {
        PropertyType.BOOLEAN: "true or false",
        PropertyType.DATE: "2026-05-12",
        PropertyType.DATETIME: "2026-05-12 14:30",
    }
    return f"Write it as {examples.get(kind, '12')}."
