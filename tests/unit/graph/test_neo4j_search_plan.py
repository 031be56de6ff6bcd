"""Which ways a search takes through Neo4j's indexes, without Neo4j."""

from __future__ import annotations

from datetime import date

from graph.search import parse
from graph.stores import scoring
from graph.stores.neo4j.search_plan import (
    LEVELS_AT_ONCE,
    WORDS_A_TEXT,
    Ways,
    all_ways,
    levels,
    reaching,
    steps,
    texts,
    ways_to_all_parts,
)

SMITH, ANN = {"smith": 10_000, "smyth": 8_000, "smithe": 8_000}, {"ann": 10_000}
IS_SMITH = '(name_tokens:"smith" OR name_tokens:"smyth" OR name_tokens:"smithe")'


def test_the_index_is_asked_for_what_a_record_must_have() -> None:
    assert texts(parse("ann smith"), [ANN, SMITH], 1) == ['(name_tokens:"ann")', IS_SMITH]
    assert texts(parse("ann smith"), [ANN, SMITH], 2) == [f'(name_tokens:"ann") AND {IS_SMITH}']
    assert texts(parse("ann 12 alder street"), [ANN], 1) == [
        '(name_tokens:"ann")',
        '(search_address:"12" AND search_address:"ALDER" AND search_address:"STREET")',
    ]
    assert texts(parse("ann smith 2014-03-02"), [{}, SMITH], 2) == []
    assert texts(parse("ann 2014-03-02 M1 1AE"), [ANN], 2) == []
    assert texts(parse("2014-03-02"), [], 0) == []


def test_no_text_has_more_words_than_the_index_takes() -> None:
    many = {f"name{number}": 9_000 for number in range(2_000)}
    for typed, names, needed in (("x", [many], 1), ("x ann", [many, ANN], 1), ("x ann", [many, ANN], 2)):
        asked = texts(parse(typed), names, needed)
        assert asked
        assert all(text.count("name_tokens") <= WORDS_A_TEXT for text in asked)
    assert sum(text.count("name_tokens") for text in texts(parse("x"), [many], 1)) == 2_000
    (level,) = levels(parse("x"), [many]).values()
    assert sum(text.count("name_tokens") for text in level.texts) == 2_000
    assert all(text.count("name_tokens") <= WORDS_A_TEXT for text in level.texts)


def test_a_record_may_have_any_part_but_one() -> None:
    query = parse("ann smith 2014-03-02 M1 1AE")
    expected = Ways([], [date(2014, 3, 2)], [], ["M1 1AE"])
    assert all_ways(query, [ANN, SMITH]) == expected
    assert all_ways(parse("smith 1980"), [SMITH]) == Ways([IS_SMITH], [], [1980], [])


def test_one_way_leads_to_whoever_fits_all() -> None:
    assert ways_to_all_parts(parse("smith 2014-03-02"), [SMITH]) == Ways(birth_dates=[date(2014, 3, 2)])
    assert ways_to_all_parts(parse("smith M1 1AE"), [SMITH]) == Ways(postcodes=["M1 1AE"])
    assert ways_to_all_parts(parse("smith 1980"), [SMITH]) == Ways([IS_SMITH], within_year=True)
    assert ways_to_all_parts(parse("ann smith"), [ANN, SMITH]) == Ways(
        [f'(name_tokens:"ann") AND {IS_SMITH}']
    )


def test_levels_begin_with_what_is_worth_most() -> None:
    found = levels(parse("ann smith"), [ANN, SMITH])
    assert list(found.items()) == [
        (10_000, Ways(['name_tokens:"ann"', 'name_tokens:"smith"'])),
        (8_000, Ways(['name_tokens:"smyth" OR name_tokens:"smithe"'])),
    ]
    others = levels(parse("12 alder street M1 1AE"), [])
    address = 'search_address:"12" AND search_address:"ALDER" AND search_address:"STREET"'
    assert others == {scoring.PLACE: Ways([address], postcodes=["M1 1AE"])}
    born = levels(parse("smith 1980"), [SMITH])
    assert born[scoring.BIRTH_YEAR] == Ways(['name_tokens:"smith"'], birth_years=[1980])


def test_every_level_is_asked_for_once_and_the_first_alone() -> None:
    found = levels(parse("x"), [{f"name{number}": 10_000 - number for number in range(20)}])
    asked = list(steps(found))
    assert [len(step) for step in asked] == [1, LEVELS_AT_ONCE - 1, 20 - LEVELS_AT_ONCE]
    assert [level for step in asked for level in step] == list(found.items())
    assert [len(step) for step in steps(levels(parse("smith"), [SMITH]))] == [1, 1]
    assert list(steps({})) == []


def test_a_step_says_what_each_of_its_ways_is_worth() -> None:
    (first, second) = steps(levels(parse("smith 1980"), [SMITH]))
    told = reaching(first)
    assert told["texts"] == [{"text": 'name_tokens:"smith"', "points": 10_000}]
    assert (told["year_from"], told["year_to"]) == (date(1980, 1, 1), date(1981, 1, 1))
    told = reaching(second)
    assert told["texts"] == [{"text": 'name_tokens:"smyth" OR name_tokens:"smithe"', "points": 8_000}]
    assert (told["year_from"], told["year_to"]) == (date.min, date.min)
