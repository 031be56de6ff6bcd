import pytest

from graph.codes import Relationship, Sex, canonical, code_list, inverse, relationship_word
from graph.codes.relationship import family, neutral, of_sex, same_both_ways, tie
from graph.errors import UsageFault

FAMILIES = {
    "parent", "child", "sibling", "partner", "grandparent", "extended", "step", "foster", "adoptive", "in_law", "other",
}  # fmt: skip
TIES = {"blood", "adoptive", "step", "foster", "in_law", "partnership", "legal", "none", "not_said"}


@pytest.mark.parametrize("code", Relationship)
def test_the_inverse_of_the_inverse_is_the_same_up_to_sex(code: Relationship) -> None:
    assert inverse(inverse(code)) is neutral(code)
    assert neutral(neutral(code)) is neutral(code)
    assert inverse(code) is neutral(inverse(code))


@pytest.mark.parametrize("code", Relationship)
def test_a_relationship_and_its_inverse_are_stored_once(code: Relationship) -> None:
    stored, turned = canonical(code)
    assert canonical(stored) == (stored, False)
    assert stored is (inverse(code) if turned else code)
    other, other_turned = canonical(inverse(code))
    assert neutral(other) is neutral(stored)
    assert same_both_ways(code) is (not turned and not other_turned)
    assert same_both_ways(code) is (inverse(code) is neutral(code))


@pytest.mark.parametrize("code", Relationship)
def test_a_relationship_and_its_inverse_agree_in_family_and_tie(code: Relationship) -> None:
    assert family(code) in FAMILIES
    assert tie(code) in TIES
    assert tie(inverse(code)) == tie(code)
    assert {family(code), family(inverse(code))} in ({family(code)}, {"parent", "child"})


@pytest.mark.parametrize("code", Relationship)
def test_sexed_codes_find_their_way_back(code: Relationship) -> None:
    sex = code_list("relationship")[code].facts["sex"]
    assert neutral(of_sex(code, sex)) is neutral(code)
    assert (sex is None) == (neutral(code) is code)


def test_direction_is_from_older_to_younger() -> None:
    assert canonical("daughter") == (Relationship.PARENT, True)
    assert canonical("mother") == (Relationship.MOTHER, False)
    assert canonical("nephew") == (Relationship.AUNT_OR_UNCLE, True)
    assert canonical("foster_child") == (Relationship.FOSTER_CARER, True)
    assert canonical("half_sibling") == (Relationship.HALF_SIBLING, False)


def test_words_follow_the_sex_where_there_is_a_word() -> None:
    assert relationship_word("parent", Sex.FEMALE) == "mother"
    assert relationship_word("half_sibling", Sex.MALE) == "half-brother"
    assert relationship_word("cousin", Sex.MALE) == "cousin"
    assert relationship_word("parent", Sex.NOT_KNOWN) == "parent"
    assert relationship_word("stepmother") == "stepmother"


def test_ties_say_only_what_the_code_says() -> None:
    assert tie("mother") == "not_said"
    assert tie("natural_mother") == "blood"
    assert tie("stepfather") == "step"
    assert tie("half_sibling") == "blood"


def test_codes_of_hl7_are_found() -> None:
    relationships = code_list("relationship")
    for published, ours in {
        "MTH": "mother", "NMTH": "natural_mother", "STPMTH": "stepmother", "HSIB": "half_sibling",
        "GRPRN": "grandparent", "SPS": "spouse", "DOMPART": "domestic_partner", "FMRSPS": "former_spouse",
        "PRNFOST": "foster_carer", "COUSN": "cousin", "NBOR": "neighbour", "NIENEPH": "niece_or_nephew",
    }.items():  # fmt: skip
        found = relationships.from_standard(published)
        assert found is not None
        assert found.code == ours


def test_an_unknown_relationship_names_the_nearest() -> None:
    with pytest.raises(UsageFault, match="half_sister"):
        inverse("half_sisster")
