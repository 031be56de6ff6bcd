from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.search import Candidate, Vocabulary, Way, candidates, compare, name_tokens, parse, rank

# Spellings of one name as they meet in real registers: slips, transliterations, short forms.
SPELLINGS = """
    Kerr/Ker Kerr/Carr Kerr/Kur Mohammed/Muhammad Mohammed/Mohamed Mohammad/Mahmmad Siobhan/Shivaun
    Siobhan/Chevonne Nowak/Novak O'Brien/OBrian O'Brien/Obrein Sean/Shaun Sean/Shawn Niamh/Neave
    Catherine/Katherine Catherine/Kathryn Stephen/Steven Philip/Phillip Smith/Smyth Thompson/Thomson
    Clark/Clarke Reid/Reed Marsh/March Hussain/Hussein Hussain/Husain Ahmed/Ahmad Sheikh/Shaikh
    Chaudhry/Choudhury Chaudhry/Chowdhury Wójcik/Woicik Kowalski/Kovalski Kowalska/Kowalski
    Małgorzata/Malgosata Katarzyna/Catarzyna Szymon/Shimon Lewandowski/Levandovski
    MacDonald/McDonald McKenzie/Mackenzie Aoife/Eefa Ciara/Keira Caoimhe/Keeva Begum/Begam Khan/Kahn
    Yusuf/Yousef Yasmin/Jasmine Zoe/Zoey Jon/John Geoffrey/Jeffrey Rhys/Reece Hughes/Hews
    Vaughan/Vaughn Leigh/Lee Lesley/Leslie Alder/Adler Dunn/Dunne Davies/Davis Patel/Pattel
    Singh/Sing Kaur/Kaor Ali/Aly Iqbal/Ikbal Rahman/Rehman Fatima/Fatimah Aisha/Ayesha
    Abdullah/Abdallah Krzysztof/Krzystof Wiśniewski/Visnievski Zieliński/Zielinsky
    Dąbrowski/Dombrowski Róisín/Rosheen Eoin/Owen Ciarán/Kieran Tadhg/Tige Sinéad/Shinade
    Dafydd/David Margaret/Maggie William/Bill Elizabeth/Beth Katarzyna/Kasia Małgorzata/Gosia
    Mohammed/Mo Robert/Bob James/Jamie Craig/Craigh Tanya/Tania Kyle/Kile Joel/Jole Maya/Maia
    Osei/Osie Birch/Brich O'Sullivan/OSulivan McLaughlin/McLoughlin Bhatti/Batti Qureshi/Kureshi
    Khalid/Kalid Zainab/Zaynab Hassan/Hasan Siddiqui/Siddiqi
"""
PAIRS = SPELLINGS.split()
CROWD = [
    "smith",
    "jones",
    "patel",
    "taylor",
    "brown",
    "begley",
    "walker",
    "green",
    "fernandez",
    "lis",
    "zhou",
]

MAYA = Candidate(
    "1", "Maya", "Kerr", birth_date=date(2017, 3, 4), address="12 ALDER STREET", postcode="M1 1AE"
)


def token(name: str) -> str:
    (only,) = name_tokens(name)
    return only


def test_there_are_pairs_enough() -> None:
    assert len(set(PAIRS)) >= 60


@pytest.mark.parametrize("pair", PAIRS)
def test_two_spellings_find_each_other(pair: str) -> None:
    one, other = (token(name) for name in pair.split("/"))
    vocabulary = Vocabulary.of(sorted({one, other, *CROWD}))
    for typed, recorded in ((one, other), (other, one)):
        found = {match.token: match for match in candidates(vocabulary, typed)}
        assert recorded in found
        assert 0.4 < found[recorded].quality < 1
        assert found[typed].way is Way.EXACT


@pytest.mark.parametrize(
    "pair",
    ["Smith/Patel", "Jones/Khan", "Kerr/Marsh", "Nowak/Dunn", "Lee/Osei", "Ali/Ahmed", "Kerr/Kyle", "Dana/Joel",
     "Reid/Reynolds", "Jo/Al", "Kowalski/Lewandowski"],
)  # fmt: skip
def test_different_names_stay_apart(pair: str) -> None:
    one, other = (token(name) for name in pair.split("/"))
    assert compare(one, other) is None
    assert compare(other, one) is None


def test_ways_and_their_order() -> None:
    found = candidates(Vocabulary.of(["kerr", "kerrigan", "ker", "marsh", "kerry"]), "kerr")
    assert [(match.token, match.way) for match in found] == [
        ("kerr", Way.EXACT), ("kerry", Way.PREFIX), ("ker", Way.SOUND), ("kerrigan", Way.PREFIX),
    ]  # fmt: skip


