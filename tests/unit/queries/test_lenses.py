"""Lenses are declared files, read strictly."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.codes import Lens, Relationship
from graph.codes.relationship import canonical, family
from graph.errors import InputFault, UsageFault
from queries.lenses import FOLDER, declared_lens, parse_lens

DECLARED = sorted(path.stem for path in FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("name", DECLARED)
def test_every_file_is_a_lens(name: str) -> None:
    declared = declared_lens(Lens(name))
    assert declared.words.endswith(".")
    assert declared.together


def test_parents_are_stored_from_parent_to_child() -> None:
    parents = declared_lens(Lens.EXTENDED_HOUSEHOLD).parents_elsewhere
    assert {family(code) for code in parents} == {"parent", "adoptive"}
    assert all(canonical(code) == (code, False) for code in parents)
    assert Relationship.STEPFATHER not in parents


def test_a_lens_without_a_file_is_named_with_those_that_have_one() -> None:
    missing = next(lens for lens in Lens if lens.value not in DECLARED)
    with pytest.raises(UsageFault, match="household"):
        declared_lens(missing)


@pytest.mark.parametrize(("old", "new", "word"), [
    ("together:", "with:", "together"),
    ("lens: household", "lens: kin", "kin"),
    ("[residence, household]", "[school]", "school"),
    ("parents_elsewhere: []", "parents_elsewhere: [mum]", "mum"),
])  # fmt: skip
def test_an_unknown_word_is_refused(tmp_path: Path, old: str, new: str, word: str) -> None:
    text = (FOLDER / "household.yaml").read_text(encoding="utf-8")
    (tmp_path / "household.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputFault, match=word):
        parse_lens(tmp_path / "household.yaml")
