"""Words that sources use for relationships: every published term has its code, and its inverse leads back."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.codes import Relationship, code_list, inverse
from graph.codes.relationship import neutral
from graph.codes.words import code_for, nearest_word, parse_words, word_table, word_tables
from graph.errors import InputFault, UsageFault
from graph.folding import squeezed, squeezed_column

Shared = Callable[[str], Path]
FOLDER = "relationship_vocab"


def rows(shared_data: Shared, name: str) -> Iterator[dict[str, str]]:
    with shared_data(f"{FOLDER}/{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def everyday(words: str) -> Relationship:
    found = code_for(words, "relationship", "everyday")
    assert found is not None, words
    return Relationship(found)


def test_every_type_of_hackney_has_its_code_and_its_inverse(shared_data: Shared) -> None:
    types = {
        row["description"]: row["inverse_description"]
        for row in rows(shared_data, "hackney_personal_relationship_types")
    }
    assert len(types) == 33
    codes = {name: everyday(name) for name in types}
    assert len(set(codes.values())) == 33
    for name, other in types.items():
        assert inverse(codes[name]) is codes[other]
        assert inverse(inverse(codes[name])) is codes[name]


def test_every_label_of_older_case_notes_has_a_code_of_its_type(shared_data: Shared) -> None:
    labels = [
        (row["type"], row["historic_label_prefix"])
        for row in rows(shared_data, "hackney_historic_label_mapping")
    ]
    assert len(labels) == 66
    for name, label in labels:
        closer = {"Civil Partner": "civil partner"}.get(label, name)
        assert neutral(everyday(label)) is everyday(closer), label
        assert inverse(inverse(everyday(label))) is everyday(closer)


def test_every_term_of_the_prison_service_has_its_code(shared_data: Shared) -> None:
    terms = list(rows(shared_data, "hmpps_reference_codes"))
    social = {row["code"]: row["description"] for row in terms if row["group_code"] == "RELATIONSHIP"}
    official = {row["code"]: row["description"] for row in terms if row["group_code"] == "OFF_RELATION"}
    assert (len(social), len(official)) == (36, 30)
    for code, description in social.items():
        found = code_for(code, "relationship", "hmpps")
        assert found == everyday(description), code
        assert inverse(inverse(str(found))) is neutral(str(found))
    assert {code_for(code, "relationship", "hmpps") for code in official} == {Relationship.PROFESSIONAL}
    assert len(word_table("relationship", "hmpps")) == 66


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("mum", "mother"), ("Mother", "mother"), ("MGM", "maternal_grandmother"), ("step dad", "stepfather"),
        ("Step-Dad", "stepfather"), ("stepDad", "stepfather"), ("  Aunt / Uncle ", "aunt_or_uncle"),
        ("Ex-partner", "former_partner"), ("fiancée", "partner"), ("half-sister", "half_sister"),
        ("father’s sister", "paternal_aunt"), ("Social Worker", "professional"),
        ("brother/sister", "sibling"), ("Mother : Son", "mother"), ("Common Law Wife", "domestic_partner"),
    ],
)  # fmt: skip
def test_words_are_known_however_they_are_written(words: str, code: str) -> None:
    assert everyday(words) == code


@pytest.mark.parametrize("words", ["carer", "Parent/Carer", "mum's partner", "", "??"])
def test_words_that_could_mean_several_things_are_not_guessed(words: str) -> None:
    assert code_for(words, "relationship", "everyday") is None


def test_tables_are_looked_at_in_the_order_in_which_they_are_named() -> None:
    assert word_tables("relationship") == ("everyday", "hmpps", "standard")
    assert code_for("DAU", "relationship", "standard", "hmpps") == "natural_daughter"
    assert code_for("DAU", "relationship", "hmpps", "standard") == "daughter"
    assert code_for("SPS", "relationship", "everyday", "standard") == "spouse"
    assert code_for("MCOUSN", "relationship", "standard") == "cousin"
    assert code_for("3b", "referral_source", "standard") == "health_visitor"


@pytest.mark.parametrize("table", word_tables("relationship"))
def test_every_listed_word_leads_to_a_code(table: str) -> None:
    codes = code_list("relationship")
    assert all(
        code in codes and word == squeezed(word) for word, code in word_table("relationship", table).items()
    )


def test_no_listed_word_contradicts_the_code_of_that_name() -> None:
    for entry in code_list("relationship").codes:
        assert everyday(entry.code) == everyday(entry.word) == entry.code


def test_unknown_lists_and_tables_name_the_nearest() -> None:
    with pytest.raises(UsageFault, match="'everyday'"):
        word_table("relationship", "everday")
    with pytest.raises(UsageFault, match="'relationship'"):
        word_tables("relationships")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("words: {mother: [mum], father: [Mum]}", "Mum"),
        ("words: {mother: ['--']}", "--"),
        ("words: {mothr: [mum]}", "mothr"),
    ],
)
def test_a_faulty_table_is_refused_with_its_place(text: str, value: str) -> None:
    with pytest.raises(InputFault) as fault:
        parse_words("everyday.yaml", text, "relationship")
    assert (fault.value.file, fault.value.value) == ("everyday.yaml", value)


def test_the_nearest_word_is_a_help() -> None:
    assert (
        nearest_word("step-mumm", word_table("relationship", "everyday"))
        == " Nearest word: stepmum (stepmother)."
    )
    assert nearest_word("xyzzy", word_table("relationship", "everyday")) == ""


@given(st.text(st.characters(max_codepoint=0x24FF, exclude_categories=["Cs", "Cn"]), max_size=12))
def test_a_column_is_squeezed_as_single_values_are(text: str) -> None:
    frame = pl.DataFrame({"value": [text]})
    assert frame.select(squeezed_column(pl.col("value"))).to_series().to_list() == [squeezed(text)]
