"""What each column of a table holds, and on what grounds: pure functions over the sample."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from loaders.profile.dates import DateFit, date_fit
from loaders.profile.meanings import Meaning, Named, meanings, named
from loaders.profile.scalars import scalar
from loaders.profile.values import fitting, looks_like_an_identifier
from loaders.profile.words import known_words, likely_list, listable, yes_and_no

DATE_SHARE = 0.9
BY_VALUES_AT_LEAST = 5
# Of these a person has one in a row; of the others (telephones, lines of an address) there may be several.
SEVERAL = ("contact", "address")
IDENTIFIERS = "identifier"
NOBODYS = "text"
MONTH_OR_DAY = "every day and month could change places: ask which comes first"
QUARANTINED = "a row with anything else in it is quarantined until it is declared here"
NUMBER = r"^-?(0|[1-9]\d{0,5})(\.\d+)?$"
CENTURY = "years of two digits: 00 to 68 are read as 20.., 69 to 99 as 19.."


@dataclass(frozen=True)
class Reading:
    """How a column is to be declared: the words of the mapping language."""

    type: str = "text"
    formats: tuple[str, ...] = ()
    codes: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Guess:
    """One column. meaning: what it looks like, or None; is_mapped: it is taken to be that of the person whom the row
    is about; by_values: its values alone say so; filled, distinct: recorded values in the sample, and different
    ones; why: sentences, never with values of people; names_person: its name holds a word for that person."""

    column: str
    reading: Reading
    filled: int
    distinct: int
    why: tuple[str, ...]
    meaning: Meaning | None = None
    is_mapped: bool = False
    by_values: bool = False
    names_person: bool = False

    @property
    def place(self) -> str | None:
        """Where it goes if it is mapped: 'record', 'identifier', 'contact', 'residence', 'address' or 'key'."""
        return self.meaning.becomes[0] if self.meaning and self.is_mapped else None


def guesses(frame: pl.DataFrame) -> list[Guess]:
    """A guess for each column of text, in order."""
    found = [_guess(name, frame[name].drop_nulls()) for name in frame.columns]
    return _one_of_each(found, frame.height)


def _guess(column: str, values: pl.Series) -> Guess:
    says = named(column)
    plain = Guess(column, Reading(), len(values), values.n_unique(), (), names_person=says.names_person)
    if not len(values):
        of = f"by its name {says.meanings[0].title}; " if says.meanings else ""
        return replace(plain, why=(f"{of}nothing is recorded in it",))
    for meaning in says.meanings:
        fits = fitting(meaning.test, values, by_name=True)
        if _is_enough(meaning, fits, values):
            why = (_share(meaning, fits, len(values)), *_remarks(meaning, fits, values))
            return replace(plain, reading=_reading(meaning, values), why=why, meaning=meaning, is_mapped=True)
    return _by_values(plain, values, says)


def _is_enough(meaning: Meaning, fits: int, values: pl.Series) -> bool:
    """An identifier with wrong check digits is one all the same: it is kept as recorded and never links."""
    if meaning.becomes[0] == IDENTIFIERS:
        return looks_like_an_identifier(values)
    return fits > 0 and fits >= meaning.share * len(values)


def _share(meaning: Meaning, fits: int, filled: int) -> str:
    if meaning.test == NOBODYS:
        return f"{meaning.title}: by its name; {filled:,} recorded"
    return f"{meaning.title}: {fits:,} of {filled:,} {meaning.said}"


def _remarks(meaning: Meaning, fits: int, values: pl.Series) -> tuple[str, ...]:
    fit = date_fit(values) if meaning.test == "date" else None
    judged = meaning.test in ("date", "sex") and fits < len(values)
    return (_of_dates(fit) if fit else ()) + ((QUARANTINED,) if judged else ())


def _of_dates(fit: DateFit) -> tuple[str, ...]:
    return ((MONTH_OR_DAY,) if fit.either_way else ()) + ((CENTURY,) if fit.two_digit_year else ())


def _reading(meaning: Meaning, values: pl.Series) -> Reading:
    if meaning.test == "date" and (fit := date_fit(values)):
        return Reading(fit.type, fit.formats)
    if meaning.test == "sex":
        return Reading("code", codes="sex", values=known_words("sex", values, with_numbers=True))
    return Reading()


def _by_values(plain: Guess, values: pl.Series, says: Named) -> Guess:
    """What the values show where the name does not say that it is this person's, or says what they are not."""
    against = tuple(_disagreement(meaning, values) for meaning in says.meanings[:1])
    whose = (f"by its name {says.inside.title}, of somebody or something else",) if says.inside else ()
    for meaning in meanings():
        fits = fitting(meaning.test, values, by_name=False) if meaning.alone is not None else 0
        if fits >= (meaning.alone or 1) * len(values) and len(values) >= BY_VALUES_AT_LEAST:
            said = f"by its values {meaning.title}: {fits:,} of {len(values):,} {meaning.said}"
            is_sure = meaning.mapped_alone and not whose and not against
            asks = "make sure that it is this person's" if is_sure else "whose it is its name does not say"
            return replace(
                plain, reading=_reading(meaning, values), why=(*against, *(whose or ()), said, asks), meaning=meaning,
                is_mapped=is_sure, by_values=True,
            )  # fmt: skip
    reading, why = _unnamed(plain.column, values)
    return replace(plain, reading=reading, why=(*against, *whose, *why))


