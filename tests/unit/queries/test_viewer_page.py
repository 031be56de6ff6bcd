"""docs/viewer-file.md: its example is a viewer, and every word of the file stands in it."""

from __future__ import annotations

from pathlib import Path

from graph.codes import RestrictionClass, Role
from queries import load_viewer
from queries.viewer_file import CASE_NEEDS, DECLARED_NEEDS, VIEWER_KNOWS

PAGE = (Path(__file__).parents[3] / "docs" / "viewer-file.md").read_text(encoding="utf-8")


def test_the_example_is_a_viewer(tmp_path: Path) -> None:
    file = tmp_path / "viewer.yaml"
    file.write_text(PAGE.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    viewer = load_viewer(file)
    assert viewer.role is Role.AGENCY_PRACTITIONER
    assert viewer.clearances == {RestrictionClass.SAFETY_MARKER}
    assert viewer.declared_relations[0].family_name == "Cole"


def test_every_word_of_the_file_is_explained() -> None:
    assert all(f"`{word}`" in PAGE for word in VIEWER_KNOWS)
    assert all(f"{word}:" in PAGE for word in CASE_NEEDS | DECLARED_NEEDS)
