"""Tables say what the answers say, word for word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.address import FamilyAddress
from dashboard.tables import known_cell, known_table, members_table, relations_table, responsibilities_table
from dashboard.wording import spoken
from graph.codes import sign, word
from graph.codes.people import Lens
from graph.codes.states import KnowledgeState
from tests.journeys.stand_in import COLUMNS, DANA, LEE_HOLDS, MAYA, StandIn, kerr_family
from tests.journeys.stand_in import known_cell as answer

VIEW = kerr_family(Lens.EXTENDED_HOUSEHOLD)
KNOWN = StandIn().known(VIEW)
SHOWN = {member.person_id for member in VIEW.members}


def test_every_cell_of_the_answer_stands_in_the_table_in_its_words() -> None:
    table = known_table(KNOWN, VIEW.members)
    assert [row[0].lines[0] for row in table.rows] == [
        "Children's social care: children", "Police: Domestic abuse incidents", "School census", "GP practices",
    ]  # fmt: skip
    for row, column in zip(table.rows, COLUMNS, strict=True):
        for cell, member in zip(row[1:], VIEW.members, strict=True):
            expected = KNOWN.cell(member.person_id, column.id)
            assert expected is not None
            assert expected.words in cell.lines
            assert (cell.sign, cell.state) == (sign(expected.state), expected.state)


def test_the_columns_are_the_people_with_their_ages() -> None:
    headings = [cell.lines[0] for cell in known_table(KNOWN, VIEW.members).headings]
    assert headings[1:] == ["Maya Kerr, 9", "Dana Kerr, 31", "Joel Kerr, 2", "Lee Marsh, 36"]


@pytest.mark.parametrize("state", list(KnowledgeState))
def test_a_cell_gives_sign_and_word_of_its_state(state: KnowledgeState) -> None:
    cell = known_cell(replace(answer("maya", COLUMNS[0]), state=state, words="something else"))
    assert (cell.sign, cell.lines[0]) == (sign(state), word(state))


def test_a_word_that_the_sentence_begins_with_is_not_said_twice() -> None:
    cell = known_cell(answer("maya", COLUMNS[0]))
    assert cell.lines == (
        "known, closed 3 Oct 2024 (contact, no further action)",
        "Last contact 12 Mar 2026",
        "Lead practitioner: A. Osei",
        "ring A. Osei (social worker), 01632 960 111",
    )


def test_no_answer_is_not_taken_for_nothing_found() -> None:
    assert known_cell(None).state == KnowledgeState.CANNOT_BE_SAID


def test_members_say_why_they_are_in_and_lead_to_their_own_family() -> None:
    address = FamilyAddress("maya", Lens.EXTENDED_HOUSEHOLD, VIEW.as_of, "joel")
    rows = {row[0].lines[0]: row for row in members_table(VIEW, VIEW.members, address).rows}
    assert rows["Lee Marsh"][3].lines == ("father of Maya Kerr (says Housing)",)
    assert rows["Lee Marsh"][0].link == "/family/lee?as_of=2026-05-12&lens=extended_household"
    assert rows["Maya Kerr"][1].lines == ("9", "Born 4 Mar 2017")


def test_relations_name_parents_who_are_not_linked() -> None:
    rows = [tuple(cell.lines[0] for cell in row) for row in relations_table(VIEW, SHOWN).rows]
    assert ("Lee Marsh", "Lee Marsh is father of Maya Kerr (says School)") in rows
    assert ("father of Joel Kerr", "unknown; Health visiting says 'Craig D.', not linked: for review") in rows


def test_responsibility_is_told_of_a_holder_outside_the_family_too() -> None:
    household = kerr_family()
    rows = responsibilities_table(household, {"maya", "dana", "joel"}).rows
    assert [cell.lines[0] for cell in rows[0][:3]] == [
        "Maya Kerr",
        "Lee Marsh (not in this picture)",
        "holds",
    ]


def test_a_holder_who_is_known_by_name_alone_is_in_the_picture() -> None:
    named = replace(LEE_HOLDS, holder="c", holder_name="'Craig D.' (not linked)", child="joel")
    view = replace(kerr_family(), responsibilities=(named,))
    (row,) = responsibilities_table(view, {"maya", "dana", "joel"}).rows
    assert row[1].lines == ("'Craig D.' (not linked)",)


def test_what_is_read_out_says_ties_and_agencies() -> None:
    words = spoken(VIEW, KNOWN, MAYA)
    assert words.startswith("Maya Kerr, 9. In this family: asked about. ")
    assert "Lee Marsh holds parental responsibility for Maya Kerr" in words
    assert words.endswith("Known to Children's social care, Police, School.")
    assert "Known to School." in spoken(VIEW, KNOWN, DANA)