def _disagreement(meaning: Meaning, values: pl.Series) -> str:
    fits = fitting(meaning.test, values, by_name=True)
    return f"by its name {meaning.title}, but {fits:,} of {len(values):,} {meaning.said}"


def _unnamed(column: str, values: pl.Series) -> tuple[Reading, tuple[str, ...]]:
    """A date, words of a code list, yes or no, a number, or text."""
    filled, distinct = len(values), values.n_unique()
    fit = date_fit(values)
    if fit and fit.fits >= DATE_SHARE * filled:
        what = "dates" if fit.type == "date" else "dates with a time"
        return Reading(fit.type, fit.formats), (f"{fit.fits:,} of {filled:,} are {what}", *_of_dates(fit))
    if found := likely_list(column, values):
        name, words = found
        said = f"{len(words)} of {distinct} different words are known for {name.replace('_', ' ')}"
        return Reading("code", codes=name, values=words), (said,)
    if truths := yes_and_no(values):
        return Reading("boolean", values=truths), ("yes or no",)
    if listed := listable(column, values):
        words_seen, rarer = listed
        return Reading(), (_code_list(words_seen, rarer, distinct),)
    if values.str.contains(NUMBER).all():
        kind = "number" if values.str.contains(".", literal=True).any() else "integer"
        return Reading(kind), (f"numbers; {filled:,} recorded",)
    return Reading(), (f"text; {filled:,} recorded, {distinct:,} different",)


def _code_list(words: Sequence[str], others: int, distinct: int) -> str:
    what = f"a code list of {distinct} words" if distinct > 1 else "always the same word"
    if not words:
        return f"{what}, not shown here since it may hold names or be about few people"
    more = f" and {others} on few rows, which are not shown" if others else ""
    return f"{what}: {', '.join(map(scalar, words))}{more}"


def _one_of_each(found: list[Guess], rows: int) -> list[Guess]:
    """Where several columns hold the same, the first is mapped; of those that may be the own id, the best; of those
    whose values alone say so, none, since they may be two people's."""
    key = own_id(found, rows)
    mapped = Counter(one.meaning.name for one in found if one.meaning and one.is_mapped)
    seen: set[str] = set()
    kept = []
    for one in found:
        doubt = _doubt(one, rows, seen, mapped) if one is not key and one.meaning and one.is_mapped else None
        if one.meaning and one.is_mapped and doubt is None:
            seen.add(one.meaning.name)
        if one is key:
            one = replace(one, why=(*one.why, _repeats(one, rows)))
        kept.append(replace(one, is_mapped=False, why=(*one.why, doubt)) if doubt else one)
    return kept


def _doubt(one: Guess, rows: int, seen: set[str], mapped: Counter[str]) -> str | None:
    """Why a column is not mapped after all, or None."""
    name = one.meaning.name if one.meaning else ""
    if one.by_values and mapped[name] > 1:
        return "there are several such columns"
    if one.place == "key":
        return _repeats(one, rows)
    return "a second such column" if name in seen and one.place not in SEVERAL else None


def own_id(found: list[Guess], rows: int) -> Guess | None:
    """The column that makes the agency's own id of a person: one that names the person and is recorded on most rows,
    best if no value repeats; else one that is called an id and has a value of its own on every row."""
    called = [one for one in found if one.place == "key" and one.filled * 2 >= rows]
    fit = [one for one in called if one.names_person or one.distinct == rows]
    return max(fit, key=lambda one: (one.names_person, one.filled, one.distinct == rows), default=None)


def _repeats(one: Guess, rows: int) -> str:
    if one.filled < rows:
        return f"empty on {rows - one.filled:,} of {rows:,} rows, which are quarantined if it is the id"
    return "no value repeats" if one.distinct == rows else f"{one.distinct:,} different on {rows:,} rows"
