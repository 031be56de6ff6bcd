from enum import StrEnum

import pytest

from graph.codes import (
    ENUMS,
    AgencyKind,
    CodeList,
    DecisionGround,
    KnowledgeState,
    PrimaryNeed,
    RecordDecision,
    ReferralSource,
    Role,
    code_list,
    code_lists,
    date_accuracy_words,
    entry,
    grounds_for,
    list_name,
    list_names,
    referring_agency,
    sign,
    valid_date_accuracy,
    word,
)
from graph.codes.code_list import parse_code_list
from graph.errors import InputFault, UsageFault

GOOD = """
name: weather
title: Weather
source: nobody
facts: [warm]
codes:
  - {code: rain, word: rain, sign: R, definition: Water falls., warm: null}
  - {code: sun, word: sun, sign: S, definition: No water falls., warm: very}
"""


@pytest.mark.parametrize("codes", ENUMS, ids=list_name)
def test_enum_and_file_hold_the_same_codes_in_the_same_order(codes: type[StrEnum]) -> None:
    listed = code_list(list_name(codes)).codes
    assert [code.value for code in codes] == [code.code for code in listed]
    assert [code.name for code in codes] == [code.code.upper() for code in listed]


def test_every_file_has_its_enum() -> None:
    assert sorted(list_name(codes) for codes in ENUMS) == list(list_names())


@pytest.mark.parametrize("codes", code_lists(), ids=lambda codes: codes.name)
def test_codes_are_fit_for_the_wire_and_for_people(codes: CodeList) -> None:
    assert codes.codes
    for code in codes.codes:
        assert code.code.isascii()
        assert code.code.replace("_", "").isalnum()
        assert code.code == code.code.lower()
        assert "_" not in code.word
        assert code.definition.endswith(".")
        assert "perpetrator" not in f"{code.word} {code.definition}".lower()


def test_word_and_sign_come_from_the_file() -> None:
    assert word(KnowledgeState.NOT_COVERED) == "not covered"
    assert sign(KnowledgeState.NOTHING_FOUND) != sign(KnowledgeState.NOT_LOADED)
    assert len(Role) == 12


def test_a_parsed_list_keeps_facts_and_none() -> None:
    codes = parse_code_list("weather.yaml", GOOD)
    assert codes["sun"].facts == {"warm": "very"}
    assert codes["rain"].facts == {"warm": None}
    assert "rain" in codes
    assert "snow" not in codes


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("title: Weather", "titel: Weather", "titel"),
        ("source: nobody", "", "source"),
        ("warm: very", "warm: very, colour: red", "colour"),
        (", warm: very", "", "warm"),
        ("sign: S", "sign: R", "sign"),
        ("word: sun", "word: rain", "word"),
        ("code: sun", "code: rain", "code"),
        ("sign: S", "sign: 1", "sign"),
        ("sign: S", "sign: SUNNY", "sign"),
        ("word: sun", "word: ''", "word"),
        ("name: weather", "name: whether", "name"),
    ],
)
def test_a_faulty_list_is_refused_with_its_place(old: str, new: str, field: str) -> None:
    with pytest.raises(InputFault) as fault:
        parse_code_list("weather.yaml", GOOD.replace(old, new))
    assert (fault.value.file, fault.value.field) == ("weather.yaml", field)


def test_a_list_that_is_no_mapping_is_refused() -> None:
    with pytest.raises(InputFault, match="not a mapping"):
        parse_code_list("weather.yaml", "- rain")


def test_unknown_list_or_code_names_the_nearest() -> None:
    with pytest.raises(UsageFault, match="'knowledge_state'"):
        code_list("knowlege_state")
    with pytest.raises(UsageFault, match="'police'"):
        code_list("agency_kind")["polise"]


def test_every_code_of_the_census_has_its_entry() -> None:
    codes = "1A 1B 1C 1D 2A 2B 3A 3B 3C 3D 3E 3F 4 5A 5B 5C 6 7 8 9 10"
    published = codes.split(" ")
    sources = code_list("referral_source")
    assert [
        found.standard.code for code in published if (found := sources.from_standard(code)) and found.standard
    ] == (published)
    assert sources.from_standard(" 3b ") == entry(ReferralSource.HEALTH_VISITOR)
    assert sources.from_standard("11") is None
    needs = code_list("primary_need")
    assert all(needs.from_standard(f"N{number}") for number in range(10))
    assert needs.from_standard("n4") == entry(PrimaryNeed.FAMILY_IN_ACUTE_STRESS)


def test_referral_source_means_an_agency_or_none() -> None:
    assert referring_agency(ReferralSource.POLICE) is AgencyKind.POLICE
    assert referring_agency(ReferralSource.HEALTH_VISITOR) is AgencyKind.HEALTH_VISITING
    assert referring_agency(ReferralSource.ANONYMOUS) is None
    kinds = {referring_agency(source) for source in ReferralSource}
    assert kinds - {None} <= set(AgencyKind)


@pytest.mark.parametrize(
    ("text", "valid"),
    [("AAA", True), ("uea", True), (" AEU ", True), ("AA", False), ("AAX", False), (None, False)],
)
def test_birth_date_accuracy_is_three_known_letters(text: str | None, valid: bool) -> None:
    assert valid_date_accuracy(text) is valid


def test_birth_date_accuracy_in_words() -> None:
    assert date_accuracy_words("UEA") == "day unknown, month estimated, year accurate"
    assert date_accuracy_words("?") == "accuracy not known"


def test_every_decision_about_a_record_has_its_grounds_and_no_ground_serves_two() -> None:
    grounds = {decision: grounds_for(decision) for decision in RecordDecision}
    undoing = (DecisionGround.DECIDED_IN_ERROR, DecisionGround.SETTLED)
    assert grounds[RecordDecision.LIFT_RESTRICTION] == undoing
    assert grounds[RecordDecision.UNDO_CORRECTION] == grounds[RecordDecision.WITHDRAW_DISPUTE] == undoing
    assert DecisionGround.UNLAWFUL in grounds[RecordDecision.ERASE]
    making = [ground for decision, found in grounds.items() if found != undoing for ground in found]
    assert all(grounds.values())
    assert sorted([*making, *undoing]) == sorted(DecisionGround)
