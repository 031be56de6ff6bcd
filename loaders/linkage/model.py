"""The linkage model: what is compared of two records, what each agreement weighs, which pairs are compared at all.

A model is a YAML file of `loaders/linkage/models`, or one that was trained. Its weights are those of Fellegi and Sunter
(Journal of the American Statistical Association 64, 1969): m, how often records of one person agree so, and u, how
often records of different people do. Missing is no evidence, so it has neither.
"""

from __future__ import annotations

import hashlib
import math
from itertools import pairwise
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from graph.errors import UsageFault
from graph.plain_yaml import plain_yaml
from loaders.linkage.features import FEATURES
from loaders.linkage.rules import LABELS

MODELS: Final = Path(__file__).with_name("models")
LEAST_M: Final = 0.002
"""An m near 0 is a veto that nobody declared: it would weigh more than all that agrees."""
SUM_OF_SHARES: Final = 0.001
LEAST_DIFFERENCE: Final = 1e-6
"""In bits. Splink gives back what a level weighs and not which it is, so no two may weigh the same."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Level(_Part):
    """One way to agree or differ. when: a condition in SQL over the columns of both records (`_l`, `_r`); None for the
    last level, which takes what is left. frequency_of: the feature whose values are so unlike in frequency (Smith,
    Featherstonehaugh) that the share of records with the value takes the place of u, and never less than least_u."""

    label: str
    when: str | None = None
    m: float = Field(ge=LEAST_M, lt=1)
    u: float = Field(gt=0, lt=1)
    frequency_of: str | None = None
    least_u: float | None = Field(default=None, gt=0, lt=1)

    @property
    def bits(self) -> float:
        """What it weighs for (above 0) or against (below 0) one person, as a logarithm to the base 2."""
        return math.log2(self.m / self.u)


class Comparison(_Part):
    """Levels in the order in which they are tried. missing: the condition under which nothing can be said."""

    name: str
    missing: str
    levels: tuple[Level, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _is_whole(self) -> Comparison:
        for level in self.levels[:-1]:
            if level.when is None:
                raise ValueError(f"{self.name}: the level '{level.label}' needs a condition under `when`")
        if self.levels[-1].when is not None:
            raise ValueError(f"{self.name}: the last level takes what is left and has no `when`")
        if len({level.label for level in self.levels}) < len(self.levels):
            raise ValueError(f"{self.name}: two levels have the same label")
        weights = sorted([0.0, *(level.bits for level in self.levels)])
        if min(after - before for before, after in pairwise(weights)) < LEAST_DIFFERENCE:
            raise ValueError(f"{self.name}: two levels weigh the same, or one weighs 0 like what is missing")
        for share in ("m", "u"):
            total = sum(getattr(level, share) for level in self.levels)
            if abs(total - 1) > SUM_OF_SHARES:
                raise ValueError(f"{self.name}: the {share} of all levels add up to {total:.4f} and not to 1")
        return self


class Bands(_Part):
    """Probabilities: `link`, from where one pair may join two groups of records; `average`, the least over all pairs
    between them; `review`, from where a pair that is not joined is shown to a person."""

    link: float = Field(gt=0, lt=1)
    average: float = Field(gt=0, lt=1)
    review: float = Field(gt=0, lt=1)

    @model_validator(mode="after")
    def _are_in_order(self) -> Bands:
        if not self.review <= self.average <= self.link:
            raise ValueError("bands: review must not be above average, nor average above link")
        return self


class Model(_Part):
    """A whole model, its conditions written out.

    others_of_a_person: how many other records of the store describe the same person, on average. most_pairs_a_record:
    how many pairs a line of `blocking` may give for each record. blocking: lines of features that must be equal for a
    pair to be compared; household_blocking: in the second look, where the people around a record are known.
    """

    id: str
    version: int
    assumes: str
    others_of_a_person: float = Field(gt=0)
    bands: Bands
    most_pairs_a_record: float = Field(gt=0)
    comparisons: tuple[Comparison, ...] = Field(min_length=1)
    blocking: tuple[tuple[str, ...], ...] = Field(min_length=1)
    household_blocking: tuple[tuple[str, ...], ...] = ()

    @field_validator("blocking", "household_blocking")
    @classmethod
    def _names_features(cls, lines: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        for line in lines:
            unknown = [name for name in line if name not in FEATURES]
            if unknown or not line:
                raise ValueError(f"blocking: {unknown} is none of {', '.join(FEATURES)}")
        return lines

    @field_validator("comparisons")
    @classmethod
    def _has_labels_of_rules(cls, comparisons: tuple[Comparison, ...]) -> tuple[Comparison, ...]:
        for one in comparisons:
            absent = LABELS.get(one.name, set()) - {level.label for level in one.levels}
            if absent:
                raise ValueError(
                    f"{one.name}: rules ask for levels that it has not: {', '.join(sorted(absent))}"
                )
        return comparisons

    @property
    def name(self) -> str:
        """What a decision by this model says of it."""
        return f"{self.id} {self.version}"

    @property
    def sha256(self) -> str:
        """Of all that it says, in hex: two files that differ in comments alone are one model."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    def nearest(self, comparison: str) -> int | None:
        """The number of the first level of a comparison, counted from 0 for the last; None where there is none of that
        name."""
        found = next((one for one in self.comparisons if one.name == comparison), None)
        return len(found.levels) - 1 if found else None

    def prior(self, records: int) -> float:
        """The probability that two of so many records, drawn by chance, describe one person."""
        return min(0.5, self.others_of_a_person / max(records - 1, 1))


def shipped_model(name: str = "people") -> Model:
    """A model that comes with Kinscope. Raises UsageFault for a name that there is none of."""
    path = MODELS / f"{name}.yaml"
    if not path.is_file():
        there = ", ".join(sorted(one.stem for one in MODELS.glob("*.yaml")))
        raise UsageFault(f"There is no linkage model {name}. These come with Kinscope: {there}.")
    return read_model(path)


def read_model(path: Path) -> Model:
    """The model of a file. Raises UsageFault, which names the file, the place, the fault and what to do."""
    try:
        said = plain_yaml(path.read_text("utf-8"))
        if not isinstance(said, dict):
            raise ValueError("a model is a mapping of id, version, comparisons and so on")
        terms = said.pop("terms", {})
        if not isinstance(terms, dict):
            raise ValueError("`terms` is a mapping of names to conditions")
        return Model.model_validate(_written_out(said, terms))
    except OSError as error:
        raise UsageFault(f"{path} cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise UsageFault(f"{path}, {place or 'model'}: {first['msg']}.") from error
    except (yaml.YAMLError, ValueError) as error:
        raise UsageFault(f"{path} is no linkage model: {error}.") from error


def _written_out(said: object, terms: dict[str, str]) -> object:
    """Every condition with its terms in place. Raises ValueError for a term that is not declared."""
    if isinstance(said, dict):
        return {
            name: _condition(value, terms)
            if name == "when" and isinstance(value, str)
            else _written_out(value, terms)
            for name, value in said.items()
        }
    return [_written_out(one, terms) for one in said] if isinstance(said, list) else said


def _condition(text: str, terms: dict[str, str]) -> str:
    try:
        return text.format_map(terms)
    except (KeyError, IndexError) as error:
        raise ValueError(f"the condition '{text}' names a term that is not under `terms`: {error}") from error
