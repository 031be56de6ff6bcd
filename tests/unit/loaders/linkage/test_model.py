"""The model file: what ships is sound, and what is not sound is refused with its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from graph.errors import UsageFault
from loaders.linkage.model import MODELS, read_model, shipped_model

Said = dict[str, Any]


def test_the_shipped_model_weighs_agreement_for_and_difference_against() -> None:
    model = shipped_model()
    assert model.name == "people 1"
    for comparison in model.comparisons:
        assert comparison.levels[0].bits > 0 > comparison.levels[-1].bits


def test_the_prior_falls_with_the_number_of_records() -> None:
    model = shipped_model()
    assert model.prior(1_001) == pytest.approx(model.others_of_a_person / 1_000)
    assert model.prior(100_001) == pytest.approx(model.others_of_a_person / 100_000)
    assert model.prior(1) == model.prior(0) == 0.5


def test_terms_are_written_out() -> None:
    conditions = [level.when or "" for one in shipped_model().comparisons for level in one.levels]
    assert not any("{" in condition for condition in conditions)


def first_levels(said: Said) -> list[Said]:
    levels: list[Said] = said["comparisons"][0]["levels"]
    return levels


def spoil_shares(said: Said) -> None:
    first_levels(said)[0]["m"] = 0.9


def spoil_veto(said: Said) -> None:
    first_levels(said)[-1]["m"] = 1e-9


def spoil_twins(said: Said) -> None:
    one, other = first_levels(said)[1:3]
    other["m"], other["u"] = one["m"], one["u"]


def spoil_last(said: Said) -> None:
    first_levels(said)[-1]["when"] = "true"


def spoil_condition(said: Said) -> None:
    del first_levels(said)[0]["when"]


def spoil_label(said: Said) -> None:
    first_levels(said)[-1]["label"] = "something else"


def spoil_term(said: Said) -> None:
    first_levels(said)[0]["when"] = "{likeness_of_shoes} > 2"


def spoil_blocking(said: Said) -> None:
    said["blocking"].append(["shoe_size"])


def spoil_bands(said: Said) -> None:
    said["bands"]["review"] = 0.95


def spoil_key(said: Said) -> None:
    said["treshold"] = 1


FAULTS: list[tuple[Callable[[Said], None], str]] = [
    (spoil_shares, "add up to"),
    (spoil_veto, "greater than or equal to 0.002"),
    (spoil_twins, "weigh the same"),
    (spoil_last, "the last level takes what is left"),
    (spoil_condition, "needs a condition"),
    (spoil_label, "rules ask for levels that it has not: different"),
    (spoil_term, "likeness_of_shoes"),
    (spoil_blocking, "shoe_size"),
    (spoil_bands, "review must not be above average"),
    (spoil_key, "treshold"),
]


@pytest.mark.parametrize(("spoil", "words"), FAULTS, ids=lambda one: getattr(one, "__name__", None))
def test_what_is_not_sound_is_refused_with_its_file_and_place(
    tmp_path: Path, spoil: Callable[[Said], None], words: str
) -> None:
    said = yaml.safe_load((MODELS / "people.yaml").read_text("utf-8"))
    spoil(said)
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(said), "utf-8")
    with pytest.raises(UsageFault) as refused:
        read_model(path)
    assert str(path) in str(refused.value)
    assert words in str(refused.value)


@pytest.mark.parametrize("text", ["", "- a list", "id: [", "\0"])
def test_what_is_no_model_at_all_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(UsageFault, match="mine"):
        read_model(path)


def test_a_model_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(UsageFault, match="people"):
        shipped_model("nobody")
    with pytest.raises(UsageFault, match="cannot be read"):
        read_model(tmp_path / "nothing.yaml")
