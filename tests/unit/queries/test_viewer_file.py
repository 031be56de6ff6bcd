"""A viewer's file is read strictly, and says what is wrong and where."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph.codes import RestrictionClass, Role
from graph.codes.services import Category
from graph.errors import InputFault
from queries.viewer import CaseRelation, DeclaredRelation, Viewer, demonstration_viewer, viewer_words
from queries.viewer_file import load_viewer

WHOLE = """\
name: Beth Cole
role: lead_practitioner
agency: housing
purpose: Tenancy support
clearances: [safety_marker, refuge]
case_relations:
  - family: Nowak
    relation: lead practitioner
    categories: [education, housing]
    records: [school/roll/77, housing/tenants/12]
declared_relations:
  - family_name: "No"
    given_names: Noah
    birth_date: 2018-09-02
    relation: aunt
  - family_name: Ray
    given_names: Ben
    relation: neighbour
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "viewer.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def fault(folder: Path, text: str) -> InputFault:
    with pytest.raises(InputFault) as caught:
        load_viewer(written(folder, text))
    return caught.value


def test_a_whole_file(tmp_path: Path) -> None:
    assert load_viewer(written(tmp_path, WHOLE)) == Viewer(
        name="Beth Cole",
        role=Role.LEAD_PRACTITIONER,
        agency="housing",
        purpose="Tenancy support",
        clearances=frozenset({RestrictionClass.SAFETY_MARKER, RestrictionClass.REFUGE}),
        case_relations=(
            CaseRelation(
                "Nowak",
                "lead practitioner",
                frozenset({Category.EDUCATION, Category.HOUSING}),
                frozenset({"school/roll/77", "housing/tenants/12"}),
            ),
        ),
        declared_relations=(
            DeclaredRelation("No", "Noah", date(2018, 9, 2), "aunt"),
            DeclaredRelation("Ray", "Ben", None, "neighbour"),
        ),
    )


def test_what_may_be_left_out_is_nothing(tmp_path: Path) -> None:
    viewer = load_viewer(written(tmp_path, "name: A\nrole: mash_analyst\npurpose: p\nagency:\nclearances:\n"))
    assert viewer == Viewer("A", Role.MASH_ANALYST, None, "p")


@pytest.mark.parametrize(
    ("before", "after", "line", "field", "words"),
    [
        ("purpose:", "purposes:", 4, "purposes", "Did you mean 'purpose'?"),
        ("purpose: Tenancy support\n", "", 1, "purpose", "is missing"),
        ("purpose: Tenancy support", "purpose:", 4, "purpose", "is not a text"),
        ("lead_practitioner\n", "lead_practitoner\n", 2, "role", "Did you mean 'lead_practitioner'?"),
        ("safety_marker", "safety_marks", 5, "clearances", "Did you mean 'safety_marker'?"),
        ("[education,", "[educations,", 9, "categories", "Did you mean 'education'?"),
        ("    relation: aunt", "    kin: aunt", 15, "kin", "is not known here"),
        ("2018-09-02", "2.9.2018", 14, "birth_date", "Write it as 2018-09-30."),
        ("agency: housing\n", "", None, "agency", "is needed for the role lead_practitioner"),
        ("[safety_marker, refuge]", "refuge", 5, "clearances", "is not a list"),
        ("name: Beth Cole", "name: Beth Cole\nname: Ben", 2, "name", "is given twice"),
        ("name: Beth Cole", "name: {first: Beth}", 1, "name", "is not a text"),
    ],
)
def test_a_fault_names_line_field_and_fix(
    tmp_path: Path, before: str, after: str, line: int | None, field: str, words: str
) -> None:
    assert before in WHOLE
    found = fault(tmp_path, WHOLE.replace(before, after, 1))
    assert (found.file, found.line, found.field) == ("viewer.yaml", line, field)
    assert words in str(found)


@pytest.mark.parametrize("text", ["", "- a\n", "name: [\n"])
def test_a_file_that_is_no_viewer_at_all(tmp_path: Path, text: str) -> None:
    assert fault(tmp_path, text).file == "viewer.yaml"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputFault, match=r"gone\.yaml.*cannot be read"):
        load_viewer(tmp_path / "gone.yaml")


def test_the_demonstration_says_what_it_is_cleared_for() -> None:
    viewer = demonstration_viewer()
    assert viewer.role is Role.MASH_DECISION_MAKER
    assert viewer.clearances == frozenset(RestrictionClass)
    assert viewer_words(viewer) == (
        "Demonstration viewer, MASH decision-maker, cleared for everything that is restricted. "
        "Purpose: Demonstration with generated people."
    )


def test_words_of_a_viewer_with_some_clearances_and_with_none() -> None:
    some = Viewer(
        "A",
        Role.AGENCY_PRACTITIONER,
        "housing",
        "p",
        frozenset({RestrictionClass.REFUGE, RestrictionClass.MARAC}),
    )
    assert viewer_words(some) == "A, agency practitioner at housing, cleared for MARAC, refuge. Purpose: p."
    none = Viewer("A", Role.MASH_ANALYST, None, "p")
    assert viewer_words(none) == "A, MASH analyst, cleared for nothing that is restricted. Purpose: p."