def test_an_initial_matches_what_begins_with_it() -> None:
    vocabulary = Vocabulary.of(["dana", "dunn", "joel", "d"])
    assert [match.token for match in candidates(vocabulary, "d")] == ["d", "dana", "dunn"]


WORDS = st.text("aeknrsthm", min_size=1, max_size=7)


@given(st.lists(WORDS, unique=True, max_size=30), WORDS)
def test_the_vocabulary_finds_all_that_comparing_one_by_one_finds(tokens: list[str], typed: str) -> None:
    one_by_one = [match for word in tokens if (match := compare(typed, word)) is not None]
    expected = sorted(one_by_one, key=lambda match: (-match.quality, match.token))
    assert candidates(Vocabulary.of(tokens), typed) == expected


def test_hyphenated_names_match_in_either_order() -> None:
    there, back = Candidate("1", "Ann", "Smith-Jones"), Candidate("2", "Ann", "Jones-Smith")
    first, second = rank(parse("ann jones-smith"), [there, back])
    assert first.likeness == second.likeness == 1.0


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        ("Kerr", ("surname is 'Kerr'",)),
        ("Carr", ("surname sounds like 'Carr'",)),
        ("Ker", ("surname begins with 'Ker'",)),
        ("Kerx", ("surname is spelt nearly like 'Kerx'",)),
        ("maya kerr", ("first name is 'maya'", "surname is 'kerr'")),
        ("Kerr 4.3.2017", ("surname is 'Kerr'", "birth date equal")),
        ("Kerr 3.4.2017", ("surname is 'Kerr'", "birth date equal with day and month exchanged")),
        ("Kerr 4.3.2016", ("surname is 'Kerr'", "birth date differs in one place")),
        ("Kerr 2017", ("surname is 'Kerr'", "birth year equal")),
        ("12 alder st", ("address has '12 ALDER STREET'",)),
        ("m1 1ae", ("postcode equal",)),
    ],
)
def test_reasons_are_said_in_words(typed: str, reasons: tuple[str, ...]) -> None:
    (found,) = rank(parse(typed), [MAYA])
    assert found.reasons == reasons
    assert 0 < found.likeness <= 1


def test_a_nickname_and_a_number_are_reasons() -> None:
    maggie = Candidate("2", "Margaret", "Kerr", identifiers=frozenset({("nhs_number", "9434765919")}),
                       telephones=frozenset({"+441134960303"}), emails=frozenset({"m@example.org"}))  # fmt: skip
    (found,) = rank(parse("Maggie 943 476 5919 0113 496 0303 m@example.org"), [maggie])
    assert found.reasons == (
        "first name is another form of 'Maggie'", "NHS number equal", "telephone equal", "email equal",
    )  # fmt: skip


def test_what_fits_nothing_is_left_out() -> None:
    assert rank(parse("patel"), [MAYA]) == []
    assert rank(parse(""), [MAYA]) == []


def test_one_recorded_name_answers_for_one_typed_name_only() -> None:
    single, double = Candidate("1", "Ann", "Kerr"), Candidate("2", "Kerr", "Ker")
    assert [found.candidate.record_id for found in rank(parse("ker kerr"), [single, double])] == ["2", "1"]


def test_the_better_fit_comes_first() -> None:
    others = [
        Candidate("2", "Maya", "Carr", birth_date=date(2017, 3, 4)),
        Candidate("3", "Maya", "Kerr", birth_date=date(1990, 1, 1)),
        Candidate("4", "Dana", "Kerr"),
    ]
    ordered = rank(parse("maya kerr 4.3.2017"), [*others, MAYA])
    assert [found.candidate.record_id for found in ordered] == ["1", "2", "3", "4"]


PEOPLE = st.builds(
    Candidate,
    record_id=st.text("0123456789", min_size=1, max_size=3),
    given_names=st.sampled_from(["Maya", "Mia", "Dana", None]),
    family_name=st.sampled_from(["Kerr", "Carr", "Kerr-Marsh", None]),
    birth_date=st.sampled_from([date(2017, 3, 4), date(2017, 4, 3), None]),
)


@given(st.lists(PEOPLE, max_size=7, unique_by=lambda one: one.record_id))
def test_the_order_is_total_and_hides_who_else_is_there(people: list[Candidate]) -> None:
    query = parse("maya kerr 4.3.2017")
    ordered = rank(query, people)
    assert rank(query, reversed(people)) == ordered
    for gone in people:
        left = [one for one in people if one is not gone]
        assert rank(query, left) == [found for found in ordered if found.candidate is not gone]
