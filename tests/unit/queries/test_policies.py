"""The policies that ship, each role by itself, and a door that stays shut when a policy file is wrong."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from graph.codes import RestrictionClass, Role
from graph.codes.services import Category
from graph.errors import NotPermitted
from graph.schema import load_schema
from queries.policies import ItemClass, Level, PolicyBook, Tie
from queries.policies.book import VIEWERS_KEPT
from queries.policies.rules import HERE, read_cases
from queries.viewer import DeclaredRelation, Viewer, demonstration_viewer

BOOK = PolicyBook.load()
REGISTER_KINDS = ("Agency", "Source", "FROM", "PROVIDED_BY")
NO_FAMILIES = (
    Role.PRACTICE_REVIEWER, Role.PROGRAMME_LEAD, Role.RESEARCHER, Role.DATA_OFFICER, Role.REVIEWING_OFFICER,
    Role.ADMINISTRATOR,
)  # fmt: skip
CASES = [(entry["policy"], case) for entry in read_cases() for case in entry["cases"]]
HOUSING = ItemClass("Record", "housing", "housing")
INCIDENT = ItemClass("Incident", "police", "police_incident")


def viewer(role: Role, *clearances: RestrictionClass, agency: str | None = "housing") -> Viewer:
    return Viewer("somebody", role, agency, "a test", frozenset(clearances))


def level(who: Viewer, item: ItemClass) -> Level:
    return BOOK.decide(who, [item])[item].level


def every_sort(restrictions: tuple[RestrictionClass | None, ...]) -> list[ItemClass]:
    kinds = [None, *load_schema().nodes, *load_schema().edges]
    parts = product(kinds, ("housing", "police"), Category, restrictions, Tie)
    return [ItemClass(*part) for part in parts]


@pytest.mark.parametrize(
    ("policy", "case"), CASES, ids=[f"{policy}: {case['words']}" for policy, case in CASES]
)
def test_each_case_of_each_policy(policy: str, case: dict[str, Any]) -> None:
    who = Viewer(
        "a case",
        Role(case["viewer"]["role"]),
        case["viewer"].get("agency"),
        "a case",
        frozenset(RestrictionClass(code) for code in case["viewer"].get("clearances", [])),
    )
    given = case["item"]
    kind, agency, category, restriction = map(given.get, ("kind", "agency", "category", "restriction"))
    item = ItemClass(kind, agency, category, restriction, Tie(given.get("tie", "none")))
    verdict = BOOK.decide(who, [item])[item]
    assert verdict.level == case["level"]
    assert (policy in verdict.policies) is case["applies"]


def test_each_policy_has_id_title_source_and_a_case_either_way() -> None:
    applies = {entry["policy"]: {case["applies"] for case in entry["cases"]} for entry in read_cases()}
    assert applies == {rule.id: {True, False} for rule in BOOK.rules}
    assert len({rule.id for rule in BOOK.rules}) == len(BOOK.rules) > 0
    assert all(rule.title and rule.source for rule in BOOK.rules)


def test_a_decision_maker_sees_what_is_not_restricted_and_what_they_are_cleared_for() -> None:
    cleared = viewer(Role.MASH_DECISION_MAKER, RestrictionClass.MARAC, agency=None)
    assert level(cleared, INCIDENT) is Level.CONTENT
    for restriction in RestrictionClass:
        seen = Level.CONTENT if restriction is RestrictionClass.MARAC else Level.HIDDEN
        assert level(cleared, INCIDENT._replace(restriction=restriction)) is seen


def test_an_analyst_sees_nothing_restricted_whatever_their_clearances() -> None:
    cleared = viewer(Role.MASH_ANALYST, *RestrictionClass)
    assert level(cleared, INCIDENT) is Level.CONTENT
    hidden = {level(cleared, INCIDENT._replace(restriction=restriction)) for restriction in RestrictionClass}
    assert hidden == {Level.HIDDEN}


def test_an_agency_practitioner_sees_their_own_agency_and_the_register_alone() -> None:
    who = viewer(Role.AGENCY_PRACTITIONER)
    shown = {
        item
        for item, verdict in BOOK.decide(who, every_sort((None,))).items()
        if verdict.level is Level.CONTENT
    }
    expected = {
        item
        for item in every_sort((None,))
        if (item.agency == "housing" or item.kind in REGISTER_KINDS or item.category == "agency_register")
        and item.tie is not Tie.DECLARED_RELATION
    }
    assert shown == expected


def test_a_practitioner_of_no_agency_sees_no_agencys_records() -> None:
    assert level(viewer(Role.AGENCY_PRACTITIONER, agency=None), HOUSING) is Level.HIDDEN
    assert level(viewer(Role.AGENCY_PRACTITIONER, agency=None), HOUSING._replace(agency=None)) is Level.HIDDEN


def test_a_lead_practitioner_sees_what_was_agreed_of_their_families_and_that_police_hold_incidents() -> None:
    who = viewer(Role.LEAD_PRACTITIONER)
    school = ItemClass("Record", "elm_primary", "education")
    assert level(who, HOUSING) is Level.CONTENT
    assert level(who, school) is Level.HIDDEN
    assert level(who, school._replace(tie=Tie.OTHER_CATEGORY)) is Level.HIDDEN
    assert level(who, school._replace(tie=Tie.AGREED_CATEGORY)) is Level.CONTENT
    assert level(who, INCIDENT) is Level.HIDDEN
    assert level(who, INCIDENT._replace(tie=Tie.OTHER_CATEGORY)) is Level.HELD
    assert level(who, INCIDENT._replace(tie=Tie.AGREED_CATEGORY)) is Level.CONTENT


def test_a_data_protection_officer_needs_the_clearance_too() -> None:
    restricted = HOUSING._replace(restriction=RestrictionClass.REFUGE)
    assert level(viewer(Role.DATA_PROTECTION_OFFICER), HOUSING) is Level.CONTENT
    assert level(viewer(Role.DATA_PROTECTION_OFFICER), restricted) is Level.HIDDEN
    assert level(viewer(Role.DATA_PROTECTION_OFFICER, RestrictionClass.REFUGE), restricted) is Level.CONTENT


@pytest.mark.parametrize("role", NO_FAMILIES)
def test_these_roles_see_the_register_and_no_family(role: Role) -> None:
    found = BOOK.decide(viewer(role, *RestrictionClass), every_sort((None, RestrictionClass.REFUGE)))
    shown = {item for item, verdict in found.items() if verdict.level is not Level.HIDDEN}
    assert shown == {
        item
        for item in found
        if (item.kind in REGISTER_KINDS or item.category == "agency_register")
        and item.tie is not Tie.DECLARED_RELATION
    }


def test_a_family_member_sees_nothing_at_all() -> None:
    found = BOOK.decide(
        viewer(Role.FAMILY_MEMBER, *RestrictionClass), every_sort((None, RestrictionClass.REFUGE))
    )
    assert {verdict.level for verdict in found.values()} == {Level.HIDDEN}


@pytest.mark.parametrize("role", Role)
def test_nobody_sees_what_is_restricted_without_a_clearance_nor_that_it_is_held(role: Role) -> None:
    found = BOOK.decide(viewer(role), every_sort((RestrictionClass.SAFETY_MARKER,)))
    assert {verdict.level for verdict in found.values()} == {Level.HIDDEN}
    assert all("restricted-needs-clearance" in verdict.policies for verdict in found.values())


def test_a_class_of_restriction_that_no_list_knows_is_hidden_from_everybody() -> None:
    assert level(demonstration_viewer(), HOUSING._replace(restriction="made up")) is Level.HIDDEN


def test_classes_that_stand_for_others_are_decided_as_those_are() -> None:
    """Every class evaluated by itself, against the few that `decide` evaluates in its place."""
    kinds = (None, "Person", "Record", "Source", "FROM", "LIVES_AT")
    categories = (None, "housing", "police_incident", "agency_register", "made up")
    parts = product(kinds, (None, "housing", "police", "elm"), categories, (None, "marac", "refuge"), Tie)
    items = [ItemClass(*part) for part in parts]
    for role in (Role.MASH_DECISION_MAKER, Role.LEAD_PRACTITIONER, Role.RESEARCHER):
        who = viewer(role, RestrictionClass.MARAC)
        assert BOOK.decide(who, items) == BOOK._evaluated(who, items)


def test_a_pattern_or_a_text_in_a_rule_tells_agencies_apart(tmp_path: Path) -> None:
    added = """
    @id("odd") @title("t") @source("s")
    permit (principal, action == Action::"see_content", resource)
    when { resource has agency && (resource.agency like "elm*" || resource.agency == "ash") };
    """
    book = PolicyBook.load(folder_with(tmp_path, "odd.cedar", added, case="odd"))
    items = [ItemClass("Record", agency, "education") for agency in ("elm_primary", "oak", "ash", "elm")]
    levels = [verdict.level for verdict in book.decide(viewer(Role.PRACTICE_REVIEWER), items).values()]
    assert levels == [Level.CONTENT, Level.HIDDEN, Level.CONTENT, Level.CONTENT]


def folder_with(folder: Path, name: str, text: str, case: str | None = None) -> Path:
    """A copy of the policies that ship, with one file written anew or added."""
    copied = folder / "policies"
    shutil.copytree(HERE, copied, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (copied / name).write_text(text, encoding="utf-8")
    if case:
        with (copied / "cases.yaml").open("a", encoding="utf-8") as cases:
            cases.write(f"\n- policy: {case}\n  cases: []\n")
    return copied


RULE = 'permit (principal, action == Action::"see_content", resource) when {{ {} }};\n'
NAMED = '@id("odd") @title("t") @source("s")\n'
BROKEN: dict[str, tuple[str, str, str]] = {
    "empty": ("hub.cedar", "", "hub.cedar: is empty"),
    "only comments": ("hub.cedar", "// nothing\n", "hub.cedar: holds no rule"),
    "not Cedar": ("hub.cedar", "permit everybody", "hub.cedar: is not valid Cedar"),
    "a role misspelt": (
        "odd.cedar", NAMED + RULE.format('principal.role == Role::"mash_analist"'), "mash_analist"
    ),
    "an optional attribute taken for granted": (
        "odd.cedar", NAMED + RULE.format('resource.agency == "x"'), "break viewing.cedarschema"
    ),
    "without a title": ("odd.cedar", '@id("odd") @source("s")\n' + RULE.format("true"), "'@title': a rule has none"),
    "with an empty source": (
        "odd.cedar", '@id("odd") @title("t") @source("")\n' + RULE.format("true"), "'@source': a rule has none"
    ),
    "an id used twice": (
        "odd.cedar",
        NAMED.replace("odd", "register-for-all-signed-in") + RULE.format("true"),
        "is used twice",
    ),
    "a template": (
        "odd.cedar",
        NAMED + "permit (principal == ?principal, action, resource);",
        "odd.cedar: holds no rule, or a template",
    ),
    "the schema empty": ("viewing.cedarschema", "", "viewing.cedarschema: is empty"),
    "the schema broken": ("viewing.cedarschema", "entity Viewer = {", "viewing.cedarschema"),
    "the cases broken": ("cases.yaml", "- [", "cases.yaml: cannot be read"),
    "no list of cases": ("cases.yaml", "policy: x", "cases.yaml: is not a list"),
}  # fmt: skip


def assert_closed(book: PolicyBook, words: str) -> None:
    who, item = demonstration_viewer(), ItemClass("Agency", None, None)
    assert words in (book.fault or "")
    questions: list[Callable[[], object]] = [
        lambda: book.decide(who, [item]),
        lambda: book.decide(who, []),
        lambda: book.could_hide(who),
        lambda: book.rules,
    ]
    for question in questions:
        with pytest.raises(
            NotPermitted, match="Nothing is shown to anybody while the policies are broken"
        ) as caught:
            question()
        assert words in str(caught.value)


@pytest.mark.parametrize("what", BROKEN)
def test_a_wrong_policy_file_closes_the_door(tmp_path: Path, what: str) -> None:
    name, text, words = BROKEN[what]
    case = "odd" if name == "odd.cedar" and "twice" not in what else None
    assert_closed(PolicyBook.load(folder_with(tmp_path, name, text, case)), words)


@pytest.mark.parametrize("name", ["cases.yaml", *sorted(path.name for path in HERE.glob("*.cedar*"))])
def test_a_missing_policy_file_closes_the_door(tmp_path: Path, name: str) -> None:
    folder = folder_with(tmp_path, name, "")
    (folder / name).unlink()
    book = PolicyBook.load(folder)
    assert_closed(book, "Put the")


def test_a_rule_without_a_case_closes_the_door(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "odd.cedar", NAMED + RULE.format("true"))
    assert_closed(PolicyBook.load(folder), "'policy': has no case (found: 'odd')")


def test_no_folder_closes_the_door(tmp_path: Path) -> None:
    assert_closed(PolicyBook.load(tmp_path / "none"), "holds no policy file")


def test_a_policy_that_cannot_be_evaluated_shows_nothing(tmp_path: Path) -> None:
    """Cedar passes over a rule that fails, a forbid too: then nothing may be shown."""
    added = NAMED + "forbid (principal, action, resource) when { 9223372036854775807 + 1 > 0 };\n"
    book = PolicyBook.load(folder_with(tmp_path, "odd.cedar", added, case="odd"))
    assert book.fault is None
    with pytest.raises(NotPermitted, match="could not be evaluated"):
        book.decide(demonstration_viewer(), [HOUSING])


def test_only_one_cleared_for_everything_can_be_told_that_nothing_was_found() -> None:
    assert not BOOK.could_hide(demonstration_viewer())
    assert not BOOK.could_hide(viewer(Role.DATA_PROTECTION_OFFICER, *RestrictionClass))
    for missing in RestrictionClass:
        cleared = set(RestrictionClass) - {missing}
        assert BOOK.could_hide(viewer(Role.MASH_DECISION_MAKER, *cleared))
    assert BOOK.could_hide(viewer(Role.MASH_ANALYST, *RestrictionClass))
    assert BOOK.could_hide(viewer(Role.RESEARCHER, *RestrictionClass))


def test_what_could_be_hidden_in_one_feed() -> None:
    cleared = viewer(Role.AGENCY_PRACTITIONER, *RestrictionClass)
    assert not BOOK.could_hide(cleared, agency="housing", category="housing")
    assert BOOK.could_hide(cleared, agency="police", category="police_incident")
    assert BOOK.could_hide(viewer(Role.AGENCY_PRACTITIONER), agency="housing", category="housing")


def test_a_declared_relation_can_always_be_hidden() -> None:
    cleared = demonstration_viewer()
    barred = Viewer(
        cleared.name, cleared.role, None, "p", cleared.clearances,
        declared_relations=(DeclaredRelation("Cole", "Noah", None, "aunt"),),
    )  # fmt: skip
    assert BOOK.could_hide(barred)


def test_many_threads_get_the_same_answers() -> None:
    book = PolicyBook.load()
    asked = [viewer(Role.LEAD_PRACTITIONER, restriction) for restriction in RestrictionClass]
    asking = every_sort((None, RestrictionClass.MARAC))[:400]
    expected = {who: BOOK.decide(who, asking) for who in asked}
    wrong: list[Viewer] = []

    def ask(first: int) -> None:
        for who in (*asked[first:], *asked[:first]):
            if book.decide(who, asking) != expected[who]:
                wrong.append(who)

    threads = [threading.Thread(target=ask, args=(first,)) for first in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_old_viewers_are_let_go_and_still_answered() -> None:
    book = PolicyBook.load()
    for number in range(300):
        book.decide(Viewer(f"{number}", Role.RESEARCHER, None, "a test"), [])
    assert len(book._verdicts) <= VIEWERS_KEPT
    first = Viewer("0", Role.RESEARCHER, None, "a test")
    assert book.decide(first, [HOUSING])[HOUSING].level is Level.HIDDEN


def test_a_class_is_evaluated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    book = PolicyBook.load()
    first = book.decide(viewer(Role.MASH_ANALYST), [HOUSING, INCIDENT])
    monkeypatch.setattr(book, "_policies", None)
    assert book.decide(viewer(Role.MASH_ANALYST), [HOUSING, INCIDENT]) == first
