"""Which child of a borough to show first: one whose family asks for several agencies."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from graph.errors import UsageFault

_GROWN = 17
_PARENTS = frozenset({"mother", "father", "parent"})
_OWN_RECORDS = frozenset({"child", "pupil", "patient", "person", "member"})
# Nothing that is hidden from somebody belongs in the first picture that everybody sees.
_KEPT_QUIET = frozenset({"adoption", "placement", "refuge"})


class _Standing(NamedTuple):
    """How well a child fits, the better the greater: a parent with parental responsibility lives elsewhere, for
    how many of the child and the relatives the council holds the numbers that join what agencies say of them, police
    recorded the child, the child's name is written right there, and how many agencies have a record of
    the child."""

    has_parent_elsewhere: bool
    joined: float
    met_police: bool
    is_named_right: bool
    agencies: int


def demonstration_child(folder: Path) -> str:
    """The words that find one child of a generated borough: given name, family name and birth date.

    folder: what `generate` wrote. Chosen for a family worth showing: a child with a parent elsewhere who holds
    parental responsibility, whose family's records can be joined by their numbers, known to several agencies. The
    same borough gives the same child. Raises UsageFault where the folder is no generated borough, or no child is in
    it.
    """
    truth = folder / "truth"
    if not (truth / "borough.json").is_file():
        raise UsageFault(f"{folder} is no generated borough. Name the folder that 'kinscope generate' wrote.")
    today = date.fromisoformat(json.loads((truth / "borough.json").read_text(encoding="utf-8"))["today"])
    children = _children(truth, today)
    if not children:
        raise UsageFault(f"There is no child in {folder} to show. Generate a borough of more people.")
    standing = _standings(folder, children)
    best = max(children, key=lambda person: (standing[person], person))
    child = children[best]
    return f"{child['given']} {child['family']} {child['born']}"


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _children(truth: Path, today: date) -> dict[str, dict[str, str]]:
    """The living children, by true id, but those of whom something is kept quiet."""
    quiet = {
        person
        for trap in _rows(truth / "traps.csv")
        if trap["kind"] in _KEPT_QUIET
        for person in trap["person_ids"].split(";")
    }
    oldest = date(today.year - _GROWN, today.month, 1).isoformat()
    return {
        person["person_id"]: person
        for person in _rows(truth / "people.csv")
        if person["born"] >= oldest
        and not (person["unborn"] or person["died"] or person["identity"] or person["ended"])
        and person["person_id"] not in quiet
    }


def _standings(folder: Path, children: dict[str, dict[str, str]]) -> dict[str, _Standing]:
    agencies: dict[str, set[str]] = defaultdict(set)
    cases: dict[str, str] = {}
    for record in _rows(folder / "truth" / "records.csv"):
        if record["person_id"] in children and record["part"] in _OWN_RECORDS:
            agencies[record["person_id"]].add(record["agency"])
            if record["agency"] == "childrens_social_care":
                cases[record["own_id"]] = record["person_id"]
    joined, named = _of_the_council(folder, cases, children)
    apart = _with_parent_elsewhere(folder / "truth", children)
    return {
        person: _Standing(
            person in apart,
            joined.get(person, 0.0),
            "police" in agencies[person],
            person in named,
            len(agencies[person]),
        )
        for person in children
    }


def _of_the_council(
    folder: Path, cases: dict[str, str], children: dict[str, dict[str, str]]
) -> tuple[dict[str, float], set[str]]:
    """Of what share of each child and its relatives the council holds both numbers; whose name it has right."""
    joined, named = {}, set()
    with (folder / "childrens_social_care" / "children.ndjson").open(encoding="utf-8") as lines:
        for line in lines:
            case = json.loads(line)
            person = cases.get(case["case_number"])
            if person is None:
                continue
            both = [bool(case["nhs_number"] and case["upn"])]
            both += [bool(one["nhs_number"] and one["ni_number"]) for one in case["family"]]
            joined[person] = sum(both) / len(both)
            child = children[person]
            if (case["forename"], case["surname"]) == (child["given"], child["family"]):
                named.add(person)
    return joined, named


def _with_parent_elsewhere(truth: Path, children: dict[str, dict[str, str]]) -> set[str]:
    """Children of whom one parent with parental responsibility lives in their household and another does not."""
    home = {
        person["person_id"]: person["household_id"]
        for person in _rows(truth / "people.csv")
        if not person["died"]
    }
    together: dict[str, set[bool]] = defaultdict(set)
    for tie in _rows(truth / "relationships.csv"):
        child, parent = tie["other_person_id"], tie["person_id"]
        is_parent = tie["relationship"] in _PARENTS and tie["responsibility"] == "holds"
        if is_parent and child in children and parent in home:
            together[child].add(home[parent] == children[child]["household_id"])
    return {child for child, places in together.items() if places == {True, False}}
